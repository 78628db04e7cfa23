use super::*;
use crate::app::desk::Bench;
use crate::app::wish::Next;
use crate::model::change::Change;
use crate::model::{Kind, Uid};

/// Presses keys; gives the change that is asked for.
fn press(keys: &str) -> (View, Next, Option<Change>) {
    let uid = Uid::new("u");
    let target = Target { context: "lab".into(), resource: Kind::Pod.into(), namespace: "iot".into(), name: "web-1".into(), uid };
    let mut view = View::new(target.clone(), "web".into());
    let next = Bench::default().press(&mut view, keys);
    let mut asked = None;
    if let Next::Replace(Wish::Look { intents, .. }) = &next {
        assert!(intents.iter().all(|i| i.target == target));
        asked = intents.first().map(|i| i.change.clone());
    }
    (view, next, asked)
}

#[test]
fn a_copy_goes_out_or_in() {
    let out =
        |from: &str, to: &str, replace| Change::CopyOut { container: "web".into(), from: from.into(), to: to.into(), replace };
    let into =
        |from: &str, to: &str, replace| Change::CopyIn { container: "web".into(), from: from.into(), to: to.into(), replace };
    for (keys, want) in [
        ("/ a Enter", out("/a", ".", false)),
        ("/ a ↓ b Enter", out("/a", "b", false)),
        ("/ a Tab b Tab Space Enter", out("/a", "b", true)),
        ("/ a Tab b Tab → Enter", out("/a", "b", true)),
        ("/ a Tab b Tab → ← Enter", out("/a", "b", false)),
        ("/ a Shift-Tab Space ↓ ↓ x Enter", into("x", "/a", false)),
        ("Shift-Tab Space Space ↓ / a Space b Enter", out("/a b", ".", false)),
    ] {
        assert_eq!(press(keys).2, Some(want), "{keys}");
    }
    assert!(matches!(press("Esc").1, Next::Close));
}

#[test]
fn what_lacks_is_said_where_it_lacks() {
    for (keys, error, at) in [
        ("Enter", CopyText::NoPath, At::There),
        ("a Enter", CopyText::NoPath, At::There),
        ("/ a Tab Ctrl-u Enter", CopyText::NoPathHere, At::Here),
        ("/ a Shift-Tab Space Enter", CopyText::NoPathHere, At::Here),
    ] {
        let (view, next, asked) = press(keys);
        assert!(matches!(next, Next::Stay) && asked.is_none(), "{keys}");
        assert_eq!((view.error, view.at), (Some(error), at), "{keys}");
    }
}
