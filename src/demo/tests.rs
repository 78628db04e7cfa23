//! The demo, driven over its socket as its users drive it.

use super::{Cluster, Options, Scenario, serve};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

pub(super) const PATIENCE: Duration = Duration::from_secs(20);

pub(super) async fn cluster(scenario: Scenario, speed: f64) -> Cluster {
    serve(Options { scenario, speed, ..Options::default() }).await.unwrap()
}

/// The header by which the administrator is known, where the path says nothing of who asks.
fn admin(c: &Cluster, path: &str) -> String {
    if path.starts_with("/as/") {
        return String::new();
    }
    format!("Authorization: Bearer {}\r\n", c.shared.tokens.admin)
}

pub(super) struct Answer {
    pub(super) code: u16,
    pub(super) body: Value,
}

/// One request over a connection of its own.
pub(super) async fn ask(c: &Cluster, method: &str, path: &str, kind: &str, body: &str) -> Answer {
    let mut socket = TcpStream::connect(c.addr()).await.unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{}Connection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
        admin(c, path),
        body.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut all = Vec::new();
    timeout(PATIENCE, socket.read_to_end(&mut all)).await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&all).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let code = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { code, body: serde_json::from_str(body).unwrap_or_else(|_| Value::from(body)) }
}

pub(super) async fn get(c: &Cluster, path: &str) -> Value {
    let a = ask(c, "GET", path, "application/json", "").await;
    assert_eq!(a.code, 200, "{path}: {}", a.body);
    a.body
}

async fn patch(c: &Cluster, path: &str, kind: &str, body: Value) -> Answer {
    ask(c, "PATCH", path, &format!("application/{kind}-patch+json"), &body.to_string()).await
}

/// Asks until an object is as wanted, and fails when that takes too long.
pub(super) async fn until(c: &Cluster, path: &str, what: &str, good: impl Fn(&Value) -> bool) -> Value {
    let end = Instant::now() + PATIENCE;
    loop {
        let now = get(c, path).await;
        if good(&now) {
            return now;
        }
        assert!(Instant::now() < end, "{what} has not come about: {now:#}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A watch: its lines, as they come.
struct Watch(BufReader<TcpStream>);

impl Watch {
    async fn open(c: &Cluster, path: &str) -> Self {
        let mut socket = TcpStream::connect(c.addr()).await.unwrap();
        socket.write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", admin(c, path)).as_bytes()).await.unwrap();
        Self(BufReader::new(socket))
    }

    /// The next event, or `None` at the end of the stream. Chunk sizes and heads are passed over: they are not JSON objects.
    async fn next(&mut self) -> Option<Value> {
        loop {
            let mut line = String::new();
            let n = timeout(PATIENCE, self.0.read_line(&mut line)).await.unwrap().unwrap_or(0);
            if n == 0 || line.trim() == "0" {
                return None;
            }
            if line.starts_with("{\"type\"") {
                return Some(serde_json::from_str(&line).unwrap());
            }
        }
    }
}

const WEB: &str = "/apis/apps/v1/namespaces/iot-dev/deployments/web";

fn image(tag: &str) -> Value {
    json!({"spec":{"template":{"spec":{"containers":[{"name":"web","image":format!("registry.example/iot/web:{tag}")}]}}}})
}

fn n(v: &Value, p: &str) -> i64 {
    v.pointer(p).and_then(Value::as_i64).unwrap_or(0)
}

fn rolled_out(d: &Value) -> bool {
    let want = n(d, "/spec/replicas");
    n(d, "/status/observedGeneration") >= n(d, "/metadata/generation")
        && ["/status/updatedReplicas", "/status/availableReplicas", "/status/replicas"].iter().all(|p| n(d, p) == want)
}

fn revision(d: &Value) -> i64 {
    d["metadata"]["annotations"]["deployment.kubernetes.io/revision"].as_str().unwrap().parse().unwrap()
}

fn progressing(d: &Value) -> String {
    let all = d["status"]["conditions"].as_array().unwrap();
    all.iter().find(|c| c["type"] == "Progressing").unwrap()["reason"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_rollout_runs_from_start_to_end() {
    let c = cluster(Scenario::Calm, 25.0).await;
    let before = get(&c, WEB).await;
    assert!(rolled_out(&before), "{before:#}");
    let a = patch(&c, WEB, "strategic-merge", image("3.3.0")).await;
    assert_eq!(a.code, 200, "{}", a.body);
    assert_eq!(n(&a.body, "/metadata/generation"), n(&before, "/metadata/generation") + 1);
    let after = until(&c, WEB, "the rollout", |d| rolled_out(d) && progressing(d) == "NewReplicaSetAvailable").await;
    assert_eq!(revision(&after), revision(&before) + 1);
    let path = "/api/v1/namespaces/iot-dev/pods?labelSelector=app%3Dweb";
    let pods = until(&c, path, "the old pod's end", |l| l["items"].as_array().unwrap().len() == 1).await;
    assert_eq!(pods["items"][0]["spec"]["containers"][0]["image"], "registry.example/iot/web:3.3.0");
    let a = patch(&c, &format!("{WEB}/scale"), "merge", json!({"spec":{"replicas":3}})).await;
    assert_eq!((a.code, n(&a.body, "/spec/replicas")), (200, 3));
    until(&c, WEB, "three replicas", |d| n(d, "/spec/replicas") == 3 && rolled_out(d)).await;
    c.shutdown().await;
}

#[tokio::test]
async fn a_bad_tag_sticks_and_is_rolled_back() {
    let c = cluster(Scenario::Calm, 25.0).await;
    let before = get(&c, WEB).await;
    patch(&c, WEB, "strategic-merge", json!({"spec":{"progressDeadlineSeconds":20}})).await;
    patch(&c, WEB, "strategic-merge", image("3.3.0-bad")).await;
    let stuck = until(&c, WEB, "the deadline", |d| progressing(d) == "ProgressDeadlineExceeded").await;
    assert_eq!(n(&stuck, "/status/availableReplicas"), 1, "the old revision still serves");
    let pods = get(&c, "/api/v1/namespaces/iot-dev/pods?labelSelector=app%3Dweb").await;
    let waiting =
        |p: &Value| p.pointer("/status/containerStatuses/0/state/waiting/reason").and_then(Value::as_str).map(str::to_owned);
    let reasons: Vec<String> = pods["items"].as_array().unwrap().iter().filter_map(waiting).collect();
    assert!(matches!(reasons.as_slice(), [r] if r == "ErrImagePull" || r == "ImagePullBackOff"), "{reasons:?}");
    // As kubectl rollout undo does it: the old template comes back whole.
    let undo = json!([{"op":"replace","path":"/spec/template","value":before["spec"]["template"]}]);
    let a = patch(&c, WEB, "json", undo).await;
    assert_eq!(a.code, 200, "{}", a.body);
    let back = until(&c, WEB, "the roll back", rolled_out).await;
    assert_eq!(revision(&back), revision(&before) + 2, "the old ReplicaSet is used again under a new revision");
    c.shutdown().await;
}

#[tokio::test]
async fn writes_hold_their_preconditions() {
    let c = cluster(Scenario::Calm, 25.0).await;
    let web = get(&c, WEB).await;
    for (kind, body, code, message) in [
        (
            "merge",
            json!({"metadata":{"resourceVersion":"1"},"spec":{"replicas":2}}),
            409,
            "Operation cannot be fulfilled on deployments.apps \"web\": the object has been modified; please apply your changes to the latest version and try again",
        ),
        (
            "strategic-merge",
            json!({"metadata":{"uid":"other"},"spec":{"replicas":2}}),
            409,
            "Operation cannot be fulfilled on deployments.apps \"web\": Precondition failed: UID in precondition: other",
        ),
        (
            "json",
            json!([{"op":"test","path":"/spec/replicas","value":7}]),
            422,
            "the server rejected our request due to an error in our request",
        ),
        (
            "merge",
            json!({"spec":{"replicas":-1}}),
            422,
            "Deployment.apps \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0",
        ),
        (
            "strategic-merge",
            json!({"spec":{"template":{"spec":{"containers":[{"name":"web","image":""}]}}}}),
            422,
            "Deployment.apps \"web\" is invalid: spec.template.spec.containers[0].image: Required value",
        ),
        ("apply", json!({}), 415, "the body of the request was in an unknown format"),
    ] {
        let a = patch(&c, WEB, kind, body).await;
        assert_eq!(a.code, code, "{}", a.body);
        assert!(a.body["message"].as_str().unwrap().starts_with(message), "{}", a.body);
    }
    let a = patch(&c, &format!("{WEB}?dryRun=All"), "merge", json!({"spec":{"replicas":5}})).await;
    assert_eq!((a.code, n(&a.body, "/spec/replicas")), (200, 5));
    assert_eq!(get(&c, WEB).await["metadata"]["resourceVersion"], web["metadata"]["resourceVersion"], "nothing was written");
    for (method, path, code) in [
        ("GET", "/apis/apps/v1/namespaces/iot-dev/deployments/none", 404),
        ("GET", "/apis/none/v1/things", 404),
        ("PUT", "/api/v1/pods", 405),
        ("DELETE", "/apis/apps/v1/namespaces/iot-dev/deployments/web/scale", 405),
        ("GET", "/as/dev/api/v1/namespaces", 403),
        ("GET", "/as/dev/apis/apps/v1/namespaces/iot-dev/deployments", 200),
        ("GET", "/as/viewer/api/v1/namespaces/iot-prod/secrets", 403),
        ("DELETE", "/as/viewer/apis/apps/v1/namespaces/iot-dev/deployments/web", 403),
        ("GET", "/as/nobody/api/v1/pods", 401),
    ] {
        let tokens = &c.shared.tokens;
        let path =
            path.replace("/as/dev/", &format!("/as/{}/", tokens.dev)).replace("/as/viewer/", &format!("/as/{}/", tokens.viewer));
        let a = ask(&c, method, &path, "application/json", "").await;
        assert_eq!(a.code, code, "{method} {path}: {}", a.body);
        if code != 200 {
            assert_eq!((a.body["kind"].as_str(), n(&a.body, "/code")), (Some("Status"), i64::from(code)));
        }
    }
    c.shutdown().await;
}

#[tokio::test]
async fn a_watch_resumes_and_is_told_when_it_cannot() {
    let c = cluster(Scenario::Calm, 25.0).await;
    let list = get(&c, "/api/v1/namespaces/iot-dev/configmaps?limit=1").await;
    let start = list["metadata"]["resourceVersion"].as_str().unwrap().to_owned();
    let path = |rv: &str| format!("/api/v1/namespaces/iot-dev/configmaps?watch=true&allowWatchBookmarks=true&resourceVersion={rv}");
    let object = "/api/v1/namespaces/iot-dev/configmaps/iot-config";
    patch(&c, object, "merge", json!({"data":{"a":"1"}})).await;
    let mut w = Watch::open(&c, &path(&start)).await;
    let e = w.next().await.unwrap();
    assert_eq!((e["type"].as_str(), e["object"]["data"]["a"].as_str()), (Some("MODIFIED"), Some("1")));
    c.faults().drop_watches();
    assert_eq!(w.next().await, None);
    // What happened in between comes when the watch resumes.
    patch(&c, object, "merge", json!({"data":{"a":"2"}})).await;
    let seen = e["object"]["metadata"]["resourceVersion"].as_str().unwrap();
    let mut w = Watch::open(&c, &path(seen)).await;
    let e = w.next().await.unwrap();
    assert_eq!(e["object"]["data"]["a"], "2");
    c.faults().compact();
    // An open watch goes on, one that resumes from before is told to list again.
    let mut old = Watch::open(&c, &path(seen)).await;
    let e = old.next().await.unwrap();
    assert_eq!((e["type"].as_str(), n(&e, "/object/code"), e["object"]["reason"].as_str()), (Some("ERROR"), 410, Some("Expired")));
    patch(&c, object, "merge", json!({"data":{"a":"3"}})).await;
    loop {
        let e = w.next().await.unwrap();
        if e["type"] != "BOOKMARK" {
            assert_eq!(e["object"]["data"]["a"], "3");
            break;
        }
    }
    c.shutdown().await;
}

#[tokio::test]
async fn lists_go_by_pages_and_streams_begin_with_all() {
    let c = cluster(Scenario::Calm, 1.0).await;
    let all = get(&c, "/api/v1/pods").await["items"].as_array().unwrap().len();
    let (mut seen, mut token) = (0, String::new());
    loop {
        let page = get(&c, &format!("/api/v1/pods?limit=7&continue={token}")).await;
        seen += page["items"].as_array().unwrap().len();
        token = page["metadata"]["continue"].as_str().unwrap_or_default().to_owned();
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, all);
    let path = "/api/v1/pods?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    let mut w = Watch::open(&c, path).await;
    for _ in 0..all {
        assert_eq!(w.next().await.unwrap()["type"], "ADDED");
    }
    let e = w.next().await.unwrap();
    assert_eq!(e["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"], "true");
    let page = get(&c, "/api/v1/pods?limit=7").await;
    c.faults().compact();
    let token = page["metadata"]["continue"].as_str().unwrap();
    let a = ask(&c, "GET", &format!("/api/v1/pods?limit=7&continue={token}"), "", "").await;
    assert_eq!((a.code, a.body["reason"].as_str()), (410, Some("Expired")));
    c.shutdown().await;
}

#[tokio::test]
async fn the_incident_begins_with_its_broken_things() {
    let c = cluster(Scenario::Incident, 1.0).await;
    let device = get(&c, "/apis/apps/v1/namespaces/iot-prod/deployments/device-service").await;
    assert_eq!((n(&device, "/status/availableReplicas"), n(&device, "/status/updatedReplicas"), revision(&device)), (3, 2, 8));
    let pods = get(&c, "/api/v1/namespaces/iot-dev/pods").await;
    let pod =
        |app: &str| pods["items"].as_array().unwrap().iter().rfind(|p| p["metadata"]["labels"]["app"] == app).unwrap().clone();
    assert_eq!(pod("alarm-service").pointer("/status/containerStatuses/0/lastState/terminated/exitCode"), Some(&json!(1)));
    assert_eq!(pod("report-service").pointer("/status/containerStatuses/0/lastState/terminated/reason"), Some(&json!("OOMKilled")));
    assert_eq!(pod("ota-service").pointer("/status/containerStatuses/0/ready"), Some(&json!(false)));
    let unplaced = |p: &Value| {
        p["status"]["conditions"][0]["message"]
            .as_str()
            .is_some_and(|m| m.starts_with("0/3 nodes are available: 3 Insufficient cpu."))
    };
    assert!(pods["items"].as_array().unwrap().iter().any(unplaced));
    let paused = get(&c, "/apis/apps/v1/namespaces/iot-dev/deployments/firmware-api").await;
    assert_eq!((paused["spec"]["paused"].as_bool(), progressing(&paused).as_str()), (Some(true), "DeploymentPaused"));
    c.shutdown().await;
}

#[tokio::test]
async fn logs_are_the_same_when_asked_again_and_follow() {
    let c = cluster(Scenario::Calm, 20.0).await;
    let pods = get(&c, "/api/v1/namespaces/iot-dev/pods?labelSelector=app%3Ddevice-service").await;
    let name = pods["items"][0]["metadata"]["name"].as_str().unwrap();
    let path = format!("/api/v1/namespaces/iot-dev/pods/{name}/log");
    let a = ask(&c, "GET", &format!("{path}?timestamps=true&tailLines=20"), "", "").await;
    let first = a.body.as_str().unwrap().to_owned();
    assert_eq!(first.lines().count(), 20);
    let since = first.lines().next().unwrap().split(' ').next().unwrap();
    let again = ask(&c, "GET", &format!("{path}?timestamps=true&sinceTime={since}"), "", "").await;
    let again = again.body.as_str().unwrap().to_owned();
    assert!(first.lines().skip(10).all(|l| again.contains(l)), "{first}\n--\n{again}");
    let mut socket = TcpStream::connect(c.addr()).await.unwrap();
    socket
        .write_all(format!("GET {path}?follow=true&tailLines=0 HTTP/1.1\r\nHost: localhost\r\n{}\r\n", admin(&c, &path)).as_bytes())
        .await
        .unwrap();
    let mut lines = BufReader::new(socket).lines();
    let mut got = 0;
    while got < 5 {
        let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
        got += usize::from(line.contains("---"));
    }
    let a = ask(&c, "GET", "/api/v1/namespaces/iot-dev/pods/none/log", "", "").await;
    assert_eq!(a.code, 404);
    c.shutdown().await;
}

#[tokio::test]
async fn faults_hold_until_they_are_lifted() {
    let c = cluster(Scenario::Calm, 1.0).await;
    c.faults().answer("/pods", Some(503));
    let a = ask(&c, "GET", "/api/v1/pods", "", "").await;
    assert_eq!((a.code, a.body["reason"].as_str()), (503, Some("ServiceUnavailable")));
    assert_eq!(ask(&c, "GET", "/api/v1/nodes", "", "").await.code, 200);
    c.faults().clear();
    c.faults().deny_watch("pods", true);
    assert_eq!(ask(&c, "GET", "/api/v1/pods?watch=true", "", "").await.code, 403);
    assert_eq!(ask(&c, "GET", "/api/v1/pods", "", "").await.code, 200);
    c.faults().clear();
    // Hanging: nothing is answered until it is lifted, then everything is.
    c.faults().hang(true);
    let mut waiting = Box::pin(ask(&c, "GET", "/version", "", ""));
    assert!(timeout(Duration::from_millis(200), &mut waiting).await.is_err());
    c.faults().hang(false);
    assert_eq!(waiting.await.code, 200);
    // Refusing: the port is closed, and open again afterwards.
    c.faults().refuse(true);
    let end = Instant::now() + PATIENCE;
    while TcpStream::connect(c.addr()).await.is_ok() {
        assert!(Instant::now() < end);
        tokio::task::yield_now().await;
    }
    c.faults().refuse(false);
    while TcpStream::connect(c.addr()).await.is_err() {
        assert!(Instant::now() < end);
        tokio::task::yield_now().await;
    }
    assert_eq!(ask(&c, "GET", "/version", "", "").await.code, 200);
    c.shutdown().await;
}

/// As on a real cluster (1.36): without a probe the rollout completes before the first crash, and the old pods are gone by then.
#[tokio::test]
async fn a_release_without_a_probe_completes_and_crashes_then() {
    let c = cluster(Scenario::Calm, 20.0).await;
    let path = "/apis/apps/v1/namespaces/iot-dev/deployments/web";
    let container = json!({ "name": "web", "command": ["sh", "-c", "sleep 4; exit 7"], "readinessProbe": null });
    let body = json!({ "spec": { "template": { "spec": { "containers": [container] } } } });
    let answer = patch(&c, path, "strategic-merge", body).await;
    assert_eq!(answer.code, 200, "{}", answer.body);
    let crashed = |list: &Value| {
        let pods: Vec<&Value> = list["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|p| p["metadata"]["name"].as_str().is_some_and(|n| n.starts_with("web-")))
            .collect();
        let seven = |p: &&Value| {
            let status = &p["status"]["containerStatuses"][0];
            [&status["state"], &status["lastState"]].iter().any(|s| s["terminated"]["exitCode"] == 7)
        };
        !pods.is_empty() && pods.iter().all(seven)
    };
    until(&c, "/api/v1/namespaces/iot-dev/pods", "the crash of all new pods", crashed).await;
    let progressing = |d: &Value| {
        let all = d["status"]["conditions"].as_array().cloned().unwrap_or_default();
        all.iter().any(|c| c["type"] == "Progressing" && c["reason"] == "NewReplicaSetAvailable")
    };
    until(&c, path, "a rollout that is complete", |d| progressing(d) && d["status"]["updatedReplicas"] == d["spec"]["replicas"])
        .await;
}
