//! A pod's status as the kubelet writes it: container states, phase, conditions, backoff.

use crate::demo::failure::Failure;
use crate::demo::json;
use serde_json::{Value, json};

/// Backoff of failing containers and pulls: doubled from ten seconds to five minutes.
const BACKOFF_MS: (i64, i64) = (10_000, 300_000);

/// The status of a container that has not started.
pub fn fresh_status(c: &Value, waiting: &str) -> Value {
    json!({
        "name": json::text(c, "/name"), "state": { "waiting": { "reason": waiting } }, "lastState": {}, "ready": false,
        "restartCount": 0, "image": json::text(c, "/image"), "imageID": "", "started": false,
    })
}

/// The status of a container of a pod.
pub fn status_of<'a>(pod: &'a Value, container: &str) -> Option<&'a Value> {
    ["/status/containerStatuses", "/status/initContainerStatuses", "/status/ephemeralContainerStatuses"]
        .iter()
        .flat_map(|p| json::list(pod, p))
        .find(|s| json::text(s, "/name") == container)
}

/// The spec of a container of a pod, and whether it is an init container.
pub fn spec_of<'a>(pod: &'a Value, container: &str) -> Option<(&'a Value, bool)> {
    let find = |p: &str| json::list(pod, p).iter().find(|c| json::text(c, "/name") == container);
    let app = find("/spec/containers").or_else(|| find("/spec/ephemeralContainers"));
    app.map(|c| (c, false)).or_else(|| find("/spec/initContainers").map(|c| (c, true)))
}

/// The container of a pod that is meant by a name or, where there is but one, by none; by the rules of the API server.
pub fn chosen<'a>(pod: &'a Value, asked: &str) -> Result<&'a str, Failure> {
    let name = json::name(pod);
    let names = |list: &str| json::list(pod, list).iter().map(|c| json::text(c, "/name")).collect::<Vec<_>>();
    let (app, init, added) = (names("/spec/containers"), names("/spec/initContainers"), names("/spec/ephemeralContainers"));
    let container = match (asked, app.as_slice()) {
        ("", [only]) => *only,
        ("", _) => {
            let inits =
                if init.is_empty() { String::new() } else { format!(" or one of the init containers: [{}]", init.join(" ")) };
            return Err(Failure::bad_request(format!(
                "a container name must be specified for pod {name}, choose one of: [{}]{inits}",
                app.join(" ")
            )));
        }
        (asked, _) => *app
            .iter()
            .chain(&init)
            .chain(&added)
            .find(|n| **n == asked)
            .ok_or_else(|| Failure::bad_request(format!("container {asked} is not valid for pod {name}")))?,
    };
    if json::text(pod, "/spec/nodeName").is_empty() {
        return Err(Failure::bad_request(format!("pod {name} does not have a host assigned")));
    }
    Ok(container)
}

/// Whether a container was added to a pod that ran.
pub fn is_ephemeral(pod: &Value, name: &str) -> bool {
    json::list(pod, "/spec/ephemeralContainers").iter().any(|c| json::text(c, "/name") == name)
}

/// `10s`, `1m20s`, `5m0s`: a wait as Go writes it.
pub fn words(ms: i64) -> String {
    let s = ms / 1000;
    if s < 60 { format!("{s}s") } else { format!("{}m{}s", s / 60, s % 60) }
}

/// The wait after a number of failures.
pub fn backoff(tries: i64) -> i64 {
    (BACKOFF_MS.0 << tries.clamp(0, 10)).min(BACKOFF_MS.1)
}

/// Changes the status of a container.
pub fn with_status(pod: &mut Value, name: &str, change: impl FnOnce(&mut Value)) {
    for list in ["/status/containerStatuses", "/status/initContainerStatuses", "/status/ephemeralContainerStatuses"] {
        if let Some(Value::Array(all)) = pod.pointer_mut(list)
            && let Some(s) = all.iter_mut().find(|s| json::text(s, "/name") == name)
        {
            // A container that starts again remembers how its last run ended.
            if s.pointer("/state/terminated").is_some() {
                let ended = s["state"].clone();
                change(s);
                if s.pointer("/state/running").is_some() {
                    s["lastState"] = ended;
                }
            } else {
                change(s);
            }
            return;
        }
    }
}

/// Phase and conditions, as they follow from the containers.
pub fn conditions(p: &mut Value, now: crate::model::time::Time) {
    let all = json::list(p, "/status/containerStatuses");
    let state = |s: &Value, k: &str| s.pointer("/state").and_then(|x| x.get(k)).is_some();
    let started = |s: &Value| state(s, "running") || state(s, "terminated") || s.pointer("/lastState/terminated").is_some();
    let unready: Vec<&str> = all.iter().filter(|s| !json::flag(s, "/ready")).map(|s| json::text(s, "/name")).collect();
    let policy = json::text(p, "/spec/restartPolicy");
    let over = !all.is_empty() && all.iter().all(|s| state(s, "terminated")) && policy != "Always";
    let failed = all.iter().any(|s| json::int(s, "/state/terminated/exitCode") != 0);
    let phase = if over && failed && policy == "Never" {
        "Failed"
    } else if over && !failed {
        "Succeeded"
    } else if !all.is_empty() && all.iter().all(started) {
        "Running"
    } else {
        "Pending"
    };
    let (status, reason, message) = if phase == "Succeeded" {
        ("False", "PodCompleted", String::new())
    } else if unready.is_empty() && !all.is_empty() {
        ("True", "", String::new())
    } else {
        ("False", "ContainersNotReady", format!("containers with unready status: [{}]", unready.join(" ")))
    };
    json::set(p, "/status/phase", phase.into());
    json::set_condition(p, "Ready", status, reason, &message, now);
    json::set_condition(p, "ContainersReady", status, reason, &message, now);
    // In the order in which a kubelet writes them.
    const ORDER: [&str; 5] = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];
    if let Some(Value::Array(all)) = p.pointer_mut("/status/conditions") {
        all.sort_by_key(|c| ORDER.iter().position(|o| *o == json::text(c, "/type")));
    }
}
