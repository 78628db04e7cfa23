//! Changes to a cluster as values: what is wanted, what it would do, how it ended.

use super::revision::Difference;
use super::{Name, Uid, WorkloadKind};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The object that a change is for, as it was named on the screen when the key was pressed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// The kubeconfig context.
    pub context: Name,
    /// Its kind.
    pub kind: WorkloadKind,
    /// Its namespace.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its UID: an object of the same name made later is another one.
    pub uid: Uid,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} in {} of {}", self.kind, self.name, self.namespace, self.context)
    }
}

/// A new image for one container.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ImageSwap {
    /// The container's name.
    pub container: String,
    /// Whether it is an init container.
    pub init: bool,
    /// The image that was shown.
    pub from: String,
    /// The image wanted.
    pub to: String,
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Set the number of replicas.
    Scale {
        /// The number that was shown.
        from: u32,
        /// The number wanted.
        to: u32,
    },
    /// Make all pods anew, as `kubectl rollout restart`.
    Restart,
    /// Go back to a revision, as `kubectl rollout undo --to-revision`.
    RollBack {
        /// The revision that was shown as the present one; 0 where unknown.
        from: u64,
        /// The revision wanted.
        to: u64,
    },
    /// Give containers new images.
    SetImages {
        /// Container by container.
        swaps: Vec<ImageSwap>,
    },
}

impl Change {
    /// The verb, for questions and messages: `scale`, `restart`, `roll back`, `swap image of`.
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Scale { .. } => "scale",
            Self::Restart => "restart",
            Self::RollBack { .. } => "roll back",
            Self::SetImages { .. } => "swap image of",
        }
    }

    /// What changes into what: `2 → 5 replicas`, `rev 8 → rev 7`, `web: app:1.1 → app:1.2`.
    pub fn words(&self) -> String {
        match self {
            Self::Scale { from, to } => format!("{from} → {to} replicas"),
            Self::Restart => "all pods anew, one after another".into(),
            Self::RollBack { from: 0, to } => format!("→ rev {to}"),
            Self::RollBack { from, to } => format!("rev {from} → rev {to}"),
            Self::SetImages { swaps } => {
                swaps.iter().map(|s| format!("{}: {} → {}", s.container, s.from, s.to)).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// A change that somebody wants, before anything was asked of the cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Intent {
    /// A number that answers carry, so that they find their way home.
    pub id: u64,
    /// The object.
    pub target: Target,
    /// What is to be done to it.
    pub change: Change,
}

/// A change that has been looked at: ready to be asked about and sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preview {
    /// The change.
    pub intent: Intent,
    /// The object's resourceVersion when it was looked at: sent as a precondition.
    pub resource_version: String,
    /// Its generation then: tells a change of the spec from one of the status.
    pub generation: i64,
    /// What the server's dry run would change.
    pub differences: Vec<Difference>,
    /// What it touches, in words: `replaces 4 pods`.
    pub touches: String,
    /// What speaks against it: paused, an autoscaler, no change at all.
    pub warnings: Vec<String>,
}

/// How a change that was sent ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// The API server took it. The rollout that follows is watched by the application.
    Taken {
        /// The object's generation after it.
        generation: i64,
    },
    /// Nothing was changed, and why.
    Refused {
        /// In one line.
        reason: String,
    },
    /// It was sent and no answer came; whether it took is not known, and why.
    Unknown {
        /// In one line.
        reason: String,
    },
}
