//! The runs of a container in one row: the previous run's log is read before the present one's, and a mark stands between them.

use super::memory::End;
use super::pod::Runs;
use super::reading::{Reading, Rested};
use super::stream::Stream;
use crate::cluster::ApiError;
use crate::cluster::session::READ_DEADLINE;
use crate::model::logs::{LogLine, LogSpan, Remark};
use futures::StreamExt;
use tokio::time::timeout;

/// How often the previous run's log is asked for where the answer is a failure that may pass.
const TRIES: u32 = 3;

impl Stream {
    /// Before a log is opened for the first time: a container that was started again has a previous run, whose log is read first. With a
    /// tail only where the present run has fewer lines than are wanted: what is shown has no hole. Where the log has come to by then is
    /// remembered as after any reading, so that nothing is lost or doubled when the container is started again meanwhile.
    pub(super) async fn join(&mut self) -> Result<(), End> {
        if self.memory.joined || self.wish.previous || self.wish.incarnation == 0 || self.wish.span == LogSpan::Head {
            return Ok(());
        }
        let runs = self.ask_pod().await?;
        // What waits to be started again has no run under way: its last run's log is the present one as well as the previous one.
        if let Some(Runs { restarts, over: Some(over), .. }) = &runs
            && over.waits.is_some()
        {
            self.memory.joined = true;
            self.over = Some((*restarts, over.clone()));
            return Ok(());
        }
        let from = match self.wish.span {
            LogSpan::Tail => {
                let present = self.count_lines().await.map_err(End::Refused)?;
                let missing = self.wish.tail.saturating_sub(present);
                if missing == 0 {
                    self.memory.joined = true;
                    return Ok(());
                }
                format!("&tailLines={missing}")
            }
            _ => self.since(),
        };
        let path = self.path(&format!("&previous=true{from}"));
        let mut stream = match self.shared.session.clone().open_stream(&path, READ_DEADLINE).await {
            Ok(stream) => stream,
            Err(error) if self.memory.tries < TRIES && !matches!(error.code(), Some(400 | 401 | 403 | 404)) => {
                self.memory.tries += 1;
                return Err(End::Refused(error));
            }
            // It has been removed, or may not be read: the present run alone is what there is.
            Err(error) => {
                self.memory.joined = true;
                // Where there is none, nothing is kept back.
                if !matches!(error.code(), Some(400 | 404)) {
                    self.mark(Remark::NoPrevious(Some(error.trouble().into()))).await;
                }
                return Ok(());
            }
        };
        // From now on what is missing is had as after any break.
        self.memory.joined = true;
        let mut reading = Reading::new(self.wish.source.id, &self.memory.place);
        let whole = loop {
            match timeout(READ_DEADLINE, stream.next()).await {
                Ok(Some(Ok(bytes))) => {
                    let batch = reading.feed(&mut self.memory.place, &bytes);
                    if !self.send(batch.lines).await {
                        return Err(End::Stop);
                    }
                }
                Ok(None) => break true,
                _ => break false,
            }
        };
        let mut any = self.memory.place.last().is_some();
        if !any && !whole && self.memory.tries < TRIES {
            (self.memory.joined, self.memory.tries) = (false, self.memory.tries + 1);
            return Err(End::Broken);
        }
        if !any && !whole {
            self.mark(Remark::NoPrevious(None)).await;
        }
        // An unfinished line behind others comes again when what stands between the runs is looked for.
        if !any
            && whole
            && let Some(Rested::Line(line, _)) = reading.rest(None)
        {
            any = true;
            if !self.send(vec![line]).await {
                return Err(End::Stop);
            }
        }
        if any {
            self.again = Some(runs.unwrap_or(Runs::of(self.wish.incarnation, None)));
        }
        Ok(())
    }

    /// How many lines the present run's log has, as far as they matter.
    async fn count_lines(&self) -> Result<u32, ApiError> {
        let path = self.path(&format!("&tailLines={}", self.wish.tail));
        let mut stream = self.shared.session.clone().open_stream(&path, READ_DEADLINE).await?;
        let mut count = 0usize;
        while let Some(bytes) = timeout(READ_DEADLINE, stream.next()).await.map_err(|_| ApiError::Timeout(READ_DEADLINE))? {
            count += bytes?.iter().filter(|b| **b == b'\n').count();
        }
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Before the first line of what does not go on from the line before it: says so, where that is another run of the container.
    /// `unmet` tells that the line before it did not come again, `next_run` that the previous run's log has that line.
    pub(super) async fn between_runs(&mut self, (unmet, next_run): (bool, bool), first: i64) -> bool {
        let runs = match self.again.take() {
            Some(runs) => Some(runs),
            None if unmet => self.ask_pod().await.ok().flatten(),
            None => return true,
        };
        let wished = Runs::of(self.wish.incarnation, None);
        // A kubelet may write the pod's status seconds after the run began.
        let next = next_run.then(|| Runs::of(self.memory.restarts + 1, None));
        match runs.into_iter().chain([wished]).chain(next).find(|r| r.restarts > self.memory.restarts) {
            Some(runs) => {
                let mark = LogLine { source: self.wish.source.id, nanos: first, body: Remark::Again(runs.last).into() };
                self.began(runs.restarts);
                self.send(vec![mark]).await
            }
            None => {
                // Rotated; or the pod's status does not tell of the new run yet.
                self.memory.unsaid |= unmet;
                true
            }
        }
    }

    /// The wish has changed while the log is read: it may tell of a new run whose lines were had before.
    pub(super) async fn told_of_run(&mut self) {
        if self.memory.unsaid && self.wish.incarnation > self.memory.restarts {
            let last = self.ask_pod().await.ok().flatten().and_then(|r| r.last);
            let runs = Runs::of(self.wish.incarnation, last);
            self.began(runs.restarts);
            self.mark_again(Remark::Again(runs.last)).await;
        }
    }

    /// A run has begun, and that is said.
    pub(super) fn began(&mut self, restarts: u32) {
        (self.memory.restarts, self.memory.unsaid, self.memory.waits) = (restarts, false, None);
    }
}
