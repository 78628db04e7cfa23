//! Environments side by side: what the watches know of each, put into a grid.

use super::cluster::Cluster;
use crate::model::environments::grid::{self, Cell, Standing};
use crate::model::environments::group::{Environment, Group};
use crate::model::workload::Workload;
use crate::model::{Name, Time, Uid, WorkloadKind};
use std::collections::BTreeMap;

/// A row: a workload by kind and name, and the object that each environment has of it.
#[derive(Clone, PartialEq, Debug)]
pub struct GridLine {
    /// The kind.
    pub kind: WorkloadKind,
    /// The name.
    pub name: Name,
    /// The object in each environment, and how it stands there.
    pub cells: Vec<(Option<Uid>, Standing)>,
}

impl GridLine {
    /// What a row is told apart by.
    pub fn key(&self) -> (Name, WorkloadKind) {
        (self.name.clone(), self.kind)
    }
}

/// What goes from one environment to the next.
#[derive(Clone, PartialEq, Debug)]
pub struct Onward {
    /// Where it is.
    pub from: Environment,
    /// Where it goes to.
    pub to: Environment,
    /// Which of the cells of a row is the one that it comes from; the next one is where it goes to.
    pub at: usize,
    /// The workloads, in the order of the rows.
    pub rows: Vec<GridLine>,
}

/// Whether releases are moved from one environment to the next in such a workload: a Job is a run, and no release.
const fn is_released(kind: WorkloadKind) -> bool {
    match kind {
        WorkloadKind::Deployment | WorkloadKind::StatefulSet | WorkloadKind::DaemonSet | WorkloadKind::CronJob => true,
        WorkloadKind::Job => false,
    }
}

/// Since when the images of a workload are in force; `None` where nothing tells it.
pub fn since(cluster: &Cluster, workload: &Workload, now: Time) -> Option<Time> {
    cluster.store.in_force(workload, workload.revision, now)
}

/// The rows of a group, by name.
pub fn lines(cluster: &Cluster, group: &Group, now: Time) -> Vec<GridLine> {
    let mut uids: Vec<BTreeMap<(Name, WorkloadKind), Uid>> = vec![BTreeMap::new(); group.environments.len()];
    let mut cells: Vec<BTreeMap<(Name, WorkloadKind), Cell>> = vec![BTreeMap::new(); group.environments.len()];
    for workload in cluster.store.workloads().filter(|w| is_released(w.kind)) {
        let Some(at) = group.environments.iter().position(|e| e.place.namespace == workload.namespace) else { continue };
        let key = (workload.name.clone(), workload.kind);
        uids[at].insert(key.clone(), workload.uid.clone());
        let digests = Vec::new();
        cells[at].insert(key, Cell { images: workload.images.clone(), since: since(cluster, workload, now), digests });
    }
    let line = |row: grid::GridRow| {
        let key = (row.name.clone(), row.kind);
        let cells = uids.iter().map(|of| of.get(&key).cloned()).zip(row.standings).collect();
        GridLine { kind: row.kind, name: row.name, cells }
    };
    grid::rows(&cells).into_iter().map(line).collect()
}
