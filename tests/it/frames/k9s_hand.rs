//! What a hand presses that knows other tools: every key does something, or says what does it here.

use crate::frames::browse::{cronjobs, intents, list, nodes, row, selected};
use crate::frames::cursor_rows::{calm, put};
use crate::frames::palette::palette;
use crate::support::world::FIRST;
use crate::support::world::{DAY, World, begin, begin_with, incident, name, now, preview, workload};
use dogwatch::app::logs::LogTarget;
use dogwatch::app::{Effect, Msg};
use dogwatch::command::{Code, Command, Group, Key, Keymap, Pane, Preset, Row as Kinded};
use dogwatch::model::feed::{Feed, Row, Scope};
use dogwatch::model::trouble::Trouble;
use dogwatch::model::{Kind, Uid, WorkloadKind};
use dogwatch::views::{question, tracker};

#[test]
fn logs_and_rollouts_are_opened_from_the_browser() {
    let mut world = calm();
    let (_, _) = palette(&mut world, "deploy", "Enter");
    list(&mut world, &["Name"], vec![row("iot-test", "api", &["api"], DAY), row("iot-test", "web", &["web"], DAY)]);
    world.keys("j l");
    assert_eq!(
        (world.state.panes.focus, &world.state.panes.logs.target),
        (Pane::Logs, &Some(LogTarget::Workload(Uid::new("iot-test/web"))))
    );
    // Esc comes back to the row.
    world.keys("Esc");
    assert_eq!(world.state.panes.focus, Pane::Browser);
    list(&mut world, &["Name"], vec![row("iot-test", "api", &["api"], DAY), row("iot-test", "web", &["web"], DAY)]);
    assert_eq!(selected(&world).as_deref(), Some("web"));
    world.keys("f");
    assert!(world.state.top_as::<tracker::View>().is_some_and(|t| &*t.target.name == "web"));
    world.keys("Esc p");
    assert!(world.state.panes.logs.previous);
    world.keys("Esc Esc Esc");
    assert_eq!(world.state.panes.focus, Pane::Workloads, "and out of the browser where it was opened");

    for (word, columns, cells, want) in [
        ("jobs", &["Name"][..], &["report-1"][..], "job-name=report-1"),
        ("svc", &["Name", "Selector+"], &["report-1", "app=web,tier!=x"], "app=web,tier!=x"),
        ("rs", &["Name", "Selector+"], &["report-1", "app=web,pod-template-hash=1"], "app=web,pod-template-hash=1"),
    ] {
        let mut world = calm();
        palette(&mut world, word, "Enter");
        list(&mut world, columns, vec![row("iot-test", "report-1", cells, DAY)]);
        world.keys("l");
        let Some(LogTarget::Selection(s)) = &world.state.panes.logs.target else {
            panic!("{word}: {:?}", world.state.panes.logs.target)
        };
        assert_eq!((&*s.labels, &s.namespaces[..]), (want, &[name("iot-test")][..]), "{word}");
    }
    // A pod of a namespace that nobody looks at is asked for.
    let mut world = calm();
    palette(&mut world, "po", "Enter");
    list(&mut world, &["Name"], vec![row("far", "x-1", &["x-1"], DAY)]);
    world.asked();
    world.keys("l");
    let wanted =
        world.asked().into_iter().any(|e| matches!(e, Effect::Watch(_, s) if s.contains(&Scope::of(Kind::Pod, &name("far")))));
    assert!(wanted && world.state.panes.logs.target == Some(LogTarget::Pod(Uid::new("far/x-1"))));
    // What has no pods says so.
    for (word, key) in [("secrets", "l"), ("secrets", "p"), ("secrets", "f"), ("svc", "l"), ("cm", "f")] {
        let mut world = calm();
        palette(&mut world, word, "Enter");
        list(&mut world, &["Name", "Selector+"], vec![row("iot-test", "x", &["x", "<none>"], DAY)]);
        world.keys(key);
        assert_eq!(world.state.panes.focus, Pane::Browser);
        assert!(world.state.messages.current().is_some(), "{key} on {word}");
    }
}

/// The rows that a key may be pressed on: those of the panes, and of kinds in the browser.
const ROWS: [&str; 21] = [
    "namespace",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "pod",
    "container",
    "log",
    "deploy",
    "rs",
    "jobs",
    "cj",
    "po",
    "no",
    "svc",
    "secrets",
    "cm",
    "ns",
    "ev",
    "dev",
    "roles",
    "ing",
];

/// A world with the focus on such a row.
fn on_row(preset: Preset, what: &str) -> World {
    let mut world = begin_with(&["iot-test"], |s| s.keymap = Keymap::of(preset));
    world.size(80, 24).live();
    put(&mut world);
    match what {
        "namespace" => {
            world.keys("Shift-Tab");
        }
        "Deployment" => {}
        "StatefulSet" | "DaemonSet" => {
            let kind = if what == "DaemonSet" { WorkloadKind::DaemonSet } else { WorkloadKind::StatefulSet };
            let mut one = workload("iot-test", "aaa", 1, "lab/app:1");
            one.kind = kind;
            world.put(Scope::all(kind.kind()), Row::Workload(one)).keys("g");
        }
        "pod" => {
            world.keys("Enter");
        }
        "container" => {
            world.keys("Enter Enter");
        }
        "log" => {
            world.keys("l");
        }
        word => {
            palette(&mut world, word, "Enter");
            let namespace = if ["no", "ns"].contains(&word) { "" } else { "iot-test" };
            let cells = |n| row(namespace, n, &[n, "False"], DAY);
            list(&mut world, &["Name", "Suspend"], vec![cells("a-1"), cells("web")]);
            world.keys("j");
        }
    }
    world.msg(Msg::Drawn);
    world.asked();
    world
}

/// What is on the screen, told apart.
fn look(world: &World) -> String {
    let s = &world.state;
    format!(
        "{} {:?} {:?} {:?} {:?}",
        world.screen(),
        s.panes.focus,
        s.sorting,
        s.messages.current().map(|m| m.text.to_string()),
        s.panes.browse.as_ref().map(|b| (b.order, b.list.place(), b.marks.clone()))
    )
}

#[test]
fn every_key_on_every_kind_of_row_does_something_or_says_why_not() {
    let keys: Vec<Key> = "+-*!@#<>[]:/?%0"
        .chars()
        .chain('a'..='z')
        .chain('A'..='Z')
        .chain(['é', '中'])
        .map(Key::char)
        .chain(('a'..='z').map(Key::ctrl))
        .chain([Code::F(1), Code::Delete, Code::Backspace].map(Key::plain))
        .collect();
    for preset in [Preset::Dogwatch, Preset::K9s] {
        for what in ROWS {
            let first = on_row(preset, what);
            let (spot, before) = (first.state.spot(), look(&first));
            for key in &keys {
                let mut world = first.clone();
                let command = world.state.keymap.command(*key, spot);
                // At its end a list goes no further, and a log that has no line has nothing to move in.
                let moves = command.is_some_and(|c| matches!(c.entry().group, Group::Move | Group::Logs));
                // Rows are not made anew for a key that has no command: what it says is all that it does.
                if command.is_none() {
                    let effects = dogwatch::app::update(&mut world.state, Msg::Key(*key), world.now);
                    assert!(effects.is_empty(), "{key} on {what}: {effects:?}");
                    assert!(world.state.messages.current().is_some(), "{preset:?}: {key} on {what} ({spot:?}) is silent");
                    continue;
                }
                world.msg(Msg::Key(*key));
                let effects = world.asked();
                let silent = effects.is_empty() && look(&world) == before;
                assert!(!silent || moves, "{preset:?}: {key} on {what} ({spot:?}) is silent: {command:?}");
                // What looks at a change was a command that changes; nothing is sent, and nothing is left, by one key.
                let begun = effects.iter().any(|e| matches!(e, Effect::Preview(_, _)));
                assert!(!begun || command.is_some_and(Command::changes), "{preset:?}: {key} on {what} began a change");
                assert!(
                    !effects.iter().any(|e| matches!(e, Effect::CarryOut(..) | Effect::Quit | Effect::SignIn(_))),
                    "{key} on {what}"
                );
            }
        }
    }
}

#[test]
fn what_lies_over_the_panes_is_not_silent_either() {
    type Open = fn(&mut World);
    let fetched = |w: &mut World| {
        w.keys("y");
        let Some(Effect::Fetch(_, id, _)) = w.asked().into_iter().find(|e| matches!(e, Effect::Fetch(..))) else { panic!() };
        w.msg(Msg::Fetched(FIRST, id, Ok("kind: Deployment".into())));
    };
    let open: [(&str, Open); 5] = [
        ("the help", |w| {
            w.keys("?");
        }),
        ("YAML", fetched),
        // By the key of either preset.
        ("a rollout", |w| {
            w.keys("f Ctrl-t");
        }),
        ("the revisions", |w| {
            w.keys("b");
        }),
        ("a look at a change", |w| {
            w.keys("r");
        }),
    ];
    for (what, open) in open {
        for preset in [Preset::Dogwatch, Preset::K9s] {
            let mut world = begin_with(&["iot-test"], |s| s.keymap = Keymap::of(preset));
            world.size(80, 24).live();
            put(&mut world);
            world.asked();
            open(&mut world);
            world.asked();
            for key in ["Z", "%", "é", "Ctrl-k", "F5"] {
                world.keys(key);
                let said = world.state.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
                assert!(world.asked().is_empty(), "{key} in {what}");
                assert!(said.starts_with(&format!("{key} is not bound here; Esc leaves")), "{key} in {what}: {said}");
                assert!(world.screen().contains(&said), "{}", world.screen());
            }
            // A key that means something takes the word away.
            world.keys("Esc");
            assert!(world.state.messages.current().is_none_or(|m| !m.text.to_string().contains("not bound")), "{what}");
        }
    }
}

#[test]
fn a_long_message_has_more_lines_or_shows_its_end_and_where_all_of_it_stands() {
    let long = "scale Deployment settlement-gateway in payments-development-blue: the answer was lost and the server did not \
                say what became of it; it was not taken: try again";
    for (width, height, lines, whole) in [
        (40, 24, 3, false),
        (60, 24, 3, false),
        (80, 24, 3, true),
        (120, 24, 2, true),
        (80, 16, 2, false),
        (80, 12, 1, false),
        (40, 12, 1, false),
    ] {
        let mut world = calm();
        world
            .size(width, height)
            .msg(Msg::Note(dogwatch::app::messages::Level::Error, dogwatch::app::text::Text::Server(long.into())));
        let screen = world.screen();
        let said: Vec<&str> = screen.lines().skip(usize::from(height) - 1 - lines).take(lines).collect();
        assert!(said[0].starts_with(" ✗ scale"), "{width}×{height}: {screen}");
        if whole {
            let text = said.iter().map(|l| l.trim()).collect::<Vec<_>>().join(" ");
            assert_eq!(text, format!("✗ {long}"), "{width}×{height}");
        } else {
            assert!(said[lines - 1].contains("again  m shows all of it"), "{width}×{height}: {screen}");
        }
        // The lowest pane gives its lines, and stands whole above them.
        let above = screen.lines().nth(usize::from(height) - 2 - lines).unwrap();
        assert!(above.starts_with('└'), "{width}×{height}: {screen}");
        // Where the key means nothing, it is not offered.
        world.keys("s");
        assert!(!world.screen().contains("shows all of it"), "{}", world.screen());
    }
    // What can be done stands last in the advice.
    let mut world = incident(80, 24);
    let line = world.screen().lines().nth(22).unwrap().to_owned();
    assert!(line.contains("b to go back"), "{line}");
    world.size(60, 24);
    let line = world.screen().lines().nth(22).unwrap().to_owned();
    assert!(line.contains("b to go back") && line.contains('…'), "{line}");
}

#[test]
fn keys_that_mean_something_elsewhere_say_what_does_it_here() {
    let mut world = calm();
    world.keys("Enter Ctrl-k");
    assert_eq!(world.state.messages.current().unwrap().text.to_string(), "Ctrl-k is not bound; Ctrl-d deletes");
    // Held down, it drives no message out.
    let before = world.state.messages.all().len();
    for _ in 0..1_000 {
        world.keys("Ctrl-k F");
    }
    assert_eq!(world.state.messages.all().len(), before);
    world.wait(5_000);
    assert_eq!(world.state.messages.current(), None);
    // Sorting keys of k9s on nodes and CronJobs change nothing.
    for key in ["C", "U", "D", "F", "T", "Z"] {
        for mut world in [nodes(100, 30), {
            let mut world = begin(&[]);
            world.size(100, 30).live();
            cronjobs(&mut world);
            world
        }] {
            world.asked();
            world.keys(key);
            assert!(intents(&mut world).is_empty() && world.state.views.is_empty(), "{key}");
            assert!(world.state.messages.current().is_some(), "{key}");
        }
    }
    // A key that takes the terminal does so only where there is need.
    let mut world = incident(120, 30);
    world.asked();
    world.keys("I");
    assert!(!world.asked().contains(&Effect::SignIn(FIRST)) && world.screen().contains(":sign-in"), "{}", world.screen());
    let (since, retry, error) = (now(), now(), Trouble::said("401"));
    world.feed(Feed::Link(dogwatch::model::feed::LinkState::Down { since, retry, error })).keys("I");
    assert!(world.asked().contains(&Effect::SignIn(FIRST)));
    assert_eq!(world.state.spot().row, Kinded::Deployment);
}

#[test]
fn what_was_typed_ahead_is_no_answer() {
    let at = |ms: i64| now().plus(ms);
    // (drawn at, key at, whether it is an answer)
    for (drawn, pressed, taken) in [
        (None, 10_000, false),
        (Some(0), 0, false),
        (Some(0), 299, false),
        (Some(0), 300, true),
        (Some(900), 1_000, false),
        (Some(900), 1_200, true),
    ] {
        for (namespace, typed) in [("iot-test", "y"), ("iot-prod", "api")] {
            let mut world = begin(&[namespace]);
            world.size(160, 48).live();
            world.list(Scope::all(Kind::Deployment), vec![Row::Workload(workload(namespace, "api", 1, "lab/app:1"))]);
            world.allow(namespace);
            world.keys("r");
            let intent = intents(&mut world).remove(0);
            let preview = preview(intent.clone());
            let state = &mut world.state;
            dogwatch::app::update(state, Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview))), now());
            if let Some(ms) = drawn {
                dogwatch::app::update(state, Msg::Drawn, at(ms));
            }
            let mut effects = Vec::new();
            for c in typed.chars() {
                effects.extend(dogwatch::app::update(state, Msg::Key(Key::char(c)), at(pressed)));
            }
            effects.extend(dogwatch::app::update(state, Msg::Key(Key::plain(Code::Enter)), at(pressed)));
            let sent = effects.iter().any(|e| matches!(e, Effect::CarryOut(..)));
            assert_eq!(sent, taken, "{namespace}: drawn at {drawn:?}, pressed at {pressed}");
            // What is pasted ahead is none either, and Esc leaves at any time.
            if let Some(question) = world.state.top_as::<question::View>() {
                assert_eq!(question.field.text(), "");
                dogwatch::app::update(&mut world.state, Msg::Paste("api".into()), at(pressed));
                let Some(question) = world.state.top_as::<question::View>() else { panic!() };
                assert_eq!(question.field.text(), "");
                dogwatch::app::update(&mut world.state, Msg::Key(Key::plain(Code::Esc)), at(pressed));
                assert!(world.state.views.is_empty());
            }
        }
    }
}

#[test]
fn a_server_that_may_be_anybody_is_said_in_the_header() {
    for size in [(80, 24), (160, 48)] {
        let mut world = begin_with(&["iot-test"], |s| s.context.insecure = true);
        let screen = world.size(size.0, size.1).live().screen();
        assert!(screen.lines().next().unwrap().contains("⚠ TLS not verified"), "{screen}");
        let screen = begin(&["iot-test"]).size(size.0, size.1).live().screen();
        assert!(!screen.contains("TLS"), "{screen}");
    }
}
