//! What becomes of changes.

use super::Text;
use crate::model::Name;
use crate::model::change::reason::Standing;
use crate::model::change::{Change, Intent, Target, Verb};
use crate::model::image;

/// What is done to whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Act {
    /// What is done.
    pub verb: Verb,
    /// The object.
    pub target: Target,
}

impl Act {
    /// That of an intent.
    pub fn of(intent: &Intent) -> Box<Self> {
        Box::new(Self { verb: intent.change.does(), target: intent.target.clone() })
    }
}

/// Whom a change is for and where it goes, as short as a line has room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Aim {
    /// A number of replicas.
    Replicas(Name, u32),
    /// It restarts.
    Restart(Name),
    /// A revision.
    Revision(Name, u64),
    /// Images.
    Images(Name, Vec<String>),
    /// All else.
    Other(Verb, Name),
}

impl Aim {
    /// That of an intent.
    pub fn of(intent: &Intent) -> Self {
        let name = intent.target.name.clone();
        match &intent.change {
            Change::Scale { to, .. } => Self::Replicas(name, *to),
            Change::Restart => Self::Restart(name),
            Change::RollBack { to: 0, .. } => Self::Other(Verb::RollBack, name),
            Change::RollBack { to, .. } => Self::Revision(name, *to),
            Change::SetImages { swaps } => Self::Images(name, swaps.iter().map(|s| image::short(&s.to)).collect()),
            change @ (Change::Pause
            | Change::Resume
            | Change::Delete { .. }
            | Change::Evict
            | Change::Edit { .. }
            | Change::Apply { .. }
            | Change::Suspend
            | Change::Unsuspend
            | Change::Trigger { .. }
            | Change::Cordon
            | Change::Uncordon
            | Change::Drain { .. }
            | Change::Shell { .. }
            | Change::Exec { .. }
            | Change::Attach { .. }
            | Change::Debug { .. }
            | Change::DebugNode { .. }
            | Change::Forward { .. }
            | Change::CopyIn { .. }
            | Change::CopyOut { .. }
            | Change::Command { .. }
            | Change::Label { .. }
            | Change::Annotate { .. }) => Self::Other(change.does(), name),
        }
    }
}

/// How a change of several that were asked about together was answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It is done.
    Done,
    /// It was accepted.
    Accepted,
    /// It was accepted, and failed.
    Failed,
    /// Somebody else has made it as it was.
    Undone,
    /// A part of it was done.
    Partial,
    /// It was refused.
    Refused,
    /// It is not known.
    Unknown,
}

/// What becomes of a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChangeText {
    /// Its user said no.
    Cancelled,
    /// It is done, with what there is to tell beyond that.
    Done(Box<Act>, Option<Box<Text>>),
    /// It was accepted, and nobody watches what comes of it.
    Accepted(Box<Act>, Option<Box<Text>>),
    /// The object is gone, after so long.
    Gone(Box<Act>, String),
    /// It was accepted, and has not come about.
    Fell(Box<Act>, Box<Text>),
    /// Nothing was changed.
    Refused(Box<Act>, Box<Text>),
    /// Only a part was done.
    Partial(Box<Act>, Box<Text>),
    /// It is not known whether it was applied.
    Unknown(Box<Act>, Box<Text>),
    /// The same, where its line says what was to be done.
    UnknownWhether(Box<Text>),
    /// One of several that were asked about together was answered.
    Answered(Box<Act>, Answer, Option<Box<Text>>),
    /// All of several were answered.
    AllAnswered {
        /// What was done.
        verb: Verb,
        /// To how many.
        count: usize,
        /// In which namespace, where it is one.
        namespace: Option<Name>,
        /// In which context.
        context: Name,
        /// How many had which answer, in the order in which they came.
        answers: Vec<(Answer, usize)>,
        /// The key that lists each.
        key: String,
    },
    /// A rollout has come to its end.
    RolledOut {
        /// The workload.
        name: Name,
        /// Its namespace.
        namespace: Name,
        /// Where it stands.
        standing: Standing,
        /// How long it took.
        took: String,
    },
    /// A rollout will not come to its end by itself.
    RolloutFailed(Aim, Name, Box<Text>),
    /// What came to a good end got unwell afterwards.
    HeldFor {
        /// The workload.
        name: Name,
        /// Its namespace.
        namespace: Name,
        /// What ails it.
        cause: Box<Text>,
        /// The key to go back; empty for none.
        key: String,
        /// What had been said.
        said: Standing,
        /// For how long it was so.
        after: String,
    },
    /// An object that was deleted is still there.
    Terminating {
        /// Deleted, or evicted.
        verb: Verb,
        /// The object.
        name: Name,
        /// Its namespace; empty for none.
        namespace: Name,
        /// What holds it.
        held: Box<Text>,
    },
    /// A drain is being stopped.
    StoppingDrain(Box<Target>),
}
