//! An HTTP/1.1 proxy between dogwatch and a cluster, whose faults a test switches while it runs.
//!
//! A rule holds for requests of a method (empty: any) whose path and query contain a text, until it is lifted:
//!
//! ```ignore
//! let (ground, proxy) = (Ground::demo(), Proxy::before(ground.address()));
//! let config = proxy.config_of(&ground.config);                 // a kubeconfig that leads through it
//! let rule = proxy.swallow("PATCH", "/deployments/");           // taken by the server, never answered
//! // … scale with dogwatch on `config` …
//! proxy.wait_for("PATCH", "/deployments/", 1);                   // the server has answered it; nobody hears of that
//! proxy.lift(rule);
//! ```

mod serve;

use bytes::Bytes;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use tokio::sync::{broadcast, watch};

/// Makes another of a whole text, or of a watch's line any number of lines.
pub type Edit<T> = Arc<dyn Fn(&str) -> T + Send + Sync>;

/// What happens to a request.
#[derive(Clone)]
pub enum Fault {
    /// It is answered in the server's stead: code, further headers, body.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// It is answered in the server's stead by a body without an end: code, further headers, how it begins, and what comes again and again.
    Endless(u16, Vec<(&'static str, String)>, Bytes, Bytes),
    /// It waits until the rule is lifted, and then goes on its way.
    Hang,
    /// It reaches the server, and its answer never comes back: nothing is heard on the connection any more.
    Swallow,
    /// It reaches the server, and the connection is closed in the place of an answer.
    Lose,
    /// The connection is closed before the request has reached the server.
    Drop,
    /// It is refused with 401 unless it carries this bearer token.
    Token(String),
    /// Its answer begins so late and comes at so many bytes a second.
    Slow(Duration, usize),
    /// Its answer's `Date` is that of a clock so many seconds ahead of this machine's; negative for one that is behind.
    Clock(i64),
    /// Its answer has another header.
    Header(&'static str, String),
    /// It asks for another path.
    Path(Edit<String>),
    /// Its answer is another text. Watches and followed logs are left alone.
    Body(Edit<String>),
    /// Each line of a watch or a followed log is other lines.
    Lines(Edit<Vec<String>>),
}

impl Fault {
    /// A failure as the API server tells of it.
    pub fn status(code: u16, reason: &str, message: &str) -> Self {
        let headers = if code == 429 { vec![("retry-after", "1".to_owned())] } else { Vec::new() };
        Self::Answer(code, headers, status(code, reason, message))
    }

    /// A body without an end of a good answer.
    pub fn endless(begin: &str, again: &str) -> Self {
        let again = again.repeat((64 << 10) / again.len() + 1);
        Self::Endless(200, Vec::new(), Bytes::from(begin.to_owned()), Bytes::from(again))
    }

    pub fn body(edit: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self::Body(Arc::new(edit))
    }

    pub fn lines(edit: impl Fn(&str) -> Vec<String> + Send + Sync + 'static) -> Self {
        Self::Lines(Arc::new(edit))
    }
}

/// A Status object.
pub fn status(code: u16, reason: &str, message: &str) -> String {
    serde_json::json!({ "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason, "message": message })
        .to_string()
}

/// A request that has come, and what the server answered it with: nothing where it was not asked, or not yet.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub answered: Option<u16>,
    pub at: Instant,
}

impl Seen {
    fn is(&self, method: &str, part: &str) -> bool {
        (method.is_empty() || self.method == method) && self.path.contains(part)
    }
}

#[derive(Clone)]
struct Rule {
    number: usize,
    method: String,
    part: String,
    /// Requests with this in their path are left alone.
    unless: Option<&'static str>,
    fault: Fault,
}

/// What is done to open watches.
#[derive(Clone, Debug)]
enum Stir {
    /// A line more.
    Line(String, String),
    /// They end as they should.
    End(String),
    /// They break in the middle.
    Break(String),
}

/// What is done to connections.
#[derive(Clone, Copy, Default, Debug)]
struct Wires {
    refuse: bool,
    /// Bytes vanish both ways.
    freeze: bool,
    resets: u64,
}

struct Shared {
    address: SocketAddr,
    upstream: SocketAddr,
    rules: Mutex<Vec<Rule>>,
    /// Whether streamed lists are refused.
    paged: AtomicBool,
    /// Rung at each change of the rules.
    turned: watch::Sender<usize>,
    wires: watch::Sender<Wires>,
    stirs: broadcast::Sender<Stir>,
    /// The paths of the watches that are open.
    open: Mutex<Vec<String>>,
    seen: Mutex<Vec<Seen>>,
    heard: Condvar,
    /// Bytes that answers without an end have given so far.
    endless: Arc<AtomicUsize>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}

impl Shared {
    /// The faults for a request, in the order in which they were made.
    fn faults(&self, seen: &Seen) -> Vec<Fault> {
        if self.paged.load(Ordering::Relaxed) && seen.path.contains("sendInitialEvents") {
            let why = "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled";
            return vec![Fault::status(422, "Invalid", why)];
        }
        let fits = |r: &&Rule| seen.is(&r.method, &r.part) && r.unless.is_none_or(|u| !seen.path.contains(u));
        lock(&self.rules).iter().filter(fits).map(|r| r.fault.clone()).collect()
    }

    fn note(&self, seen: Seen) -> usize {
        let mut all = lock(&self.seen);
        all.push(seen);
        self.heard.notify_all();
        all.len() - 1
    }

    fn note_answer(&self, number: usize, code: u16) {
        lock(&self.seen)[number].answered = Some(code);
        self.heard.notify_all();
    }
}

/// A running proxy. It ends when it is dropped.
pub struct Proxy {
    shared: Arc<Shared>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Proxy {
    /// A proxy on a port of its own, before a server on this address.
    pub fn before(upstream: SocketAddr) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let shared = Arc::new(Shared {
            address: listener.local_addr().unwrap(),
            upstream,
            rules: Mutex::default(),
            paged: AtomicBool::new(false),
            turned: watch::Sender::new(0),
            wires: watch::Sender::default(),
            stirs: broadcast::Sender::new(1024),
            open: Mutex::default(),
            seen: Mutex::default(),
            heard: Condvar::new(),
            endless: Arc::default(),
        });
        runtime.spawn(serve::accept(shared.clone(), listener));
        Self { shared, runtime: Some(runtime) }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// A kubeconfig's text, leading through it.
    pub fn config(&self, text: &str) -> String {
        let upstream = self.shared.upstream.to_string();
        assert!(text.contains(&upstream), "the kubeconfig leads to {upstream}");
        text.replace(&upstream, &self.shared.address.to_string())
    }

    /// The same for a file; the new one lies beside it.
    pub fn config_of(&self, file: &Path) -> PathBuf {
        let through = file.with_extension("through-proxy");
        std::fs::write(&through, self.config(&std::fs::read_to_string(file).unwrap())).unwrap();
        through
    }

    fn add(&self, method: &str, part: &str, unless: Option<&'static str>, fault: Fault) -> usize {
        let mut number = 0;
        self.shared.turned.send_modify(|n| {
            *n += 1;
            number = *n;
            let (method, part) = (method.to_owned(), part.to_owned());
            lock(&self.shared.rules).push(Rule { number, method, part, unless, fault });
        });
        number
    }

    /// Makes a rule; its number lifts it.
    pub fn on(&self, method: &str, part: &str, fault: Fault) -> usize {
        self.add(method, part, None, fault)
    }

    /// The request reaches the server and its answer never comes back. Dry runs are answered.
    pub fn swallow(&self, method: &str, part: &str) -> usize {
        self.add(method, part, Some("dryRun="), Fault::Swallow)
    }

    /// The request reaches the server and the connection is closed in the place of its answer. Dry runs are answered.
    pub fn lose(&self, method: &str, part: &str) -> usize {
        self.add(method, part, Some("dryRun="), Fault::Lose)
    }

    /// From now on the server is one whose streaming lists are switched off, as those from 1.27 to 1.31 are by default: lists come in pages.
    pub fn paged(&self) {
        self.shared.paged.store(true, Ordering::Relaxed);
    }

    /// Lifts a rule.
    pub fn lift(&self, rule: usize) {
        lock(&self.shared.rules).retain(|r| r.number != rule);
        self.shared.turned.send_modify(|n| *n += 1);
    }

    /// Lifts all rules, and listens and lets bytes through again. Connections that were frozen stay dead.
    pub fn clear(&self) {
        lock(&self.shared.rules).clear();
        self.shared.turned.send_modify(|n| *n += 1);
        self.shared.wires.send_modify(|w| (w.refuse, w.freeze) = (false, false));
    }

    /// Closes the listener, so that connections are refused; those that are open go on.
    pub fn refuse(&self, on: bool) {
        self.shared.wires.send_modify(|w| w.refuse = on);
    }

    /// Resets all connections.
    pub fn reset(&self) {
        self.shared.wires.send_modify(|w| w.resets += 1);
    }

    /// Half-open: all connections stay open, those to come are accepted, and no byte gets through in either direction.
    pub fn freeze(&self, on: bool) {
        self.shared.wires.send_modify(|w| w.freeze = on);
    }

    fn stir(&self, stir: Stir) {
        let _nobody_watches = self.shared.stirs.send(stir);
    }

    /// Puts a line into the open watches whose path contains a text. Waits for one: between two watches it would reach nobody.
    pub fn inject(&self, part: &str, line: &str) {
        crate::support::ground::until(&format!("an open watch of {part:?}"), || {
            lock(&self.shared.open).iter().any(|path| path.contains(part)).then_some(())
        });
        self.stir(Stir::Line(part.to_owned(), line.to_owned()));
    }

    /// Ends the open watches whose path contains a text.
    pub fn end_watches(&self, part: &str) {
        self.stir(Stir::End(part.to_owned()));
    }

    /// Breaks them in the middle of their answer.
    pub fn break_watches(&self, part: &str) {
        self.stir(Stir::Break(part.to_owned()));
    }

    /// All requests so far of a method (empty: any) whose path and query contain a text.
    pub fn seen(&self, method: &str, part: &str) -> Vec<Seen> {
        lock(&self.shared.seen).iter().filter(|s| s.is(method, part)).cloned().collect()
    }

    /// How many there were.
    /// Waits until answers without an end have given so many bytes in all.
    pub fn wait_endless(&self, bytes: usize) {
        crate::support::ground::until("bytes of an answer without an end", || {
            (self.shared.endless.load(Ordering::Relaxed) >= bytes).then_some(())
        });
    }

    pub fn count(&self, method: &str, part: &str) -> usize {
        self.seen(method, part).len()
    }

    fn wait(&self, what: &str, mut ready: impl FnMut(&[Seen]) -> bool) {
        let end = Instant::now() + crate::support::ground::LONG;
        let mut seen = lock(&self.shared.seen);
        while !ready(&seen) {
            let left = end.checked_duration_since(Instant::now()).unwrap_or_else(|| panic!("waited in vain for {what}: {seen:#?}"));
            seen = self.shared.heard.wait_timeout(seen, left).unwrap_or_else(|e| e.into_inner()).0;
        }
    }

    /// Waits until so many requests have come, answered or not.
    pub fn wait_asked(&self, method: &str, part: &str, many: usize) {
        self.wait(&format!("{many} × {method} {part}"), |seen| seen.iter().filter(|s| s.is(method, part)).count() >= many);
    }

    /// Waits until the server has answered so many, dry runs apart; whether the answers came through is another matter.
    pub fn wait_for(&self, method: &str, part: &str, many: usize) {
        let real = |s: &&Seen| s.is(method, part) && s.answered.is_some() && !s.path.contains("dryRun=");
        self.wait(&format!("{many} answers to {method} {part}"), |seen| seen.iter().filter(real).count() >= many);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
