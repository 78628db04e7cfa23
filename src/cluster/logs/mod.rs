//! Log streams from the API server: many at once, each resumed after any break with no line lost and none had twice.
//!
//! A [`Follower`] is told what is wanted as a whole ([`Follower::set`]); one manager task opens and closes streams to match, each stream
//! is a task of its own, and one collector a view hands their lines on in few messages. All channels are bounded: a reader that is slow
//! slows the sockets, and nothing piles up here.

mod ahead;
mod collect;
mod ends;
mod fill;
mod join;
mod last;
mod lines;
mod manage;
mod memory;
mod pod;
mod reading;
mod resume_point;
mod rotation;
mod select;
mod set_back;
pub(super) mod stamp;
mod starts;
mod stream;
mod wait;

pub use last::last_lines;
pub use select::Selector;

use crate::cluster::Session;
use crate::model::logs::{LogLine, LogWish};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// Streams that are open at once; the API server holds one connection for each.
pub const MAX_STREAMS: usize = crate::model::logs::MAX_STREAMS;
/// Streams that are being opened at once.
pub const MAX_STARTS: usize = 10;

/// How long things wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Before a stream that ended or broke is asked for again, at first and at most.
    pub(crate) retry: (Duration, Duration),
    /// Before one that is forbidden is asked for again.
    pub(crate) forbidden: Duration,
    /// How long a stream may be silent before it is opened anew: one that was busy, and any.
    pub(crate) silence: (Duration, Duration),
    /// Between two streams that are opened, once the first few are.
    pub(crate) start: Duration,
    /// How long a stream that is not in the list any more may still read what its log has.
    pub(crate) parting: Duration,
    /// Between two messages, and between two that are full.
    pub(crate) message: Duration,
    pub(crate) full_message: Duration,
    /// Whether what is asked again waits for its turn among all that the session asks again.
    pub(crate) in_turn: bool,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            retry: (Duration::from_millis(500), Duration::from_secs(5)),
            forbidden: Duration::from_secs(30),
            silence: (Duration::from_secs(5), Duration::from_secs(180)),
            start: Duration::from_millis(50),
            parting: Duration::from_secs(10),
            message: Duration::from_millis(50),
            full_message: Duration::from_millis(8),
            in_turn: true,
        }
    }
}

/// What is wanted: the view that asks, and its whole list.
type Wanted = Option<(u64, Arc<[LogWish]>)>;

/// Follows the logs that are wanted. Dropping it closes all streams.
#[derive(Debug)]
pub struct Follower {
    wanted: watch::Sender<Wanted>,
    renewals: watch::Sender<u64>,
    task: JoinHandle<()>,
}

impl Follower {
    /// Starts without a wish. Lines come through `tx`, each message with the number of the view that asked. Needs a tokio runtime.
    pub fn start(session: Session, tx: mpsc::Sender<(u64, Vec<LogLine>)>) -> Self {
        Self::with_pace(session, tx, Pace::default())
    }

    pub(crate) fn with_pace(session: Session, tx: mpsc::Sender<(u64, Vec<LogLine>)>, pace: Pace) -> Self {
        let (wanted, wishes) = watch::channel(None);
        let (renewals, renewed) = watch::channel(0);
        let task = tokio::spawn(manage::manage(session, tx, pace, wishes, renewed));
        Self { wanted, renewals, task }
    }

    /// Says the whole of what is wanted. Within one view, streams that stay in the list go on untouched, new ones begin. Those no
    /// longer in it read what their log still has, for a short time, and are closed: a pod that is gone has last words. One that is wanted
    /// again later goes on where it was. Another view's number closes everything and begins anew,
    /// with the tails that its wishes ask for.
    pub fn set(&mut self, view: u64, wishes: Vec<LogWish>) {
        self.wanted.send_if_modified(|now| {
            let new = Some((view, wishes.into()));
            let changed = *now != new;
            *now = new;
            changed
        });
    }

    /// Opens all streams anew, at once and without losing a line: for when the connection is known to have been dead, or to live again.
    pub fn reconnect(&self) {
        self.renewals.send_modify(|count| *count += 1);
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod fake;
#[cfg(test)]
mod runs_tests;
#[cfg(test)]
mod tests;
