//! Where a key is pressed, as far as its meaning goes: the pane, and what kind of row the cursor is on.

use super::Pane;
use crate::model::WorkloadKind;
use crate::model::resource::Resource;

/// What a row is, where a key may mean something of its own for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "named as the kinds")]
pub enum Row {
    /// No row is under the cursor, or it is not a matter of one.
    None,
    Namespace,
    Deployment,
    StatefulSet,
    DaemonSet,
    ReplicaSet,
    Job,
    CronJob,
    Pod,
    Container,
    Node,
    Service,
    Secret,
    /// What other objects refer to: a ConfigMap, a PersistentVolumeClaim, a PriorityClass, a ServiceAccount.
    Used,
    /// A line of a log.
    Line,
    /// Any other kind.
    Other,
}

impl Row {
    /// Every one.
    pub const ALL: [Row; 16] = [
        Self::None,
        Self::Namespace,
        Self::Deployment,
        Self::StatefulSet,
        Self::DaemonSet,
        Self::ReplicaSet,
        Self::Job,
        Self::CronJob,
        Self::Pod,
        Self::Container,
        Self::Node,
        Self::Service,
        Self::Secret,
        Self::Used,
        Self::Line,
        Self::Other,
    ];

    /// That of a kind of the browser.
    pub fn of(resource: &Resource) -> Self {
        match (&*resource.group, &*resource.kind) {
            ("", "Namespace") => Self::Namespace,
            ("apps", "Deployment") => Self::Deployment,
            ("apps", "StatefulSet") => Self::StatefulSet,
            ("apps", "DaemonSet") => Self::DaemonSet,
            ("apps", "ReplicaSet") => Self::ReplicaSet,
            ("batch", "Job") => Self::Job,
            ("batch", "CronJob") => Self::CronJob,
            ("", "Pod") => Self::Pod,
            ("", "Node") => Self::Node,
            ("", "Service") => Self::Service,
            ("", "Secret") => Self::Secret,
            ("", "ConfigMap" | "PersistentVolumeClaim" | "ServiceAccount") | ("scheduling.k8s.io", "PriorityClass") => Self::Used,
            _ => Self::Other,
        }
    }
}

impl From<WorkloadKind> for Row {
    fn from(kind: WorkloadKind) -> Self {
        Self::of(&kind.into())
    }
}

/// A place of the screen where a key is pressed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Spot {
    /// The pane that has the focus.
    pub pane: Pane,
    /// The row under its cursor.
    pub row: Row,
}

impl From<Pane> for Spot {
    fn from(pane: Pane) -> Self {
        Self { pane, row: Row::None }
    }
}

impl Spot {
    /// Every one that there can be.
    pub fn all() -> impl Iterator<Item = Spot> {
        let rows = Row::ALL.into_iter();
        rows.flat_map(|row| Pane::ALL.into_iter().chain([Pane::Browser]).map(move |pane| Spot { pane, row })).filter(Spot::exists)
    }

    fn exists(&self) -> bool {
        match self.pane {
            Pane::Namespaces => matches!(self.row, Row::None | Row::Namespace),
            Pane::Workloads => {
                matches!(self.row, Row::None | Row::Deployment | Row::StatefulSet | Row::DaemonSet | Row::Job | Row::CronJob)
            }
            Pane::Pods => matches!(self.row, Row::None | Row::Pod | Row::Container),
            Pane::Logs => matches!(self.row, Row::None | Row::Line),
            Pane::Browser => !matches!(self.row, Row::Container | Row::Line),
        }
    }
}
