//! The CronJob controller: a Job whenever the schedule says so. After k8s.io/kubernetes/pkg/controller/cronjob.

use super::World;
use super::events::{self, Said};
use super::jobs::is_over;
use super::pods::owner_reference;
use crate::demo::defaults;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Key, Obj};
use crate::model::time::Time;
use chrono::{Datelike, Timelike};
use serde_json::{Value, json};

/// A schedule of five fields, each a set of the values that fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    fields: [u64; 5],
    /// Whether day of month and day of week are both given: then either is enough.
    either: bool,
}

impl Schedule {
    /// Reads `*/5 2 * * 1-5` and the like, and `@hourly` and its siblings.
    pub fn parse(text: &str) -> Option<Self> {
        let text = match text {
            "@yearly" | "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" | "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            other => other,
        };
        let parts: Vec<&str> = text.split_whitespace().collect();
        let [minute, hour, day, month, week] = parts.as_slice() else { return None };
        let fields = [field(minute, 0, 59)?, field(hour, 0, 23)?, field(day, 1, 31)?, field(month, 1, 12)?, field(week, 0, 7)?];
        let either = !day.starts_with('*') && !week.starts_with('*');
        let mut s = Self { fields, either };
        // Sunday has two names.
        s.fields[4] |= s.fields[4] >> 7 & 1;
        Some(s)
    }

    /// The first minute after a time that fits; `None` when there is none within four years.
    pub fn next(&self, after: Time) -> Option<Time> {
        let minute = after.millis().div_euclid(60_000) + 1;
        let mut at = minute;
        while at < minute + 4 * 366 * 24 * 60 {
            let t = Time::from_secs(at * 60).to_chrono();
            let has = |i: usize, n: u32| self.fields[i] >> n & 1 == 1;
            let (day, week) = (has(2, t.day()), has(4, t.weekday().num_days_from_sunday()));
            if !has(3, t.month()) || !(if self.either { day || week } else { day && week }) {
                // On to the next day.
                at += i64::from(24 * 60 - (t.hour() * 60 + t.minute()));
            } else if !has(1, t.hour()) {
                at += i64::from(60 - t.minute());
            } else if !has(0, t.minute()) {
                at += 1;
            } else {
                return Some(Time::from_secs(at * 60));
            }
        }
        None
    }
}

fn field(text: &str, low: u32, high: u32) -> Option<u64> {
    let mut set = 0u64;
    for part in text.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((r, s)) => (r, s.parse::<u32>().ok().filter(|s| *s > 0)?),
            None => (part, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if matches!(range, "*" | "?") => (low, high),
            Some((a, b)) => (a.parse().ok()?, b.parse().ok()?),
            None => {
                let n: u32 = range.parse().ok()?;
                (n, if part.contains('/') { high } else { n })
            }
        };
        if from < low || to > high || from > to {
            return None;
        }
        (from..=to).step_by(step as usize).for_each(|n| set |= 1 << n);
    }
    Some(set)
}

/// Starts what is due and tidies up what is over.
pub fn sync(w: &mut World, key: &Key) {
    let Some(cron) = w.store.get(Res::CronJobs, key).cloned() else { return };
    let c = &cron.value;
    if json::deleting(c) {
        return;
    }
    let mut jobs = w.store.owned(json::uid(c), Res::Jobs);
    jobs.sort_by_key(|j| json::text(&j.value, "/metadata/creationTimestamp").to_owned());
    tidy(w, c, &jobs);
    let now = w.now();
    if !json::flag(c, "/spec/suspend")
        && let Some(schedule) = Schedule::parse(json::text(c, "/spec/schedule"))
    {
        let last =
            json::time(c, "/status/lastScheduleTime").or_else(|| json::time(c, "/metadata/creationTimestamp")).unwrap_or(now);
        match schedule.next(last) {
            Some(due) if due <= now => fire(w, key, c, &jobs, due),
            // The pace shortens waits, not the clock: the wait is what it would be without.
            Some(due) => w.look_after((due.since(now) as f64 * w.pace) as i64 + 30, Res::CronJobs, key),
            None => {}
        }
    }
    status(w, key);
}

fn fire(w: &mut World, key: &Key, c: &Value, jobs: &[Obj], due: Time) {
    let running: Vec<&Obj> = jobs.iter().filter(|j| !is_over(&j.value)).collect();
    match json::text(c, "/spec/concurrencyPolicy") {
        "Forbid" if !running.is_empty() => {
            let message = "Not starting job because prior execution is running and concurrency policy is Forbid";
            events::record(
                w,
                Res::CronJobs,
                c,
                Said { from: "cronjob-controller", field: "", normal: true, reason: "JobAlreadyActive", message },
            );
        }
        policy => {
            if policy == "Replace" {
                for job in running {
                    w.delete(Res::Jobs, &Key::of(&job.value), None);
                }
            }
            let mut job = from_template(c, &format!("{}-{}", key.name, due.millis() / 60_000));
            defaults::fill(Res::Jobs, &mut job);
            defaults::admit(Res::Jobs, &mut job, &mut w.store);
            json::set(&mut job, "/status", json!({}));
            if let Ok(made) = w.store.create(Res::Jobs, job) {
                let message = format!("Created job {}", json::name(&made.value));
                events::record(
                    w,
                    Res::CronJobs,
                    c,
                    Said { from: "cronjob-controller", field: "", normal: true, reason: "SuccessfulCreate", message: &message },
                );
            }
        }
    }
    // What was missed meanwhile is not made up for.
    let seen = due.max(Time::from_secs(w.now().millis().div_euclid(60_000) * 60)).rfc3339();
    w.store.update(Res::CronJobs, key, |o| json::set(o, "/status/lastScheduleTime", seen.into()));
    w.look_after(1000, Res::CronJobs, key);
}

/// The Job that a CronJob asks for.
pub fn from_template(c: &Value, name: &str) -> Value {
    let template = c.pointer("/spec/jobTemplate").cloned().unwrap_or_else(|| json!({}));
    let mut meta = json!({ "name": name, "namespace": json::namespace(c), "ownerReferences": [owner_reference(Res::CronJobs, c)] });
    for k in ["labels", "annotations"] {
        if let Some(m) = template.pointer(&format!("/metadata/{k}")) {
            meta[k] = m.clone();
        }
    }
    json!({ "metadata": meta, "spec": template.get("spec").cloned().unwrap_or_else(|| json!({})) })
}

/// Jobs beyond the history limits go, oldest first.
fn tidy(w: &mut World, c: &Value, jobs: &[Obj]) {
    for (kind, limit, or) in [("Complete", "successfulJobsHistoryLimit", 3), ("Failed", "failedJobsHistoryLimit", 1)] {
        let is = |j: &&Obj| json::condition(&j.value, kind).is_some_and(|x| json::text(x, "/status") == "True");
        let over: Vec<&Obj> = jobs.iter().filter(is).collect();
        let keep = json::int_or(c, &format!("/spec/{limit}"), or).max(0) as usize;
        for job in over.iter().take(over.len().saturating_sub(keep)) {
            w.delete(Res::Jobs, &Key::of(&job.value), None);
        }
    }
}

fn status(w: &mut World, key: &Key) {
    let Some(cron) = w.store.get(Res::CronJobs, key).cloned() else { return };
    let jobs = w.store.owned(json::uid(&cron.value), Res::Jobs);
    let active: Vec<Value> = jobs
        .iter()
        .filter(|j| !is_over(&j.value))
        .map(|j| json!({ "apiVersion": "batch/v1", "kind": "Job", "name": json::name(&j.value), "namespace": key.ns, "uid": json::uid(&j.value) }))
        .collect();
    let done = jobs.iter().filter_map(|j| json::time(&j.value, "/status/completionTime")).max();
    w.store.update(Res::CronJobs, key, |o| {
        if active.is_empty() {
            json::unset(o, "/status/active")
        } else {
            json::set(o, "/status/active", active.into())
        }
        if let Some(t) = done {
            json::set(o, "/status/lastSuccessfulTime", t.rfc3339().into());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_made_when_it_is_due_and_old_ones_go() {
        let start = Time::parse("2026-11-24T08:59:30Z").unwrap();
        let mut w = World::new(crate::demo::store::Store::new(1, start));
        let mut c = json!({ "metadata": { "name": "c", "namespace": "a" }, "spec": { "schedule": "* * * * *", "jobTemplate": { "spec": {
            "ttlSecondsAfterFinished": 9999, "template": { "spec": { "containers": [{ "name": "c", "image": "x:1" }] } } } } } });
        defaults::fill(Res::CronJobs, &mut c);
        w.store.create(Res::CronJobs, c).unwrap();
        let names = |w: &World| w.store.range(Res::Jobs, "a", None).map(|(k, _)| k.name.clone()).collect::<Vec<_>>();
        w.run(start.plus(29_000));
        assert!(names(&w).is_empty());
        w.run(start.plus(35_000));
        assert_eq!(names(&w), [format!("c-{}", start.plus(30_000).millis() / 60_000)]);
        // Without nodes the jobs' pods wait: they are all still active.
        w.run(start.plus(155_000));
        assert_eq!(names(&w).len(), 3);
        let cron = w.store.get(Res::CronJobs, &Key::new("a", "c")).unwrap();
        assert_eq!(json::list(&cron.value, "/status/active").len(), 3);
    }

    #[test]
    fn schedules_come_due_as_cron_has_them() {
        let at = |t: &str| Time::parse(t).unwrap();
        for (schedule, after, want) in [
            ("*/15 * * * *", "2026-11-24T08:50:10Z", "2026-11-24T09:00:00Z"),
            ("0 2 * * *", "2026-11-24T02:00:00Z", "2026-11-25T02:00:00Z"),
            ("30 1 1 * *", "2026-11-24T08:00:00Z", "2026-12-01T01:30:00Z"),
            ("0 9 * * 1-5", "2026-11-27T10:00:00Z", "2026-11-30T09:00:00Z"),
            ("0 0 * * 7", "2026-11-24T08:00:00Z", "2026-11-29T00:00:00Z"),
            ("0 0 13 * 5", "2026-11-24T08:00:00Z", "2026-11-27T00:00:00Z"),
            ("@hourly", "2026-11-24T08:59:59Z", "2026-11-24T09:00:00Z"),
        ] {
            assert_eq!(Schedule::parse(schedule).unwrap().next(at(after)), Some(at(want)), "{schedule}");
        }
        assert_eq!(Schedule::parse("0 0 31 2 *").unwrap().next(at("2026-11-24T08:00:00Z")), None);
        for bad in ["", "* * * *", "61 * * * *", "a * * * *", "*/0 * * * *"] {
            assert_eq!(Schedule::parse(bad), None, "{bad}");
        }
    }
}
