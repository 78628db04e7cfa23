//! What answers behind a port: an HTTP server that says who it is.

use super::{LEAVING, Pod};
use bytes::{Bytes, BytesMut};
use futures::stream::{self, Stream};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::future::pending;
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex, split};
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
    let over = async { drop(listeners.wait_for(|l| l.get(&port) != Some(&own)).await) };
    requests(pod, port, &own.0, (from, over), to).await;
    End::Done
}

/// Answers what is asked until nobody asks any more; what was asked before it is `over` is answered still, as a server does that is told to
/// end.
async fn requests(
    pod: &Pod,
    port: u16,
    container: &str,
    (mut from, over): (mpsc::Receiver<Bytes>, impl Future<Output = ()>),
    to: mpsc::Sender<Bytes>,
) {
    let (near, far) = duplex(PIECE);
    let (mut answers, mut asked) = split(near);
    let serving = async {
        let service = service_fn(|request| async { Ok::<_, Infallible>(answer(pod, port, container, request).await) });
        // What is no HTTP is told so by the server itself.
        let _ = http1::Builder::new().half_close(true).max_buf_size(MOST_HEAD).serve_connection(TokioIo::new(far), service).await;
        // What it answered last is still under way.
        pending::<()>().await;
    };
    let asking = async {
        let taking = async {
            while let Some(bytes) = from.recv().await {
                if asked.write_all(&bytes).await.is_err() {
                    break;
                }
            }
            let _ = asked.shutdown().await;
            // Who asks no more is still answered.
            pending::<()>().await;
        };
        tokio::select! {
            () = taking => {}
            () = over => {}
        }
        let _ = asked.shutdown().await;
        tokio::time::sleep(LEAVING).await;
    };
    let answering = async {
        let mut bytes = BytesMut::with_capacity(PIECE);
        while let Ok(1..) = answers.read_buf(&mut bytes).await {
            if to.send(bytes.split().freeze()).await.is_err() {
                return;
            }
            bytes.reserve(PIECE);
        }
    };
    tokio::select! {
        () = answering => {}
        () = serving => {}
        () = asking => {}
    }
}

/// Answers one request: with who is asked, or `/bytes/N` with so many bytes.
async fn answer(
    pod: &Pod,
    port: u16,
    container: &str,
    request: Request<Incoming>,
) -> Response<StreamBody<impl Stream<Item = Result<Frame<Bytes>, Infallible>> + use<>>> {
    let (head, mut body) = request.into_parts();
    // A body is taken and forgotten.
    while let Some(Ok(_)) = body.frame().await {}
    let path = head.uri.path_and_query().map_or("/", |p| p.as_str());
    let wanted = path.strip_prefix("/bytes/").and_then(|n| n.parse::<u64>().ok()).map(|n| n.min(MOST_BYTES));
    let (kind, piece) = match wanted {
        Some(_) => ("application/octet-stream", (0..PIECE).map(|i| (i % 251) as u8).collect()),
        None => {
            let text = format!("pod {}\nnamespace {}\ncontainer {container}\nport {port}\npath {path}\n", pod.name, pod.ns);
            ("text/plain; charset=utf-8", Bytes::from(text))
        }
    };
    let size = wanted.unwrap_or(piece.len() as u64);
    let whole = piece.len() as u64;
    let pieces = (0..size.div_ceil(whole)).map(move |i| {
        let n = usize::try_from(whole.min(size - i * whole)).unwrap_or(PIECE);
        Ok(Frame::data(piece.slice(..n)))
    });
    let mut response = Response::new(StreamBody::new(stream::iter(pieces)));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CONTENT_LENGTH, size.into());
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Time;
    use std::collections::BTreeMap;
    use std::time::Duration;
    use tokio::sync::watch;

    /// What comes back for what is sent in pieces, by who then sends no more.
    async fn fetch(pod: &Pod, sent: &[u8], step: usize) -> Vec<u8> {
        let ((ask, from), (to, mut answered)) = (mpsc::channel::<Bytes>(1), mpsc::channel::<Bytes>(1));
        let asking = async {
            for piece in sent.chunks(step) {
                if ask.send(Bytes::copy_from_slice(piece)).await.is_err() {
                    break;
                }
            }
            drop(ask);
        };
        let reading = async {
            let mut all = Vec::new();
            while let Some(bytes) = answered.recv().await {
                all.extend_from_slice(&bytes);
            }
            all
        };
        let all = async { tokio::join!(serve(pod, 80, from, to), asking, reading) };
        let (end, (), got) = tokio::time::timeout(Duration::from_secs(20), all).await.expect("it comes to an end");
        assert_eq!(end, End::Done);
        got
    }

    #[tokio::test]
    async fn requests_are_answered_in_turn_and_what_is_none_is_told() {
        let listeners = BTreeMap::from([(80, ("app".to_owned(), Time::from_secs(1)))]);
        let (_tell, listeners) = watch::channel(listeners);
        let pod = Pod { name: "web-1".into(), ns: "iot-dev".into(), listeners };
        let sent = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc\
                     HEAD /bytes/9 HTTP/1.1\r\nHost: x\r\n\r\nGET /bytes/70000 HTTP/1.1\r\nHost: x\r\n\r\n";
        for step in [1, 10, sent.len()] {
            let got = fetch(&pod, sent, step).await;
            let text = String::from_utf8_lossy(&got);
            assert_eq!(text.matches("HTTP/1.1 200 OK\r\n").count(), 4, "{text}");
            assert!(text.contains("pod web-1\nnamespace iot-dev\ncontainer app\nport 80\npath /a\n") && text.contains("path /b\n"));
            let head = got.windows(4).rposition(|w| w == b"\r\n\r\n").unwrap() + 4;
            assert_eq!(got.len() - head, 70_000);
        }
        for (sent, want) in [
            (&b"GET /a HTTP/1.0\r\n\r\n"[..], "HTTP/1.0 200 OK\r\n"),
            (b"\x16\x03\x01\x02\0nonsense\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n"),
            (
                &[b"GET / HTTP/1.1\r\nx: ".as_slice(), &[b'x'; 40 << 10]].concat(),
                "HTTP/1.1 431 Request Header Fields Too Large\r\n",
            ),
            (b"", ""),
        ] {
            let got = fetch(&pod, sent, 4096).await;
            assert!(String::from_utf8_lossy(&got).starts_with(want), "{want}: {}", String::from_utf8_lossy(&got));
        }
        let ((_ask, from), (to, _answered)) = (mpsc::channel(1), mpsc::channel(1));
        assert!(matches!(serve(&pod, 81, from, to).await, End::Refused(_)));
    }
}
