//! What answers behind a port: an HTTP server that says who it is.

use super::Pod;
use bytes::Bytes;
use tokio::sync::mpsc;

/// The largest head of a request.
const MOST_HEAD: usize = 16 << 10;
/// The most bytes that are sent for a path that asks for some.
const MOST_BYTES: u64 = 1 << 30;
/// Bytes of one piece.
const PIECE: usize = 32 << 10;

/// Why a connection ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Nobody listens there.
    Refused(String),
    /// It has been served, or its container is over.
    Done,
}

/// Serves one connection: until it is closed, or the container that listens ends.
pub async fn serve(pod: &Pod, port: u16, from: mpsc::Receiver<Bytes>, to: mpsc::Sender<Bytes>) -> End {
    let mut listeners = pod.listeners.clone();
    let Some(own) = listeners.borrow_and_update().get(&port).cloned() else { return End::Refused(pod.refused(port)) };
    tokio::select! {
        () = requests(pod, port, &own.0, from, to) => {}
        _ = listeners.wait_for(|l| l.get(&port) != Some(&own)) => {}
    }
    End::Done
}

async fn requests(pod: &Pod, port: u16, container: &str, mut from: mpsc::Receiver<Bytes>, to: mpsc::Sender<Bytes>) {
    let mut head = Vec::new();
    while let Some(bytes) = from.recv().await {
        head.extend_from_slice(&bytes);
        while let Some(end) = head.windows(4).position(|w| w == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&head[..end]).into_owned();
            let mut rest = head.split_off(end + 4);
            // A body is taken and forgotten.
            let mut body = length(&text);
            while body > 0 {
                let n = usize::try_from(body).unwrap_or(usize::MAX).min(rest.len());
                rest.drain(..n);
                body -= n as u64;
                if body > 0 {
                    match from.recv().await {
                        Some(bytes) => rest.extend_from_slice(&bytes),
                        None => return,
                    }
                }
            }
            head = rest;
            if answer(pod, port, container, &text, &to).await.is_none() {
                return;
            }
        }
        if head.len() > MOST_HEAD {
            let _ = to
                .send(Bytes::from_static(
                    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                ))
                .await;
            return;
        }
    }
}

fn length(head: &str) -> u64 {
    let line = head.lines().filter_map(|l| l.split_once(':')).find(|(k, _)| k.eq_ignore_ascii_case("content-length"));
    line.and_then(|(_, v)| v.trim().parse().ok()).unwrap_or(0)
}

/// Answers one request; nothing when the connection is to be closed.
async fn answer(pod: &Pod, port: u16, container: &str, head: &str, to: &mpsc::Sender<Bytes>) -> Option<()> {
    let mut line = head.lines().next().unwrap_or_default().split(' ');
    let (method, path, version) = (line.next()?, line.next().unwrap_or("/"), line.next().unwrap_or_default());
    if !version.starts_with("HTTP/1") {
        let _ = to.send(Bytes::from_static(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")).await;
        return None;
    }
    let closes = head.lines().any(|l| l.to_ascii_lowercase().replace(' ', "") == "connection:close") || version == "HTTP/1.0";
    let wanted = path.strip_prefix("/bytes/").and_then(|n| n.parse::<u64>().ok()).map(|n| n.min(MOST_BYTES));
    let text = format!("pod {}\nnamespace {}\ncontainer {container}\nport {port}\npath {path}\n", pod.name, pod.ns);
    let size = wanted.unwrap_or(text.len() as u64);
    let kind = if wanted.is_some() { "application/octet-stream" } else { "text/plain; charset=utf-8" };
    let last = if closes { "Connection: close\r\n" } else { "" };
    let first = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n{last}\r\n");
    to.send(first.into()).await.ok()?;
    if method != "HEAD" {
        match wanted {
            None => to.send(text.into()).await.ok()?,
            Some(mut left) => {
                let piece: Bytes = (0..PIECE).map(|i| (i % 251) as u8).collect::<Vec<u8>>().into();
                while left > 0 {
                    let n = usize::try_from(left).unwrap_or(usize::MAX).min(PIECE);
                    to.send(piece.slice(..n)).await.ok()?;
                    left -= n as u64;
                }
            }
        }
    }
    (!closes).then_some(())
}
