//! Nodes and what their pods take, in the slim form in which the view of the nodes has them.

mod amounts;
mod bounds;
#[cfg(test)]
mod bounds_tests;
mod crowd;
pub mod fit;
pub mod foresee;
mod ground;
mod known;
mod others;
mod place;
mod ports;
#[cfg(test)]
mod samples;
mod settle;
mod spread;
mod unseen;
mod volume;

pub use amounts::{Amounts, cores, memory, percent, whole};
pub use known::Known;
pub use others::{LabelsOf, PodTerm, Selector};
pub use place::{Operator, Placement, Rule, Term, Toleration, Unfit};
pub use ports::HostPort;
pub use spread::Spread;
pub use unseen::Unseen;
pub use volume::Volume;

use super::feed::{Delta, WatchState};
use super::labels::Labels;
use super::{Name, Time, Uid};
use std::sync::Arc;

/// A node.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// Its UID.
    pub uid: Uid,
    /// Its name.
    pub name: Name,
    /// When it was made.
    pub created: Time,
    /// Its labels.
    pub labels: Labels,
    /// Whether its kubelet says that it is ready: `True`, `False`, `Unknown`; empty where nothing was said yet.
    pub ready: Name,
    /// Since when that is so, where it is told.
    pub since: Option<Time>,
    /// Why it is not ready; empty where it is.
    pub why: Name,
    /// What else is wrong with it.
    pub troubles: Box<[Trouble]>,
    /// Its taints.
    pub taints: Box<[Taint]>,
    /// Whether no new pods come onto it.
    pub cordoned: bool,
    /// What pods may have of it.
    pub allocatable: Amounts,
    /// How many pods it may have.
    pub room: i64,
}

impl Node {
    /// Whether it is ready.
    pub fn is_ready(&self) -> bool {
        &*self.ready == "True"
    }
}

/// Whether a condition of a node says that something is wrong beside its being ready. Those of Kubernetes do where they are true; distributions
/// and their agents add some that say what is right (`EtcdIsVoter` of k3s, `KernelReady` of EKS).
pub fn is_trouble(kind: &str, status: &str) -> bool {
    match kind {
        "Ready" | "EtcdIsVoter" => false,
        kind if kind.ends_with("Ready") => status == "False",
        _ => status == "True",
    }
}

/// Something that is wrong with a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// What, such as `MemoryPressure`.
    pub kind: Name,
    /// Since when, where that is told.
    pub since: Option<Time>,
}

/// What keeps pods from a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taint {
    /// Its key.
    pub key: Name,
    /// Its value; empty for none.
    pub value: Name,
    /// `NoSchedule`, `PreferNoSchedule`, `NoExecute`.
    pub effect: Name,
}

impl std::fmt::Display for Taint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let equals = if self.value.is_empty() { "" } else { "=" };
        write!(f, "{}{equals}{}:{}", self.key, self.value, self.effect)
    }
}

/// A pod, as far as it counts for its node.
#[derive(Clone, PartialEq, Debug)]
pub struct NodePod {
    /// Its UID.
    pub uid: Uid,
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Box<str>,
    /// Its labels.
    pub labels: Labels,
    /// Its node; empty before it has one.
    pub node: Name,
    /// Whose it is.
    pub owner: Owner,
    /// Whether it has ended, so that it takes nothing any more.
    pub ended: bool,
    /// Whether it is being deleted.
    pub going: bool,
    /// Whether it serves: it is ready, and is not being deleted.
    pub ready: bool,
    /// What it requests.
    pub requests: Amounts,
    /// Its limits; 0 where it has none.
    pub limits: Amounts,
    /// What it keeps from others; `None` where it keeps nothing.
    pub holds: Option<Arc<Holds>>,
}

/// What a pod keeps from others where it is. Few keep anything, and those of one template keep the same.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Holds {
    /// Ports of its node.
    pub ports: Vec<HostPort>,
    /// Beside which pods it may not be, and which may not be beside it (required anti-affinity).
    pub apart: Vec<PodTerm>,
}

/// Whose a pod is, by kind and name; both are empty where it is nobody's.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Owner {
    /// Its kind.
    pub kind: Name,
    /// Its name.
    pub name: Name,
}

/// Of the controller of a pod the workload that it belongs to, by kind and name: a ReplicaSet with the hash of its template in its name is a
/// Deployment's.
pub fn workload<'a>(kind: &'a str, name: &'a str, hash: &str) -> (&'a str, &'a str) {
    let head = name.strip_suffix(hash).filter(|_| kind == "ReplicaSet" && !hash.is_empty());
    match head.and_then(|head| head.strip_suffix('-')) {
        Some(head) => ("Deployment", head),
        None => (kind, name),
    }
}

/// What is watched for the view of the nodes.
#[derive(Clone, PartialEq, Debug)]
pub enum NodesNews {
    /// Nodes that came and went.
    Nodes(Vec<Delta<Node>>),
    /// Pods that came and went.
    Pods(Vec<Delta<NodePod>>),
    /// How the watch of the nodes stands.
    NodesStand(WatchState),
    /// How the watch of the pods stands.
    PodsStand(WatchState),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replicaset_with_a_hash_is_a_deployments() {
        for (kind, name, hash, want) in [
            ("ReplicaSet", "web-5b8d", "5b8d", ("Deployment", "web")),
            ("ReplicaSet", "web-5b8d", "", ("ReplicaSet", "web-5b8d")),
            ("ReplicaSet", "5b8d", "5b8d", ("ReplicaSet", "5b8d")),
            ("StatefulSet", "db-5b8d", "5b8d", ("StatefulSet", "db-5b8d")),
            ("", "", "", ("", "")),
        ] {
            assert_eq!(workload(kind, name, hash), want, "{kind} {name}");
        }
    }
}
