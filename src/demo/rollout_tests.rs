//! Rollouts that are held, slow, stuck or partial, as the real controllers have them.

use super::tests::{ask, cluster, get, until};
use super::{Cluster, Scenario};
use serde_json::{Value, json};

const GATEWAY: &str = "/apis/apps/v1/namespaces/iot-prod/deployments/gateway";
const NACOS: &str = "/apis/apps/v1/namespaces/iot-prod/statefulsets/nacos";

async fn patch(c: &Cluster, path: &str, body: Value) -> Value {
    let a = ask(c, "PATCH", path, "application/strategic-merge-patch+json", &body.to_string()).await;
    assert_eq!(a.code, 200, "{}", a.body);
    a.body
}

fn n(v: &Value, p: &str) -> i64 {
    v.pointer(p).and_then(Value::as_i64).unwrap_or(0)
}

fn seen(d: &Value) -> bool {
    n(d, "/status/observedGeneration") == n(d, "/metadata/generation")
}

fn whole(d: &Value) -> bool {
    let want = n(d, "/spec/replicas");
    seen(d) && ["/status/updatedReplicas", "/status/availableReplicas", "/status/replicas"].iter().all(|p| n(d, p) == want)
}

fn progressing(d: &Value) -> &str {
    let all = d["status"]["conditions"].as_array().into_iter().flatten();
    all.into_iter().find(|c| c["type"] == "Progressing").map_or("", |c| c["reason"].as_str().unwrap())
}

fn to(name: &str, tag: &str) -> Value {
    json!({ "template": { "spec": { "containers": [{ "name": name, "image": format!("registry.example/iot/{name}:{tag}") }] } } })
}

/// The sizes of a Deployment's ReplicaSets that have any, the newest first.
async fn sizes(c: &Cluster) -> Vec<i64> {
    let list = get(c, "/apis/apps/v1/namespaces/iot-prod/replicasets?labelSelector=app%3Dgateway").await;
    let revision =
        |rs: &Value| rs["metadata"]["annotations"]["deployment.kubernetes.io/revision"].as_str().unwrap().parse::<i64>().unwrap();
    let mut all: Vec<(i64, i64)> =
        list["items"].as_array().unwrap().iter().map(|rs| (revision(rs), n(rs, "/spec/replicas"))).collect();
    all.sort_by_key(|(revision, _)| -revision);
    all.into_iter().map(|(_, n)| n).filter(|n| *n > 0).collect()
}

#[tokio::test]
async fn a_rollout_that_is_paused_in_the_middle_stays_there_and_scales_by_shares() {
    let c = cluster(Scenario::Calm, 25.0).await;
    patch(&c, GATEWAY, json!({ "spec": { "replicas": 4 } })).await;
    until(&c, GATEWAY, "four of them", whole).await;
    // The first new pod is not available for an hour: there is time to pause.
    let mut spec = to("gateway", "2.6.0");
    spec["minReadySeconds"] = 3600.into();
    spec["progressDeadlineSeconds"] = 7200.into();
    spec["strategy"] = json!({ "rollingUpdate": { "maxSurge": 1, "maxUnavailable": 0 } });
    patch(&c, GATEWAY, json!({ "spec": spec })).await;
    until(&c, GATEWAY, "the first new pod", |d| {
        seen(d) && n(d, "/status/updatedReplicas") == 1 && n(d, "/status/readyReplicas") == 5
    })
    .await;
    patch(&c, GATEWAY, json!({ "spec": { "paused": true, "minReadySeconds": 0, "progressDeadlineSeconds": 20 } })).await;
    until(&c, GATEWAY, "the pause", |d| seen(d) && progressing(d) == "DeploymentPaused" && n(d, "/status/availableReplicas") == 5)
        .await;
    assert_eq!(sizes(&c).await, [1, 4]);
    // Another template makes no ReplicaSet while it is paused.
    patch(&c, GATEWAY, json!({ "spec": to("gateway", "2.6.1") })).await;
    let d = until(&c, GATEWAY, "the template to be seen", seen).await;
    assert_eq!((n(&d, "/status/updatedReplicas"), progressing(&d)), (0, "DeploymentPaused"), "none is of the present template");
    patch(&c, GATEWAY, json!({ "spec": to("gateway", "2.6.0") })).await;
    // Both revisions keep their shares.
    patch(&c, GATEWAY, json!({ "spec": { "replicas": 9 } })).await;
    until(&c, GATEWAY, "both to have grown", |d| seen(d) && n(d, "/status/replicas") == 10).await;
    assert_eq!(sizes(&c).await, [2, 8]);
    patch(&c, GATEWAY, json!({ "spec": { "paused": null } })).await;
    let d = until(&c, GATEWAY, "the rest", |d| whole(d) && progressing(d) == "NewReplicaSetAvailable").await;
    assert_eq!(n(&d, "/spec/replicas"), 9);
    c.shutdown().await;
}

#[tokio::test]
async fn what_is_ready_is_available_after_its_least_time_and_not_before() {
    let c = cluster(Scenario::Calm, 25.0).await;
    let mut spec = to("gateway", "2.6.0");
    spec["minReadySeconds"] = 3600.into();
    spec["progressDeadlineSeconds"] = i32::MAX.into();
    patch(&c, GATEWAY, json!({ "spec": spec })).await;
    let held = until(&c, GATEWAY, "the first new pod to be ready", |d| seen(d) && n(d, "/status/readyReplicas") == 4).await;
    assert_eq!((n(&held, "/status/availableReplicas"), n(&held, "/status/updatedReplicas")), (3, 1));
    assert_eq!(progressing(&held), "", "with the greatest of deadlines there is none");
    // The ReplicaSets that are there follow.
    patch(&c, GATEWAY, json!({ "spec": { "minReadySeconds": 0 } })).await;
    until(&c, GATEWAY, "the rest", whole).await;
    c.shutdown().await;
}

#[tokio::test]
async fn a_stuck_rollout_is_late_once_and_leads_back() {
    let c = cluster(Scenario::Calm, 25.0).await;
    let mut spec = to("gateway", "2.6.0-unready");
    spec["progressDeadlineSeconds"] = 20.into();
    patch(&c, GATEWAY, json!({ "spec": spec })).await;
    let late = until(&c, GATEWAY, "the deadline", |d| progressing(d) == "ProgressDeadlineExceeded").await;
    assert_eq!(n(&late, "/status/availableReplicas"), 3, "none was taken away: 25% of 3 is less than one");
    patch(&c, GATEWAY, json!({ "spec": to("gateway", "2.3.2") })).await;
    until(&c, GATEWAY, "the way back", |d| whole(d) && progressing(d) == "NewReplicaSetAvailable").await;
    for (spec, field) in [
        (json!({ "minReadySeconds": 20 }), "spec.progressDeadlineSeconds"),
        (
            json!({ "strategy": { "rollingUpdate": { "maxSurge": 0, "maxUnavailable": 0 } } }),
            "spec.strategy.rollingUpdate.maxUnavailable",
        ),
    ] {
        let a = ask(&c, "PATCH", GATEWAY, "application/strategic-merge-patch+json", &json!({ "spec": spec }).to_string()).await;
        assert_eq!((a.code, a.body["details"]["causes"][0]["field"].as_str()), (422, Some(field)), "{}", a.body);
    }
    c.shutdown().await;
}

#[tokio::test]
async fn a_partition_keeps_pods_back_and_makes_them_anew_as_they_were() {
    let c = cluster(Scenario::Calm, 25.0).await;
    let before = get(&c, NACOS).await;
    let old = before["status"]["currentRevision"].as_str().unwrap().to_owned();
    let strategy = json!({ "updateStrategy": { "rollingUpdate": { "partition": 1 } } });
    patch(&c, NACOS, json!({ "spec": strategy })).await;
    patch(&c, NACOS, json!({ "spec": to("nacos", "9") })).await;
    let half = |s: &Value| seen(s) && n(s, "/status/updatedReplicas") == 1 && n(s, "/status/readyReplicas") == 2;
    let s = until(&c, NACOS, "the second pod", half).await;
    assert_eq!((s["status"]["currentRevision"].as_str(), n(&s, "/status/currentReplicas")), (Some(old.as_str()), 1));
    let first = "/api/v1/namespaces/iot-prod/pods/nacos-0";
    let uid = get(&c, first).await["metadata"]["uid"].clone();
    ask(&c, "DELETE", first, "application/json", "").await;
    let again = |p: &Value| {
        p["kind"] == "PodList"
            && p["items"].as_array().unwrap().iter().any(|p| {
                p["metadata"]["name"] == "nacos-0" && p["metadata"]["uid"] != uid && p["metadata"]["deletionTimestamp"].is_null()
            })
    };
    let list = until(&c, "/api/v1/namespaces/iot-prod/pods", "the first to be made anew", again).await;
    let pod = list["items"].as_array().unwrap().iter().find(|p| p["metadata"]["name"] == "nacos-0").unwrap();
    assert_eq!(pod["metadata"]["labels"]["controller-revision-hash"].as_str(), Some(old.as_str()));
    patch(&c, NACOS, json!({ "spec": { "updateStrategy": { "rollingUpdate": { "partition": 0 } } } })).await;
    until(&c, NACOS, "the rest", |s| {
        n(s, "/status/updatedReplicas") == 2 && s["status"]["currentRevision"] == s["status"]["updateRevision"]
    })
    .await;
    c.shutdown().await;
}

#[tokio::test]
async fn a_log_is_cut_where_it_was_asked_to_be() {
    let c = cluster(Scenario::Calm, 1.0).await;
    let pods = get(&c, "/api/v1/namespaces/iot-prod/pods?labelSelector=app%3Ddevice-service").await;
    let name = pods["items"][0]["metadata"]["name"].as_str().unwrap();
    let path = format!("/api/v1/namespaces/iot-prod/pods/{name}/log?timestamps=true");
    let text =
        async |query: &str| ask(&c, "GET", &format!("{path}{query}"), "", "").await.body.as_str().unwrap_or_default().to_owned();
    let all = text("&tailLines=400").await;
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(lines.len(), 400);
    assert!(lines.iter().any(|l| l.contains("\tat com.example")), "entries of several lines are among them");
    // From any line, also from the middle of an entry: that line is the first.
    for line in lines.iter().step_by(23).chain(lines.iter().filter(|l| l.contains("\tat ")).take(5)) {
        let since = line.split(' ').next().unwrap();
        let got = text(&format!("&sinceTime={since}")).await;
        assert_eq!(got.lines().next(), Some(*line), "{since}");
    }
    let since = lines[100].split(' ').next().unwrap();
    assert_eq!(text(&format!("&sinceTime={since}&tailLines=3")).await.lines().count(), 3);
    let cut = text(&format!("&sinceTime={since}&limitBytes=777")).await;
    assert_eq!(cut.len(), 777);
    assert!(all.contains(&cut));
    assert_eq!(text("&tailLines=0").await, "");
    c.shutdown().await;
}

#[tokio::test]
async fn a_strict_trial_names_what_is_unknown_and_keeps_nothing() {
    let c = cluster(Scenario::Calm, 1.0).await;
    let container = json!({ "name": "web", "image": "nginx:1.27" });
    let template = json!({ "metadata": { "labels": { "app": "new" } }, "spec": { "containers": [container] } });
    for (path, object, wrong) in [
        (
            "/apis/apps/v1/namespaces/iot-dev/deployments",
            json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "new" },
                "spec": { "selector": { "matchLabels": { "app": "new" } }, "template": template } }),
            ("/spec/template/spec/containers/0/restart", "spec.template.spec.containers[0].restart"),
        ),
        (
            "/api/v1/namespaces/iot-dev/services",
            json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "new" }, "spec": { "selector": { "app": "new" }, "ports": [{ "port": 80 }] } }),
            ("/spec/ports/0/hostPort", "spec.ports[0].hostPort"),
        ),
        (
            "/api/v1/namespaces/iot-dev/persistentvolumeclaims",
            json!({ "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": { "name": "new" },
                "spec": { "accessModes": ["ReadWriteOnce"], "resources": { "requests": { "storage": "1Gi" } } } }),
            ("/spec/size", "spec.size"),
        ),
        (
            "/api/v1/namespaces/iot-dev/configmaps",
            json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "new" }, "data": { "a": "b" } }),
            ("/text", "text"),
        ),
    ] {
        let strict = format!("{path}?dryRun=All&fieldValidation=Strict");
        let a = ask(&c, "POST", &strict, "application/json", &object.to_string()).await;
        assert_eq!(a.code, 201, "{}", a.body);
        let mut bad = object.clone();
        super::json::set(&mut bad, wrong.0, "x".into());
        let a = ask(&c, "POST", &strict, "application/json", &bad.to_string()).await;
        let said = a.body["message"].as_str().unwrap_or_default().to_owned();
        assert!(a.code == 400 && said.contains(&format!("strict decoding error: unknown field \"{}\"", wrong.1)), "{said}");
        assert_eq!(ask(&c, "GET", &format!("{path}/new"), "", "").await.code, 404, "nothing was kept");
        if path.ends_with("claims") {
            ask(&c, "POST", path, "application/json", &object.to_string()).await;
            let claim = until(&c, &format!("{path}/new"), "its volume", |v| v["status"]["phase"] == "Bound").await;
            assert_eq!(
                (claim["status"]["capacity"]["storage"].as_str(), claim["spec"]["storageClassName"].as_str()),
                (Some("1Gi"), Some("standard"))
            );
            assert!(ask(&c, "DELETE", &format!("{path}/new"), "application/json", "").await.code == 200);
        }
    }
    c.shutdown().await;
}
