//! Promotion from one environment to the next.

use super::Text;
use crate::command::Lack;
use crate::model::Name;
use crate::model::promotion::{Left, Notice, Route};

/// Promotion from one environment to the next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PromotionText {
    /// The namespace is no environment.
    NoGroup(Name),
    /// The namespace is the last environment of a group.
    Last(Name, Name),
    /// The rows that are marked are of several namespaces.
    SeveralNamespaces,
    /// The context is not connected.
    NotOpen(Name),
    /// It cannot be had.
    Lack(Lack),
    /// There is nothing to move, and why.
    Nothing(Box<Route>, Vec<Left>),
    /// A plan is under way.
    OneAtATime,
    /// There is none.
    None,
    /// How it goes.
    Order,
    /// One that is not moved, and why.
    NotMoved(Left),
    /// Something to be known of the whole.
    Notice(Notice),
    /// Containers that are not there: their images are not moved.
    Lacks(Vec<Name>),
    /// Containers that would get an older tag than they have.
    Older(Vec<Name>),
    /// The step that a line is of, and how many there are.
    Step((usize, usize), Box<Text>),
    /// A step has not been sent yet.
    Waits,
    /// A step was not sent.
    NotSent,
    /// A step is being looked at.
    Looks,
    /// No answer came.
    NoAnswer,
    /// It is not known whether a step was taken.
    Unsure(Box<Text>),
    /// A step is available.
    Available,
    /// So it is, after it had stopped the plan.
    AvailableAfterAll,
    /// Its object is not watched, or gone.
    NotSeen,
    /// It has the new images.
    HasThem,
    /// It has the old ones.
    HasOld,
    /// It has others.
    HasOther,
    /// The plan is written to the journal.
    Begins,
    /// It goes on; since so long.
    Goes {
        /// Which step of how many.
        step: (usize, usize),
        /// For how long.
        took: String,
    },
    /// Its server does not answer since then.
    WaitsSince(String),
    /// It was stopped at a step of so many; how many were moved.
    StoppedAt((usize, usize), usize),
    /// It was stopped at a step, which is available by now.
    StoppedReady((usize, usize)),
    /// It came to its end after so long.
    Took(String),
    /// It is of an earlier run.
    Found {
        /// How long ago it was begun.
        ago: String,
        /// How many have their new images.
        moved: usize,
        /// How many there are.
        of: usize,
    },
    /// What would change is not what was confirmed.
    Differs,
    /// Another change of the same object came in between.
    Replaced,
    /// The workload is paused.
    Paused,
    /// Its user has stopped it.
    ByUser,
    /// It was let be.
    LetBe,
    /// It has ended.
    HasEnded,
    /// It is under way.
    GoesOn,
    /// It must be stopped before it is taken back.
    StopFirst,
    /// All of it was moved.
    NothingLeft,
    /// Nothing of it was moved.
    NothingToTakeBack,
    /// It waits while the server does not answer.
    LinkDown(Box<Route>),
    /// It goes on.
    LinkUp(Box<Route>),
    /// The step that had stopped it is available; the command shows it.
    ReadyAfterAll(Box<Route>, Name, &'static str),
    /// It was stopped.
    Stopped {
        /// From where to where.
        route: Box<Route>,
        /// At which step of how many.
        step: (usize, usize),
        /// Its object.
        name: Name,
        /// Why.
        why: Box<Text>,
        /// How many have their new images.
        moved: usize,
        /// The command that shows it.
        command: &'static str,
    },
    /// All steps are available.
    AllDone {
        /// From where to where.
        route: Box<Route>,
        /// How many.
        count: usize,
        /// How long it took.
        took: String,
        /// Whether another one was taken back.
        back: bool,
    },
    /// The journal has one that was not finished.
    Unfinished {
        /// From where to where.
        route: Box<Route>,
        /// How many steps.
        count: usize,
        /// How long ago.
        ago: String,
        /// The command that shows it.
        command: &'static str,
    },
}
