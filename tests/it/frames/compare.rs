//! Two objects beside each other: the mark, and what differs.

use crate::support::world::{FIRST, World, incident, now};
use dogwatch::app::msg::ObjectRef;
use dogwatch::app::{Effect, Msg};
use dogwatch::model::Lang;
use dogwatch::model::compare::{Compared, Kept, Of};
use dogwatch::model::revision::DiffLine;
use dogwatch::model::trouble::Trouble;
use std::sync::Arc;

fn marked(world: &mut World) -> ObjectRef {
    world.asked();
    world.keys("=");
    let of = |e| if let Effect::Keep(FIRST, id, object, Of::Itself) = e { Some((id, object)) } else { None };
    let (id, object) = world.asked().into_iter().find_map(of).expect("it is read");
    world.keys("=");
    assert!(world.screen().contains("still being read") || world.state.lang == Lang::Zh, "{}", world.screen());
    world.msg(Msg::Kept(FIRST, id, Ok(Kept { text: "{}".into(), of: Of::Itself, at: now().plus(-90_000), unknown: Vec::new() })));
    object
}

fn found() -> Compared {
    let same = |text: &str| DiffLine::Same(text.into());
    let changed = |old: &str, new: &str| {
        let side = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        DiffLine::Changed { old: side(old), new: side(new) }
    };
    let lines = vec![
        DiffLine::Folded(14),
        same("      containers:"),
        same("      - env:"),
        same("        - name: PASSWORD"),
        changed("          value: (hidden 1)", "          value: (hidden 2)"),
        changed("        image: docker.io/lab/app:1.9", "        image: docker.io/lab/app:1.1"),
        changed("", "        imagePullPolicy: Always"),
        same("        name: app"),
        DiffLine::Folded(30),
    ];
    let mut all = lines.clone();
    all.insert(0, changed("  uid: 6d4f9c", "  uid: 795854"));
    Compared { lines, all, at: now(), left_out: 0, unknown: Vec::new() }
}

fn compared(world: &mut World) -> u64 {
    world.keys("j =");
    let of = |e| if let Effect::Compare(FIRST, id, object, Of::Itself, kept) = e { Some((id, object, kept)) } else { None };
    let (id, _, kept) = world.asked().into_iter().find_map(of).expect("it is compared");
    assert_eq!(&*kept.text, "{}");
    id
}

/// Marks an object, and compares the next one with it.
pub(super) fn opened(world: &mut World) {
    marked(world);
    let id = compared(world);
    world.msg(Msg::Compared(FIRST, id, Ok(found())));
}

#[test]
fn what_differs_stands_below_the_names_of_both() {
    for lang in [Lang::En, Lang::Zh] {
        for (w, h) in [(80, 24), (160, 48)] {
            let mut world = incident(w, h);
            world.state.lang = lang;
            marked(&mut world);
            insta::assert_snapshot!(format!("compare_marked_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
            let id = compared(&mut world);
            world.msg(Msg::Compared(FIRST, id, Ok(found())));
            insta::assert_snapshot!(format!("compare_{lang:?}_at_{w}x{h}").to_lowercase(), world.screen());
        }
    }
}

#[test]
fn a_revision_is_marked_and_compared_with_another_and_with_an_object() {
    let mut world = incident(160, 48);
    super::dashboard::revisions(&mut world);
    world.asked();
    world.keys("=");
    let of = |e| if let Effect::Keep(FIRST, id, object, of) = e { Some((id, object, of)) } else { None };
    let (id, object, of) = world.asked().into_iter().find_map(of).expect("it is read");
    let Of::Revision { number: 7, .. } = of else { panic!("{of:?}") };
    world.msg(Msg::Kept(FIRST, id, Ok(Kept { text: "{}".into(), of, at: now().plus(-90_000), unknown: Vec::new() })));
    assert!(world.screen().contains(&format!("revision 7 of Deployment {} is marked", object.name)), "{}", world.screen());
    // Another one of it, from where one comes back to the list.
    let compared = |world: &mut World| {
        let of = |e| if let Effect::Compare(FIRST, id, _, of, _) = e { Some((id, of)) } else { None };
        world.asked().into_iter().find_map(of).expect("it is compared")
    };
    world.keys("j =");
    let (id, of) = compared(&mut world);
    assert!(matches!(of, Of::Revision { number: 6, .. }), "{of:?}");
    world.msg(Msg::Compared(FIRST, id, Ok(found())));
    for lang in [Lang::En, Lang::Zh] {
        world.state.lang = lang;
        insta::assert_snapshot!(format!("compare_revisions_{lang:?}").to_lowercase(), world.screen());
    }
    world.state.lang = Lang::En;
    world.keys("Esc");
    assert!(world.screen().contains("Roll back"), "{}", world.screen());
    // The object as it is now.
    world.keys("Esc =");
    let (_, of) = compared(&mut world);
    assert_eq!(of, Of::Itself);
}

#[test]
fn a_difference_that_is_rough_says_so() {
    let mut world = incident(80, 24);
    marked(&mut world);
    let id = compared(&mut world);
    let mut rough = found();
    rough.lines.insert(0, DiffLine::Rough);
    world.msg(Msg::Compared(FIRST, id, Ok(rough)));
    assert!(world.screen().contains("compared in a rough way only"), "{}", world.screen());
}

#[test]
fn a_mark_stays_until_it_is_taken_away() {
    let mut world = incident(80, 24);
    let object = marked(&mut world);
    let id = compared(&mut world);
    world.msg(Msg::Compared(FIRST, id, Ok(found())));
    assert!(!world.screen().contains("uid: 6d4f9c"));
    world.keys("a");
    assert!(world.screen().contains("uid: 6d4f9c"), "{}", world.screen());
    world.keys("r");
    assert!(world.asked().iter().any(|e| matches!(e, Effect::Compare(..))), "it is read again");
    let mark = format!("= {}", object.name);
    world.keys("Esc");
    assert!(world.screen().contains(&mark), "{}", world.screen());
    // What is said goes first, then what was focused, and at last the mark.
    for _ in 0..4 {
        if world.screen().contains(&mark) {
            world.keys("Esc");
        }
    }
    assert!(!world.screen().contains(&mark), "{}", world.screen());
    assert!(world.screen().contains("is not marked any more"), "{}", world.screen());
}

#[test]
fn what_cannot_be_read_is_not_marked_and_said() {
    let mut world = incident(80, 24);
    world.asked();
    world.keys("=");
    let of = |e| if let Effect::Keep(FIRST, id, ..) = e { Some(id) } else { None };
    let id = world.asked().into_iter().find_map(of).expect("it is read");
    world.msg(Msg::Kept(FIRST, id, Err(Arc::new(Trouble::Timeout(15)).into())));
    assert!(world.screen().contains("could not be marked: no answer within 15 s"), "{}", world.screen());
    assert!(world.state.marked.is_none());
    marked(&mut world);
    let id = compared(&mut world);
    world.msg(Msg::Compared(FIRST, id, Err(Arc::new(Trouble::Timeout(15)))));
    assert!(world.screen().contains("no answer within 15 s"), "{}", world.screen());
}
