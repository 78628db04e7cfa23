use super::*;
use crate::cluster::reflector::tests::server::{Ask, DEADLINE, Server};
use crate::model::Kind;
use crate::model::change::Target;
use crate::model::relations::Unseen;
use crate::model::relations::refs::RefKind;
use crate::model::soon::Why;
use serde_json::json;
use std::sync::{Arc, Mutex};
use tokio::time::timeout;

/// A session with a server whose answers are given by `answer`; all that it is asked is kept.
async fn served(answer: impl Fn(&Ask) -> Option<Value> + Send + 'static) -> (Session, Arc<Mutex<Vec<String>>>) {
    let mut server = Server::start().await;
    let (session, asked) = (server.session(), Arc::new(Mutex::new(Vec::new())));
    let paths = asked.clone();
    tokio::spawn(async move {
        let mut waiting = Vec::new();
        loop {
            let ask = server.ask().await;
            paths.lock().unwrap().push(ask.path.clone());
            match answer(&ask) {
                Some(Value::Number(code)) => {
                    ask.fail(code.as_u64().unwrap_or(500) as u16, if code == 403.into() { "Forbidden" } else { "X" })
                }
                Some(Value::Null) => waiting.push(ask),
                Some(body) => ask.json(&body.to_string()),
                None => ask.json(r#"{"metadata":{"resourceVersion":"1"},"items":[]}"#),
            }
        }
    });
    (session, asked)
}

fn wish(resource: Resource, name: &str) -> RelationsWish {
    let namespace = if resource.namespaced { "iot" } else { "" };
    let uid = Uid::new(&format!("u-{name}"));
    let target = Target { context: "lab".into(), resource, namespace: namespace.into(), name: name.into(), uid };
    RelationsWish { target, namespaces: vec!["iot".into(), "other".into()] }
}

/// Of each row how far in it stands, kind and name.
fn told(tree: &Tree) -> Vec<String> {
    tree.rows.iter().map(|b| format!("{} {} {}", b.depth, b.thing.resource.kind, b.thing.name)).collect()
}

/// What is found of an object, by a server whose answers are given by `answer`.
async fn looked(resource: Resource, name: &str, answer: impl Fn(&Ask) -> Option<Value> + Send + 'static) -> (Vec<String>, Tree) {
    let (session, _) = served(answer).await;
    let tree = timeout(DEADLINE, look(&session, &wish(resource, name))).await.expect("it ends").expect("the object is read");
    (told(&tree), tree)
}

fn meta(name: &str, owner: Option<&str>) -> Value {
    let owners: Vec<Value> = owner
        .map(|o| json!({"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "x", "uid": format!("u-{o}"), "controller": true}))
        .into_iter()
        .collect();
    json!({"name": name, "namespace": "iot", "uid": format!("u-{name}"), "labels": {"app": "web"}, "ownerReferences": owners})
}

fn list(items: &[Value]) -> Option<Value> {
    Some(json!({"metadata": {"resourceVersion": "1"}, "items": items}))
}

fn pod(name: &str, owner: Option<&str>, map: &str) -> Value {
    let container = json!({"name": "app", "image": "x", "envFrom": [{"configMapRef": {"name": map}}]});
    json!({"metadata": meta(name, owner), "spec": {"containers": [container]}, "status": {"phase": "Running"}})
}

#[tokio::test]
async fn a_deployment_has_its_sets_its_pods_and_what_is_around_them() {
    let (rows, tree) = looked(Kind::Deployment.into(), "web", |ask| match () {
        () if ask.has("/deployments/web") => Some(json!({"metadata": meta("web", None), "spec": {"replicas": 1,
            "selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}},
            "spec": pod("x", None, "settings")["spec"]}}})),
        () if ask.has("/replicasets?labelSelector=app%3Dweb") => list(&[
            json!({"metadata": meta("web-old", Some("web")), "spec": {"replicas": 0}}),
            json!({"metadata": {"annotations": {"deployment.kubernetes.io/revision": "2"}, "name": "web-new", "namespace": "iot", "uid": "u-web-new",
                "ownerReferences": [{"uid": "u-web"}]}, "spec": {"replicas": 1}}),
            json!({"metadata": meta("stranger", Some("other")), "spec": {"replicas": 1}}),
        ]),
        () if ask.has("/pods?labelSelector=app%3Dweb") => {
            list(&[pod("web-a", Some("web-new"), "settings"), pod("bare", None, "settings"), pod("far", Some("stranger"), "x")])
        }
        () if ask.has("/services?") => list(&[
            json!({"metadata": meta("web", None), "spec": {"selector": {"app": "web"}}}),
            json!({"metadata": meta("all", None), "spec": {}}),
        ]),
        () if ask.has("/ingresses?") => list(&[
            json!({"metadata": meta("site", None), "spec": {"rules": [{"http": {"paths": [{"backend": {"service": {"name": "web"}}}]}}]}}),
            json!({"metadata": meta("else", None), "spec": {"defaultBackend": {"service": {"name": "all"}}}}),
        ]),
        () if ask.has("/autoscaling/v2/") => Some(json!(404)),
        () if ask.has("/autoscaling/v2beta2/") => list(&[
            json!({"metadata": meta("hpa", None), "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}}}),
        ]),
        () if ask.has("/poddisruptionbudgets?") => Some(json!(403)),
        () if ask.has("/configmaps/settings") => Some(json!(404)),
        () if ask.has("/serviceaccounts/default") => Some(json!(403)),
        () => None,
    })
    .await;
    let want = [
        "0 Deployment web",
        "1 ReplicaSet web-new",
        "2 Pod web-a",
        "1 Service web",
        "2 Ingress site",
        "1 HorizontalPodAutoscaler hpa",
        "1 ConfigMap settings",
        "1 ServiceAccount default",
        "1 ReplicaSet web-old",
    ];
    assert_eq!(rows, want);
    let stand = |kind: &str| tree.rows.iter().find(|b| &*b.thing.resource.kind == kind).map(|b| b.stand.clone());
    assert_eq!((stand("ConfigMap"), stand("ServiceAccount")), (Some(Stand::Missing(false)), Some(Stand::Denied)));
    // What is denied is named, and hides nothing else.
    let unseen: Vec<(&str, bool)> = tree.unseen.iter().map(|u| (&*u.plural, matches!(u.why, Why::NotAllowed(_)))).collect();
    assert_eq!(unseen, [("poddisruptionbudgets", true)]);
}

#[tokio::test]
async fn who_uses_an_object_is_found_among_all_and_what_could_not_be_searched_is_named() {
    let (rows, tree) = looked(RefKind::ConfigMap.resource(), "settings", |ask| match () {
        () if ask.has("/configmaps/settings") => Some(json!({"metadata": meta("settings", None)})),
        () if ask.has("/deployments?") => {
            list(&[json!({"metadata": meta("web", None), "spec": {"template": pod("x", None, "settings")}})])
        }
        () if ask.has("/replicasets?") => {
            list(&[json!({"metadata": meta("web-1", Some("web")), "spec": {"template": pod("x", None, "settings")}})])
        }
        () if ask.has("/pods?") => {
            list(&[pod("web-1-a", Some("web-1"), "settings"), pod("bare", None, "settings"), pod("other", None, "others")])
        }
        () if ask.has("/jobs?") => Some(json!(403)),
        () if ask.has("/cronjobs?") || ask.has("/replicationcontrollers?") => Some(json!(404)),
        () => None,
    })
    .await;
    let want = ["0 ConfigMap settings", "1 Deployment web", "2 ReplicaSet web-1", "3 Pod web-1-a", "1 Pod bare"];
    assert_eq!((rows, tree.used_by), (want.map(str::to_owned).to_vec(), true));
    let unseen: Vec<&str> = tree.unseen.iter().map(|u| &*u.plural).collect();
    assert_eq!(unseen, ["jobs"], "of what is not served there are none");
    let searched: Vec<(&str, usize)> = tree.searched.iter().map(|s| (&*s.plural, s.count)).collect();
    assert_eq!(searched, [("deployments", 1), ("statefulsets", 0), ("daemonsets", 0), ("replicasets", 1), ("pods", 3)]);
}

#[tokio::test]
async fn who_may_not_look_everywhere_is_shown_what_the_known_namespaces_have() {
    let (rows, tree) = looked(RefKind::IngressClass.resource(), "nginx", |ask| match () {
        () if ask.has("/ingressclasses/nginx") => Some(json!({"metadata": {"name": "nginx", "uid": "u-nginx"}})),
        () if ask.has("/namespaces/iot/ingresses?") => {
            list(&[json!({"metadata": meta("site", None), "spec": {"ingressClassName": "nginx"}})])
        }
        () => Some(json!(403)),
    })
    .await;
    assert_eq!(rows, ["0 IngressClass nginx", "1 Ingress site"]);
    let [Unseen { plural, places, why: Why::OnlyKnown { looked: 1, known: 2, .. } }] = &tree.unseen[..] else {
        panic!("{:?}", tree.unseen)
    };
    assert_eq!((&**plural, &places[..]), ("ingresses", &["other".into()][..]));
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_asked_nothing_more() {
    let (session, asked) = served(|ask| match () {
        () if ask.has("/configmaps/settings") => Some(json!({"metadata": meta("settings", None)})),
        // Whatever answers there, it is no API server.
        () if ask.has("/statefulsets?") => Some(json!("<html>")),
        () => None,
    })
    .await;
    let wish = wish(RefKind::ConfigMap.resource(), "settings");
    let tree = timeout(DEADLINE, look(&session, &wish)).await.expect("it ends").expect("the object is read");
    assert_eq!(told(&tree).len(), 1);
    let unseen: Vec<&str> = tree.unseen.iter().map(|u| &*u.plural).collect();
    let want = ["statefulsets", "daemonsets", "cronjobs", "jobs", "replicasets", "replicationcontrollers", "pods"];
    assert_eq!(unseen, want);
    assert!(tree.unseen.iter().all(|u| matches!(u.why, Why::NoAnswer(_))), "{:?}", tree.unseen);
    let kinds = |path: &String| path.split(['?', '/']).rfind(|s| s.ends_with('s') && *s != "apis").map(str::to_owned);
    let asked: Vec<Option<String>> = asked.lock().unwrap().iter().map(kinds).collect();
    assert_eq!(asked, ["settings", "deployments", "statefulsets"].map(|s| Some(s.to_owned())));
}

#[tokio::test]
async fn an_owner_that_another_server_does_not_answer_for_hides_nothing_else() {
    let owner = json!([{"apiVersion": "x.example.com/v1", "kind": "App", "name": "x", "uid": "u-x", "controller": true}]);
    let (rows, tree) = looked(Kind::Pod.into(), "bare", move |ask| match () {
        () if ask.has("/pods/bare") => {
            let mut pod = pod("bare", None, "settings");
            pod["metadata"]["ownerReferences"] = owner.clone();
            Some(pod)
        }
        () if ask.has("/apis/x.example.com/") => Some(json!(503)),
        () if ask.has("/configmaps/settings") => Some(json!({"metadata": meta("settings", None)})),
        () if ask.has("/serviceaccounts/") => Some(json!({"metadata": meta("default", None)})),
        () => None,
    })
    .await;
    assert_eq!(rows, ["0 App x", "1 Pod bare", "2 ConfigMap settings", "2 ServiceAccount default"]);
    assert!(tree.unseen.is_empty() && matches!(tree.rows[0].stand, Stand::Unread(_)), "{:?}", tree.unseen);
}

#[tokio::test]
async fn what_was_read_when_the_time_is_up_is_shown_and_what_was_not_is_named() {
    let (session, asked) = served(|ask| match () {
        () if ask.has("/deployments/web") => Some(json!({"metadata": meta("web", None), "spec": {"replicas": 1,
            "selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}},
            "spec": pod("x", None, "settings")["spec"]}}})),
        () if ask.has("/replicasets?") => list(&[json!({"metadata": meta("web-1", Some("web")), "spec": {"replicas": 1}})]),
        // Its answer never comes.
        () if ask.has("/pods?") => Some(Value::Null),
        () => None,
    })
    .await;
    let wish = wish(Kind::Deployment.into(), "web");
    let tree =
        timeout(DEADLINE, within(&session, &wish, Duration::from_secs(3))).await.expect("it ends").expect("the object is read");
    let want = ["0 Deployment web", "1 ReplicaSet web-1", "1 ConfigMap settings", "1 ServiceAccount default"];
    assert_eq!(told(&tree), want);
    let stands: Vec<&Stand> = tree.rows.iter().skip(2).map(|b| &b.stand).collect();
    assert_eq!(stands, [&Stand::Unasked(LOOK.as_secs()); 2]);
    let unseen: Vec<(&str, &Why)> = tree.unseen.iter().map(|u| (&*u.plural, &u.why)).collect();
    let why = Why::NotAsked(LOOK.as_secs());
    let plurals = ["pods", "services", "horizontalpodautoscalers", "poddisruptionbudgets"];
    assert_eq!(unseen, plurals.map(|plural| (plural, &why)));
    assert!(asked.lock().unwrap().last().is_some_and(|path| path.contains("/pods?")), "{asked:?}");
}

fn ready(mut pod: Value, ready: bool) -> Value {
    pod["status"]["containerStatuses"] = json!([{"name": "app", "ready": true, "restartCount": 0, "state": {"running": {}}}]);
    pod["status"]["conditions"] = json!([{"type": "Ready", "status": if ready { "True" } else { "False" }}]);
    pod
}

#[tokio::test]
async fn a_service_is_told_by_how_many_of_its_own_pods_are_ready() {
    let answer = |ask: &Ask| match () {
        () if ask.has("/statefulsets/web") => Some(json!({"metadata": meta("web", None), "spec": {"replicas": 0,
            "selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}}, "spec": {}},
            "volumeClaimTemplates": [{"metadata": {"name": "data"}}]}})),
        // It selects by more, and by less, than the template has.
        () if ask.has("/services?") => list(&[
            json!({"metadata": meta("web", None), "spec": {"selector": {"app": "web"}}}),
            json!({"metadata": meta("other", None), "spec": {"selector": {"app": "other"}}}),
        ]),
        // A gate holds one of them back though its containers are ready.
        () if ask.has("/pods?labelSelector=app%3Dweb") => list(&[
            ready(pod("a", None, "x"), true),
            ready(pod("b", None, "x"), false),
            json!({"metadata": meta("over", None), "spec": {}, "status": {"phase": "Succeeded"}}),
        ]),
        () if ask.has("/persistentvolumeclaims?") => list(
            &["data-web-0", "data-web-12", "data-web-x", "data-webs-0", "log-web-0"].map(|n| json!({"metadata": meta(n, None)})),
        ),
        () if ask.has("/persistentvolumeclaims/") => {
            Some(json!({"metadata": meta("data-web-0", None), "status": {"phase": "Bound"}}))
        }
        () => None,
    };
    let (rows, tree) = looked(Kind::StatefulSet.into(), "web", answer).await;
    let service = tree.rows.iter().find(|b| b.link == Link::Service).map(|b| (&*b.thing.name, b.stand.clone()));
    assert_eq!(service, Some(("web", Stand::Serves(1, 2))));
    assert!(rows.contains(&"1 PersistentVolumeClaim data-web-0".to_owned()), "{rows:?}");
    let claims: Vec<&Link> =
        tree.rows.iter().filter(|b| &*b.thing.resource.kind == "PersistentVolumeClaim").map(|b| &b.link).collect();
    let made = Link::Refers(vec![refs::How::ClaimTemplate("data".into())]);
    assert_eq!(claims, [&made, &made], "scaled to 0, its claims are there");
    // Whose pods may not be seen has no figure.
    let denied = move |ask: &Ask| if ask.has("/pods?") { Some(json!(403)) } else { answer(ask) };
    let (_, tree) = looked(Kind::StatefulSet.into(), "web", denied).await;
    assert_eq!(tree.rows.iter().find(|b| b.link == Link::Service).map(|b| b.stand.clone()), Some(Stand::Denied));
    assert_eq!(tree.unseen.iter().filter(|u| &*u.plural == "pods").count(), 1, "it is said once");
    // Nor has one of whose pods a page came and the next did not; those that came are shown.
    let broken = move |ask: &Ask| match () {
        () if ask.has("/services/web") => Some(json!({"metadata": meta("web", None), "spec": {"selector": {"app": "web"}}})),
        () if ask.has("continue=") => Some(json!(403)),
        () if ask.has("/pods?") => Some(json!({"metadata": {"continue": "more"}, "items": [ready(pod("a", None, "x"), true)]})),
        () => answer(ask),
    };
    let (rows, tree) = looked(RefKind::Service.resource(), "web", broken).await;
    assert_eq!(tree.rows[0].stand, Stand::Denied);
    assert!(rows.contains(&"1 Pod a".to_owned()), "{rows:?}");
    let (_, tree) = looked(Kind::StatefulSet.into(), "web", broken).await;
    assert_eq!(tree.rows.iter().find(|b| b.link == Link::Service).map(|b| b.stand.clone()), Some(Stand::Denied));
    let service = move |ask: &Ask| match () {
        () if ask.has("/services/web") => Some(json!({"metadata": meta("web", None), "spec": {"selector": {"app": "web"}}})),
        () => denied(ask),
    };
    let (_, tree) = looked(RefKind::Service.resource(), "web", service).await;
    assert_eq!((&tree.rows[0].stand, tree.selector), (&Stand::Denied, Some(json!({"matchLabels": {"app": "web"}}))));
}

#[tokio::test]
async fn who_uses_a_claim_and_a_secret_is_found_where_no_field_of_a_pod_names_them() {
    let claim = |name: &'static str| {
        looked(RefKind::Claim.resource(), name, move |ask| match () {
            () if ask.has(&format!("/persistentvolumeclaims/{name}")) => Some(json!({"metadata": meta(name, None)})),
            () if ask.has("/statefulsets?") => {
                list(&[json!({"metadata": meta("web", None), "spec": {"replicas": 0, "template": {},
                "volumeClaimTemplates": [{"metadata": {"name": "data"}}]}})])
            }
            () if ask.has("/pods?") => list(&[json!({"metadata": meta("job-x", None), "spec": {"containers": [],
                "volumes": [{"name": "tmp", "ephemeral": {"volumeClaimTemplate": {"spec": {}}}}]}})]),
            () => None,
        })
    };
    assert_eq!(claim("data-web-3").await.0, ["0 PersistentVolumeClaim data-web-3", "1 StatefulSet web"]);
    assert_eq!(claim("job-x-tmp").await.0, ["0 PersistentVolumeClaim job-x-tmp", "1 Pod job-x"]);
    let (rows, tree) = looked(RefKind::Secret.resource(), "keys", |ask| match () {
        () if ask.has("/secrets/keys") => Some(json!({"metadata": meta("keys", None)})),
        () if ask.has("/v1/persistentvolumes?") => {
            let csi = |namespace: &str| json!({"csi": {"nodeStageSecretRef": {"name": "keys", "namespace": namespace}}});
            let volume = |name: &str, spec: Value| json!({"metadata": {"name": name, "uid": name}, "spec": spec});
            list(&[volume("near", csi("iot")), volume("far", csi("other"))])
        }
        () => None,
    })
    .await;
    assert_eq!((&rows[..], tree.unseen.len()), (&["0 Secret keys".to_owned(), "1 PersistentVolume near".to_owned()][..], 0));
}
