//! The StatefulSet controller: pods with names that stay, one after another.

use super::World;
use super::claims;
use super::pods::{self, is_available};
use super::revisions::{self, HASH};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Key, Obj};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Brings a StatefulSet one step nearer and writes its status.
pub fn sync(w: &mut World, key: &Key) {
    let Some(sts) = w.store.get(Res::StatefulSets, key).cloned() else { return };
    if json::deleting(&sts.value) {
        return;
    }
    let Some(update) = revisions::current(w, Res::StatefulSets, &sts.value) else { return };
    let update_name = json::name(&update.value).to_owned();
    let current_name = match json::text(&sts.value, "/status/currentRevision") {
        "" => update_name.clone(),
        name => name.to_owned(),
    };
    let current =
        w.store.get(Res::ControllerRevisions, &Key::new(&key.ns, &current_name)).cloned().unwrap_or_else(|| update.clone());
    step(w, key, &sts, &current, &update);
    status(w, key, &sts, &current_name, &update_name);
}

/// The pods by ordinal.
fn by_ordinal(w: &World, sts: &Obj) -> BTreeMap<i64, Obj> {
    let name = json::name(&sts.value);
    w.store
        .owned(json::uid(&sts.value), Res::Pods)
        .into_iter()
        .filter_map(|p| {
            let n = json::name(&p.value).strip_prefix(name)?.strip_prefix('-')?.parse().ok()?;
            Some((n, p))
        })
        .collect()
}

fn step(w: &mut World, key: &Key, sts: &Obj, current: &Obj, update: &Obj) {
    let want = json::int_or(&sts.value, "/spec/replicas", 1);
    let parallel = json::text(&sts.value, "/spec/podManagementPolicy") == "Parallel";
    let partition = json::int(&sts.value, "/spec/updateStrategy/rollingUpdate/partition");
    let wait = w.paced(json::int(&sts.value, "/spec/minReadySeconds") * 1000);
    let now = w.now();
    let have = by_ordinal(w, sts);
    for n in 0..want {
        match have.get(&n) {
            None => {
                // Those that the update is kept from come up in the old revision.
                let old = n < partition;
                let revision = if old { current } else { update };
                let name = format!("{}-{n}", key.name);
                let hash = json::name(&revision.value).to_owned();
                let labels = [
                    (HASH, hash.as_str()),
                    ("statefulset.kubernetes.io/pod-name", name.as_str()),
                    ("apps.kubernetes.io/pod-index", &n.to_string()),
                ];
                let template = revisions::template(&revision.value);
                claims::make(w, &sts.value, &name);
                pods::create(w, Res::StatefulSets, &sts.value, &template, &name, &labels);
                if !parallel {
                    return;
                }
            }
            Some(pod) if json::deleting(&pod.value) => {
                if !parallel {
                    return;
                }
            }
            Some(pod) => match is_available(&pod.value, wait, now) {
                Ok(()) => {}
                Err(left) => {
                    if let Some(left) = left {
                        w.look_after((left as f64 * w.pace) as i64 + 20, Res::StatefulSets, key);
                    }
                    // A pod that will never be ready in its old revision may still be replaced below, as the real controller does
                    // only when somebody deletes it: it waits.
                    if !parallel {
                        return;
                    }
                }
            },
        }
    }
    // Those beyond the size go, highest first.
    if let Some((_, pod)) = have.iter().rev().find(|(n, _)| **n >= want) {
        if !json::deleting(&pod.value) {
            pods::delete(w, Res::StatefulSets, &sts.value, &pod.value);
        }
        return;
    }
    if json::text(&sts.value, "/spec/updateStrategy/type") == "OnDelete" {
        return;
    }
    // Those of an old revision are replaced, highest first, each when those above it are well.
    for (n, pod) in have.iter().rev() {
        if *n < partition {
            break;
        }
        if json::label(&pod.value, HASH) != json::name(&update.value) {
            if !json::deleting(&pod.value) {
                pods::delete(w, Res::StatefulSets, &sts.value, &pod.value);
            }
            return;
        }
        if is_available(&pod.value, wait, now).is_err() {
            return;
        }
    }
}

fn status(w: &mut World, key: &Key, sts: &Obj, current: &str, update: &str) {
    let pods = by_ordinal(w, sts);
    let wait = w.paced(json::int(&sts.value, "/spec/minReadySeconds") * 1000);
    let now = w.now();
    let live = |p: &&Obj| !json::deleting(&p.value);
    let of = |hash: &str| pods.values().filter(live).filter(|p| json::label(&p.value, HASH) == hash).count();
    let ready = pods.values().filter(|p| pods::is_ready(&p.value)).count();
    let available = pods.values().filter(|p| is_available(&p.value, wait, now).is_ok()).count();
    let want = json::int_or(&sts.value, "/spec/replicas", 1);
    let all_new = of(update) as i64 == want && pods.len() as i64 == want && ready as i64 == want;
    let current = if all_new { update } else { current };
    let mut status = json!({ "observedGeneration": sts.value["metadata"]["generation"], "replicas": pods.len() });
    for (field, n) in [("readyReplicas", ready), ("currentReplicas", of(current)), ("updatedReplicas", of(update))] {
        if n != 0 {
            status[field] = n.into();
        }
    }
    status["currentRevision"] = current.into();
    status["updateRevision"] = update.into();
    status["collisionCount"] = 0.into();
    status["availableReplicas"] = available.into();
    w.set_status(Res::StatefulSets, key, status);
    if all_new {
        let used: Vec<String> = vec![update.to_owned(), current.to_owned()];
        let owner: Value = sts.value.clone();
        revisions::clean_up(w, &owner, &used);
    }
}
