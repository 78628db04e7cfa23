//! Whole objects, fetched only when somebody looks: as YAML, or in words with their events. The kinds that are told in words of their own
//! are listed in [`kinds`], a file each; of what could not be read beside an object the reason stands in its place.

mod account;
mod amounts;
mod autoscaler;
mod beside;
mod binding;
mod budget;
mod claim;
mod conditions;
mod configmap;
mod cronjob;
mod endpoints;
mod event;
mod ingress;
mod job;
mod kinds;
mod node;
mod other;
mod policy;
mod quota;
mod replicaset;
mod role;
mod secret;
mod service;
mod sheet;
mod template;
mod volume;

#[cfg(test)]
mod tests;

use super::change::{held, selector};
use super::error::ApiError;
use super::events;
use super::mask::Mask;
use super::probe;
use super::session::{READ_DEADLINE, Session};
use super::why;
use super::wire::CoreEvent;
use crate::model::naming::segment;
use crate::model::resource::Resource;
use crate::model::time::UNKNOWN;
use crate::model::trouble::Unread;
use crate::model::{Time, Uid};
use serde_json::Value;
use std::fmt::Write;

/// Which object.
#[derive(Clone, Copy, Debug)]
pub struct Which<'a> {
    /// Its kind.
    pub resource: &'a Resource,
    /// Its namespace; empty for an object without one.
    pub namespace: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its UID.
    pub uid: &'a Uid,
}

pub(super) async fn fetch(session: &Session, which: Which<'_>) -> Result<Value, ApiError> {
    let namespace = Some(which.namespace).filter(|n| !n.is_empty());
    let path = format!("{}/{}", which.resource.path(namespace), segment(which.name));
    let body = session.get(&path, READ_DEADLINE).await?;
    let object: Value = serde_json::from_slice(&body).map_err(ApiError::unread)?;
    // What has no UID, such as a metric, cannot be another one of its name.
    if object["metadata"]["uid"].as_str().is_some_and(|uid| uid != which.uid.to_string()) {
        return Err(ApiError::Decode(Unread::Recreated(format!("{} {}", which.resource, which.name))));
    }
    Ok(object)
}

/// The object as YAML, without managedFields, as `kubectl get -o yaml` has it; unless `revealed`, without what may be secret in it.
pub async fn yaml(session: &Session, which: Which<'_>, revealed: bool) -> Result<String, ApiError> {
    let mut object = fetch(session, which).await?;
    if !revealed {
        Mask::default().hide(&mut object);
    }
    if let Some(metadata) = object["metadata"].as_object_mut() {
        metadata.remove("managedFields");
    }
    super::yaml::write(&object).map_err(ApiError::unread)
}

/// An object that is to be told, and what was read beside it.
#[derive(Clone, Copy)]
struct Told<'a> {
    /// Without what may be secret.
    object: &'a Value,
    /// With it: for the sizes of what is hidden, and for nothing else.
    bare: &'a Value,
    /// Whether somebody has asked for what may be secret: then `object` has it too.
    revealed: bool,
    beside: &'a beside::Beside,
    /// Why it does not run, where that is asked of its kind.
    why: &'a str,
    now: Time,
}

/// The object in words: what is wrong with it, what it is, and the events that are about it, newest last. Unless `revealed`, without what
/// may be secret in it; where it is, a Secret's values stand decoded beside their keys.
pub async fn describe(session: &Session, which: Which<'_>, now: Time, revealed: bool) -> Result<String, ApiError> {
    let (object, events) = futures::join!(fetch(session, which), events_about(session, which));
    let bare = object?;
    let mut object = bare.clone();
    if !revealed {
        Mask::default().hide(&mut object);
    }
    let look = why::Look { session, revealed, now };
    let mut out = String::new();
    if which.resource.is_pod() || which.resource.workload().is_some() {
        let spec = &object["spec"];
        let template = if which.resource.is_pod() { spec } else { &spec["template"]["spec"] };
        head(&mut out, &object, now);
        why::write(&mut out, look, which.resource, (&object, events.as_deref().ok())).await;
        numbers(&mut out, &object);
        for (title, list) in [("Init containers", "initContainers"), ("Containers", "containers")] {
            containers(&mut out, title, template[list].as_array(), &object["status"], now);
        }
        conditions(&mut out, &object["status"]["conditions"], now);
    } else {
        let kind = kinds::of(which.resource);
        let beside = beside::read(session, (kind.wanted)(&bare), revealed).await;
        let mut why = String::new();
        match (&*which.resource.group, &*which.resource.kind) {
            ("batch", "Job") => {
                let pods = beside.of(beside::What::Pods).map(|found| &found.items[..]);
                why::write_job(&mut why, look, (&object, events.as_deref().ok()), "it", Some(pods)).await;
            }
            ("batch", "CronJob") => cronjob::why(&mut why, look, (&object, &beside)).await,
            _ => {}
        }
        out = kinds::told(kind, Told { object: &object, bare: &bare, revealed, beside: &beside, why: &why, now });
    }
    match events {
        Ok(list) => event_lines(&mut out, &list, now),
        Err(e) => _ = writeln!(out, "\nEvents:  {}", beside::cannot(&e)),
    }
    Ok(out)
}

async fn events_about(session: &Session, which: Which<'_>) -> Result<Vec<CoreEvent>, ApiError> {
    if which.namespace.is_empty() {
        // Events about a node carry its name as their UID.
        let fields = format!("involvedObject.kind={},involvedObject.name={}", which.resource.kind, which.name);
        return events::list(session, None, &fields).await;
    }
    events::list(session, Some(which.namespace), &format!("involvedObject.uid={}", which.uid)).await
}

/// The events of a namespace that are about some objects, newest first.
pub async fn events_of(session: &Session, namespace: &str, uids: &[Uid], now: Time) -> Result<String, ApiError> {
    let wanted: Vec<String> = uids.iter().map(ToString::to_string).collect();
    let events = events::list(session, Some(namespace), "").await?;
    let mut out = String::new();
    for e in events.iter().rev().filter(|e| wanted.contains(&e.about.2)) {
        _ = writeln!(out, "{}  {}/{}", event_line(e, now), e.about.0, e.about.1);
        _ = writeln!(out, "       {}", e.message.trim());
    }
    if out.is_empty() {
        out.push_str("no events: the API server keeps them for an hour or so");
    }
    Ok(out)
}

/// Age, type, reason, and how often.
fn event_line(e: &CoreEvent, now: Time) -> String {
    let times = if e.count > 1 { format!(" ×{}", e.count) } else { String::new() };
    let when = e.last.unwrap_or_default().age(now);
    format!("{when:<7}{:<9}{}{times}", e.kind, e.reason)
}

/// The age of a time as kubectl writes it, also of one that nobody has set.
fn age(value: &Value, now: Time) -> String {
    value.as_str().and_then(Time::parse).unwrap_or_default().age(now)
}

/// How long ago that was; where the time is not known, that alone.
fn ago(value: &Value, now: Time) -> String {
    let age = age(value, now);
    if age == UNKNOWN { age } else { format!("{age} ago") }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn line(out: &mut String, label: &str, value: &str) {
    if !value.is_empty() {
        _ = writeln!(out, "{:<18}{value}", format!("{label}:"));
    }
}

fn created(value: &Value, now: Time) -> String {
    match ago(value, now) {
        unknown if unknown == UNKNOWN => unknown,
        ago => format!("{} ({ago})", text(value)),
    }
}

fn head(out: &mut String, object: &Value, now: Time) {
    let meta = &object["metadata"];
    line(out, "Name", &text(&meta["name"]));
    line(out, "Namespace", &text(&meta["namespace"]));
    line(out, "Created", &created(&meta["creationTimestamp"], now));
    if !meta["deletionTimestamp"].is_null() {
        line(out, "Terminating", &text(&meta["deletionTimestamp"]));
        line(out, "Held", &held::now(object, &[], now).to_string());
    }
    let finalizers: Vec<String> = meta["finalizers"].as_array().into_iter().flatten().map(text).collect();
    line(out, "Finalizers", &finalizers.join(", "));
    for (label, field) in [("Labels", "labels"), ("Annotations", "annotations")] {
        let pairs =
            meta[field].as_object().into_iter().flatten().filter(|(k, _)| *k != "kubectl.kubernetes.io/last-applied-configuration");
        for (i, (k, v)) in pairs.enumerate() {
            let pair = format!("{k}={}", text(v));
            if i == 0 { line(out, label, &pair) } else { _ = writeln!(out, "{:18}{pair}", "") }
        }
    }
    let owner = meta["ownerReferences"].as_array().into_iter().flatten().find(|o| o["controller"] == true);
    if let Some(owner) = owner {
        line(out, "Controlled by", &format!("{}/{}", text(&owner["kind"]), text(&owner["name"])));
    }
}

fn numbers(out: &mut String, object: &Value) {
    let (spec, status) = (&object["spec"], &object["status"]);
    for (label, value) in [
        ("Replicas", &spec["replicas"]),
        ("Ready", &status["readyReplicas"]),
        ("Updated", &status["updatedReplicas"]),
        ("Available", &status["availableReplicas"]),
        ("Desired", &status["desiredNumberScheduled"]),
        ("Ready", &status["numberReady"]),
        ("Paused", &spec["paused"]),
        ("Strategy", &spec["strategy"]["type"]),
        ("Update strategy", &spec["updateStrategy"]["type"]),
        ("Deadline", &spec["progressDeadlineSeconds"]),
        ("Phase", &status["phase"]),
        ("Reason", &status["reason"]),
        ("Message", &status["message"]),
        ("Node", &spec["nodeName"]),
        ("IP", &status["podIP"]),
        ("QoS", &status["qosClass"]),
        ("Service account", &spec["serviceAccountName"]),
    ] {
        line(out, label, &text(value));
    }
    let selector = object["spec"]["selector"]["matchLabels"].as_object();
    let pairs: Vec<String> = selector.into_iter().flatten().map(|(k, v)| format!("{k}={}", text(v))).collect();
    line(out, "Selector", &pairs.join(","));
}

fn containers(out: &mut String, title: &str, list: Option<&Vec<Value>>, status: &Value, now: Time) {
    let Some(list) = list.filter(|l| !l.is_empty()) else { return };
    _ = writeln!(out, "\n{title}:");
    for c in list {
        let name = text(&c["name"]);
        _ = writeln!(out, "  {name}");
        let mut field = |label: &str, value: String| {
            if !value.is_empty() {
                _ = writeln!(out, "    {:<14}{value}", format!("{label}:"));
            }
        };
        field("Image", text(&c["image"]));
        let ports = c["ports"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|p| format!("{}/{}", text(&p["containerPort"]), p["protocol"].as_str().unwrap_or("TCP")));
        field("Ports", ports.collect::<Vec<_>>().join(", "));
        let statuses =
            ["containerStatuses", "initContainerStatuses"].iter().flat_map(|f| status[*f].as_array().into_iter().flatten());
        if let Some(s) = statuses.into_iter().find(|s| s["name"] == c["name"]) {
            field("State", state(&s["state"], now));
            field("Last state", state(&s["lastState"], now));
            field("Ready", text(&s["ready"]));
            field("Restarts", text(&s["restartCount"]));
        }
        for (label, part) in [("Requests", "requests"), ("Limits", "limits")] {
            let pairs: Vec<String> =
                c["resources"][part].as_object().into_iter().flatten().map(|(k, v)| format!("{k} {}", text(v))).collect();
            field(label, pairs.join(", "));
        }
        for (label, probe) in [("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")] {
            field(label, probe::words(&c[probe]));
        }
        // Names alone: values may be secrets.
        let names: Vec<String> = c["env"].as_array().into_iter().flatten().map(|e| text(&e["name"])).collect();
        field("Environment", names.join(", "));
    }
}

fn state(state: &Value, now: Time) -> String {
    if state["running"].is_object() {
        return format!("Running since {}", ago(&state["running"]["startedAt"], now));
    }
    if let Some(w) = state["waiting"].as_object() {
        return format!(
            "Waiting: {} {}",
            w.get("reason").map(text).unwrap_or_default(),
            w.get("message").map(text).unwrap_or_default()
        )
        .trim_end()
        .to_owned();
    }
    let t = &state["terminated"];
    if t.is_object() {
        return format!("Terminated: {}, exit {}, {}", text(&t["reason"]), text(&t["exitCode"]), ago(&t["finishedAt"], now));
    }
    String::new()
}

/// How many bytes a value in base64 stands for.
fn base64_size(value: &Value) -> usize {
    let text = value.as_str().unwrap_or_default();
    let sixes = text.bytes().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).count();
    sixes * 6 / 8
}

fn conditions(out: &mut String, list: &Value, now: Time) {
    let Some(list) = list.as_array().filter(|l| !l.is_empty()) else { return };
    _ = writeln!(out, "\nConditions:");
    for c in list {
        let since = age(&c["lastTransitionTime"], now);
        _ = writeln!(
            out,
            "  {:<18}{:<8}{:<6}{}  {}",
            text(&c["type"]),
            text(&c["status"]),
            since,
            text(&c["reason"]),
            text(&c["message"])
        );
    }
}

fn event_lines(out: &mut String, list: &[CoreEvent], now: Time) {
    if list.is_empty() {
        _ = writeln!(out, "\nEvents:  none");
        return;
    }
    _ = writeln!(out, "\nEvents, newest last:");
    for e in list {
        _ = writeln!(out, "  {}  {}", event_line(e, now), e.message.trim());
    }
}
