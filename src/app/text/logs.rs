//! Logs.

use crate::model::filed::FileFault;
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// Logs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LogsText {
    /// So many lines have come since the pane was paused.
    New(u64),
    /// Several namespaces are under the cursor.
    NoOneNamespace,
    /// What pods a selection means cannot be known.
    Selection(String, Arc<Trouble>),
    /// Lines are sorted by time; the key groups them.
    SortedByTime(String),
    /// There are no bookmarks; the key sets one.
    NoBookmarks(String),
    /// There are no lines.
    NoLines,
    /// Entries of a pattern stay folded; the key shows one.
    StayFolded(String),
    /// Nothing is looked for; the key begins.
    NoFilter(String),
    /// No match after the cursor.
    NoLaterMatch,
    /// None before it.
    NoEarlierMatch,
    /// The lines have no fields.
    NoFields,
    /// The file is there already.
    Exists(String),
    /// The file was written.
    Saved(String),
    /// It was not, and why.
    NotSaved(FileFault),
    /// Where to all lines are to be saved, or those that are shown; the key changes that.
    SaveTo(bool, String),
    /// There is a file of that name; the key writes over it.
    Taken(String, String),
    /// No line passes the filter; the key clears it.
    NoLine(String),
}
