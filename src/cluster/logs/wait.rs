//! The wait of a log until it is asked for again: its own, and its turn among all that the session asks again. It ends sooner where there is
//! new reason to try.

use super::stream::Stream;
use crate::cluster::reflector::pace::TRUSTED;
use crate::cluster::throttle::{Called, Queue};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

/// Where else than at its own stream it is told that there is reason to try.
struct Elsewhere {
    through: watch::Receiver<u64>,
    calls: watch::Receiver<u64>,
}

impl Stream {
    /// Waits for so long and for its turn, less where the container is known to have started again or the connection to live, or another log
    /// is read again. `None` when the stream is not wanted.
    pub(super) async fn wait(&mut self, time: Duration) -> Option<()> {
        let mut elsewhere = Elsewhere { through: self.shared.session.through(), calls: self.shared.ahead.calls() };
        let mut called = Called::Return;
        if !self.renewed {
            let pause = sleep(time.mul_f64(0.8 + 0.4 * fastrand::f64()));
            called = tokio::select! {
                () = pause => Called::No,
                called = self.called(&mut elsewhere) => called?,
            };
        }
        if !self.shared.pace.in_turn || self.lived >= TRUSTED || self.is_ahead {
            return Some(());
        }
        // A turn for each request: where the log was read before, its pod and its last line are asked for first.
        let mut turns = if self.memory.opened { 3 } else { 1 };
        while !self.shared.session.believes(Queue::Logs, called) {
            let session = self.shared.session.clone();
            let wait = async {
                while turns > 0 {
                    session.wait(Queue::Logs).await;
                    turns -= 1;
                }
            };
            called = tokio::select! {
                () = wait => return Some(()),
                called = self.called(&mut elsewhere) => called?,
            };
        }
        Some(())
    }

    /// Waits for reason to try; gives which. `None` when the stream is not wanted.
    async fn called(&mut self, elsewhere: &mut Elsewhere) -> Option<Called> {
        let incarnation = self.wish.incarnation;
        loop {
            tokio::select! {
                changed = self.shared.renewed.changed() => {
                    changed.ok()?;
                    return Some(Called::Return);
                }
                Ok(()) = elsewhere.through.changed(), if self.shared.pace.in_turn => return Some(Called::Through),
                Ok(()) = elsewhere.calls.changed() => return Some(Called::Ahead),
                changed = self.told.changed() => {
                    changed.ok()?;
                    self.wish = self.told.borrow_and_update().clone();
                    if self.wish.incarnation != incarnation || !self.wish.running {
                        return Some(Called::Break);
                    }
                }
            }
        }
    }
}
