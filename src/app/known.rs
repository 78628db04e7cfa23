//! What was asked of a cluster beside its watches.

use super::browser::Order;
use crate::model::change::Target;
use crate::model::columns::Chosen;
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
    pub(super) wanted: Option<Sought>,
    /// An object that is gone to as soon as it is known where its kind is listed.
    pub(super) going: Option<Target>,
    /// When they could not be had.
    pub(super) failed: Option<Time>,
}

/// A kind that is to be opened, and how its rows are to be shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Sought {
    /// The word that finds it.
    pub(super) word: String,
    /// The filter of its rows; may be empty.
    pub(super) filter: String,
    /// Their order, where it is not the usual one.
    pub(super) order: Option<Order>,
    /// Their columns; none for the usual ones.
    pub(super) columns: Vec<Chosen>,
}

/// What is known of autoscalers, by namespace.
#[derive(Clone, Debug, Default)]
pub(super) struct Autoscaled {
    /// For which workloads, at which generation, they were read.
    pub(super) asked: HashSet<(Uid, i64)>,
    /// Kind and name of what they stop to scale at 0.
    pub(super) aims: HashMap<Name, Vec<(Name, Name)>>,
}
