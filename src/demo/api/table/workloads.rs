//! Workloads as rows.

use super::{Column, age, ago, human, labels};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::selector::Labels;
use crate::model::time::Time;
use serde_json::{Value, json};

pub const DEPLOYMENT: &[Column] = &[
    ("Name", false),
    ("Ready", false),
    ("Up-to-date", false),
    ("Available", false),
    ("Age", false),
    ("Containers", true),
    ("Images", true),
    ("Selector", true),
];
pub const REPLICA_SET: &[Column] = &[
    ("Name", false),
    ("Desired", false),
    ("Current", false),
    ("Ready", false),
    ("Age", false),
    ("Containers", true),
    ("Images", true),
    ("Selector", true),
];
pub const STATEFUL_SET: &[Column] = &[("Name", false), ("Ready", false), ("Age", false), ("Containers", true), ("Images", true)];
pub const DAEMON_SET: &[Column] = &[
    ("Name", false),
    ("Desired", false),
    ("Current", false),
    ("Ready", false),
    ("Up-to-date", false),
    ("Available", false),
    ("Node Selector", false),
    ("Age", false),
    ("Containers", true),
    ("Images", true),
    ("Selector", true),
];
pub const JOB: &[Column] = &[
    ("Name", false),
    ("Status", false),
    ("Completions", false),
    ("Duration", false),
    ("Age", false),
    ("Containers", true),
    ("Images", true),
    ("Selector", true),
];
pub const CRON_JOB: &[Column] = &[
    ("Name", false),
    ("Schedule", false),
    ("Timezone", false),
    ("Suspend", false),
    ("Active", false),
    ("Last Schedule", false),
    ("Age", false),
    ("Containers", true),
    ("Images", true),
    ("Selector", true),
];

/// The cells of a workload.
pub fn cells(res: Res, o: &Value, now: Time) -> Vec<Value> {
    let n = |p: &str| json::int(o, p);
    let want = json::int_or(o, "/spec/replicas", 1);
    let mut row: Vec<Value> = vec![json::name(o).into()];
    match res {
        Res::Deployments => {
            row.push(format!("{}/{want}", n("/status/readyReplicas")).into());
            row.extend([n("/status/updatedReplicas").into(), n("/status/availableReplicas").into(), age(o, now)]);
        }
        Res::ReplicaSets => {
            row.extend([want.into(), n("/status/replicas").into(), n("/status/readyReplicas").into(), age(o, now)]);
        }
        Res::StatefulSets => row.extend([format!("{}/{want}", n("/status/readyReplicas")).into(), age(o, now)]),
        Res::DaemonSets => {
            for p in
                ["desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable"]
            {
                row.push(n(&format!("/status/{p}")).into());
            }
            row.extend([labels(o.pointer("/spec/template/spec/nodeSelector")).into(), age(o, now)]);
        }
        Res::Jobs => row.extend(job(o, now)),
        _ => {
            let zone = match json::text(o, "/spec/timeZone") {
                "" => "<none>",
                z => z,
            };
            let suspend = if json::flag(o, "/spec/suspend") { "True" } else { "False" };
            let active = json::list(o, "/status/active").len();
            row.extend([json::text(o, "/spec/schedule").into(), zone.into(), suspend.into(), active.into()]);
            row.extend([ago(o, "/status/lastScheduleTime", now, "<none>"), age(o, now)]);
        }
    }
    let at =
        if res == Res::CronJobs { "/spec/jobTemplate/spec/template/spec/containers" } else { "/spec/template/spec/containers" };
    let all = |key: &str| json::list(o, at).iter().map(|c| json::text(c, key)).collect::<Vec<_>>().join(",");
    row.extend([all("/name").into(), all("/image").into()]);
    if res != Res::StatefulSets {
        let selector = if res == Res::CronJobs { None } else { Labels::of_object(o.pointer("/spec/selector")) };
        row.push(selector.map_or_else(|| "<none>".into(), |s| json!(s.text())));
    }
    row
}

fn job(o: &Value, now: Time) -> [Value; 4] {
    let n = |p: &str| json::int(o, p);
    let done = match (o.pointer("/spec/completions").and_then(Value::as_i64), json::int_or(o, "/spec/parallelism", 1)) {
        (Some(c), _) => format!("{}/{c}", n("/status/succeeded")),
        (None, p) if p > 1 => format!("{}/1 of {p}", n("/status/succeeded")),
        (None, _) => format!("{}/1", n("/status/succeeded")),
    };
    let is = |kind: &str| json::condition(o, kind).is_some_and(|c| json::text(c, "/status") == "True");
    let status = ["Complete", "Failed", "Suspended", "FailureTarget", "SuccessCriteriaMet"].into_iter().find(|k| is(k));
    let status = match status {
        _ if json::deleting(o) => "Terminating",
        Some("SuccessCriteriaMet" | "FailureTarget") | None => "Running",
        Some(s) => s,
    };
    let duration = match (json::time(o, "/status/startTime"), json::time(o, "/status/completionTime")) {
        (Some(a), Some(b)) => human(b.since(a)),
        (Some(a), None) => human(now.since(a)),
        _ => String::new(),
    };
    [status.into(), done.into(), duration.into(), age(o, now)]
}
