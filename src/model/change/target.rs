//! Whom a change is for.

use crate::model::resource::Resource;
use crate::model::{Name, Uid, WorkloadKind};
use std::fmt;

/// The object that a change is for, as it was named on the screen when the key was pressed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// The kubeconfig context.
    pub context: Name,
    /// What kind of object it is, and where the API serves it.
    pub resource: Resource,
    /// Its namespace; empty for an object without one.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its UID: an object of the same name made later is another one. [`Target::unborn`] for one that is yet to be made.
    pub uid: Uid,
}

impl Target {
    /// The UID of an object that is yet to be made.
    pub fn unborn() -> Uid {
        Uid::new("")
    }

    /// Whether the object is yet to be made.
    pub fn is_unborn(&self) -> bool {
        matches!(&self.uid, Uid::Other(text) if text.is_empty())
    }

    /// The workload kind that it is, where it is one.
    pub fn workload(&self) -> Option<WorkloadKind> {
        self.resource.workload()
    }

    /// The namespace that guard rules hold it to: of a Namespace its own name; `None` for other objects without one.
    pub fn guarded_namespace(&self) -> Option<&str> {
        if self.resource.is("", "Namespace") {
            return Some(&self.name);
        }
        Some(&*self.namespace).filter(|n| !n.is_empty())
    }

    /// The place, as titles write it: `lab-admin ▸ iot-test ▸ Deployment gateway`.
    pub fn place(&self) -> String {
        if self.namespace.is_empty() {
            return format!("{} ▸ {} {}", self.context, self.resource, self.name);
        }
        format!("{} ▸ {} ▸ {} {}", self.context, self.namespace, self.resource, self.name)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.resource, self.name)?;
        let namespace = &self.namespace;
        if !namespace.is_empty() {
            write!(f, "in {namespace} ")?;
        }
        write!(f, "of {}", self.context)
    }
}
/// What of an object is edited as a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The object.
    pub target: Target,
    /// The one key of a Secret or a ConfigMap whose value it is; `None` for all of the object.
    pub key: Option<Name>,
}

impl From<Target> for Piece {
    /// All of it.
    fn from(target: Target) -> Self {
        Self { target, key: None }
    }
}
