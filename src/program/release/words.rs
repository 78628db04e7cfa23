//! What was found, and where it stands, in English: for lines of a log, which nobody translates.

use crate::model::soak::{Finding, Unread};
use serde_json::{Value, json};

/// One finding in a line.
pub(super) fn finding(finding: &Finding) -> String {
    let because = |why: &str| if why.is_empty() { String::new() } else { format!(": {why}") };
    let often = |times: u64| if times == 1 { "once".to_owned() } else { format!("{times} times") };
    match finding {
        Finding::Failed(why) => why.to_string(),
        Finding::NotReady { ready, of, why } => format!("not ready, {ready} of {of}{}", because(why)),
        Finding::Restarted { pod, container, times, why } => {
            format!("{container} of {pod} was restarted {}{}", often((*times).into()), because(why))
        }
        Finding::Unready { pod, why } => format!("{pod} is ready no more{}", because(why)),
        Finding::Warned { reason, message, .. } => format!("{reason}{}", because(message)),
        Finding::NewError { pattern, times, .. } => format!("a new error, {}: {pattern}", often(*times)),
    }
}

/// All of them in a line, the worst first.
pub(super) fn findings(all: &[Finding]) -> String {
    all.iter().map(finding).collect::<Vec<_>>().join("; ")
}

/// What tells a finding from others, however often it is found.
pub(super) fn same(finding: &Finding) -> (u8, &str, &str, u32) {
    match finding {
        Finding::Failed(why) => (0, why, "", 0),
        Finding::NotReady { why, .. } => (1, why, "", 0),
        Finding::Restarted { pod, container, times, .. } => (2, pod, container, *times),
        Finding::Unready { pod, .. } => (3, pod, "", 0),
        Finding::Warned { reason, .. } => (4, reason, "", 0),
        Finding::NewError { pattern, .. } => (5, pattern, "", 0),
    }
}

/// A finding as the document has it. The line of a log is not in it: a pipeline's output is read by more people than a pod's logs.
pub(super) fn document(found: &Finding) -> Value {
    let mut value = match found {
        Finding::Failed(why) => json!({"finding": "failed", "why": &**why}),
        Finding::NotReady { ready, of, why } => json!({"finding": "not-ready", "ready": ready, "of": of, "why": &**why}),
        Finding::Restarted { pod, container, times, why } => {
            json!({"finding": "restarted", "pod": &**pod, "container": &**container, "times": times, "why": &**why})
        }
        Finding::Unready { pod, why } => json!({"finding": "unready", "pod": &**pod, "why": &**why}),
        Finding::Warned { reason, message, times } => {
            json!({"finding": "warned", "reason": &**reason, "message": &**message, "times": times})
        }
        Finding::NewError { pattern, times, .. } => json!({"finding": "new-error", "pattern": &**pattern, "times": times}),
    };
    value["words"] = finding(found).into();
    value
}

/// What could not be read, and so was not judged.
pub(super) const fn unread(what: Unread) -> &'static str {
    match what {
        Unread::Pods => "pods: it goes by the workload's status",
        Unread::OldLogs => "logs of the old pods",
        Unread::NewLogs => "logs of the new pods",
        Unread::Events => "events",
        Unread::Metrics => "metrics",
    }
}

/// A signal's name.
pub(super) const fn signal(number: i32) -> &'static str {
    match number {
        1 => "SIGHUP",
        2 => "SIGINT",
        15 => "SIGTERM",
        _ => "a signal",
    }
}
