//! Signals that end it: what was sent is said, and the journal is told.

use super::super::Failure;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Those that are heard from the moment on that something may be sent.
pub(super) struct Signals {
    hang_up: Signal,
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    pub(super) fn catch() -> Result<Self, Failure> {
        let on = |kind| signal(kind).map_err(Failure::failed);
        Ok(Self {
            hang_up: on(SignalKind::hangup())?,
            interrupt: on(SignalKind::interrupt())?,
            terminate: on(SignalKind::terminate())?,
        })
    }

    /// The next one.
    pub(super) async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.hang_up.recv() => SignalKind::hangup().as_raw_value(),
            _ = self.interrupt.recv() => SignalKind::interrupt().as_raw_value(),
            _ = self.terminate.recv() => SignalKind::terminate().as_raw_value(),
        }
    }
}
