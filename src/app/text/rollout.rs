//! The line of a change on its way.

use super::{Aim, Text};
use crate::model::change::Target;
use crate::model::workload_health::State as Health;

/// The line of a change on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RolloutText {
    /// Whom it is for and where it goes.
    Aim(Aim),
    /// It was sent so long ago, and has no answer.
    Sent(String),
    /// It is carried out for so long; what it waits for, where that is told.
    Progress(String, Option<Box<Text>>),
    /// The object is going for so long; what holds it, as far as that is known.
    Terminating(String, Option<Box<Text>>),
    /// It is done, after so long.
    Took(String),
    /// It was accepted, and its object is not in view.
    NotInView(Box<Target>),
    /// It rolls out.
    Figures {
        /// Pods of the old template.
        old: u32,
        /// Pods that are ready.
        ready: u32,
        /// Pods that are wanted.
        of: u32,
        /// For how long.
        took: String,
    },
    /// It does not go on, and why.
    Stuck(Health, Box<Text>),
}
