//! A Job: how far it is, what its pods ended with, and when it gives up.

use super::beside::{Wanted, What, chosen_pods};
use super::sheet::{Sheet, count, selector, since};
use super::{Told, conditions, template, text};
use crate::model::Time;
use crate::model::time::human_duration;
use serde_json::Value;

/// Pods that failed and are shown.
const SHOWN: usize = 5;

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    chosen_pods(object)
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let (spec, status) = (&told.object["spec"], &told.object["status"]);
    judge(sheet, spec, status);
    let number = |field: &str| status[field].as_u64().unwrap_or(0);
    let ready = status["ready"].as_u64().map(|n| format!(" ({n} Ready)")).unwrap_or_default();
    let pods = format!("{} Active{ready} / {} Succeeded / {} Failed", number("active"), number("succeeded"), number("failed"));
    sheet.pair("Pods Statuses", &pods);
    sheet.pair("Completions", &spec["completions"].as_u64().map_or_else(|| "any one".to_owned(), |n| n.to_string()));
    sheet.pair("Parallelism", &text(&spec["parallelism"]));
    sheet.pair("Completion Mode", &text(&spec["completionMode"]));
    sheet.pair("Completed Indexes", &text(&status["completedIndexes"]));
    sheet.pair("Failed Indexes", &text(&status["failedIndexes"]));
    sheet.pair("Suspend", &text(&spec["suspend"]));
    sheet.pair("Backoff Limit", &text(&spec["backoffLimit"]));
    sheet.pair("Backoff Limit Per Index", &text(&spec["backoffLimitPerIndex"]));
    if let Some(seconds) = spec["activeDeadlineSeconds"].as_u64() {
        sheet.pair("Active Deadline Seconds", &format!("{seconds}s"));
    }
    sheet.pair("TTL Seconds After Finished", &text(&spec["ttlSecondsAfterFinished"]));
    sheet.pair("Selector", &selector(&spec["selector"]));
    sheet.pair("Start Time", &since(&status["startTime"], told.now));
    sheet.pair("Completed At", &since(&status["completionTime"], told.now));
    sheet.pair("Duration", &took(status));
    failed(sheet, told);
    conditions::table(sheet, &status["conditions"], told.now);
    template::tell(sheet, &spec["template"]);
}

/// How long it took; empty until it is complete.
pub(super) fn took(status: &Value) -> String {
    let time = |field: &str| status[field].as_str().and_then(Time::parse);
    let both = time("startTime").zip(time("completionTime"));
    both.map(|(start, end)| human_duration(end.since(start))).unwrap_or_default()
}

fn judge(sheet: &mut Sheet, spec: &Value, status: &Value) {
    let mut ended = false;
    for c in status["conditions"].as_array().into_iter().flatten().filter(|c| c["status"] == "True") {
        match text(&c["type"]).as_str() {
            "Failed" => sheet.wrong(&conditions::sentence(c)),
            "Complete" => {}
            "FailureTarget" => sheet.wrong(&conditions::sentence(c)),
            "Suspended" => sheet.warn(&conditions::sentence(c)),
            _ => continue,
        }
        ended = true;
    }
    let (failed, limit) = (status["failed"].as_u64().unwrap_or(0), spec["backoffLimit"].as_u64().unwrap_or(6));
    if failed > 0 && !ended {
        sheet.warn(&format!("{} failed; it gives up past {limit}", count(usize::try_from(failed).unwrap_or(0), "pod")));
    }
}

/// How the pods ended that failed, the last ones first.
fn failed(sheet: &mut Sheet, told: Told<'_>) {
    let has = told.object["status"]["failed"].as_u64().unwrap_or(0) > 0;
    let found = match told.beside.of(What::Pods) {
        Ok(found) => found,
        Err(why) => {
            if has {
                sheet.title("Failed pods");
                sheet.line(why);
            }
            return;
        }
    };
    let end = |pod: &Value| {
        let statuses =
            ["containerStatuses", "initContainerStatuses"].iter().flat_map(|f| pod["status"][*f].as_array().into_iter().flatten());
        let states = statuses.flat_map(|s| ["state", "lastState"].map(|f| (text(&s["name"]), s[f]["terminated"].clone())));
        states.into_iter().find(|(_, t)| t["exitCode"].as_i64().is_some_and(|c| c != 0))
    };
    let mut pods: Vec<(&Value, Option<(String, Value)>)> = found.items.iter().map(|p| (p, end(p))).collect();
    pods.retain(|(p, end)| p["status"]["phase"] == "Failed" || end.is_some());
    pods.sort_by_key(|(p, _)| std::cmp::Reverse(text(&p["metadata"]["creationTimestamp"])));
    if pods.is_empty() {
        if has {
            sheet.title("Failed pods");
            sheet.line("none is there any more");
        }
        return;
    }
    let row = |(pod, end): &(&Value, Option<(String, Value)>)| {
        let why = match end {
            Some((name, t)) => {
                let message = text(&t["message"]);
                let message = if message.is_empty() { message } else { format!(": {message}") };
                format!("{name} {}, exit {}{message}", text(&t["reason"]), text(&t["exitCode"]))
            }
            None => [text(&pod["status"]["reason"]), text(&pod["status"]["message"])].join(" ").trim().to_owned(),
        };
        vec![text(&pod["metadata"]["name"]), why]
    };
    sheet.title("Failed pods");
    sheet.first(&["", ""], &pods, SHOWN, row);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    fn job(status: Value) -> Value {
        json!({"metadata": {"name": "j", "namespace": "iot"}, "spec": {"parallelism": 1, "completions": 3, "backoffLimit": 2, "completionMode": "NonIndexed",
            "suspend": false, "activeDeadlineSeconds": 60, "ttlSecondsAfterFinished": 100, "selector": {"matchLabels": {"job-name": "j"}},
            "template": {"spec": {"containers": [{"name": "job", "image": "lab/app:1"}]}}}, "status": status})
    }

    #[test]
    fn how_far_it_is_and_what_failed_are_told() {
        let pod = json!({"metadata": {"name": "j-x"}, "status": {"phase": "Failed", "containerStatuses": [{"name": "job", "state": {"terminated": {"reason": "Error", "exitCode": 3, "message": "why"}}}]}});
        let pods = || Beside(vec![found(What::Pods, vec![pod.clone()])]);
        for (name, status, beside, want) in [
            (
                "done",
                json!({"succeeded": 3, "startTime": "2026-07-24T11:00:00Z", "completionTime": "2026-07-24T11:01:30Z", "conditions": [{"type": "Complete", "status": "True"}]}),
                Beside(vec![found(What::Pods, vec![])]),
                &[
                    "Pods Statuses: 0 Active / 3 Succeeded / 0 Failed",
                    "Completions: 3",
                    "Parallelism: 1",
                    "Completion Mode: NonIndexed",
                    "Suspend: false",
                    "Backoff Limit: 2",
                    "Active Deadline Seconds: 60s",
                    "TTL Seconds After Finished: 100",
                    "Selector: job-name=j",
                    "Start Time: 2026-07-24T11:00:00Z (60m ago)",
                    "Duration: 90s",
                    "Complete True",
                    "Image: lab/app:1",
                ][..],
            ),
            (
                "failing",
                json!({"active": 1, "ready": 1, "failed": 1}),
                pods(),
                &[
                    "⚠ 1 pod failed; it gives up past 2",
                    "Pods Statuses: 1 Active (1 Ready) / 0 Succeeded / 1 Failed",
                    "j-x job Error, exit 3: why",
                ],
            ),
            (
                "failed",
                json!({"failed": 3, "conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": "m"}]}),
                Beside(vec![found(What::Pods, vec![])]),
                &["✗ Failed: BackoffLimitExceeded: m", "none is there any more"],
            ),
            (
                "denied",
                json!({"failed": 1}),
                Beside(vec![(What::Pods, Err("not allowed: no".into()))]),
                &["Failed pods:\nnot allowed: no"],
            ),
        ] {
            has(name, &tells(tell, &job(status), beside), want);
        }
        assert_eq!(wanted(&job(json!({})))[0].paths, ["/api/v1/namespaces/iot/pods?labelSelector=job-name%3Dj&"]);
    }
}
