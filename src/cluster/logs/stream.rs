//! One container's log: opened, read, and after any break resumed where it was.

use super::ahead::{AHEAD, Ahead};
use super::collect::pieces;
use super::memory::{End, Memory, Rest};
use super::pod::{Over, Runs};
use super::reading::{Batch, Reading, Rested};
use super::rotation::Rotations;
use super::starts::Starts;
use super::{Pace, stamp};
use crate::cluster::path::encode;
use crate::cluster::reflector::backoff;
use crate::cluster::reflector::pace::SETTLED;
use crate::cluster::{ApiError, Session};
use crate::model::Time;
use crate::model::logs::{LogLine, LogSpan, LogWish, Remark};
use crate::model::trouble::Trouble;
use bytes::Bytes;
use futures::{Stream as Bytewise, StreamExt};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// How long an opening counts as one of the few that are made at once.
const START: Duration = Duration::from_secs(2);

const FOLLOW: &str = "&follow=true";

/// How many times its usual longest wait a log may be silent.
const LULLS: u32 = 10;

/// What all streams of a view share.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) session: Session,
    pub(super) pace: Pace,
    pub(super) lines: mpsc::Sender<Vec<LogLine>>,
    pub(super) starts: Starts,
    pub(super) renewed: watch::Receiver<u64>,
    /// Whether it has been said that the API server does not answer: once, and not by each stream.
    pub(super) outage: Arc<AtomicBool>,
    pub(super) ahead: Ahead,
}

/// Waits until the connection is known to live again, or to be a new one; gives what then becomes of what is read.
pub(super) async fn renewal(renewed: &mut watch::Receiver<u64>) -> End {
    if renewed.changed().await.is_ok() { End::Broken } else { End::Stop }
}

/// A stream at work.
pub(super) struct Stream {
    pub(super) shared: Shared,
    pub(super) told: watch::Receiver<LogWish>,
    pub(super) wish: LogWish,
    pub(super) memory: Memory,
    pub(super) rotations: Rotations,
    /// What the pod told of a run that began since the last line: said before the next one.
    pub(super) again: Option<Runs>,
    /// The end of a run that the pod told of, with the run's restart count: said once its log has been read to its end.
    pub(super) over: Option<(u32, Over)>,
    /// Whether what is missing of the run before was had already, since the present one says nothing.
    pub(super) bridged: bool,
    /// The longest wait between two pieces of the log, of late: a busy log that falls silent is suspect sooner than a quiet one.
    lull: Duration,
    /// Lines came, or it stayed open for a while: what comes next is a new trouble.
    pub(super) progress: bool,
    /// Since when it cannot be read.
    pub(super) troubled: Option<Instant>,
    /// Whether it goes ahead of those that cannot be read.
    pub(super) is_ahead: bool,
    /// Whether it was let go of since the connection lives again, or is a new one.
    pub(super) renewed: bool,
    /// How long the last stream lived.
    pub(super) lived: Duration,
    /// The second from which it is read again, where that is not the place's own.
    from: Option<i64>,
}

impl Stream {
    pub(super) fn new(shared: Shared, mut told: watch::Receiver<LogWish>, memory: Memory) -> Self {
        let wish = told.borrow_and_update().clone();
        let lull = shared.pace.silence.1 / LULLS;
        Self {
            shared,
            told,
            wish,
            memory,
            rotations: Rotations::default(),
            again: None,
            over: None,
            bridged: false,
            lull,
            progress: false,
            troubled: None,
            is_ahead: false,
            renewed: false,
            lived: Duration::ZERO,
            from: None,
        }
    }

    /// Reads until the log has ended for good or is not wanted any more.
    pub(super) async fn run(mut self) -> Memory {
        let pace = self.shared.pace;
        let mut wait = pace.retry.0;
        self.memory.rest = loop {
            (self.progress, self.lived, self.renewed) = (false, Duration::ZERO, false);
            let asked = if self.is_ahead { self.asks_little().await } else { Ok(()) };
            let end = match asked {
                Ok(()) => self.read().await,
                Err(end) => end,
            };
            // What was wished meanwhile counts: an ended container is known to have ended.
            self.wish = self.told.borrow_and_update().clone();
            if self.progress {
                wait = pace.retry.0;
            }
            let mut pause = wait;
            self.is_ahead = self.goes_ahead(&end);
            let asked = if let End::Refused(error) = &end { backoff::asked(error) } else { Duration::ZERO };
            match end {
                End::Stop => break Rest::Closed,
                End::Enough => break Rest::Ended,
                End::Gone => break self.gone().await,
                End::Closed if self.wish.previous || !self.wish.running || self.wish.span == LogSpan::Head => {
                    break self.closed_for_good().await;
                }
                End::Closed => self.say_end().await,
                End::Broken => {}
                // A kubelet does not know a pod yet that was given to it a moment ago: only the pod itself tells that it is gone.
                End::Refused(error) if error.is_not_found() => match self.ask_pod().await {
                    Ok(_) if self.wish.running && !self.wish.previous => {}
                    Err(End::Refused(_)) => {}
                    Ok(_) | Err(End::Closed | End::Broken | End::Stop | End::Gone | End::Enough) => break self.gone().await,
                },
                End::Refused(error) => {
                    self.refused(&error).await;
                    if self.wish.previous && error.code() == Some(400) {
                        break Rest::Ended;
                    }
                    pause = match error {
                        ApiError::Status { code: 403, .. } => pace.forbidden,
                        error => error.retry_after().map_or(wait, |after| after.clamp(wait, pace.forbidden.max(wait))),
                    };
                }
            }
            wait = (wait * 2).min(pace.retry.1);
            if self.is_ahead {
                // A server that asks for time is given it.
                pause = pause.min(AHEAD.max(asked));
            }
            if self.wait(pause).await.is_none() {
                break Rest::Closed;
            }
        };
        self.memory.incarnation = self.wish.incarnation;
        self.memory.ran = self.wish.running;
        std::mem::take(&mut self.memory)
    }

    pub(super) async fn gone(&mut self) -> Rest {
        self.last_words(Some(Remark::Gone)).await;
        Rest::Gone
    }

    async fn refused(&mut self, error: &ApiError) {
        let trouble = error.trouble();
        if matches!(error, ApiError::Transport(_)) {
            if !self.shared.outage.swap(true, Ordering::Relaxed) {
                self.mark_again(Remark::NoAnswer(trouble.into())).await;
            }
            return;
        }
        let why = |words: &str| Some(words.split_once(" is waiting to start: ")?.1.into());
        let not_started = if let Trouble::Server(words) = &trouble { why(words) } else { None };
        self.mark(not_started.map_or_else(|| Remark::Unread(trouble.into()), Remark::NotStarted)).await;
    }

    /// A remark, unless it was made since the last line.
    pub(super) async fn mark(&mut self, remark: Remark) {
        if !self.memory.told.contains(&remark) {
            self.mark_again(remark.clone()).await;
            self.memory.told.push(remark);
        }
    }

    pub(super) async fn mark_again(&mut self, remark: Remark) {
        let mark = self.remark(remark);
        let _ = self.send(vec![mark]).await;
    }

    /// A remark stands behind the last line: this machine's clock need not be the cluster's.
    pub(super) fn remark(&self, remark: Remark) -> LogLine {
        let behind = self.memory.place.last().max(self.memory.said_at);
        let nanos = behind.unwrap_or_else(|| Time::system().millis().saturating_mul(1_000_000));
        LogLine { source: self.wish.source.id, nanos, body: remark.into() }
    }

    /// Hands lines on. `false` when nobody takes them any more.
    pub(super) async fn send(&self, lines: Vec<LogLine>) -> bool {
        for piece in pieces(lines) {
            if self.shared.lines.send(piece).await.is_err() {
                return false;
            }
        }
        true
    }

    pub(super) fn path(&self, what: &str) -> String {
        let source = &self.wish.source;
        format!(
            "/api/v1/namespaces/{}/pods/{}/log?container={}&timestamps=true{what}",
            encode(&source.namespace),
            encode(&source.pod),
            encode(&source.container)
        )
    }

    /// The part of the query that says where to begin.
    pub(super) fn since(&self) -> String {
        match self.from.or_else(|| self.memory.place.second()) {
            Some(second) => format!("&sinceTime={}", stamp::since(second)),
            None => match self.wish.span {
                // Opened and empty: all that there is now is new.
                LogSpan::Tail if self.memory.opened && self.wish.tail > 0 => String::new(),
                LogSpan::Tail => format!("&tailLines={}", self.wish.tail),
                LogSpan::Since(time) => format!("&sinceTime={}", stamp::since(time.secs())),
                LogSpan::Head | LogSpan::All => String::new(),
            },
        }
    }

    /// Opens the log and reads it as far as it goes.
    async fn read(&mut self) -> End {
        let permit = self.shared.starts.turn().await;
        self.shared.renewed.mark_unchanged();
        // An answer that went into the void is not waited for.
        let mut renewed = self.shared.renewed.clone();
        if self.memory.opened && !self.wish.previous {
            let asked = tokio::select! {
                asked = self.ask_pod() => asked,
                end = renewal(&mut renewed) => Err(end),
            };
            match asked {
                Ok(runs) => self.told(runs),
                Err(end) => return self.let_go(end),
            }
        }
        if !self.memory.opened
            && let Err(end) = self.join().await
        {
            return end;
        }
        let how = match self.wish.span {
            _ if self.wish.previous => "&previous=true",
            LogSpan::Head => "",
            _ => FOLLOW,
        };
        self.from = None;
        if self.memory.opened && how == FOLLOW {
            let from = tokio::select! {
                from = self.set_back() => Ok(from),
                end = renewal(&mut renewed) => Err(end),
            };
            match from {
                Ok(from) => self.from = from,
                Err(end) => return self.let_go(end),
            }
        }
        let path = self.path(&format!("{how}{}", self.since()));
        let session = self.shared.session.clone();
        // Where the answer's head comes only with the log's first byte, a container that says nothing is waited for.
        let silence = self.silence();
        let open = session.open_stream(&path, silence);
        tokio::pin!(open);
        let mut permit = permit;
        let stream = loop {
            tokio::select! {
                opened = &mut open => match opened {
                    Ok(stream) => break stream,
                    Err(ApiError::Timeout(_)) => return End::Broken,
                    Err(error) => return End::Refused(error),
                },
                () = sleep(START), if permit.is_some() => permit = None,
                end = self.disturbed() => {
                    if let Some(end) = end {
                        return end;
                    }
                }
            }
        };
        drop(permit);
        if self.shared.outage.swap(false, Ordering::Relaxed) {
            self.mark_again(Remark::Answers).await;
        }
        if !self.memory.opened && self.again.is_none() {
            self.memory.restarts = self.wish.incarnation;
        }
        self.memory.opened = true;
        self.memory.loose = None;
        self.bridged = false;
        let opened = Instant::now();
        let end = self.take_in(stream).await;
        self.lived = opened.elapsed();
        self.progress |= self.lived > 2 * self.shared.pace.retry.1;
        end
    }

    /// How long nothing may come before the log is opened anew. A connection may have died without a word; and a kubelet that is behind
    /// when a log is rotated waits at the end of the old file for ever.
    fn silence(&self) -> Duration {
        let (least, most) = self.shared.pace.silence;
        // Not all at the same time.
        (self.lull * LULLS).clamp(least, most).mul_f64(0.9 + 0.2 * fastrand::f64())
    }

    /// Waits for word from outside: a changed wish, which is taken over, or an end.
    async fn disturbed(&mut self) -> Option<End> {
        tokio::select! {
            end = renewal(&mut self.shared.renewed) => Some(self.let_go(end)),
            told = self.told.changed() => {
                if told.is_err() {
                    return Some(End::Stop);
                }
                self.wish = self.told.borrow_and_update().clone();
                None
            }
        }
    }

    /// Takes note of why a log is let go of.
    pub(super) fn let_go(&mut self, end: End) -> End {
        self.renewed |= matches!(end, End::Broken);
        end
    }

    async fn take_in(&mut self, mut stream: impl Bytewise<Item = Result<Bytes, ApiError>> + Unpin) -> End {
        let mut reading = Reading::since(self.wish.source.id, &self.memory.place, self.from);
        let settled = Instant::now() + SETTLED;
        loop {
            let (asked, silence) = (Instant::now(), self.silence());
            let quiet = self.again.is_some();
            let next = tokio::select! {
                next = timeout(silence, stream.next()) => next,
                () = sleep(self.shared.pace.retry.0 * 2), if quiet => {
                    self.begun_quietly().await;
                    continue;
                }
                () = sleep_until(settled), if self.troubled.is_some() => {
                    self.came_through();
                    continue;
                }
                end = self.disturbed() => match end {
                    Some(end) => return end,
                    None => {
                        self.told_of_run().await;
                        continue;
                    }
                },
            };
            match next {
                Ok(Some(Ok(bytes))) => {
                    self.lull = asked.elapsed().max(self.lull.mul_f64(0.95));
                    let mut batch = reading.feed(&mut self.memory.place, &bytes);
                    if !batch.lines.is_empty() {
                        self.memory.read_at = Some(Instant::now());
                    }
                    if reading.is_endless() {
                        self.mark(Remark::Endless).await;
                        return End::Broken;
                    }
                    let enough = self.wish.span == LogSpan::Head && self.cut_head(&mut batch);
                    if !self.hand_on(batch).await {
                        return End::Stop;
                    }
                    if enough {
                        return End::Enough;
                    }
                }
                Ok(Some(Err(_))) => return End::Broken,
                Err(_) => {
                    // If it is only quiet, it is asked less and less often.
                    self.lull = silence;
                    return End::Broken;
                }
                Ok(None) => break,
            }
        }
        // What is left has no line's end: the container's unfinished line, or a word of the kubelet.
        match reading.rest(None) {
            Some(Rested::Line(line, hash)) => self.memory.loose = Some((line, hash)),
            Some(Rested::Word(words)) => self.mark(Remark::Words(words)).await,
            None => {}
        }
        End::Closed
    }

    /// Leaves only as many lines as are still wanted of the first ones, and says where there are more. `true` when that is so.
    fn cut_head(&mut self, batch: &mut Batch) -> bool {
        let left = self.wish.tail.saturating_sub(self.memory.heads) as usize;
        let more = batch.lines.len() > left;
        if more {
            let nanos = batch.lines.get(left.saturating_sub(1)).map_or(0, |l| l.nanos);
            batch.lines.truncate(left);
            batch.lines.push(LogLine { source: self.wish.source.id, nanos, body: Remark::More(self.wish.tail).into() });
        }
        self.memory.heads += u32::try_from(batch.lines.len()).unwrap_or(u32::MAX).min(self.wish.tail);
        more
    }

    /// Sends what was read, with what has to stand before it. `false` when nobody takes it.
    async fn hand_on(&mut self, batch: Batch) -> bool {
        let unmet = batch.unmet.is_some();
        let mut next_run = false;
        if let Some((had, first)) = batch.unmet {
            self.rotations.told(first);
            // Of a run whose end was said nothing is missing.
            let whole = self.again.as_ref().is_some_and(|r| self.memory.ended.is_some_and(|run| run + 1 == r.restarts));
            if !self.bridged && !whole {
                let Some((_, met)) = self.fill(had, first).await else { return false };
                next_run = met;
            }
        }
        if let Some(first) = batch.lines.first().map(|l| l.nanos)
            && !self.between_runs((unmet, next_run), first).await
        {
            return false;
        }
        let mut lines = batch.lines;
        if !lines.is_empty() {
            self.progress = true;
            self.came_through();
            self.memory.told.clear();
        }
        for remark in batch.words.into_iter().map(Remark::Words) {
            if !self.memory.told.contains(&remark) {
                lines.push(self.remark(remark.clone()));
                self.memory.told.push(remark);
            }
        }
        let look = self.rotations.read(&lines);
        let taken = self.send(lines).await;
        if look && taken {
            self.look_for_rotation().await;
        }
        taken
    }
}
