//! A DaemonSet as the API sends it.

use super::Slim;
use super::de::{Num, nullable};
use super::interner::Interner;
use super::meta::Meta;
use super::object::Object;
use super::statefulset::Strategy;
use super::template::Template;
use crate::model::feed::Row;
use crate::model::workload::{Progress, Workload};
use crate::model::{Uid, WorkloadKind};
use serde::Deserialize;

/// A DaemonSet on the wire.
pub(super) type DaemonSet<'a> = Object<'a, Spec<'a>, Status>;

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Spec<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    update_strategy: Strategy<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    template: Template<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Status {
    observed_generation: Num,
    desired_number_scheduled: Num,
    current_number_scheduled: Num,
    updated_number_scheduled: Num,
    number_ready: Num,
    number_available: Num,
}

impl<'a> Slim<'a> for DaemonSet<'a> {
    type Row = Row;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> Row {
        let (meta, status) = (&self.metadata, &self.status);
        Row::Workload(Workload {
            uid,
            kind: WorkloadKind::DaemonSet,
            namespace: interner.name(&meta.namespace),
            name: interner.name(&meta.name),
            labels: meta.labels(interner),
            created: meta.created(),
            generation: meta.generation.0,
            observed: status.observed_generation.0,
            desired: status.desired_number_scheduled.count(),
            replicas: status.current_number_scheduled.count(),
            updated: status.updated_number_scheduled.count(),
            ready: status.number_ready.count(),
            available: status.number_available.count(),
            paused: false,
            on_delete: self.spec.update_strategy.on_delete(),
            partition: 0,
            progress: Progress::Unknown,
            deadline: None,
            rolled: None,
            failure: None,
            revision: 0,
            update_hash: None,
            images: self.spec.template.images(interner),
            parts: self.spec.template.parts(interner),
            batch: None,
            leaving: meta.leaving().map(|held| interner.name(&held)),
        })
    }
}
