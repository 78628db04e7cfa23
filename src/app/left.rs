//! Clusters that were left: they stay for a while as they are, and go on being watched.

use super::cluster::Cluster;
use super::panes::Panes;
use crate::model::{SessionId, Time};

/// How long a cluster that was left stays warm, in milliseconds.
pub(super) const STAYS_MS: i64 = 5 * 60_000;
/// How many do at once.
pub(super) const MOST: usize = 3;

/// A cluster that was left.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub(super) cluster: Cluster,
    pub(super) panes: Panes,
    pub(super) since: Time,
}

impl Left {
    /// The number of its session.
    pub(super) const fn session(&self) -> SessionId {
        self.cluster.session
    }
}
