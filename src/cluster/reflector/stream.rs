//! The watch of a collection: one open stream, from the position that a list or the last stream left.

use super::batch::Batch;
use super::pace::{FIRST_WORD, LASTS_IN_DOUBT, QUIET, SETTLED, SEVERED};
use super::page::is_slow;
use super::request::{streaming_for, watching_for};
use super::{Halt, Reflector, Sink, Source};
use crate::cluster::body::Lines;
use crate::cluster::error::ApiError;
use crate::cluster::link::Heard;
use crate::cluster::session::Session;
use crate::cluster::wire::What;
use crate::model::feed::Delta;
use crate::model::trouble::{Trouble, Unread, Way};
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, Stream, StreamExt};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long the head of a watch's answer may take.
const HEAD_DEADLINE: Duration = Duration::from_secs(15);

/// For how long a list that comes as a stream is asked (seconds): it may be long.
const LIST_LASTS: u32 = 240;
/// How much before its time a stream may end as it was asked to: a server counts from when it took the request in.
const ENDS_EARLY: Duration = Duration::from_millis(1500);

/// A stream's bytes.
type Pieces = Box<dyn Stream<Item = Result<Bytes, ApiError>> + Send + Unpin>;

async fn open(session: Session, path: String, form: &'static str) -> Result<Pieces, ApiError> {
    let stream = session.open_stream_as(&path, form, HEAD_DEADLINE).await?;
    Ok(Box::new(stream))
}

/// A stream that is open.
struct Opened {
    pieces: Pieces,
    lines: Lines,
    at: Instant,
    /// When anything last came.
    last: Instant,
    /// Bytes that have come.
    bytes: usize,
}

impl Opened {
    fn now(pieces: Pieces) -> Self {
        let at = Instant::now();
        Self { pieces, lines: Lines::default(), at, last: at, bytes: 0 }
    }
}

impl<S: Source, K: Sink<S>> Reflector<S, K> {
    /// Watches until the stream comes to its end in one way or another.
    pub(super) async fn watch(&mut self) -> Result<Infallible, Halt> {
        self.turn().await?;
        self.forgets_what_is_old().await?;
        self.lasts = if self.doubted || self.heard.is_none() { LASTS_IN_DOUBT } else { self.link.lasts() };
        let query = match &self.position {
            Some(position) => watching_for(position, self.lasts),
            None => {
                self.streaming = Some(0);
                // It may be long.
                self.lasts = LIST_LASTS;
                streaming_for(self.lasts)
            }
        };
        if self.is_new() {
            self.starting(0, None).await?;
        }
        let open = open(self.session.clone(), format!("{}{query}", self.source.collection()), S::FORM.1);
        tokio::pin!(open);
        let stream = loop {
            let doubtful = self.doubtful_at().filter(|_| self.is_live());
            tokio::select! {
                stream = &mut open => break stream.map_err(Halt::Failed)?,
                heard = self.ear.kicked() => return Err(heard.into()),
                () = sleep_until(doubtful.unwrap_or_else(Instant::now)), if doubtful.is_some() => self.doubt(Way::Unanswered).await?,
            }
        };
        if self.streaming.is_some() {
            self.sink.told(&mut self.source, vec![Delta::ListBegins]).await?;
        } else if self.heard.is_some() {
            // The stream goes on from what is known: that it is open is no news by itself.
            self.live().await?;
        }
        let opened = Instant::now();
        let mut batch = Batch::default();
        let halt = match self.follow(Opened::now(stream), &mut batch).await {
            Ok(never) => match never {},
            Err(halt) => halt,
        };
        self.lived = opened.elapsed();
        self.recovers_at = None;
        // What had come is true, however the stream ended.
        self.flush(&mut batch).await?;
        Err(halt)
    }

    async fn follow(&mut self, mut stream: Opened, batch: &mut Batch<S::Object>) -> Result<Infallible, Halt> {
        let mut spoke = false;
        // Where the stream is in doubt it goes on, and another is opened beside it.
        let mut other: Option<BoxFuture<'static, Result<Pieces, ApiError>>> = None;
        let mut try_at = stream.at;
        loop {
            let down = self.ear.down();
            let known = self.streaming.is_none() && down.is_none();
            let doubtful = self.doubtful_at().filter(|_| known && self.is_live());
            let settled = (known && !self.is_live() && !self.doubted).then_some(stream.at + SETTLED);
            let trying = (known && other.is_none() && self.doubted).then_some(try_at);
            let silent = stream.last + if down.is_some() { SEVERED } else { QUIET };
            let due = batch.due().unwrap_or(silent);
            tokio::select! {
                // In this order, so that a torrent of events cannot hold back what is due.
                biased;
                heard = self.ear.hear() => {
                    // A server that was gone and is back may have forgotten a stream that is silent.
                    if matches!(heard, Heard::Renewed | Heard::Rewritten) || heard == Heard::Up && stream.last.elapsed() >= SEVERED {
                        return Err(heard.into());
                    }
                    if heard == Heard::Recovered {
                        // One that was only just opened is waited for: its first word is on its way.
                        try_at = Instant::now().max(stream.at + FIRST_WORD);
                    }
                }
                () = sleep_until(due), if batch.due().is_some() => self.flush(batch).await?,
                chunk = stream.pieces.next() => {
                    let Some(Ok(chunk)) = chunk else { return Err(self.ended(&stream, chunk, spoke)) };
                    if self.arrived(&mut stream, &chunk, batch, &mut spoke).await? {
                        other = None;
                    }
                }
                () = sleep_until(doubtful.unwrap_or(silent)), if doubtful.is_some() => {
                    self.doubt(Way::Silent).await?;
                    try_at = Instant::now();
                }
                () = sleep_until(self.recovers_at.unwrap_or(silent)), if self.recovers_at.is_some() => self.recovered(),
                () = sleep_until(settled.unwrap_or(silent)), if settled.is_some() => {
                    self.heard();
                    self.live().await?;
                }
                () = sleep_until(trying.unwrap_or(silent)), if trying.is_some() => {
                    if let Some(position) = &self.position {
                        self.lasts = LASTS_IN_DOUBT;
                        try_at = Instant::now() + Duration::from_secs(self.lasts.into()) + self.next_try();
                        let path = format!("{}{}", self.source.collection(), watching_for(position, self.lasts));
                        other = Some(open(self.session.clone(), path, S::FORM.1).boxed());
                    }
                }
                opened_anew = async { match &mut other { Some(other) => other.await, None => std::future::pending().await } } => {
                    other = None;
                    match opened_anew {
                        // From where the former had come to: what that has left out comes first.
                        Ok(anew) => stream = Opened::now(anew),
                        Err(e) if e.is_gone() || e.is_forbidden() || e.is_unauthorized() => return Err(Halt::Failed(e)),
                        Err(e) => self.doubt(Way::Down(e.trouble().into())).await?,
                    }
                }
                () = sleep_until(silent) => return Err(fell_silent(down, spoke)),
            }
        }
    }

    /// The stream has come to its end, in good order or broken.
    fn ended(&mut self, stream: &Opened, end: Option<Result<Bytes, ApiError>>, spoke: bool) -> Halt {
        match end {
            Some(Err(e)) => {
                self.link.doubt();
                Halt::Broken(e)
            }
            Some(Ok(_)) | None => {
                if stream.at.elapsed() + ENDS_EARLY >= Duration::from_secs(self.lasts.into()) {
                    // As it was asked to: so the server fed it until now.
                    self.heard();
                } else {
                    // A server that is shut down ends its streams in good order.
                    self.link.doubt();
                }
                Halt::Ended { spoke }
            }
        }
    }

    /// Takes what has come of the stream; `true` where it was in doubt and is no longer.
    async fn arrived(
        &mut self,
        stream: &mut Opened,
        chunk: &[u8],
        batch: &mut Batch<S::Object>,
        spoke: &mut bool,
    ) -> Result<bool, Halt> {
        let mut certain = false;
        stream.last = Instant::now();
        stream.bytes += chunk.len();
        if self.streaming.is_some() && is_slow(stream.bytes, stream.at.elapsed()) {
            // In pages it comes packed. What has come is not wasted: it is on the screen until then.
            self.session.set_thin(true);
            return Err(Halt::Kicked);
        }
        stream.lines.push(chunk).map_err(|e| self.given_up(e))?;
        while let Some(line) = stream.lines.next().map_err(|e| self.given_up(e))? {
            let ends = self.take(&line, batch)?;
            *spoke = true;
            if self.streaming.is_none() {
                certain |= self.doubted;
                self.heard();
                if !self.is_live() {
                    self.live().await?;
                }
            }
            if ends {
                self.list_ends(batch).await?;
                // One that was asked for so long tells of itself too seldom: a shorter one goes on from here.
                return Err(Halt::Listed);
            }
            if batch.is_full() {
                self.flush(batch).await?;
            }
        }
        Ok(certain)
    }

    /// Takes one line of the stream; `true` where the list with which it began has come to its end.
    fn take(&mut self, line: &[u8], batch: &mut Batch<S::Object>) -> Result<bool, Halt> {
        let event = self.source.event(line).map_err(|e| {
            self.count_unread(1);
            self.lost(e)
        })?;
        let ends = matches!(event.what, What::ListEnds) && self.streaming.is_some();
        match event.what {
            // A server never sends these; whatever stands between may. The older state of an object must not be taken for its newest.
            What::Put(_) | What::Other if self.is_behind(&event.resource_version) => {
                return Err(self.lost(ApiError::Decode(Unread::OutOfOrder)));
            }
            What::Put(object) => {
                self.streaming.iter_mut().for_each(|received| *received += 1);
                batch.put(S::uid(&object).clone(), object);
            }
            What::Gone(uid) => batch.gone(uid),
            What::Malformed(uid) => {
                self.count_unread(1);
                if let Some(uid) = uid {
                    batch.gone(uid);
                }
            }
            What::Other | What::Bookmark | What::ListEnds => {}
            // Unless it says that the past is gone, it says nothing against going on from where it was.
            What::Failed(e) if e.is_gone() => return Err(self.lost(e)),
            What::Failed(e) => return Err(Halt::Failed(e)),
        }
        // The objects of a list come in any order of their versions: only its end says up to where everything is known.
        if !event.resource_version.is_empty() && (ends || self.streaming.is_none()) {
            self.reached(event.resource_version);
        }
        Ok(ends)
    }

    /// All that there was when the stream began has come.
    async fn list_ends(&mut self, batch: &mut Batch<S::Object>) -> Result<(), Halt> {
        let mut deltas = batch.take();
        deltas.push(Delta::ListEnds);
        self.sink.told(&mut self.source, deltas).await?;
        let received = self.streaming.take().unwrap_or_default();
        self.starting(received, Some(received)).await?;
        self.has_listed();
        self.live().await?;
        Ok(())
    }

    /// Whether a version is older than what the stream has already come to, as far as they are numbers.
    fn is_behind(&self, version: &str) -> bool {
        let number = |text: &str| text.parse::<u64>().ok();
        let known = self.position.as_deref().and_then(number);
        matches!((number(version), known), (Some(version), Some(known)) if version < known)
    }

    /// What the stream would have told cannot be known any more: only a list can tell.
    fn lost(&mut self, error: ApiError) -> Halt {
        self.position = None;
        Halt::Failed(error)
    }

    /// A line was given up: for its length, or since there was no room for it, and then it can be asked for again.
    fn given_up(&mut self, error: ApiError) -> Halt {
        if matches!(error, ApiError::TooLarge { .. }) { self.lost(error) } else { Halt::Failed(error) }
    }

    async fn flush(&mut self, batch: &mut Batch<S::Object>) -> Result<(), Halt> {
        if batch.due().is_some() {
            self.sink.told(&mut self.source, batch.take()).await?;
            if let Some(received) = self.streaming {
                self.starting(received, None).await?;
            }
        }
        Ok(())
    }
}

/// Nothing has come for too long, while the server does not answer for this reason, or for no reason that is known.
fn fell_silent(down: Option<Arc<Trouble>>, spoke: bool) -> Halt {
    match down {
        Some(why) => Halt::Severed(why),
        None => Halt::Ended { spoke },
    }
}
