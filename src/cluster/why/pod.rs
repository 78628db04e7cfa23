//! The cause that holds a pod up, in the order in which things have to happen: it is let go, it has a node, its volumes are there, its init
//! containers have ended, its containers are made, run, and pass their probes.

use super::container::{self, Container};
use super::evicted;
use super::{Ask, Weight, Why};
use crate::cluster::change::{held, placement};
use crate::cluster::wire::CoreEvent;
use crate::model::Time;
use crate::model::reason::{hindered, unscheduled};
use serde_json::Value;

/// What is known of a pod.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) pod: &'a Value,
    /// The events about it, oldest first; `None` where they could not be read.
    pub(super) events: Option<&'a [CoreEvent]>,
    pub(super) now: Time,
}

impl<'a> Facts<'a> {
    /// The last event of one of these reasons.
    pub(super) fn last(&self, reasons: &[&str]) -> Option<&'a CoreEvent> {
        self.events?.iter().rev().find(|e| reasons.contains(&&*e.reason))
    }

    /// How long ago an event was said last, and how often.
    pub(super) fn said(&self, event: &CoreEvent) -> String {
        let times = if event.count > 1 { format!("{} times, last ", event.count) } else { String::new() };
        event.last.map_or_else(String::new, |last| format!("{times}{} ago", last.age(self.now)))
    }

    /// How long ago that was; empty where it is not known.
    pub(super) fn ago(&self, value: &Value) -> String {
        value.as_str().and_then(Time::parse).map_or_else(String::new, |time| format!("{} ago", time.age(self.now)))
    }
}

/// Why a pod does not run or is not ready; `None` where it is well, or has done its work.
pub(super) fn of_pod(pod: &Value, events: Option<&[CoreEvent]>, now: Time) -> Option<Why> {
    let facts = Facts { pod, events, now };
    let status = &pod["status"];
    if !pod["metadata"]["deletionTimestamp"].is_null() {
        return leaving(facts);
    }
    match text(&status["phase"]) {
        "Succeeded" => return None,
        "Failed" => return Some(evicted::why(facts).unwrap_or_else(|| failed(facts))),
        _ => {}
    }
    let condition = |kind: &str| status["conditions"].as_array()?.iter().find(|c| c["type"] == kind);
    if let Some(c) = condition("PodScheduled").filter(|c| c["status"] == "False") {
        return Some(unplaced(facts, c));
    }
    let containers = Container::all(pod);
    let inits = containers.iter().filter(|c| c.is_init());
    let apps = || containers.iter().filter(|c| !c.is_init());
    for (n, c) in inits.enumerate() {
        if c.has_ended_well() || c.is_sidecar() && c.is_started() {
            continue;
        }
        // The first one waits for volumes as the others do.
        let waits = if n == 0 && c.is_to_be_made() { volume(facts) } else { None };
        return waits.or_else(|| Some(container::init(facts, c)));
    }
    if apps().any(Container::is_to_be_made)
        && let Some(why) = volume(facts)
    {
        return Some(why);
    }
    // What cannot start is worse than what is not ready.
    let broken = apps().find_map(|c| container::broken(facts, c));
    let broken = broken.or_else(|| apps().find_map(|c| container::shaky(facts, c)));
    broken.or_else(|| apps().find_map(|c| container::unready(facts, c))).or_else(|| gates(facts))
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A deletion that does not come to its end.
fn leaving(facts: Facts<'_>) -> Option<Why> {
    let held = held::now(facts.pod, &[], facts.now).to_string();
    if held.is_empty() {
        return None;
    }
    let finalizers: Vec<&str> = facts.pod["metadata"]["finalizers"].as_array().into_iter().flatten().map(text).collect();
    let since = facts.ago(&facts.pod["metadata"]["deletionTimestamp"]);
    Some(
        Why::new(format!("its deletion is held: {held}"))
            .with("Finalizers", finalizers.join(", "))
            .with("Deleted", since)
            .of(Weight::Leaves),
    )
}

/// No node takes it.
fn unplaced(facts: Facts<'_>, condition: &Value) -> Why {
    let message = text(&condition["message"]);
    let gates: Vec<&str> =
        facts.pod["spec"]["schedulingGates"].as_array().into_iter().flatten().map(|g| text(&g["name"])).collect();
    let since = facts.ago(&condition["lastTransitionTime"]);
    if text(&condition["reason"]) == "SchedulingGated" {
        return Why::new(format!("it is not scheduled: {}", gates.join(", ")))
            .with("Gates", gates.join(", "))
            .with("Since", since)
            .of(Weight::Waits);
    }
    let told = unscheduled(message).map_or_else(|| message.to_owned(), |told| told.to_string());
    let mut why = Why::new(told).with("Scheduler", message).with("Since", since).of(Weight::Waits);
    why.asks = Some(Ask::Nodes);
    why
}

/// A volume that is not there.
fn volume(facts: Facts<'_>) -> Option<Why> {
    let event = facts.last(&["FailedMount", "FailedAttachVolume", "FailedMapVolume", "FailedCreatePodSandBox"])?;
    let words = hindered(&event.reason, &event.message).to_string();
    let words = if words.is_empty() { event.message.trim().to_owned() } else { words };
    let claims = placement::claims(facts.pod);
    Some(
        Why::new(words)
            .with("Claims", claims.join(", "))
            .with("Kubelet", event.message.trim())
            .with("Said", facts.said(event))
            .of(Weight::Waits),
    )
}

/// It has ended as a whole.
fn failed(facts: Facts<'_>) -> Why {
    let containers = Container::all(facts.pod);
    let ended = containers.iter().find_map(|c| container::ended(facts, c));
    let (reason, message) = (text(&facts.pod["status"]["reason"]), text(&facts.pod["status"]["message"]));
    match ended {
        Some(why) if reason.is_empty() => why,
        Some(_) | None => {
            let reason = if reason.is_empty() { "it has failed" } else { reason };
            Why::new(if message.is_empty() { reason.to_owned() } else { format!("{reason}: {message}") })
        }
    }
}

/// A readiness gate that nobody has opened.
fn gates(facts: Facts<'_>) -> Option<Why> {
    let gates = facts.pod["spec"]["readinessGates"].as_array()?;
    let conditions = facts.pod["status"]["conditions"].as_array();
    let closed = gates.iter().map(|g| text(&g["conditionType"])).find(|gate| {
        let condition = conditions.into_iter().flatten().find(|c| c["type"] == *gate);
        condition.is_none_or(|c| c["status"] != "True")
    })?;
    let said = conditions.into_iter().flatten().find(|c| c["type"] == closed);
    let message = said.map_or("", |c| text(&c["message"]));
    Some(Why::new(format!("its readiness gate {closed} is not true")).with("Message", message).of(Weight::Unready))
}
