//! A Deployment's status and its conditions, after deployment/sync.go and deployment/progress.go.

use super::World;
use super::deployment::sum;
use super::sets::{Sets, bounds};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::Key;
use crate::model::time::Time;
use serde_json::{Value, json};

/// The condition of a type, with its lastUpdateTime; unchanged when status and reason are the same already.
fn set(d: &mut Value, kind: &str, status: &str, reason: &str, message: &str, now: Time) {
    let old = json::condition(d, kind);
    if old.is_some_and(|c| json::text(c, "/status") == status && json::text(c, "/reason") == reason) {
        return;
    }
    put(d, kind, status, reason, message, now);
}

fn put(d: &mut Value, kind: &str, status: &str, reason: &str, message: &str, now: Time) {
    let old = json::condition(d, kind);
    let since = old
        .filter(|c| json::text(c, "/status") == status)
        .map_or_else(|| now.rfc3339(), |c| json::text(c, "/lastTransitionTime").to_owned());
    let new = json!({
        "type": kind, "status": status, "lastUpdateTime": now.rfc3339(), "lastTransitionTime": since,
        "reason": reason, "message": message,
    });
    if d.pointer("/status/conditions").is_none_or(|v| !v.is_array()) {
        json::set(d, "/status/conditions", json!([]));
    }
    // The one that changed last stands last, as SetDeploymentCondition leaves them.
    if let Some(Value::Array(all)) = d.pointer_mut("/status/conditions") {
        all.retain(|c| json::text(c, "/type") != kind);
        all.push(new);
    }
}

/// Sets Progressing, and notes that the rollout got on.
pub fn progressing(w: &mut World, key: &Key, status: &str, reason: &str, message: &str) {
    let now = w.now();
    if w.store.get(Res::Deployments, key).is_none_or(|d| deadline(&d.value).is_none()) {
        return;
    }
    if let Some(d) = w.store.update(Res::Deployments, key, |d| set(d, "Progressing", status, reason, message, now)) {
        w.progress.insert(json::uid(&d.value).to_owned(), now);
    }
}

/// How long a rollout may go without getting on, in seconds; `None` for as long as it likes, which the greatest number stands for too.
pub fn deadline(d: &Value) -> Option<i64> {
    d.pointer("/spec/progressDeadlineSeconds").and_then(Value::as_i64).filter(|s| *s != i64::from(i32::MAX))
}

/// The conditions of pausing and resuming.
pub fn paused(w: &mut World, key: &Key) {
    let Some(d) = w.store.get(Res::Deployments, key).cloned() else { return };
    if deadline(&d.value).is_none() {
        return;
    }
    let reason = json::condition(&d.value, "Progressing").map_or("", |c| json::text(c, "/reason"));
    if reason == "ProgressDeadlineExceeded" {
        return;
    }
    let is = json::flag(&d.value, "/spec/paused");
    if is && reason != "DeploymentPaused" {
        progressing(w, key, "Unknown", "DeploymentPaused", "Deployment is paused");
    } else if !is && reason == "DeploymentPaused" {
        progressing(w, key, "Unknown", "DeploymentResumed", "Deployment is resumed");
    }
}

/// Status without a look at the rollout: while paused or being scaled.
pub fn plain(w: &mut World, key: &Key) {
    if let Some(s) = Sets::load(w, key, false) {
        let now = w.now();
        w.store.update(Res::Deployments, key, |d| counts(d, &s, now));
    }
}

fn counts(d: &mut Value, s: &Sets, now: Time) {
    let (replicas, available) = (sum(s, "/status/replicas"), sum(s, "/status/availableReplicas"));
    let total = s.total();
    let conditions = d.pointer("/status/conditions").cloned();
    let collisions = d.pointer("/status/collisionCount").cloned();
    let mut status = json!({ "observedGeneration": d.pointer("/metadata/generation") });
    let new = s.new.as_ref().map_or(0, |n| json::int(&n.value, "/status/replicas"));
    for (key, n) in [
        ("replicas", replicas),
        ("updatedReplicas", new),
        ("readyReplicas", sum(s, "/status/readyReplicas")),
        ("availableReplicas", available),
        ("unavailableReplicas", (total - available).max(0)),
    ] {
        if n != 0 {
            status[key] = n.into();
        }
    }
    status["terminatingReplicas"] = sum(s, "/status/terminatingReplicas").into();
    if let Some(n) = collisions {
        status["collisionCount"] = n;
    }
    if let Some(c) = conditions {
        status["conditions"] = c;
    }
    json::set(d, "/status", status);
    if available >= json::int_or(d, "/spec/replicas", 1) - bounds(d).1 {
        set(d, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now);
    } else {
        set(d, "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now);
    }
}

fn done(d: &Value) -> bool {
    let want = json::int_or(d, "/spec/replicas", 1);
    ["/status/updatedReplicas", "/status/replicas", "/status/availableReplicas"].iter().all(|p| json::int(d, p) == want)
        && json::int(d, "/status/observedGeneration") >= json::int(d, "/metadata/generation")
}

/// Whether a Deployment has arrived, by its status as it would be now.
pub fn complete(w: &mut World, key: &Key) -> bool {
    let now = w.now();
    Sets::load(w, key, false).is_some_and(|s| {
        let mut d = s.deployment.value.clone();
        counts(&mut d, &s, now);
        done(&d)
    })
}

/// Status with a look at how the rollout gets on.
pub fn rollout(w: &mut World, key: &Key) {
    let Some(s) = Sets::load(w, key, false) else { return };
    let now = w.now();
    let old = s.deployment.value.clone();
    let mut d = old.clone();
    counts(&mut d, &s, now);
    let deadline = deadline(&d);
    if deadline.is_none()
        && let Some(Value::Array(all)) = d.pointer_mut("/status/conditions")
    {
        all.retain(|c| json::text(c, "/type") != "Progressing");
    }
    let condition = json::condition(&d, "Progressing").cloned();
    let reason = condition.as_ref().map_or("", |c| json::text(c, "/reason")).to_owned();
    let was_done =
        reason == "NewReplicaSetAvailable" && json::int(&d, "/status/replicas") == json::int(&d, "/status/updatedReplicas");
    let mut moved = false;
    if let Some(deadline) = deadline
        && !was_done
    {
        let name = s.new.as_ref().map_or("", |n| json::name(&n.value));
        if done(&d) {
            put(
                &mut d,
                "Progressing",
                "True",
                "NewReplicaSetAvailable",
                &format!("ReplicaSet {name:?} has successfully progressed."),
                now,
            );
        } else if got_on(&old, &d) {
            moved = true;
            put(&mut d, "Progressing", "True", "ReplicaSetUpdated", &format!("ReplicaSet {name:?} is progressing."), now);
        } else {
            late(w, &mut d, name, deadline, &reason, condition.as_ref());
        }
    }
    if moved {
        w.progress.insert(json::uid(&old).to_owned(), now);
    }
    let status = d.get("status").cloned().unwrap_or_default();
    w.set_status(Res::Deployments, key, status);
    if let Some(deadline) = deadline
        && moved
    {
        w.look_after((deadline + 1) * 1000, Res::Deployments, key);
    }
}

/// Whether more is updated, ready or available, or less old is left, than the status said before.
fn got_on(old: &Value, new: &Value) -> bool {
    let n = |v: &Value, p: &str| json::int(v, p);
    let rest = |v: &Value| n(v, "/status/replicas") - n(v, "/status/updatedReplicas");
    n(new, "/status/updatedReplicas") > n(old, "/status/updatedReplicas")
        || rest(new) < rest(old)
        || n(new, "/status/readyReplicas") > n(old, "/status/readyReplicas")
        || n(new, "/status/availableReplicas") > n(old, "/status/availableReplicas")
}

/// Says that the deadline has passed, or asks to be called when it will have.
fn late(w: &mut World, d: &mut Value, name: &str, deadline: i64, reason: &str, condition: Option<&Value>) {
    let Some(condition) = condition else { return };
    if matches!(reason, "NewReplicaSetAvailable" | "ProgressDeadlineExceeded") {
        return;
    }
    let now = w.now();
    let from = w.progress.get(json::uid(d)).copied().or_else(|| json::time(condition, "/lastUpdateTime")).unwrap_or(now);
    let left = w.paced(deadline * 1000) - now.since(from);
    if left > 0 {
        let wait = (left as f64 * w.pace) as i64 + 50;
        w.look_after(wait, Res::Deployments, &Key::of(d));
        return;
    }
    put(d, "Progressing", "False", "ProgressDeadlineExceeded", &format!("ReplicaSet {name:?} has timed out progressing."), now);
}
