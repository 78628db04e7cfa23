//! Every kind that the demo cluster serves, object by object, as it is described: to one who may do all, and to one who may look at little.

use crate::support::ground::Ground;
use dogwatch::cluster::Session;
use dogwatch::cluster::describe::{Which, describe};
use dogwatch::cluster::discovery;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::{Mode, READ_DEADLINE};
use dogwatch::model::Uid;
use serde_json::Value;

/// Objects of a kind that are looked at.
const EACH: usize = 6;

fn session(ground: &Ground, user: &str) -> Session {
    let contexts = Contexts::read(Some(&ground.config), None, None, false).unwrap();
    Session::open(contexts, &format!("demo-{user}").as_str().into(), Mode::new(true)).0
}

/// What cannot be known, as a description says it.
fn unknown(text: &str) -> Vec<&str> {
    text.lines().filter(|l| l.contains("not allowed:") || l.contains("not known:") || l.contains("not asked for")).collect()
}

#[test]
fn every_object_of_the_demo_is_described() {
    let ground = Ground::demo();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (admin, viewer) = (session(&ground, "admin"), session(&ground, "viewer"));
        let kinds = discovery::all(&admin).await.unwrap();
        let (mut told, mut denied) = (Vec::new(), Vec::new());
        for served in kinds.served.iter().filter(|s| &*s.resource.group != "metrics.k8s.io") {
            let resource = &served.resource;
            let body = admin.get(&resource.path(None), READ_DEADLINE).await.unwrap();
            let list: Value = serde_json::from_slice(&body).unwrap();
            for object in list["items"].as_array().into_iter().flatten().take(EACH) {
                let text = |field: &str| object["metadata"][field].as_str().unwrap_or_default().to_owned();
                let (name, namespace, uid) = (text("name"), text("namespace"), Uid::new(&text("uid")));
                let which = Which { resource, namespace: &namespace, name: &name, uid: &uid };
                let Ok(ours) = describe(&admin, which, admin.time(), false).await else { continue };
                let place = format!("{resource} {namespace}/{name}");
                assert!(ours.lines().any(|l| l.starts_with("Name:") && l.ends_with(&name)), "{place}: {ours}");
                assert!(ours.contains("\nEvents"), "{place}: {ours}");
                assert_eq!(unknown(&ours), Vec::<&str>::new(), "{place}: {ours}");
                told.push(resource.kind.to_string());
                // Who may see the object but not what is beside it is told so.
                if let Ok(little) = describe(&viewer, which, viewer.time(), false).await {
                    denied.extend(unknown(&little).into_iter().map(|line| format!("{} {line}", resource.kind)));
                }
            }
        }
        told.dedup();
        for kind in [
            "Service",
            "Ingress",
            "ConfigMap",
            "Secret",
            "HorizontalPodAutoscaler",
            "PodDisruptionBudget",
            "CronJob",
            "Node",
            "ServiceAccount",
            "ReplicaSet",
            "Device",
        ] {
            assert!(told.iter().any(|t| t == kind), "no {kind} was described: {told:?}");
        }
        let of_account = |line: &String| line.starts_with("ServiceAccount") && line.contains("not allowed: secrets is forbidden");
        assert!(denied.iter().any(of_account) && denied.iter().all(|line| line.contains("forbidden")), "{denied:?}");
    });
}
