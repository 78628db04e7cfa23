//! What was asked of a cluster beside its watches.

use crate::model::kinds::Kinds;
use crate::model::{Name, SessionId, Time, Uid};
use std::collections::{HashMap, HashSet};

/// The kinds, as far as they were asked for.
#[derive(Clone, Debug, Default)]
pub struct KnownKinds {
    /// The session that was asked; 0 for none.
    pub(super) session: SessionId,
    /// Its answer.
    pub(super) kinds: Option<Kinds>,
    /// A word that was taken before the answer came: it is looked up then.
    pub(super) wanted: Option<String>,
    /// When they could not be had.
    pub(super) failed: Option<Time>,
}

/// What is known of autoscalers, by namespace.
#[derive(Clone, Debug, Default)]
pub(super) struct Autoscaled {
    /// For which workloads, at which generation, they were read.
    pub(super) asked: HashSet<(Uid, i64)>,
    /// Kind and name of what they stop to scale at 0.
    pub(super) aims: HashMap<Name, Vec<(Name, Name)>>,
}
