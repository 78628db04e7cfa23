//! Why nobody goes into a pod, and what to do then: each reason for every change that would, on the demo cluster and on a real one.

use crate::support::ground::{Ground, on_both, until};
use crate::support::lab::yes;
use crate::support::{real, truth};
use dogwatch::cluster::Session;
use dogwatch::cluster::change::Gate;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::journal::Journal;
use dogwatch::model::change::{Change, Intent, Profile, Target};
use dogwatch::model::process::End;
use dogwatch::model::{Kind, Uid};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::mpsc;

on_both! {
    each_refusal_says_what_to_do on_the_demo on_a_cluster "refusals";
}

/// Pods that fit no node, so that nothing but this test says how they are: name, operating system, status.
const STATES: [(&str, &str, &str); 3] = [
    ("waits", "linux", r#"{"phase": "Pending"}"#),
    (
        "ended",
        "linux",
        r#"{"phase": "Failed", "containerStatuses": [{"name": "app", "image": "i", "imageID": "", "ready": false, "restartCount": 0,
            "state": {"terminated": {"exitCode": 3, "startedAt": "2026-01-01T00:00:00Z", "finishedAt": "2026-01-01T00:00:01Z"}}}]}"#,
    ),
    (
        "windows",
        "windows",
        r#"{"phase": "Running", "containerStatuses": [{"name": "app", "image": "i", "imageID": "", "ready": true, "restartCount": 0,
            "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}}]}"#,
    ),
];

/// Every change that goes into a pod, with the right that it takes.
fn changes() -> [(Change, &'static str); 7] {
    let (container, text) = (String::new, |text: &str| text.to_owned());
    let (from, to, replace) = (text("/tmp/x"), text("/tmp/dogwatch-refused"), false);
    [
        (Change::Shell { container: container(), shells: vec![text("bash"), text("sh")] }, "create pods/exec"),
        (Change::Exec { container: container(), command: vec![text("true")] }, "create pods/exec"),
        (Change::Attach { container: container(), stdin: false, tty: false }, "create pods/attach"),
        (Change::CopyOut { container: container(), from: from.clone(), to: to.clone(), replace }, "create pods/exec"),
        (Change::CopyIn { container: container(), from, to, replace }, "create pods/exec"),
        (Change::Forward { port: text("8080"), local: 0, address: text("127.0.0.1") }, "create pods/portforward"),
        (
            Change::Debug {
                image: text("docker.io/lab/app:1.0"),
                command: Vec::new(),
                container: container(),
                profile: Profile::General,
                name: String::new(),
            },
            "patch pods/ephemeralcontainers",
        ),
    ]
}

struct Place<'a> {
    ground: &'a Ground,
    pods: String,
}

impl Place<'_> {
    fn ask(&self, method: &str, path: &str, body: &Value) -> String {
        let path = format!("{}{path}", self.pods);
        if !self.ground.is_lab() {
            return truth::change(
                self.ground.address(),
                method,
                &path,
                &if body.is_null() { String::new() } else { body.to_string() },
            );
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, body.to_string()).unwrap();
        let file = file.path().to_str().unwrap();
        match method {
            "GET" => self.ground.kubectl(&["get", "--raw", &path]),
            "POST" => self.ground.kubectl(&["create", "--raw", &path, "-f", file]),
            "PUT" => self.ground.kubectl(&["replace", "--raw", &path, "-f", file]),
            "DELETE" => self.ground.kubectl(&["delete", "--raw", &path]),
            other => panic!("{other}"),
        }
        .unwrap()
    }

    fn make(&self, name: &str, os: &str, status: &str) {
        let resources = json!({"requests": {"cpu": "1k"}});
        let containers = json!([{"name": "app", "image": "docker.io/lab/app:1.0", "resources": resources}]);
        let spec = json!({"nodeSelector": {"kubernetes.io/os": os}, "containers": containers, "terminationGracePeriodSeconds": 0});
        let made: Value = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec});
        let mut pod: Value = serde_json::from_str(&self.ask("POST", "", &made)).unwrap();
        pod["status"] = serde_json::from_str(status).unwrap();
        pod["metadata"].as_object_mut().unwrap().remove("resourceVersion");
        self.ask("PUT", &format!("/{name}/status"), &pod);
    }

    fn target(&self, context: &str, name: &str) -> Target {
        let pod: Value = serde_json::from_str(&self.ask("GET", &format!("/{name}"), &Value::Null)).unwrap();
        let uid = Uid::new(pod["metadata"]["uid"].as_str().unwrap());
        let (resource, namespace) = (Kind::Pod.into(), self.ground.namespace.as_str().into());
        Target { context: context.into(), resource, namespace, name: name.into(), uid }
    }

    fn gate(&self, context: &str, readonly: bool) -> Gate {
        let contexts = Contexts::read(Some(&self.ground.config), None, None, false).unwrap();
        let (session, writer) = Session::open(contexts, &context.into(), Mode::new(readonly));
        Gate::new(session, writer, Ok(Arc::new(Journal::memory())), context.into())
    }
}

/// What stands in the way of it; empty where nothing does.
async fn refusal(gate: &Gate, target: &Target, change: Change) -> String {
    gate.preview(Intent::new(1, target.clone(), change)).await.err().map(|e| e.to_string()).unwrap_or_default()
}

fn each_refusal_says_what_to_do(ground: &Ground) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let contexts = ["admin", "viewer"].map(|role| if ground.is_lab() { real::context(role) } else { format!("demo-{role}") });
    let place = Place { ground, pods: format!("/api/v1/namespaces/{}/pods", ground.namespace) };
    for (name, os, status) in STATES {
        place.make(name, os, status);
    }
    let [admin, viewer] = &contexts;
    let running = until("a pod of web", || {
        let pods: Value = serde_json::from_str(&place.ask("GET", "?labelSelector=app%3Dweb", &Value::Null)).unwrap();
        Some(pods.pointer("/items/0/metadata/name")?.as_str()?.to_owned())
    });
    let gates = [place.gate(admin, false), place.gate(admin, true), place.gate(viewer, false)];
    let [may, readonly, may_not] = &gates;
    let web = place.target(admin, &running);

    // A pod that is gone, and one that has its name since.
    place.make("goes", "linux", STATES[0].2);
    let gone = place.target(admin, "goes");
    place.ask("DELETE", "/goes?gracePeriodSeconds=0", &Value::Null);
    place.make("again", "linux", STATES[0].2);
    let another = Target { uid: Uid::new("another"), ..place.target(admin, "again") };

    let ephemeral = !ground.is_lab() || ground.ephemeral();
    for (change, right) in changes() {
        let says = |gate, target: &Target| runtime.block_on(refusal(gate, target, change.clone()));
        let holds = |what: &str, said: String, wanted: &[&str]| {
            for part in wanted {
                assert!(said.contains(part), "{what}, {}: {said:?} does not say {part:?}", change.word());
            }
            assert!(!wanted.is_empty() || said.is_empty(), "{what}, {}: {said:?}", change.word());
        };
        holds("read-only", says(readonly, &web), &["read-only: started with --readonly"]);
        let of_viewer = Target { context: viewer.as_str().into(), ..web.clone() };
        holds("no right", says(may_not, &of_viewer), &["denied: you may not ", right, viewer]);
        holds("gone", says(may, &gone), &["goes", "gone"]);
        holds("another", says(may, &another), &["is another object now", "look again"]);

        let [waits, ended, windows] = STATES.map(|(name, ..)| place.target(admin, name));
        let (is_debug, is_forward) = (matches!(change, Change::Debug { .. }), matches!(change, Change::Forward { .. }));
        if is_debug && !ephemeral {
            holds("a server of before", says(may, &web), &["no ephemeral containers", "from 1.23 on"]);
            continue;
        }
        // A forward waits for its pod, and a container for debugging is begun when the pod is.
        let (not_yet, over): (&[&str], &[&str]) = match (is_forward, is_debug) {
            (true, _) => (&[], &["has ended (Failed)", "forward to its workload"]),
            (_, true) => (&[], &["has ended (Failed)", ":logs"]),
            _ => (
                &["container app does not run", "wait until it does", ":describe"],
                &["container app has ended with exit code 3", ":logs"],
            ),
        };
        holds("not started", says(may, &waits), not_yet);
        holds("ended", says(may, &ended), over);
        let of_windows: &[&str] = match &change {
            Change::Shell { .. } => &["container app is of Windows", "add powershell or cmd to shells"],
            Change::CopyIn { .. } | Change::CopyOut { .. } => &["container app is of Windows", ":shell goes into it"],
            _ => &[],
        };
        holds("Windows", says(may, &windows), of_windows);
    }

    // No shell: what is asked for is not in the container.
    let shells = vec!["zsh".to_owned(), "fish".to_owned()];
    let end = runtime.block_on(async {
        let change = Change::Shell { container: String::new(), shells };
        let preview = may.preview(Intent::new(1, web.clone(), change)).await.unwrap();
        let ((_tell, told), (news, mut heard)) = (mpsc::channel(1), mpsc::channel(8));
        let consent = yes();
        let hears = async { while heard.recv().await.is_some() {} };
        tokio::join!(may.enter(preview, &consent, (80, 24), told, news), hears).0.end
    });
    let End::Failed(said) = end else { panic!("{end:?}") };
    let said = said.to_string();
    for part in ["none of zsh, fish is in container", ":exec", ":debug brings one"] {
        assert!(said.contains(part), "{said}");
    }
}
