//! What is wrong with the journal of changes.

use std::fmt;
use std::path::PathBuf;

/// What cannot be done with the journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JournalAct {
    /// It cannot be read.
    Read,
    /// Its folder cannot be made.
    MakeFolder,
    /// It cannot be opened.
    Open,
    /// Others can read it, and that cannot be changed.
    Shut,
    /// It cannot be written.
    Write,
}

/// What to do about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JournalAdvice {
    /// There has to be room.
    Room,
    /// The user has to have the right.
    Right,
    /// Something else stands there.
    Clear,
    /// It has to be elsewhere.
    Elsewhere,
}

/// Why the journal cannot be kept or read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum JournalReason {
    /// The system does not let it.
    Io {
        /// Its file.
        path: PathBuf,
        /// What cannot be done.
        act: JournalAct,
        /// Why, in the system's words.
        why: String,
        /// What to do.
        advice: JournalAdvice,
    },
    /// It was broken off, and how.
    Stopped(String),
}

impl std::error::Error for JournalReason {}

/// In English.
impl fmt::Display for JournalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, act, why, advice) = match self {
            Self::Io { path, act, why, advice } => (path.display(), act, why, advice),
            Self::Stopped(how) => return write!(f, "the journal was interrupted: {how}"),
        };
        let act = match act {
            JournalAct::Read => "cannot be read",
            JournalAct::MakeFolder => "its folder cannot be made",
            JournalAct::Open => "cannot be opened",
            JournalAct::Shut => "cannot be made private",
            JournalAct::Write => "cannot be written",
        };
        let advice = match advice {
            JournalAdvice::Room => "free some space there",
            JournalAdvice::Right => "make it writable for you, or set XDG_STATE_HOME to a folder that is",
            JournalAdvice::Clear => "move away what stands there, or set XDG_STATE_HOME to another folder",
            JournalAdvice::Elsewhere => "set XDG_STATE_HOME to a folder that can be written",
        };
        write!(f, "the journal {path}: {act}: {why}; {advice}")
    }
}
