//! The day of a release: what stands where, and what becomes of each tag on its way.

use super::tests::{ask, cluster, get, until};
use super::{Cluster, Scenario};
use serde_json::{Value, json};

const SPACES: [&str; 4] = ["iot-dev", "iot-test", "iot-pre", "iot-prod"];

fn deployment(ns: &str, name: &str) -> String {
    format!("/apis/apps/v1/namespaces/{ns}/deployments/{name}")
}

fn pods(ns: &str, app: &str) -> String {
    format!("/api/v1/namespaces/{ns}/pods?labelSelector=app%3D{app}")
}

fn n(v: &Value, p: &str) -> i64 {
    v.pointer(p).and_then(Value::as_i64).unwrap_or(0)
}

fn whole(d: &Value) -> bool {
    let want = n(d, "/spec/replicas");
    n(d, "/status/observedGeneration") == n(d, "/metadata/generation")
        && ["/status/updatedReplicas", "/status/availableReplicas", "/status/replicas"].iter().all(|p| n(d, p) == want)
}

fn image(d: &Value) -> &str {
    d.pointer("/spec/template/spec/containers/0/image").and_then(Value::as_str).unwrap_or_default()
}

/// A container's state of the newest pod.
fn statuses(list: &Value) -> Vec<&Value> {
    list["items"].as_array().into_iter().flatten().filter_map(|p| p.pointer("/status/containerStatuses/0")).collect()
}

/// Promotes a program: what runs in `from` runs in `to` as well.
async fn promote(c: &Cluster, name: &str, from: &str, to: &str) -> String {
    let image = image(&get(c, &deployment(from, name)).await).to_owned();
    swap(c, to, name, &image).await;
    image
}

async fn swap(c: &Cluster, ns: &str, name: &str, image: &str) {
    let body = json!({ "spec": { "template": { "spec": { "containers": [{ "name": name, "image": image }] } } } });
    let a = ask(c, "PATCH", &deployment(ns, name), "application/strategic-merge-patch+json", &body.to_string()).await;
    assert_eq!(a.code, 200, "{}", a.body);
}

/// The log of the pods of an app that run an image, one after another.
async fn logs(c: &Cluster, ns: &str, app: &str, image: &str) -> String {
    let mut out = String::new();
    for pod in get(c, &pods(ns, app)).await["items"].as_array().unwrap() {
        if pod.pointer("/spec/containers/0/image").and_then(Value::as_str) == Some(image) {
            let name = pod["metadata"]["name"].as_str().unwrap();
            let path = format!("/api/v1/namespaces/{ns}/pods/{name}/log?container={app}");
            out += ask(c, "GET", &path, "", "").await.body.as_str().unwrap_or_default();
        }
    }
    out
}

#[tokio::test]
async fn environments_differ_as_they_do_on_the_day_of_a_release() {
    let c = cluster(Scenario::Release, 1.0).await;
    for (name, want) in [
        ("device-service", ["1.9.1", "1.9.0", "1.8.3", "1.8.3"]),
        ("gateway", ["2.5.0-bad", "2.4.0", "2.4.0", "2.3.2"]),
        ("user-service", ["2.1.4"; 4]),
        ("web", ["3.2.0", "3.1.2", "3.1.2", "3.1.3"]),
        ("report", ["1.4.2"; 4]),
        ("alarm-service", ["2.1.0", "2.0.3", "2.0.3", "2.0.2"]),
        ("rule-engine", ["2.2.0", "2.0.1", "2.0.1", ""]),
        ("ota-service", ["2.3.0", "2.2.1", "", ""]),
        ("video-relay", ["0.9.1"; 4]),
    ] {
        for (ns, tag) in SPACES.iter().zip(want) {
            let a = ask(&c, "GET", &deployment(ns, name), "", "").await;
            let runs = if a.code == 404 { "" } else { image(&a.body).rsplit(':').next().unwrap() };
            assert_eq!(runs, tag, "{ns} {name}");
            assert!(tag.is_empty() || whole(&a.body), "all is well at the beginning: {ns} {name}");
        }
    }
    let mut ids = Vec::new();
    for ns in SPACES {
        let list = get(&c, &pods(ns, "report")).await;
        ids.push(statuses(&list)[0]["imageID"].as_str().unwrap().to_owned());
    }
    assert!(ids[0].starts_with("registry.example/iot/report@sha256:"), "{ids:?}");
    assert!(ids[0] == ids[1] && ids[0] != ids[2] && ids[0] == ids[3], "one has what the tag was before: {ids:?}");
    assert!(image(&get(&c, &deployment("iot-prod", "video-relay")).await).starts_with("registry.example/vendor/"));
    // What a container's variables are made of differs, but for what is meant to be the same.
    let mut all = Vec::new();
    for ns in SPACES {
        let of = |kind: &str, name: &str| format!("/api/v1/namespaces/{ns}/{kind}/{name}");
        let (map, keys) = (get(&c, &of("configmaps", "iot-config")).await, get(&c, &of("secrets", "keys")).await);
        let level = map["data"]["LOG_LEVEL"].as_str().unwrap().to_owned();
        let batch = map["data"]["FEATURE_BATCH"].is_string();
        all.push((level, batch, map["data"]["REGION"].clone(), keys["data"]["API_KEY"].clone(), keys["data"]["SIGN_KEY"].clone()));
        let url = get(&c, &of("configmaps", "mqtt")).await["data"]["url"].as_str().unwrap().to_owned();
        assert!(url.contains(ns), "{url}");
    }
    assert_eq!(
        all.iter().map(|a| (a.0.as_str(), a.1)).collect::<Vec<_>>(),
        [("debug", true), ("debug", true), ("info", true), ("info", false)]
    );
    assert!(all.iter().all(|a| a.2 == all[0].2 && a.4 == all[0].4));
    assert!(all[0].3 == all[1].3 && all[1].3 != all[2].3 && all[2].3 != all[3].3);
    c.shutdown().await;
}

#[tokio::test]
async fn a_good_release_goes_all_the_way() {
    let c = cluster(Scenario::Release, 25.0).await;
    for pair in SPACES.windows(2) {
        let image = promote(&c, "device-service", pair[0], pair[1]).await;
        assert!(image.ends_with(":1.9.1"));
        until(&c, &deployment(pair[1], "device-service"), "the rollout", whole).await;
    }
    c.shutdown().await;
}

#[tokio::test]
async fn a_tag_that_the_registry_has_no_more_stops_at_the_first() {
    let c = cluster(Scenario::Release, 25.0).await;
    let image = promote(&c, "gateway", "iot-dev", "iot-test").await;
    let refused = |list: &Value| {
        let waits = |s: &&Value| s.pointer("/state/waiting/reason").is_some_and(|r| r == "ErrImagePull" || r == "ImagePullBackOff");
        let mine = |s: &&Value| s["image"].as_str() == Some(image.as_str());
        statuses(list).iter().any(|s| mine(s) && waits(s))
    };
    until(&c, &pods("iot-test", "gateway"), "the pull to fail", refused).await;
    let d = get(&c, &deployment("iot-test", "gateway")).await;
    assert_eq!(n(&d, "/status/availableReplicas"), 1, "the old one still serves: {d:#}");
    swap(&c, "iot-test", "gateway", "registry.example/iot/gateway:2.4.0").await;
    until(&c, &deployment("iot-test", "gateway"), "what was there to be back", whole).await;
    c.shutdown().await;
}

#[tokio::test]
async fn a_release_that_is_ready_writes_an_error_that_none_wrote_before() {
    let c = cluster(Scenario::Release, 25.0).await;
    let old = "registry.example/iot/alarm-service:2.0.3";
    let before = logs(&c, "iot-test", "alarm-service", old).await;
    assert!(before.contains(" ERROR ") && !before.contains("publish failed"), "it has errors of its own");
    let new = promote(&c, "alarm-service", "iot-dev", "iot-test").await;
    until(&c, &deployment("iot-test", "alarm-service"), "the rollout", whole).await;
    let end = tokio::time::Instant::now() + super::tests::PATIENCE;
    while !logs(&c, "iot-test", "alarm-service", &new).await.contains("mqtt: publish failed") {
        assert!(tokio::time::Instant::now() < end);
    }
    let d = get(&c, &deployment("iot-test", "alarm-service")).await;
    assert!(whole(&d), "and nothing of the Deployment tells of it: {d:#}");
    c.shutdown().await;
}

#[tokio::test]
async fn a_release_that_falls_over_does_so_after_it_was_ready() {
    let c = cluster(Scenario::Release, 25.0).await;
    let path = deployment("iot-test", "rule-engine");
    promote(&c, "rule-engine", "iot-dev", "iot-test").await;
    let done = |d: &Value| {
        let all = d["status"]["conditions"].as_array().unwrap();
        n(d, "/status/updatedReplicas") == 1
            && all.iter().any(|c| c["reason"] == "NewReplicaSetAvailable")
            && n(d, "/status/replicas") == 1
    };
    until(&c, &path, "the rollout to complete", done).await;
    let fell = |list: &Value| {
        statuses(list).iter().any(|s| n(s, "/restartCount") > 0 && s.pointer("/lastState/terminated/exitCode") == Some(&json!(1)))
    };
    until(&c, &pods("iot-test", "rule-engine"), "the crash", fell).await;
    c.shutdown().await;
}

#[tokio::test]
async fn a_release_that_never_gets_ready_says_so_by_events() {
    let c = cluster(Scenario::Release, 25.0).await;
    promote(&c, "ota-service", "iot-dev", "iot-test").await;
    let unhealthy = |list: &Value| {
        let all = list["items"].as_array().unwrap();
        all.iter().any(|e| {
            let of = e["involvedObject"]["name"].as_str().is_some_and(|n| n.starts_with("ota-service-"));
            of && e["reason"] == "Unhealthy" && e["type"] == "Warning" && n(e, "/count") > 1
        })
    };
    let events = until(&c, "/api/v1/namespaces/iot-test/events", "the probe to have failed twice", unhealthy).await;
    for (reason, kind) in [("Pulled", "Pod"), ("Created", "Pod"), ("Started", "Pod"), ("ScalingReplicaSet", "Deployment")] {
        let there = |e: &Value| e["reason"] == reason && e["involvedObject"]["kind"] == kind && e["lastTimestamp"].is_string();
        assert!(events["items"].as_array().unwrap().iter().any(there), "{reason}");
    }
    let d = get(&c, &deployment("iot-test", "ota-service")).await;
    assert_eq!(n(&d, "/status/availableReplicas"), 1, "the old one serves on");
    c.shutdown().await;
}
