//! Why a workload is not whole: its pods are refused before they are made, or the pod of it that tells most does not run.

use super::pod::text;
use super::{Why, of_pod};
use crate::cluster::wire::CoreEvent;
use crate::model::Time;
use crate::model::reason;
use serde_json::Value;

/// Why no more pods of it are made: a quota, a webhook, a policy; `None` where nothing refuses them.
pub(super) fn refused(object: &Value, events: Option<&[CoreEvent]>, now: Time) -> Option<Why> {
    let conditions = object["status"]["conditions"].as_array();
    let failure = conditions.into_iter().flatten().find(|c| c["type"] == "ReplicaFailure" && c["status"] == "True");
    if let Some(c) = failure {
        let message = text(&c["message"]);
        let since = Time::parse(text(&c["lastTransitionTime"])).map_or_else(String::new, |t| format!("{} ago", t.age(now)));
        let words = format!("its pods are refused: {}", reason::refused(message));
        return Some(Why::new(words).with("API server", message).with("Since", since));
    }
    // StatefulSets and DaemonSets say it by events alone. One that was refused before its pods were made after all is not told of.
    let last = events?.iter().rev().find(|e| matches!(&*e.reason, "FailedCreate" | "SuccessfulCreate"))?;
    (last.reason == "FailedCreate").then(|| {
        let words = format!("its pods are refused: {}", reason::refused(&last.message));
        let when = last.last.map_or_else(String::new, |t| format!("{} ago", t.age(now)));
        Why::new(words).with("API server", last.message.trim()).with("Said", when)
    })
}

/// The pod that tells most of why its workload is not whole, the newest of several.
pub(super) fn worst<'a>(pods: impl IntoIterator<Item = &'a Value>, now: Time) -> Option<&'a Value> {
    let unwell = pods.into_iter().filter_map(|pod| of_pod(pod, None, now).map(|why| (why.weight, pod)));
    let made = |pod: &Value| Time::parse(text(&pod["metadata"]["creationTimestamp"])).unwrap_or_default();
    unwell.min_by_key(|(weight, pod)| (*weight, std::cmp::Reverse(made(pod)))).map(|(_, pod)| pod)
}
