//! Driving a cluster with the real kubectl: the demo's own, in this process, or one that a kubeconfig names.

use crate::support::ground::tokens;
use dogwatch::demo::{Cluster, Options, Scenario, serve};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How long anything may take that is waited for.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A demo cluster with threads of its own.
pub struct Demo {
    cluster: Cluster,
    _runtime: Runtime,
    dir: tempfile::TempDir,
}

impl Demo {
    pub fn start(scenario: Scenario, speed: f64, pods: Option<usize>) -> Self {
        let runtime = Runtime::new().unwrap();
        let cluster =
            runtime.block_on(serve(Options { scenario, speed, pods, tokens: Some(tokens()), ..Options::default() })).unwrap();
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("kubeconfig"), cluster.kubeconfig()).unwrap();
        Self { cluster, _runtime: runtime, dir }
    }

    /// kubectl in a namespace, as the admin.
    pub fn kubectl(&self, ns: &str) -> Kubectl {
        let k = Kubectl::new(&self.dir.path().join("kubeconfig"), self.dir.path(), ns);
        if k.run(&["get", "ns", ns]).code != 0 {
            k.ok(&["create", "ns", ns]);
        }
        k
    }

    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Where files can be put.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }
}

/// kubectl with a kubeconfig and a namespace.
#[derive(Clone)]
pub struct Kubectl {
    kubeconfig: PathBuf,
    home: PathBuf,
    pub ns: String,
    pub context: Option<&'static str>,
}

/// What a run of kubectl brought.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Kubectl {
    pub fn new(kubeconfig: &Path, home: &Path, ns: &str) -> Self {
        Self { kubeconfig: kubeconfig.into(), home: home.into(), ns: ns.into(), context: None }
    }

    /// The same as another user.
    pub fn as_context(&self, context: &'static str) -> Self {
        Self { context: Some(context), ..self.clone() }
    }

    /// kubectl with its arguments, not yet started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut c = Command::new("kubectl");
        // Its caches and settings stay out of the home of whoever runs the tests.
        c.env("HOME", &self.home).env("KUBECONFIG", &self.kubeconfig).env_remove("KUBECTL_EXTERNAL_DIFF");
        c.args(["-n", &self.ns]);
        if let Some(name) = self.context {
            c.args(["--context", name]);
        }
        c.args(args).stdin(Stdio::null());
        c
    }

    /// Runs it to its end, and fails when that takes too long.
    pub fn run(&self, args: &[&str]) -> Ran {
        let mut child = self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap_or_else(|e| {
            panic!("these tests drive the real kubectl, which cannot be started ({e}): put it on PATH, as .ci/run does")
        });
        let (out, err) = (read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap()));
        let end = Instant::now() + PATIENCE;
        let mut left = |from: &mpsc::Receiver<Vec<u8>>| {
            let all = from.recv_timeout(end.saturating_duration_since(Instant::now())).unwrap_or_else(|_| {
                let _ended_by_itself = child.kill();
                panic!("kubectl {} has not ended within {PATIENCE:?}", args.join(" "))
            });
            String::from_utf8_lossy(&all).into_owned()
        };
        let (out, err) = (left(&out), left(&err));
        Ran { code: child.wait().unwrap().code().unwrap_or(-1), out, err }
    }

    /// Runs what must succeed.
    pub fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "kubectl {}: {}{}", args.join(" "), ran.out, ran.err);
        ran.out
    }

    /// Runs what must fail, and gives its words.
    pub fn fails(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_ne!(ran.code, 0, "kubectl {} should fail: {}", args.join(" "), ran.out);
        ran.err
    }

    /// Runs until the output is as wanted, and fails when that takes too long.
    pub fn until(&self, args: &[&str], good: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let ran = self.run(args);
            if ran.code == 0 && good(&ran.out) {
                return ran.out;
            }
            assert!(Instant::now() < end, "kubectl {} has not come to what is wanted: {}{}", args.join(" "), ran.out, ran.err);
            // The next run of kubectl is pause enough.
            std::thread::yield_now();
        }
    }

    /// Starts what goes on, and reads its lines as they come.
    pub fn stream(&self, args: &[&str]) -> Lines {
        let mut child = self.command(args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (tx, rx) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if tx.send(line).is_err() {
                    return;
                }
            }
        });
        Lines { child, rx }
    }
}

/// Reads to the end, in a thread of its own.
fn read(mut from: impl Read + Send + 'static) -> mpsc::Receiver<Vec<u8>> {
    let (tx, rx) = mpsc::channel();
    std::thread::spawn(move || {
        let mut all = Vec::new();
        from.read_to_end(&mut all).map(|_| tx.send(all))
    });
    rx
}

/// The lines of a kubectl that goes on. Dropping it ends it.
pub struct Lines {
    child: Child,
    rx: mpsc::Receiver<String>,
}

impl Lines {
    /// The first line that is as wanted.
    pub fn find(&self, what: &str, good: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        let mut seen = String::new();
        while let Ok(line) = self.rx.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if good(&line) {
                return line;
            }
            seen = seen + &line + "\n";
        }
        panic!("{what} has not come: {seen}");
    }

    /// Waits for the end of the stream; the lines that were left.
    pub fn rest(&self) -> Vec<String> {
        let end = Instant::now() + PATIENCE;
        let mut all = Vec::new();
        loop {
            match self.rx.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => all.push(line),
                Err(mpsc::RecvTimeoutError::Disconnected) => return all,
                Err(mpsc::RecvTimeoutError::Timeout) => panic!("the stream has not ended: {all:?}"),
            }
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
