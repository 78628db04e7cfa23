//! Leaving the program.

use super::Act;
use crate::model::Name;
use crate::model::promotion::Route;

/// What would be left alone, or lost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UnderWay {
    /// A change of many requests, which would end half done.
    HalfDone(Box<Act>),
    /// A change that was not answered.
    Unanswered(Box<Act>),
    /// A change that is followed.
    Followed(Box<Act>),
    /// So many releases are watched, or are to be paused; so many of them would go back by themselves.
    Watched(usize, usize),
    /// A promotion: so many of its steps are done, and the others would not be sent.
    Promotion(Box<Route>, usize, usize),
    /// How many shells and commands run in pods.
    InPods(usize),
    /// So many commands of the settings run.
    Commands(usize),
    /// How many copies are on their way.
    Copies(usize),
    /// How many port-forwards are open.
    Forwards(usize),
    /// What was written for a new workload.
    Written,
}

/// Leaving the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LeaveText {
    /// The key leaves when it is pressed again.
    Again(String),
    /// So it does where something is under way.
    AgainAllTheSame(Vec<UnderWay>, String),
    /// The command does, where something is under way.
    AllTheSame(Vec<UnderWay>),
    /// Something is under way in the tab of a context; the command closes it when it is given again.
    Close(Vec<UnderWay>, Name, &'static str),
}
