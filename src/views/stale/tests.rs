use super::*;
use crate::app::desk::{Ask, Bench};
use crate::command::ViewCommand;
use crate::model::SessionId;
use crate::model::WorkloadKind;
use crate::model::entries::Changed;
use crate::model::stale::{Reads, State};

fn row(name: &str, state: State) -> Row {
    let holder =
        Holder { resource: WorkloadKind::StatefulSet.into(), namespace: "iot".into(), name: name.into(), uid: Uid::new(name) };
    let source = Source { namespace: "iot".into(), secret: true, name: "db".into() };
    let changed = Some(Changed { at: Time::from_secs(900), by: "kubectl-edit".into() });
    Row { holder, source, uid: Uid::new("s"), state, changed, pods: 1, of: 2 }
}

#[test]
fn it_is_asked_for_once_and_again_by_a_key() {
    let mut bench = Bench::default();
    let mut view = bench.at(|desk| open(&Wish::Command(Command::Stale), desk)).unwrap();
    let wish = StaleWish { all: true, namespaces: Vec::new() };
    assert_eq!(bench.effects, [Effect::Stale(SessionId(1), 1, wish.clone())]);
    for keys in ["Enter", "r", "x"] {
        assert!(matches!(bench.press(&mut *view, keys), Next::Stay), "{keys}");
    }
    let found = StaleFound { rows: vec![row("web", State::Stale(Reads::Env))], pods: 2, unseen: Vec::new() };
    let other = StaleFound { rows: vec![row("old", State::Unknown)], ..found.clone() };
    bench.at(|desk| view.hear(&News::Stale(9, Box::new(other)), desk));
    bench.at(|desk| view.hear(&News::Stale(1, Box::new(found)), desk));
    bench.press(&mut *view, "Enter");
    assert!(matches!(&bench.asks[..], [Ask::GoTo(target)] if &*target.name == "web"), "{:?}", bench.asks);
    let Next::Push(Wish::Entries(of)) = bench.press(&mut *view, "x") else { panic!("the keys of what is read") };
    assert_eq!((&*of.resource.kind, &*of.name, of.uid), ("Secret", "db", Uid::new("s")));
    // What the panes do not have cannot be restarted.
    assert!(matches!(bench.press(&mut *view, "r"), Next::Stay));
    assert!(bench.messages.current().is_some_and(|m| m.text.to_string().contains("restart")));
    bench.press(&mut *view, "a");
    assert_eq!(bench.effects.last(), Some(&Effect::Stale(SessionId(1), 2, wish)));
    assert!(matches!(bench.press(&mut *view, "Esc"), Next::Close));
    assert_eq!(StaleKey::TABLE.entries.len(), StaleKey::ALL.len());
}
