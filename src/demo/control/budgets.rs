//! PodDisruptionBudgets: how many pods may go. After k8s.io/kubernetes/pkg/controller/disruption.

use super::World;
use super::pods::is_ready;
use super::sets::share;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::selector::Labels;
use crate::demo::store::{Key, Obj};
use serde_json::json;
use std::collections::BTreeMap;

/// Counts what a budget covers.
pub fn sync(w: &mut World, key: &Key) {
    let Some(budget) = w.store.get(Res::PodDisruptionBudgets, key).cloned() else { return };
    let b = &budget.value;
    let Some(selector) = Labels::of_budget(b.pointer("/spec/selector")) else { return };
    let pods: Vec<Obj> =
        w.store.range(Res::Pods, &key.ns, None).filter(|(_, p)| selector.fits_object(p)).map(|(_, p)| p.clone()).collect();
    let healthy = pods.iter().filter(|p| is_ready(&p.value) && !json::deleting(&p.value)).count() as i64;
    let (expected, desired) = match (b.pointer("/spec/minAvailable"), b.pointer("/spec/maxUnavailable")) {
        (_, Some(most)) => {
            let all = scale(w, &key.ns, &pods);
            (all, (all - share(Some(most), all, true)).max(0))
        }
        (Some(least), None) if least.is_string() => {
            let all = scale(w, &key.ns, &pods);
            (all, share(Some(least), all, true))
        }
        (Some(least), None) => (pods.len() as i64, least.as_i64().unwrap_or(0)),
        _ => (pods.len() as i64, 1),
    };
    let allowed = if expected == 0 { 0 } else { (healthy - desired).max(0) };
    let now = w.now();
    let generation = b["metadata"]["generation"].clone();
    w.store.update(Res::PodDisruptionBudgets, key, |b| {
        let conditions = b.pointer("/status/conditions").cloned().unwrap_or_else(|| json!([]));
        json::set(
            b,
            "/status",
            json!({ "conditions": conditions, "currentHealthy": healthy, "desiredHealthy": desired,
            "disruptionsAllowed": allowed, "expectedPods": expected, "observedGeneration": generation }),
        );
        let (status, reason) = if allowed > 0 { ("True", "SufficientPods") } else { ("False", "InsufficientPods") };
        json::set_condition(b, "DisruptionAllowed", status, reason, "", now);
    });
}

/// How many pods the controllers of these want together.
fn scale(w: &World, ns: &str, pods: &[Obj]) -> i64 {
    let mut all: BTreeMap<String, i64> = BTreeMap::new();
    for pod in pods {
        let Some(owner) = json::controller(&pod.value) else { continue };
        let Some(res) = Res::of_kind(json::text(owner, "/kind")) else { continue };
        let Some(mut set) = w.store.get(res, &Key::new(ns, json::text(owner, "/name"))).cloned() else { continue };
        if let Some(above) = json::controller(&set.value)
            && let Some(d) =
                Res::of_kind(json::text(above, "/kind")).and_then(|r| w.store.get(r, &Key::new(ns, json::text(above, "/name"))))
        {
            set = d.clone();
        }
        all.insert(json::uid(&set.value).to_owned(), json::int_or(&set.value, "/spec/replicas", 1));
    }
    all.values().sum()
}
