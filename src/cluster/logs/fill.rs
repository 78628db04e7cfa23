//! What came between a log's last line and another run's first: had from the previous run's log, or marked as missing.

use super::reading::{Reading, Rested};
use super::resume_point::ResumePoint;
use super::stamp;
use super::stream::Stream;
use crate::cluster::session::READ_DEADLINE;
use crate::model::logs::{LogLine, Remark};
use futures::StreamExt;
use tokio::time::{sleep, timeout};

/// How often the previous run's log is tried when it cannot be had, its reading breaks, or it does not hold what was had.
const FILLS: u32 = 3;

impl Stream {
    /// The log does not hold the last line that was had: it is a new run's, or was rotated. The previous run's log may have the rest;
    /// otherwise something may be missing, and that is said. `had` is where the log had come to, `first` the time it now goes on from. Gives
    /// where the previous run's log has come to, and whether that log has the last line that was had: then the present one is of the run
    /// after it, whatever the pod's status tells by now. `None` when nobody takes its lines.
    pub(super) async fn fill(&mut self, mut had: ResumePoint, first: i64) -> Option<(ResumePoint, bool)> {
        let from = had.last();
        let (mut found, mut met) = (false, false);
        for attempt in 0..FILLS {
            if attempt > 0 {
                // Just after a restart the kubelet may still take the run before the previous one for it, or know of none.
                sleep(self.shared.pace.retry.0 * attempt).await;
            }
            let Some(second) = had.second() else { return Some((had, met)) };
            let path = self.path(&format!("&previous=true&sinceTime={}", stamp::since(second)));
            let mut stream = match self.shared.session.clone().open_stream(&path, READ_DEADLINE).await {
                Ok(stream) => stream,
                Err(e) if matches!(e.code(), Some(401 | 403 | 404)) => break,
                Err(_) => continue,
            };
            let mut reading = Reading::new(self.wish.source.id, &had);
            let whole = loop {
                match timeout(READ_DEADLINE, stream.next()).await {
                    Ok(Some(Ok(bytes))) => {
                        let batch = reading.feed(&mut had, &bytes);
                        let gap = batch.unmet.and_then(|(before, next)| self.gap(before.last(), next));
                        if !self.send(gap.into_iter().chain(batch.lines).collect()).await {
                            return None;
                        }
                    }
                    Ok(None) => break true,
                    _ => break false,
                }
            };
            met |= reading.met();
            found |= reading.met() || had.last() != from;
            if whole {
                if let Some(Rested::Line(line, hash)) = reading.rest(Some(&mut had))
                    && self.memory.said_loose != Some((line.nanos, hash))
                    && !self.send(vec![line]).await
                {
                    return None;
                }
                if found {
                    break;
                }
                continue;
            }
            found = false;
        }
        let gap = if found { None } else { self.gap(had.last(), first) };
        self.send(gap.into_iter().collect()).await.then_some((had, met))
    }

    fn gap(&self, last: Option<i64>, next: i64) -> Option<LogLine> {
        let nanos = last?;
        let ms = u32::try_from(next.saturating_sub(nanos).max(0) / 1_000_000).unwrap_or(u32::MAX);
        Some(LogLine { source: self.wish.source.id, nanos, body: Remark::Missing(ms).into() })
    }
}
