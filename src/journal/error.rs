//! What can go wrong with the journal, with its path and what to do.

pub use crate::model::change::reason::JournalReason as JournalError;

use crate::model::change::reason::{JournalAct, JournalAdvice};
use std::io;
use std::path::Path;

/// What the system says of it.
pub(super) fn io(path: &Path, act: JournalAct, error: &io::Error) -> JournalError {
    let advice = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::WriteZero => JournalAdvice::Room,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => JournalAdvice::Right,
        io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory | io::ErrorKind::AlreadyExists | io::ErrorKind::InvalidInput => {
            JournalAdvice::Clear
        }
        _ => JournalAdvice::Elsewhere,
    };
    let words = error.to_string();
    let why = words.split(" (os error").next().unwrap_or_default().to_owned();
    JournalError::Io { path: path.to_owned(), act, why, advice }
}
