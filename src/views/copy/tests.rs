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
        ("/ a ↓ b Tab Space Enter", out("/a", "b", true)),
        ("/ a ↓ b Tab → Enter", out("/a", "b", true)),
        ("/ a ↓ b Tab → ← Enter", out("/a", "b", false)),
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
        ("/ a ↓ Ctrl-u Enter", CopyText::NoPathHere, At::Here),
        ("/ a Shift-Tab Space Enter", CopyText::NoPathHere, At::Here),
    ] {
        let (view, next, asked) = press(keys);
        assert!(matches!(next, Next::Stay) && asked.is_none(), "{keys}");
        assert_eq!((view.error, view.at), (Some(error), at), "{keys}");
    }
}

/// Types a path, asks for what it goes on with, and hears what the folder holds.
fn complete(view: &mut View, bench: &mut Bench, keys: &str, answer: Result<&[&str], &str>) -> Option<String> {
    let before = bench.effects.len();
    bench.press(view, keys);
    let asked = bench.effects[before..].iter().find_map(|e| match e {
        crate::app::msg::Effect::ListFolder(_, id, _, container, folder) => Some((*id, container.clone(), folder.clone())),
        _ => None,
    });
    let (id, container, folder) = asked?;
    assert_eq!(container, "web");
    let answer = answer.map(|names| names.iter().map(|n| (*n).to_owned()).collect()).map_err(Into::into);
    bench.at(|desk| view.hear(&News::Listed(id, answer), desk));
    Some(folder)
}

#[test]
fn a_path_is_completed_by_what_its_folder_holds() {
    let etc: &[&str] = &["hosts", "host.conf", "hostname", "nginx/", "温度/", "温和"];
    for (keys, holds, folder, path, offers) in [
        ("/ h Tab", Ok(etc), "/", "/host", &["hosts", "host.conf", "hostname"][..]),
        ("/ n Tab", Ok(etc), "/", "/nginx/", &[]),
        ("/ n g i n x / Tab", Ok(&["a"]), "/nginx/", "/nginx/a", &[]),
        ("/ 温 Tab", Ok(etc), "/", "/温", &["温度/", "温和"]),
        ("/ x Tab", Ok(etc), "/", "/x", &[]),
        ("/ x Tab", Err("no answer within 5 s"), "/", "/x", &[]),
        ("/ Tab", Ok(&[]), "/", "/", &[]),
    ] {
        let (mut view, mut bench) = (press("").0, Bench::default());
        assert_eq!(complete(&mut view, &mut bench, keys, holds).as_deref(), Some(folder), "{keys}");
        assert_eq!(
            (view.there.text(), view.offers()),
            (path, &offers.iter().map(|o| (*o).to_owned()).collect::<Vec<_>>()[..]),
            "{keys}"
        );
        let unknown = holds.is_err() || path == "/x" || path == "/";
        assert_eq!(view.error.is_some(), unknown, "{keys}");
        // Once more goes into a folder, and on to the next line where nothing more is known.
        let again = complete(&mut view, &mut bench, "Tab", Ok(&[]));
        assert_eq!((again.is_some(), view.at), if path == "/nginx/" { (true, At::There) } else { (false, At::Here) }, "{keys}");
    }
    // What is typed meanwhile is not changed, and no folder is asked for where there is no path.
    let (mut view, mut bench) = (press("").0, Bench::default());
    bench.press(&mut view, "/ n Tab x");
    let crate::app::msg::Effect::ListFolder(_, id, ..) = bench.effects[0] else { panic!("{:?}", bench.effects) };
    bench.at(|desk| view.hear(&News::Listed(id, Ok(vec!["nginx".into()])), desk));
    assert_eq!(view.there.text(), "/nx");
    let (mut view, mut bench) = (press("").0, Bench::default());
    assert_eq!(complete(&mut view, &mut bench, "e Tab", Ok(&[])), None);
    assert_eq!(view.at, At::Here);
}
