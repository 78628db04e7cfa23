//! For the tests: an API server on loopback that serves logs as a kubelet does, with faults on order.

use crate::cluster::Session;
use crate::cluster::kubeconfig::Contexts;
use crate::cluster::session::Mode;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What happens to a log request instead of being served to its end.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The connection breaks after so many bytes of the log.
    Cut(usize),
    /// The stream ends in good order after so many bytes.
    Close(usize),
    /// A failure with this code and message.
    Refuse(u16, String),
    /// An answer of 200 with this text alone.
    Words(String),
}

/// One container's state.
#[derive(Debug, Default)]
pub struct Log {
    /// Timestamps and texts.
    pub lines: Vec<(i64, Vec<u8>)>,
    /// The run before.
    pub previous: Vec<(i64, Vec<u8>)>,
    /// Whether followed streams end behind the last line.
    pub ended: bool,
    /// Whether streams that are open now send nothing more; cleared by the next request.
    pub stuck: bool,
    /// What the pod's UID is.
    pub uid: String,
    /// How often the pod says that its container was started again; where it does, the run before ended with exit code 3.
    pub restarts: u32,
    /// The container's state as the pod has it, in JSON; empty for one that nothing is said of.
    pub state: String,
    /// What happens to the next requests, one each.
    pub faults: VecDeque<Fault>,
    /// The queries of the log requests that came.
    pub requests: Vec<String>,
}

#[derive(Debug, Default)]
struct State {
    logs: Mutex<HashMap<String, Log>>,
    changed: Notify,
    written: AtomicUsize,
    open: AtomicUsize,
    most_open: AtomicUsize,
}

/// The server.
#[derive(Clone, Debug)]
pub struct Fake {
    state: Arc<State>,
    port: u16,
}

/// The UID that pods have unless a test says otherwise.
pub const UID: &str = "0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001";

impl Fake {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state: Arc<State> = Arc::default();
        let served = state.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, served.clone()));
            }
        });
        Self { state, port }
    }

    pub fn session(&self) -> Session {
        let text = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: t\nclusters: [{{name: t, cluster: {{server: 'http://127.0.0.1:{}'}}}}]\n\
             users: [{{name: t, user: {{}}}}]\ncontexts: [{{name: t, context: {{cluster: t, user: t}}}}]\n",
            self.port
        );
        Session::open(Contexts::from_text(&text).unwrap(), &"t".into(), Mode::new(true)).0
    }

    /// Changes a pod's log, and wakes the streams that follow it.
    pub fn change<T>(&self, pod: &str, change: impl FnOnce(&mut Log) -> T) -> T {
        let result = {
            let mut logs = self.logs();
            change(logs.entry(pod.to_owned()).or_insert_with(|| Log { uid: UID.into(), ..Log::default() }))
        };
        self.state.changed.notify_waiters();
        result
    }

    fn logs(&self) -> MutexGuard<'_, HashMap<String, Log>> {
        self.state.logs.lock().unwrap()
    }

    pub fn requests(&self, pod: &str) -> Vec<String> {
        self.logs().get(pod).map(|l| l.requests.clone()).unwrap_or_default()
    }

    pub fn written(&self) -> usize {
        self.state.written.load(Ordering::Relaxed)
    }

    pub fn open(&self) -> usize {
        self.state.open.load(Ordering::Relaxed)
    }

    pub fn most_open(&self) -> usize {
        self.state.most_open.load(Ordering::Relaxed)
    }
}

struct Opened<'a>(&'a State);

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn serve(mut socket: TcpStream, state: Arc<State>) {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            match socket.read(&mut byte).await {
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        let head = String::from_utf8(head).unwrap();
        let target = head.split(' ').nth(1).unwrap().to_owned();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let pod = path.split('/').nth(6).unwrap().to_owned();
        if !path.ends_with("/log") {
            let known = state.logs.lock().unwrap().get(&pod).map(|l| (l.uid.clone(), l.restarts, l.state.clone()));
            let (code, body) = match known {
                Some((uid, restarts, state)) => {
                    let ended = restarts > 0 || state.contains("waiting");
                    let last = if ended { r#"{"terminated":{"exitCode":3,"reason":"Error"}}"# } else { "{}" };
                    let state = if state.is_empty() { "{}" } else { &state };
                    let status = format!(
                        r#"{{"containerStatuses":[{{"name":"app","restartCount":{restarts},"state":{state},"lastState":{last}}}]}}"#
                    );
                    (200, format!(r#"{{"metadata":{{"uid":"{uid}"}},"status":{status}}}"#))
                }
                None => (404, "{}".to_owned()),
            };
            answer(&mut socket, code, &body).await;
            continue;
        }
        // The look at the last lines says nothing of how the log is followed.
        let looks = query.ends_with("tailLines=50") && !query.contains("follow") && !query.contains("previous");
        let fault = match state.logs.lock().unwrap().get_mut(&pod) {
            None => Some(Fault::Refuse(404, format!("pods {pod:?} not found"))),
            Some(_) if looks => None,
            Some(log) => {
                log.requests.push(query.to_owned());
                log.stuck = false;
                log.faults.pop_front()
            }
        };
        let count = state.open.fetch_add(1, Ordering::Relaxed) + 1;
        state.most_open.fetch_max(count, Ordering::Relaxed);
        let opened = Opened(&state);
        match fault {
            Some(Fault::Refuse(code, message)) => {
                answer(&mut socket, code, &format!("{{\"kind\":\"Status\",\"message\":{message:?}}}")).await;
            }
            Some(Fault::Words(text)) => answer(&mut socket, 200, &text).await,
            fault => {
                if !stream(&mut socket, &state, &pod, query, fault).await {
                    return;
                }
            }
        }
        drop(opened);
    }
}

async fn answer(socket: &mut TcpStream, code: u16, body: &str) {
    let head = format!("HTTP/1.1 {code} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    let _ = socket.write_all(format!("{head}{body}").as_bytes()).await;
}

/// The log, from where the query says. `false` when the connection is at its end.
async fn stream(socket: &mut TcpStream, state: &State, pod: &str, query: &str, fault: Option<Fault>) -> bool {
    let query: HashMap<&str, &str> = query.split('&').filter_map(|p| p.split_once('=')).collect();
    let previous = query.contains_key("previous");
    let (mut left, breaks) = match fault {
        Some(Fault::Cut(bytes)) => (bytes, true),
        Some(Fault::Close(bytes)) => (bytes, false),
        _ => (usize::MAX, false),
    };
    let (mut at, mut stuck) = (None, false);
    if socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n").await.is_err() {
        return false;
    }
    loop {
        let changed = state.changed.notified();
        let (bytes, ended, whole) = {
            let logs = state.logs.lock().unwrap();
            let Some(log) = logs.get(pod) else { return false };
            let lines = if previous { &log.previous } else { &log.lines };
            stuck |= log.stuck;
            let lines = if stuck { &lines[..0] } else { &lines[..] };
            // As the kubelet has it: each line that is stamped before is passed over, wherever it stands.
            let since = query.get("sinceTime").map(|s| crate::model::Time::parse(s).unwrap().secs() * 1_000_000_000);
            let first = at.unwrap_or_else(|| match (since, query.get("tailLines")) {
                (Some(_), _) => 0,
                (None, Some(tail)) => lines.len().saturating_sub(tail.parse().unwrap()),
                (None, None) => 0,
            });
            // A new run's log is shorter than what was sent of the old one.
            let first = first.min(lines.len());
            let last = lines.len().min(first + 500);
            at = Some(last);
            let mut bytes = Vec::new();
            for (nanos, text) in lines[first..last].iter().filter(|l| since.is_none_or(|since| l.0 >= since)) {
                let time = chrono::DateTime::from_timestamp_nanos(*nanos);
                bytes.extend_from_slice(time.to_rfc3339_opts(chrono::SecondsFormat::Nanos, true).as_bytes());
                bytes.push(b' ');
                bytes.extend_from_slice(text);
                bytes.push(b'\n');
            }
            let follows = query.contains_key("follow") && !log.ended;
            (bytes, !stuck && !follows && last == lines.len(), last == lines.len())
        };
        let kept = bytes.len().min(left);
        left -= kept;
        if kept > 0 {
            let mut chunk = format!("{kept:x}\r\n").into_bytes();
            chunk.extend_from_slice(&bytes[..kept]);
            chunk.extend_from_slice(b"\r\n");
            if socket.write_all(&chunk).await.is_err() {
                return false;
            }
            state.written.fetch_add(kept, Ordering::Relaxed);
        }
        if left == 0 && breaks {
            return false;
        }
        if left == 0 || ended {
            return socket.write_all(b"0\r\n\r\n").await.is_ok();
        }
        if bytes.is_empty() && whole {
            let mut gone = [0];
            tokio::select! {
                () = changed => {}
                read = socket.read(&mut gone) => if !matches!(read, Ok(1)) { return false },
            }
        }
    }
}
