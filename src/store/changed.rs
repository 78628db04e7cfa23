//! What has changed, by object: so that what was computed is made anew for these and for no others.

use crate::model::Uid;
use std::collections::HashSet;

/// What has changed since it was last asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changed {
    /// Anything may have.
    pub all: bool,
    /// A namespace has come, gone or changed.
    pub namespaces: bool,
    /// Workloads that have come, gone or changed, or whose ReplicaSets or pods have.
    pub workloads: HashSet<Uid>,
    /// Pods that have come, gone or changed, or may belong to another workload now.
    pub pods: HashSet<Uid>,
}

/// The same while it is gathered. Of a new store nothing is known to be as it was.
#[derive(Clone, Debug)]
pub(super) struct Touched {
    pub(super) all: bool,
    pub(super) namespaces: bool,
    /// Workloads, and what pods belong to.
    pub(super) owners: HashSet<Uid>,
    pub(super) pods: HashSet<Uid>,
    /// What has come, has gone or belongs to another: what belongs to it has to be looked at as well.
    pub(super) families: HashSet<Uid>,
}

impl Default for Touched {
    fn default() -> Self {
        Self { all: true, ..Self::nothing() }
    }
}

impl Touched {
    /// Nothing has changed yet.
    pub(super) fn nothing() -> Self {
        Self { all: false, namespaces: false, owners: HashSet::new(), pods: HashSet::new(), families: HashSet::new() }
    }
}
