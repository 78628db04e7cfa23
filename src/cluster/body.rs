//! The bodies of answers. Nothing else reads one: so each is bounded, by its bytes as they are unpacked, and all of them together by how many
//! may be large at once. Past its bound a body is given up, which is an error like another.

use super::error::{ApiError, way};
use crate::model::trouble::{Unread, Way};
use bytes::{Bytes, BytesMut};
use flate2::write::MultiGzDecoder;
use futures::{Stream, StreamExt};
use http::{Response, header};
use http_body_util::BodyExt;
use kube::client::Body;
use std::io::Write;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout};

/// How much of a failure, or of what is no answer of an API server, is read.
pub(super) const FAILURE: usize = 64 << 10;
/// The longest line of a watch: an object of the size that etcd takes (1.5 MiB), with whatever of it had to be escaped.
pub(super) const LINE: Bound = Bound { bytes: 8 << 20, values: 200_000 };
/// What is asked every few seconds: the version, one namespace.
pub(super) const BEAT: Bound = Bound { bytes: 2 << 20, values: 50_000 };
/// What an identity provider says of itself, and the tokens that it gives: a few KiB each.
pub(super) const PROVIDER: Bound = Bound { bytes: 1 << 20, values: 50_000 };
/// The kinds of a group; the largest that are known are of some hundred KiB.
pub(super) const KINDS: Bound = Bound { bytes: 2 << 20, values: 100_000 };
/// The last lines of a log, where it is asked for so many.
pub(super) const TEXT: Bound = Bound { bytes: 4 << 20, values: usize::MAX };
/// An object, or a list that is asked for whole.
pub(super) const OBJECT: Bound = Bound { bytes: 32 << 20, values: 600_000 };
/// What is packed in a record of Helm's: a record has 1 MiB, and is packed to a tenth or so of what it says.
pub(super) const RELEASE: Bound = Bound { bytes: RELEASE_MIB << 20, values: 600_000 };
pub(super) const RELEASE_MIB: usize = 16;
/// A page of a list. One of large objects is asked for again with fewer of them, down to as many as surely fit.
pub(super) const PAGE: Bound = Bound { bytes: 32 << 20, values: 2_000_000 };

/// What a body, or a line, may hold without asking, and for how many it may be more at once.
const SMALL: usize = 512 << 10;
const LARGE_AT_ONCE: usize = 3;
/// How long a large one may wait for that, and how long it may take from then on: it stands in the way of others.
const WAITS: Duration = Duration::from_secs(20);
const TAKES: Duration = Duration::from_secs(120);
/// How long a body may be silent. It may take long as a whole, over a thin link, as long as it comes.
pub(super) const SILENCE: Duration = Duration::from_secs(10);

static LARGE: Semaphore = Semaphore::const_new(LARGE_AT_ONCE);

/// How long a body may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    /// Bytes, unpacked.
    bytes: usize,
    /// Values in it, where it is more than a small one: each may take far more room than its bytes.
    values: usize,
}

impl Bound {
    fn holds(self, body: &[u8]) -> Result<(), ApiError> {
        // Each comma or opening bracket may stand before a value. Those within texts are few beside the rest of them.
        let values = || body.iter().filter(|b| matches!(b, b',' | b'[' | b'{')).count();
        if body.len() > self.bytes || body.len() > SMALL && values() > self.values {
            return Err(self.passed());
        }
        Ok(())
    }

    fn passed(self) -> ApiError {
        ApiError::TooLarge { most: self.bytes }
    }
}

type Permit = SemaphorePermit<'static>;

/// A body that has not been read yet.
pub(super) struct Received {
    body: Body,
    packed: bool,
}

impl Received {
    /// The body in the place of a response's own.
    pub(super) fn of(response: Response<Body>) -> Response<Self> {
        let packed = response.headers().get(header::CONTENT_ENCODING).is_some_and(|v| v.as_bytes() == b"gzip");
        response.map(|body| Self { body, packed })
    }

    /// As much of it as is looked at where it is no answer: the rest is not waited for, and what comes of a broken one is what there is.
    pub(super) async fn beginning(mut self) -> BytesMut {
        let mut out = BytesMut::new();
        while let Some(Ok(frame)) = self.body.frame().await {
            if let Ok(data) = frame.into_data() {
                out.extend_from_slice(&data[..data.len().min(FAILURE - out.len())]);
            }
            if out.len() >= FAILURE {
                break;
            }
        }
        out
    }

    /// All of it, piece by piece as it comes; nothing of it is held.
    pub(super) fn pieces(self) -> impl Stream<Item = Result<Bytes, ApiError>> + Unpin + use<> {
        self.body.into_data_stream().map(|r| r.map_err(|e| ApiError::Transport(way(&e))))
    }

    /// All of it, held until it is whole.
    pub(super) fn gather(self, bound: Bound) -> Gathering {
        let out = Unpacked { held: Vec::new(), most: bound.bytes, passed: false };
        let out = if self.packed { Sink::Packed(Box::new(MultiGzDecoder::new(out))) } else { Sink::Plain(out) };
        Gathering { body: self.body, bound, out, came: 0, room: None }
    }
}

/// The bytes of a body as they are unpacked, and no more of them than there may be.
struct Unpacked {
    held: Vec<u8>,
    most: usize,
    passed: bool,
}

impl Write for Unpacked {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.passed |= self.held.len() + bytes.len() > self.most;
        // Memory that is not there is a reason to give up this body, and not the program.
        if self.passed || self.held.try_reserve(bytes.len()).is_err() {
            return Err(std::io::ErrorKind::OutOfMemory.into());
        }
        self.held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

enum Sink {
    Plain(Unpacked),
    Packed(Box<MultiGzDecoder<Unpacked>>),
}

/// A body on its way.
pub(super) struct Gathering {
    body: Body,
    bound: Bound,
    out: Sink,
    came: usize,
    room: Option<(Permit, Instant)>,
}

impl Gathering {
    /// Whether it comes packed.
    pub(super) const fn is_packed(&self) -> bool {
        matches!(self.out, Sink::Packed(_))
    }

    /// Bytes that have come, as they came.
    pub(super) const fn came(&self) -> usize {
        self.came
    }

    /// What there is of it, unpacked.
    pub(super) fn so_far(&self) -> &[u8] {
        match &self.out {
            Sink::Plain(out) => &out.held,
            Sink::Packed(out) => &out.get_ref().held,
        }
    }

    /// Takes in the next piece; `false` where there is none.
    pub(super) async fn more(&mut self) -> Result<bool, ApiError> {
        let frame = timeout(SILENCE, self.body.frame()).await.map_err(|_| ApiError::Timeout(SILENCE))?;
        let Some(frame) = frame else { return Ok(false) };
        let Ok(piece) = frame.map_err(|e| ApiError::Transport(way(&e)))?.into_data() else { return Ok(true) };
        self.came += piece.len();
        // What a packed piece will be is known when it is too late.
        let held = self.so_far().len() + piece.len();
        if self.room.is_none() && held > if self.is_packed() { 0 } else { SMALL } {
            self.room = Some((room().await?, Instant::now()));
        }
        if self.room.as_ref().is_some_and(|(_, since)| since.elapsed() > TAKES) {
            return Err(ApiError::Timeout(TAKES));
        }
        let taken = match &mut self.out {
            Sink::Plain(out) => out.write_all(&piece),
            Sink::Packed(out) => out.write_all(&piece),
        };
        taken.map_err(|e| self.refused(&e))?;
        Ok(true)
    }

    fn refused(&self, error: &std::io::Error) -> ApiError {
        let passed = match &self.out {
            Sink::Plain(out) => out.passed,
            Sink::Packed(out) => out.get_ref().passed,
        };
        match error.kind() {
            _ if passed => self.bound.passed(),
            std::io::ErrorKind::OutOfMemory => ApiError::Transport(Way::NoMemory),
            _ => ApiError::Decode(Unread::Packed(error.to_string())),
        }
    }

    /// All of it, once there is no more.
    pub(super) fn end(mut self) -> Result<Bytes, ApiError> {
        if let Sink::Packed(out) = &mut self.out {
            let ended = out.try_finish();
            ended.map_err(|e| self.refused(&e))?;
        }
        let held = match self.out {
            Sink::Plain(out) => out.held,
            // A packed body that was cut has no end.
            Sink::Packed(out) => out.finish().map_err(|error| ApiError::Decode(Unread::Packed(error.to_string())))?.held,
        };
        self.bound.holds(&held)?;
        Ok(match self.room {
            Some((room, _)) if held.len() > SMALL => Bytes::from_owner(Roomy { held, _room: room }),
            _ => held.into(),
        })
    }

    /// Waits for all of it.
    pub(super) async fn whole(mut self) -> Result<Bytes, ApiError> {
        while self.more().await? {}
        self.end()
    }
}

/// Bytes that came packed within a body, unpacked up to a bound.
pub(super) fn unpack(packed: &[u8], bound: Bound) -> Result<Vec<u8>, ApiError> {
    let held = Unpacked { held: Vec::new(), most: bound.bytes, passed: false };
    let mut out = MultiGzDecoder::new(held);
    let done = out.write_all(packed).and_then(|()| out.try_finish());
    match done {
        _ if out.get_ref().passed => return Err(bound.passed()),
        Err(error) if error.kind() == std::io::ErrorKind::OutOfMemory => return Err(ApiError::Transport(Way::NoMemory)),
        Ok(()) | Err(_) => {}
    }
    let held = done.and_then(|()| out.finish()).map_err(|error| ApiError::Decode(Unread::Packed(error.to_string())))?.held;
    bound.holds(&held)?;
    Ok(held)
}

/// A large body, which is one of the few until nobody holds it any more.
struct Roomy {
    held: Vec<u8>,
    _room: Permit,
}

impl AsRef<[u8]> for Roomy {
    fn as_ref(&self) -> &[u8] {
        &self.held
    }
}

fn no_room() -> ApiError {
    ApiError::Transport(Way::TooMany)
}

async fn room() -> Result<Permit, ApiError> {
    timeout(WAITS, LARGE.acquire()).await.ok().and_then(Result::ok).ok_or_else(no_room)
}

/// Lines out of a stream of chunks that are cut anywhere. What stands after the last newline when the stream ends is not a line: it was cut.
#[derive(Debug, Default)]
pub(super) struct Lines {
    held: BytesMut,
    /// Bytes at the start of `held` that are known to hold no newline.
    searched: usize,
    room: Option<Permit>,
}

impl Lines {
    /// Takes the next chunk.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), ApiError> {
        if self.searched > LINE.bytes {
            return Err(LINE.passed());
        }
        if self.held.len() + chunk.len() > SMALL && self.room.is_none() {
            // A line is not waited for: those that come after it are news.
            self.room = Some(LARGE.try_acquire().map_err(|_| no_room())?);
        }
        self.held.extend_from_slice(chunk);
        Ok(())
    }

    /// The next whole line, without its end; empty ones are passed over.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        loop {
            let Some(i) = self.held[self.searched..].iter().position(|b| *b == b'\n') else {
                self.searched = self.held.len();
                if self.room.is_some() && self.held.len() <= SMALL {
                    // What it took is given back.
                    (self.held, self.room) = (BytesMut::from(&self.held[..]), None);
                }
                return Ok(None);
            };
            let end = self.searched + i;
            let mut line = self.held.split_to(end + 1).freeze();
            self.searched = 0;
            line.truncate(end);
            if !line.trim_ascii().is_empty() {
                LINE.holds(&line)?;
                return Ok(Some(line));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    async fn gathered(body: Vec<u8>, is_packed: bool, bound: Bound) -> Result<Bytes, ApiError> {
        let mut response = Response::builder();
        if is_packed {
            response = response.header("content-encoding", "gzip");
        }
        let received = Received::of(response.body(Body::from(body)).unwrap()).into_body();
        received.gather(bound).whole().await
    }

    #[tokio::test]
    async fn what_was_packed_is_unpacked_and_what_is_cut_is_refused() {
        let text = r#"{"items":[]}"#.repeat(1000).into_bytes();
        let body = packed(&text);
        assert_eq!(gathered(body.clone(), true, PAGE).await.unwrap(), text);
        assert_eq!(gathered([body.clone(), body.clone()].concat(), true, PAGE).await.unwrap(), text.repeat(2));
        assert!(gathered(body[..body.len() - 9].to_vec(), true, PAGE).await.is_err());
        assert!(gathered(b"{}".to_vec(), true, PAGE).await.is_err());
        assert_eq!(gathered(b"{}".to_vec(), false, PAGE).await.unwrap(), "{}");
    }

    #[tokio::test]
    async fn a_body_is_bounded_by_what_it_unpacks_to_and_by_its_values() {
        for bound in [PROVIDER, BEAT, KINDS, OBJECT, PAGE] {
            for is_packed in [false, true] {
                let body = |bytes: Vec<u8>| if is_packed { packed(&bytes) } else { bytes };
                let fits = gathered(body(vec![b'x'; bound.bytes]), is_packed, bound).await;
                assert_eq!(fits.map(|b| b.len()), Ok(bound.bytes));
                let more = gathered(body(vec![b'x'; bound.bytes + 1]), is_packed, bound).await;
                assert_eq!(more, Err(ApiError::TooLarge { most: bound.bytes }));
                let many = gathered(body(b"{},".repeat(bound.values.max(SMALL))), is_packed, bound).await;
                assert!(many.is_err(), "{bound:?}");
            }
        }
    }

    #[test]
    fn lines_are_whole_wherever_the_chunks_are_cut() {
        let text = "{\"a\":1}\n\r\n{\"b\":\"温度\"}\n{\"c\":3}\n{\"cut";
        for size in 1..text.len() {
            let (mut lines, mut got) = (Lines::default(), Vec::new());
            for chunk in text.as_bytes().chunks(size) {
                lines.push(chunk).unwrap();
                while let Some(line) = lines.next().unwrap() {
                    got.push(String::from_utf8(line.to_vec()).unwrap());
                }
            }
            assert_eq!(got, ["{\"a\":1}", "{\"b\":\"温度\"}", "{\"c\":3}"], "chunks of {size}");
        }
    }

    #[test]
    fn a_line_without_an_end_is_refused() {
        let chunk = vec![b'x'; 1024 * 1024];
        let mut lines = Lines::default();
        let refused = (0..20).any(|_| {
            let refused = lines.push(&chunk).is_err();
            assert!(lines.next().unwrap().is_none());
            refused
        });
        assert!(refused);
    }
}
