//! Views over the panes: they stand on each other, each can be left for another and is there again afterwards.

use crate::frames::browse::intents;
use crate::support::ground::{Ground, LONG, find_web};
use crate::support::pty::keys;
use crate::support::rollout::{followed, rolling};
use crate::support::world::FIRST;
use crate::support::world::{World, incident, name, no_image, pod, preview};
use dogwatch::app::msg::Fetch;
use dogwatch::app::{Effect, Msg};
use dogwatch::command::{Keymap, Preset};
use dogwatch::config::Settings;
use dogwatch::model::Lang;
use dogwatch::model::change::Outcome;
use dogwatch::model::event::EventNews;
use dogwatch::model::revision::Revision;
use dogwatch::model::trouble::Trouble;
use dogwatch::model::workload::Workload;
use dogwatch::views::{look, picker, question, revisions};
use std::path::Path;

/// The way in the topmost frame, down to the place of what it is about.
fn way(world: &World) -> String {
    world.state.way().join(" ▸ ")
}

fn tracked(w: &Workload, size: (u16, u16)) -> World {
    followed(size, w, vec![no_image(pod(w, 8, "6d4f9c-kx2lp", "docker.io/lab/app:1.2", 30_000), "lab/app:1.2")], 3)
}

fn revision(number: u64, image: &str, current: bool) -> Revision {
    Revision {
        number,
        name: name("rs"),
        created: crate::support::world::now().plus(-60_000),
        cause: None,
        images: vec![("web".into(), image.into())],
        pods: Some((1, 1)),
        current,
        differences: Vec::new(),
        lines: Vec::new(),
        bare: Vec::new(),
    }
}

/// Answers the revisions that were asked for last.
pub fn revisions_come(world: &mut World) -> u64 {
    let of = |e: Effect| if let Effect::Revisions(_, id, _) = e { Some(id) } else { None };
    let id = world.asked().into_iter().rev().find_map(of).expect("they were asked for");
    let list = vec![revision(8, "lab/app:1.2", true), revision(7, "lab/app:1.1", false)];
    world.msg(Msg::Revisions(FIRST, id, Ok(list)));
    id
}

/// From a rollout to the revisions and back, and on to a question: the rollout stands below all of them as it was left.
#[test]
fn a_rollout_is_there_again_after_its_revisions() {
    let w = rolling();
    let mut world = tracked(&w, (80, 24));
    world.keys("j j");
    let before = world.screen();
    world.keys("b");
    revisions_come(&mut world);
    let screen = world.screen();
    assert!(screen.contains("Rollout ▸ Revisions"), "{screen}");
    assert!(screen.contains("lab-admin ▸ iot-prod ▸ Deployment web"), "the target is whole at 80 columns:\n{screen}");
    assert_eq!(world.keys("Esc").screen(), before, "as it was left");
    // The one key more: the question, and after it the rollout again.
    // In production the name is typed.
    for (answer, sent) in [("w e b Enter", true), ("Esc", false), ("n Esc", false)] {
        world.asked();
        world.keys("b");
        revisions_come(&mut world);
        world.keys("Enter");
        assert_eq!(way(&world), "Rollout ▸ roll back");
        let asked = intents(&mut world);
        let [intent] = &asked[..] else { panic!("{asked:?}") };
        world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent.clone())))));
        assert!(world.state.top_as::<question::View>().is_some() && world.screen().contains("Rollout ▸ roll back"));
        world.keys(answer);
        assert_eq!(way(&world), "Rollout", "{answer} closes what asked, and no more");
        assert_eq!(world.asked().iter().any(|e| matches!(e, Effect::CarryOut(..))), sent, "{answer}");
        if sent {
            world.msg(Msg::CarriedOut(FIRST, intent.id, Outcome::Refused { reason: "no".into() }));
        }
    }
    world.keys("Esc");
    assert!(world.state.views.is_empty());
}

/// Every view that is no text field can be left for the help, the messages, the journal and the palette, and Esc comes back to it as it was.
#[test]
fn what_opens_from_everywhere_opens_above_every_view() {
    type Begin = fn() -> World;
    let text: Begin = || {
        let mut world = incident(100, 30);
        world.keys("y");
        let id = world
            .asked()
            .into_iter()
            .rev()
            .find_map(|e| if let Effect::Fetch(_, id, Fetch::Yaml(..)) = e { Some(id) } else { None });
        let lines: Vec<String> = (0..200).map(|i| format!("line {i}")).collect();
        world.msg(Msg::Fetched(FIRST, id.unwrap(), Ok(lines.join("\n"))));
        world.keys("PgDn /").type_text("line 15").keys("Enter n");
        world
    };
    let tracker: Begin = || {
        let mut world = tracked(&rolling(), (100, 30));
        world.keys("j");
        world
    };
    let revisions: Begin = || {
        let mut world = incident(100, 30);
        world.keys("b");
        revisions_come(&mut world);
        world.keys("j d");
        world
    };
    let waiting: Begin = || {
        let mut world = incident(100, 30);
        world.keys("r");
        world
    };
    let deletion: Begin = || {
        let mut world = incident(100, 30);
        world.keys("Ctrl-d");
        world
    };
    for (what, begin) in
        [("text", text), ("tracker", tracker), ("revisions", revisions), ("a look", waiting), ("how to delete", deletion)]
    {
        for (key, title) in [("?", "Help"), ("m", "Messages, newest first"), ("J", "Journal, newest first"), (":", "Command")] {
            let mut world = begin();
            let (before, count) = (world.screen(), world.state.views.len());
            let names = way(&world);
            let screen = world.keys(key).screen();
            assert_eq!(world.state.views.len(), count + 1, "{key} above {what}");
            assert_eq!(way(&world), format!("{names} ▸ {title}"));
            assert!(screen.contains(&format!("▸ {title}")), "{key} above {what}:\n{screen}");
            assert_eq!(world.keys("Esc").screen(), before, "{key} above {what}");
            // The key that opened it closes it, but for the palette, where it is a letter.
            if key != ":" {
                world.keys(key).keys(key);
                assert_eq!(world.screen(), before, "{key} {key} above {what}");
            }
        }
    }
}

/// In a field every letter is one; F1 helps there, and the field is as it was.
#[test]
fn in_a_field_letters_are_letters() {
    for (open, typed) in [("L", "team=?mJ:"), (":", "?mJ:"), ("n", "?mJ:"), ("/", "?mJ:"), ("+", "?mJ:")] {
        let mut world = incident(120, 40);
        world.keys(open).type_text(typed);
        assert_eq!(world.state.views.len(), 1, "{open}");
        let before = world.screen();
        assert!(before.contains(typed), "{open}: {before}");
        let help = world.keys("F1").screen();
        assert!(help.contains("Help") && help.contains("letters are typed here"), "{open}: {help}");
        assert_eq!(world.keys("Esc").screen(), before, "{open}");
    }
}

/// Each of them stands once in the stack, however often one goes from one to the other.
#[test]
fn from_help_to_messages_and_round_again_builds_no_tower() {
    let mut world = incident(100, 30);
    world.keys("f");
    for _ in 0..20 {
        world.keys("? m J");
    }
    assert_eq!(way(&world), "Rollout ▸ Help ▸ Messages, newest first ▸ Journal, newest first");
    world.keys("Esc Esc Esc");
    assert_eq!(way(&world), "Rollout");
}

/// The help over a view lists its own keys, as they are bound.
#[test]
fn the_help_over_a_view_has_its_keys() {
    let text = "[keys]\nrevisions-whole = \"W\"\nrollout-roll-back = \"F6\"\n";
    let keymap = Settings::parse(text, Path::new("config.toml")).unwrap().keymap;
    let w = rolling();
    for own in [false, true] {
        let mut world = tracked(&w, (120, 40));
        if own {
            world.state.keymap = keymap.clone();
        }
        let roll_back = if own { "F6" } else { "b" };
        assert!(world.screen().contains(&format!("{roll_back} roll back")), "{}", world.screen());
        let help = world.keys("?").screen();
        let has = |help: &str, key: &str, words: &str| help.lines().any(|l| l.contains(&format!(" {key} ")) && l.contains(words));
        assert!(has(&help, roll_back, "roll back to an earlier revision") && has(&help, "m", "all messages"), "{help}");
        assert!(!help.contains("rolling restart"), "what is for the panes is not listed:\n{help}");
        world.keys("Esc").keys(roll_back);
        revisions_come(&mut world);
        let whole = if own { "W" } else { "d" };
        assert!(world.screen().contains(&format!("{whole} whole difference")), "{}", world.screen());
        let help = world.keys("?").screen();
        assert!(has(&help, whole, "the whole difference"), "{help}");
        world.keys("Esc").keys(whole);
        assert!(world.state.top_as::<revisions::View>().is_some_and(|view| view.whole));
        world.keys("d");
        assert!(world.state.top_as::<revisions::View>().is_some_and(|view| view.whole == own), "d is its key no more");
    }
}

/// The palette over a view has the view's own commands, does what can be done from there, and says of all others why not.
#[test]
fn the_palette_knows_where_it_is_opened() {
    let w = rolling();
    let open = |typed: &str| {
        let mut world = tracked(&w, (120, 40));
        world.asked();
        world.keys(":").type_text(typed);
        world
    };
    let mut world = open("rollout-roll-back");
    world.keys("Enter");
    assert_eq!(way(&world), "Rollout ▸ Revisions");
    for command in ["restart", "delete", "scale", "sort", "zoom", "events", "logs"] {
        let mut world = open(command);
        let Some(picker) = world.state.top_as::<picker::View>() else { panic!("{command}") };
        let why = picker.found().find(|i| i.label == command).and_then(|i| i.denied.clone());
        assert!(why.is_some_and(|why| why == dogwatch::command::Lack::ViewOnTop), "{command}");
        world.keys("Enter");
        assert_eq!((way(&world).as_str(), intents(&mut world)), ("Rollout", Vec::new()), "{command}");
        let said = world.state.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
        assert!(said.contains("leave the view on top first"), "{command}: {said}");
    }
    for (command, then) in
        [("journal", "Rollout ▸ Journal, newest first"), ("help", "Rollout ▸ Help"), ("context", "Rollout ▸ Context")]
    {
        let mut world = open(command);
        world.keys("Enter");
        assert_eq!(way(&world), then);
    }
    // Another place: the rollout is left, and followed no longer.
    for (typed, words) in [("ns iot-dev", "Workloads iot-dev"), ("all-namespaces", "Workloads all namespaces")] {
        let mut world = open(typed);
        world.keys("Enter");
        assert!(world.state.views.is_empty() && world.screen().contains(words), "{typed}: {}", world.screen());
        assert!(world.asked().contains(&Effect::Track(FIRST, None)), "{typed}");
    }
    // A question is not left behind: it is answered first.
    let mut world = incident(120, 40);
    world.keys("r");
    for typed in ["ns iot-dev", "deployments", "ctx lab-dev"] {
        world.keys(":").type_text(typed).keys("Enter");
        assert!(world.state.top_as::<look::View>().is_some(), "{typed}");
        let said = world.state.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
        assert!(said.contains("finish or leave the form first"), "{typed}: {said}");
    }
}

/// A change on its way does not cover what is looked for.
#[test]
fn what_is_looked_for_is_seen_while_something_rolls_out() {
    let mut world = incident(100, 30);
    world.keys("r");
    let asked = intents(&mut world);
    world.msg(Msg::Previewed(FIRST, asked[0].id, Ok(Box::new(preview(asked[0].clone())))));
    world.type_text(&asked[0].target.name).keys("Enter").msg(Msg::CarriedOut(FIRST, asked[0].id, Outcome::taken(9)));
    let line = |world: &World| world.screen().lines().rev().nth(1).unwrap_or_default().to_owned();
    assert!(line(&world).contains("restarts"), "{}", world.screen());
    world.keys("m /").type_text("zz").keys("Enter");
    assert!(line(&world).starts_with(" /zz") && !line(&world).contains("restarts"), "{}", world.screen());
    world.keys("Esc");
    assert!(line(&world).contains("restarts"), "{}", world.screen());
    world.keys("Esc y");
    let id = world.asked().into_iter().find_map(|e| if let Effect::Fetch(_, id, _) = e { Some(id) } else { None }).unwrap();
    world.msg(Msg::Fetched(FIRST, id, Ok("a: 1\nb: 2".into()))).keys("/").type_text("b:").keys("Enter");
    assert!(line(&world).starts_with(" /b:") && !line(&world).contains("restarts"), "{}", world.screen());
}

/// What arrives while something else is on top reaches its view, wherever that stands.
#[test]
fn answers_reach_their_view_below_others() {
    let w = rolling();
    // Revisions below the help.
    let mut world = tracked(&w, (120, 40));
    world.keys("b ?");
    revisions_come(&mut world);
    assert_eq!(way(&world), "Rollout ▸ Revisions ▸ Help");
    assert!(world.keys("Esc").screen().contains("← last healthy"), "{}", world.screen());
    // Those that cannot be had close their view and leave what is on top alone.
    let mut world = tracked(&w, (120, 40));
    world.keys("b ?");
    let of = |e: &Effect| if let Effect::Revisions(_, id, _) = e { Some(*id) } else { None };
    let id = world.asked().iter().find_map(of).unwrap();
    world.msg(Msg::Revisions(FIRST, id, Err("forbidden".into())));
    assert_eq!(way(&world), "Rollout ▸ Help");
    // A look below the messages becomes a question there; it takes no answer before it was seen.
    let mut world = incident(120, 40);
    world.keys("r m");
    let asked = intents(&mut world);
    world.msg(Msg::Previewed(FIRST, asked[0].id, Ok(Box::new(preview(asked[0].clone())))));
    assert_eq!(way(&world), "restart ▸ Messages, newest first");
    world.wait(10_000).keys("Esc");
    let Some(question) = world.state.top_as::<question::View>() else { panic!("{}", world.screen()) };
    assert!(question.shown.is_none() || question.shown >= Some(world.now.plus(-1_000)), "not seen while it was covered");
    // A text below the help, and the events of a rollout below two others.
    let mut world = incident(120, 40);
    world.keys("y ?");
    let id = world.asked().into_iter().find_map(|e| if let Effect::Fetch(_, id, _) = e { Some(id) } else { None }).unwrap();
    world.msg(Msg::Fetched(FIRST, id, Ok("kind: Deployment\nname: web".into()))).keys("Esc");
    assert!(world.screen().contains("kind: Deployment"), "{}", world.screen());
    let mut world = tracked(&w, (120, 40));
    let id = world.asked().into_iter().find_map(|e| if let Effect::Track(_, Some(wish)) = e { Some(wish.id) } else { None });
    world.keys("b ?");
    if let Some(id) = id {
        world.msg(Msg::Told(FIRST, id, EventNews::Lost(Trouble::said("not yours")))).keys("Esc Esc");
        assert!(world.screen().contains("events cannot be read"), "{}", world.screen());
    }
}

/// The way and the target are whole on every screen that has room for a form, in both languages.
#[test]
fn the_way_cuts_no_target() {
    let w = rolling();
    for lang in [Lang::En, Lang::Zh] {
        for width in [60, 80, 100, 160] {
            let mut world = tracked(&w, (width, 24));
            world.state.lang = lang;
            world.keys("b");
            revisions_come(&mut world);
            let screen = world.screen();
            let steps = if lang == Lang::En { "Rollout ▸ Revisions" } else { "发布 ▸ 历史版本" };
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            assert!(bare(&screen).contains(&bare(steps)), "{width}:\n{screen}");
            for part in ["lab-admin", "iot-prod", "Deployment", "web"] {
                assert!(screen.contains(part), "{part} at {width}:\n{screen}");
            }
        }
    }
}

#[test]
fn tables_of_views_are_checked_in_both_presets() {
    for preset in [Preset::Dogwatch, Preset::K9s] {
        Keymap::with(preset, &[], dogwatch::views::TABLES).unwrap();
        for table in dogwatch::views::TABLES {
            for entry in table.entries {
                let map = Keymap::with(preset, &[(entry.name.to_owned(), vec!["F7".into()])], dogwatch::views::TABLES).unwrap();
                assert_eq!(map.keys_of(entry).iter().map(ToString::to_string).collect::<Vec<_>>(), ["F7"], "{}", entry.name);
                let clash = Keymap::with(preset, &[(entry.name.to_owned(), vec!["q".into()])], dogwatch::views::TABLES);
                assert!(clash.unwrap_err().contains(&format!("q would mean both quit and {}", entry.name)));
            }
        }
    }
    let mut names: Vec<&str> = dogwatch::views::TABLES.iter().flat_map(|t| t.entries).map(|e| e.name).collect();
    names.extend(dogwatch::command::COMMANDS.iter().map(|e| e.name));
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "each has a name of its own");
}

/// In a terminal: the rollout, its revisions, back to the rollout; and from each of them the help, the messages, the palette and back.
#[test]
fn in_a_terminal_each_is_left_and_there_again() {
    let ground = Ground::demo();
    let mut pty = ground.start(80, 24, &[]);
    find_web(&mut pty);
    pty.send("f");
    // Its frame is also seen around a box that lies over it.
    let tracker = |s: &str| s.contains("─ Rollout  ") && !s.contains("Rollout ▸");
    pty.wait_for(tracker, LONG).unwrap();
    pty.send("b");
    pty.wait_for(|s| s.contains("Rollout ▸ Revisions") && s.contains("Deployment web"), LONG).unwrap();
    for (key, title) in [("?", "Help"), ("m", "Messages, newest first"), (":", "Command")] {
        pty.send(key);
        pty.wait_for(|s| s.contains(&format!("Rollout ▸ Revisions ▸ {title}")), LONG).unwrap();
        pty.send(keys::ESC);
        pty.wait_for(|s| s.contains("Rollout ▸ Revisions") && !s.contains(title), LONG).unwrap();
    }
    pty.send(keys::ESC);
    pty.wait_for(tracker, LONG).unwrap();
    for (key, title) in [("?", "Help"), ("m", "Messages, newest first"), ("J", "Journal, newest first"), (":", "Command")] {
        pty.send(key);
        pty.wait_for(|s| s.contains(&format!("Rollout ▸ {title}")), LONG).unwrap();
        pty.send(keys::ESC);
        pty.wait_for(tracker, LONG).unwrap();
    }
    pty.send(keys::ESC);
    pty.wait_for(|s| s.contains("┌ Workloads") && !s.contains("Rollout  "), LONG).unwrap();
}
