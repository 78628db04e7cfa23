//! Where the flows are walked: the demo cluster in this process, or a real cluster that `DOGWATCH_TEST_KUBECONFIG` names.

use crate::support::pty::{Pty, Start, keys};
use crate::support::real;
use dogwatch::demo;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take. Generous: the machine may be busy with other things.
pub const LONG: Duration = Duration::from_secs(180);

/// The tokens of the tests' demo clusters: known ones, so that requests can be made by hand and a cluster can be started again under the same
/// kubeconfig.
pub fn tokens() -> demo::Tokens {
    let of = |user: &str| format!("demo-{user}-token");
    demo::Tokens { admin: of("admin"), dev: of("dev"), viewer: of("viewer") }
}

/// The workloads of the calm demo's iot-test with all their pods: what stands so changes its place no more.
pub const TEST_WHOLE: [&str; 3] = ["● live", "✓5", "pods 5/5"];

/// Waits for these texts, then takes the cursor to the first row, which has this text. Each kind of workload comes with a list of its own, and a
/// cursor that has stood for a second holds its object, wherever what comes later puts that.
pub fn to_first(pty: &mut Pty, whole: &[&str], row: &str) {
    pty.wait_for(|s| whole.iter().all(|text| s.contains(text)), LONG).unwrap();
    pty.send("g");
    pty.wait_for(|s| s.lines().any(|l| l.rsplit_once('▌').is_some_and(|(_, list)| list.contains(row))), LONG).unwrap();
}

/// A cluster with a Deployment `web` of two replicas that the flow may do with as it likes.
pub struct Ground {
    pub config: PathBuf,
    pub namespace: String,
    /// The image that `web` begins with, another that exists, and one that does not.
    pub images: [String; 3],
    folder: tempfile::TempDir,
    kind: Kind,
}

enum Kind {
    Demo(tokio::runtime::Runtime, Option<demo::Cluster>),
    Lab,
}

impl Ground {
    /// The demo cluster, its time five times as fast.
    pub fn demo() -> Self {
        let options = demo::Options { scenario: demo::Scenario::Calm, speed: 5.0, ..demo::Options::default() };
        Self::demo_with(options)
    }

    pub fn demo_with(mut options: demo::Options) -> Self {
        options.tokens.get_or_insert_with(tokens);
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let cluster = runtime.block_on(demo::serve(options)).unwrap();
        let config = folder.path().join("kubeconfig");
        std::fs::write(&config, cluster.kubeconfig()).unwrap();
        let mut ground = Self {
            config,
            namespace: "iot-test".into(),
            images: Default::default(),
            folder,
            kind: Kind::Demo(runtime, Some(cluster)),
        };
        let image = ground.image();
        let (repository, _) = image.rsplit_once(':').unwrap();
        ground.images = [image.clone(), format!("{repository}:7.7.1"), format!("{repository}:7.7.2-bad")];
        ground
    }

    /// A namespace of its own on a real cluster.
    pub fn lab(name: &str) -> Self {
        Self::lab_of(real::config(), name)
    }

    /// The same on the cluster of another kubeconfig.
    pub fn lab_of(config: PathBuf, name: &str) -> Self {
        Self::lab_at(config, format!("dogwatch-flow-{name}-{}", std::process::id()))
    }

    /// The same in a namespace of this name.
    pub fn lab_at(config: PathBuf, namespace: String) -> Self {
        let images = ["docker.io/lab/app:1.0", "docker.io/lab/app:1.1", "docker.io/lab/app:7.7.2-bad"].map(str::to_owned);
        let ground = Self { config, namespace, images, folder: tempfile::tempdir().unwrap(), kind: Kind::Lab };
        ground.kubectl(&["create", "namespace", &ground.namespace]).unwrap();
        until("the namespace's service account", || ground.kubectl(&["get", "serviceaccount", "default"]).ok().map(|_| ()));
        let file = ground.folder.path().join("web.json");
        std::fs::write(&file, WEB).unwrap();
        ground.kubectl(&["apply", "-f", file.to_str().unwrap()]).unwrap();
        until("web to be ready", || (ground.web()["ready"] == 2).then_some(()));
        ground
    }

    pub fn is_lab(&self) -> bool {
        matches!(self.kind, Kind::Lab)
    }

    /// The demo's faults.
    pub fn faults(&self) -> &demo::Faults {
        match &self.kind {
            Kind::Demo(_, Some(cluster)) => cluster.faults(),
            _ => panic!("only the demo has faults to switch"),
        }
    }

    /// What the demo was asked.
    pub fn requests(&self) -> &demo::Requests {
        match &self.kind {
            Kind::Demo(_, Some(cluster)) => cluster.requests(),
            _ => panic!("only the demo counts requests"),
        }
    }

    /// Where the demo listens.
    pub fn address(&self) -> std::net::SocketAddr {
        match &self.kind {
            Kind::Demo(_, Some(cluster)) => cluster.addr(),
            _ => panic!("only the demo listens here"),
        }
    }

    /// Ends the demo and starts another on the same port.
    pub fn restart(&mut self, options: demo::Options) {
        let listen = self.stop();
        self.start_at(listen, demo::Options { tokens: Some(tokens()), ..options });
    }

    /// Ends the demo; gives where it listened.
    pub fn stop(&mut self) -> std::net::SocketAddr {
        let listen = self.address();
        match &mut self.kind {
            Kind::Demo(runtime, cluster) => {
                if let Some(cluster) = cluster.take() {
                    runtime.block_on(cluster.shutdown());
                }
            }
            Kind::Lab => panic!("only the demo can be stopped"),
        }
        listen
    }

    /// Starts a demo where one that was stopped listened.
    pub fn start_at(&mut self, listen: std::net::SocketAddr, options: demo::Options) {
        match &mut self.kind {
            Kind::Demo(runtime, cluster) => {
                // While nobody listened there, any other socket of this machine may have been given the port for a moment.
                let again = || runtime.block_on(demo::serve(demo::Options { listen, ..options.clone() })).ok();
                *cluster = Some(until("the port to be free again", again));
            }
            Kind::Lab => panic!("only the demo can be started again"),
        }
    }

    /// kubectl's output on the real cluster.
    pub fn kubectl(&self, arguments: &[&str]) -> Result<String, String> {
        let out = Command::new("kubectl")
            .arg("--kubeconfig")
            .arg(&self.config)
            .args(["-n", &self.namespace])
            .args(arguments)
            .output()
            .expect("kubectl");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if out.status.success() { Ok(text(&out.stdout)) } else { Err(text(&out.stderr)) }
    }

    /// Whether the real cluster has ephemeral containers, as it says of itself.
    pub fn ephemeral(&self) -> bool {
        self.kubectl(&["get", "--raw", "/api/v1"]).is_ok_and(|resources| resources.contains("pods/ephemeralcontainers"))
    }

    /// What `dogwatch get` prints as JSON.
    pub fn get(&self, what: &str) -> Vec<Value> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dogwatch"));
        command
            .args(["get", what, "-o", "json", "-n", &self.namespace, "--kubeconfig"])
            .arg(&self.config)
            .env("HOME", self.folder.path());
        let out = command.stdin(Stdio::null()).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        match serde_json::from_slice::<Value>(&out.stdout).unwrap()["items"].take() {
            Value::Array(items) => items,
            other => panic!("{other}"),
        }
    }

    /// `web` as the cluster has it.
    pub fn web(&self) -> Value {
        self.get("workloads").into_iter().find(|w| w["name"] == "web").expect("web is there")
    }

    /// The image of `web` as the cluster has it: on a real cluster as kubectl says.
    pub fn image(&self) -> String {
        if self.is_lab() {
            return self
                .kubectl(&["get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}"])
                .unwrap();
        }
        self.web()["images"][0]["image"].as_str().unwrap().to_owned()
    }

    /// The replicas of `web` as the cluster has them.
    pub fn replicas(&self) -> u64 {
        if self.is_lab() {
            return self.kubectl(&["get", "deployment", "web", "-o", "jsonpath={.spec.replicas}"]).unwrap().parse().unwrap();
        }
        self.web()["desired"].as_u64().unwrap()
    }

    /// The dashboard on this cluster.
    pub fn start(&self, columns: u16, rows: u16, more: &[&str]) -> Pty {
        let config = self.config.to_str().unwrap();
        let mut arguments = vec!["--kubeconfig", config, "-n", &self.namespace];
        arguments.extend(more);
        Start::new().size(columns, rows).args(arguments).spawn()
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        match &mut self.kind {
            Kind::Demo(runtime, cluster) => {
                if let Some(cluster) = cluster.take() {
                    runtime.block_on(cluster.shutdown());
                }
            }
            Kind::Lab => {
                let _ = self.kubectl(&["delete", "namespace", &self.namespace, "--wait=false"]);
            }
        }
    }
}

/// Asks until there is an answer: the question itself is what waits.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + LONG;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "waited {} s for {what}", LONG.as_secs());
        // Most askings are a process: without a pause these are what the machine is busy with.
        std::thread::sleep(Duration::from_millis(50));
    }
}

const WEB: &str = r#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "labels": {"app": "web"}}, "spec": {"replicas": 2,
"selector": {"matchLabels": {"app": "web"}}, "progressDeadlineSeconds": 60, "template": {"metadata": {"labels": {"app": "web"}}, "spec": {
"terminationGracePeriodSeconds": 2, "automountServiceAccountToken": false, "containers": [{"name": "web", "image": "docker.io/lab/app:1.0",
"imagePullPolicy": "Never", "args": ["app"], "env": [{"name": "NAME", "value": "web"}], "readinessProbe": {"exec": {"command": ["cat", "/tmp/ready"]},
"periodSeconds": 2, "timeoutSeconds": 10, "failureThreshold": 2}}]}}}}"#;

/// Puts the cursor on `web`.
pub fn find_web(pty: &mut Pty) {
    pty.wait_text("web", LONG).unwrap();
    pty.send("/");
    pty.wait_for(|s| s.lines().rev().nth(1).is_some_and(|l| l.starts_with(" /")), LONG).unwrap();
    pty.send("web");
    pty.send(keys::ENTER);
    pty.wait_text("/web", LONG).unwrap();
    // The pods may be there before the workload that they belong to.
    pty.wait_for(|s| s.contains("Pods of web"), LONG).unwrap();
}

/// Answers the question whose title has this text.
pub fn agree(pty: &mut Pty, title: &str) {
    pty.wait_for(|s| s.contains(title) && s.contains("y do it"), LONG).unwrap();
    pty.send("y");
}

/// A test on the demo and one on a real cluster for each flow.
macro_rules! on_both {
    ($($flow:ident $demo:ident $lab:ident $name:literal;)*) => {
        $(
            #[test]
            fn $demo() {
                $flow(&Ground::demo());
            }

            #[test]
            #[ignore = "needs DOGWATCH_TEST_KUBECONFIG, the path of a kubeconfig, and kubectl"]
            fn $lab() {
                $flow(&Ground::lab($name));
            }
        )*
    };
}
pub(crate) use on_both;

/// A program of this text. Written by another process: while a file is open for writing here, a child that another test begins just then
/// has it open too, and it cannot be run.
pub fn executable(file: &Path, text: &str) -> PathBuf {
    let mut child =
        Command::new("sh").args(["-c", "cat > \"$0\" && chmod 755 \"$0\""]).arg(file).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "{}", file.display());
    file.to_owned()
}
