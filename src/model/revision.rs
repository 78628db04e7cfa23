//! Revisions of a workload: what it can go back to.

use super::{Name, Time};

/// One leaf that differs between two objects, named by its path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Where, such as `containers[web].image`.
    pub path: String,
    /// What stands there now; `None` where there is nothing.
    pub old: Option<String>,
    /// What will stand there; `None` where it goes.
    pub new: Option<String>,
}

/// A revision: a ReplicaSet of a Deployment, or a ControllerRevision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// Its number, as `kubectl rollout history` counts.
    pub number: u64,
    /// The object that holds it, ReplicaSet or ControllerRevision.
    pub name: Name,
    /// When it was made.
    pub created: Time,
    /// The annotation `kubernetes.io/change-cause`.
    pub cause: Option<String>,
    /// Container and image, containers before init containers.
    pub images: Vec<(String, String)>,
    /// Pods of it that are ready and that there are; `None` where that is not known.
    pub pods: Option<(u32, u32)>,
    /// Whether the workload's template is this one now.
    pub current: bool,
    /// What going back to it would change in the pod template.
    pub differences: Vec<Difference>,
}
