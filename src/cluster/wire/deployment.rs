//! A Deployment as the API sends it.

use super::Slim;
use super::de::{Num, nullable};
use super::interner::Interner;
use super::meta::Meta;
use super::object::Object;
use super::template::{Condition, Template, condition};
use crate::model::feed::Row;
use crate::model::workload::{Progress, Workload};
use crate::model::{Time, Uid, WorkloadKind};
use serde::Deserialize;

/// `progressDeadlineSeconds` of a Deployment that has none: the largest 32-bit number, as the controller has it.
const NO_DEADLINE: i64 = i32::MAX as i64;

/// A Deployment on the wire.
pub(super) type Deployment<'a> = Object<'a, Spec<'a>, Status<'a>>;

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Spec<'a> {
    replicas: Option<Num>,
    paused: Option<bool>,
    progress_deadline_seconds: Option<Num>,
    #[serde(borrow, deserialize_with = "nullable")]
    template: Template<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Status<'a> {
    observed_generation: Num,
    replicas: Num,
    updated_replicas: Num,
    ready_replicas: Num,
    available_replicas: Num,
    #[serde(borrow)]
    conditions: Option<Vec<Condition<'a>>>,
}

impl Status<'_> {
    fn progress(&self) -> Progress {
        match condition(&self.conditions, "Progressing") {
            None => Progress::Unknown,
            Some(c) if &*c.status == "False" && &*c.reason == "ProgressDeadlineExceeded" => Progress::DeadlineExceeded,
            Some(c) if c.is_true() && &*c.reason == "NewReplicaSetAvailable" => Progress::Complete,
            Some(_) => Progress::Ongoing,
        }
    }

    /// When the last rollout came to its end; `None` while one is under way.
    fn rolled(&self) -> Option<Time> {
        let ended = condition(&self.conditions, "Progressing").filter(|_| self.progress() == Progress::Complete);
        ended.and_then(|c| c.last_update_time.0)
    }

    /// When a rollout under way has not got on for so many seconds: the controller counts from the condition's last update.
    fn deadline(&self, seconds: Option<Num>) -> Option<Time> {
        let seconds = seconds.map(|n| n.0).filter(|n| *n < NO_DEADLINE)?;
        let last = condition(&self.conditions, "Progressing")?.last_update_time.0?;
        (self.progress() == Progress::Ongoing).then(|| last.plus(seconds.saturating_mul(1000)))
    }
}

impl<'a> Slim<'a> for Deployment<'a> {
    type Row = Row;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> Row {
        let (meta, status) = (&self.metadata, &self.status);
        let failure = condition(&status.conditions, "ReplicaFailure").filter(|c| c.is_true());
        Row::Workload(Workload {
            uid,
            kind: WorkloadKind::Deployment,
            namespace: interner.name(&meta.namespace),
            name: interner.name(&meta.name),
            labels: meta.labels(interner),
            created: meta.created(),
            generation: meta.generation.0,
            observed: status.observed_generation.0,
            desired: self.spec.replicas.map_or(1, Num::count),
            replicas: status.replicas.count(),
            updated: status.updated_replicas.count(),
            ready: status.ready_replicas.count(),
            available: status.available_replicas.count(),
            paused: self.spec.paused == Some(true),
            on_delete: false,
            partition: 0,
            progress: status.progress(),
            deadline: status.deadline(self.spec.progress_deadline_seconds).filter(|_| self.spec.paused != Some(true)),
            rolled: status.rolled(),
            failure: failure.map(|c| interner.message(if c.message.is_empty() { &c.reason } else { &c.message })),
            revision: meta.revision(),
            update_hash: None,
            images: self.spec.template.images(interner),
            parts: self.spec.template.parts(interner),
            batch: None,
            leaving: meta.leaving().map(|held| interner.name(&held)),
        })
    }
}
