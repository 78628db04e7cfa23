//! A Job as the API sends it.

use super::Slim;
use super::de::{Num, When, nullable};
use super::interner::Interner;
use super::meta::Meta;
use super::object::Object;
use super::template::{Condition, Template, condition};
use crate::model::batch::{Batch, Failure, Job as Its, JobEnd};
use crate::model::feed::Row;
use crate::model::workload::{Progress, Workload};
use crate::model::{Uid, WorkloadKind};
use serde::Deserialize;

/// A Job on the wire.
pub(super) type Job<'a> = Object<'a, Spec<'a>, Status<'a>>;

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Spec<'a> {
    completions: Option<Num>,
    parallelism: Option<Num>,
    suspend: Option<bool>,
    #[serde(borrow, deserialize_with = "nullable")]
    template: Template<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Status<'a> {
    active: Num,
    succeeded: Num,
    failed: Num,
    /// Not before Kubernetes 1.24.
    ready: Option<Num>,
    start_time: When,
    completion_time: When,
    #[serde(borrow)]
    conditions: Option<Vec<Condition<'a>>>,
}

impl Status<'_> {
    fn end(&self, interner: &mut Interner) -> Option<JobEnd> {
        if let Some(c) = condition(&self.conditions, "Failed").filter(|c| c.is_true()) {
            let failure = Failure { reason: interner.name(&c.reason), message: interner.message(&c.message) };
            return Some(JobEnd { at: c.since(), failure: Some(failure) });
        }
        let c = condition(&self.conditions, "Complete").filter(|c| c.is_true())?;
        Some(JobEnd { at: self.completion_time.0.unwrap_or_else(|| c.since()), failure: None })
    }
}

impl<'a> Slim<'a> for Job<'a> {
    type Row = Row;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> Row {
        let (meta, spec, status) = (&self.metadata, &self.spec, &self.status);
        let ready = status.ready.map(Num::count);
        let job = Its {
            owner: meta.controller(),
            completions: spec.completions.map(Num::count),
            parallelism: spec.parallelism.map_or(1, Num::count),
            suspended: spec.suspend == Some(true),
            succeeded: status.succeeded.count(),
            failed: status.failed.count(),
            ready,
            started: status.start_time.0,
            end: status.end(interner),
        };
        Row::Workload(Workload {
            uid,
            kind: WorkloadKind::Job,
            namespace: interner.name(&meta.namespace),
            name: interner.name(&meta.name),
            labels: meta.labels(interner),
            created: meta.created(),
            generation: meta.generation.0,
            // Its controller says nothing of how far it has read.
            observed: meta.generation.0,
            desired: status.active.count(),
            replicas: status.active.count(),
            updated: status.active.count(),
            ready: ready.unwrap_or(0),
            available: ready.unwrap_or(0),
            paused: false,
            on_delete: false,
            partition: 0,
            progress: Progress::Unknown,
            deadline: None,
            rolled: None,
            failure: None,
            revision: 0,
            update_hash: None,
            images: spec.template.images(interner),
            parts: spec.template.parts(interner),
            batch: Some(Box::new(Batch::Job(job))),
            leaving: meta.leaving().map(|held| interner.name(&held)),
        })
    }
}
