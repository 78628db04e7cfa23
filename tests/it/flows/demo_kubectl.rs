//! The demo cluster, driven by the real kubectl as its users drive it. `demo_lab` holds the same commands against a real cluster.

mod rollouts;
mod streams;

use crate::support::demo_support::{Demo, Kubectl};
use dogwatch::demo::Scenario;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const APP: &str = "registry.example/iot/app";

fn calm() -> Demo {
    Demo::start(Scenario::Calm, 20.0, None)
}

fn image(tag: &str) -> String {
    format!("{APP}:{tag}")
}

/// A deployment that stands.
fn deployed(k: &Kubectl, name: &str, tag: &str, replicas: usize) {
    k.ok(&["create", "deployment", name, &format!("--image={}", image(tag)), &format!("--replicas={replicas}")]);
    k.ok(&["rollout", "status", &format!("deploy/{name}"), "--timeout=60s"]);
}

/// The cells of a table, by row.
fn rows(table: &str) -> Vec<Vec<String>> {
    table.lines().map(|l| l.split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
#[ignore = "needs kubectl"]
fn a_deployment_goes_through_its_life() {
    let demo = calm();
    let k = demo.kubectl("life");
    let made = k.ok(&["create", "deployment", "web", &format!("--image={}", image("1.0")), "--replicas=2"]);
    assert_eq!(made, "deployment.apps/web created\n");
    let status = k.ok(&["rollout", "status", "deploy/web", "--timeout=60s"]);
    assert!(status.ends_with("deployment \"web\" successfully rolled out\n"), "{status}");
    let wide = rows(&k.ok(&["get", "deploy", "-o", "wide"]));
    assert_eq!(wide[0], ["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE", "CONTAINERS", "IMAGES", "SELECTOR"]);
    assert_eq!((wide[1][1].as_str(), wide[1][5].as_str(), wide[1][6].as_str()), ("2/2", "app", image("1.0").as_str()));
    assert_eq!(k.ok(&["scale", "deploy", "web", "--replicas=3"]), "deployment.apps/web scaled\n");
    assert_eq!(k.ok(&["set", "image", "deploy/web", &format!("app={}", image("1.1"))]), "deployment.apps/web image updated\n");
    k.ok(&["rollout", "status", "deploy/web", "--timeout=60s"]);
    assert_eq!(k.ok(&["get", "deploy", "web", "-o", "jsonpath={.status.availableReplicas}"]), "3");
    let history = rows(&k.ok(&["rollout", "history", "deploy/web"]));
    assert_eq!(history[2..4], [["1", "<none>"], ["2", "<none>"]]);
    assert!(k.ok(&["rollout", "history", "deploy/web", "--revision=1"]).contains(&image("1.0")));
    assert_eq!(k.ok(&["rollout", "undo", "deploy/web"]), "deployment.apps/web rolled back\n");
    k.ok(&["rollout", "status", "deploy/web", "--timeout=60s"]);
    assert_eq!(k.ok(&["get", "deploy", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}"]), image("1.0"));
    let history = rows(&k.ok(&["rollout", "history", "deploy/web"]));
    assert_eq!(history[2..4], [["2", "<none>"], ["3", "<none>"]], "the first revision has become the third");
    assert_eq!(k.ok(&["rollout", "pause", "deploy/web"]), "deployment.apps/web paused\n");
    assert!(k.fails(&["rollout", "undo", "deploy/web"]).contains("you cannot rollback a paused deployment"));
    assert_eq!(k.ok(&["rollout", "resume", "deploy/web"]), "deployment.apps/web resumed\n");
    assert_eq!(k.ok(&["rollout", "restart", "deploy/web"]), "deployment.apps/web restarted\n");
    k.ok(&["rollout", "status", "deploy/web", "--timeout=60s"]);
    let described = k.ok(&["describe", "deploy", "web"]);
    for part in [
        "Replicas:               3 desired | 3 updated | 3 total | 3 available | 0 unavailable",
        "RollingUpdateStrategy:  25% max unavailable, 25% max surge",
        "NewReplicaSetAvailable",
        "kubectl.kubernetes.io/restartedAt",
        "ScalingReplicaSet",
    ] {
        assert!(described.contains(part), "{part}: {described}");
    }
    assert_eq!(k.ok(&["delete", "deploy", "web"]), "deployment.apps \"web\" deleted\n");
    k.until(&["get", "rs,pods"], str::is_empty);
}

#[test]
#[ignore = "needs kubectl"]
fn sets_roll_in_order_and_back() {
    let demo = calm();
    let k = demo.kubectl("iot-prod");
    for (set, container) in [("sts/nacos", "nacos"), ("ds/log-agent", "agent")] {
        let before = k.ok(&["get", set, "-o", "jsonpath={.spec.template.spec.containers[0].image}"]);
        k.ok(&["set", "image", set, &format!("{container}={}", image("9"))]);
        let status = k.ok(&["rollout", "status", set, "--timeout=60s"]);
        assert!(status.contains("roll out complete") || status.contains("successfully rolled out"), "{status}");
        assert_eq!(
            rows(&k.ok(&["rollout", "history", set])).iter().filter(|r| r.len() == 2).count(),
            4,
            "a head and three revisions"
        );
        k.ok(&["rollout", "undo", set]);
        k.ok(&["rollout", "status", set, "--timeout=60s"]);
        assert_eq!(k.ok(&["get", set, "-o", "jsonpath={.spec.template.spec.containers[0].image}"]), before);
    }
    assert_eq!(k.ok(&["scale", "sts", "nacos", "--replicas=3"]), "statefulset.apps/nacos scaled\n");
    k.ok(&["rollout", "status", "sts/nacos", "--timeout=60s"]);
    assert_eq!(k.ok(&["get", "pod", "nacos-2", "-o", "jsonpath={.status.phase}"]), "Running");
}

const MANIFEST: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: registry.example/iot/web:1.0
        env: [{name: A, value: "1"}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"#;

#[test]
#[ignore = "needs kubectl"]
fn manifests_are_applied_from_here_and_from_there() {
    let demo = calm();
    let k = demo.kubectl("apply");
    let file = |name: &str, text: &str| {
        let path = demo.dir().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let one = file("one.yaml", MANIFEST);
    assert_eq!(k.ok(&["apply", "-f", &one]), "deployment.apps/web created\nservice/web created\n");
    assert_eq!(k.ok(&["apply", "-f", &one]), "deployment.apps/web unchanged\nservice/web unchanged\n");
    let two = file("two.yaml", &MANIFEST.replace("name: A", "name: B"));
    let dry = k.ok(&["apply", "-f", &two, "--dry-run=server"]);
    assert!(dry.starts_with("deployment.apps/web configured (server dry run)"), "{dry}");
    assert!(k.ok(&["get", "deploy", "web", "-o", "yaml"]).contains("- name: A"));
    assert_eq!(k.ok(&["apply", "-f", &two]), "deployment.apps/web configured\nservice/web unchanged\n");
    let env = k.ok(&["get", "deploy", "web", "-o", "jsonpath={.spec.template.spec.containers[0].env}"]);
    assert_eq!(env, r#"[{"name":"B","value":"1"}]"#, "the variable that was dropped from the manifest is gone");
    // From there: the server merges, and knows who owns what.
    k.ok(&["apply", "--server-side", "-f", &two]);
    k.ok(&["scale", "deploy", "web", "--replicas=3"]);
    let conflict = k.fails(&["apply", "--server-side", "-f", &two]);
    assert!(
        conflict.contains(
            "Apply failed with 1 conflict: conflict with \"kubectl\" with subresource \"scale\" using apps/v1: .spec.replicas"
        ),
        "{conflict}"
    );
    k.ok(&["apply", "--server-side", "--force-conflicts", "-f", &two]);
    assert_eq!(k.ok(&["get", "deploy", "web", "-o", "jsonpath={.spec.replicas}"]), "2");
    let bad = file("bad.yaml", &MANIFEST.replace("replicas:", "replica:"));
    assert!(k.fails(&["create", "-f", &bad]).contains("strict decoding error: unknown field \"spec.replica\""));
    let warned = k.run(&["apply", "-f", &bad, "--validate=warn", "--dry-run=server"]);
    assert_eq!((warned.code, warned.err.as_str()), (0, "Warning: unknown field \"spec.replica\"\n"));
    let old = k.ok(&["get", "svc", "web", "-o", "json"]);
    k.ok(&["label", "svc", "web", "a=b"]);
    assert!(k.fails(&["replace", "-f", &file("old.json", &old)]).contains("the object has been modified"));
    let wrong = k.fails(&["patch", "deploy", "web", "-p", r#"{"spec":{"replicas":"two"}}"#]);
    assert!(wrong.contains("cannot unmarshal string") && wrong.contains("int32"), "{wrong}");
    assert!(
        k.ok(&["explain", "deployment.spec.strategy.rollingUpdate"]).contains("maxSurge\t<IntOrString>")
            || k.ok(&["explain", "deployment.spec.strategy.rollingUpdate"]).contains("maxSurge")
    );
}

#[test]
#[ignore = "needs kubectl"]
fn deletion_goes_as_it_is_told() {
    let demo = calm();
    let k = demo.kubectl("gone");
    deployed(&k, "web", "1.0", 2);
    k.ok(&["delete", "deploy", "web", "--cascade=orphan"]);
    let left = k.ok(&["get", "rs", "-o", "jsonpath={.items[*].status.readyReplicas}"]);
    assert_eq!(left, "2", "the orphans stay");
    k.ok(&["delete", "rs", "--all", "--cascade=foreground", "--timeout=60s"]);
    assert_eq!(k.ok(&["get", "pods", "-o", "name"]), "", "what went before its owner is gone with it");
    k.ok(&["create", "configmap", "kept", "--from-literal=a=b"]);
    k.ok(&["patch", "cm", "kept", "-p", r#"{"metadata":{"finalizers":["example.com/hold"]}}"#]);
    k.ok(&["delete", "cm", "kept", "--wait=false"]);
    assert_ne!(k.ok(&["get", "cm", "kept", "-o", "jsonpath={.metadata.deletionTimestamp}"]), "");
    k.ok(&["patch", "cm", "kept", "--type=merge", "-p", r#"{"metadata":{"finalizers":null}}"#]);
    assert!(k.fails(&["get", "cm", "kept"]).contains("configmaps \"kept\" not found"));
    deployed(&k, "last", "1.0", 1);
    k.ok(&["delete", "ns", "gone", "--timeout=60s"]);
    assert!(k.fails(&["get", "ns", "gone"]).contains("NotFound"));
}

#[test]
#[ignore = "needs kubectl"]
fn logs_are_followed_and_remembered() {
    let demo = calm();
    let k = demo.kubectl("logs");
    deployed(&k, "web", "1.0", 1);
    let pod = k.ok(&["get", "pods", "-o", "name"]).trim().to_owned();
    let follow = k.stream(&["logs", "-f", &pod, "--tail=1"]);
    follow.find("a line", |l| !l.is_empty());
    let stamped = k.ok(&["logs", &pod, "--timestamps", "--tail=2", "--since=1h"]);
    assert!(stamped.lines().all(|l| l.len() > 30 && l.as_bytes()[10] == b'T'), "{stamped}");
    assert!(k.fails(&["logs", &pod, "--previous"]).contains("previous terminated container"));
    k.ok(&["delete", &pod, "--wait=false"]);
    let rest = follow.rest().join("\n");
    assert!(rest.contains("SIGTERM"), "who drains says so: {rest}");
    k.ok(&["create", "deployment", "sick", &format!("--image={}", image("1.0-crash"))]);
    k.until(&["get", "pods", "-l", "app=sick"], |t| t.contains("CrashLoopBackOff"));
    let before = k.ok(&["logs", "deploy/sick", "--previous"]);
    assert!(!before.is_empty());
    assert!(k.ok(&["describe", "pod", "-l", "app=sick"]).contains("Back-off restarting failed container"));
}

#[test]
#[ignore = "needs kubectl"]
fn a_node_is_drained_as_the_budgets_let_it() {
    let demo = calm();
    let k = demo.kubectl("drain");
    deployed(&k, "web", "1.0", 3);
    k.ok(&["create", "pdb", "web", "--selector=app=web", "--min-available=3"]);
    k.until(&["get", "pdb", "web", "-o", "jsonpath={.status.currentHealthy}"], |n| n == "3");
    let node = k.ok(&["get", "pods", "-o", "jsonpath={.items[0].spec.nodeName}"]);
    assert_eq!(k.ok(&["cordon", &node]), format!("node/{node} cordoned\n"));
    assert_eq!(rows(&k.ok(&["get", "node", &node]))[1][1], "Ready,SchedulingDisabled");
    let held = k.run(&["drain", &node, "--ignore-daemonsets", "--pod-selector=app=web", "--timeout=2s"]);
    assert_ne!(held.code, 0);
    assert!(held.err.contains("Cannot evict pod as it would violate the pod's disruption budget."), "{}", held.err);
    k.ok(&["delete", "pdb", "web"]);
    let drained = k.ok(&["drain", &node, "--ignore-daemonsets", "--timeout=60s"]);
    assert!(drained.ends_with(&format!("node/{node} drained\n")), "{drained}");
    let on = format!("--field-selector=spec.nodeName={node}");
    let left = k.ok(&["get", "pods", "-A", &on, "-o", "name"]);
    assert!(left.lines().all(|p| p.starts_with("pod/log-agent")), "{left}");
    k.ok(&["rollout", "status", "deploy/web", "--timeout=60s"]);
    assert_eq!(k.ok(&["uncordon", &node]), format!("node/{node} uncordoned\n"));
}

#[test]
#[ignore = "needs kubectl"]
fn a_watch_prints_what_happens() {
    let demo = calm();
    let k = demo.kubectl("watch");
    deployed(&k, "first", "1.0", 1);
    let watch = k.stream(&["get", "pods", "-w"]);
    watch.find("the head", |l| l.split_whitespace().eq(["NAME", "READY", "STATUS", "RESTARTS", "AGE"]));
    k.ok(&["create", "deployment", "web", &format!("--image={}", image("1.0"))]);
    for status in ["Pending", "ContainerCreating", "Running"] {
        watch.find(status, |l| l.starts_with("web-") && l.split_whitespace().nth(2) == Some(status));
    }
    k.ok(&["delete", "deploy", "web"]);
    watch.find("the end", |l| l.split_whitespace().nth(2) == Some("Terminating"));
}

#[test]
#[ignore = "needs kubectl"]
fn jobs_run_autoscalers_count_and_slices_follow() {
    let demo = calm();
    let k = demo.kubectl("batch");
    k.ok(&["create", "job", "once", &format!("--image={}", image("1.0"))]);
    assert_eq!(k.ok(&["wait", "--for=condition=complete", "job/once", "--timeout=60s"]), "job.batch/once condition met\n");
    k.ok(&["create", "cronjob", "often", &format!("--image={}", image("1.0")), "--schedule=* * * * *"]);
    k.ok(&["create", "job", "by-hand", "--from=cronjob/often"]);
    deployed(&k, "web", "1.0", 2);
    k.ok(&["expose", "deploy", "web", "--port=80"]);
    let ready = [
        "get",
        "endpointslices",
        "-l",
        "kubernetes.io/service-name=web",
        "-o",
        "jsonpath={.items[*].endpoints[?(@.conditions.ready==true)].addresses[0]}",
    ];
    k.until(&ready, |t| t.split_whitespace().count() == 2);
    k.ok(&["scale", "deploy", "web", "--replicas=1"]);
    k.until(&ready, |t| t.split_whitespace().count() == 1);
    k.ok(&["set", "resources", "deploy/web", "--requests=cpu=100m"]);
    k.ok(&["autoscale", "deploy", "web", "--min=1", "--max=4", "--cpu-percent=5"]);
    k.until(&["get", "deploy", "web", "-o", "jsonpath={.spec.replicas}"], |n| n == "4");
    assert!(k.ok(&["describe", "hpa", "web"]).contains("SuccessfulRescale"));
    let hpa =
        k.ok(&["get", "horizontalpodautoscalers.v1.autoscaling", "web", "-o", "jsonpath={.spec.targetCPUUtilizationPercentage}"]);
    assert_eq!(hpa, "5");
    k.ok(&["wait", "--for=jsonpath={.status.availableReplicas}=4", "deploy/web", "--timeout=60s"]);
    let top = rows(&k.ok(&["top", "pods", "-l", "app=web"]));
    assert_eq!((top[0].join(" ").as_str(), top.len()), ("NAME CPU(cores) MEMORY(bytes)", 5));
    assert_eq!(rows(&k.ok(&["top", "nodes"])).len(), 4);
}

#[test]
#[ignore = "needs kubectl"]
fn rights_are_told_and_held() {
    let demo = calm();
    let k = demo.kubectl("iot-dev");
    assert!(k.ok(&["auth", "can-i", "--list"]).contains("*.*"));
    let dev = k.as_context("demo-dev");
    assert_eq!(dev.ok(&["auth", "can-i", "create", "deployments"]), "yes\n");
    assert!(
        dev.fails(&["get", "ns"])
            .contains("User \"dev\" cannot list resource \"namespaces\" in API group \"\" at the cluster scope")
    );
    let viewer = k.as_context("demo-viewer");
    assert_eq!(viewer.run(&["auth", "can-i", "delete", "pods"]).out, "no\n");
    assert!(viewer.ok(&["auth", "can-i", "--list"]).contains("pods/log"));
    let refused = viewer.fails(&["delete", "deploy", "web"]);
    assert!(
        refused.contains("deployments.apps \"web\" is forbidden: User \"viewer\" cannot delete resource \"deployments\""),
        "{refused}"
    );
    let all = k.ok(&["api-resources", "--no-headers"]);
    for line in ["pods po v1 true Pod", "cronjobs cj batch/v1 true CronJob", "devices dev iot.example.com/v1 true Device"] {
        assert!(rows(&all).iter().any(|r| r.join(" ") == line), "{line}: {all}");
    }
    let devices = rows(&k.ok(&["get", "devices", "-A"]));
    assert_eq!(devices[0], ["NAMESPACE", "NAME", "MODEL", "FIRMWARE", "PHASE", "AGE"]);
    assert!(devices.len() > 1);
}

/// How a request by hand says who asks whom.
const LOCAL: &str = "Host: localhost\r\nAuthorization: Bearer demo-admin-token\r\n";

/// A request by hand, and the code and body of its answer.
fn ask(demo: &Demo, method: &str, path: &str, heads: &str, body: &str) -> (u16, String) {
    let mut socket = TcpStream::connect(demo.cluster().addr()).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let text =
        format!("{method} {path} HTTP/1.1\r\n{LOCAL}Connection: close\r\nContent-Length: {}\r\n{heads}\r\n{body}", body.len());
    socket.write_all(text.as_bytes()).unwrap();
    let mut all = String::new();
    socket.read_to_string(&mut all).unwrap();
    (all[9..12].parse().unwrap(), all.split_once("\r\n\r\n").unwrap().1.to_owned())
}

#[test]
#[ignore = "needs kubectl"]
fn what_is_not_served_is_refused() {
    let demo = calm();
    let json = "Content-Type: application/json\r\n";
    for (method, path, heads, body, code) in [
        ("GET", "/apis/storage.k8s.io/v1/storageclasses", "", "", 404),
        ("GET", "/api/v1/persistentvolumes", "", "", 404),
        ("GET", "/api/v1/namespaces/iot-dev/pods/none/exec", "", "", 404),
        ("GET", "/openapi/v2", "", "", 404),
        ("POST", "/api/v1/pods", json, "{}", 405),
        ("DELETE", "/api/v1/namespaces", "", "", 405),
        ("PATCH", "/api/v1/namespaces/iot-dev/pods", json, "{}", 405),
        ("POST", "/apis/metrics.k8s.io/v1beta1/nodes", json, "{}", 405),
        ("GET", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "", "", 405),
        ("POST", "/api/v1/namespaces/iot-dev/configmaps", "Content-Type: application/cbor\r\n", "x", 415),
        ("PATCH", "/api/v1/namespaces/iot-dev/configmaps/iot-config", json, "{}", 415),
        (
            "PATCH",
            "/apis/iot.example.com/v1/namespaces/iot-prod/devices/none",
            "Content-Type: application/strategic-merge-patch+json\r\n",
            "{}",
            404,
        ),
        ("GET", "/api/v1/pods", "Accept: application/vnd.kubernetes.protobuf\r\n", "", 406),
        ("GET", "/api/v1/pods?resourceVersionMatch=Exact", "", "", 422),
        ("GET", "/api/v1/pods?resourceVersion=1&resourceVersionMatch=Exact", "", "", 410),
        ("GET", "/api/v1/pods?fieldSelector=spec.color%3Dred", "", "", 400),
        ("POST", "/api/v1/namespaces/none/configmaps", json, r#"{"metadata":{"name":"a"}}"#, 404),
        ("POST", "/api/v1/namespaces/iot-dev/configmaps?dryRun=Some", json, r#"{"metadata":{"name":"a"}}"#, 400),
        (
            "POST",
            "/api/v1/namespaces/iot-dev/configmaps",
            json,
            r#"{"kind":"Secret","apiVersion":"v1","metadata":{"name":"a"}}"#,
            400,
        ),
        ("DELETE", "/api/v1/namespaces/iot-dev/configmaps/iot-config", json, r#"{"preconditions":{"uid":"other"}}"#, 409),
    ] {
        let (got, text) = ask(&demo, method, path, heads, body);
        assert_eq!(got, code, "{method} {path}: {text}");
        assert!(text.contains("\"kind\":\"Status\"") && text.contains("\"status\":\"Failure\""), "{method} {path}: {text}");
    }
}

/// Counts the events of a watch over pods for a while.
fn changes(demo: &Demo, time: Duration) -> usize {
    let (_, list) = ask(demo, "GET", "/api/v1/pods?limit=1", "", "");
    let version = list.split("\"resourceVersion\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut socket = TcpStream::connect(demo.cluster().addr()).unwrap();
    socket.write_all(format!("GET /api/v1/pods?watch=true&resourceVersion={version} HTTP/1.1\r\n{LOCAL}\r\n").as_bytes()).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let (end, mut buffer, mut count) = (Instant::now() + time, vec![0u8; 1 << 20], 0);
    while Instant::now() < end {
        let n = socket.read(&mut buffer).unwrap();
        count += buffer[..n].windows(8).filter(|w| w == b"{\"type\":").count();
    }
    count
}

/// Resident memory of this process in MiB, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

#[test]
#[ignore = "holds a core for ten seconds; its figures are meant for a release build"]
fn ten_thousand_pods_change_two_hundred_times_a_second() {
    let before = resident().unwrap_or(0);
    let demo = Demo::start(Scenario::Storm, 1.0, Some(10_000));
    let seconds = 8;
    let n = changes(&demo, Duration::from_secs(seconds));
    assert!(n as u64 >= 190 * seconds, "{n} changes in {seconds} s");
    let began = Instant::now();
    let (code, all) = ask(&demo, "GET", "/api/v1/pods", "", "");
    assert_eq!((code, all.matches("\"generateName\"").count() < 100_000), (200, true));
    assert!(began.elapsed() < Duration::from_secs(2), "a list took {:?}", began.elapsed());
    let grown = resident().unwrap_or(0).saturating_sub(before);
    assert!(grown < 400, "10,000 pods took {grown} MiB");
}
