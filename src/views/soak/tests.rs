use super::*;
use crate::app::desk::Bench;
use crate::app::wish::Next;
use crate::command::ViewCommand;
use crate::model::{Uid, WorkloadKind};

fn target() -> Target {
    let (context, namespace, name, uid) = ("lab".into(), "iot".into(), "web".into(), Uid::new("web"));
    Target { context, resource: WorkloadKind::Deployment.into(), namespace, name, uid }
}

#[test]
fn what_is_not_watched_is_from_then_on() {
    let mut bench = Bench::default();
    let mut view = bench.at(|desk| open(&Wish::Soak(target()), desk)).unwrap();
    assert_eq!(bench.asks, [Ask::Watch(target())]);
    bench.press(&mut *view, "a");
    assert_eq!(bench.asks, [Ask::Watch(target())]);
    // It is held by nobody: there is nothing to go on with.
    assert!(matches!(bench.press(&mut *view, "Enter"), Next::Stay));
    assert!(matches!(bench.press(&mut *view, "f"), Next::Replace(Wish::Rollout(of)) if of == target()));
    assert!(matches!(bench.press(&mut *view, "Esc"), Next::Close));
    assert_eq!(SoakKey::TABLE.entries.len(), SoakKey::ALL.len());
}
