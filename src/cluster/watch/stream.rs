//! The watch of a scope: one open stream, from the position that a list or the last stream left.

use super::batch::Batch;
use super::lines::Lines;
use super::pace::{QUIET, SEVERED};
use super::page::is_slow;
use super::request::{streaming_path, watch_path};
use super::task::{Halt, Task};
use crate::cluster::error::ApiError;
use crate::cluster::link::Heard;
use crate::cluster::wire::What;
use crate::model::feed::{Delta, Feed};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long the head of a watch's answer may take.
const HEAD_DEADLINE: Duration = Duration::from_secs(15);

impl Task {
    /// Watches until the stream comes to its end in one way or another.
    pub(super) async fn watch(&mut self) -> Result<Infallible, Halt> {
        let path = match &self.position {
            Some(position) => watch_path(&self.scope, self.version(), position),
            None => {
                self.streaming = Some(0);
                streaming_path(&self.scope, self.version())
            }
        };
        if self.is_new() {
            self.starting(0, None).await?;
        }
        let stream = tokio::select! {
            stream = self.session.open_stream(&path, HEAD_DEADLINE) => stream.map_err(Halt::Failed)?,
            heard = self.ear.kicked() => return Err(heard.into()),
        };
        if self.streaming.is_some() {
            self.out.send(Feed::Batch(self.scope.clone(), vec![Delta::ListBegins])).await?;
        } else {
            self.live().await?;
        }
        let opened = Instant::now();
        let mut batch = Batch::default();
        let halt = match self.follow(stream, &mut batch).await {
            Ok(never) => match never {},
            Err(halt) => halt,
        };
        self.lived = opened.elapsed();
        // What had come is true, however the stream ended.
        self.flush(&mut batch).await?;
        Err(halt)
    }

    async fn follow(
        &mut self,
        mut stream: impl Stream<Item = Result<Bytes, ApiError>> + Unpin,
        batch: &mut Batch,
    ) -> Result<Infallible, Halt> {
        let mut lines = Lines::default();
        let (mut spoke, mut last) = (false, Instant::now());
        let (opened, mut bytes) = (last, 0);
        loop {
            let down = self.ear.down();
            let silent = last + if down.is_some() { SEVERED } else { QUIET };
            let due = batch.due().unwrap_or(silent);
            tokio::select! {
                // In this order, so that a torrent of events cannot hold back what is due.
                biased;
                heard = self.ear.hear() => {
                    // A server that was gone and is back may have forgotten a stream that is silent.
                    if matches!(heard, Heard::Renewed | Heard::Rewritten) || heard == Heard::Up && last.elapsed() >= SEVERED {
                        return Err(heard.into());
                    }
                }
                () = sleep_until(due), if batch.due().is_some() => self.flush(batch).await?,
                chunk = stream.next() => match chunk {
                    None => {
                        // A server that is shut down ends its streams in good order.
                        self.link.doubt();
                        return Err(Halt::Ended { spoke });
                    }
                    Some(Err(e)) => {
                        self.link.doubt();
                        return Err(Halt::Broken(e));
                    }
                    Some(Ok(chunk)) => {
                        last = Instant::now();
                        bytes += chunk.len();
                        if self.streaming.is_some() && is_slow(bytes, opened.elapsed()) {
                            // In pages it comes packed. What has come is not wasted: it is on the screen until then.
                            self.session.set_thin(true);
                            return Err(Halt::Kicked);
                        }
                        lines.push(&chunk).map_err(|e| self.lost(e))?;
                        while let Some(line) = lines.next() {
                            spoke = true;
                            if self.take(&line, batch)? {
                                self.list_ends(batch).await?;
                            }
                            if batch.is_full() {
                                self.flush(batch).await?;
                            }
                        }
                    }
                },
                () = sleep_until(silent) => match down {
                    Some(why) => return Err(Halt::Severed(why)),
                    None => return Err(Halt::Ended { spoke }),
                },
            }
        }
    }

    /// Takes one line of the stream; `true` where the list with which it began has come to its end.
    fn take(&mut self, line: &[u8], batch: &mut Batch) -> Result<bool, Halt> {
        let event = self.decoder.event(line).map_err(|e| {
            self.count_unread(1);
            self.lost(e)
        })?;
        let ends = event.what == What::ListEnds && self.streaming.is_some();
        match event.what {
            // A server never sends these; whatever stands between may. The older state of an object must not be taken for its newest.
            What::Put(_) if self.is_behind(&event.resource_version) => {
                return Err(self.lost(ApiError::Decode("the watch's events are out of order".into())));
            }
            What::Put(row) => {
                self.streaming.iter_mut().for_each(|received| *received += 1);
                batch.put(row);
            }
            What::Gone(uid) => batch.gone(uid),
            What::Malformed(uid) => {
                self.count_unread(1);
                if let Some(uid) = uid {
                    batch.gone(uid);
                }
            }
            What::Bookmark | What::ListEnds => {}
            What::Failed(e) => return Err(self.lost(e)),
        }
        // The objects of a list come in any order of their versions: only its end says up to where everything is known.
        if !event.resource_version.is_empty() && (ends || self.streaming.is_none()) {
            self.link.reached(&event.resource_version);
            self.position = Some(event.resource_version);
        }
        Ok(ends)
    }

    /// All that there was when the stream began has come.
    async fn list_ends(&mut self, batch: &mut Batch) -> Result<(), Halt> {
        let mut deltas = batch.take();
        deltas.push(Delta::ListEnds);
        self.out.send(Feed::Batch(self.scope.clone(), deltas)).await?;
        let received = self.streaming.take().unwrap_or_default();
        self.starting(received, Some(received)).await?;
        (self.listed, self.listed_at) = (true, Instant::now());
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

    async fn flush(&mut self, batch: &mut Batch) -> Result<(), Halt> {
        if batch.due().is_some() {
            self.out.send(Feed::Batch(self.scope.clone(), batch.take())).await?;
            if let Some(received) = self.streaming {
                self.starting(received, None).await?;
            }
        }
        Ok(())
    }
}
