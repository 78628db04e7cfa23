//! What can go wrong with the journal, with its path and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why the journal cannot be kept or read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum JournalError {
    #[error("the journal {}: {what}: {reason}; {advice}", path.display())]
    Io { path: PathBuf, what: &'static str, reason: String, advice: &'static str },
    #[error("the journal was interrupted: {0}")]
    Stopped(String),
}

impl JournalError {
    pub(super) fn io(path: &Path, what: &'static str, error: &io::Error) -> Self {
        let advice = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::WriteZero => "free some space there",
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "make it writable for you, or set XDG_STATE_HOME to a folder that is"
            }
            io::ErrorKind::NotADirectory
            | io::ErrorKind::IsADirectory
            | io::ErrorKind::AlreadyExists
            | io::ErrorKind::InvalidInput => "move away what stands there, or set XDG_STATE_HOME to another folder",
            _ => "set XDG_STATE_HOME to a folder that can be written",
        };
        let words = error.to_string();
        let reason = words.split(" (os error").next().unwrap_or_default().to_owned();
        Self::Io { path: path.to_owned(), what, reason, advice }
    }
}
