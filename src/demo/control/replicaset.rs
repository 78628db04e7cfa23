//! The ReplicaSet controller: as many pods as are wanted, no more.

use super::World;
use super::pods::{self, is_ready};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Key, Obj};
use serde_json::json;

/// Brings a ReplicaSet's pods to their number and writes its status.
pub fn sync(w: &mut World, key: &Key) {
    let Some(rs) = w.store.get(Res::ReplicaSets, key).cloned() else { return };
    if json::deleting(&rs.value) {
        return;
    }
    let want = json::int_or(&rs.value, "/spec/replicas", 1);
    let mut active = w.store.owned(json::uid(&rs.value), Res::Pods);
    active.retain(|p| p.facts.active);
    let have = active.len() as i64;
    if have < want {
        let template = rs.value.pointer("/spec/template").cloned().unwrap_or_default();
        for _ in have..want {
            let name = format!("{}-{}", key.name, pods::suffix(w, 5));
            pods::create(w, Res::ReplicaSets, &rs.value, &template, &name, &[]);
        }
    } else if have > want {
        active.sort_by_key(rank);
        for pod in active.iter().take((have - want) as usize) {
            pods::delete(w, Res::ReplicaSets, &rs.value, &pod.value);
        }
    }
    status(w, key, &rs);
}

/// Which pods go first: without a node, not running, not ready, the youngest.
fn rank(pod: &Obj) -> (bool, bool, bool, std::cmp::Reverse<String>, String) {
    let v = &pod.value;
    (
        !json::text(v, "/spec/nodeName").is_empty(),
        json::text(v, "/status/phase") == "Running",
        is_ready(v),
        std::cmp::Reverse(json::text(v, "/metadata/creationTimestamp").to_owned()),
        json::name(v).to_owned(),
    )
}

fn status(w: &mut World, key: &Key, rs: &Obj) {
    let wait = w.paced(json::int(&rs.value, "/spec/minReadySeconds") * 1000);
    let now = w.now();
    let (mut total, mut ready, mut available) = (0i64, 0i64, 0i64);
    let mut next: Option<i64> = None;
    for pod in w.store.owned(json::uid(&rs.value), Res::Pods).iter().filter(|p| p.facts.active) {
        total += 1;
        ready += i64::from(pod.facts.ready);
        match pod.facts.available(wait, now) {
            Ok(()) => available += 1,
            Err(left) => next = [next, left].into_iter().flatten().min(),
        }
    }
    let mut status = json!({ "replicas": total });
    for (field, n) in [("fullyLabeledReplicas", total), ("readyReplicas", ready), ("availableReplicas", available)] {
        if n != 0 {
            status[field] = n.into();
        }
    }
    // Since 1.35: those that are on their way out and no longer counted above.
    let going = |p: &&Obj| json::deleting(&p.value) && !matches!(json::text(&p.value, "/status/phase"), "Succeeded" | "Failed");
    status["terminatingReplicas"] = w.store.owned(json::uid(&rs.value), Res::Pods).iter().filter(going).count().into();
    status["observedGeneration"] = rs.value["metadata"]["generation"].clone();
    w.set_status(Res::ReplicaSets, key, status);
    if let Some(left) = next {
        w.look_after((left as f64 * w.pace) as i64 + 20, Res::ReplicaSets, key);
    }
}
