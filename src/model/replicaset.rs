//! A ReplicaSet: one revision of a Deployment.

use super::workload::Images;
use super::{Name, Time, Uid};

/// What is kept of a ReplicaSet; its pod template is fetched only when revisions are looked at.
#[derive(Clone, PartialEq, Debug)]
pub struct ReplicaSet {
    /// Its UID.
    pub uid: Uid,
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// The Deployment that controls it, from `metadata.ownerReferences`.
    pub owner: Option<Uid>,
    /// The annotation `deployment.kubernetes.io/revision`; 0 where there is none.
    pub revision: u64,
    /// `spec.replicas`.
    pub desired: u32,
    /// `status.replicas`.
    pub replicas: u32,
    /// `status.readyReplicas`.
    pub ready: u32,
    /// Its containers' images.
    pub images: Images,
    /// When it was made.
    pub created: Time,
}
