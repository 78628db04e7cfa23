use super::*;
use crate::cluster::reflector::tests::server::{Ask, DEADLINE, Server};
use crate::model::Kind;
use crate::model::change::Target;
use crate::model::relations::Unseen;
use crate::model::relations::refs::RefKind;
use crate::model::soon::Why;
use serde_json::json;
use tokio::time::timeout;

/// What is found of an object, by a server whose answers are given by `answer`: of each row how far in it stands, kind and name, and how it is.
async fn looked(resource: Resource, name: &str, answer: impl Fn(&Ask) -> Option<Value> + Send + 'static) -> (Vec<String>, Tree) {
    let mut server = Server::start().await;
    let session = server.session();
    tokio::spawn(async move {
        loop {
            let ask = server.ask().await;
            let found = answer(&ask);
            match found {
                Some(Value::Number(code)) => {
                    ask.fail(code.as_u64().unwrap_or(500) as u16, if code == 403.into() { "Forbidden" } else { "X" })
                }
                Some(body) => ask.json(&body.to_string()),
                None => ask.json(r#"{"metadata":{"resourceVersion":"1"},"items":[]}"#),
            }
        }
    });
    let namespace = if resource.namespaced { "iot" } else { "" };
    let uid = Uid::new(&format!("u-{name}"));
    let target = Target { context: "lab".into(), resource, namespace: namespace.into(), name: name.into(), uid };
    let wish = RelationsWish { target, namespaces: vec!["iot".into(), "other".into()] };
    let tree = timeout(DEADLINE, look(&session, &wish)).await.expect("it ends").expect("the object is read");
    let row = |b: &Branch| format!("{} {} {}", b.depth, b.thing.resource.kind, b.thing.name);
    (tree.rows.iter().map(row).collect(), tree)
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
    let (rows, tree) = looked(RefKind::ConfigMap.resource(), "settings", |ask| match () {
        () if ask.has("/configmaps/settings") => Some(json!({"metadata": meta("settings", None)})),
        () if ask.has("/deployments?") => list(&[]),
        // Whatever answers there, it is no API server.
        () if ask.has("/statefulsets?") => Some(json!("<html>")),
        () => panic!("asked for more"),
    })
    .await;
    assert_eq!(rows.len(), 1);
    assert!(tree.unseen.len() >= 6 && tree.unseen.iter().all(|u| matches!(u.why, Why::NoAnswer(_))), "{:?}", tree.unseen);
}
