//! The kubelets: the life of a pod from its creation to its end, in believable steps.
//!
//! A step is a timer that names the pod, the container and the restart it belongs to; one that comes too late (the pod is gone, the
//! container has restarted) does nothing. All state is in the pod itself.

use super::images::{self, Behaviour, behaviour, contents, scripted};
use super::pod_status::{backoff, conditions, fresh_status, is_ephemeral, spec_of, status_of, with_status, words};
use super::{Task, World, ephemeral, events, pulls, scheduler};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Happened, Key, Obj};
use serde_json::{Value, json};

/// The next thing in a pod's life.
#[derive(Debug, Clone)]
pub struct Step {
    pub(super) key: Key,
    uid: String,
    pub(super) container: String,
    restarts: i64,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Place,
    Seat,
    Network,
    Pull(i64),
    Pulled(i64),
    PullBackOff(i64),
    Start,
    Ready,
    Unhealthy,
    Exit(i64, &'static str),
    BackOff,
    Gone,
}

pub(super) fn plan(w: &mut World, pod: &Value, container: &str, ms: i64, what: What) {
    let restarts = status_of(pod, container).map_or(0, |s| json::int(s, "/restartCount"));
    let step = Step { key: Key::of(pod), uid: json::uid(pod).into(), container: container.into(), restarts, what };
    w.after(ms, Task::Pod(step));
}

/// Lets a container be pulled and started.
pub fn pull(w: &mut World, pod: &Value, name: &str) {
    plan(w, pod, name, 50, What::Pull(0));
}

/// Looks at a change of a pod.
pub fn observe(w: &mut World, key: &Key, pod: &Value, happened: Happened) {
    match happened {
        Happened::Added => {
            if json::text(pod, "/spec/nodeName").is_empty() {
                let ms = w.between(30, 200);
                plan(w, pod, "", ms, What::Place);
            } else if json::text(pod, "/status/startTime").is_empty() {
                // Whoever names the node goes past the scheduler.
                plan(w, pod, "", 50, What::Seat);
            }
        }
        Happened::Deleted => {
            w.containers.end_pod(json::uid(pod));
            w.unscheduled.remove(key);
            let node = json::text(pod, "/spec/nodeName").to_owned();
            if !node.is_empty() {
                scheduler::take(w, &node, pod, -1);
                if !w.unscheduled.is_empty() {
                    w.retry_after(2_000);
                }
            }
        }
        Happened::Modified => {
            // The first sight of a deletion starts the drain.
            if json::deleting(pod) && !w.draining.contains_key(json::uid(pod)) {
                w.draining.insert(json::uid(pod).to_owned(), w.now());
                for c in json::list(pod, "/spec/containers") {
                    let name = json::text(c, "/name");
                    if status_of(pod, name).is_some_and(|s| s.pointer("/state/running").is_some()) {
                        events::record(
                            w,
                            Res::Pods,
                            pod,
                            events::Said {
                                from: "kubelet",
                                field: name,
                                normal: true,
                                reason: "Killing",
                                message: &format!("Stopping container {name}"),
                            },
                        );
                    }
                }
                let grace = json::int_or(pod, "/metadata/deletionGracePeriodSeconds", 30) * 1000;
                plan(w, pod, "", grace.min(2000), What::Gone);
            } else {
                ephemeral::start(w, key, pod);
            }
        }
    }
}

/// A pod has a node: its kubelet takes it.
pub fn admit(w: &mut World, key: &Key) {
    let now = w.now();
    let Some(pod) = w.store.get(Res::Pods, key).cloned() else { return };
    let node = json::text(&pod.value, "/spec/nodeName").to_owned();
    let host = w.store.get(Res::Nodes, &Key::new("", &node)).map_or_else(String::new, |n| {
        json::list(&n.value, "/status/addresses").first().map_or_else(String::new, |a| json::text(a, "/address").into())
    });
    let Some(pod) = w.store.update(Res::Pods, key, |p| {
        let init = p.pointer("/spec/initContainers").is_some();
        json::set_condition(p, "PodReadyToStartContainers", "False", "", "", now);
        if init {
            let names: Vec<&str> = json::list(p, "/spec/initContainers").iter().map(|c| json::text(c, "/name")).collect();
            let message = format!("containers with incomplete status: [{}]", names.join(" "));
            json::set_condition(p, "Initialized", "False", "ContainersNotInitialized", &message, now);
        } else {
            json::set_condition(p, "Initialized", "True", "", "", now);
        }
        json::set(p, "/status/hostIP", host.as_str().into());
        json::set(p, "/status/hostIPs", json!([{ "ip": host }]));
        json::set(p, "/status/startTime", now.rfc3339().into());
        for (spec, status, waiting) in [
            ("/spec/initContainers", "/status/initContainerStatuses", "PodInitializing"),
            ("/spec/containers", "/status/containerStatuses", if init { "PodInitializing" } else { "ContainerCreating" }),
        ] {
            let all: Vec<Value> = json::list(p, spec).iter().map(|c| fresh_status(c, waiting)).collect();
            if !all.is_empty() {
                json::set(p, status, all.into());
            }
        }
        conditions(p, now);
    }) else {
        return;
    };
    let ms = w.between(400, 1200);
    plan(w, &pod.value, "", ms, What::Network);
}

/// Does a step, if the pod is still where the step left it.
pub fn step(w: &mut World, step: &Step) {
    let Some(pod) = w.store.get(Res::Pods, &step.key).cloned() else { return };
    if json::uid(&pod.value) != step.uid {
        return;
    }
    match step.what {
        What::Gone => {
            w.store.remove(Res::Pods, &step.key);
        }
        What::Place => scheduler::place(w, &step.key),
        _ if json::deleting(&pod.value) => {}
        What::Seat if json::text(&pod.value, "/status/startTime").is_empty() => {
            let (now, node) = (w.now(), json::text(&pod.value, "/spec/nodeName").to_owned());
            scheduler::take(w, &node, &pod.value, 1);
            w.store.update(Res::Pods, &step.key, |p| {
                json::set_condition(p, "PodScheduled", "True", "", "", now);
            });
            admit(w, &step.key);
        }
        What::Seat => {}
        What::Network => network(w, &step.key),
        _ => {
            let Some((spec, init)) = spec_of(&pod.value, &step.container) else { return };
            let restarts = status_of(&pod.value, &step.container).map_or(0, |s| json::int(s, "/restartCount"));
            if restarts == step.restarts {
                container_step(w, step, &pod, &spec.clone(), init);
            }
        }
    }
}

fn network(w: &mut World, key: &Key) {
    let now = w.now();
    let Some(pod) = w.store.get(Res::Pods, key).cloned() else { return };
    let node = w.store.range(Res::Nodes, "", None).position(|(k, _)| k.name == json::text(&pod.value, "/spec/nodeName"));
    let ip = w.fresh_ip(node.unwrap_or(0));
    let Some(pod) = w.store.update(Res::Pods, key, |p| {
        json::set(p, "/status/podIP", ip.as_str().into());
        json::set(p, "/status/podIPs", json!([{ "ip": ip }]));
        json::set_condition(p, "PodReadyToStartContainers", "True", "", "", now);
    }) else {
        return;
    };
    if let Some(first) = json::list(&pod.value, "/spec/initContainers").first() {
        plan(w, &pod.value, json::text(first, "/name"), 50, What::Pull(0));
    } else {
        start_all(w, &pod.value);
    }
}

fn start_all(w: &mut World, pod: &Value) {
    for (i, c) in json::list(pod, "/spec/containers").iter().enumerate() {
        plan(w, pod, json::text(c, "/name"), 50 + 200 * i as i64, What::Pull(0));
    }
}

fn container_step(w: &mut World, step: &Step, pod: &Obj, spec: &Value, init: bool) {
    let name = step.container.as_str();
    let pod = &pod.value;
    let tell = |w: &mut World, normal: bool, reason: &str, message: &str| {
        events::record(w, Res::Pods, pod, events::Said { from: "kubelet", field: name, normal, reason, message });
    };
    match step.what {
        What::Pull(_) | What::Pulled(_) | What::PullBackOff(_) => pulls::step(w, step, pod, spec),
        What::Start => {
            tell(w, true, "Created", &format!("Created container: {name}"));
            tell(w, true, "Started", &format!("Started container {name}"));
            start(w, step, spec, init);
        }
        What::Ready => ready(w, &step.key, name),
        What::Unhealthy => {
            let probed = spec.pointer("/readinessProbe/httpGet").is_some();
            let message = if probed {
                "HTTP probe failed with statuscode: 503"
            } else {
                "cat: can't open '/tmp/ready': No such file or directory"
            };
            tell(w, false, "Unhealthy", &format!("Readiness probe failed: {message}"));
            plan(w, pod, name, 10_000, What::Unhealthy);
        }
        What::Exit(code, reason) => exit(w, step, code, reason, init),
        What::BackOff => {
            let n = w.between(300, 900);
            let restarted = w.store.update(Res::Pods, &step.key, |p| {
                with_status(p, name, |s| {
                    let n = json::int(s, "/restartCount") + 1;
                    json::set(s, "/restartCount", n.into());
                });
            });
            if let Some(p) = restarted {
                plan(w, &p.value, name, n, What::Pull(0));
            }
        }
        _ => {}
    }
}

fn start(w: &mut World, step: &Step, spec: &Value, init: bool) {
    let (now, name) = (w.now(), step.container.as_str());
    let image = json::text(spec, "/image");
    let acts = behaviour(image);
    let probe = spec.get("readinessProbe").is_some();
    let ephemeral = w.store.get(Res::Pods, &step.key).is_some_and(|p| is_ephemeral(&p.value, name));
    let soon = matches!(acts, Behaviour::Good | Behaviour::Crash | Behaviour::Oom | Behaviour::Noisy | Behaviour::Late);
    let at_once = !init && !probe && soon;
    let id = format!(
        "containerd://{:016x}{:016x}{:016x}{:016x}",
        w.store.rng.u64(..),
        w.store.rng.u64(..),
        w.store.rng.u64(..),
        w.store.rng.u64(..)
    );
    let image_id = images::id(image, 0);
    let Some(pod) = w.store.update(Res::Pods, &step.key, |p| {
        with_status(p, name, |s| {
            json::set(s, "/state", json!({ "running": { "startedAt": now.rfc3339() } }));
            json::set(s, "/containerID", id.into());
            json::set(s, "/image", images::full(image).into());
            json::set(s, "/imageID", image_id.into());
            json::set(s, "/started", true.into());
            json::set(s, "/ready", (at_once && !ephemeral).into());
        });
        conditions(p, now);
    }) else {
        return;
    };
    let pod = &pod.value;
    if let Some((ms, code)) = scripted(spec) {
        return plan(w, pod, name, ms, What::Exit(code, if code == 0 { "Completed" } else { "Error" }));
    }
    if init {
        let ms = w.between(800, 1600);
        let end = match acts {
            Behaviour::Crash => What::Exit(1, "Error"),
            Behaviour::Oom => What::Exit(137, "OOMKilled"),
            _ => What::Exit(0, "Completed"),
        };
        plan(w, pod, name, ms, end);
        return;
    }
    if ephemeral && !matches!(acts, Behaviour::Crash | Behaviour::Oom) {
        // A shell to which nobody speaks is over at once.
        if contents(image).is_shell && !json::flag(spec, "/stdin") && spec.get("command").is_none() && spec.get("args").is_none() {
            plan(w, pod, name, 300, What::Exit(0, "Completed"));
        }
        return;
    }
    match acts {
        Behaviour::Crash => plan(w, pod, name, 3000, What::Exit(1, "Error")),
        Behaviour::Oom => plan(w, pod, name, 4000, What::Exit(137, "OOMKilled")),
        Behaviour::Unready => plan(w, pod, name, 5000, What::Unhealthy),
        // What a Job runs comes to an end.
        _ if json::controller(pod).is_some_and(|c| json::text(c, "/kind") == "Job") => {
            let ms = if acts == Behaviour::Slow { 30_000 } else { w.between(4000, 9000) };
            plan(w, pod, name, ms, What::Exit(0, "Completed"));
        }
        Behaviour::Slow => {
            plan(w, pod, name, 20_000, What::Ready);
        }
        Behaviour::Late => {
            let ms = if probe { json::int(spec, "/readinessProbe/initialDelaySeconds") * 1000 + w.between(800, 2500) } else { 0 };
            if probe {
                plan(w, pod, name, ms, What::Ready);
            }
            plan(w, pod, name, ms + 20_000, What::Exit(1, "Error"));
        }
        _ if probe => {
            let ms = json::int(spec, "/readinessProbe/initialDelaySeconds") * 1000 + w.between(800, 2500);
            plan(w, pod, name, ms, What::Ready);
        }
        _ => {}
    }
}

fn ready(w: &mut World, key: &Key, name: &str) {
    let now = w.now();
    w.store.update(Res::Pods, key, |p| {
        with_status(p, name, |s| json::set(s, "/ready", true.into()));
        conditions(p, now);
    });
}

fn exit(w: &mut World, step: &Step, code: i64, reason: &str, init: bool) {
    let (now, name) = (w.now(), step.container.as_str());
    w.containers.end(&step.uid, name);
    let Some(pod) = w.store.update(Res::Pods, &step.key, |p| {
        with_status(p, name, |s| {
            let ended = json!({
                "exitCode": code, "reason": reason, "startedAt": s.pointer("/state/running/startedAt").cloned(),
                "finishedAt": now.rfc3339(), "containerID": s.get("containerID").cloned(),
            });
            json::set(s, "/state", json!({ "terminated": ended }));
            json::set(s, "/ready", (init && code == 0).into());
            json::set(s, "/started", false.into());
        });
        conditions(p, now);
    }) else {
        return;
    };
    let pod = pod.value.clone();
    if init && code == 0 {
        let inits = json::list(&pod, "/spec/initContainers");
        let at = inits.iter().position(|c| json::text(c, "/name") == name).unwrap_or(0);
        match inits.get(at + 1) {
            Some(next) => plan(w, &pod, json::text(next, "/name"), 300, What::Pull(0)),
            None => {
                w.store.update(Res::Pods, &step.key, |p| {
                    json::set_condition(p, "Initialized", "True", "", "", now);
                });
                start_all(w, &pod);
            }
        }
        return;
    }
    let policy = json::text(&pod, "/spec/restartPolicy");
    if is_ephemeral(&pod, name) {
        return;
    }
    if policy == "Never" || (policy == "OnFailure" && code == 0) {
        return;
    }
    // The first restart comes at once; each later one after a longer wait, said aloud.
    let count = step.restarts;
    let wait = if count == 0 { 0 } else { backoff(count - 1) };
    let w_ms = w.between(700, 1100);
    if count > 0 {
        let what = format!("restarting failed container {name} in pod {}_{}({})", step.key.name, step.key.ns, step.uid);
        events::record(
            w,
            Res::Pods,
            &pod,
            events::Said { from: "kubelet", field: name, normal: false, reason: "BackOff", message: &format!("Back-off {what}") },
        );
    }
    let message =
        format!("back-off {} restarting failed container={name} pod={}_{}({})", words(wait), step.key.name, step.key.ns, step.uid);
    w.store.update(Res::Pods, &step.key, |p| {
        with_status(p, name, |s| {
            let ended = s.get("state").cloned().unwrap_or_default();
            if count > 0 {
                json::set(s, "/lastState", ended);
                json::set(s, "/state", json!({ "waiting": { "reason": "CrashLoopBackOff", "message": message } }));
            }
        });
        conditions(p, now);
    });
    plan(w, &pod, name, wait + w_ms, What::BackOff);
}

pub(super) fn waiting(w: &mut World, key: &Key, name: &str, reason: &str, message: &str) {
    let now = w.now();
    w.store.update(Res::Pods, key, |p| {
        with_status(p, name, |s| json::set(s, "/state", json!({ "waiting": { "reason": reason, "message": message } })));
        conditions(p, now);
    });
}

/// Ends a running container for a scenario, as if the program had.
pub fn kill(w: &mut World, key: &Key, container: &str, code: i64, reason: &'static str) {
    if let Some(pod) = w.store.get(Res::Pods, key).cloned() {
        plan(w, &pod.value, container, 0, What::Exit(code, reason));
    }
}
