//! Nodes, and what their pods take.

use crate::model::Name;
use crate::model::change::Reason;
use crate::model::nodes::Amounts;
use crate::model::nodes::foresee::{Group, Part};
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// Nodes, and what their pods take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NodeText {
    /// It is ready: for how long, and whether no new pods come onto it.
    Ready {
        /// For how long.
        since: Option<String>,
        /// Whether no new pods come onto it.
        cordoned: bool,
    },
    /// It is not.
    NotReady {
        /// Whether it is known that it is not: what has stopped to say anything is not known to be.
        known: bool,
        /// For how long.
        since: Option<String>,
        /// Why, as its kubelet or the control plane says.
        why: Name,
        /// Whether no new pods come onto it.
        cordoned: bool,
    },
    /// Its kubelet has not said whether it is ready.
    Unheard,
    /// What else is wrong with it, and for how long.
    Troubles(Vec<(Name, Option<String>)>),
    /// So much CPU and memory of it is used.
    Uses {
        /// What is used.
        part: Amounts,
        /// What there is.
        whole: Amounts,
    },
    /// How its CPU and memory went, as sparklines.
    Went([String; 2]),
    /// So much is taken of it.
    Takes(Taken),
    /// Its pods may not be listed in all namespaces, and why, so that nothing is summed up.
    NotSummed(Arc<Trouble>),
    /// Its pods cannot be listed, and why.
    NotListed(Arc<Trouble>),
    /// Pods are being listed: so many so far.
    Summing(usize),
    /// What a drain of this node comes to: how many pods go, stay, and are nobody's; `None` while that is not known.
    WouldDrain(Name, Option<[usize; 3]>),
    /// What it would do to the pods of one workload.
    Would(Box<Group>),
    /// It is being read what a drain would do.
    Foreseeing,
    /// It cannot be read, and why.
    NotForeseen(Reason),
    /// A part of it could not be, and why.
    Unread(Part, Arc<Trouble>),
    /// A drain would do nothing.
    NothingToDrain,
    /// The key is to be pressed again.
    AgainToDrain(String),
    /// So many rows more.
    More(usize),
    /// Nothing is changed in this run.
    ReadOnly,
    /// There is no room for what is below.
    TooLow,
    /// It has no pods, or they are not known.
    NoPods,
    /// There is nothing under the cursor.
    NothingChosen,
}

/// What is taken of what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Taken {
    /// What is taken.
    pub part: Amounts,
    /// What there is.
    pub whole: Amounts,
    /// How many pods, and of how many; `None` where that is not told.
    pub pods: Option<(i64, i64)>,
}
