use super::*;
use crate::app::desk::Bench;
use crate::command::ViewCommand;
use crate::model::change::Hidden;
use crate::model::entries::Plain;
use crate::model::resource::Resource;
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

fn shown(bench: &mut Bench, bytes: &[u8]) -> Box<dyn Room> {
    let mut view = bench.at(|desk| open(&Wish::Value(target(), "password".into()), desk)).unwrap();
    let plain = Plain::new(bytes.to_vec().into());
    let id = bench.last_id;
    bench.at(|desk| view.hear(&News::Value(id, Ok(Value { plain, certificate: None })), desk));
    view
}

fn lines(view: &dyn Room) -> Vec<String> {
    let view = view.as_any().downcast_ref::<View>().unwrap();
    view.pager.lines().iter().map(|l| l.text.clone()).collect()
}

#[test]
fn a_value_is_copied_by_its_key_alone_and_printed_by_nothing() {
    let mut bench = Bench::default();
    let mut view = shown(&mut bench, b"hunter2\n\tb\x0a");
    assert_eq!(bench.effects, [Effect::Value(SessionId(1), 1, target(), "password".into())]);
    assert_eq!(lines(&*view), ["hunter2", "        b"]);
    assert!(!format!("{view:?}").contains("hunter2"));
    assert!(view.is_secret());
    bench.press(&mut *view, "j G g x y");
    assert_eq!(bench.effects.len(), 1);
    bench.press(&mut *view, "c");
    assert_eq!(bench.effects[1..], [Effect::CopyHidden(Hidden::new("hunter2\n\tb\n".into()))]);
    assert!(matches!(bench.press(&mut *view, "Esc"), Next::Close));
    assert_eq!(ValueKey::TABLE.entries.len(), ValueKey::ALL.len());
}

#[test]
fn what_is_no_text_is_shown_by_its_bytes_and_not_copied() {
    let mut bench = Bench::default();
    let mut view = shown(&mut bench, b"\x1b[31m\xff\x00");
    assert_eq!(lines(&*view), ["00000000: 1b5b 3331 6dff 00                        .[31m.."]);
    bench.press(&mut *view, "c");
    assert_eq!(bench.effects.len(), 1);
}
