//! Makes workloads with a past: revisions, ages, pods that have been running for days.

use crate::demo::control::images;
use crate::demo::control::pods::{self, build};
use crate::demo::control::revisions::{self, HASH};
use crate::demo::control::{World, pod_status, scheduler, sets};
use crate::demo::defaults;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Key, Obj};
use crate::model::time::Time;
use serde_json::{Value, json};

/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;

/// A revision that a workload went through.
#[derive(Debug, Clone, Copy)]
pub struct Release {
    /// The tag of its first container's image.
    pub tag: &'static str,
    /// How many hours ago.
    pub hours: i64,
    /// `kubernetes.io/change-cause`; empty for none.
    pub cause: &'static str,
    /// An environment variable it brought, `NAME=value`; empty for none.
    pub env: &'static str,
}

/// A release without a cause.
pub const fn release(tag: &'static str, hours: i64, cause: &'static str) -> Release {
    Release { tag, hours, cause, env: "" }
}

fn with_release(object: &Value, r: &Release) -> Value {
    let mut o = object.clone();
    let image = json::text(&o, "/spec/template/spec/containers/0/image").to_owned();
    let repository = image.rsplit_once(':').map_or(image.as_str(), |(a, _)| a);
    json::set(&mut o, "/spec/template/spec/containers/0/image", format!("{repository}:{}", r.tag).into());
    if let Some((name, value)) = r.env.split_once('=')
        && let Some(Value::Array(env)) = o.pointer_mut("/spec/template/spec/containers/0/env")
    {
        env.push(json!({ "name": name, "value": value }));
    }
    if r.cause.is_empty() {
        json::unset(&mut o, "/metadata/annotations/kubernetes.io~1change-cause");
    } else {
        json::set_entry(&mut o, "/metadata/annotations", "kubernetes.io/change-cause", r.cause);
    }
    o
}

/// Makes a Deployment that went through `releases`, oldest first, and has been whole since the last.
pub fn deployment(w: &mut World, object: &Value, releases: &[Release], now: Time) -> Option<Obj> {
    let at = |r: &Release| now.plus(-r.hours * HOUR_MS);
    let last = releases.last()?;
    w.store.now = at(releases.first()?);
    let mut d = with_release(object, last);
    defaults::fill(Res::Deployments, &mut d);
    json::set(&mut d, "/metadata/generation", (releases.len() as i64).into());
    json::set_entry(&mut d, "/metadata/annotations", sets::REVISION, &releases.len().to_string());
    let replicas = json::int_or(&d, "/spec/replicas", 1);
    let made = w.store.create(Res::Deployments, d).ok()?;
    // Each revision starts from the template without any release's additions.
    let mut plain = object.clone();
    defaults::fill(Res::Deployments, &mut plain);
    let mut base = made.value.clone();
    base["spec"]["template"] = plain["spec"]["template"].take();
    let mut newest = None;
    for (i, r) in releases.iter().enumerate() {
        w.store.now = at(r);
        let whole = with_release(&base, r);
        let current = i + 1 == releases.len();
        let size = if current { replicas } else { 0 };
        let mut rs = sets::build(&whole, size, i as i64 + 1);
        json::set(&mut rs, "/metadata/generation", if current { 1 } else { 3 }.into());
        rs["status"] = json!({ "replicas": size });
        if size > 0 {
            for f in ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"] {
                rs["status"][f] = size.into();
            }
        }
        rs["status"]["observedGeneration"] = rs["metadata"]["generation"].clone();
        newest = w.store.create(Res::ReplicaSets, rs).ok();
    }
    let newest = newest?;
    let template = newest.value.pointer("/spec/template").cloned().unwrap_or_default();
    for _ in 0..replicas {
        let name = format!("{}-{}", json::name(&newest.value), pods::suffix(w, 5));
        running(w, Res::ReplicaSets, &newest.value, &template, &name, &[], "");
    }
    let (born, since) = (at(&releases[0]).rfc3339(), at(last).plus(9_000).rfc3339());
    let mut status = json!({ "observedGeneration": releases.len() });
    if replicas > 0 {
        for f in ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"] {
            status[f] = replicas.into();
        }
    }
    let message = format!("ReplicaSet {:?} has successfully progressed.", json::name(&newest.value));
    status["conditions"] = json!([
        { "type": "Available", "status": "True", "lastUpdateTime": born, "lastTransitionTime": born,
            "reason": "MinimumReplicasAvailable", "message": "Deployment has minimum availability." },
        { "type": "Progressing", "status": "True", "lastUpdateTime": since, "lastTransitionTime": born,
            "reason": "NewReplicaSetAvailable", "message": message },
    ]);
    w.store.update(Res::Deployments, &Key::of(&made.value), |d| d["status"] = status)
}

/// Makes a StatefulSet or DaemonSet that went through `releases` and has been whole since the last.
pub fn set(w: &mut World, res: Res, object: &Value, releases: &[Release], now: Time) {
    let at = |r: &Release| now.plus(-r.hours * HOUR_MS);
    let (Some(first), Some(last)) = (releases.first(), releases.last()) else { return };
    w.store.now = at(first);
    let mut o = with_release(object, first);
    defaults::fill(res, &mut o);
    let Ok(mut made) = w.store.create(res, o) else { return };
    let mut revision = revisions::current(w, res, &made.value);
    let key = Key::of(&made.value);
    for r in &releases[1..] {
        w.store.now = at(r);
        let next = with_release(&made.value, r);
        if let Some(m) = w.store.update(res, &key, |o| *o = next) {
            made = m;
        }
        revision = revisions::current(w, res, &made.value);
    }
    let Some(revision) = revision else { return };
    w.store.now = at(last);
    let template = made.value.pointer("/spec/template").cloned().unwrap_or_default();
    let generation = json::int_or(&made.value, "/metadata/generation", 1);
    let status = if res == Res::StatefulSets {
        let hash = json::name(&revision.value).to_owned();
        let replicas = json::int_or(&made.value, "/spec/replicas", 1);
        for n in 0..replicas {
            let name = format!("{}-{n}", key.name);
            let index = n.to_string();
            let labels = [
                (HASH, hash.as_str()),
                ("statefulset.kubernetes.io/pod-name", name.as_str()),
                ("apps.kubernetes.io/pod-index", index.as_str()),
            ];
            running(w, res, &made.value, &template, &name, &labels, "");
        }
        json!({
            "observedGeneration": generation, "replicas": replicas, "readyReplicas": replicas, "currentReplicas": replicas,
            "updatedReplicas": replicas, "currentRevision": hash, "updateRevision": hash, "collisionCount": 0,
            "availableReplicas": replicas,
        })
    } else {
        let hash = json::label(&revision.value, HASH).to_owned();
        let generation_text = generation.to_string();
        let nodes: Vec<String> = w.store.range(Res::Nodes, "", None).map(|(k, _)| k.name.clone()).collect();
        for node in &nodes {
            let name = format!("{}-{}", key.name, pods::suffix(w, 5));
            let labels = [(HASH, hash.as_str()), ("pod-template-generation", generation_text.as_str())];
            running(w, res, &made.value, &template, &name, &labels, node);
        }
        let n = nodes.len();
        json!({
            "currentNumberScheduled": n, "numberMisscheduled": 0, "desiredNumberScheduled": n, "numberReady": n,
            "observedGeneration": generation, "updatedNumberScheduled": n, "numberAvailable": n,
        })
    };
    w.store.update(res, &key, |o| o["status"] = status);
}

/// A pod that has been running since the store's present time. `node` is drawn in turn when it is empty.
pub fn running(w: &mut World, res: Res, owner: &Value, template: &Value, name: &str, labels: &[(&str, &str)], node: &str) {
    let mut pod = build(res, owner, template, name, labels);
    // Read once for all pods: thousands of nodes have room for the pods of a large crowd.
    if w.seats.len() != w.store.count(Res::Nodes) {
        let seat = |n: &Obj| json::text(&n.value, "/status/addresses/0/address").to_owned();
        w.seats = w.store.range(Res::Nodes, "", None).map(|(k, n)| (k.name.clone(), seat(n))).collect();
    }
    if w.seats.is_empty() {
        return;
    }
    let turn = w.store.count(Res::Pods) % w.seats.len();
    let index = if node.is_empty() { turn } else { w.seats.iter().position(|(n, _)| n == node).unwrap_or(turn) };
    let (node, host) = &w.seats[index].clone();
    let start = w.now();
    let ip = w.fresh_ip(index);
    json::set(&mut pod, "/spec/nodeName", node.as_str().into());
    json::set(&mut pod, "/status/hostIP", host.as_str().into());
    json::set(&mut pod, "/status/hostIPs", json!([{ "ip": host }]));
    json::set(&mut pod, "/status/podIP", ip.as_str().into());
    json::set(&mut pod, "/status/podIPs", json!([{ "ip": ip }]));
    json::set(&mut pod, "/status/startTime", start.rfc3339().into());
    for kind in ["PodReadyToStartContainers", "Initialized", "PodScheduled"] {
        json::set_condition(&mut pod, kind, "True", "", "", start.plus(1000));
    }
    let began = start.plus(2000).rfc3339();
    let statuses: Vec<Value> = json::list(&pod, "/spec/containers")
        .iter()
        .map(|c| {
            let image = json::text(c, "/image");
            w.pulled.insert((node.clone(), image.to_owned()));
            let id = format!("containerd://{:064x}", u128::from(w.store.rng.u64(..)) << 64 | u128::from(w.store.rng.u64(..)));
            json!({
                "name": json::text(c, "/name"), "state": { "running": { "startedAt": began } }, "lastState": {}, "ready": true,
                "restartCount": 0, "image": images::full(image), "started": true, "containerID": id, "imageID": images::id(image, 0),
            })
        })
        .collect();
    json::set(&mut pod, "/status/containerStatuses", statuses.into());
    pod_status::conditions(&mut pod, start.plus(6000));
    scheduler::take(w, node, &pod, 1);
    let _ = w.store.create(Res::Pods, pod);
}
