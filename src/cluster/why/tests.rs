//! The causes, by table: each pod as a kubelet or the scheduler leaves it, and what is said of it first.

use super::*;
use crate::cluster::Session;
use crate::cluster::reflector::tests::server::{Ask as Asked, Server};
use crate::cluster::wire::CoreEvent;
use crate::model::resource::Resource;
use crate::model::{Time, Uid, WorkloadKind};
use serde_json::{Value, json};

pub(super) const NOW: &str = "2026-11-01T10:00:00Z";

pub(super) fn event(reason: &str, message: &str) -> CoreEvent {
    CoreEvent {
        uid: Uid::new("e"),
        about: (String::new(), String::new(), String::new()),
        kind: "Warning".into(),
        reason: reason.into(),
        message: message.into(),
        last: Time::parse("2026-11-01T09:59:00Z"),
        count: 3,
    }
}

fn why(pod: &Value, events: &[CoreEvent]) -> Option<Why> {
    of_pod(pod, Some(events), Time::parse(NOW).unwrap())
}

/// A pod with one container of this state.
pub(super) fn one(spec: Value, state: Value, ready: bool) -> Value {
    let mut container = json!({"name": "app", "image": "registry.local:5000/web:1.9"});
    for (key, value) in spec.as_object().unwrap() {
        container[key] = value.clone();
    }
    let mut status = json!({"name": "app", "ready": ready, "restartCount": 0});
    for (key, value) in state.as_object().unwrap() {
        status[key] = value.clone();
    }
    json!({
        "metadata": {"name": "web"}, "spec": {"nodeName": "n-1", "containers": [container]},
        "status": {"phase": "Running", "containerStatuses": [status], "conditions": [
            {"type": "ContainersReady", "status": "False", "lastTransitionTime": "2026-11-01T09:58:00Z"},
        ]},
    })
}

fn crashing(end: Value) -> Value {
    json!({"state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": end}, "restartCount": 4})
}

#[test]
fn each_cause_is_told_first() {
    let limited = json!({"resources": {"limits": {"memory": "16Mi"}}});
    let waiting = |reason: &str, message: &str| json!({"state": {"waiting": {"reason": reason, "message": message}}});
    let probed =
        json!({"readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}, "periodSeconds": 10, "failureThreshold": 3}});
    let living = json!({"livenessProbe": {"tcpSocket": {"port": 80}, "periodSeconds": 10, "failureThreshold": 3}});
    let init = |state: Value| {
        let mut pod = one(json!({}), waiting("PodInitializing", ""), false);
        pod["status"]["phase"] = "Pending".into();
        pod["spec"]["initContainers"] = json!([{"name": "wait", "image": "a", "command": ["sh", "-c", "sleep 1000"]}]);
        pod["status"]["initContainerStatuses"] = json!([{"name": "wait", "state": state, "restartCount": 0}]);
        pod
    };
    let pending = |message: &str| {
        json!({"status": {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable",
            "message": message, "lastTransitionTime": "2026-11-01T09:50:00Z"}]}})
    };
    let failed = |reason: &str, message: &str| json!({"spec": {"nodeName": "n-1"}, "status": {"phase": "Failed", "reason": reason, "message": message}});
    let running = json!({"state": {"running": {"startedAt": "2026-11-01T09:57:00Z"}}});
    let made = || one(json!({}), waiting("ContainerCreating", ""), false);
    for (pod, events, want) in [
        (
            pending("0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available."),
            vec![],
            "no node fits: cpu 0 of 3",
        ),
        (
            failed(
                "Evicted",
                "The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container app was using 200Mi, request is 64Mi, has larger consumption of memory. ",
            ),
            vec![],
            "evicted: node n-1 was low on memory; container app used 200Mi, its request is 64Mi",
        ),
        (
            failed(
                "Evicted",
                "The node was low on resource: ephemeral-storage. Container app was using 1Gi, which exceeds its request of 0. ",
            ),
            vec![],
            "evicted: node n-1 was low on ephemeral-storage; container app used 1Gi",
        ),
        (
            failed("Evicted", "Usage of EmptyDir volume \"tmp\" exceeds the limit \"1Mi\". "),
            vec![],
            "evicted: Usage of EmptyDir volume \"tmp\" exceeds the limit \"1Mi\"",
        ),
        (
            failed("NodeShutdown", "Pod was terminated in response to imminent node shutdown."),
            vec![],
            "NodeShutdown: Pod was terminated",
        ),
        (
            one(
                limited.clone(),
                crashing(json!({"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-11-01T09:59:30Z"})),
                false,
            ),
            vec![],
            "container app was killed at its memory limit: OOMKilled at 16Mi",
        ),
        (
            one(json!({}), crashing(json!({"reason": "OOMKilled", "exitCode": 137})), false),
            vec![],
            "container app was killed: its node had no memory left (OOMKilled), and it has no limit",
        ),
        (one(json!({}), crashing(json!({"reason": "Error", "exitCode": 3})), false), vec![], "container app ends with exit code 3"),
        (
            one(json!({}), crashing(json!({"reason": "Completed", "exitCode": 0})), false),
            vec![],
            "container app ends with Completed, exit code 0",
        ),
        (
            one(living, crashing(json!({"reason": "Error", "exitCode": 137})), false),
            vec![event("Unhealthy", "Liveness probe failed: dial tcp 10.0.0.1:80: connect: connection refused")],
            "container app is ended by its liveness probe: dial tcp 10.0.0.1:80: connect: connection refused",
        ),
        (
            one(json!({}), waiting("ImagePullBackOff", "Back-off pulling image \"registry.local:5000/web:1.9\""), false),
            vec![event(
                "Failed",
                "Failed to pull image \"registry.local:5000/web:1.9\": rpc error: code = NotFound desc = failed: web:1.9: not found",
            )],
            "container app: image not found: web:1.9",
        ),
        (
            one(json!({}), waiting("ErrImagePull", "failed to authorize: 401 Unauthorized"), false),
            vec![],
            "container app: image access denied: web:1.9",
        ),
        (
            one(json!({}), waiting("CreateContainerConfigError", "configmap \"conf\" not found"), false),
            vec![],
            "container app cannot be made: configmap \"conf\" not found",
        ),
        (
            one(probed.clone(), running.clone(), false),
            vec![event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")],
            "container app is not ready: its readiness probe fails: HTTP probe failed with statuscode: 503",
        ),
        (one(probed, running.clone(), false), vec![], "container app runs, and its readiness probe has not passed yet"),
        (
            made(),
            vec![event("FailedMount", "MountVolume.SetUp failed for volume \"conf\" : secret \"app-conf\" not found")],
            "volume \"conf\": secret \"app-conf\" not found",
        ),
        (
            made(),
            vec![event("FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\" Volume is already used by pod(s) db-0")],
            "volume \"pvc-1\": Volume is already used by pod(s) db-0",
        ),
        (init(json!({"running": {"startedAt": "2026-11-01T09:57:00Z"}})), vec![], "init container wait still runs"),
        (init(json!({"waiting": {"reason": "CrashLoopBackOff"}})), vec![], "container wait ends with exit code 0"),
        (
            json!({"metadata": {"deletionTimestamp": "2026-11-01T09:00:00Z", "finalizers": ["example.io/hold"]}, "status": {"phase": "Running"}}),
            vec![],
            "its deletion is held: finalizer example.io/hold holds",
        ),
        (
            json!({"spec": {"schedulingGates": [{"name": "example.io/wait"}]}, "status": {"phase": "Pending", "conditions": [
                {"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]}}),
            vec![],
            "it is not scheduled: example.io/wait",
        ),
    ] {
        let told = why(&pod, &events).unwrap_or_else(|| panic!("nothing is told: {want}"));
        assert!(told.sentence.starts_with(want), "{:?} is told, wanted {want:?}", told.sentence);
    }
    // What is well, or has done its work, is told nothing of.
    let mut well = one(json!({}), running, true);
    well["status"]["conditions"][0]["status"] = "True".into();
    assert_eq!(why(&well, &[]), None);
    assert_eq!(why(&json!({"status": {"phase": "Succeeded"}}), &[]), None);
}

#[test]
fn what_it_stands_on_is_told_with_it() {
    let spec = json!({"resources": {"limits": {"memory": "16Mi"}, "requests": {"memory": "8Mi"}}});
    let pod = one(spec, crashing(json!({"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-11-01T09:59:30Z"})), false);
    let told = why(&pod, &[]).unwrap();
    let facts: Vec<(&str, &str)> = told.facts.iter().map(|(what, value)| (*what, &**value)).collect();
    assert_eq!(facts, [("Limit", "16Mi"), ("Request", "8Mi"), ("Restarts", "restarted 4 times"), ("Last", "30s ago")]);
    assert_eq!(told.asks, Some(Ask::Memory("app".into())));
    let mut out = String::new();
    told.write(&mut out, "Why it does not run");
    assert!(out.starts_with("\nWhy it does not run:\n  container app was killed"), "{out}");
    assert!(out.contains("\n    Limit:          16Mi\n"), "{out}");

    let mut pull = one(
        json!({"imagePullPolicy": "Always"}),
        json!({"state": {"waiting": {"reason": "ErrImagePull", "message": "not found"}}}),
        false,
    );
    pull["spec"]["imagePullSecrets"] = json!([{"name": "reg"}]);
    let told = why(&pull, &[event("Failed", "x")]).unwrap();
    let fact = |what: &str| told.facts.iter().find(|(w, _)| *w == what).map(|(_, value)| &**value);
    assert_eq!(fact("Registry"), Some("registry.local:5000"));
    assert_eq!(
        (fact("Pull secrets"), fact("Pull policy"), fact("Said")),
        (Some("reg"), Some("Always"), Some("3 times, last 60s ago"))
    );
}

#[test]
fn a_reference_without_a_host_is_of_docker_hub() {
    for (image, want) in [
        ("web", "docker.io"),
        ("lab/app:1.0", "docker.io"),
        ("localhost/app", "localhost"),
        ("quay.io/a/b@sha256:x", "quay.io"),
        ("reg:5000/app", "reg:5000"),
    ] {
        assert_eq!(container::registry(image), want, "{image}");
    }
}

#[test]
fn of_a_workload_what_refuses_its_pods_is_told_before_any_pod() {
    let now = Time::parse(NOW).unwrap();
    let quota = "pods \"web-1\" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=3, limited: pods=3";
    let object = json!({"status": {"conditions": [{"type": "ReplicaFailure", "status": "True", "message": quota}]}});
    assert_eq!(refused(&object, None, now).unwrap().sentence, "its pods are refused: exceeded quota: compute: pods 3 + 1 of 3");
    let bare = json!({"status": {}});
    let webhook = event(
        "FailedCreate",
        "create Pod db-0 in StatefulSet db failed error: admission webhook \"check.example.io\" denied the request: no",
    );
    let told = refused(&bare, Some(std::slice::from_ref(&webhook)), now).unwrap().sentence;
    assert!(told.starts_with("its pods are refused: ") && told.contains("check.example.io"), "{told}");
    assert_eq!(refused(&bare, Some(&[webhook, event("SuccessfulCreate", "created")]), now), None);
    // A pod that cannot start tells more than one that is not ready, and the newer one more than the older.
    let made = |name: &str, at: &str, mut pod: Value| {
        pod["metadata"] = json!({"name": name, "creationTimestamp": at});
        pod
    };
    let crash = one(json!({}), crashing(json!({"reason": "Error", "exitCode": 1})), false);
    let unready = one(json!({}), json!({"state": {"running": {}}}), false);
    let pods = [
        made("a", "2026-11-01T09:59:00Z", unready.clone()),
        made("b", "2026-11-01T08:00:00Z", crash.clone()),
        made("c", "2026-11-01T09:00:00Z", crash),
    ];
    assert_eq!(worst(&pods, now).unwrap()["metadata"]["name"], "c");
    assert_eq!(worst(&pods[..1], now).unwrap()["metadata"]["name"], "a");
    assert!(worst(&[], now).is_none());
}

/// A connection to a server that answers so.
pub(super) async fn answered(answer: impl Fn(Asked) + Send + 'static) -> Session {
    let mut server = Server::start().await;
    let session = server.session();
    tokio::spawn(async move {
        loop {
            let asked = server.ask().await;
            answer(asked);
        }
    });
    session
}

/// What is said of a Deployment with one pod too few, whose pods are answered so.
async fn of_a_deployment(revealed: bool, answer: impl Fn(Asked) + Send + 'static) -> String {
    let session = answered(answer).await;
    let deployment = json!({
        "metadata": {"name": "web", "namespace": "iot"},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}}}, "status": {},
    });
    let mut out = String::new();
    let resource = Resource::from(WorkloadKind::Deployment);
    let look = Look { session: &session, revealed, now: Time::parse(NOW).unwrap() };
    write(&mut out, look, &resource, (&deployment, Some(&[]))).await;
    out
}

/// The pods are read beside the object that was asked for: what is hidden in that is hidden in them.
#[tokio::test]
async fn what_may_be_secret_is_hidden_in_the_pods_of_a_workload_too() {
    let spec = json!({"command": ["app", "--password=hunter2"], "env": [{"name": "DB_PASSWORD", "value": "hunter2"}]});
    let mut pod =
        one(spec, crashing(json!({"reason": "Error", "exitCode": 3, "message": "postgres://u:hunter2@db is away"})), false);
    pod["metadata"]["uid"] = "u-1".into();
    let list = json!({"metadata": {"resourceVersion": "1"}, "items": [pod]}).to_string();
    let answer = move |ask: Asked| {
        let events = r#"{"metadata":{"resourceVersion":"1"},"items":[]}"#;
        let answer = if ask.has("/pods?") { &list } else { events };
        ask.json(answer);
    };
    let all = of_a_deployment(true, answer.clone()).await;
    assert!(all.contains("--password=hunter2"), "it was asked for: {all}");
    let out = of_a_deployment(false, answer).await;
    assert!(out.contains("ends with exit code 3") && out.contains("app --password="), "{out}");
    assert!(!out.contains("hunter2"), "{out}");
}

#[tokio::test]
async fn pods_that_cannot_be_read_are_said_not_to_be_known() {
    let out = of_a_deployment(false, |ask| ask.fail(403, "Forbidden")).await;
    assert!(out.contains("Why it is not whole:\n  not known: its pods cannot be read: "), "{out}");
}
