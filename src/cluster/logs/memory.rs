//! What is known of a log beyond one reading and one stream's life.

use super::resume_point::ResumePoint;
use crate::cluster::ApiError;
use crate::model::logs::{LogLine, LogSpan, LogWish, Remark, Waits};
use tokio::time::Instant;

/// What is known of a log beyond one stream's life.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) place: ResumePoint,
    /// When its last line came.
    pub(super) read_at: Option<Instant>,
    /// Whether it was opened before: then its tail has been had.
    pub(super) opened: bool,
    /// Whether the previous run's log was looked for, to stand before it.
    pub(super) joined: bool,
    /// How often that failed.
    pub(super) tries: u32,
    /// The restart count of the run that was last read, as far as it was told.
    pub(super) restarts: u32,
    /// Whether lines came that may be of a new run, which nothing has told of yet.
    pub(super) unsaid: bool,
    /// Lines handed on, where only the first are wanted.
    pub(super) heads: u32,
    pub(super) rest: Rest,
    pub(super) incarnation: u32,
    pub(super) ran: bool,
    /// Remarks made since the last line, so that none is made again and again.
    pub(super) told: Vec<Remark>,
    /// An unfinished line at the end of a stream, with its hash. It comes again, whole, when the log is read on.
    pub(super) loose: Option<(LogLine, u32)>,
    /// The last one that was handed on, by its time and hash: it may come again with the previous run's log.
    pub(super) said_loose: Option<(i64, u32)>,
    /// Where the last remark on a run stands in time: those that follow stand behind it.
    pub(super) said_at: Option<i64>,
    /// The restart count of the run whose end was said.
    pub(super) ended: Option<u32>,
    /// What it was said to wait for since.
    pub(super) waits: Option<Waits>,
}

/// Why a stream is not open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Rest {
    /// It is not wanted now.
    #[default]
    Closed,
    /// It was read to its end.
    Ended,
    /// Its pod is gone.
    Gone,
}

impl Memory {
    /// Whether its pod is gone is to be asked again.
    pub(super) fn doubt_gone(&mut self) {
        if self.rest == Rest::Gone {
            self.rest = Rest::Closed;
        }
    }

    /// Whether its pod was said to be gone.
    pub(super) fn is_gone(&self) -> bool {
        self.rest == Rest::Gone
    }

    /// Whether there is something to read for a wish.
    pub(super) fn goes_on(&self, wish: &LogWish) -> bool {
        match self.rest {
            Rest::Closed => true,
            Rest::Gone => false,
            Rest::Ended => {
                !wish.previous && wish.span != LogSpan::Head && (wish.incarnation > self.incarnation || (wish.running && !self.ran))
            }
        }
    }
}

/// How one reading came to its end.
pub(super) enum End {
    /// The server closed it in good order.
    Closed,
    /// It broke, or was silent for too long.
    Broken,
    /// It could not be opened.
    Refused(ApiError),
    /// It is not wanted any more, or nobody takes its lines.
    Stop,
    /// The pod is not there any more.
    Gone,
    /// All the lines that are wanted were had.
    Enough,
}
