//! Jobs whose pods fail, and CronJobs whose runs do not begin.

use super::read::{Meta, Reader, Trouble, name, nullable};
use crate::model::Time;
use crate::model::batch;
use crate::model::resource::Resource;
use crate::model::soon::{Due, rules};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// `spec.backoffLimit` where none is set.
const BACKOFF: u32 = 6;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Job {
    #[serde(deserialize_with = "nullable")]
    metadata: Meta,
    #[serde(deserialize_with = "nullable")]
    spec: JobSpec,
    #[serde(deserialize_with = "nullable")]
    status: JobStatus,
}

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

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Condition {
    #[serde(rename = "type", deserialize_with = "nullable")]
    kind: String,
    #[serde(deserialize_with = "nullable")]
    status: String,
    #[serde(deserialize_with = "nullable")]
    reason: String,
    #[serde(deserialize_with = "nullable")]
    last_transition_time: String,
}

/// Jobs whose pods failed as often as they may.
pub(super) async fn jobs(reader: &mut Reader<'_>, now: Time) -> (Vec<Due>, Vec<Trouble>) {
    let mut found = Vec::new();
    let take = |resource: &Resource, text: &str| {
        let job: Job = serde_json::from_str(text).ok()?;
        let given_up = |c: &&Condition| c.kind == "Failed" && c.status == "True" && c.reason == "BackoffLimitExceeded";
        let over = job.status.conditions.iter().find(given_up);
        let over = over.map(|c| Time::parse(&c.last_transition_time).unwrap_or_default());
        let counts = (job.status.failed, job.spec.backoff_limit.unwrap_or(BACKOFF));
        let matter = rules::job(counts, job.status.active > 0, over, now);
        found.extend(matter.map(|matter| Due { holder: job.metadata.holder(resource), matter }));
        Some(())
    };
    let unseen = reader.list(&[Resource::new("batch", "v1", "jobs", "Job", true)], "", take).await;
    (found, unseen)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct CronJob {
    #[serde(deserialize_with = "nullable")]
    metadata: Meta,
    #[serde(deserialize_with = "nullable")]
    spec: CronSpec,
    #[serde(deserialize_with = "nullable")]
    status: CronStatus,
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
    let version = |v: &str| Resource::new("batch", v, "cronjobs", "CronJob", true);
    let mut found = Vec::new();
    let take = |resource: &Resource, text: &str| {
        let it: CronJob = serde_json::from_str(text).ok()?;
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
        let matter = rules::cron(&cron, spec.starting_deadline_seconds, it.metadata.created(), now);
        found.extend(matter.map(|matter| Due { holder: it.metadata.holder(resource), matter }));
        Some(())
    };
    // Before Kubernetes 1.21 there was the beta alone.
    let unseen = reader.list(&[version("v1"), version("v1beta1")], "", take).await;
    (found, unseen)
}
