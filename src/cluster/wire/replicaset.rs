//! A ReplicaSet as the API sends it.

use super::Slim;
use super::de::{Num, nullable};
use super::interner::Interner;
use super::meta::Meta;
use super::object::Object;
use super::template::Template;
use crate::model::Uid;
use crate::model::feed::Row;
use serde::Deserialize;

/// A ReplicaSet on the wire.
pub(super) type ReplicaSet<'a> = Object<'a, Spec<'a>, Status>;

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
pub(super) struct Spec<'a> {
    replicas: Option<Num>,
    #[serde(borrow, deserialize_with = "nullable")]
    template: Template<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Status {
    replicas: Num,
    ready_replicas: Num,
}

impl<'a> Slim<'a> for ReplicaSet<'a> {
    type Row = Row;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> Row {
        let meta = &self.metadata;
        Row::ReplicaSet(crate::model::replicaset::ReplicaSet {
            uid,
            namespace: interner.name(&meta.namespace),
            name: interner.name(&meta.name),
            owner: meta.controller(),
            revision: meta.revision(),
            desired: self.spec.replicas.map_or(1, Num::count),
            replicas: self.status.replicas.count(),
            ready: self.status.ready_replicas.count(),
            images: self.spec.template.images(interner),
            created: meta.created(),
        })
    }
}
