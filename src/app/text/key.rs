//! Words about the key that was pressed.

use crate::command::Lack;
use crate::model::Words;

/// What can be pressed in a form or a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FormKeys {
    /// Esc alone.
    Leave,
    /// A question that takes `y`.
    YesOrNo,
    /// One that takes a name.
    TypeName,
    /// A number of replicas.
    Number,
    /// A number of seconds, in a form of several lines.
    Seconds,
    /// A line that goes on.
    Continue,
    /// A line with a choice.
    Choice,
    /// A list of ports, of which several can be marked.
    Ports,
    /// A form of two pages.
    Switch,
    /// A form of several fields with suggestions.
    Suggestions,
    /// A form of several fields.
    Fields,
    /// A list to pick from.
    Pick,
    /// A time to go to.
    GoThere,
    /// The name of a bookmark.
    Bookmark,
    /// A file to save to.
    Save,
    /// The list of bookmarks.
    Bookmarks,
    /// The list of fields.
    Columns,
}

/// What can be done where a text or a view lies over the panes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Leave it.
    Leave,
    /// Search it.
    Search,
    /// Go on with what is chosen.
    Continue,
    /// Roll back what it is about.
    RollBack,
    /// See its keys.
    Help,
}

/// What rows are sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortedBy {
    /// Their state.
    State,
    /// Their name.
    Name,
    /// Their age.
    Age,
    /// Their restarts.
    Restarts,
    /// The CPU that they use.
    Cpu,
    /// The memory that they use.
    Memory,
}

/// A word about the key that was pressed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyText {
    /// The changes of what is selected cannot be had, and why.
    NoChanges(Lack),
    /// Neither can its logs.
    NoChangesOrLogs(Lack),
    /// It means nothing in a form or a question.
    OnlyThese(String, FormKeys),
    /// It means nothing in what lies over the panes, and what does: keys, and what they do.
    NotHere(String, Vec<(String, Way)>),
    /// It means nothing; another key does here what k9s does with it.
    DoneBy(String, String, Words),
    /// dogwatch has nothing of what k9s does with it.
    Lacks(String, Words),
    /// As [`KeyText::Lacks`], of a word of k9s.
    LacksWord(String, Words),
    /// It means nothing; another lists the keys.
    Unbound(String, String),
    /// Only what is unwell is shown, or all again.
    UnwellOnly(bool),
    /// More columns are shown, or the usual ones.
    Wide(bool),
    /// All pods are shown, or those of the workload.
    AllPods(bool),
    /// The rows are sorted.
    Sorted(SortedBy),
    /// Namespaces are sorted by name alone.
    NamespacesByName,
    /// Only pods have restarts to sort by.
    OnlyPodsByRestarts,
    /// What the browser can be sorted by.
    ByNameOrAge,
    /// What a command does, and why it cannot be had now.
    NotNow(Words, Lack),
    /// No pod is under the cursor.
    NoPod,
    /// No workload is under the cursor.
    NoWorkload,
    /// No row with a namespace is.
    NoNamespacedRow,
    /// No row is marked.
    NoMarks,
    /// The row cannot be marked.
    CannotMark,
    /// The message is about no object.
    NamesNoObject,
}
