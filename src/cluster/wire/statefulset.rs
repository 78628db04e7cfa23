//! A StatefulSet as the API sends it.

use super::Slim;
use super::de::{Num, Text, nullable};
use super::interner::Interner;
use super::meta::Meta;
use super::object::Object;
use super::template::Template;
use crate::model::feed::Row;
use crate::model::workload::{Progress, Workload};
use crate::model::{Uid, WorkloadKind};
use serde::Deserialize;

/// A StatefulSet on the wire.
pub(super) type StatefulSet<'a> = Object<'a, Spec<'a>, Status<'a>>;

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Spec<'a> {
    replicas: Option<Num>,
    #[serde(borrow, deserialize_with = "nullable")]
    update_strategy: Strategy<'a>,
    #[serde(borrow, deserialize_with = "nullable")]
    template: Template<'a>,
}

/// The update strategy, of a DaemonSet too.
#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Strategy<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(deserialize_with = "nullable")]
    rolling_update: RollingUpdate,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct RollingUpdate {
    partition: Num,
}

impl Strategy<'_> {
    pub(super) fn on_delete(&self) -> bool {
        &*self.kind == "OnDelete"
    }
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Status<'a> {
    observed_generation: Num,
    replicas: Num,
    updated_replicas: Num,
    ready_replicas: Num,
    /// Not before Kubernetes 1.22.
    available_replicas: Option<Num>,
    #[serde(borrow)]
    current_revision: Text<'a>,
    #[serde(borrow)]
    update_revision: Text<'a>,
}

impl<'a> Slim<'a> for StatefulSet<'a> {
    type Row = Row;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> Row {
        let (meta, spec, status) = (&self.metadata, &self.spec, &self.status);
        let partition = spec.update_strategy.rolling_update.partition.count();
        // The controller makes the new revision the current one when the last pod of it is ready. With a partition it never does.
        let progress = match (&*status.current_revision, &*status.update_revision) {
            ("", _) | (_, "") => Progress::Unknown,
            _ if partition > 0 || spec.update_strategy.on_delete() => Progress::Unknown,
            (current, update) if current == update => Progress::Complete,
            _ => Progress::Ongoing,
        };
        let update = &status.update_revision;
        Row::Workload(Workload {
            uid,
            kind: WorkloadKind::StatefulSet,
            namespace: interner.name(&meta.namespace),
            name: interner.name(&meta.name),
            labels: meta.labels(interner),
            created: meta.created(),
            generation: meta.generation.0,
            observed: status.observed_generation.0,
            desired: spec.replicas.map_or(1, Num::count),
            replicas: status.replicas.count(),
            updated: status.updated_replicas.count(),
            ready: status.ready_replicas.count(),
            available: status.available_replicas.unwrap_or(status.ready_replicas).count(),
            paused: false,
            on_delete: spec.update_strategy.on_delete(),
            partition,
            progress,
            deadline: None,
            rolled: None,
            failure: None,
            revision: 0,
            update_hash: (!update.is_empty()).then(|| interner.name(update)),
            images: spec.template.images(interner),
            parts: spec.template.parts(interner),
            batch: None,
            leaving: meta.leaving().map(|held| interner.name(&held)),
        })
    }
}
