//! A page of a list on its way: plain where the link is fast, packed where it was found to be slow.

use super::request::HEAD_DEADLINE;
use crate::cluster::body::PAGE;
use crate::cluster::error::ApiError;
use crate::cluster::session::Session;
use crate::cluster::wire::head;
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Bytes a second below which a link is slow: packing a page takes a server about as long as sending it at this pace.
const THIN: f64 = 1024.0 * 1024.0;
/// How long a body is watched before its pace tells something.
const PATIENCE: Duration = Duration::from_millis(600);
/// A packed body that came at this pace could have come plain.
const WIDE: f64 = 8.0 * THIN;
/// What is too small to tell of the pace.
const TELLING: usize = 128 * 1024;
/// How much of a page is looked through for its head.
const HEAD: usize = 4096;

/// Whether a body that goes on after so many bytes in so much time comes over a slow link.
pub(super) fn is_slow(bytes: usize, time: Duration) -> bool {
    time >= PATIENCE && (bytes as f64) < THIN * time.as_secs_f64()
}

/// What somebody who waits for a page is told meanwhile.
#[derive(Debug, Default)]
pub(super) struct Tell {
    /// The token of the next page, as soon as it is known.
    pub(super) next: Option<oneshot::Sender<String>>,
    /// How many bytes have come.
    pub(super) came: Arc<AtomicUsize>,
}

/// Fetches a page in the form that the Accept header says. Whoever waits for the token of the next is told as soon as it is known, which
/// is long before the page is whole.
pub(super) async fn page(session: &Session, path: &str, accept: &str, tell: Tell) -> Result<Bytes, ApiError> {
    let Tell { mut next, came } = tell;
    if session.is_thin() {
        return packed(session, path, accept).await;
    }
    let mut body = session.open_whole(path, accept, false, PAGE, HEAD_DEADLINE).await?;
    let began = Instant::now();
    while body.more().await? {
        came.store(body.came(), Ordering::Relaxed);
        if is_slow(body.came(), began.elapsed()) {
            // What has come is given up: the rest of it would take longer than all of it packed.
            session.set_thin(true);
            drop(body);
            return packed(session, path, accept).await;
        }
        let so_far = body.so_far();
        if next.is_some()
            && let Some(found) = head(&so_far[..so_far.len().min(HEAD)])
            && let Some(next) = next.take()
        {
            let _nobody_waits = next.send(found.next);
        }
    }
    body.end()
}

async fn packed(session: &Session, path: &str, accept: &str) -> Result<Bytes, ApiError> {
    let mut body = session.open_whole(path, accept, true, PAGE, HEAD_DEADLINE).await?;
    let began = Instant::now();
    while body.more().await? {}
    if body.came() > TELLING && body.came() as f64 > WIDE * began.elapsed().as_secs_f64() {
        session.set_thin(false);
    }
    body.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_slow_by_its_pace_and_not_at_once() {
        let kib = |n: usize| n * 1024;
        assert!(!is_slow(0, Duration::from_millis(599)));
        assert!(is_slow(kib(30), Duration::from_millis(600)));
        assert!(!is_slow(kib(1000), Duration::from_millis(900)));
        assert!(is_slow(kib(2000), Duration::from_secs(3)));
    }
}
