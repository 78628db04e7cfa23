//! How objects hang together: what owns one, what it makes, what selects it and what it refers to, as a tree; and what uses one that others
//! refer to.

pub mod refs;
pub mod select;
pub mod stand;
#[cfg(test)]
mod tests;

pub use refs::{How, Ref, RefKind};
pub use stand::Stand;

use super::change::Target;
use super::resource::Resource;
use super::soon::Why;
use super::{Name, Uid};
use serde_json::Value;

/// An object, as it is named. The UID is empty where it is only known by its name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Thing {
    /// Its kind.
    pub resource: Resource,
    /// Its namespace; empty for an object without one.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its UID.
    pub uid: Uid,
}

impl Thing {
    /// The object of a target.
    pub fn of(target: &Target) -> Self {
        let Target { resource, namespace, name, uid, .. } = target.clone();
        Self { resource, namespace, name, uid }
    }

    /// It in a context.
    pub fn target(&self, context: &Name) -> Target {
        let Self { resource, namespace, name, uid } = self.clone();
        Target { context: context.clone(), resource, namespace, name, uid }
    }

    /// Whether it is known by more than its name: it is there, or was.
    pub fn is_known(&self) -> bool {
        !matches!(&self.uid, Uid::Other(text) if text.is_empty())
    }
}

/// How a row hangs on the one that it stands below.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Link {
    /// It owns what stands below it.
    Owner,
    /// It is the one that was asked about.
    Itself,
    /// It is owned by it.
    Made,
    /// A pod that it selects.
    Chosen,
    /// A pod that runs on it.
    RunsHere,
    /// A Service that selects its pods.
    Service,
    /// An Ingress that leads to it.
    Ingress,
    /// What scales it.
    Autoscaler,
    /// What holds back evictions of its pods.
    Budget,
    /// What it scales.
    Scaled,
    /// It refers to this, in these ways.
    Refers(Vec<How>),
    /// This refers to it, in these ways.
    Uses(Vec<How>),
}

/// A row of the tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Branch {
    /// How far it stands in.
    pub depth: u8,
    /// How it hangs on the row above it that stands less far in.
    pub link: Link,
    /// The object.
    pub thing: Thing,
    /// How it is, as far as the look has told.
    pub stand: Stand,
}

/// What was looked through: a kind, and how many of it there were.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Searched {
    /// The kind's plural.
    pub plural: Name,
    /// How many.
    pub count: usize,
}

/// What could not be looked through, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unseen {
    /// The kind's plural.
    pub plural: Name,
    /// The namespaces; none for everywhere it was looked for.
    pub places: Vec<Name>,
    /// Why.
    pub why: Why,
}

/// What a look has found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tree {
    /// The rows, from the topmost owner on.
    pub rows: Vec<Branch>,
    /// Rows that were left out: nobody reads more.
    pub more: usize,
    /// What was looked through.
    pub searched: Vec<Searched>,
    /// What could not be.
    pub unseen: Vec<Unseen>,
    /// Whether it was looked for what uses the object.
    pub used_by: bool,
    /// By which labels the object selects its pods, where it does, as a LabelSelector.
    pub selector: Option<Value>,
}

/// What is to be looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelationsWish {
    /// The object.
    pub target: Target,
    /// The namespaces that are looked through one by one where not all may be.
    pub namespaces: Vec<Name>,
}

/// Whether others refer to objects of this kind, so that it is looked for what uses them.
pub fn is_used(resource: &Resource) -> bool {
    RefKind::ALL.into_iter().any(|kind| kind.is_looked_for() && kind.names(resource))
}
