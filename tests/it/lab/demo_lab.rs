//! The same kubectl commands on the demo cluster and on a real one (`DOGWATCH_TEST_KUBECONFIG`, Kubernetes 1.20 or later), output by
//! output. What two versions of Kubernetes word differently is left out, each with its reason.

use crate::support::demo_same::{APP, Both, last, plain, sorted, without};
use crate::support::demo_support::{Kubectl, Lines};

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
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 1
      containers:
      - {name: web, image: "docker.io/lab/app:1.0", imagePullPolicy: Never, args: [app], ports: [{containerPort: 8080}], resources: {requests: {cpu: 5m}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"#;

fn manifest(dir: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
#[ignore = "needs a real cluster in DOGWATCH_TEST_KUBECONFIG"]
fn a_deployment_reads_the_same_through_its_life() {
    let mut both = Both::enter("life");
    let dir = tempfile::tempdir().unwrap();
    let one = manifest(&dir, "one.yaml", MANIFEST);
    both.same(&["apply", "-f", &one]);
    both.same(&["apply", "-f", &one]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    both.same(&["get", "deploy"]);
    both.same(&["get", "deploy,rs", "-o", "wide"]);
    both.same(&["get", "deploy", "web", "-o", "jsonpath={.spec.strategy}"]);
    both.same_but(&["get", "pods", "-o", "wide"], sorted);
    both.same(&["get", "deploy", "web", "-o", "yaml"]);
    both.same_but(&["get", "svc", "web", "-o", "wide"], sorted);
    both.same(&["get", "endpoints"]);
    // Events are worded differently since 1.25 ("from 0 to 2"); conditions stand in the order in which they came about.
    let described = |t: &str| {
        let head = t.split("Conditions:").next().unwrap_or_default().to_owned();
        let tail: String = t.lines().filter(|l| l.contains("ReplicaSet") && !l.contains("Scaled")).collect();
        head + &tail
    };
    both.same_but(&["describe", "deploy", "web"], described);
    // Of a pod: conditions that came later, and the events of the network and the runtime.
    let pod = |t: &str| {
        let t = t.split("\nEvents:").next().unwrap_or_default();
        without(&["PodReadyToStartContainers", "Image ID:", "Container ID:"])(t)
    };
    let name = ["describe", "pod", "-l", "app=web"];
    both.same_but(&name, |t| pod(t.split("\n\n\n").next().unwrap_or_default()));
    both.same(&["scale", "deploy", "web", "--replicas=3"]);
    both.same(&["set", "image", "deploy/web", &format!("web={APP}:1.1")]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    both.same(&["rollout", "history", "deploy/web"]);
    both.same(&["rollout", "history", "deploy/web", "--revision=2"]);
    both.same(&["rollout", "undo", "deploy/web"]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    both.same(&["rollout", "history", "deploy/web"]);
    both.same(&["rollout", "undo", "deploy/web", "--to-revision=9"]);
    both.same(&["rollout", "pause", "deploy/web"]);
    both.same(&["rollout", "pause", "deploy/web"]);
    both.same(&["rollout", "undo", "deploy/web"]);
    both.same(&["rollout", "resume", "deploy/web"]);
    both.same(&["rollout", "restart", "deploy/web"]);
    both.same_but(&["rollout", "status", "deploy/web", "--timeout=180s"], last);
    both.same(&["wait", "--for=condition=available", "deploy/web", "--timeout=180s"]);
    both.same(&["label", "deploy", "web", "tier=front"]);
    both.same(&["annotate", "deploy", "web", "note=x"]);
    both.same(&["delete", "deploy", "web"]);
    both.until(&["get", "rs", "-o", "name"], str::is_empty);
    both.same(&["get", "deploy", "web"]);
    both.end();
}

#[test]
#[ignore = "needs a real cluster in DOGWATCH_TEST_KUBECONFIG"]
fn mistakes_are_refused_in_the_same_words() {
    let mut both = Both::enter("wrong");
    let dir = tempfile::tempdir().unwrap();
    both.same(&["create", "deployment", "web", &format!("--image={APP}:1.0"), "--", "app"]);
    both.same(&["create", "deployment", "web", &format!("--image={APP}:1.0"), "--", "app"]);
    both.same(&["get", "deploy", "none"]);
    both.same(&["scale", "deploy", "web", "--replicas=3", "--current-replicas=7"]);
    both.same(&["set", "image", "deploy/web", "none=x:1"]);
    both.same(&["patch", "deploy", "web", "-p", r#"{"spec":{"replicas":-1}}"#]);
    both.same(&["patch", "deploy", "web", "-p", r#"{"spec":{"template":{"spec":{"containers":[{"name":"app","image":""}]}}}}"#]);
    both.same(&["patch", "deploy", "web", "--type=json", "-p", r#"[{"op":"test","path":"/spec/replicas","value":9}]"#]);
    both.same(&["get", "pods", "--field-selector=spec.color=red"]);
    both.same(&["get", "pods", "-l", "a in"]);
    both.same(&["logs", "none"]);
    let empty = manifest(&dir, "empty.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: UPPER}\n");
    // The rule for names is worded differently since 1.20.
    both.same_but(&["create", "-f", &empty], |t| {
        t.split("a DNS-1123").next().and_then(|t| t.split("a lowercase RFC").next()).unwrap_or_default().to_owned()
    });
    both.same(&["delete", "cm", "none"]);
    let bare = manifest(&dir, "bare.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: bare}\nspec: {selector: {a: b}}\n");
    both.same(&["create", "-f", &bare, "--validate=false"]);
    both.same(&["create", "secret", "generic", "s", "--from-literal=a=b"]);
    both.same(&["patch", "secret", "s", "-p", r#"{"type":"other"}"#]);
    // Values are shown as Go writes them before 1.33, as JSON since.
    let valueless = |t: &str| {
        let line = |l: &str| match (l.split_once("Invalid value"), l.rsplit_once(": ")) {
            (Some((head, _)), Some((_, why))) => format!("{head}{why}"),
            _ => l.to_owned(),
        };
        t.lines().map(line).collect::<Vec<_>>().join("\n")
    };
    both.same_but(&["patch", "deploy", "web", "-p", r#"{"spec":{"selector":{"matchLabels":{"x":"y"}}}}"#], valueless);
    both.same(&["get", "secret", "s"]);
    both.same(&["get", "secret", "s", "-o", "jsonpath={.data}"]);
    both.end();
}

#[test]
#[ignore = "needs a real cluster in DOGWATCH_TEST_KUBECONFIG"]
fn logs_nodes_and_rights_are_handled_the_same() {
    let mut both = Both::enter("rest");
    let dir = tempfile::tempdir().unwrap();
    both.run(&["apply", "-f", &manifest(&dir, "one.yaml", &MANIFEST.replace("replicas: 2", "replicas: 1"))]);
    let watch = |k: &Kubectl| k.stream(&["get", "pods", "-w"]);
    let watches = [watch(&both.lab.k), watch(&both.demo)];
    both.run(&["rollout", "status", "deploy/web", "--timeout=180s"]);
    let heads: Vec<String> = watches.iter().map(|w: &Lines| plain(&w.find("the head", |l| l.starts_with("NAME")), "")).collect();
    assert_eq!(heads[0], heads[1]);
    for w in &watches {
        w.find("a running pod", |l| l.starts_with("web-") && l.contains("Running"));
    }
    for k in [&both.lab.k, &both.demo] {
        let pod = k.ok(&["get", "pods", "-l", "app=web", "-o", "name"]).trim().to_owned();
        let follow = k.stream(&["logs", "-f", &pod]);
        follow.find("a line", |l| !l.is_empty());
        assert!(k.fails(&["logs", &pod, "--previous"]).contains("previous terminated container \"web\" in pod"));
        k.ok(&["delete", &pod, "--wait=false"]);
        follow.rest();
    }
    both.same(&["logs", "web-none"]);
    // The node is everybody's: it is only asked what would be done to it.
    let mut outcomes = Vec::new();
    for k in [&both.lab.k, &both.demo] {
        let node = k.ok(&["get", "nodes", "-o", "jsonpath={.items[0].metadata.name}"]);
        let ran = |args: &[&str]| {
            let ran = k.run(args);
            plain(&format!("{}{}", ran.out, ran.err), &k.ns)
        };
        outcomes.push((
            ran(&["cordon", &node, "--dry-run=server"]),
            ran(&["uncordon", &node]),
            ran(&["drain", &node, "--dry-run=server", "--pod-selector=app=none"]),
            ran(&["cordon", "no-such-node"]),
        ));
    }
    assert_eq!(outcomes[0], outcomes[1]);
    both.same(&["auth", "can-i", "create", "deployments"]);
    both.same(&["get", "deploy", "-A", "-l", "app=none"]);
    // The kinds that both have, in their versions that both have.
    let both_have = |t: &str| {
        let kinds = [
            "configmaps",
            "deployments",
            "replicasets",
            "statefulsets",
            "daemonsets",
            "jobs",
            "services",
            "secrets",
            "nodes v1",
            "namespaces",
            "controllerrevisions",
            "selfsubjectaccessreviews",
        ];
        let all: Vec<&str> =
            t.lines().filter(|l| kinds.iter().any(|k| l.starts_with(k) && l[k.len()..].starts_with(' '))).collect();
        sorted(&all.join("\n"))
    };
    both.same_but(&["api-resources", "--no-headers"], both_have);
    both.same_but(&["auth", "can-i", "--list", "--no-headers"], |t| sorted(&without(&["[/", "selfsubject"])(t)));
    both.end();
}
