//! A CronJob as the API sends it, as `batch/v1` or, before Kubernetes 1.21, as `batch/v1beta1`.

use super::Slim;
use super::de::{Text, When, nullable};
use super::interner::Interner;
use super::meta::Meta;
use super::object::Object;
use super::template::Template;
use crate::model::batch::{Batch, CronJob as Its};
use crate::model::feed::Row;
use crate::model::workload::{Progress, Workload};
use crate::model::{Uid, WorkloadKind};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A CronJob on the wire.
pub(super) type CronJob<'a> = Object<'a, Spec<'a>, Status>;

/// One of a server that has it as `batch/v1beta1` alone.
#[derive(Deserialize, Default, Debug)]
#[serde(transparent)]
pub(super) struct Beta<'a>(#[serde(borrow)] CronJob<'a>);

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Spec<'a> {
    #[serde(borrow)]
    schedule: Text<'a>,
    #[serde(borrow)]
    time_zone: Text<'a>,
    #[serde(borrow)]
    concurrency_policy: Text<'a>,
    suspend: Option<bool>,
    #[serde(borrow, deserialize_with = "nullable")]
    job_template: JobTemplate<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct JobTemplate<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    spec: JobSpec<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default)]
struct JobSpec<'a> {
    #[serde(borrow, deserialize_with = "nullable")]
    template: Template<'a>,
}

#[derive(Deserialize, Default, Debug)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Status {
    active: Option<Vec<IgnoredAny>>,
    last_schedule_time: When,
    /// Not before Kubernetes 1.21.
    last_successful_time: When,
}

impl<'a> Slim<'a> for CronJob<'a> {
    type Row = Row;

    fn meta(&self) -> &Meta<'a> {
        &self.metadata
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> Row {
        self.row_of(uid, interner, false)
    }
}

impl<'a> Slim<'a> for Beta<'a> {
    type Row = Row;

    fn meta(&self) -> &Meta<'a> {
        self.0.meta()
    }

    fn row(&self, uid: Uid, interner: &mut Interner) -> Row {
        self.0.row_of(uid, interner, true)
    }
}

impl CronJob<'_> {
    fn row_of(&self, uid: Uid, interner: &mut Interner, beta: bool) -> Row {
        let (meta, spec, status) = (&self.metadata, &self.spec, &self.status);
        let cron = Its {
            schedule: interner.name(&spec.schedule),
            zone: (!spec.time_zone.is_empty()).then(|| interner.name(&spec.time_zone)),
            suspended: spec.suspend == Some(true),
            forbids: &*spec.concurrency_policy == "Forbid",
            active: status.active.as_ref().map_or(0, |a| u32::try_from(a.len()).unwrap_or(u32::MAX)),
            last_scheduled: status.last_schedule_time.0,
            last_success: status.last_successful_time.0,
            beta,
        };
        Row::Workload(Workload {
            uid,
            kind: WorkloadKind::CronJob,
            namespace: interner.name(&meta.namespace),
            name: interner.name(&meta.name),
            labels: meta.labels(interner),
            created: meta.created(),
            generation: meta.generation.0,
            observed: meta.generation.0,
            // Its Jobs have the pods.
            desired: 0,
            replicas: 0,
            updated: 0,
            ready: 0,
            available: 0,
            paused: false,
            on_delete: false,
            partition: 0,
            progress: Progress::Unknown,
            deadline: None,
            rolled: None,
            failure: None,
            revision: 0,
            update_hash: None,
            images: spec.job_template.spec.template.images(interner),
            parts: spec.job_template.spec.template.parts(interner),
            batch: Some(Box::new(Batch::CronJob(cron))),
            leaving: meta.leaving().map(|held| interner.name(&held)),
        })
    }
}
