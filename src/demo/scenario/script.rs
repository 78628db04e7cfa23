//! What happens by itself: acts after waits.

use super::Scenario;
use super::platform::{REGISTRY, first_pod, object};
use super::seed::{deployment, release};
use crate::demo::control::{Play, Task, World, kubelet, pod_status};
use crate::demo::defaults;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::Key;
use crate::model::time::Time;
use serde_json::{Value, json};
use std::collections::VecDeque;

/// How far before the first request the past begins that is played through.
pub const PAST_MS: i64 = 26 * 60_000;

#[derive(Debug, Clone, Copy)]
enum Act {
    /// A new image for a Deployment's first container.
    Image(&'static str, &'static str, &'static str, &'static str),
    /// A release of a Deployment without a probe, which ends by itself after four seconds: ready first, and crashing then.
    Crashing(&'static str, &'static str, &'static str),
    /// A Deployment gets a new size.
    Scale(&'static str, &'static str, i64),
    /// A container of an app's first pod ends.
    Kill(&'static str, &'static str, &'static str, i64, &'static str),
    /// The next of what repeats for ever.
    Again,
}

/// What is still to come.
#[derive(Debug, Default)]
pub struct Script {
    scenario: Scenario,
    acts: VecDeque<(i64, Act)>,
    round: usize,
    pods: Vec<Key>,
}

impl Script {
    /// The script of a scenario.
    fn new(scenario: Scenario) -> Self {
        let acts = match scenario {
            Scenario::Calm | Scenario::Release => vec![],
            Scenario::Incident => vec![
                (12_000, Act::Image("iot-test", "user-service", "2.2.0-bad", "set image by pipeline #4214")),
                (14_000, Act::Image("iot-pre", "gateway", "2.4.0", "set image by pipeline #4215")),
                (19_000, Act::Kill("iot-dev", "nacos", "nacos", 137, "OOMKilled")),
                (25_000, Act::Image("iot-pre", "web", "3.2.1-crash", "set image by pipeline #4216")),
                (30_000, Act::Kill("iot-prod", "log-agent", "agent", 1, "Error")),
                (40_000, Act::Image("iot-prod", "web", "3.2.0-slow", "set image by pipeline #4218")),
                (60_000, Act::Scale("iot-dev", "user-service", 3)),
                (20_000, Act::Crashing("iot-test", "gateway", "edit by li.na: no probe, new command")),
                (60_000, Act::Again),
            ],
            Scenario::Rollout => vec![(6_000, Act::Again)],
            Scenario::Storm => vec![(1_000, Act::Again)],
        };
        Self { scenario, acts: acts.into(), ..Self::default() }
    }

    /// Waits for the next act.
    fn wait(&self, w: &mut World) {
        if let Some((wait, _)) = self.acts.front() {
            w.after(*wait, Task::Script);
        }
    }
}

/// What happened before the first request.
pub fn past(w: &mut World, scenario: Scenario, now: Time) {
    if scenario != Scenario::Incident {
        return;
    }
    let minutes = |m: i64| now.plus(-m * 60_000);
    // Seeded as whole, then broken under the controllers' eyes.
    for (name, replicas, tag) in [("rule-engine", 1, "1.2.0"), ("firmware-api", 1, "0.7.1"), ("simulator", 0, "0.3.0")] {
        deployment(w, &object("iot-dev", name, replicas, "0"), &[release(tag, 9 * 24, "")], now);
    }
    w.store.now = minutes(26);
    w.run(minutes(24));
    create(w, "alarm-service", 1, "1.4.0-crash", |_| {});
    w.run(minutes(19));
    create(w, "report-service", 1, "2.0.1-oom", |d| {
        json::set(d, "/spec/template/spec/containers/0/resources/limits/memory", "64Mi".into());
    });
    w.run(minutes(14));
    create(w, "ota-service", 2, "1.1.0-unready", |_| {});
    w.run(minutes(9));
    w.store.update(Res::Deployments, &Key::new("iot-dev", "rule-engine"), |d| {
        json::set(d, "/spec/template/spec/containers/0/resources/requests/cpu", "64".into());
        json::set_entry(d, "/metadata/annotations", "kubernetes.io/change-cause", "set resources by zhang.wei");
    });
    w.run(minutes(6));
    w.store.update(Res::Deployments, &Key::new("iot-dev", "firmware-api"), |d| {
        json::set(d, "/spec/paused", true.into());
        json::set(d, "/spec/template/spec/containers/0/image", format!("{REGISTRY}/firmware-api:0.8.0").into());
    });
    w.run(minutes(5));
    create(w, "video-relay", 1, "0.9.0-missing", |_| {});
    w.run(minutes(2));
    image(w, "iot-prod", "device-service", "1.9.0-bad", "set image by pipeline #4211");
}

fn create(w: &mut World, name: &str, replicas: i64, tag: &str, change: impl FnOnce(&mut Value)) {
    let mut d = object("iot-dev", name, replicas, tag);
    change(&mut d);
    defaults::fill(Res::Deployments, &mut d);
    if let Err(e) = w.store.create(Res::Deployments, d) {
        tracing::warn!("the demo's script: {}", e.message);
    }
}

/// Sets the script of a scenario going.
pub fn start(w: &mut World, scenario: Scenario, now: Time) {
    w.store.now = now;
    let script = Script::new(scenario);
    script.wait(w);
    w.script = Some(Box::new(script));
}

impl Play for Script {
    fn act(&mut self, w: &mut World) {
        let Some((_, act)) = self.acts.pop_front() else { return };
        play(self, w, act);
        self.wait(w);
    }
}

fn play(script: &mut Script, w: &mut World, act: Act) {
    match act {
        Act::Image(ns, name, tag, cause) => image(w, ns, name, tag, cause),
        Act::Crashing(ns, name, cause) => {
            w.store.update(Res::Deployments, &Key::new(ns, name), |d| {
                json::unset(d, "/spec/template/spec/containers/0/readinessProbe");
                json::set(d, "/spec/template/spec/containers/0/command", json!(["sh", "-c", "sleep 4; exit 7"]));
                json::set_entry(d, "/metadata/annotations", "kubernetes.io/change-cause", cause);
            });
        }
        Act::Scale(ns, name, n) => {
            w.store.update(Res::Deployments, &Key::new(ns, name), |d| json::set(d, "/spec/replicas", n.into()));
        }
        Act::Kill(ns, app, container, code, reason) => {
            if let Some(key) = first_pod(w, ns, app) {
                kubelet::kill(w, &key, container, code, reason);
            }
        }
        Act::Again => again(script, w),
    }
}

fn image(w: &mut World, ns: &str, name: &str, tag: &str, cause: &str) {
    w.store.update(Res::Deployments, &Key::new(ns, name), |d| {
        const AT: &str = "/spec/template/spec/containers/0/image";
        let repository = json::text(d, AT).rsplit_once(':').map_or_else(String::new, |(r, _)| r.to_owned());
        json::set(d, AT, format!("{repository}:{tag}").into());
        json::set_entry(d, "/metadata/annotations", "kubernetes.io/change-cause", cause);
    });
}

fn again(script: &mut Script, w: &mut World) {
    let round = script.round;
    script.round += 1;
    let wait = match script.scenario {
        Scenario::Calm | Scenario::Release => return,
        Scenario::Incident => {
            let all = [("iot-dev", "device-service"), ("iot-test", "gateway"), ("iot-dev", "web"), ("iot-pre", "user-service")];
            let (ns, app) = all[round % all.len()];
            if let Some(key) = first_pod(w, ns, app) {
                kubelet::kill(w, &key, app, 1, "Error");
            }
            75_000
        }
        Scenario::Rollout => {
            release_next(w, round);
            12_000
        }
        Scenario::Storm => {
            storm(script, w);
            50
        }
    };
    script.acts.push_back((wait, Act::Again));
}

/// Each service of each environment in turn gets its next version; every sixth is a bad one, which the next round takes back.
fn release_next(w: &mut World, round: usize) {
    let services = ["web", "gateway", "user-service", "device-service"];
    let spaces = ["iot-dev", "iot-test", "iot-pre", "iot-prod"];
    let (ns, service) = (spaces[round / services.len() % spaces.len()], services[round % services.len()]);
    let number = 4300 + round;
    let bad = round % 6 == 5;
    let tag = format!("5.{}.{}{}", round / 16, round % 16, if bad { "-bad" } else { "" });
    image(w, ns, service, &tag, &format!("set image by pipeline #{number}"));
    if round % 6 == 2 && round > 2 {
        let back = round - 3;
        let (ns, service) = (spaces[back / services.len() % spaces.len()], services[back % services.len()]);
        image(w, ns, service, &format!("5.{}.{}-fix", back / 16, back % 16), &format!("roll back of #{}", 4300 + back));
    }
}

/// Ten changes: readiness that comes and goes, restarts, pods that are replaced.
fn storm(script: &mut Script, w: &mut World) {
    if script.pods.is_empty() {
        let keys = w.store.range(Res::Pods, "", None).filter(|(k, _)| k.ns.starts_with("crowd-")).map(|(k, _)| k.clone());
        script.pods = keys.collect();
    }
    let now = w.now();
    for i in 0..10 {
        if script.pods.is_empty() {
            return;
        }
        let at = w.store.rng.usize(..script.pods.len());
        let key = script.pods[at].clone();
        if w.store.get(Res::Pods, &key).is_none() {
            script.pods.swap_remove(at);
            continue;
        }
        if i == 0 && script.round.is_multiple_of(10) {
            w.delete(Res::Pods, &key, Some(0));
            continue;
        }
        w.store.update(Res::Pods, &key, |p| {
            let Some(s) = p.pointer_mut("/status/containerStatuses/0") else { return };
            if s.pointer("/state/running").is_none() {
                return;
            }
            let ready = json::flag(s, "/ready");
            s["ready"] = (!ready).into();
            if ready && i == 1 {
                s["restartCount"] = (json::int(s, "/restartCount") + 1).into();
                s["lastState"] = json!({ "terminated": { "exitCode": 1, "reason": "Error", "startedAt": now.plus(-9000).rfc3339(), "finishedAt": now.rfc3339() } });
            }
            pod_status::conditions(p, now);
        });
    }
    if script.round.is_multiple_of(200) {
        script.pods.clear();
    }
}
