//! The kinds that are watched, and where the API serves them.

use std::fmt;

/// A kind that dogwatch keeps watch on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "the names are the API's")]
pub enum Kind {
    Namespace,
    Deployment,
    StatefulSet,
    DaemonSet,
    ReplicaSet,
    Pod,
}

impl Kind {
    /// Every kind, in the order in which they are wanted at the start.
    pub const ALL: [Kind; 6] = [Kind::Namespace, Kind::Deployment, Kind::StatefulSet, Kind::DaemonSet, Kind::ReplicaSet, Kind::Pod];

    /// The API's name of the kind, such as `Deployment`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Namespace => "Namespace",
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
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
            Self::ReplicaSet => "replicasets",
            Self::Pod => "pods",
        }
    }

    /// The API group; empty for the core group.
    pub const fn group(self) -> &'static str {
        match self {
            Self::Namespace | Self::Pod => "",
            _ => "apps",
        }
    }

    /// The path of the collection, cluster-wide or in one namespace, without a leading server base path.
    pub fn path(self, namespace: Option<&str>) -> String {
        let root = if self.group().is_empty() { "/api/v1".to_owned() } else { format!("/apis/{}/v1", self.group()) };
        match namespace {
            Some(ns) if self != Self::Namespace => format!("{root}/namespaces/{ns}/{}", self.plural()),
            _ => format!("{root}/{}", self.plural()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The kinds that own pods for good and can be changed as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "the names are the API's")]
pub enum WorkloadKind {
    Deployment,
    StatefulSet,
    DaemonSet,
}

impl WorkloadKind {
    /// The three, in the order of the design.
    pub const ALL: [WorkloadKind; 3] = [Self::Deployment, Self::StatefulSet, Self::DaemonSet];

    /// The same as a [`Kind`].
    pub const fn kind(self) -> Kind {
        match self {
            Self::Deployment => Kind::Deployment,
            Self::StatefulSet => Kind::StatefulSet,
            Self::DaemonSet => Kind::DaemonSet,
        }
    }

    /// The abbreviation of a narrow column: nothing for the usual case, as on the sketches.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Deployment => "",
            Self::StatefulSet => "STS",
            Self::DaemonSet => "DS",
        }
    }

    /// Whether the kind has a number of replicas to set: a DaemonSet has as many as there are nodes.
    pub const fn scales(self) -> bool {
        !matches!(self, Self::DaemonSet)
    }
}

impl fmt::Display for WorkloadKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind().word())
    }
}
