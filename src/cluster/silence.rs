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
    silent: u32,
    untaken: &'a AtomicBool,
}

impl<'a> Silence<'a> {
    /// With so many spans of this length; `untaken` says whether something is on its way out.
    pub(super) const fn new(span: Duration, most: u32, untaken: &'a AtomicBool) -> Self {
        Self { span, most, answers: false, silent: 0, untaken }
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
                self.silent = 0;
                return Ok(next);
            }
            self.silent += 1;
            let most = if self.untaken.load(Ordering::Relaxed) { self.most * UNTAKEN } else { self.most };
            if self.silent >= most {
                return Err(self.span * self.silent);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::stream;

    #[tokio::test]
    async fn silence_counts_longer_while_something_is_not_taken() {
        let span = Duration::from_millis(2);
        for (untaken, spans) in [(false, 3), (true, 30)] {
            let untaken = AtomicBool::new(untaken);
            let mut silence = Silence::new(span, 3, &untaken);
            silence.answered();
            assert_eq!(silence.next(&mut stream::pending::<()>()).await, Err(span * spans));
        }
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
