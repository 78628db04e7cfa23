use super::*;
use crate::app::desk::Bench;
use crate::model::Uid;
use crate::model::resource::Resource;
use crate::model::revision::DiffLine;

fn target(context: &str, name: &str) -> Target {
    let resource = Resource::new("apps", "v1", "deployments", "Deployment", true);
    Target { context: context.into(), resource, namespace: "iot".into(), name: name.into(), uid: Uid::new(name) }
}

fn itself(context: &str, name: &str) -> Side {
    Side { target: target(context, name), of: Of::Itself }
}

fn compared(lines: Vec<DiffLine>, all: Vec<DiffLine>) -> Compared {
    Compared { lines, all, at: Time::from_secs(1_060), left_out: 0, unknown: Vec::new() }
}

fn opened(bench: &mut Bench) -> View {
    let kept = Kept { text: "{}".into(), of: Of::Itself, at: Time::from_secs(1_000), unknown: Vec::new() };
    let wish = Wish::Compare(Box::new((itself("old", "web"), kept, itself("lab", "api"))));
    bench.at(|desk| open(&wish, desk)).unwrap().as_any().downcast_ref::<View>().unwrap().clone()
}

fn text(view: &mut View, columns: u16) -> Vec<String> {
    let keymap = crate::command::Keymap::default();
    view.lay(&Frame { size: (columns, 24), before: "", lang: Lang::En, revealed: false, keymap: &keymap });
    view.pager.lines().iter().map(|l| format!("{}{}", l.lead, l.text)).collect()
}

#[test]
fn both_are_named_with_their_contexts_and_what_always_differs_comes_by_a_key() {
    let mut bench = Bench::default();
    let mut view = opened(&mut bench);
    let changed = |old: &str, new: &str| DiffLine::Changed { old: Some(old.into()), new: Some(new.into()) };
    let found = compared(vec![changed("a: 1", "a: 2")], vec![changed("a: 1", "a: 2"), changed("uid: x", "uid: y")]);
    for id in [view.request + 1, view.request] {
        assert!(view.answer.is_none(), "what another has asked for is for another");
        bench.at(|desk| view.hear(&News::Compared(id, Ok(found.clone())), desk));
    }
    let names = ["−old ▸ iot ▸ Deployment web, as it was 60s ago", "+lab ▸ iot ▸ Deployment api, now"];
    assert_eq!(text(&mut view, 80), [&names[..], &["−a: 1", "+a: 2"]].concat());
    bench.press(&mut view, "a");
    assert_eq!(text(&mut view, 80)[2..], ["−a: 1", "−uid: x", "+a: 2", "+uid: y"]);
    text(&mut view, 120);
    assert!(view.pager.is_paired(), "side by side, where there is room");
    bench.size = (120, 24);
    bench.press(&mut view, "v");
    text(&mut view, 120);
    assert!(!view.pager.is_paired());
    for key in ["=", "Esc"] {
        assert!(matches!(bench.press(&mut view, key), Next::Close), "{key}");
    }
}

#[test]
fn nothing_is_said_of_two_ways() {
    let mut bench = Bench::default();
    let same = DiffLine::Changed { old: Some("uid: x".into()), new: None };
    for (all, want) in [(vec![same], "nothing differs but what always does"), (Vec::new(), "nothing differs")] {
        let mut view = opened(&mut bench);
        view.answer = Some(Ok(compared(Vec::new(), all)));
        assert_eq!(text(&mut view, 120).last().map(String::as_str), Some(want));
    }
}
