//! Jobs whose pods fail, and CronJobs whose runs do not begin.

use super::read::{Condition, Object, Reader, Trouble, name, nullable};
use crate::model::Time;
use crate::model::batch;
use crate::model::resource::Resource;
use crate::model::soon::{Due, rules};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// `spec.backoffLimit` where none is set.
const BACKOFF: u32 = 6;

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct JobSpec {
    backoff_limit: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct JobStatus {
    #[serde(deserialize_with = "nullable")]
    active: u32,
    #[serde(deserialize_with = "nullable")]
    failed: u32,
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<Condition>,
}

/// Jobs whose pods failed as often as they may.
pub(super) async fn jobs(reader: &mut Reader<'_>, now: Time) -> (Vec<Due>, Vec<Trouble>) {
    let judge = |job: &Object<JobSpec, JobStatus>| {
        let over = job.status.conditions.iter().find(|c| c.holds("Failed", "BackoffLimitExceeded")).map(Condition::since);
        rules::job((job.status.failed, job.spec.backoff_limit.unwrap_or(BACKOFF)), job.status.active > 0, over, now)
    };
    reader.judged(&[Resource::new("batch", "v1", "jobs", "Job", true)], judge).await
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct CronSpec {
    #[serde(deserialize_with = "nullable")]
    schedule: String,
    time_zone: Option<String>,
    #[serde(deserialize_with = "nullable")]
    concurrency_policy: String,
    #[serde(deserialize_with = "nullable")]
    suspend: bool,
    starting_deadline_seconds: Option<i64>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct CronStatus {
    #[serde(deserialize_with = "nullable")]
    active: Vec<IgnoredAny>,
    #[serde(deserialize_with = "nullable")]
    last_schedule_time: String,
}

/// CronJobs of which a run should have begun and has not.
pub(super) async fn crons(reader: &mut Reader<'_>, now: Time) -> (Vec<Due>, Vec<Trouble>) {
    let judge = |it: &Object<CronSpec, CronStatus>| {
        let (spec, status) = (&it.spec, &it.status);
        let cron = batch::CronJob {
            schedule: name(&spec.schedule),
            zone: spec.time_zone.as_deref().filter(|z| !z.is_empty()).map(name),
            suspended: spec.suspend,
            forbids: spec.concurrency_policy == "Forbid",
            active: u32::try_from(status.active.len()).unwrap_or(u32::MAX),
            last_scheduled: Time::parse(&status.last_schedule_time),
            last_success: None,
            beta: false,
        };
        rules::cron(&cron, spec.starting_deadline_seconds, it.metadata.created(), now)
    };
    // Before Kubernetes 1.21 there was the beta alone.
    let version = |v: &str| Resource::new("batch", v, "cronjobs", "CronJob", true);
    reader.judged(&[version("v1"), version("v1beta1")], judge).await
}
