use super::*;
use crate::app::desk::Bench;
use crate::app::msg::{Effect, Fetch};
use crate::model::Uid;
use crate::model::rbac::who::{By, Grant, Listed};
use crate::model::rbac::{Asked, Extent, Part, RbacKind, Subject, SubjectKind, Thing, Unread, Why};

fn answered(bench: &mut Bench) -> View {
    let typed = Typed::read("get pods").unwrap();
    let room = bench.at(|desk| open(&Wish::WhoCan(typed), desk)).unwrap();
    let mut view = room.as_any().downcast_ref::<View>().unwrap().clone();
    let Some(Effect::Access(_, id, _)) = bench.effects.pop() else { panic!("nothing is asked") };
    let part = |kind, name: &str| Part { kind, namespace: "".into(), name: name.into(), uid: Uid::new(name) };
    let subject = |name: &str| Subject { kind: SubjectKind::User, namespace: "".into(), name: name.into() };
    let by =
        By::Binding { binding: part(RbacKind::ClusterRoleBinding, "b"), role: part(RbacKind::ClusterRole, "r"), rules: Vec::new() };
    let grant = |name: &str, by| Grant { subject: subject(name), by, extent: Extent::All, namespace: "".into() };
    let thing = Thing::Objects { group: "".into(), plural: "pods".into(), sub: "".into(), name: "".into() };
    let who = Who {
        asked: Asked { verb: "get".into(), thing },
        namespaces: Vec::new(),
        listed: Listed::Yes,
        grants: vec![grant("masters", By::Server), grant("u", by)],
        undecided: 1,
        unread: vec![Unread { kind: RbacKind::Role, namespace: "".into(), why: Why::TooMany(3) }],
    };
    // What another has asked for is for another.
    for (id, answer) in [(id + 1, Err(Arc::new(Trouble::Timeout(5)))), (id, Ok(Access::Who(who)))] {
        bench.at(|desk| view.hear(&News::Access(id, answer), desk));
    }
    view
}

#[test]
fn a_row_leads_to_its_binding_and_role_where_it_has_one() {
    let mut bench = Bench::default();
    let mut view = answered(&mut bench);
    assert_eq!(view.list.rows(), [Row::Grant(0), Row::Grant(1), Row::Unread(0), Row::Undecided, Row::Others]);
    for keys in ["Enter", "d", "j j Enter", "j j j j d"] {
        let mut view = view.clone();
        assert!(matches!(bench.press(&mut view, keys), Next::Stay), "{keys}");
        let said = bench.messages.current().map(|m| m.text.to_string()).unwrap_or_default();
        assert_eq!(said, "there is no binding in this row", "{keys}");
    }
    for (keys, want) in [("j Enter", "ClusterRoleBinding b"), ("j d", "ClusterRole r")] {
        let next = bench.press(&mut view.clone(), keys);
        let Next::Push(Wish::Fetch { fetch: Fetch::Describe(object, false), .. }) = next else { panic!("{keys}: {next:?}") };
        assert_eq!(format!("{} {}", object.resource, object.name), want);
    }
    bench.press(&mut view, "r");
    assert!(matches!(bench.effects[..], [Effect::Access(..)]) && view.answer.is_none(), "it is asked again");
    assert!(matches!(bench.press(&mut view, "Esc"), Next::Close));
}
