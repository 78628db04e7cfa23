//! Every way in which an answer can end, held against every user of a stream at once: how much is asked, and whether anything is taken for
//! news of a cluster that is none. What answers is written byte by byte here, since no proper server does these things.

use dogwatch::cluster::events::EventWatch;
use dogwatch::cluster::kubeconfig::Contexts;
use dogwatch::cluster::logs::{Follower, Selector};
use dogwatch::cluster::session::{Mode, Session};
use dogwatch::cluster::watch::Watches;
use dogwatch::model::SessionId;
use dogwatch::model::event::EventWish;
use dogwatch::model::feed::{Feed, LinkState, Scope, WatchState};
use dogwatch::model::logs::{LogSelection, LogSource, LogSpan, LogWish};
use dogwatch::model::resource::Resource;
use dogwatch::model::table::{BrowseWish, TableFeed};
use dogwatch::model::usage::UseScope;
use dogwatch::model::{Kind, Uid};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::sleep;

/// The bytes of an answer, and what becomes of the connection.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Then {
    /// It stays for the next request.
    Keep,
    Close,
    Reset,
}

type Reply = (String, Then);
type Answer = Box<dyn Fn() -> Reply + Send + Sync>;
/// A name, how it answers, and whether for streams alone, and for everything.
type Named = (String, Answer, [bool; 2]);
/// A name, what is said of it, and how it answers.
type Foreign = (&'static str, &'static str, fn() -> Reply);

fn whole(code: u16, kind: &str, more: &str, body: &str) -> Reply {
    let head = format!("HTTP/1.1 {code} X\r\ncontent-type: {kind}\r\n{more}content-length: {}\r\n\r\n{body}", body.len());
    (head, Then::Keep)
}

fn stream(text: &str) -> Reply {
    let body = if text.is_empty() { String::new() } else { format!("{:x}\r\n{text}\r\n", text.len()) };
    (format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n{body}0\r\n\r\n"), Then::Keep)
}

fn status(code: u16) -> String {
    let reason = match code {
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        410 => "Expired",
        429 => "TooManyRequests",
        500 => "InternalError",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "BadRequest",
    };
    crate::support::proxy::status(code, reason, "so it is")
}

fn error_event(code: u16) -> Reply {
    stream(&format!("{{\"type\":\"ERROR\",\"object\":{}}}\n", status(code)))
}

fn event(kind: &str) -> Reply {
    let version = fastrand::u32(1000..u32::MAX);
    let meta = format!(r#"{{"name":"a","namespace":"iot","uid":"u-{version}","resourceVersion":"{version}"}}"#);
    stream(&format!("{{\"type\":\"{kind}\",\"object\":{{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{meta}}}}}\n"))
}

/// A way in which answers end.
struct Way {
    name: String,
    /// Whether only streams end so, and all else is as it should be.
    streams: bool,
    reply: Answer,
}

fn ways() -> Vec<Way> {
    let mut all: Vec<Named> = Vec::new();
    let both = [true, false];
    let mut way = |name: &str, on: [bool; 2], reply: Answer| all.push((name.to_owned(), reply, on));
    way("empty 200", both, Box::new(|| whole(200, "application/json", "", "")));
    way("empty stream", both, Box::new(|| stream("")));
    way("closed at once", both, Box::new(|| (String::new(), Then::Close)));
    way("reset", both, Box::new(|| (String::new(), Then::Reset)));
    way(
        "closed after the head",
        both,
        Box::new(|| ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n".into(), Then::Close)),
    );
    way(
        "half a body",
        both,
        Box::new(|| {
            (
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{\"kind\":\"PodList\",".into(),
                Then::Reset,
            )
        }),
    );
    way("no HTTP", both, Box::new(|| ("SSH-2.0-OpenSSH_9.9\r\n".into(), Then::Close)));
    way("one bad line", both, Box::new(|| stream("{\"type\":\"ADDED\",\"object\":{{{\n")));
    way("a line of another kind", both, Box::new(|| stream("{\"hello\":\"world\"}\n")));
    way("one event", both, Box::new(|| event("ADDED")));
    way("one bookmark", both, Box::new(|| event("BOOKMARK")));
    for code in [400, 401, 403, 404, 410, 429, 500, 503, 504] {
        way(&format!("ERROR event {code}"), [true, false], Box::new(move || error_event(code)));
    }
    for code in [400, 401, 403, 404, 405, 406, 409, 410, 422, 429, 500, 502, 503, 504] {
        way(&format!("HTTP {code}"), both, Box::new(move || whole(code, "application/json", "", &status(code))));
    }
    for after in ["0", "1", "3", "soon"] {
        way(
            &format!("HTTP 429, Retry-After {after}"),
            both,
            Box::new(move || {
                whole(429, "text/plain", &format!("retry-after: {after}\r\n"), "Too many requests, please try again later.")
            }),
        );
    }
    way("a redirect to itself", both, Box::new(|| whole(302, "text/html", "location: /version\r\n", "")));
    way("a login page", both, Box::new(|| whole(200, "text/html", "", "<html><title>Sign in</title></html>")));
    way(
        "a login page that says it is JSON",
        both,
        Box::new(|| whole(200, "application/json", "", "<html><title>Sign in</title></html>")),
    );
    way("a page of a balancer", both, Box::new(|| whole(502, "text/html", "", "<html><title>502 Bad Gateway</title></html>")));
    way("another service", both, Box::new(|| whole(200, "application/json", "", "{\"ok\":true}")));
    let modes = |(name, reply, on): Named| {
        let reply = Arc::new(reply);
        [(true, on[0]), (false, on[1])]
            .into_iter()
            .filter(|(_, on)| *on)
            .map(move |(streams, _)| {
                let reply = reply.clone();
                Way {
                    name: format!("{name}{}", if streams { " (streams only)" } else { "" }),
                    streams,
                    reply: Box::new(move || reply()),
                }
            })
            .collect::<Vec<_>>()
    };
    all.into_iter().flat_map(modes).collect()
}

/// What a proper server answers to what is no stream.
fn proper(path: &str) -> Reply {
    if path == "/version" {
        return whole(200, "application/json", "", r#"{"gitVersion":"v1.20.2"}"#);
    }
    if path.contains("/pods/a") && !path.contains("/log") {
        return whole(200, "application/json", "", r#"{"kind":"Pod","metadata":{"name":"a","uid":"u"},"status":{}}"#);
    }
    whole(200, "application/json", "", r#"{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"10"},"items":[]}"#)
}

struct Sick {
    port: u16,
    asked: Arc<AtomicUsize>,
    paths: Arc<Mutex<Vec<String>>>,
}

impl Sick {
    async fn start(way: Way) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sick = Self { port: listener.local_addr().unwrap().port(), asked: Arc::default(), paths: Arc::default() };
        let (asked, paths, way) = (sick.asked.clone(), sick.paths.clone(), Arc::new(way));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, asked.clone(), paths.clone(), way.clone()));
            }
        });
        sick
    }

    fn config(&self) -> String {
        format!(
            "{{apiVersion: v1, kind: Config, current-context: t, contexts: [{{name: t, context: {{cluster: t, user: t}}}}],
            clusters: [{{name: t, cluster: {{server: 'http://127.0.0.1:{}'}}}}], users: [{{name: t, user: {{}}}}]}}",
            self.port
        )
    }

    fn session(&self) -> Session {
        Session::open(Contexts::from_text(&self.config()).unwrap(), &"t".into(), Mode::new(true)).0
    }
}

async fn serve(mut socket: TcpStream, asked: Arc<AtomicUsize>, paths: Arc<Mutex<Vec<String>>>, way: Arc<Way>) {
    let mut held = Vec::new();
    loop {
        let end = loop {
            if let Some(i) = held.windows(4).position(|w| w == b"\r\n\r\n") {
                break i + 4;
            }
            if !matches!(socket.read_buf(&mut held).await, Ok(n) if n > 0) {
                return;
            }
        };
        let head = String::from_utf8_lossy(&held[..end]).into_owned();
        held.drain(..end);
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        asked.fetch_add(1, Ordering::Relaxed);
        let is_stream = path.contains("watch=true") || path.contains("/log?");
        let (bytes, then) = if way.streams && !is_stream { proper(&path) } else { (way.reply)() };
        paths.lock().unwrap().push(path);
        if socket.write_all(bytes.as_bytes()).await.is_err() {
            return;
        }
        match then {
            Then::Keep => {}
            Then::Close => return,
            Then::Reset => {
                let _closed_already = socket.set_zero_linger();
                return;
            }
        }
    }
}

/// Everything that asks something of a server by itself, all at once.
struct Users {
    _watches: Watches,
    _events: EventWatch,
    _selector: Selector,
    _follower: Follower,
    /// What the watches told.
    told: Arc<Mutex<Vec<Feed>>>,
}

fn drain<T: Send + 'static>(mut rx: mpsc::Receiver<T>) {
    tokio::spawn(async move { while rx.recv().await.is_some() {} });
}

impl Users {
    fn start(session: &Session) -> Self {
        let ns = "iot".into();
        let told = Arc::<Mutex<Vec<Feed>>>::default();
        let (tx, mut rx) = mpsc::channel(64);
        let into = told.clone();
        tokio::spawn(async move {
            while let Some((_, feed)) = rx.recv().await {
                into.lock().unwrap().push(feed);
            }
        });
        let mut watches = Watches::start(session.clone(), SessionId(1), tx);
        let mut scopes = [Kind::Namespace, Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet].map(Scope::all).to_vec();
        scopes.extend([Kind::ReplicaSet, Kind::Pod].map(|k| Scope::of(k, &ns)));
        watches.set(&scopes);
        // What they use, in several namespaces.
        watches.measure(&["iot", "b", "c", "d", "e", "f", "g", "h"].map(|ns| UseScope::Pods(Some(ns.into()))));
        let resource = Resource::new("", "v1", "configmaps", "ConfigMap", true);
        watches.browse(Some(BrowseWish { id: 1, resource, namespaces: vec![ns.clone()], watch: true, own: Vec::new() }));
        let (tx, rx) = mpsc::channel(8);
        drain(rx);
        let events = EventWatch::start(session.clone(), EventWish { id: 1, namespace: ns.clone(), name: "a".into() }, tx);
        let (tx, rx) = mpsc::channel(8);
        drain(rx);
        let mut selector = Selector::start(session.clone(), tx);
        selector.set(1, Some(LogSelection { namespaces: vec![ns.clone()], labels: "app=a".into() }));
        let (tx, rx) = mpsc::channel(8);
        drain(rx);
        let mut follower = Follower::start(session.clone(), tx);
        let wish = |id: u32| LogWish {
            source: LogSource { id, namespace: ns.clone(), pod: "a".into(), uid: Uid::new("u"), container: "c".into() },
            incarnation: 0,
            previous: false,
            running: true,
            ended: None,
            tail: 10,
            span: LogSpan::Tail,
        };
        follower.set(1, (1..=3).map(wish).collect());
        Self { _watches: watches, _events: events, _selector: selector, _follower: follower, told }
    }
}

/// The first tries of all users, which nothing holds up: they count once, wherever a busy machine lets them fall.
const AT_ONCE: f64 = 35.0;
/// How long it is looked at, twice.
const SPAN: Duration = Duration::from_secs(10);

#[allow(clippy::print_stdout, reason = "a measure for people")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_server_does_it_is_asked_at_most_five_times_a_second() {
    let mut all = Vec::new();
    // What is measured is what comes within a time, which on a busy machine is longer than was asked for.
    let begun = Instant::now();
    for way in ways() {
        let name = way.name.clone();
        let sick = Sick::start(way).await;
        let users = Users::start(&sick.session());
        all.push((name, sick, users));
    }
    // Nothing is waited for: the spans are the measure.
    sleep(SPAN).await;
    let half = Instant::now();
    let before: Vec<usize> = all.iter().map(|(_, s, _)| s.asked.load(Ordering::Relaxed)).collect();
    sleep(SPAN).await;
    let may = |since: Instant| 5.0 * since.elapsed().as_secs_f64();
    let (mut wrong, mut counts) = (Vec::new(), Vec::new());
    for ((name, sick, _users), before) in all.iter().zip(before) {
        let asked = sick.asked.load(Ordering::Relaxed);
        counts.push((asked, name));
        // Whoever has had the first tries has them once.
        let again = before as f64 >= AT_ONCE && (asked - before) as f64 > may(half) + 5.0;
        if again || asked as f64 > may(begun) + AT_ONCE {
            let mut most = std::collections::BTreeMap::<(&str, bool), usize>::new();
            let paths = sick.paths.lock().unwrap();
            for path in paths.iter() {
                *most.entry((path.split('?').next().unwrap(), path.contains("watch=true"))).or_default() += 1;
            }
            wrong.push(format!("{name}: {before}, in all {asked}, by path and whether watched: {most:#?}"));
        }
    }
    counts.sort();
    println!("most in twice {SPAN:?}: {:?}", counts.iter().rev().take(8).collect::<Vec<_>>());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a server answers that is no API server, and what has to be said of it.
fn foreign() -> Vec<Foreign> {
    vec![
        ("a login page", "A login page answers at http://127.0.0.1:", || {
            whole(200, "text/html", "", "<html><title>Sign in</title></html>")
        }),
        ("a redirect", "A login page answers at http://127.0.0.1:", || {
            whole(302, "text/html", "location: https://sso.corp.example/login?x\r\n", "")
        }),
        ("a page of a balancer", "A web page answers at http://127.0.0.1:", || {
            whole(502, "text/html", "", "<html><title>502 Bad Gateway</title></html>")
        }),
        ("a page of no type", "Something else answers at http://127.0.0.1:", || {
            let body = "<html>hello</html>";
            (format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()), Then::Keep)
        }),
        ("a text", "Something else answers at http://127.0.0.1:", || whole(200, "text/plain", "", "ok")),
        ("another service", "Something else answers at http://127.0.0.1:", || whole(200, "application/json", "", "{\"ok\":true}")),
        ("a failure of another service", "HTTP 503: no upstream", || whole(503, "text/plain", "", "no upstream")),
        ("a refusal of a firewall", "A web page answers at http://127.0.0.1:", || whole(403, "text/html", "", "<h1>Blocked</h1>")),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_api_server_is_never_live_and_is_told_in_words() {
    for (name, words, reply) in foreign() {
        let sick = Sick::start(Way { name: name.into(), streams: false, reply: Box::new(reply) }).await;
        let users = Users::start(&sick.session());
        let end = Instant::now() + crate::support::ground::LONG;
        let said = |feed: &Feed, words: &str| match feed {
            Feed::Link(LinkState::Down { error, .. }) => error.to_string().contains(words),
            _ => false,
        };
        loop {
            let told = users.told.lock().unwrap().clone();
            let live = |f: &Feed| {
                matches!(
                    f,
                    Feed::Link(LinkState::Up { .. })
                        | Feed::Watch(_, WatchState::Live)
                        | Feed::Browsed(_, TableFeed::State(_, WatchState::Live))
                )
            };
            assert!(!told.iter().any(live), "{name}: {told:#?}");
            let stale = told.iter().filter(|f| matches!(f, Feed::Watch(_, WatchState::Stale { .. }))).count();
            if told.iter().any(|f| said(f, words)) && stale > 0 {
                break;
            }
            assert!(Instant::now() < end, "{name}: {told:#?}");
            sleep(Duration::from_millis(50)).await;
        }
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        std::fs::write(&config, sick.config()).unwrap();
        let out = tokio::task::spawn_blocking(move || {
            Command::new(env!("CARGO_BIN_EXE_dogwatch")).arg("--kubeconfig").arg(&config).arg("check").output().unwrap()
        });
        let out = out.await.unwrap();
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(out.status.code() == Some(1) && text.contains("API server  ✗ ") && text.contains(words), "{name}: {text}");
    }
}
