//! How runs of a container end and begin where no line tells of it: the end of each is said, also while the container waits for minutes
//! to be started again, and a run that says nothing has its mark all the same.

use super::memory::{End, Rest};
use super::pod::Runs;
use super::stream::Stream;
use crate::model::logs::{LogLine, LogSpan, Remark};

impl Stream {
    /// Takes in what the pod tells of its container's runs.
    pub(super) fn told(&mut self, runs: Option<Runs>) {
        self.over = runs.as_ref().and_then(|r| Some((r.restarts, r.over.clone()?)));
        self.again = runs.filter(|r| r.restarts > self.memory.restarts);
    }

    /// The log was read to its end: says how the run ended, where the pod told so before, and what the container waits for.
    pub(super) async fn say_end(&mut self) {
        // The run may have said nothing.
        self.begun_quietly().await;
        let Some((run, over)) = self.over.take() else { return };
        // Another run's lines were read since the pod was asked.
        if run != self.memory.restarts {
            return;
        }
        let waits = over.waits.clone().filter(|w| self.memory.waits.as_ref() != Some(w));
        let said = self.memory.ended == Some(run);
        let remark = match (said, waits) {
            (false, waits) => Remark::Ended(over.how, waits),
            (true, Some(waits)) => Remark::Waits(waits),
            (true, None) => return,
        };
        if !said {
            self.send_loose().await;
        }
        self.run_mark(remark, over.finished).await;
        self.memory.ended = Some(run);
        self.memory.waits = over.waits.or(self.memory.waits.take());
    }

    /// A remark on a run: behind what is there of it, and at its own time where that is later.
    async fn run_mark(&mut self, remark: Remark, at: Option<i64>) {
        let mark = self.remark(remark);
        let known = self.memory.place.last().max(self.memory.said_at).is_some();
        let nanos = match at {
            Some(at) if known => at.max(mark.nanos),
            Some(at) => at,
            None => mark.nanos,
        };
        self.memory.said_at = Some(nanos);
        let _nobody_reads = self.send(vec![LogLine { nanos, ..mark }]).await;
    }

    /// An unfinished line is all that its run had to say.
    async fn send_loose(&mut self) {
        if let Some((line, hash)) = self.memory.loose.take() {
            self.memory.said_loose = Some((line.nanos, hash));
            let _nobody_reads = self.send(vec![line]).await;
        }
    }

    /// A run has begun that has said nothing so far: what is missing of the one before is had, and then that it began is said.
    pub(super) async fn begun_quietly(&mut self) {
        let Some(runs) = self.again.take() else { return };
        if runs.restarts <= self.memory.restarts {
            return;
        }
        let first = runs.started.or(runs.over.as_ref().and_then(|o| o.finished));
        let first = first.into_iter().chain(self.memory.place.last()).max();
        let whole = self.memory.ended.is_some_and(|run| run + 1 == runs.restarts);
        if !whole && let Some(first) = first {
            let had = self.memory.place.clone();
            let Some((place, _)) = self.fill(had, first).await else { return };
            self.memory.place = place;
        }
        self.bridged = true;
        self.began(runs.restarts);
        self.run_mark(Remark::Again(runs.last), first).await;
    }

    /// The log was read to its end, and nothing more is expected of it.
    pub(super) async fn closed_for_good(&mut self) -> Rest {
        if self.wish.ended.is_none() && !self.wish.previous && self.wish.span != LogSpan::Head {
            // Nobody has told how it ended; the pod may.
            match self.ask_pod().await {
                Err(End::Gone) => return self.gone().await,
                Ok(Some(Runs { restarts, over: Some(over), .. })) if restarts == self.memory.restarts => {
                    self.over = Some((restarts, over));
                    self.say_end().await;
                    return Rest::Ended;
                }
                Ok(_) | Err(_) => {}
            }
        }
        self.last_words(None).await;
        Rest::Ended
    }

    /// What stands at the end of a log: an unfinished line, and how the run ended, or `otherwise`.
    pub(super) async fn last_words(&mut self, otherwise: Option<Remark>) {
        self.send_loose().await;
        match self.wish.ended.clone() {
            // The run's end may have been said when the pod told of it.
            Some(_) if !self.wish.previous && self.memory.ended == Some(self.wish.incarnation) => {}
            Some(how) => {
                self.mark(Remark::Ended(how, None)).await;
                self.memory.ended = Some(self.wish.incarnation);
            }
            None => {
                if let Some(otherwise) = otherwise {
                    self.mark(otherwise).await;
                }
            }
        }
    }
}
