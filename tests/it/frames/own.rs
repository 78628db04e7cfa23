//! Commands of the settings: where they are offered, what they are given, how they are asked about, shown and ended.

use super::browse::{kinds, list, row};
use super::inside::looked;
use super::palette::palette;
use crate::support::world::{DAY, FIRST, World, begin_with, preview, put_incident};
use dogwatch::app::{Effect, Msg};
use dogwatch::config::Settings;
use dogwatch::model::Lang;
use dogwatch::model::change::{Change, Intent};
use dogwatch::model::guard::{Ask, Guards, Rule};
use dogwatch::model::process::{End, ProcessNews};
use std::path::Path;

const SETTINGS: &str = r#"
[[command]]
name = "stern"
words = "logs with stern"
key = "Ctrl-o"
kinds = ["pods", "deployments"]
contexts = ["lab-*"]
run = ["stern", "-n", "{namespace}", "{name}", "--context", "{context}"]

[[command]]
name = "pod-top"
key = "Ctrl-t"
kinds = ["po"]
run = "kubectl top pod \"$DW_NAME\" --context \"$DW_CONTEXT\" | tail -1"
shell = true
terminal = false
harmless = true

[[command]]
name = "on-node"
key = "d"
override = true
kinds = ["pods"]
run = ["ssh", "--", "{node}"]
confirm = false

[[command]]
name = "elsewhere"
contexts = ["prod-*"]
run = ["echo", "{kubeconfig}"]
"#;

fn world(size: (u16, u16), readonly: bool, lang: Lang) -> World {
    let settings = Settings::parse(SETTINGS, Path::new("config.toml")).unwrap();
    let mut world = begin_with(&["iot-prod"], |start| {
        (start.own, start.readonly, start.lang) = (settings.own, readonly, lang);
    });
    put_incident(&mut world, size.0, size.1);
    world
}

/// Answers the looks, as the gate does.
pub(super) fn found(world: &mut World, intents: &[Intent]) {
    for intent in intents {
        world.msg(Msg::Previewed(FIRST, intent.id, Ok(Box::new(preview(intent.clone())))));
    }
}

fn argv(intent: &Intent) -> Vec<String> {
    let Change::Command { argv, .. } = &intent.change else { panic!("{intent:?}") };
    argv.clone()
}

#[test]
fn a_key_runs_it_with_the_rows_values() {
    let mut world = world((80, 24), false, Lang::En);
    world.asked();
    world.keys("Ctrl-o");
    let [intent] = &looked(&world.asked())[..] else { panic!("{}", world.screen()) };
    let name = intent.target.name.to_string();
    assert_eq!(argv(intent), ["stern", "-n", "iot-prod", &name, "--context", "lab-admin"]);
    assert!(intent.target.workload().is_some(), "in the workloads pane it is for the workload");
    found(&mut world, std::slice::from_ref(intent));
    world.wait(400);
    insta::assert_snapshot!("own_question_at_80x24", world.screen());
    world.keys("y");
    let asked = world.asked();
    let line = asked.iter().find_map(|e| if let Effect::EnterPlain(FIRST, p, c, line) = e { Some((p, c, line)) } else { None });
    let (entered, consent, line) = line.unwrap_or_else(|| panic!("{asked:?}"));
    assert!(entered.intent.id == intent.id && consent.yes);
    let want = format!("lab-admin ▸ iot-prod ▸ {name} ▸ stern\n$ stern -n iot-prod {name} --context lab-admin");
    assert_eq!(*line, want);
    world.wait(5_000);
    world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Ended(End::Exited(3))));
    assert!(world.screen().contains("stern: exit code 3 after 5s"), "{}", world.screen());
    assert!(world.state.processes.terminals.is_empty() && world.state.views.is_empty());
}

#[test]
fn in_the_background_what_it_writes_is_a_view() {
    for (size, lang, of) in [
        ((80, 24), Lang::En, "own_view_at_80x24"),
        ((160, 48), Lang::En, "own_view_at_160x48"),
        ((80, 24), Lang::Zh, "zh_own_view_at_80x24"),
    ] {
        let mut world = world(size, false, lang);
        world.keys("j Enter Space Space");
        world.asked();
        world.keys("Ctrl-t");
        let intents = looked(&world.asked());
        assert_eq!(intents.len(), 2, "of both that are marked: {}", world.screen());
        let Change::Command { variables, .. } = &intents[0].change else { panic!() };
        let name = intents[0].target.name.to_string();
        assert_eq!(variables[..], [("DW_NAME".to_owned(), name), ("DW_CONTEXT".into(), "lab-admin".into())]);
        found(&mut world, &intents);
        world.wait(400);
        if size.0 == 80 {
            insta::assert_snapshot!(format!("{of}_asked"), world.screen());
        }
        world.keys("y");
        assert_eq!(world.asked().iter().filter(|e| matches!(e, Effect::Enter(..))).count(), 2, "{}", world.screen());
        for (i, intent) in intents.iter().enumerate() {
            let bytes = format!("web-{i}  5m  \x1b[2J20Mi\n").into_bytes();
            world.msg(Msg::Process(FIRST, intent.id, ProcessNews::Output(bytes)));
        }
        world.msg(Msg::Process(FIRST, intents[0].id, ProcessNews::Ended(End::Exited(0))));
        insta::assert_snapshot!(of, world.screen());
        // It goes on when it is left, and the way out says so.
        world.keys("Esc :").type_text("q").keys("Enter");
        let says =
            if lang == Lang::Zh { "1 个自定义命令将被结束" } else { "a command of yours would be ended (:sessions)" };
        assert!(world.screen().contains(says), "{}", world.screen());
    }
}

#[test]
fn palette_help_and_footer_know_them() {
    let mut world = world((160, 48), false, Lang::En);
    let footer = world.screen().lines().last().unwrap_or_default().to_owned();
    assert!(footer.contains("Ctrl-o stern") && !footer.contains("on-node"), "{footer}");
    world.keys("Enter");
    let footer = world.screen().lines().last().unwrap_or_default().to_owned();
    assert!(footer.contains("Ctrl-t pod-top") && footer.contains("d on-node") && !footer.contains("d describe"), "{footer}");
    palette(&mut world, "elsewhere", "");
    assert!(world.screen().contains("the settings have it for other contexts"), "{}", world.screen());
    world.keys("Esc");
    palette(&mut world, "pod-top", "");
    let screen = world.screen();
    assert!(screen.contains("pod-top") && screen.contains("[Ctrl-"), "{screen}");
    world.keys("Esc");
    let (effects, _) = palette(&mut world, "stern", "Enter");
    assert_eq!(looked(&effects).len(), 1, "{}", world.screen());
}

#[test]
fn the_help_lists_them_with_the_reason_where_they_cannot_be_had() {
    for (lang, of) in [(Lang::En, "own_help"), (Lang::Zh, "zh_own_help")] {
        let mut world = world((120, 60), false, lang);
        world.keys("? /").type_text("stern").keys("Enter");
        insta::assert_snapshot!(of, world.screen());
    }
}

#[test]
fn what_a_row_has_not_is_said() {
    let mut world = world((100, 30), false, Lang::En);
    world.keys("Enter");
    world.asked();
    // One that is on a node has its name, and what production asks is asked.
    world.keys("d");
    let asked = looked(&world.asked());
    assert!(asked.len() == 1 && argv(&asked[0])[..2] == ["ssh", "--"], "{}", world.screen());
    // In the browser, where no such pod is known.
    world.keys("Esc :").type_text("rs").keys("Enter");
    if world.asked().contains(&Effect::Discover(FIRST)) {
        world.msg(Msg::Kinds(FIRST, Ok(kinds())));
    }
    list(&mut world, &["Name", "Desired"], vec![row("iot-prod", "web-1", &["web-1", "1"], DAY)]);
    world.asked();
    palette(&mut world, "stern", "Enter");
    assert!(world.screen().contains("stern: the settings have it for pods, deployments only"), "{}", world.screen());
    assert!(looked(&world.asked()).is_empty());
    // Its key means what it means elsewhere.
    world.keys("d");
    assert!(world.asked().iter().any(|e| matches!(e, Effect::Fetch(..))), "{}", world.screen());
}

#[test]
fn what_has_the_terminal_is_for_one_row() {
    let mut world = world((100, 30), false, Lang::En);
    world.keys("j Enter Space Space");
    world.asked();
    world.keys("Ctrl-o");
    assert!(looked(&world.asked()).is_empty());
    assert!(world.screen().contains("stern has the terminal, so it is for one row at a time"), "{}", world.screen());
}

#[test]
fn read_only_has_the_harmless_ones_alone() {
    let mut world = world((160, 48), true, Lang::En);
    world.keys("Enter");
    let screen = world.screen();
    assert!(screen.contains("Ctrl-t pod-top") && !screen.contains("stern") && !screen.contains("on-node"), "{screen}");
    world.asked();
    world.keys("Ctrl-o");
    assert!(looked(&world.asked()).is_empty());
    world.keys("Ctrl-t");
    assert_eq!(looked(&world.asked()).len(), 1, "{}", world.screen());
}

#[test]
fn guard_rules_know_them_by_their_word() {
    let mut world = world((100, 30), false, Lang::En);
    let rule = Rule { ask: Some(Ask::Deny), changes: Some(vec!["command"]), place: "guard[1]".into(), ..Rule::default() };
    world.state.guards = Guards::new(vec![rule]);
    world.asked();
    world.keys("Ctrl-o");
    let intents = looked(&world.asked());
    found(&mut world, &intents);
    world.wait(400);
    assert!(world.screen().contains("denied by guard[1]"), "{}", world.screen());
    assert!(!world.asked().iter().any(|e| matches!(e, Effect::EnterPlain(..))));
}
