//! Two objects beside each other, or one as it was and as it is; and revisions of workloads.

use super::change::Target;
use super::environments::rules::Rule;
use super::revision::DiffLine;
use super::trouble::Trouble;
use super::{Name, Time};
use std::sync::Arc;

/// What of an object is looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Of {
    /// The object, as it is then.
    Itself,
    /// The pod template of one of its revisions.
    Revision {
        /// Its number when it was chosen: one that is gone back to gets another.
        number: u64,
        /// The ReplicaSet or ControllerRevision that holds it.
        holder: Name,
    },
    /// The pod template as its containers get it, without what these rules leave out.
    Template(Arc<[Rule]>),
}

/// One of the two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Side {
    /// The object.
    pub target: Target,
    /// What of it.
    pub of: Of,
}

/// An object as it was when it was marked, without what may be secret: of that only whether two are the same can be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// As JSON.
    pub text: Arc<str>,
    /// What of it was kept.
    pub of: Of,
    /// When, by the server's clock.
    pub at: Time,
    /// What could not be read of it.
    pub unknown: Vec<Unknown>,
}

/// Where values come from that are not known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// The ConfigMap or Secret.
    pub source: Name,
    /// Why; `None` where there were too many to read them all.
    pub why: Option<Arc<Trouble>>,
}

/// What differs between two objects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// Without what always differs.
    pub lines: Vec<DiffLine>,
    /// With all of it.
    pub all: Vec<DiffLine>,
    /// When the second was read, by the server's clock.
    pub at: Time,
    /// How much of what differs is left out because it is meant to differ.
    pub left_out: usize,
    /// What could not be read of either.
    pub unknown: Vec<Unknown>,
}
