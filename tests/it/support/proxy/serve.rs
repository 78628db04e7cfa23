//! The proxy's connections: bytes are relayed to a server of our own, which asks the cluster in its client's stead.

use super::{Fault, Seen, Shared, Stir, lock, status};
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Request, Response, Uri};
use http_body::Frame;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast::Receiver;
use tokio::sync::mpsc;

type Body = UnsyncBoxBody<Bytes, io::Error>;

pub(super) async fn accept(shared: Arc<Shared>, listener: TcpListener) {
    let mut wires = shared.wires.subscribe();
    let mut listener = Some(listener);
    loop {
        if wires.borrow_and_update().refuse {
            listener = None;
            let _over = wires.changed().await;
            continue;
        }
        let Some(open) = &listener else {
            listener = TcpListener::bind(shared.address).await.ok();
            continue;
        };
        tokio::select! {
            Ok((socket, _)) = open.accept() => {
                let _slower = socket.set_nodelay(true);
                // A reset that comes before its task first runs counts for it.
                let resets = shared.wires.borrow().resets;
                tokio::spawn(connection(shared.clone(), socket, resets));
            }
            _ = wires.changed() => {}
        }
    }
}

async fn connection(shared: Arc<Shared>, mut socket: TcpStream, resets: u64) {
    let mut wires = shared.wires.subscribe();
    let (mut near, far) = tokio::io::duplex(64 << 10);
    let service = hyper::service::service_fn(move |request| answer(shared.clone(), request));
    let serving = tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(far), service));
    let fault = tokio::select! {
        // Before the bytes, so that a connection which comes while bytes vanish passes on none.
        biased;
        Ok(now) = wires.wait_for(|w| w.freeze || w.resets != resets) => Some(*now),
        _ = tokio::io::copy_bidirectional(&mut socket, &mut near) => None,
    };
    drop(near);
    match fault {
        Some(now) if now.resets != resets => {
            let _closed_already = socket.set_zero_linger();
        }
        Some(_) => {
            // It stays open and dead, until the proxy goes or resets it.
            serving.abort();
            if wires.wait_for(|w| w.resets != resets).await.is_ok() {
                let _closed_already = socket.set_zero_linger();
            }
        }
        None => {}
    }
    drop(socket);
    serving.abort();
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (mut head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let path = head.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let seen = Seen { method: head.method.to_string(), path, answered: None, at: Instant::now() };
    let number = shared.note(seen.clone());
    let mut turned = shared.turned.subscribe();
    let faults = loop {
        turned.borrow_and_update();
        let faults = shared.faults(&seen);
        match faults.iter().find(|f| matches!(f, Fault::Answer(..) | Fault::Endless(..) | Fault::Hang | Fault::Drop)) {
            Some(Fault::Hang) => {
                let _over = turned.changed().await;
            }
            Some(Fault::Answer(code, headers, body)) => return Ok(own(*code, headers, body)),
            Some(Fault::Endless(code, headers, begin, again)) => {
                return Ok(endless(*code, headers, begin.clone(), again.clone(), shared.endless.clone()));
            }
            Some(Fault::Drop) => return Err(io::Error::other("told to drop it")),
            _ => break faults,
        }
    };
    let token = head.headers.remove(http::header::AUTHORIZATION);
    for fault in &faults {
        if let Fault::Token(good) = fault {
            let carries = token.as_ref().and_then(|t| t.to_str().ok()).and_then(|t| t.strip_prefix("Bearer "));
            if carries != Some(good) {
                return Ok(own(401, &[], &status(401, "Unauthorized", "Unauthorized")));
            }
        }
    }
    if let (Some(token), false) = (token, faults.iter().any(|f| matches!(f, Fault::Token(_)))) {
        head.headers.insert(http::header::AUTHORIZATION, token);
    }
    for fault in &faults {
        if let Fault::Path(edit) = fault {
            let other = edit(head.uri.path_and_query().map_or("/", |p| p.as_str()));
            head.uri = Uri::try_from(other).map_err(io::Error::other)?;
        }
    }
    let response = forward(&shared, head, body).await?;
    // Before anybody can know of the answer: what is stirred from then on is for it.
    let stirs = shared.stirs.subscribe();
    let (mut head, body) = response.into_parts();
    if faults.iter().any(|f| matches!(f, Fault::Swallow | Fault::Lose)) {
        let code = head.status.as_u16();
        // The server has done all that it will do. What has no end is lost as soon as it begins.
        if !["watch=true", "follow=true"].iter().any(|endless| seen.path.contains(endless)) {
            body.collect().await.map_err(io::Error::other)?;
        }
        shared.note_answer(number, code);
        if faults.iter().any(|f| matches!(f, Fault::Swallow)) {
            return std::future::pending().await;
        }
        return Err(io::Error::other("told to lose it"));
    }
    shared.note_answer(number, head.status.as_u16());
    for fault in &faults {
        if let Fault::Clock(ahead) = fault {
            let date =
                dogwatch::model::Time::system().plus(ahead * 1000).to_chrono().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            head.headers.insert(http::header::DATE, HeaderValue::from_str(&date).map_err(io::Error::other)?);
        }
        if let Fault::Header(name, value) = fault {
            head.headers.insert(*name, HeaderValue::from_bytes(value.as_bytes()).map_err(io::Error::other)?);
        }
    }
    let (tx, rx) = mpsc::channel(4);
    if seen.path.contains("watch=true") || seen.path.contains("follow=true") {
        tokio::spawn(watch(shared, seen, body, tx, stirs));
    } else {
        head.headers.remove(http::header::CONTENT_LENGTH);
        tokio::spawn(pass(faults, body, tx));
    }
    let pieces = futures::stream::unfold(rx, |mut rx| async move { rx.recv().await.map(|piece| (piece, rx)) });
    Ok(Response::from_parts(head, StreamBody::new(pieces).boxed_unsync()))
}

fn own(code: u16, headers: &[(&'static str, String)], body: &str) -> Response<Body> {
    let mut response = Response::builder().status(code).header("content-type", "application/json");
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    response.body(Full::new(Bytes::from(body.to_owned())).map_err(|never| match never {}).boxed_unsync()).unwrap()
}

/// An answer that goes on for as long as somebody reads it; without anything that comes again it ends after its beginning.
fn endless(code: u16, headers: &[(&'static str, String)], begin: Bytes, again: Bytes, given: Arc<AtomicUsize>) -> Response<Body> {
    let mut response = Response::builder().status(code).header("content-type", "application/json");
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    let again = (!again.is_empty()).then_some(again);
    let pieces = futures::stream::iter(std::iter::once(begin).chain(std::iter::from_fn(move || again.clone())));
    let counted = futures::StreamExt::map(pieces, move |piece: Bytes| {
        given.fetch_add(piece.len(), Ordering::Relaxed);
        Ok(Frame::data(piece))
    });
    response.body(StreamBody::new(counted).boxed_unsync()).unwrap()
}

async fn forward(shared: &Shared, head: http::request::Parts, body: Bytes) -> io::Result<Response<Incoming>> {
    let socket = TcpStream::connect(shared.upstream).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(socket)).await.map_err(io::Error::other)?;
    tokio::spawn(connection);
    sender.send_request(Request::from_parts(head, Full::new(body))).await.map_err(io::Error::other)
}

type Pieces = mpsc::Sender<io::Result<Frame<Bytes>>>;

/// Passes on an answer that has an end.
async fn pass(faults: Vec<Fault>, body: Incoming, tx: Pieces) -> Option<()> {
    let (mut pause, mut rate) = (Duration::ZERO, usize::MAX);
    for fault in &faults {
        if let Fault::Slow(delay, bytes) = fault {
            (pause, rate) = (*delay, (*bytes).max(10));
        }
    }
    let whole = body.collect().await.ok()?.to_bytes();
    let mut text = None;
    for fault in &faults {
        if let Fault::Body(edit) = fault {
            text = Some(edit(&text.unwrap_or_else(|| String::from_utf8_lossy(&whole).into_owned())));
        }
    }
    let mut whole = text.map_or(whole, Bytes::from);
    // Being slow is the fault itself.
    tokio::time::sleep(pause).await;
    while !whole.is_empty() {
        let piece = whole.split_to(whole.len().min(if rate == usize::MAX { 64 << 10 } else { rate / 10 }));
        tx.send(Ok(Frame::data(piece))).await.ok()?;
        if rate != usize::MAX {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    Some(())
}

/// A watch that is open, as long as this lives.
struct Open(Arc<Shared>, String);

impl Open {
    fn note(shared: &Arc<Shared>, path: &str) -> Self {
        lock(&shared.open).push(path.to_owned());
        Self(shared.clone(), path.to_owned())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut open = lock(&self.0.open);
        if let Some(at) = open.iter().position(|path| *path == self.1) {
            open.swap_remove(at);
        }
    }
}

/// Passes on a watch or a log that is followed, line by line.
async fn watch(shared: Arc<Shared>, seen: Seen, mut body: Incoming, tx: Pieces, mut stirs: Receiver<Stir>) -> Option<()> {
    let _open = Open::note(&shared, &seen.path);
    let mut held = BytesMut::new();
    loop {
        let lines = tokio::select! {
            // What is put into it while it is open comes before its end.
            biased;
            stir = stirs.recv() => match stir.ok()? {
                Stir::Line(part, line) if seen.path.contains(&part) => vec![line],
                Stir::End(part) if seen.path.contains(&part) => return Some(()),
                Stir::Break(part) if seen.path.contains(&part) => {
                    return tx.send(Err(io::Error::other("told to break it"))).await.ok();
                }
                _ => continue,
            },
            frame = body.frame() => {
                held.extend_from_slice(&frame?.ok()?.into_data().ok()?);
                let mut lines = Vec::new();
                while let Some(end) = held.iter().position(|b| *b == b'\n') {
                    let line = String::from_utf8_lossy(&held.split_to(end + 1)).trim_end().to_owned();
                    lines.extend(edited(&shared, &seen, line));
                }
                lines
            }
            () = tx.closed() => return None,
        };
        for line in lines {
            tx.send(Ok(Frame::data(Bytes::from(line + "\n")))).await.ok()?;
        }
    }
}

fn edited(shared: &Shared, seen: &Seen, line: String) -> Vec<String> {
    let mut lines = vec![line];
    for fault in shared.faults(seen) {
        if let Fault::Lines(edit) = fault {
            lines = lines.iter().flat_map(|l| edit(l)).collect();
        }
    }
    lines
}
