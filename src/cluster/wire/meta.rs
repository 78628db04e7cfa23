//! What every object has: `metadata`, as far as it is shown or needed. `managedFields` are passed over.

use super::de::{Num, Text, When, nullable};
use super::interner::Interner;
use crate::model::{Name, Time, Uid};
use serde::Deserialize;

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Meta<'a> {
    #[serde(borrow)]
    pub name: Text<'a>,
    #[serde(borrow)]
    pub namespace: Text<'a>,
    #[serde(borrow)]
    pub uid: Text<'a>,
    #[serde(borrow)]
    pub resource_version: Text<'a>,
    pub creation_timestamp: When,
    #[serde(borrow)]
    pub deletion_timestamp: Text<'a>,
    pub generation: Num,
    #[serde(borrow)]
    owner_references: Option<Vec<Owner<'a>>>,
    #[serde(borrow, deserialize_with = "nullable")]
    labels: Labels<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    annotations: Annotations<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Owner<'a> {
    #[serde(borrow)]
    uid: Text<'a>,
    controller: Option<bool>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Labels<'a> {
    #[serde(borrow, rename = "controller-revision-hash")]
    revision: Text<'a>,
    #[serde(borrow, rename = "pod-template-hash")]
    template: Text<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct Annotations<'a> {
    #[serde(borrow, rename = "deployment.kubernetes.io/revision")]
    revision: Text<'a>,
    #[serde(borrow, rename = "k8s.io/initial-events-end")]
    list_ends: Text<'a>,
}

impl Meta<'_> {
    /// When it was made; the epoch where that is not told.
    pub(super) fn created(&self) -> Time {
        self.creation_timestamp.0.unwrap_or_default()
    }

    /// The UID of the owner that controls it.
    pub(super) fn controller(&self) -> Option<Uid> {
        let owner = self.owner_references.iter().flatten().find(|o| o.controller == Some(true))?;
        (!owner.uid.is_empty()).then(|| Uid::new(&owner.uid))
    }

    /// Which template of its controller it was made from.
    pub(super) fn hash(&self, interner: &mut Interner) -> Option<Name> {
        let hash = if self.labels.revision.is_empty() { &self.labels.template } else { &self.labels.revision };
        (!hash.is_empty()).then(|| interner.name(hash))
    }

    /// Whether it is the bookmark behind the objects with which a streamed list begins.
    pub(super) fn ends_list(&self) -> bool {
        &*self.annotations.list_ends == "true"
    }

    /// The Deployment's revision; 0 where none is noted.
    pub(super) fn revision(&self) -> u64 {
        self.annotations.revision.parse().unwrap_or_default()
    }
}
