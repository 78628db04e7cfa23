//! When the other end of a stream is taken for gone: it was found to answer pings, and has said nothing for several spans.

use futures::{Stream, StreamExt};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How many spans of silence are borne while something of ours is not taken yet, for each that is borne otherwise: pings wait behind it, and
/// a slow disk or a stopped program at the other end is no broken line.
const UNTAKEN: u32 = 10;

/// The silence of one stream. Each span is waited for by itself: where the whole program was stopped for a while, its return is one of
/// them and not the end of them all.
pub(super) struct Silence<'a> {
    span: Duration,
    most: u32,
    answers: bool,
    /// Spans of it in which all of ours was taken.
    silent: u32,
    /// Spans of it in which something of ours was not.
    held_up: u32,
    untaken: &'a AtomicBool,
}

impl<'a> Silence<'a> {
    /// With so many spans of this length; `untaken` says whether something is on its way out.
    pub(super) const fn new(span: Duration, most: u32, untaken: &'a AtomicBool) -> Self {
        Self { span, most, answers: false, silent: 0, held_up: 0, untaken }
    }

    /// The other end has answered a ping: from now on its silence counts.
    pub(super) const fn answered(&mut self) {
        self.answers = true;
    }

    /// The next message; `None` at the end of the stream.
    ///
    /// # Errors
    /// For how long nothing has come, once that is too long.
    pub(super) async fn next<S: Stream + Unpin>(&mut self, stream: &mut S) -> Result<Option<S::Item>, Duration> {
        loop {
            let next =
                if self.answers { timeout_at(Instant::now() + self.span, stream.next()).await } else { Ok(stream.next().await) };
            if let Ok(next) = next {
                (self.silent, self.held_up) = (0, 0);
                return Ok(next);
            }
            if self.passed(self.untaken.load(Ordering::Relaxed)) {
                return Err(self.span * (self.silent + self.held_up));
            }
        }
    }

    /// One more span is over; whether that is too long. Those in which something was not taken count for themselves: once it is taken, the
    /// answers that waited behind it have their time.
    const fn passed(&mut self, untaken: bool) -> bool {
        if untaken {
            self.held_up += 1;
        } else {
            self.silent += 1;
        }
        self.silent >= self.most || self.held_up >= self.most * UNTAKEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::stream;

    #[test]
    fn silence_counts_longer_while_something_is_not_taken() {
        let untaken = AtomicBool::new(false);
        for (spans, gone) in [
            (vec![false; 2], false),
            (vec![false; 3], true),
            (vec![true; 29], false),
            (vec![true; 30], true),
            // What was held up for long is not gone at the first quiet span after it.
            ([vec![true; 29], vec![false; 2]].concat(), false),
            ([vec![true; 29], vec![false; 3]].concat(), true),
        ] {
            let mut silence = Silence::new(Duration::from_secs(1), 3, &untaken);
            let passed: Vec<bool> = spans.iter().map(|untaken| silence.passed(*untaken)).collect();
            assert_eq!(passed.iter().position(|p| *p), gone.then(|| spans.len() - 1), "{spans:?}");
        }
    }

    #[tokio::test]
    async fn who_answers_no_more_is_gone_after_its_spans() {
        let (span, untaken) = (Duration::from_millis(2), AtomicBool::new(false));
        let mut silence = Silence::new(span, 3, &untaken);
        silence.answered();
        assert_eq!(silence.next(&mut stream::pending::<()>()).await, Err(span * 3));
    }

    #[tokio::test]
    async fn before_the_first_answer_nothing_counts_and_what_comes_begins_it_anew() {
        let untaken = AtomicBool::new(false);
        let mut silence = Silence::new(Duration::from_millis(2), 3, &untaken);
        let late = stream::once(async { tokio::time::sleep(Duration::from_millis(20)).await });
        assert_eq!(silence.next(&mut Box::pin(late)).await, Ok(Some(())));
        silence.answered();
        silence.silent = 2;
        assert_eq!(silence.next(&mut stream::iter([7])).await, Ok(Some(7)));
        assert_eq!(silence.silent, 0);
    }
}
