use super::*;
use crate::cluster::reflector::tests::server::{Ask, DEADLINE, Server};
use crate::model::kinds::Served;
use crate::model::rbac::mine::May;
use crate::model::rbac::{Extent, Unread, Why};
use crate::model::resource::Resource;
use tokio::time::timeout;

/// A session with a server whose answers are given by `answer`.
async fn served(answer: impl Fn(Ask) + Send + 'static) -> Session {
    let mut server = Server::start().await;
    let session = server.session();
    tokio::spawn(async move {
        loop {
            let ask = server.ask().await;
            answer(ask);
        }
    });
    session
}

fn kinds() -> Kinds {
    let served = |plural: &str, kind: &str, namespaced| Served {
        resource: Resource::new("", "v1", plural, kind, namespaced),
        verbs: ["get", "list", "create"].map(str::to_owned).to_vec(),
        short: Vec::new(),
    };
    Kinds { served: vec![served("secrets", "Secret", true), served("nodes", "Node", false)], missing: Vec::new() }
}

const ROLE: &str = r#"{"metadata":{"name":"r","namespace":"iot","uid":"1"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":null}]}"#;
const BINDING: &str = r#"{"metadata":{"name":"b","namespace":"iot","uid":"2"},"roleRef":{"kind":"Role","name":"r"},
    "subjects":[{"kind":"ServiceAccount","name":"bot","namespace":"ci"},{"kind":"Robot","name":"x"}]}"#;
const WIDE: &str =
    r#"{"metadata":{"name":"w","uid":"3"},"roleRef":{"kind":"ClusterRole","name":"all"},"subjects":[{"kind":"User","name":"u"}]}"#;

async fn asked(typed: &str, namespaces: &[&str], refused: &'static str) -> Who {
    let session = served(move |ask| {
        let list = |items: &str| format!(r#"{{"metadata":{{}},"items":[{items}]}}"#);
        match () {
            () if !refused.is_empty() && ask.has(refused) => ask.fail(403, "Forbidden"),
            () if ask.has("/rolebindings") => ask.json(&list(BINDING)),
            () if ask.has("/roles") => ask.json(&list(ROLE)),
            () if ask.has("/clusterrolebindings") => ask.json(&list(WIDE)),
            () => ask.json(&list("")),
        }
    })
    .await;
    let namespaces = namespaces.iter().map(|n| Name::from(*n)).collect();
    let wish = AccessWish::Who { typed: Typed::read(typed).unwrap(), namespaces, kinds: Some(kinds()) };
    match timeout(DEADLINE, answer(&session, wish)).await.expect("no answer") {
        Ok(Access::Who(who)) => who,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn roles_and_bindings_are_read_where_they_can_be() {
    let who = asked("get secret", &["iot"], "").await;
    let names: Vec<&str> = who.grants.iter().map(|g| &*g.subject.name).collect();
    assert_eq!((names, who.undecided, who.unread.len(), who.listed), (vec!["system:masters", "bot"], 0, 0, Listed::Yes));
    // What is refused is named, and what hangs on it is counted.
    let who = asked("get secret", &["iot"], "/clusterroles").await;
    let [Unread { kind: RbacKind::ClusterRole, why: Why::NotAllowed(_), .. }] = &who.unread[..] else { panic!("{who:?}") };
    assert_eq!((who.grants.len(), who.undecided), (2, 1));
    let who = asked("get secret", &["iot"], "/rolebindings").await;
    let [Unread { kind: RbacKind::RoleBinding, namespace, .. }] = &who.unread[..] else { panic!("{who:?}") };
    assert_eq!((&**namespace, who.grants.len()), ("iot", 1));
    // Of what has no namespace the bindings of one say nothing, and are not read.
    let who = asked("get nodes", &["iot"], "/rolebindings").await;
    assert_eq!((who.unread, who.namespaces.len(), who.grants.len()), (Vec::new(), 0, 1));
    assert_eq!(asked("get widgets", &[], "").await.listed, Listed::No);
}

/// A RoleBinding in a namespace is read for the namespace itself, and for no other.
#[tokio::test]
async fn who_may_get_a_namespace_stands_in_its_own_bindings() {
    let session = served(|ask| {
        let list = |items: &str| format!(r#"{{"metadata":{{}},"items":[{items}]}}"#);
        let role = ROLE.replace("secrets", "namespaces");
        match () {
            () if ask.has("/namespaces/iot/rolebindings") => ask.json(&list(BINDING)),
            () if ask.has("/namespaces/iot/roles") => ask.json(&list(&role)),
            () => ask.json(&list("")),
        }
    })
    .await;
    for (typed, want) in [("get namespaces iot", 2), ("get namespaces dev", 1), ("get namespaces", 2), ("create namespaces", 1)] {
        let mut all = kinds();
        all.served[1].resource = Resource::new("", "v1", "namespaces", "Namespace", false);
        let (typed, namespaces) = (Typed::read(typed).unwrap(), vec!["iot".into()]);
        let wish = AccessWish::Who { typed: typed.clone(), namespaces, kinds: Some(all) };
        let Ok(Access::Who(who)) = timeout(DEADLINE, answer(&session, wish)).await.expect("no answer") else { panic!() };
        assert_eq!(who.grants.len(), want, "{typed:?}");
    }
}

#[tokio::test]
async fn kinds_that_could_not_be_read_are_not_taken_for_none() {
    let session = served(|ask| match () {
        () if ask.path == "/apis" => ask.fail(503, "ServiceUnavailable"),
        () if ask.has("selfsubjectrulesreviews") => ask.json(
            r#"{"status":{"resourceRules":[{"verbs":["get"],"apiGroups":[""],"resources":["secrets"]},
                {"verbs":["*"],"apiGroups":["*"],"resources":["*"]}],"nonResourceRules":[]}}"#,
        ),
        () => ask.json(r#"{"metadata":{},"items":[]}"#),
    })
    .await;
    let wish = AccessWish::Mine { namespace: Some("iot".into()), kinds: None };
    let Ok(Access::Mine(mine)) = timeout(DEADLINE, answer(&session, wish)).await.expect("no answer") else { panic!() };
    assert!(mine.no_kinds.is_some() && mine.rows.len() == 1, "{mine:?}");
    let wish = AccessWish::Who { typed: Typed::read("get widgets").unwrap(), namespaces: Vec::new(), kinds: None };
    let Ok(Access::Who(who)) = timeout(DEADLINE, answer(&session, wish)).await.expect("no answer") else { panic!() };
    assert!(matches!(who.listed, Listed::Unknown(_)), "{who:?}");
    // A group that does not answer may have the kind.
    let missing = vec![("x.example/v1".into(), Arc::new(Trouble::Timeout(5)))];
    for (typed, want) in [("get widgets.x.example", true), ("get widgets", true), ("get widgets.y.example", false)] {
        let kinds = Some(Kinds { missing: missing.clone(), ..kinds() });
        let wish = AccessWish::Who { typed: Typed::read(typed).unwrap(), namespaces: Vec::new(), kinds };
        let Ok(Access::Who(who)) = timeout(DEADLINE, answer(&session, wish)).await.expect("no answer") else { panic!() };
        assert_eq!(matches!(who.listed, Listed::Unknown(_)), want, "{typed}");
    }
}

#[tokio::test]
async fn what_the_list_of_rules_leaves_open_is_asked() {
    for incomplete in [false, true] {
        let session = served(move |ask| {
            if ask.has("selfsubjectrulesreviews") {
                let why = if incomplete { r#","evaluationError":"webhook\u001b does not tell""# } else { "" };
                return ask.json(&format!(
                    r#"{{"status":{{"resourceRules":[{{"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["a"]}}],
                    "nonResourceRules":[{{"verbs":["get"],"nonResourceURLs":["/healthz"]}}],"incomplete":{incomplete}{why}}}}}"#
                ));
            }
            ask.json(r#"{"status":{"allowed":true}}"#);
        })
        .await;
        let wish = AccessWish::Mine { namespace: Some("iot".into()), kinds: Some(kinds()) };
        let Ok(Access::Mine(mine)) = timeout(DEADLINE, answer(&session, wish)).await.expect("no answer") else { panic!() };
        let secrets = &mine.rows[0];
        assert_eq!(secrets.may[0], May::Yes(Extent::Only(vec!["a".into()])));
        assert_eq!(secrets.may[1], if incomplete { May::Yes(Extent::All) } else { May::No });
        assert_eq!(secrets.may[4], May::Never, "the kind has no such verb");
        assert_eq!(mine.incomplete.as_deref(), incomplete.then_some("webhook does not tell"));
        assert_eq!(mine.urls, [("/healthz".into(), vec!["get".into()])]);
    }
}
