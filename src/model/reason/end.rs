//! How a container ended.

use crate::model::Name;
use crate::model::quantity::bytes_words;
use std::fmt;

/// By what it ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// It ended itself, with this code.
    Exit(i32),
    /// This signal.
    Signal(i32),
}

/// How a container ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EndWhy {
    /// By what.
    By(By),
    /// For which reason, and by what: `OOMKilled, exit 137`.
    For(Name, By),
    /// Killed at this limit of memory, in bytes: `OOMKilled at 16Mi`.
    Limit(u64),
    /// The same, and by what.
    AtLimit(u64, By),
    /// And how often it was started again.
    Again(Box<Self>, u32),
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(code) => write!(f, "exit {code}"),
            Self::Signal(number) => write!(f, "signal {number}"),
        }
    }
}

impl fmt::Display for EndWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::By(by) => by.fmt(f),
            Self::For(reason, by) => write!(f, "{reason}, {by}"),
            Self::Limit(limit) => write!(f, "OOMKilled at {}", bytes_words(*limit)),
            Self::AtLimit(limit, by) => write!(f, "OOMKilled at {}, {by}", bytes_words(*limit)),
            Self::Again(how, times) => write!(f, "{how}, {times} restarts"),
        }
    }
}
