//! A namespace of its own on a real cluster, with kubectl as witness and a gate to change things through.

use crate::support::ground::LONG;
use crate::support::real;
use dogwatch::cluster::Session;
use dogwatch::cluster::change::Gate;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::session::Mode;
use dogwatch::journal::Journal;
use dogwatch::model::change::{Change, Consent, ImageSwap, Intent, Outcome, Preview, Target};
use dogwatch::model::resource::Resource;
use dogwatch::model::{Uid, WorkloadKind};
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub struct Lab {
    pub config: PathBuf,
    /// The context of the user who may do all.
    pub admin: String,
    pub namespace: String,
    pub journal: Arc<Journal>,
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.run(&["delete", "namespace", &self.namespace, "--wait=false"], "");
    }
}

impl Lab {
    pub fn new(name: &str) -> Self {
        let (config, admin) = (real::config(), real::context("admin"));
        let namespace = format!("dogwatch-{name}-{}", std::process::id());
        let lab = Self { config, admin, namespace, journal: Arc::new(Journal::memory()) };
        lab.kubectl(&["create", "namespace", &lab.namespace]);
        // Pods need the namespace's service account.
        lab.until("its service account", || lab.run(&["get", "serviceaccount", "default"], "").0);
        lab
    }

    pub fn run(&self, arguments: &[&str], input: &str) -> (bool, String) {
        let mut child = Command::new("kubectl")
            .arg("--kubeconfig")
            .arg(&self.config)
            .args(["--context", &self.admin, "-n", &self.namespace])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("kubectl");
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = if output.status.success() { &output.stdout } else { &output.stderr };
        (output.status.success(), String::from_utf8_lossy(text).into_owned())
    }

    pub fn kubectl(&self, arguments: &[&str]) -> String {
        let (ok, text) = self.run(arguments, "");
        assert!(ok, "kubectl {arguments:?}: {text}");
        text
    }

    pub fn json(&self, what: &str) -> Value {
        serde_json::from_str(&self.kubectl(&["get", what, "-o", "json"])).unwrap()
    }

    pub fn until(&self, what: &str, mut done: impl FnMut() -> bool) {
        let end = Instant::now() + LONG;
        while !done() {
            assert!(Instant::now() < end, "waited {} s for {what}", LONG.as_secs());
            // Each asking is a process: without a pause these are what the machine is busy with.
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    pub fn rolled_out(&self, what: &str) {
        self.kubectl(&["rollout", "status", what, &format!("--timeout={}s", LONG.as_secs())]);
    }

    pub fn create(&self, kind: WorkloadKind, name: &str) {
        let (own, template) = (own_fields(kind, name), pod_template(name));
        let text = format!(
            "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}, annotations: {{team: iot}}}}\n\
             spec:\n  selector: {{matchLabels: {{app: {name}}}, matchExpressions: [{{key: app, operator: In, values: [{name}, x]}}]}}\n\
             {own}{template}"
        );
        let (ok, said) = self.run(&["apply", "-f", "-"], &text);
        assert!(ok, "{said}");
    }

    pub fn target(&self, kind: WorkloadKind, name: &str) -> Target {
        let uid = self.kubectl(&["get", kind.kind().plural(), name, "-o", "jsonpath={.metadata.uid}"]);
        let namespace = self.namespace.as_str().into();
        Target { context: self.admin.as_str().into(), resource: kind.into(), namespace, name: name.into(), uid: Uid::new(&uid) }
    }

    /// Any object of the namespace, or of the cluster, as a target.
    pub fn object(&self, resource: Resource, name: &str) -> Target {
        let uid = self.kubectl(&["get", &resource.plural, name, "-o", "jsonpath={.metadata.uid}"]);
        let namespace = if resource.namespaced { self.namespace.as_str().into() } else { "".into() };
        Target { context: self.admin.as_str().into(), resource, namespace, name: name.into(), uid: Uid::new(&uid) }
    }

    pub fn apply(&self, text: &str) {
        let (ok, said) = self.run(&["apply", "-f", "-"], text);
        assert!(ok, "{said}");
    }

    pub fn gate(&self, context: &str, readonly: bool) -> Gate {
        let contexts = Contexts::read(Some(&self.config), None, None, false).unwrap();
        let (session, writer) = Session::open(contexts, &context.into(), Mode::new(readonly));
        Gate::new(session, writer, Ok(self.journal.clone()), context.into())
    }

    pub async fn change(&self, gate: &Gate, target: &Target, change: Change) -> (Preview, i64) {
        let preview = gate.preview(Intent::new(1, target.clone(), change)).await.unwrap();
        let carried = gate.carry_out(preview.clone(), &yes(), &|_| {}).await;
        assert_eq!(carried.trouble, None);
        let Outcome::Taken { generation, .. } = carried.outcome else { panic!("{carried:?}") };
        (preview, generation)
    }

    pub fn generation(&self, what: &str) -> i64 {
        self.json(what)["metadata"]["generation"].as_i64().unwrap()
    }
}

pub fn yes() -> Consent {
    Consent { yes: true, count: 1, ..Consent::default() }
}

pub fn own_fields(kind: WorkloadKind, name: &str) -> String {
    match kind {
        WorkloadKind::Deployment => "  replicas: 2\n".into(),
        WorkloadKind::StatefulSet => format!("  replicas: 2\n  serviceName: {name}\n"),
        WorkloadKind::DaemonSet => String::new(),
        WorkloadKind::Job | WorkloadKind::CronJob => panic!("{kind} {name}: for those with a rollout"),
    }
}

pub fn pod_template(name: &str) -> String {
    format!(
        "  template:\n    metadata: {{labels: {{app: {name}}}}}\n    spec:\n      terminationGracePeriodSeconds: 0\n      \
         containers: [{{name: app, image: 'docker.io/lab/app:1.0', imagePullPolicy: Never, args: [app], env: [{{name: FEATURE, value: 'on'}}]}}]\n"
    )
}

pub fn swap(from: &str, to: &str) -> Change {
    let image = |tag: &str| format!("docker.io/lab/app:{tag}");
    Change::SetImages { swaps: vec![ImageSwap { container: "app".into(), init: false, from: image(from), to: image(to) }] }
}

pub fn image(json: &Value) -> &str {
    json["spec"]["template"]["spec"]["containers"][0]["image"].as_str().unwrap()
}

pub const DEPLOYMENT: WorkloadKind = WorkloadKind::Deployment;
