//! An API server whose every answer the test gives itself.

use crate::cluster::kubeconfig::Contexts;
use crate::cluster::session::{Mode, Session};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Nothing in these tests takes longer, unless it never comes.
pub const DEADLINE: Duration = Duration::from_secs(20);

enum Out {
    Bytes(Vec<u8>),
    Done,
    Break,
}

/// A request that waits for its answer. Dropped without one, its connection is broken.
pub struct Ask {
    pub path: String,
    pub body: String,
    out: mpsc::UnboundedSender<Out>,
}

impl Ask {
    pub fn has(&self, text: &str) -> bool {
        self.path.contains(text)
    }

    pub fn json(self, body: &str) {
        self.answer(200, "", body);
    }

    pub fn fail(self, code: u16, reason: &str) {
        self.answer(code, "", &status(code, reason));
    }

    pub fn answer(self, code: u16, headers: &str, body: &str) {
        let head =
            format!("HTTP/1.1 {code} X\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n{body}", body.len());
        self.out.send(Out::Bytes(head.into_bytes())).unwrap();
        self.out.send(Out::Done).unwrap();
    }

    pub fn stream(self) -> Open {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        self.out.send(Out::Bytes(head.into())).unwrap();
        Open(self.out)
    }
}

/// An answer without an end.
pub struct Open(mpsc::UnboundedSender<Out>);

impl Open {
    pub fn send(&self, text: &str) {
        self.0.send(Out::Bytes(format!("{:x}\r\n{text}\r\n", text.len()).into_bytes())).unwrap();
    }

    pub fn end(self) {
        self.0.send(Out::Bytes(b"0\r\n\r\n".to_vec())).unwrap();
        self.0.send(Out::Done).unwrap();
    }

    pub fn cut(self) {
        self.0.send(Out::Break).unwrap();
    }

    /// Waits until the client has let go of it.
    pub async fn abandoned(&self) {
        timeout(DEADLINE, self.0.closed()).await.expect("the client holds on to the stream");
    }
}

pub struct Server {
    pub port: u16,
    asks: mpsc::UnboundedReceiver<Ask>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tx, asks) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, tx.clone()));
            }
        });
        Self { port, asks }
    }

    pub fn session(&self) -> Session {
        let text = format!(
            "{{apiVersion: v1, kind: Config, current-context: t, contexts: [{{name: t, context: {{cluster: t, user: t}}}}],
            clusters: [{{name: t, cluster: {{server: 'http://127.0.0.1:{}'}}}}], users: [{{name: t, user: {{token: t}}}}]}}",
            self.port
        );
        Session::open(Contexts::from_text(&text).unwrap(), &"t".into(), Mode::new(true)).0
    }

    /// The next request.
    pub async fn ask(&mut self) -> Ask {
        timeout(DEADLINE, self.asks.recv()).await.expect("no request came").unwrap()
    }
}

async fn serve(mut socket: TcpStream, tx: mpsc::UnboundedSender<Ask>) {
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
        let length = head.lines().find_map(|l| l.to_lowercase().strip_prefix("content-length: ")?.trim().parse().ok()).unwrap_or(0);
        while held.len() < end + length {
            if !matches!(socket.read_buf(&mut held).await, Ok(n) if n > 0) {
                return;
            }
        }
        let body = String::from_utf8_lossy(&held[end..end + length]).into_owned();
        held.drain(..end + length);
        let (out, mut rx) = mpsc::unbounded_channel();
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        if tx.send(Ask { path, body, out }).is_err() {
            return;
        }
        loop {
            tokio::select! {
                // A client that hangs up makes this end, and with it the receiver.
                read = socket.read_buf(&mut held) => if !matches!(read, Ok(n) if n > 0) { return },
                out = rx.recv() => match out {
                    Some(Out::Bytes(bytes)) => if socket.write_all(&bytes).await.is_err() { return },
                    Some(Out::Done) => break,
                    Some(Out::Break) | None => return,
                },
            }
        }
    }
}

pub fn status(code: u16, reason: &str) -> String {
    format!(r#"{{"kind":"Status","status":"Failure","code":{code},"reason":"{reason}","message":"{reason} it is"}}"#)
}

pub fn object(uid: &str, version: u32) -> String {
    format!(r#"{{"metadata":{{"name":"n-{uid}","uid":"{uid}","resourceVersion":"{version}"}},"status":{{"phase":"v{version}"}}}}"#)
}

pub fn event(kind: &str, uid: &str, version: u32) -> String {
    format!("{{\"type\":\"{kind}\",\"object\":{}}}\n", object(uid, version))
}

pub fn list(version: u32, next: &str, remaining: Option<u32>, uids: &[&str]) -> String {
    let items: Vec<String> = uids.iter().map(|u| object(u, version)).collect();
    let remaining = remaining.map(|n| format!(r#","remainingItemCount":{n}"#)).unwrap_or_default();
    format!(r#"{{"metadata":{{"resourceVersion":"{version}","continue":"{next}"{remaining}}},"items":[{}]}}"#, items.join(","))
}
