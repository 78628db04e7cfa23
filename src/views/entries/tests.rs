use super::*;
use crate::app::desk::Bench;
use crate::app::wish::Next;
use crate::command::ViewCommand;
use crate::model::entries::Entry;
use crate::model::resource::Resource;
use crate::model::trouble::Trouble;
use crate::model::{SessionId, Uid};

fn target() -> Target {
    Target {
        context: "lab".into(),
        resource: Resource::new("", "v1", "secrets", "Secret", true),
        namespace: "iot".into(),
        name: "db".into(),
        uid: Uid::new("u"),
    }
}

fn opened(bench: &mut Bench) -> Box<dyn Room> {
    bench.at(|desk| open(&Wish::Entries(target()), desk)).unwrap()
}

fn hear(bench: &mut Bench, view: &mut dyn Room, news: News) {
    bench.at(|desk| view.hear(&news, desk));
}

#[test]
fn a_value_is_asked_for_by_its_key_and_only_then() {
    let mut bench = Bench::default();
    let mut view = opened(&mut bench);
    assert_eq!(bench.effects, [Effect::Entries(SessionId(1), 1, target())]);
    assert!(matches!(bench.press(&mut *view, "Enter"), Next::Stay), "nothing has come yet");
    let key = |name: &str| Entry { name: name.into(), bytes: Some(3), binary: false, changed: None };
    let entries = Entries { keys: vec![key("a"), key("b")], ..Entries::default() };
    hear(&mut bench, &mut *view, News::Entries(7, Ok(Box::default())));
    hear(&mut bench, &mut *view, News::Entries(1, Ok(Box::new(entries))));
    for keys in ["j Enter", "x"] {
        assert_eq!(bench.press(&mut *view, keys), Next::Push(Wish::Value(target(), "b".into())));
    }
    assert_eq!(bench.effects.len(), 1, "nothing was asked for by the list itself");
    bench.press(&mut *view, "c r");
    assert_eq!(bench.effects[1..], [Effect::Copy("b".into()), Effect::Entries(SessionId(1), 2, target())]);
    assert!(matches!(bench.press(&mut *view, "Esc"), Next::Close));
    assert_eq!(EntriesKey::TABLE.entries.len(), EntriesKey::ALL.len());
}

#[test]
fn what_cannot_be_read_leaves_the_keys_harmless() {
    let mut bench = Bench::default();
    let mut view = opened(&mut bench);
    hear(&mut bench, &mut *view, News::Entries(1, Err(Trouble::said("secrets \"db\" is forbidden"))));
    assert!(matches!(bench.press(&mut *view, "j x c G"), Next::Stay));
    assert_eq!(bench.effects.len(), 1);
}
