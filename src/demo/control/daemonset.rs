//! The DaemonSet controller: one pod on each node.

use super::pods::{self, is_active, is_available, is_ready};
use super::revisions::{self, HASH};
use super::{World, deployment, kubelet, scheduler};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Key, Obj};
use serde_json::json;
use std::collections::BTreeMap;

/// Brings a DaemonSet one step nearer and writes its status.
pub fn sync(w: &mut World, key: &Key) {
    let Some(ds) = w.store.get(Res::DaemonSets, key).cloned() else { return };
    if json::deleting(&ds.value) {
        return;
    }
    let Some(update) = revisions::current(w, Res::DaemonSets, &ds.value) else { return };
    let hash = json::label(&update.value, HASH).to_owned();
    let nodes = nodes(w, &ds);
    let mut on: BTreeMap<String, Vec<Obj>> = BTreeMap::new();
    for pod in w.store.owned(json::uid(&ds.value), Res::Pods) {
        on.entry(json::text(&pod.value, "/spec/nodeName").to_owned()).or_default().push(pod);
    }
    for node in &nodes {
        if on.get(node).is_none_or(Vec::is_empty) {
            create(w, &ds, &hash, node);
        }
    }
    for (node, pods) in &on {
        if !nodes.contains(node) {
            for pod in pods.iter().filter(|p| is_active(&p.value)) {
                pods::delete(w, Res::DaemonSets, &ds.value, &pod.value);
            }
        }
    }
    replace(w, &ds, &hash, nodes.len() as i64);
    status(w, key, &ds, &hash, nodes.len());
}

/// The nodes that its pods belong on, by nodeSelector.
fn nodes(w: &World, ds: &Obj) -> Vec<String> {
    let selector = ds.value.pointer("/spec/template/spec/nodeSelector").and_then(serde_json::Value::as_object);
    w.store
        .range(Res::Nodes, "", None)
        .filter(|(_, n)| selector.is_none_or(|s| s.iter().all(|(k, v)| json::label(&n.value, k) == v.as_str().unwrap_or_default())))
        .map(|(k, _)| k.name.clone())
        .collect()
}

fn create(w: &mut World, ds: &Obj, hash: &str, node: &str) {
    let template = ds.value.pointer("/spec/template").cloned().unwrap_or_default();
    let name = format!("{}-{}", json::name(&ds.value), pods::suffix(w, 5));
    let generation = json::int_or(&ds.value, "/metadata/generation", 1).to_string();
    let labels = [(HASH, hash), ("pod-template-generation", generation.as_str())];
    if let Some(pod) = pods::create(w, Res::DaemonSets, &ds.value, &template, &name, &labels) {
        let key = Key::of(&pod.value);
        let now = w.now();
        w.store.update(Res::Pods, &key, |p| {
            json::set(p, "/spec/nodeName", node.into());
            json::set_condition(p, "PodScheduled", "True", "", "", now);
        });
        scheduler::take(w, node, &pod.value, 1);
        kubelet::admit(w, &key);
    }
}

/// Replaces old pods, no more at a time than may be missing.
fn replace(w: &mut World, ds: &Obj, hash: &str, total: i64) {
    if json::text(&ds.value, "/spec/updateStrategy/type") == "OnDelete" {
        return;
    }
    let most = deployment::part(ds.value.pointer("/spec/updateStrategy/rollingUpdate/maxUnavailable"), total, true).max(1);
    let pods = w.store.owned(json::uid(&ds.value), Res::Pods);
    let mut missing = total - pods.iter().filter(|p| is_ready(&p.value) && !json::deleting(&p.value)).count() as i64;
    let mut old: Vec<&Obj> = pods.iter().filter(|p| is_active(&p.value) && json::label(&p.value, HASH) != hash).collect();
    old.sort_by_key(|p| is_ready(&p.value));
    for pod in old {
        if is_ready(&pod.value) {
            if missing >= most {
                break;
            }
            missing += 1;
        }
        pods::delete(w, Res::DaemonSets, &ds.value, &pod.value);
    }
}

fn status(w: &mut World, key: &Key, ds: &Obj, hash: &str, desired: usize) {
    let pods = w.store.owned(json::uid(&ds.value), Res::Pods);
    let live = || pods.iter().filter(|p| is_active(&p.value));
    let now = w.now();
    let wait = w.paced(json::int(&ds.value, "/spec/minReadySeconds") * 1000);
    let ready = live().filter(|p| is_ready(&p.value)).count();
    let available = live().filter(|p| is_available(&p.value, wait, now).is_ok()).count();
    let updated = live().filter(|p| json::label(&p.value, HASH) == hash).count();
    let mut status = json!({
        "currentNumberScheduled": live().count().min(desired), "numberMisscheduled": 0, "desiredNumberScheduled": desired,
        "numberReady": ready, "observedGeneration": ds.value["metadata"]["generation"],
    });
    for (field, n) in [
        ("updatedNumberScheduled", updated),
        ("numberAvailable", available),
        ("numberUnavailable", desired.saturating_sub(available)),
    ] {
        if n != 0 {
            status[field] = n.into();
        }
    }
    w.set_status(Res::DaemonSets, key, status);
    if updated == desired && ready == desired {
        let owner = ds.value.clone();
        revisions::clean_up(w, &owner, &[hash.to_owned()]);
    }
}
