//! A CronJob, of `batch/v1` and `v1beta1`: when it runs, what runs now, and how its last runs ended.

use super::beside::{Beside, Wanted, What};
use super::job::took;
use super::sheet::{Sheet, since};
use super::{Told, template, text};
use crate::cluster::why::{Look, Run, about, run, write_job};
use crate::model::naming::segment;
use crate::model::text::clean;
use serde_json::Value;

/// Runs that are shown.
const SHOWN: usize = 6;

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    let namespace = text(&object["metadata"]["namespace"]);
    vec![Wanted { what: What::Jobs, paths: vec![format!("/apis/batch/v1/namespaces/{}/jobs?", segment(&namespace))] }]
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let (spec, status) = (&told.object["spec"], &told.object["status"]);
    let job = &spec["jobTemplate"]["spec"];
    if spec["suspend"] == true {
        sheet.warn("it is suspended: it starts no more runs");
    }

    sheet.pair("Schedule", &text(&spec["schedule"]));
    sheet.pair("Time Zone", &text(&spec["timeZone"]));
    sheet.pair("Concurrency Policy", &text(&spec["concurrencyPolicy"]));
    sheet.pair("Suspend", &text(&spec["suspend"]));
    sheet.pair("Successful Job History Limit", &text(&spec["successfulJobsHistoryLimit"]));
    sheet.pair("Failed Job History Limit", &text(&spec["failedJobsHistoryLimit"]));
    if let Some(seconds) = spec["startingDeadlineSeconds"].as_u64() {
        sheet.pair("Starting Deadline Seconds", &format!("{seconds}s"));
    }
    sheet.pair("Parallelism", &text(&job["parallelism"]));
    sheet.pair("Completions", &text(&job["completions"]));
    sheet.pair("Backoff Limit", &text(&job["backoffLimit"]));
    if let Some(seconds) = job["activeDeadlineSeconds"].as_u64() {
        sheet.pair("Active Deadline Seconds", &format!("{seconds}s"));
    }
    let never = if status["lastScheduleTime"].is_null() { "never" } else { "" };
    sheet.pair("Last Schedule Time", &format!("{never}{}", since(&status["lastScheduleTime"], told.now)));
    sheet.pair("Last Successful Time", &since(&status["lastSuccessfulTime"], told.now));
    let active: Vec<String> = status["active"].as_array().into_iter().flatten().map(|a| text(&a["name"])).collect();
    sheet.pair("Active Jobs", if active.is_empty() { "none".into() } else { active.join(", ") }.as_str());
    runs(sheet, told);
    template::tell(sheet, &job["template"]);
}

fn runs(sheet: &mut Sheet, told: Told<'_>) {
    sheet.title("Last runs");
    let found = match told.beside.of(What::Jobs) {
        Ok(found) => found,
        Err(why) => return sheet.line(why),
    };
    let jobs = own(&found.items, told.object);
    // Which one was the last is known of all of them alone.
    if !found.more
        && let Some(Run::Failed(by)) = jobs.iter().map(|j| run(j)).find(|r| !matches!(r, Run::Goes))
    {
        sheet.wrong(&format!("its last run failed{}", reason(by)));
    }
    match (jobs.is_empty(), found.more) {
        (true, true) => sheet.line("none among the Jobs that were read: there are more"),
        (true, false) => sheet.line("none is there"),
        (false, true) => sheet.line("not all Jobs were read: newer runs may be missing"),
        (false, false) => {}
    }
    let row = |job: &&Value| {
        let how = match run(job) {
            Run::Done => "✓ complete".to_owned(),
            Run::Failed(by) => format!("✗ failed{}", reason(by)),
            Run::Goes => "◐ running".to_owned(),
        };
        let took = took(&job["status"]);
        vec![text(&job["metadata"]["name"]), super::age(&job["metadata"]["creationTimestamp"], told.now), took, how]
    };
    let rows: Vec<Vec<String>> = jobs.iter().take(SHOWN).map(row).collect();
    sheet.table(&["NAME", "AGE", "TOOK", "HOW"], &rows);
}

/// Its Jobs, the newest first.
fn own<'a>(jobs: &'a [Value], object: &Value) -> Vec<&'a Value> {
    let uid = &object["metadata"]["uid"];
    let own = |job: &&Value| job["metadata"]["ownerReferences"].as_array().into_iter().flatten().any(|o| o["uid"] == *uid);
    let mut jobs: Vec<&Value> = jobs.iter().filter(own).collect();
    jobs.sort_by_key(|j| std::cmp::Reverse(text(&j["metadata"]["creationTimestamp"])));
    jobs
}

/// Writes why its newest run does not go on, or else why the last that ended failed; nothing where neither is so, or not all Jobs were read.
pub(super) async fn why(out: &mut String, look: Look<'_>, (object, beside): (&Value, &Beside)) {
    let Some(found) = beside.of(What::Jobs).ok().filter(|found| !found.more) else { return };
    let jobs = own(&found.items, object);
    let going = jobs.first().filter(|job| matches!(run(job), Run::Goes));
    let ended = jobs.iter().find(|job| !matches!(run(job), Run::Goes)).filter(|job| matches!(run(job), Run::Failed(_)));
    // One that goes well leads on to the one that ended before it.
    for job in going.into_iter().chain(ended) {
        let events = about(look.session, job).await;
        let who = format!("its Job {}", clean(&text(&job["metadata"]["name"])));
        write_job(out, look, (job, events.as_deref()), &who, None).await;
        if !out.is_empty() {
            return;
        }
    }
}

/// By what it failed.
fn reason(condition: &Value) -> String {
    format!(": {}", text(&condition["reason"])).trim_end_matches(": ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Found;
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    fn cron(more: Value) -> Value {
        let mut object = json!({"metadata": {"name": "c", "namespace": "iot", "uid": "u"}, "spec": {"schedule": "*/5 * * * *", "concurrencyPolicy": "Forbid",
            "suspend": false, "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 1, "startingDeadlineSeconds": 30,
            "jobTemplate": {"spec": {"template": {"spec": {"containers": [{"name": "job", "image": "lab/app:1"}]}}}}},
            "status": {"lastScheduleTime": "2026-07-24T11:55:00Z", "active": [{"name": "c-9"}]}});
        for (k, v) in more.as_object().unwrap() {
            object["spec"][k] = v.clone();
        }
        object
    }

    #[test]
    fn when_it_runs_and_how_it_ran_are_told() {
        let run = |name: &str, created: &str, condition: &str| {
            json!({"metadata": {"name": name, "creationTimestamp": created, "ownerReferences": [{"uid": "u"}]}, "status": {"startTime": created, "completionTime": "2026-07-24T11:56:00Z",
                "conditions": [{"type": condition, "status": "True", "reason": "BackoffLimitExceeded"}]}})
        };
        let strange = json!({"metadata": {"name": "not-mine", "ownerReferences": [{"uid": "other"}]}});
        let jobs = vec![run("c-7", "2026-07-24T11:50:00Z", "Complete"), run("c-8", "2026-07-24T11:55:00Z", "Failed"), strange];
        let some = Beside(vec![(What::Jobs, Ok(Found { items: jobs.clone(), more: true }))]);
        let text = tells(tell, &cron(json!({})), some);
        has(
            "not all read",
            &text,
            &["not all Jobs were read: newer runs may be missing", "c-8 5m 60s ✗ failed: BackoffLimitExceeded"],
        );
        assert!(!text.contains("its last run failed"), "{text}");
        let text = tells(tell, &cron(json!({})), Beside(vec![found(What::Jobs, jobs)]));
        has(
            "runs",
            &text,
            &[
                "✗ its last run failed: BackoffLimitExceeded",
                "Schedule: */5 * * * *",
                "Concurrency Policy: Forbid",
                "Suspend: false",
                "Successful Job History Limit: 3",
                "Failed Job History Limit: 1",
                "Starting Deadline Seconds: 30s",
                "Last Schedule Time: 2026-07-24T11:55:00Z (5m ago)",
                "Active Jobs: c-9",
                "c-8 5m 60s ✗ failed: BackoffLimitExceeded\nc-7 10m 6m ✓ complete",
                "Image: lab/app:1",
            ],
        );
        assert!(!text.contains("not-mine"), "{text}");
        let text = tells(
            tell,
            &cron(json!({"suspend": true, "timeZone": "Asia/Shanghai"})),
            Beside(vec![(What::Jobs, Err("not allowed: no".into()))]),
        );
        has(
            "suspended",
            &text,
            &["⚠ it is suspended: it starts no more runs", "Last runs:\nnot allowed: no", "Time Zone: Asia/Shanghai"],
        );
    }
}
