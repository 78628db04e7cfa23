//! The kinds that are watched, and where the API serves them.

use super::naming::segment;
use std::fmt;

/// A kind that dogwatch keeps watch on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "the names are the API's")]
pub enum Kind {
    Namespace,
    Deployment,
    StatefulSet,
    DaemonSet,
    Job,
    CronJob,
    ReplicaSet,
    Pod,
}

impl Kind {
    /// Every kind, in the order in which they are wanted at the start.
    pub const ALL: [Kind; 8] = [
        Kind::Namespace,
        Kind::Deployment,
        Kind::StatefulSet,
        Kind::DaemonSet,
        Kind::Job,
        Kind::CronJob,
        Kind::ReplicaSet,
        Kind::Pod,
    ];

    /// The API's name of the kind, such as `Deployment`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Namespace => "Namespace",
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
            Self::ReplicaSet => "ReplicaSet",
            Self::Pod => "Pod",
        }
    }

    /// The resource's plural as it stands in paths and permissions, such as `deployments`.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Namespace => "namespaces",
            Self::Deployment => "deployments",
            Self::StatefulSet => "statefulsets",
            Self::DaemonSet => "daemonsets",
            Self::Job => "jobs",
            Self::CronJob => "cronjobs",
            Self::ReplicaSet => "replicasets",
            Self::Pod => "pods",
        }
    }

    /// The API group; empty for the core group.
    pub const fn group(self) -> &'static str {
        match self {
            Self::Namespace | Self::Pod => "",
            Self::Job | Self::CronJob => "batch",
            Self::Deployment | Self::StatefulSet | Self::DaemonSet | Self::ReplicaSet => "apps",
        }
    }

    /// The version under which older servers serve it alone: CronJobs before Kubernetes 1.21. `None` for the rest.
    pub const fn older_version(self) -> Option<&'static str> {
        match self {
            Self::CronJob => Some("v1beta1"),
            Self::Namespace | Self::Deployment | Self::StatefulSet | Self::DaemonSet | Self::Job | Self::ReplicaSet | Self::Pod => {
                None
            }
        }
    }

    /// Whether it is one of those that may be hidden from a user who sees the rest: what runs once or by the clock.
    pub const fn is_batch(self) -> bool {
        matches!(self, Self::Job | Self::CronJob)
    }

    /// The path of the collection, cluster-wide or in one namespace, without a leading server base path.
    pub fn path(self, namespace: Option<&str>) -> String {
        self.path_of("v1", namespace)
    }

    /// The same under another version.
    pub fn path_of(self, version: &str, namespace: Option<&str>) -> String {
        let root = if self.group().is_empty() { format!("/api/{version}") } else { format!("/apis/{}/{version}", self.group()) };
        match namespace {
            Some(ns) if self != Self::Namespace => format!("{root}/namespaces/{}/{}", segment(ns), self.plural()),
            _ => format!("{root}/{}", self.plural()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The kinds that are rows of the workloads pane: what pods are run by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "the names are the API's")]
pub enum WorkloadKind {
    Deployment,
    StatefulSet,
    DaemonSet,
    Job,
    CronJob,
}

impl WorkloadKind {
    /// All of them, in the order of the design.
    pub const ALL: [WorkloadKind; 5] = [Self::Deployment, Self::StatefulSet, Self::DaemonSet, Self::Job, Self::CronJob];

    /// Those whose pods are replaced by a rollout: they have revisions, and can be restarted, rolled back and given another image.
    pub const ROLLING: [WorkloadKind; 3] = [Self::Deployment, Self::StatefulSet, Self::DaemonSet];

    /// The same as a [`Kind`].
    pub const fn kind(self) -> Kind {
        match self {
            Self::Deployment => Kind::Deployment,
            Self::StatefulSet => Kind::StatefulSet,
            Self::DaemonSet => Kind::DaemonSet,
            Self::Job => Kind::Job,
            Self::CronJob => Kind::CronJob,
        }
    }

    /// The abbreviation of a narrow column: nothing for the usual case, as on the sketches.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Deployment => "",
            Self::StatefulSet => "STS",
            Self::DaemonSet => "DS",
            Self::Job => "JOB",
            Self::CronJob => "CJ",
        }
    }

    /// Whether the kind has a number of replicas to set: a DaemonSet has as many as there are nodes.
    pub const fn scales(self) -> bool {
        matches!(self, Self::Deployment | Self::StatefulSet)
    }

    /// Whether its pods are replaced by a rollout.
    pub const fn rolls(self) -> bool {
        matches!(self, Self::Deployment | Self::StatefulSet | Self::DaemonSet)
    }
}

impl fmt::Display for WorkloadKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind().word())
    }
}
