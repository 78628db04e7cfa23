//! What runs once or by the clock: what a Job and a CronJob have beside what all workloads have.

use super::schedule::Schedule;
use super::{Name, Time, Uid};
use chrono_tz::Tz;

/// How long a run may be late before it counts as missed, in milliseconds: the controller of Kubernetes 1.20 looks every 10 s.
pub const LATE_MS: i64 = 120_000;
/// Where the controller's time zone is not known, a run may be as much later as zones lie apart, in milliseconds.
const ZONES_MS: i64 = 26 * 3_600_000;

/// The part of a workload that is of its kind.
#[derive(Clone, PartialEq, Debug)]
#[allow(missing_docs, reason = "named by their types")]
pub enum Batch {
    Job(Job),
    CronJob(CronJob),
}

/// What a Job has.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Job {
    /// What controls it: the CronJob that it is a run of, or something that dogwatch does not know.
    pub owner: Option<Uid>,
    /// `spec.completions`; `None` for a work queue, which is complete once one pod has succeeded and none is left.
    pub completions: Option<u32>,
    /// `spec.parallelism` (1 where absent).
    pub parallelism: u32,
    /// `spec.suspend`.
    pub suspended: bool,
    /// `status.succeeded`: pods that came to their end as they should.
    pub succeeded: u32,
    /// `status.failed`: pods that did not.
    pub failed: u32,
    /// `status.ready`; `None` on servers before Kubernetes 1.24.
    pub ready: Option<u32>,
    /// `status.startTime`.
    pub started: Option<Time>,
    /// How it ended, where it has.
    pub end: Option<JobEnd>,
}

/// How a Job ended: its condition `Complete` or `Failed`.
#[derive(Clone, PartialEq, Debug)]
pub struct JobEnd {
    /// When.
    pub at: Time,
    /// `None` where it is complete; else why it failed.
    pub failure: Option<Failure>,
}

/// Why a Job failed.
#[derive(Clone, PartialEq, Debug)]
pub struct Failure {
    /// The condition's reason: `BackoffLimitExceeded`, `DeadlineExceeded`, `PodFailurePolicy`.
    pub reason: Name,
    /// Its message.
    pub message: Name,
}

/// What a CronJob has.
#[derive(Clone, PartialEq, Debug)]
pub struct CronJob {
    /// `spec.schedule`, as it is written.
    pub schedule: Name,
    /// `spec.timeZone`.
    pub zone: Option<Name>,
    /// `spec.suspend`.
    pub suspended: bool,
    /// `spec.concurrencyPolicy` is `Forbid`: no run begins while one is under way.
    pub forbids: bool,
    /// Jobs of it that are under way: `status.active`.
    pub active: u32,
    /// `status.lastScheduleTime`.
    pub last_scheduled: Option<Time>,
    /// `status.lastSuccessfulTime`, which servers before Kubernetes 1.21 do not have.
    pub last_success: Option<Time>,
    /// Whether the API serves it as `batch/v1beta1` alone, as before Kubernetes 1.21.
    pub beta: bool,
}

impl Job {
    /// kubectl's COMPLETIONS column.
    pub fn completions_words(&self) -> String {
        match (self.completions, self.parallelism) {
            (Some(n), _) => format!("{}/{n}", self.succeeded),
            (None, n) if n > 1 => format!("{}/1 of {n}", self.succeeded),
            (None, _) => format!("{}/1", self.succeeded),
        }
    }

    /// Why it failed, where it did.
    pub fn failure(&self) -> Option<&Failure> {
        self.end.as_ref()?.failure.as_ref()
    }
}

impl CronJob {
    /// The time of a run that should have begun by `now` and has not, by the rules of the controller: the last that was due since
    /// `lastScheduleTime`, or since it was made. `None` also where that cannot be told: a schedule or a time zone that is not known here.
    pub fn missed(&self, created: Time, now: Time) -> Option<Time> {
        if self.suspended || self.forbids && self.active > 0 {
            return None;
        }
        let (schedule, zone) = self.known_schedule()?;
        let due = schedule.last_in(zone, now.plus(-self.slack(&schedule)))?;
        (due > self.last_scheduled.unwrap_or(created)).then_some(due)
    }

    /// When [`CronJob::missed`] may say otherwise though nothing is heard.
    pub fn turns_at(&self, now: Time) -> Option<Time> {
        if self.suspended || self.forbids && self.active > 0 {
            return None;
        }
        let (schedule, zone) = self.known_schedule()?;
        let slack = self.slack(&schedule);
        Some(schedule.next_in(zone, now.plus(-slack))?.plus(slack))
    }

    fn known_schedule(&self) -> Option<(Schedule, Tz)> {
        let zone = self.zone.as_deref().map_or(Ok(Tz::UTC), str::parse).ok()?;
        Some((Schedule::parse(&self.schedule)?, zone))
    }

    /// How much later than its time a run may be. The controller goes by its own zone where none is given; its last run tells whether that
    /// is UTC.
    fn slack(&self, schedule: &Schedule) -> i64 {
        let told = self.zone.is_some() || schedule.every_hour() || self.last_scheduled.is_some_and(|t| schedule.last(t) == Some(t));
        if told { LATE_MS } else { ZONES_MS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    fn cron(schedule: &str, last: Option<&str>) -> CronJob {
        CronJob {
            schedule: schedule.into(),
            zone: None,
            suspended: false,
            forbids: false,
            active: 0,
            last_scheduled: last.map(at),
            last_success: None,
            beta: false,
        }
    }

    #[test]
    fn a_run_is_missed_when_its_time_has_passed_and_it_has_not_begun() {
        let now = at("2026-11-24T09:10:00Z");
        let (long_ago, just_now) = (at("2026-01-01T00:00:00Z"), at("2026-11-24T09:04:00Z"));
        for (schedule, last, created, missed) in [
            ("*/5 * * * *", Some("2026-11-24T09:05:00Z"), long_ago, None),
            ("*/5 * * * *", Some("2026-11-24T09:00:00Z"), long_ago, Some("2026-11-24T09:05:00Z")),
            ("*/5 * * * *", None, just_now, Some("2026-11-24T09:05:00Z")),
            ("*/5 * * * *", None, at("2026-11-24T09:06:00Z"), None),
            ("0 2 * * *", Some("2026-11-24T02:00:00Z"), long_ago, None),
            ("0 2 * * *", Some("2026-11-23T02:00:00Z"), long_ago, Some("2026-11-24T02:00:00Z")),
            // Its last run was at 2 by another clock: when the next is due by that clock is not known.
            ("0 2 * * *", Some("2026-11-23T18:00:00Z"), long_ago, None),
            ("0 2 * * *", Some("2026-11-21T18:00:00Z"), long_ago, Some("2026-11-23T02:00:00Z")),
            ("@every 5m", Some("2026-01-01T00:00:00Z"), long_ago, None),
            ("no schedule", None, long_ago, None),
        ] {
            let cron = cron(schedule, last);
            assert_eq!(cron.missed(created, now), missed.map(at), "{schedule} after {last:?}");
            // Until it turns it stays so, and not for ever where it is not missed.
            if let Some(turn) = cron.turns_at(now) {
                assert!(turn > now, "{schedule}");
                assert_eq!(cron.missed(created, turn.plus(-1)), missed.map(at), "{schedule}");
                assert!(cron.missed(created, turn).is_some(), "{schedule}");
            }
        }
        let late = || cron("*/5 * * * *", Some("2026-11-24T08:00:00Z"));
        assert_eq!(CronJob { suspended: true, ..late() }.missed(long_ago, now), None);
        assert_eq!(CronJob { forbids: true, active: 1, ..late() }.missed(long_ago, now), None, "the one before still runs");
        assert_eq!(CronJob { zone: Some("Asia/Nowhere".into()), ..late() }.missed(long_ago, now), None);
        let daily = |zone: &str, last| CronJob { zone: Some(zone.into()), ..cron("0 2 * * *", Some(last)) };
        assert_eq!(daily("Asia/Shanghai", "2026-11-23T18:00:00Z").missed(long_ago, now), None);
        assert_eq!(daily("Asia/Shanghai", "2026-11-22T18:00:00Z").missed(long_ago, now), Some(at("2026-11-23T18:00:00Z")));
        assert!(CronJob { zone: Some("Etc/UTC".into()), ..late() }.missed(long_ago, now).is_some());
    }

    #[test]
    fn completions_are_kubectls() {
        for (completions, parallelism, words) in [(Some(1), 1, "0/1"), (Some(5), 2, "0/5"), (None, 1, "0/1"), (None, 3, "0/1 of 3")]
        {
            assert_eq!(Job { completions, parallelism, ..Job::default() }.completions_words(), words);
        }
    }
}
