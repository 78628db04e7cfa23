//! Why a Job is not done: it has given up, is suspended, its pods are refused before they are made, or the pod of it that tells most does not
//! run.

use super::pod::text;
use super::workload::{refused, worst};
use super::{Weight, Why};
use crate::cluster::wire::CoreEvent;
use crate::model::Time;
use serde_json::Value;

/// How a Job stands.
pub(in crate::cluster) enum Run<'a> {
    /// It has done its work.
    Done,
    /// It has failed, by this condition of its. Its pods are ended before it is called failed.
    Failed(&'a Value),
    /// Neither yet.
    Goes,
}

/// How it stands, by its own words.
pub(in crate::cluster) fn run(job: &Value) -> Run<'_> {
    let first = |kinds: &[&str]| kinds.iter().find_map(|kind| condition(job, kind));
    match (first(&["Complete", "SuccessCriteriaMet"]), first(&["Failed", "FailureTarget"])) {
        (Some(_), _) => Run::Done,
        (None, Some(condition)) => Run::Failed(condition),
        (None, None) => Run::Goes,
    }
}

/// Whether all of its pods that are to run do, or that is not known: before 1.24 it did not say how many are ready.
pub(super) fn may_run(job: &Value) -> bool {
    let number = |field: &str| job["status"][field].as_u64();
    number("active").is_some_and(|active| active > 0 && number("ready").is_none_or(|ready| ready >= active))
}

/// That it has failed, by that condition.
pub(super) fn failed(job: &Value, c: &Value, now: Time) -> Why {
    let (spec, reason, message) = (&job["spec"], text(&c["reason"]), text(&c["message"]));
    let words = match reason {
        "BackoffLimitExceeded" => format!("it gave up past its backoff limit of {}", spec["backoffLimit"].as_u64().unwrap_or(6)),
        "DeadlineExceeded" => format!("it did not end within its {}s", spec["activeDeadlineSeconds"]),
        "" => "it has failed".to_owned(),
        reason => format!("it has failed by {reason}"),
    };
    let pods = job["status"]["failed"].as_u64().map_or_else(String::new, |n| n.to_string());
    Why::new(words).with("Job", message).with("Pods failed", pods).with("Since", since(c, now))
}

/// Why it has no pods, whatever became of those that it had.
pub(super) fn unmade(job: &Value, events: Option<&[CoreEvent]>, now: Time) -> Option<Why> {
    if job["spec"]["suspend"] == true {
        let since = condition(job, "Suspended").map_or_else(String::new, |c| since(c, now));
        return Some(Why::new("it is suspended: it has no pods until it is resumed").with("Since", since).of(Weight::Waits));
    }
    refused(job, events, now)
}

/// The pod that tells why it does not run, or how it failed. Of one that has failed it is one that is over, since the others are ended for
/// that; while others run or start, those that failed before hold nothing up, and those that go tell nothing.
pub(super) fn teller(pods: &[Value], failed: bool, now: Time) -> Option<&Value> {
    let is_over = |pod: &&Value| matches!(text(&pod["status"]["phase"]), "Failed" | "Succeeded");
    let live = || pods.iter().filter(|pod| !is_over(pod) && pod["metadata"]["deletionTimestamp"].is_null());
    if failed {
        return worst(pods.iter().filter(is_over), now).or_else(|| worst(live(), now));
    }
    match live().next() {
        Some(_) => worst(live(), now),
        None => worst(pods, now),
    }
}

/// A cause below what the Job itself says of it.
pub(super) fn both(failed: Option<Why>, cause: Option<Why>) -> Option<Why> {
    match (failed, cause) {
        (Some(failed), Some(cause)) => {
            let sentence = format!("{}: {}", failed.sentence, cause.sentence);
            let facts = failed.facts.into_iter().chain(cause.facts).collect();
            Some(Why { sentence, facts, ..cause })
        }
        (Some(failed), None) => Some(failed.with("Its pods", "none that failed is there any more")),
        (None, cause) => cause,
    }
}

fn condition<'a>(job: &'a Value, kind: &str) -> Option<&'a Value> {
    job["status"]["conditions"].as_array()?.iter().find(|c| c["type"] == kind && c["status"] == "True")
}

fn since(condition: &Value, now: Time) -> String {
    Time::parse(text(&condition["lastTransitionTime"])).map_or_else(String::new, |t| format!("{} ago", t.age(now)))
}
