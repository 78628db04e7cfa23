//! What a question tells before its answer.

use crate::model::Name;
use crate::model::change::{Change, Touches, Warning};
use crate::model::ruling::Why;

/// What a question tells before its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum QuestionText {
    /// What changes into what.
    What(Box<Change>),
    /// Why it is asked, or denied.
    Rule(Why),
    /// What speaks against it.
    Warning(Warning),
    /// What it does to pods.
    Touches(Touches),
    /// Whom it is for, where they are several: how many, their namespace where it is one, their context.
    Objects(usize, Option<Name>, Name),
    /// The journal cannot be written; the key continues all the same.
    WithoutJournal(String),
    /// Values are hidden; the key shows them.
    Hidden(String),
    /// So many differences are not told.
    MoreDifferences(usize),
    /// More lines are below what is seen.
    MoreBelow {
        /// How many.
        count: usize,
        /// The key that goes down; empty for none.
        down: String,
        /// The key that goes up; empty for none.
        up: String,
    },
}
