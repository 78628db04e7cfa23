//! The sockets: accepts connections, reads requests, hands them to `api` and writes what it answers.

use super::api::{self, Reply, entry};
use super::exec;
use super::failure::Failure;
use super::shared::Shared;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{
    ACCEPT_ENCODING, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_PROTOCOL, UPGRADE,
};
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io::Write;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

/// The largest body that is read; a real server takes about 3 MiB.
const MOST_BODY: usize = 3 << 20;
/// From this size on an answer is packed for who takes it so.
const PACKED_FROM: usize = 128 << 10;

/// A body: whole, or in pieces as they come.
#[derive(Debug)]
pub enum Out {
    /// All of it.
    Whole(Option<Bytes>),
    /// Pieces, until the sender is dropped.
    Pieces(mpsc::Receiver<Bytes>),
}

impl Body for Out {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Out::Whole(bytes) => Poll::Ready(bytes.take().map(|b| Ok(Frame::data(b)))),
            Out::Pieces(rx) => rx.poll_recv(cx).map(|b| b.map(|b| Ok(Frame::data(b)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Out::Whole(None))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        match self {
            Out::Whole(Some(bytes)) => http_body::SizeHint::with_exact(bytes.len() as u64),
            Out::Whole(None) => http_body::SizeHint::with_exact(0),
            Out::Pieces(_) => http_body::SizeHint::default(),
        }
    }
}

/// Accepts until the cluster ends. While it refuses, the socket is closed, so that the kernel says so.
pub async fn accept(shared: Arc<Shared>, listener: TcpListener, addr: SocketAddr) {
    let mut over = shared.over.subscribe();
    let mut turned = shared.faults.turned.subscribe();
    let mut listener = Some(listener);
    while !*over.borrow() {
        if shared.faults.refusing() {
            listener = None;
            tokio::select! {
                _ = turned.changed() => {}
                _ = over.changed() => {}
            }
            continue;
        }
        let Some(open) = &listener else {
            match TcpListener::bind(addr).await {
                Ok(l) => listener = Some(l),
                Err(e) => {
                    tracing::warn!("the demo cannot listen on {addr} again: {e}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
            continue;
        };
        tokio::select! {
            got = open.accept() => match got {
                Ok((socket, _)) => {
                    let _ = socket.set_nodelay(true);
                    // From here on it can be cut: its task may come to run only after that was asked for.
                    let cut = shared.faults.connections.subscribe();
                    tokio::spawn(connection(shared.clone(), socket, cut));
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            _ = turned.changed() => {}
            _ = over.changed() => {}
        }
    }
}

async fn connection(shared: Arc<Shared>, socket: tokio::net::TcpStream, mut cut: watch::Receiver<u64>) {
    let mut over = shared.over.subscribe();
    let service = service_fn(|request| answer(shared.clone(), request));
    let serving =
        hyper::server::conn::http1::Builder::new().half_close(true).serve_connection(TokioIo::new(socket), service).with_upgrades();
    tokio::select! {
        _ = serving => {}
        _ = cut.changed() => {}
        _ = over.wait_for(|over| *over) => {}
    }
}

async fn answer(shared: Arc<Shared>, mut request: http::Request<hyper::body::Incoming>) -> Result<http::Response<Out>, Infallible> {
    let upgrade = hyper::upgrade::on(&mut request);
    let (head, body) = request.into_parts();
    shared.faults.thaw().await;
    let path = entry::bare(head.uri.path_and_query().map_or("/", |p| p.as_str()));
    shared.requests.note(&head.method, path);
    if let Err(failure) = entry::host(&head, shared.at) {
        return Ok(failed(&failure));
    }
    if let Some(code) = shared.faults.answer_for(path) {
        return Ok(failed(&Failure::plain(code)));
    }
    let body = match http_body_util::Limited::new(body, MOST_BODY).collect().await {
        Ok(all) => all.to_bytes(),
        Err(_) => return Ok(failed(&Failure::plain(413))),
    };
    let packs = head.headers.get(ACCEPT_ENCODING).is_some_and(|v| v.to_str().is_ok_and(|v| v.contains("gzip")));
    let reply = api::handle(&shared, &head, body).await;
    Ok(match reply {
        Ok(Reply::Json(200, bytes)) if packs && bytes.len() > PACKED_FROM => packed(&bytes),
        Ok(Reply::Upgrade(to)) => upgraded(&shared, to, upgrade),
        Ok(reply) => respond(&shared, reply),
        Err(failure) => failed(&failure),
    })
}

/// A large answer to who takes it packed, as API servers do by default (`APIResponseCompression`).
fn packed(bytes: &[u8]) -> http::Response<Out> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::new(1));
    // Writing to memory does not fail.
    let _ = packer.write_all(bytes);
    let body = packer.finish().unwrap_or_default();
    let mut response = response(200, "application/json", Out::Whole(Some(body.into())));
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}

fn respond(shared: &Arc<Shared>, reply: Reply) -> http::Response<Out> {
    match reply {
        Reply::Json(code, bytes) => response(code, "application/json", Out::Whole(Some(bytes))),
        Reply::Warned(code, bytes, warnings) => {
            let mut response = response(code, "application/json", Out::Whole(Some(bytes)));
            for w in warnings {
                let text = format!("299 - \"{}\"", w.replace('\\', "\\\\").replace('"', "\\\""));
                if let Ok(value) = HeaderValue::from_str(&text) {
                    response.headers_mut().append("warning", value);
                }
            }
            response
        }
        Reply::Typed(kind, bytes) => response(200, kind, Out::Whole(Some(bytes))),
        Reply::Kubelet(code, text) => response(code, "text/plain; charset=utf-8", Out::Whole(Some(text.into()))),
        // Whoever upgrades has been answered.
        Reply::Upgrade(_) => failed(&Failure::plain(500)),
        Reply::Text(bytes) => response(200, "text/plain; charset=utf-8", Out::Whole(Some(bytes))),
        Reply::Watch(watch) => {
            let (tx, rx) = mpsc::channel(8);
            tokio::spawn(api::watch::run(shared.clone(), watch, tx));
            response(200, "application/json", Out::Pieces(rx))
        }
        Reply::Follow(follow) => {
            let (tx, rx) = mpsc::channel(8);
            tokio::spawn(api::log::run(shared.clone(), follow, tx));
            response(200, "text/plain", Out::Pieces(rx))
        }
    }
}

/// Switches protocols, and serves what the connection then carries.
fn upgraded(shared: &Arc<Shared>, to: api::streams::Upgrade, upgrade: OnUpgrade) -> http::Response<Out> {
    let cut = shared.faults.connections.subscribe();
    tokio::spawn(exec::serve(shared.clone(), to.session, upgrade, cut));
    let mut response = http::Response::new(Out::Whole(None));
    *response.status_mut() = http::StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(to.protocol));
    if let Ok(accept) = HeaderValue::from_str(&to.accept) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    response
}

fn failed(failure: &Failure) -> http::Response<Out> {
    let bytes = Bytes::from(serde_json::to_vec(&failure.status()).unwrap_or_default());
    let mut response = response(failure.code, "application/json", Out::Whole(Some(bytes)));
    // A client that is told when to come back comes back by itself: not for what a person has to know of.
    if failure.code == 429 && failure.details.is_null() {
        response.headers_mut().insert("retry-after", HeaderValue::from_static("1"));
    }
    response
}

fn response(code: u16, kind: &'static str, body: Out) -> http::Response<Out> {
    let mut response = http::Response::new(body);
    *response.status_mut() = http::StatusCode::from_u16(code).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert("cache-control", HeaderValue::from_static("no-cache, private"));
    response
}

/// Lets the controllers act: at once after a write, and when something is due.
pub async fn control(shared: Arc<Shared>) {
    let mut over = shared.over.subscribe();
    while !*over.borrow() {
        let next = {
            let mut world = shared.world();
            world.run(shared.clock.now())
        };
        let wait = next.map_or(Duration::from_secs(3600), |at| shared.clock.until(at));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = shared.wake.notified() => {}
            _ = over.changed() => {}
        }
    }
}
