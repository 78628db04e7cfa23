//! Logs on the lab: followed through breaks of the connection and restarts of the container, and compared with kubectl's.
//!
//! Run with `DOGWATCH_TEST_KUBECONFIG=… cargo test --test it lab_logs -- --ignored`.

use crate::support::ground::LONG;
use dogwatch::cluster::Session;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::logs::Follower;
use dogwatch::cluster::session::Mode;
use dogwatch::logs::{Body, Buffer};
use dogwatch::model::Uid;
use dogwatch::model::logs::{LogLine, LogSource, LogWish, Remark};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::AbortHandle;
use tokio::time::timeout;

/// A namespace of this test's own, gone when it ends.
struct Lab {
    kubeconfig: String,
    namespace: String,
}

impl Lab {
    fn new(name: &str) -> Self {
        let kubeconfig = std::env::var("DOGWATCH_TEST_KUBECONFIG").expect("DOGWATCH_TEST_KUBECONFIG names a kubeconfig");
        let lab = Self { kubeconfig, namespace: format!("dogwatch-{name}-{}", std::process::id()) };
        lab.kubectl(&["create", "namespace", &lab.namespace], None);
        // Pods need the namespace's service account.
        crate::support::ground::until("the namespace's service account", || {
            let account = ["get", "serviceaccount", "default", "--ignore-not-found", "-o", "name"];
            (!lab.kubectl(&account, None).is_empty()).then_some(())
        });
        lab
    }

    fn kubectl(&self, args: &[&str], input: Option<&str>) -> String {
        let mut child = Command::new("kubectl")
            .args(["--kubeconfig", &self.kubeconfig, "-n", &self.namespace])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.unwrap_or_default().as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "kubectl {args:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Makes a pod of the lab's application, and waits until it logs.
    async fn pod(&self, id: u32, name: &str, env: &[(&str, &str)]) -> LogWish {
        let env: Vec<String> = env.iter().map(|(n, v)| format!("{{name: {n}, value: '{v}'}}")).collect();
        let yaml = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  terminationGracePeriodSeconds: 1\n  automountServiceAccountToken: false\n  \
             containers:\n  - {{name: app, image: 'docker.io/lab/app:1.0', imagePullPolicy: Never, args: [app], env: [{}]}}\n",
            env.join(", ")
        );
        self.kubectl(&["create", "-f", "-"], Some(&yaml));
        let uid = self.kubectl(&["get", "pod", name, "-o", "jsonpath={.metadata.uid}"], None);
        let source = LogSource {
            id,
            namespace: self.namespace.as_str().into(),
            pod: name.into(),
            uid: Uid::new(&uid),
            container: "app".into(),
        };
        LogWish {
            source,
            incarnation: 0,
            previous: false,
            running: true,
            ended: None,
            tail: 10_000,
            span: dogwatch::model::logs::LogSpan::Tail,
        }
    }

    /// A session whose connections go through the proxy.
    fn session(&self, proxy: &Proxy) -> Session {
        let text = std::fs::read_to_string(&self.kubeconfig).unwrap().replace(&proxy.target, &proxy.address);
        let contexts = Contexts::from_text(&text).unwrap();
        Session::open(contexts, &crate::support::real::context("admin").as_str().into(), Mode::new(true)).0
    }

    fn server(&self) -> String {
        let url = self.kubectl(&["config", "view", "-o", "jsonpath={.clusters[0].cluster.server}"], None);
        url.trim_start_matches("https://").to_owned()
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.kubectl(&["delete", "namespace", &self.namespace, "--wait=false"], None);
    }
}

/// A TCP proxy whose connections can be broken.
struct Proxy {
    target: String,
    address: String,
    open: Arc<Mutex<Vec<AbortHandle>>>,
}

impl Proxy {
    async fn new(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let open: Arc<Mutex<Vec<AbortHandle>>> = Arc::default();
        let (to, held) = (target.clone(), open.clone());
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let to = to.clone();
                let task = tokio::spawn(async move {
                    if let Ok(mut far) = TcpStream::connect(&to).await {
                        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                    }
                });
                held.lock().unwrap().push(task.abort_handle());
            }
        });
        Self { target, address, open }
    }

    fn cut(&self) {
        self.open.lock().unwrap().drain(..).for_each(|task| task.abort());
    }
}

/// What has come, by source, until it is as wanted.
async fn until(rx: &mut Receiver<(u64, Vec<LogLine>)>, buffer: &mut Buffer, what: &str, done: impl Fn(&Buffer) -> bool) {
    let seen = timeout(LONG, async {
        while !done(buffer) {
            let (_, lines) = rx.recv().await.unwrap();
            buffer.extend(&lines);
        }
    });
    if seen.await.is_err() {
        let all = lines(buffer, None);
        let told: Vec<&String> = all.iter().filter(|l| is_remark(l) || l.starts_with("starting ")).collect();
        panic!("{what}: {told:#?}, and at last {:?}", all.iter().rev().take(10).collect::<Vec<_>>());
    }
}

/// The texts of a source, with everything that is none as its debug form.
fn lines(buffer: &Buffer, source: Option<u32>) -> Vec<String> {
    let of = buffer.range(0..usize::MAX).filter(|l| source.is_none_or(|s| l.source == s));
    let text = |body: Body<'_>| match body {
        Body::Text(text) => text.to_owned(),
        Body::Remark(Remark::Missing(ms)) => format!("Gap({ms})"),
        Body::Remark(remark) => format!("Remark(\"{remark}\")"),
    };
    of.map(|l| text(l.body)).collect()
}

#[tokio::test]
#[ignore = "needs the lab"]
async fn a_log_through_broken_connections_is_kubectls() {
    let lab = Lab::new("logs");
    let proxy = Proxy::new(lab.server()).await;
    let wishes =
        vec![lab.pod(1, "one", &[("EVERY", "0.1")]).await, lab.pod(2, "two", &[("EVERY", "0.05"), ("STYLE", "spring")]).await];
    let (tx, mut rx) = channel(16);
    let mut follower = Follower::start(lab.session(&proxy), tx);
    // Set while the containers are still being made: they are waited for.
    follower.set(1, wishes);
    let mut buffer = Buffer::default();
    for round in 1..=6 {
        until(&mut rx, &mut buffer, "lines of both", |b| {
            lines(b, Some(1)).len() > round * 30 && lines(b, Some(2)).len() > round * 30
        })
        .await;
        proxy.cut();
        if round % 2 == 0 {
            follower.reconnect();
        }
    }
    for (source, pod) in [(1, "one"), (2, "two")] {
        let kubectl: Vec<String> = lab.kubectl(&["logs", pod], None).lines().map(str::to_owned).collect();
        until(&mut rx, &mut buffer, "as far as kubectl", |b| lines(b, Some(source)).len() >= kubectl.len()).await;
        let mut ours = lines(&buffer, Some(source));
        // That the container is not there yet, or the link not for a while and then again, may be said; that lines are lost may not.
        ours.retain(|l| {
            !["Remark(\"waits: ContainerCreating", "Remark(\"no answer: ", "Remark(\"answers again"]
                .iter()
                .any(|m| l.starts_with(m))
        });
        until(&mut rx, &mut buffer, "one more", |b| lines(b, Some(source)).len() > ours.len()).await;
        assert_eq!(ours[..kubectl.len().min(ours.len())], kubectl[..kubectl.len().min(ours.len())]);
    }
}

#[tokio::test]
#[ignore = "needs the lab"]
async fn a_container_that_crashes_is_followed_into_its_next_runs() {
    let lab = Lab::new("crash");
    let proxy = Proxy::new(lab.server()).await;
    let wish = lab.pod(1, "crash", &[("EVERY", "0.05"), ("CRASH", "3"), ("CRASH_AFTER", "4")]).await;
    let (tx, mut rx) = channel(16);
    let mut follower = Follower::start(lab.session(&proxy), tx);
    follower.set(1, vec![wish]);
    let mut buffer = Buffer::default();
    let starts = |b: &Buffer| lines(b, Some(1)).iter().filter(|l| l.starts_with("starting ")).count();
    // How many lines a run has until it crashes is the machine's affair.
    let counted =
        |b: &Buffer| lines(b, Some(1)).iter().rev().take_while(|l| !l.starts_with("starting ")).any(|l| l.contains(" line "));
    until(&mut rx, &mut buffer, "the first run", |b| starts(b) > 0 && counted(b)).await;
    // The first run ends while nothing can be read.
    proxy.cut();
    until(&mut rx, &mut buffer, "the third run", |b| starts(b) > 2 && counted(b)).await;
    let all = lines(&buffer, Some(1));
    let texts: Vec<String> = all.iter().filter(|l| !l.starts_with("Remark(")).cloned().collect();
    let mut number = 0;
    for (i, text) in texts.iter().enumerate() {
        // A kubelet under load removes an ended container before its log can be asked for. What is lost then has its gap, and the gap
        // stands where the run is cut off: before the next one's first line.
        if text.starts_with("Gap(") && texts.get(i + 1).is_some_and(|next| next.starts_with("starting ")) {
            continue;
        }
        if text.starts_with("starting ") {
            number = 0;
        } else if !text.starts_with("fatal: ") {
            number += 1;
            assert!(text.contains(&format!(" line {number} ")), "line {number} is missing before {text:?}: {all:#?}");
        }
    }
    for i in (1..texts.len()).filter(|i| texts[*i].starts_with("starting ")) {
        let told = texts[i - 1].starts_with("Gap(") || has_last_word(&texts[..i]);
        assert!(told, "each run is whole or says that it is not: {texts:?}");
    }
    // The last run ends too: that is said without another run.
    let newest = |b: &Buffer| {
        let all = lines(b, Some(1));
        let begin = all.iter().rposition(|l| l.starts_with("starting ")).unwrap_or(0);
        all[begin..].to_vec()
    };
    until(&mut rx, &mut buffer, "its end", |b| newest(b).iter().any(|l| l.starts_with("Remark(\"ended: exit 3"))).await;
    let all = lines(&buffer, Some(1));
    // The first one has none before it.
    for i in (0..all.len()).filter(|i| all[*i].starts_with("starting ")).skip(1) {
        let before = all[..i].iter().rev().take_while(|l| !l.starts_with("starting "));
        let ends = before.filter(|l| l.starts_with("Remark(\"started again")).count();
        assert_eq!(ends, 1, "where a run begins it is said once: {all:#?}");
    }
}

#[tokio::test]
#[ignore = "needs the lab"]
async fn a_flood_is_taken_without_piling_up() {
    let lab = Lab::new("flood");
    let proxy = Proxy::new(lab.server()).await;
    let wish = lab.pod(1, "flood", &[("STYLE", "flood")]).await;
    let (tx, mut rx) = channel(4);
    let mut follower = Follower::start(lab.session(&proxy), tx);
    follower.set(1, vec![wish]);
    let mut buffer = Buffer::new(16 << 20);
    // Past the buffer's bound and three rotations of the kubelet's file. How long that takes is the machine's affair: only silence is wrong.
    while buffer.pushed() < 250_000 {
        let come = timeout(Duration::from_secs(60), rx.recv()).await;
        let (_, lines) = come.unwrap_or_else(|_| panic!("silent after {} lines", buffer.pushed())).unwrap();
        buffer.extend(&lines);
        assert!(buffer.bytes() <= buffer.bound());
    }
    assert!(buffer.dropped() > 0, "the bound was met");
    assert_eq!(buffer.len() as u64 + buffer.dropped(), buffer.pushed());
    // Every number once and in order; where a rotation came between, a gap or a mark says so, a moment later where it was passed just now.
    let mut next = None;
    for line in buffer.range(0..buffer.len().saturating_sub(50_000)) {
        let number = match line.body {
            Body::Text(text) => text.split(' ').next().and_then(|n| n.parse::<u64>().ok()),
            _ => None,
        };
        assert!(next.is_none() || number.is_none() || next == number, "{next:?}: {line:?}");
        next = number.map(|n| n + 1);
    }
}

#[tokio::test]
#[ignore = "needs the lab"]
async fn side_by_side_with_kubectl_nothing_is_missing() {
    let lab = Lab::new("side");
    let proxy = Proxy::new(lab.server()).await;
    let wishes = vec![
        lab.pod(1, "json", &[("EVERY", "0.02"), ("STYLE", "json")]).await,
        lab.pod(2, "spring", &[("EVERY", "0.05"), ("STYLE", "spring")]).await,
        lab.pod(3, "crash", &[("EVERY", "0.1"), ("CRASH", "1"), ("CRASH_AFTER", "45")]).await,
    ];
    // kubectl gives up a container that is between two runs: all of them are in their first.
    lab.kubectl(&["wait", "--for=condition=Ready", "pod/json", "pod/spring", "pod/crash", "--timeout=180s"], None);
    let (tx, mut rx) = channel(16);
    let mut follower = Follower::start(lab.session(&proxy), tx);
    follower.set(1, wishes.clone());
    let mut buffer = Buffer::default();
    let kubectl = |pod: &str| {
        let mut child = Command::new("kubectl");
        child.args(["--kubeconfig", &lab.kubeconfig, "-n", &lab.namespace, "logs", "-f", "--timestamps", "--tail=-1", pod]);
        child.stdout(Stdio::piped()).spawn().unwrap()
    };
    let mut others: Vec<_> = ["json", "spring", "crash"].map(kubectl).into_iter().collect();
    // kubectl's own following ends with the run; ours goes on behind it.
    for round in 1..=4 {
        until(&mut rx, &mut buffer, "lines", |b| lines(b, Some(1)).len() > round * 30 && lines(b, Some(2)).len() > round * 10)
            .await;
        proxy.cut();
    }
    until(&mut rx, &mut buffer, "the second run", |b| lines(b, Some(3)).iter().filter(|l| l.starts_with("starting ")).count() > 1)
        .await;
    for (child, wish) in others.iter_mut().zip(&wishes) {
        let _ended_by_itself = child.kill();
        let mut text = String::new();
        std::io::Read::read_to_string(child.stdout.as_mut().unwrap(), &mut text).unwrap();
        child.wait().unwrap();
        // What was killed may end in the middle of a line.
        let whole = text.rsplit_once('\n').map_or("", |s| s.0);
        let theirs: Vec<&str> = whole.lines().filter_map(|l| l.split_once(' ')).map(|s| s.1).collect();
        assert!(theirs.len() > 5, "{} lines of {}", theirs.len(), wish.source.pod);
        let source = Some(wish.source.id);
        until(&mut rx, &mut buffer, "as far as kubectl", |b| {
            lines(b, source).iter().filter(|l| !is_remark(l)).count() >= theirs.len()
        })
        .await;
        let ours: Vec<String> = lines(&buffer, source).into_iter().filter(|l| !is_remark(l)).collect();
        assert_eq!(ours[..theirs.len()], theirs, "{}", wish.source.pod);
    }
}

/// Whether a run that ends here has its last word. It is on stderr: the container's runtime stamps that apart from stdout, of which one
/// line may come later.
fn has_last_word(lines: &[String]) -> bool {
    lines.iter().rev().filter(|l| !l.starts_with("Remark(")).take(2).any(|l| l.starts_with("fatal: "))
}

fn is_remark(line: &str) -> bool {
    line.starts_with("Remark(") || line.starts_with("Gap(")
}

#[tokio::test]
#[ignore = "needs the lab"]
async fn a_container_that_has_crashed_is_shown_with_its_previous_run() {
    let lab = Lab::new("again");
    let proxy = Proxy::new(lab.server()).await;
    // Long enough that the second run is still under way when it is looked at, however busy the machine is.
    let wish = lab.pod(1, "again", &[("EVERY", "0.2"), ("CRASH", "3"), ("CRASH_AFTER", "45")]).await;
    let restarts = || lab.kubectl(&["get", "pod", "again", "-o", "jsonpath={.status.containerStatuses[0].restartCount}"], None);
    let end = std::time::Instant::now() + LONG;
    while restarts() != "1" {
        assert!(std::time::Instant::now() < end, "it is started again");
    }
    let (tx, mut rx) = channel(16);
    let mut follower = Follower::start(lab.session(&proxy), tx);
    follower.set(1, vec![LogWish { incarnation: 1, ..wish }]);
    let mut buffer = Buffer::default();
    until(&mut rx, &mut buffer, "both runs", |b| lines(b, Some(1)).iter().filter(|l| l.starts_with("starting ")).count() > 1).await;
    let all = lines(&buffer, Some(1));
    let mark = all.iter().position(|l| l == "Remark(\"started again: it had ended with exit 3\")");
    let mark = mark.unwrap_or_else(|| panic!("{all:#?}"));
    assert!(has_last_word(&all[..mark]) && all[mark + 1].starts_with("starting "), "{all:#?}");
    // A kubelet may be caught in its pause: then the end of the run is said by itself too.
    assert!(all.iter().filter(|l| l.starts_with("Remark(\"ended: ")).all(|l| l.starts_with("Remark(\"ended: exit 3")), "{all:#?}");
    assert!(all[0].starts_with("starting ") && !all.iter().any(|l| l.starts_with("Gap(")), "{all:#?}");
}
