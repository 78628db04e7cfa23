//! A change on its way: wanted, looked at, confirmed, ended.

use super::{Change, Ends, Hidden, Part, Reason, Target, Touches, Warning};
use crate::model::Name;
use crate::model::revision::Difference;
use serde::{Deserialize, Serialize};

/// A change that somebody wants, before anything was asked of the cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Intent {
    /// A number that answers carry, so that they find their way home.
    pub id: u64,
    /// The object.
    pub target: Target,
    /// What is to be done to it.
    pub change: Change,
    /// The intent whose change this takes back. It is refused where somebody else changed the same fields since.
    pub undoes: Option<u64>,
    /// What the screen knows that speaks against it, such as where else an image is unwell.
    pub notes: Vec<Warning>,
    /// Which part of a plan it is.
    pub part: Option<Part>,
}

impl Intent {
    /// A change of a target, with nothing said about it yet.
    pub const fn new(id: u64, target: Target, change: Change) -> Self {
        Self { id, target, change, undoes: None, notes: Vec::new(), part: None }
    }

    /// It, as it is remembered once it was sent: without the text that only the gate needed.
    pub fn sent(&self) -> Self {
        let mut sent = self.clone();
        if let Change::Edit { patch: text, .. } | Change::Apply { manifest: text } = &mut sent.change {
            *text = Hidden::default();
        }
        sent
    }

    /// What must be typed where a name is asked for: the object's; of several objects at once what is done and how many they are; of a plan
    /// the namespace that all of it goes to.
    pub fn phrase(&self, count: usize) -> String {
        if self.part.is_some() {
            return self.target.namespace.to_string();
        }
        if count > 1 { format!("{} {count}", self.change.verb()) } else { self.target.name.to_string() }
    }
}

/// A change that has been looked at: ready to be asked about and sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preview {
    /// The change, with what the look has filled in (a revision that was left open, the name of a job).
    pub intent: Intent,
    /// The object's resourceVersion when it was looked at: sent as a precondition. Empty for one that is yet to be made.
    pub resource_version: String,
    /// Its generation then: tells a change of the spec from one of the status. 0 for kinds that do not count it.
    pub generation: i64,
    /// What the server's dry run would change.
    pub differences: Vec<Difference>,
    /// What it does to pods, where that is known.
    pub touches: Option<Touches>,
    /// What speaks against it: paused, an autoscaler, no change at all.
    pub warnings: Vec<Warning>,
    /// The namespaces whose pods it takes from them besides: those of a node that is drained.
    pub reaches: Vec<Name>,
    /// Why it cannot be written to the journal, where it cannot: it is sent only to a user who was told and goes on.
    pub unwritten: Option<Reason>,
}

/// The user's answer to the question, which the gate holds against the guard rules once more.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Consent {
    /// `y` was pressed.
    pub yes: bool,
    /// What was typed, where a name was asked for.
    pub typed: Option<String>,
    /// The user was told that the journal cannot be written, and goes on without it.
    pub unwritten: bool,
    /// How many objects the one question was about.
    pub count: usize,
}

/// How a change that was sent ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// The API server accepted it. Whether that is all, or it is yet to happen, [`Change::ends`] says.
    Taken {
        /// The object's generation after it; 0 where it has none.
        generation: i64,
        /// What there is to tell beyond that, such as how many pods a drain moved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Reason>,
    },
    /// It was accepted and has happened: rolled out, gone.
    Done {
        /// What there is to tell of it, such as how many pods are ready.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Reason>,
    },
    /// It was accepted and has not happened by now, and what holds it.
    Held {
        /// What holds it.
        reason: Reason,
    },
    /// It was accepted and did not come about: a rollout past its deadline.
    Failed {
        /// Why.
        reason: Reason,
    },
    /// It was accepted, and somebody else has made it as it was, or something else, since.
    Undone {
        /// By whom and when.
        reason: Reason,
    },
    /// Nothing was changed, and why.
    Refused {
        /// Why.
        reason: Reason,
    },
    /// Only a part of it was done, and what: a drain that came to its end before its last pod went.
    Partial {
        /// What, and why no more.
        reason: Reason,
    },
    /// It was sent and no answer came; whether it took is not known, and why.
    Unknown {
        /// Why.
        reason: Reason,
    },
}

impl Outcome {
    /// Taken, with nothing more to tell.
    pub const fn taken(generation: i64) -> Self {
        Self::Taken { generation, note: None }
    }

    /// In words, with how a change of this sort ends: what was accepted has happened only where the answer is the end.
    pub fn words(&self, ends: Ends) -> String {
        let with = |word: &str, note: &Option<Reason>| match note {
            Some(note) => format!("{word}: {note}"),
            None => word.to_owned(),
        };
        match self {
            Self::Taken { note, .. } if ends == Ends::AtOnce => with("done", note),
            Self::Taken { note, .. } => with("accepted", note),
            Self::Done { note } => with("done", note),
            Self::Held { reason } => format!("accepted: {reason}"),
            Self::Failed { reason } => format!("accepted, and failed: {reason}"),
            Self::Undone { reason } => format!("undone by somebody else: {reason}"),
            Self::Partial { reason } => format!("a part was done: {reason}"),
            Self::Refused { reason } => format!("refused: {reason}"),
            Self::Unknown { reason } => format!("not known: {reason}"),
        }
    }
}

/// A field that a change set, as far as it is watched afterwards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Touched {
    /// `spec.replicas`.
    Replicas,
    /// `spec.paused`.
    Paused,
    /// The images of the pod template.
    Images,
}

/// How far a change that takes many requests has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The intent's number.
    pub id: u64,
    /// Done so far, such as pods that have gone.
    pub done: u32,
    /// Of how many.
    pub of: u32,
    /// What it waits for; none where it waits for nothing.
    pub waits: Option<Reason>,
}
