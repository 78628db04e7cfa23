//! The watch of a scope: one open stream, from the position that a list or the last stream left.

use super::batch::Batch;
use super::lines::Lines;
use super::request::watch_path;
use super::task::{Halt, Task};
use crate::cluster::error::ApiError;
use crate::cluster::link::Heard;
use crate::cluster::wire::What;
use crate::model::feed::Feed;
use bytes::Bytes;
use futures::{Stream, StreamExt};
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long the head of a watch's answer may take.
const HEAD_DEADLINE: Duration = Duration::from_secs(15);
/// A server that knows bookmarks sends one a minute. A stream that has been silent for longer is opened anew, without a word: it costs
/// one request, and one that was dropped on its way is found even while the heartbeat's own connection is well.
const QUIET: Duration = Duration::from_secs(90);
/// How long a stream may be silent while the server does not answer the heartbeat. One that still speaks is left alone: the heartbeat
/// may have been crowded out by what it brings.
const SEVERED: Duration = Duration::from_secs(4);

impl Task {
    /// Watches until the stream comes to its end in one way or another.
    pub(super) async fn watch(&mut self) -> Result<Infallible, Halt> {
        let position = self.position.clone().unwrap_or_default();
        let path = watch_path(&self.scope, &position);
        let stream = tokio::select! {
            stream = self.session.open_stream(&path, HEAD_DEADLINE) => stream.map_err(Halt::Failed)?,
            heard = self.ear.kicked() => return Err(heard.into()),
        };
        self.live().await?;
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
                        lines.push(&chunk).map_err(|e| self.lost(e))?;
                        while let Some(line) = lines.next() {
                            spoke = true;
                            self.take(&line, batch)?;
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

    /// Takes one line of the stream.
    fn take(&mut self, line: &[u8], batch: &mut Batch) -> Result<(), Halt> {
        let event = self.decoder.event(line).map_err(|e| {
            self.count_unread(1);
            self.lost(e)
        })?;
        match event.what {
            // A server never sends these; whatever stands between may. The older state of an object must not be taken for its newest.
            What::Put(_) if self.is_behind(&event.resource_version) => {
                return Err(self.lost(ApiError::Decode("the watch's events are out of order".into())));
            }
            What::Put(row) => batch.put(row),
            What::Gone(uid) => batch.gone(uid),
            What::Malformed(uid) => {
                self.count_unread(1);
                if let Some(uid) = uid {
                    batch.gone(uid);
                }
            }
            What::Bookmark => {}
            What::Failed(e) => return Err(self.lost(e)),
        }
        if !event.resource_version.is_empty() {
            self.link.reached(&event.resource_version);
            self.position = Some(event.resource_version);
        }
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
        }
        Ok(())
    }
}
