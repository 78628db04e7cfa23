//! Logs of containers that are not the usual ones: init containers, those added to a running pod, and previous runs.

use super::tests::{PATIENCE, ask, cluster, get, until};
use super::{Cluster, Scenario};
use serde_json::{Value, json};
use tokio::time::timeout;

const PODS: &str = "/api/v1/namespaces/iot-dev/pods";

/// A container's log, or the server's words why there is none.
async fn log(c: &Cluster, pod: &str, query: &str) -> (u16, String) {
    let a = timeout(PATIENCE, ask(c, "GET", &format!("{PODS}/{pod}/log?{query}"), "", "")).await.unwrap();
    (a.code, a.body.as_str().map_or_else(|| a.body["message"].to_string(), str::to_owned))
}

#[tokio::test]
async fn an_init_container_has_a_log_and_one_that_was_added_too() {
    let c = cluster(Scenario::Calm, 20.0).await;
    let container = |name: &str| json!({ "name": name, "image": format!("registry.example/iot/{name}:1.0") });
    let pod = json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "mixed" },
        "spec": { "initContainers": [container("set-up")], "containers": [container("web")] } });
    let a = ask(&c, "POST", PODS, "application/json", &pod.to_string()).await;
    assert_eq!(a.code, 201, "{}", a.body);
    let running = |p: &Value| p.pointer("/status/containerStatuses/0/state/running").is_some();
    until(&c, &format!("{PODS}/mixed"), "the pod to run", running).await;
    let (code, text) = log(&c, "mixed", "container=set-up&timestamps=true").await;
    assert!(code == 200 && !text.is_empty(), "{code}: {text}");
    let (_, again) = log(&c, "mixed", "container=set-up&timestamps=true&follow=true").await;
    assert_eq!(text, again, "it has ended: following it comes to its end");
    let (code, text) = log(&c, "mixed", "container=other").await;
    assert!(code == 400 && text.contains("is not valid for pod mixed"), "{code}: {text}");
    c.shutdown().await;
}

#[tokio::test]
async fn a_container_that_crashed_has_a_previous_log() {
    let c = cluster(Scenario::Incident, 1.0).await;
    let pods = get(&c, &format!("{PODS}?labelSelector=app%3Dalarm-service")).await;
    let pod = pods["items"][0]["metadata"]["name"].as_str().unwrap();
    let (code, previous) = log(&c, pod, "previous=true&timestamps=true").await;
    assert!(code == 200 && previous.contains("Caused by"), "{code}: {previous}");
    let (_, again) = log(&c, pod, "previous=true&timestamps=true").await;
    assert_eq!(previous, again);
    let healthy = get(&c, &format!("{PODS}?labelSelector=app%3Dweb")).await;
    let (code, text) = log(&c, healthy["items"][0]["metadata"]["name"].as_str().unwrap(), "previous=true").await;
    assert!(code == 400 && text.contains("previous terminated container"), "{code}: {text}");
    c.shutdown().await;
}
