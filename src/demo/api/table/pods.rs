//! Pods as rows: the STATUS column is the whole story of `printPod`.

use super::{Column, age, human, or_none};
use crate::demo::json;
use crate::model::time::Time;
use serde_json::Value;

pub const COLUMNS: &[Column] = &[
    ("Name", false),
    ("Ready", false),
    ("Status", false),
    ("Restarts", false),
    ("Age", false),
    ("IP", true),
    ("Node", true),
    ("Nominated Node", true),
    ("Readiness Gates", true),
];

/// The cells of a pod.
pub fn cells(pod: &Value, now: Time) -> Vec<Value> {
    let (ready, status, restarts, last) = summary(pod);
    let restarts = match last {
        Some(t) if restarts > 0 => format!("{restarts} ({} ago)", human(now.since(t))),
        _ => restarts.to_string(),
    };
    let total = json::list(pod, "/spec/containers").len() + sidecars(pod).len();
    vec![
        json::name(pod).into(),
        format!("{ready}/{total}").into(),
        status.into(),
        restarts.into(),
        age(pod, now),
        or_none(json::text(pod, "/status/podIP")),
        or_none(json::text(pod, "/spec/nodeName")),
        or_none(json::text(pod, "/status/nominatedNodeName")),
        "<none>".into(),
    ]
}

/// Init containers that stay.
fn sidecars(pod: &Value) -> Vec<&str> {
    let stays = |c: &&Value| json::text(c, "/restartPolicy") == "Always";
    json::list(pod, "/spec/initContainers").iter().filter(stays).map(|c| json::text(c, "/name")).collect()
}

/// Ready containers, STATUS, restarts and when the last one was.
fn summary(pod: &Value) -> (usize, String, i64, Option<Time>) {
    let mut reason = match json::text(pod, "/status/reason") {
        "" => json::text(pod, "/status/phase").to_owned(),
        r => r.to_owned(),
    };
    let stay = sidecars(pod);
    let (mut restarts, mut ready, mut last) = (0, 0, None::<Time>);
    let mut latest = |s: &Value, last: &mut Option<Time>| {
        restarts += json::int(s, "/restartCount");
        *last = (*last).max(json::time(s, "/lastState/terminated/finishedAt"));
        restarts
    };
    let mut count = 0;
    let mut initializing = false;
    let inits = json::list(pod, "/status/initContainerStatuses");
    for (i, s) in inits.iter().enumerate() {
        count = latest(s, &mut last);
        let stays = stay.contains(&json::text(s, "/name"));
        ready += usize::from(stays && json::flag(s, "/ready"));
        if (s.pointer("/state/terminated").is_some() && json::int(s, "/state/terminated/exitCode") == 0)
            || (stays && json::flag(s, "/started"))
        {
            continue;
        }
        reason = if let Some(t) = s.pointer("/state/terminated") {
            format!("Init:{}", ended(t))
        } else {
            match json::text(s, "/state/waiting/reason") {
                "" | "PodInitializing" => format!("Init:{i}/{}", json::list(pod, "/spec/initContainers").len()),
                r => format!("Init:{r}"),
            }
        };
        initializing = true;
        break;
    }
    if !initializing {
        let mut running = false;
        for s in json::list(pod, "/status/containerStatuses").iter().rev() {
            count = latest(s, &mut last);
            let waiting = json::text(s, "/state/waiting/reason");
            if !waiting.is_empty() {
                reason = waiting.to_owned();
            } else if let Some(t) = s.pointer("/state/terminated") {
                reason = ended(t);
            } else if json::flag(s, "/ready") && s.pointer("/state/running").is_some() {
                running = true;
                ready += 1;
            }
        }
        if reason == "Completed" && running {
            let ok = json::condition(pod, "Ready").is_some_and(|c| json::text(c, "/status") == "True");
            reason = if ok { "Running" } else { "NotReady" }.into();
        }
    }
    if json::deleting(pod) {
        reason = if json::text(pod, "/status/reason") == "NodeLost" { "Unknown" } else { "Terminating" }.into();
    }
    (ready, reason, count, last)
}

fn ended(t: &Value) -> String {
    let reason = json::text(t, "/reason");
    match (reason, json::int(t, "/signal")) {
        ("", 0) => format!("ExitCode:{}", json::int(t, "/exitCode")),
        ("", signal) => format!("Signal:{signal}"),
        (r, _) => r.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn status_words_are_those_of_kubectl() {
        let one =
            |state: Value| json!({"spec":{"containers":[{"name":"c"}]},"status":{"phase":"Running","containerStatuses":[state]}});
        for (pod, want) in [
            (one(json!({"ready":true,"state":{"running":{}}})), (1, "Running")),
            (one(json!({"state":{"waiting":{"reason":"CrashLoopBackOff"}}})), (0, "CrashLoopBackOff")),
            (one(json!({"state":{"terminated":{"reason":"Completed","exitCode":0}}})), (0, "Completed")),
            (one(json!({"state":{"terminated":{"exitCode":3}}})), (0, "ExitCode:3")),
            (
                json!({"spec":{"initContainers":[{"name":"a"},{"name":"b"}]},"status":{"phase":"Pending","initContainerStatuses":[
                    {"state":{"terminated":{"exitCode":0}}},{"state":{"running":{}}}]}}),
                (0, "Init:1/2"),
            ),
            (json!({"metadata":{"deletionTimestamp":"x"},"status":{"phase":"Running"}}), (0, "Terminating")),
            (json!({"status":{"phase":"Failed","reason":"Evicted"}}), (0, "Evicted")),
        ] {
            let (ready, status, ..) = summary(&pod);
            assert_eq!((ready, status.as_str()), want, "{pod}");
        }
    }
}
