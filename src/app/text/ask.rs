//! What is said before there is a change: why there is none, and what its form says.

use super::{Act, Text};
use crate::command::Lack;
use crate::model::Name;
use crate::model::change::Target;

/// What is said before there is a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AskText {
    /// It cannot be done, and why.
    Cannot(Box<Act>, Box<Text>),
    /// A guard rule denies it that has not been given a reason.
    DeniedByRule,
    /// A command cannot be had here, and why.
    Unavailable(&'static str, Lack),
    /// One of several rows cannot have it.
    UnfitRow {
        /// The row.
        name: Name,
        /// Its namespace.
        namespace: Name,
        /// Why.
        why: Lack,
    },
    /// The rows moved under the cursor.
    RowsMoved,
    /// The workload is not loaded.
    NotLoaded(Box<Target>),
    /// The command is for one row at a time.
    OneRowAtATime(&'static str, String),
    /// The columns of the server do not tell.
    SuspensionNotKnown,
    /// An object without a UID, and its namespace, which is empty for none.
    NoUid(Name, Name),
    /// The replicas of an object cannot be read.
    ReplicasUnread(Box<Target>, Box<Text>),
    /// The revisions of a workload cannot be listed.
    RevisionsUnread(Box<Target>, Box<Text>),
    /// DaemonSets among several.
    DaemonSetsSkipped,
    /// It has that number of replicas already: name, namespace, number.
    SameReplicas(Name, Name, u32),
    /// All of several have.
    AllSameReplicas,
    /// The revision that was chosen is the current one.
    CurrentRevision(u64),
    /// The screen is too narrow for two columns of text.
    NeedsColumns(u16),
    /// There is nothing to undo.
    NothingToUndo,
    /// The last change was in another context.
    UndoElsewhere(Box<Act>),
    /// The change cannot be taken back.
    CannotUndo(Box<Act>, Box<Text>),
    /// What the key would take back.
    WouldUndo {
        /// The change.
        act: Box<Act>,
        /// Whether it is of another row than that under the cursor.
        other_row: bool,
        /// The key.
        key: String,
    },
}
