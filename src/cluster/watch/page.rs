//! A page of a list on its way: plain where the link is fast, packed where it was found to be slow.

use super::request::{HEAD_DEADLINE, SILENCE, whole};
use crate::cluster::error::ApiError;
use crate::cluster::session::Session;
use crate::cluster::wire::Decoder;
use bytes::{Bytes, BytesMut};
use flate2::read::MultiGzDecoder;
use futures::StreamExt;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

/// Bytes a second below which a link is slow: packing a page takes a server about as long as sending it at this pace.
const THIN: f64 = 1024.0 * 1024.0;
/// How long a body is watched before its pace tells something.
const PATIENCE: Duration = Duration::from_millis(600);
/// A packed body that came at this pace could have come plain.
const WIDE: f64 = 8.0 * THIN;
/// What is too small to tell of the pace.
const TELLING: usize = 128 * 1024;
/// The largest page that is unpacked: more than five hundred objects of the largest size that etcd takes.
const MOST: u64 = 1 << 30;
/// How much of a page is looked through for its head.
const HEAD: usize = 4096;

/// Whether a body that goes on after so many bytes in so much time comes over a slow link.
pub(super) fn is_slow(bytes: usize, time: Duration) -> bool {
    time >= PATIENCE && (bytes as f64) < THIN * time.as_secs_f64()
}

/// What somebody who waits for a page is told meanwhile.
#[derive(Debug, Default)]
pub(in crate::cluster) struct Tell {
    /// The token of the next page, as soon as it is known.
    pub(super) next: Option<oneshot::Sender<String>>,
    /// How many bytes have come.
    pub(super) came: Arc<AtomicUsize>,
}

/// Fetches a page in the form that the Accept header says. Whoever waits for the token of the next is told as soon as it is known, which
/// is long before the page is whole.
pub(in crate::cluster) async fn page(session: &Session, path: &str, accept: &str, tell: Tell) -> Result<Bytes, ApiError> {
    let Tell { mut next, came } = tell;
    if session.is_thin() {
        return packed(session, path, accept).await;
    }
    let mut stream = session.open_stream_as(path, accept, HEAD_DEADLINE).await?;
    let (began, mut body) = (Instant::now(), BytesMut::new());
    while let Some(chunk) = timeout(SILENCE, stream.next()).await.map_err(|_| ApiError::Timeout(SILENCE))? {
        body.extend_from_slice(&chunk?);
        came.store(body.len(), Ordering::Relaxed);
        if is_slow(body.len(), began.elapsed()) {
            // What has come is given up: the rest of it would take longer than all of it packed.
            session.set_thin(true);
            drop(stream);
            return packed(session, path, accept).await;
        }
        if next.is_some()
            && let Some(head) = Decoder::head(&body[..body.len().min(HEAD)])
            && let Some(next) = next.take()
        {
            let _nobody_waits = next.send(head.next);
        }
    }
    Ok(body.freeze())
}

async fn packed(session: &Session, path: &str, accept: &str) -> Result<Bytes, ApiError> {
    let (is_packed, stream) = session.open_packed(path, accept, HEAD_DEADLINE).await?;
    let began = Instant::now();
    let body = whole(stream).await?;
    if body.len() > TELLING && body.len() as f64 > WIDE * began.elapsed().as_secs_f64() {
        session.set_thin(false);
    }
    if is_packed { unpack(&body) } else { Ok(body) }
}

fn unpack(body: &[u8]) -> Result<Bytes, ApiError> {
    let mut out = Vec::with_capacity(body.len() * 8);
    let read = MultiGzDecoder::new(body).take(MOST).read_to_end(&mut out).map_err(|e| ApiError::Decode(format!("packed: {e}")))?;
    if read as u64 == MOST {
        return Err(ApiError::Decode("a page of more than 1 GiB".into()));
    }
    Ok(out.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    #[test]
    fn what_was_packed_is_unpacked_and_what_is_cut_is_refused() {
        let text = r#"{"items":[]}"#.repeat(1000);
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(text.as_bytes()).unwrap();
        let body = packer.finish().unwrap();
        assert_eq!(unpack(&body).unwrap(), text.as_bytes());
        assert!(unpack(&body[..body.len() - 9]).is_err());
        assert!(unpack(b"{}").is_err());
    }

    #[test]
    fn a_link_is_slow_by_its_pace_and_not_at_once() {
        let kib = |n: usize| n * 1024;
        assert!(!is_slow(0, Duration::from_millis(599)));
        assert!(is_slow(kib(30), Duration::from_millis(600)));
        assert!(!is_slow(kib(1000), Duration::from_millis(900)));
        assert!(is_slow(kib(2000), Duration::from_secs(3)));
    }
}
