//! How a workload is, and what runs to an end.

use super::Why;
use crate::model::{Name, Time, human_duration};
use std::fmt;

/// How a workload is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WorkloadWhy {
    /// Its deadline has passed.
    Deadline,
    /// It is held, and this is wrong.
    Paused(Box<Why>),
    /// Its rollout is held.
    RolloutPaused,
    /// So many of so many are ready.
    Ready(u32, u32),
    /// Its controller has not seen the change.
    Unseen,
    /// So many of so many are updated.
    Updated(u32, u32),
    /// So many pods of the old template are left.
    OldLeft(u32),
    /// So many pods are there that are not wanted.
    TooMany(u32),
    /// The newest revision is at fault.
    Fault {
        /// What is wrong.
        what: Box<Why>,
        /// Its number; 0 where it is not known.
        revision: u64,
        /// The revision that served before, and for how many milliseconds.
        before: Option<(u64, i64)>,
    },
}

/// How what runs to an end is, and standalone pods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BatchWhy {
    /// A pod's trouble, and what the Job's controller calls it.
    Because(Box<Why>, Name),
    /// So many pods failed.
    Tries(u32),
    /// What is wrong now, and how many pods failed.
    After(Box<Why>, u32),
    /// How the last run ended; the next is under way.
    RunsAgain(Box<Why>),
    /// The last run did not succeed, and its Job is gone.
    JobGone,
    /// No run began when it was due.
    Missed(Time),
    /// It has not run yet.
    NotRunYet,
    /// What is wrong with the worst, how many are unwell, and how many there are.
    Several(Box<Why>, usize, usize),
    /// So many are on their way.
    Busy(usize),
}

impl fmt::Display for WorkloadWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pods = |count: &u32| if *count == 1 { "pod" } else { "pods" };
        match self {
            Self::Deadline => f.write_str("progress deadline exceeded"),
            Self::Paused(why) => write!(f, "paused, {why}"),
            Self::RolloutPaused => f.write_str("rollout paused"),
            Self::Ready(ready, of) => write!(f, "{ready} of {of} ready"),
            Self::Unseen => f.write_str("not yet seen by its controller"),
            Self::Updated(updated, of) => write!(f, "{updated} of {of} updated"),
            Self::OldLeft(count) => write!(f, "{count} old {} left", pods(count)),
            Self::TooMany(count) => write!(f, "{count} {} too many", pods(count)),
            // The cause first, since there may be room for little more.
            Self::Fault { what, revision, before } => {
                match revision {
                    0 => write!(f, "{what}, in the new pods")?,
                    number => write!(f, "{what}, since rev {number}")?,
                }
                match before {
                    Some((number, served)) => write!(f, "; rev {number} served {}", human_duration(*served)),
                    None => Ok(()),
                }
            }
        }
    }
}

/// `1 pod failed`, `2 pods failed`.
struct Tries(u32);

impl fmt::Display for Tries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 pod failed"),
            count => write!(f, "{count} pods failed"),
        }
    }
}

impl fmt::Display for BatchWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Because(why, reason) => write!(f, "{why} ({reason})"),
            Self::Tries(count) => Tries(*count).fmt(f),
            Self::After(why, count) => write!(f, "{why}, {}", Tries(*count)),
            Self::RunsAgain(why) => write!(f, "{why}; runs again"),
            Self::JobGone => f.write_str("its last run did not succeed, and its Job is gone"),
            Self::Missed(due) => write!(f, "no run began at {}", due.to_chrono().format("%H:%M UTC on %-d %b")),
            Self::NotRunYet => f.write_str("has not run yet"),
            Self::Several(why, unwell, all) => write!(f, "{why} ({unwell} of {all} pods)"),
            Self::Busy(count) => write!(f, "{count} starting or ending"),
        }
    }
}
