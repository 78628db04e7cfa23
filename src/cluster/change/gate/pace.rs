//! How long things may take.

use std::time::Duration;

/// How long each step may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// For the answer to a patch; admission webhooks alone may take 10 s each.
    pub(super) write: Duration,
    /// For one look at the object.
    pub(super) look: Duration,
    /// For finding out whether an unanswered patch took.
    pub(super) settle: Duration,
    /// Between the first two looks.
    pub(super) pause: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let (write, look) = (Duration::from_secs(30), Duration::from_secs(5));
        Self { write, look, settle: Duration::from_secs(20), pause: Duration::from_millis(250) }
    }
}
