//! What the lists show: which objects in which order, and what was computed for them.

use super::cluster::Cluster;
use super::place::View;
use crate::model::usage::Used;
use crate::model::workload_health::State as Health;
use crate::model::{Name, Uid, Words};
use crate::store::{Survey, Totals};

/// A row of the namespaces pane.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum NamespaceKey {
    /// All namespaces together.
    All,
    /// The several namespaces of `-n a,b`.
    Several,
    /// One.
    One(Name),
}

/// What a row is called that stands for the pods of no workload.
pub const STANDALONE: Words = Words::new("Standalone pods", "独立 Pod");

/// A row of the workloads pane.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum WorkloadKey {
    /// A workload.
    Workload(Uid),
    /// The pods of a namespace that belong to none: of nobody, or of a controller that is no workload.
    Standalone(Name),
}

/// A row of the containers of a pod.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ContainerKey {
    /// The pod.
    pub pod: Uid,
    /// The container's name.
    pub name: Name,
}

/// A column that a list can be sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[allow(missing_docs, reason = "named as the columns")]
pub enum SortBy {
    #[default]
    Health,
    Name,
    Age,
    Restarts,
    Cpu,
    Memory,
}

impl SortBy {
    /// The word in the pane's title; nothing for the usual order.
    pub const fn word(self) -> Words {
        match self {
            Self::Health => Words::NONE,
            Self::Name => Words::new("by name", "按名称"),
            Self::Age => Words::new("by age", "按时长"),
            Self::Restarts => Words::new("by restarts", "按重启"),
            Self::Cpu => Words::new("by CPU", "按 CPU"),
            Self::Memory => Words::new("by memory", "按内存"),
        }
    }

    /// Whether it goes by what is used.
    pub const fn is_by_use(self) -> bool {
        match self {
            Self::Cpu | Self::Memory => true,
            Self::Health | Self::Name | Self::Age | Self::Restarts => false,
        }
    }

    /// What of use it goes by.
    pub(super) const fn of(self, used: Used) -> u64 {
        match self {
            Self::Memory => used.memory,
            Self::Cpu | Self::Health | Self::Name | Self::Age | Self::Restarts => used.cpu,
        }
    }
}

/// How the lists are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sorting {
    /// The workloads.
    pub workloads: SortBy,
    /// The pods.
    pub pods: SortBy,
}

/// What was computed for the rows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rows {
    /// How each workload and every namespace is.
    pub survey: Survey,
    /// The view in figures.
    pub totals: Totals,
    /// All namespaces in figures.
    pub everything: Totals,
}

impl Rows {
    /// Every namespace that can be chosen, by name: those listed, those known, those that have workloads, those in view.
    pub fn all_namespaces(&self, cluster: &Cluster, view: &View) -> Vec<Name> {
        let listed = cluster.store.namespaces().map(|n| n.name.clone());
        let mut names: Vec<Name> = listed.chain(self.survey.rollups.keys().cloned()).chain(cluster.known.iter().cloned()).collect();
        if let View::These(these) = view {
            names.extend(these.iter().cloned());
        }
        names.sort();
        names.dedup();
        names
    }
}

/// The unwell first, then what is under way or held; the rest stands by name.
pub(super) const fn rank(state: Health) -> u8 {
    match state {
        Health::Failed | Health::Stuck | Health::BadRelease => 0,
        Health::Degraded | Health::Missed => 1,
        Health::Progressing | Health::Running => 2,
        Health::Paused | Health::Suspended => 3,
        // What comes and goes by the clock keeps its place.
        Health::Healthy | Health::Active | Health::Complete | Health::Idle | Health::FailedLongAgo => 4,
    }
}
