//! The Job controller: pods that run to their end, as often as it takes. After k8s.io/kubernetes/pkg/controller/job.

use super::World;
use super::events::{self, Said};
use super::pods::{self, is_active, is_ready, suffix};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Key, Obj};
use serde_json::{Value, json};

/// Whether a job has come to its end.
pub fn is_over(job: &Value) -> bool {
    ["Complete", "Failed"].iter().any(|k| json::condition(job, k).is_some_and(|c| json::text(c, "/status") == "True"))
}

/// Brings a Job one step nearer and writes its status.
pub fn sync(w: &mut World, key: &Key) {
    let Some(job) = w.store.get(Res::Jobs, key).cloned() else { return };
    let j = &job.value;
    if json::deleting(j) {
        return;
    }
    if is_over(j) {
        expire(w, key, j);
        return;
    }
    let pods = w.store.owned(json::uid(j), Res::Pods);
    let count = |phase: &str| pods.iter().filter(|p| json::text(&p.value, "/status/phase") == phase).count() as i64;
    let (succeeded, failed) = (count("Succeeded"), count("Failed"));
    let active: Vec<&Obj> = pods.iter().filter(|p| is_active(&p.value)).collect();
    let completions = j.pointer("/spec/completions").and_then(Value::as_i64);
    let suspended = json::flag(j, "/spec/suspend");
    let started = json::time(j, "/status/startTime");
    let late = j
        .pointer("/spec/activeDeadlineSeconds")
        .and_then(Value::as_i64)
        .and_then(|s| started.map(|t| w.paced(s * 1000) - w.now().since(t)));
    let end = if failed > json::int_or(j, "/spec/backoffLimit", 6) {
        Some(("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"))
    } else if late.is_some_and(|left| left <= 0) {
        Some(("Failed", "DeadlineExceeded", "Job was active longer than specified deadline"))
    } else if completions.map_or(succeeded > 0 && active.is_empty(), |c| succeeded >= c) {
        Some(("Complete", "CompletionsReached", "Reached expected number of succeeded pods"))
    } else {
        None
    };
    let mut running = active.len() as i64;
    if end.is_some() || suspended {
        for pod in &active {
            pods::delete(w, Res::Jobs, j, &pod.value);
        }
        running = 0;
    } else {
        let left = completions.map_or(i64::MAX, |c| c - succeeded);
        let want = json::int_or(j, "/spec/parallelism", 1).min(left).min(if completions.is_none() && succeeded > 0 {
            running
        } else {
            i64::MAX
        });
        if running > want {
            for pod in active.iter().take((running - want) as usize) {
                pods::delete(w, Res::Jobs, j, &pod.value);
            }
            running = want;
        } else if running < want {
            running = start(w, key, j, &pods, failed, running, want);
        }
    }
    if let Some(left) = late.filter(|l| *l > 0) {
        w.look_after((left as f64 * w.pace) as i64 + 50, Res::Jobs, key);
    }
    let ready = active.iter().filter(|p| is_ready(&p.value)).count() as i64;
    status(w, key, j, [running, ready, succeeded, failed], suspended, end);
}

/// Makes the missing pods, after a wait that doubles with each failure. Says how many run then.
fn start(w: &mut World, key: &Key, j: &Value, pods: &[Obj], failed: i64, running: i64, want: i64) -> i64 {
    let last = pods.iter().filter(|p| json::text(&p.value, "/status/phase") == "Failed");
    let last = last
        .filter_map(|p| {
            json::list(&p.value, "/status/containerStatuses").first().and_then(|s| json::time(s, "/state/terminated/finishedAt"))
        })
        .max();
    if failed > 0
        && let Some(last) = last
    {
        let wait = w.paced(10_000 << (failed - 1).clamp(0, 6));
        let left = wait - w.now().since(last);
        if left > 0 {
            w.look_after((left as f64 * w.pace) as i64 + 50, Res::Jobs, key);
            return running;
        }
    }
    let template = j.pointer("/spec/template").cloned().unwrap_or_default();
    for _ in running..want {
        let name = format!("{}-{}", key.name, suffix(w, 5));
        pods::create(w, Res::Jobs, j, &template, &name, &[]);
    }
    want
}

fn status(w: &mut World, key: &Key, j: &Value, n: [i64; 4], suspended: bool, end: Option<(&'static str, &'static str, &str)>) {
    let now = w.now();
    let was_suspended = json::condition(j, "Suspended").is_some_and(|c| json::text(c, "/status") == "True");
    w.store.update(Res::Jobs, key, |o| {
        let mut s = o.get("status").filter(|s| s.is_object()).cloned().unwrap_or_else(|| json!({}));
        if !suspended && s.get("startTime").is_none() {
            s["startTime"] = now.rfc3339().into();
        }
        for (field, n) in ["active", "ready", "succeeded", "failed"].into_iter().zip(n) {
            if n == 0 && field != "ready" { json::unset(&mut s, &format!("/{field}")) } else { s[field] = n.into() }
        }
        s["terminating"] = 0.into();
        s["uncountedTerminatedPods"] = json!({});
        if end.is_some_and(|(kind, ..)| kind == "Complete") {
            s["completionTime"] = now.rfc3339().into();
        }
        json::set(o, "/status", s);
        if suspended {
            json::set_condition(o, "Suspended", "True", "JobSuspended", "Job suspended", now);
        } else if was_suspended {
            json::set_condition(o, "Suspended", "False", "JobResumed", "Job resumed", now);
        }
        if let Some((kind, reason, message)) = end {
            json::set_condition(o, kind, "True", reason, message, now);
        }
    });
    if let Some((kind, reason, message)) = end {
        let (normal, reason, message) =
            if kind == "Complete" { (true, "Completed", "Job completed") } else { (false, reason, message) };
        events::record(w, Res::Jobs, j, Said { from: "job-controller", field: "", normal, reason, message });
    }
}

/// A job that is over goes when its time to live is.
fn expire(w: &mut World, key: &Key, j: &Value) {
    let Some(ttl) = j.pointer("/spec/ttlSecondsAfterFinished").and_then(Value::as_i64) else { return };
    let end = json::list(j, "/status/conditions").iter().filter_map(|c| json::time(c, "/lastTransitionTime")).max();
    let left = end.map_or(0, |t| w.paced(ttl * 1000) - w.now().since(t));
    if left > 0 {
        w.look_after((left as f64 * w.pace) as i64 + 50, Res::Jobs, key);
    } else {
        w.delete(Res::Jobs, key, None);
    }
}
