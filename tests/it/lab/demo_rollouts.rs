//! Rollouts that are held, stuck or partial, and mistakes in manifests: the same kubectl commands on the demo cluster and on a real one.

use crate::support::demo_same::{Both, last, sorted};
use crate::support::real;

const MANIFEST: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 4
  progressDeadlineSeconds: 72000
  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 1
      containers:
      - {name: web, image: "docker.io/lab/app:1.0", imagePullPolicy: Never, args: [app], resources: {requests: {cpu: 5m}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 3
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 1
      containers:
      - {name: db, image: "docker.io/lab/app:1.0", imagePullPolicy: Never, args: [app], resources: {requests: {cpu: 5m}}}
"#;

fn file(dir: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The sizes of the ReplicaSets by revision.
const SIZES: &str = r#"jsonpath={range .items[*]}{.metadata.annotations.deployment\.kubernetes\.io/revision}{" "}{.spec.replicas}{" "}{.metadata.annotations.deployment\.kubernetes\.io/desired-replicas}{"\n"}{end}"#;
/// What the controller says of the rollout.
const SAYS: &str = r#"jsonpath={range .status.conditions[*]}{.type}{" "}{.status}{" "}{.reason}{" "}{.message}{"\n"}{end}"#;
const COUNTS: &str = "jsonpath={.status.replicas} {.status.updatedReplicas} {.status.readyReplicas} {.status.availableReplicas} {.status.unavailableReplicas}";

/// Waits on both until the counts of `web` are these, and compares all that can be said of it then.
fn stands(both: &mut Both, counts: &str) {
    both.until(&["get", "deploy", "web", "-o", COUNTS], |t| t == counts);
    both.same_but(&["get", "rs", "-l", "app=web", "-o", SIZES], sorted);
    both.same_but(&["get", "deploy", "web", "-o", SAYS], sorted);
    both.same(&["get", "deploy", "web"]);
}

#[test]
#[ignore = "needs a real cluster in DOGWATCH_TEST_KUBECONFIG"]
fn rollouts_are_held_and_led_back_the_same() {
    let mut both = Both::enter("held");
    let dir = tempfile::tempdir().unwrap();
    both.same(&["apply", "-f", &file(&dir, "all.yaml", MANIFEST)]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    stands(&mut both, "4 4 4 4 ");
    // A first new pod that is not available for an hour, held then, and the size changed while it is.
    let slow =
        r#"{"spec":{"minReadySeconds":36000,"template":{"spec":{"containers":[{"name":"web","image":"docker.io/lab/app:1.1"}]}}}}"#;
    both.same(&["patch", "deploy", "web", "-p", slow]);
    stands(&mut both, "5 1 5 4 1");
    both.same(&["rollout", "pause", "deploy/web"]);
    both.until(&["get", "deploy", "web", "-o", SAYS], |t| t.contains("DeploymentPaused"));
    stands(&mut both, "5 1 5 4 1");
    both.same(&["rollout", "status", "deploy/web", "--watch=false"]);
    both.same(&["scale", "deploy", "web", "--replicas=7"]);
    stands(&mut both, "8 2 8 6 2");
    both.same(&["patch", "deploy", "web", "-p", r#"{"spec":{"minReadySeconds":0}}"#]);
    both.until(&["get", "deploy", "web", "-o", COUNTS], |t| t.starts_with("8 2 8 "));
    both.same(&["set", "image", "deploy/web", "web=docker.io/lab/app:1.2"]);
    // `updatedReplicas` is none while the present template has no ReplicaSet.
    both.until(&["get", "deploy", "web", "-o", COUNTS], |t| t.starts_with("8  8 "));
    both.same_but(&["get", "rs", "-l", "app=web", "-o", SIZES], sorted);
    both.same(&["rollout", "resume", "deploy/web"]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    stands(&mut both, "7 7 7 7 ");
    both.same(&["rollout", "history", "deploy/web"]);
    // One that gets nowhere, and back from there.
    both.same(&["patch", "deploy", "web", "-p", r#"{"spec":{"progressDeadlineSeconds":20}}"#]);
    both.same(&["set", "image", "deploy/web", "web=docker.io/lab/app:7.7.2-bad"]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    stands(&mut both, "8 1 7 7 1");
    both.same(&["rollout", "undo", "deploy/web"]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    stands(&mut both, "7 7 7 7 ");
    both.same(&["rollout", "history", "deploy/web"]);
    // Without a deadline nothing is said of progress.
    both.same(&["patch", "deploy", "web", "-p", r#"{"spec":{"progressDeadlineSeconds":2147483647}}"#]);
    both.until(&["get", "deploy", "web", "-o", SAYS], |t| !t.contains("Progressing"));
    stands(&mut both, "7 7 7 7 ");
    both.end();
}

#[test]
#[ignore = "needs a real cluster in DOGWATCH_TEST_KUBECONFIG"]
fn a_partition_holds_the_same() {
    let mut both = Both::enter("ordinals");
    let dir = tempfile::tempdir().unwrap();
    both.run(&["apply", "-f", &file(&dir, "all.yaml", MANIFEST)]);
    both.same_but(&["rollout", "status", "sts/db", "--timeout=180s"], last);
    both.same(&["patch", "sts", "db", "-p", r#"{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}"#]);
    both.same(&["set", "image", "sts/db", "db=docker.io/lab/app:1.1"]);
    both.same_but(&["rollout", "status", "sts/db", "--timeout=180s"], last);
    let images = [
        "get",
        "pods",
        "-l",
        "app=db",
        "-o",
        r#"jsonpath={range .items[*]}{.metadata.name}{" "}{.spec.containers[0].image}{" "}{.status.phase}{"\n"}{end}"#,
    ];
    both.same_but(&images, sorted);
    let counts = [
        "get",
        "sts",
        "db",
        "-o",
        "jsonpath={.status.replicas} {.status.readyReplicas} {.status.currentReplicas} {.status.updatedReplicas}",
    ];
    both.until(&counts, |t| t == "3 3 2 1");
    // What is made anew below the partition is what it was.
    both.same(&["delete", "pod", "db-0"]);
    both.until(&counts, |t| t == "3 3 2 1");
    both.same_but(&images, sorted);
    both.same(&["patch", "sts", "db", "-p", r#"{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}"#]);
    both.same_but(&["rollout", "status", "sts/db", "--timeout=180s"], last);
    both.same_but(&images, sorted);
    both.end();
}

/// Parts of a Deployment that cannot be, each in the place of `PART`.
const WRONG: [&str; 16] = [
    r#""restart": "always""#,
    r#""ports": [{"containerPort": 70000}]"#,
    r#""ports": [{"name": "a-name-that-is-long", "containerPort": 80}]"#,
    r#""ports": [{"containerPort": 80, "protocol": "tcp"}]"#,
    r#""env": [{"name": "A=B", "value": "1"}]"#,
    r#""env": [{"name": "", "value": "1"}]"#,
    r#""volumeMounts": [{"name": "none", "mountPath": "/data"}]"#,
    r#""volumeMounts": [{"name": "data", "mountPath": "/data"}, {"name": "data", "mountPath": "/data"}]"#,
    r#""resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "1500m"}}"#,
    r#""resources": {"limits": {"memory": "512MB"}}"#,
    r#""livenessProbe": {}"#,
    r#""livenessProbe": {"exec": {"command": ["true"]}, "successThreshold": 2}"#,
    r#""livenessProbe": {"exec": {"command": []}}"#,
    r#""imagePullPolicy": "Sometimes""#,
    r#""tty": "yes""#,
    r#""image": " nginx""#,
];

#[test]
#[ignore = "needs a real cluster in DOGWATCH_TEST_KUBECONFIG"]
fn manifests_that_cannot_be_are_refused_the_same() {
    let mut both = Both::enter("mistakes");
    let dir = tempfile::tempdir().unwrap();
    // An older one decodes elsewhere and in other words.
    if real::minor() < 33 {
        return;
    }
    let deployment = |part: &str, volume: &str, name: &str| {
        format!(
            r#"{{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {{"name": "web"}}, "spec": {{"selector": {{"matchLabels": {{"app": "web"}}}},
            "template": {{"metadata": {{"labels": {{"app": "web"}}}}, "spec": {{"volumes": [{volume}],
            "containers": [{{"name": "{name}", "image": "docker.io/lab/app:1.0", {part}}}]}}}}}}}}"#
        )
    };
    let data = r#"{"name": "data", "emptyDir": {}}"#;
    let tty = r#""tty": true"#;
    let mut all: Vec<String> = WRONG.iter().map(|part| deployment(part, data, "web")).collect();
    all.push(deployment(tty, data, "My_App"));
    all.push(deployment(tty, r#"{"name": "data"}"#, "web"));
    all.push(deployment(tty, r#"{"name": "data", "emptyDir": {}, "hostPath": {"path": "/"}}"#, "web"));
    all.push(deployment(tty, r#"{"name": "da_ta", "emptyDir": {}}"#, "web"));
    all.push(deployment(tty, data, "web"));
    let of = |kind: &str, rest: &str| format!(r#"{{"apiVersion": "v1", "kind": "{kind}", "metadata": {{"name": "a"}}, {rest}}}"#);
    for (kind, rest) in [
        ("Service", r#""spec": {"ports": [{"port": 80, "protocol": "tcp"}]}"#),
        ("Service", r#""spec": {"ports": [{"port": 0}]}"#),
        ("Service", r#""spec": {"ports": [{"port": 80, "hostPort": 80}]}"#),
        ("Service", r#""spec": {"ports": [{"port": 80}, {"port": 81}]}"#),
        ("Service", r#""spec": {"ports": [{"port": 80, "targetPort": 70000}]}"#),
        ("Service", r#""spec": {"ports": [{"name": "http", "port": 80}, {"name": "http", "port": 81}]}"#),
        ("Service", r#""spec": {"ports": [{"port": 80}]}"#),
        ("PersistentVolumeClaim", r#""spec": {"resources": {"requests": {"storage": "1Gi"}}}"#),
        ("PersistentVolumeClaim", r#""spec": {"accessModes": ["ReadWriteOnce"]}"#),
        ("PersistentVolumeClaim", r#""spec": {"accessModes": ["RWO"], "resources": {"requests": {"storage": "1Gi"}}}"#),
        ("PersistentVolumeClaim", r#""spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "0"}}}"#),
        (
            "PersistentVolumeClaim",
            r#""spec": {"accessModes": ["ReadWriteOnce"], "size": "1Gi", "resources": {"requests": {"storage": "1Gi"}}}"#,
        ),
        ("PersistentVolumeClaim", r#""spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}"#),
        ("ConfigMap", r#""data": {"a b": "c"}"#),
        ("ConfigMap", r#""data": {"a": 1}"#),
        ("ConfigMap", r#""text": "c""#),
        ("ConfigMap", r#""data": {"a": "c"}"#),
    ] {
        all.push(of(kind, rest));
    }
    for (i, text) in all.iter().enumerate() {
        let path = file(&dir, &format!("{i}.json"), text);
        // kubectl says where the file lies.
        both.same_but(&["create", "--dry-run=server", "--validate=strict", "-f", &path], |t| t.replace(&path, "FILE"));
    }
    both.end();
}
