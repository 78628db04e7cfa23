//! What answers behind a port: an HTTP server that says who it is.

use super::Pod;
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
    tokio::select! {
        () = requests(pod, port, &own.0, from, to) => {}
        _ = listeners.wait_for(|l| l.get(&port) != Some(&own)) => {}
    }
    End::Done
}

async fn requests(pod: &Pod, port: u16, container: &str, mut from: mpsc::Receiver<Bytes>, to: mpsc::Sender<Bytes>) {
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
        while let Some(bytes) = from.recv().await {
            if asked.write_all(&bytes).await.is_err() {
                break;
            }
        }
        let _ = asked.shutdown().await;
        // Who asks no more is still answered.
        pending::<()>().await;
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
