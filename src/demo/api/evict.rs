//! Evictions: deletions that ask the pod's disruption budget first.
//! After k8s.io/kubernetes/pkg/registry/core/pod/storage/eviction.go.

use super::{Reply, Request, body};
use crate::demo::control::pods::is_ready;
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::schema;
use crate::demo::selector::Labels;
use crate::demo::shared::Shared;
use crate::demo::store::Key;
use serde_json::{Value, json};
use std::sync::Arc;

/// Evicts a pod, or says whose budget does not allow it.
pub fn answer(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let sent = body::decode(&r.content, &r.body, schema::of("policy", "v1", "Eviction"), "Eviction")?;
    let name = json::name(&sent);
    if !name.is_empty() && name != r.key.name {
        return Err(Failure::bad_request("name in URL does not match name in Eviction object"));
    }
    let options = sent.get("deleteOptions").cloned().unwrap_or_default();
    let dry = r.query.dry_run()? || options.pointer("/dryRun/0").is_some();
    let mut world = shared.world();
    let pod = world.store.get(Res::Pods, &r.key).cloned().ok_or_else(|| Failure::not_found(Res::Pods, &r.key.name))?;
    super::write::hold(Res::Pods, &pod, options.get("preconditions"))?;
    let grace = options.get("gracePeriodSeconds").and_then(Value::as_i64);
    let of_no_account = matches!(json::text(&pod.value, "/status/phase"), "Succeeded" | "Failed" | "Pending")
        || json::deleting(&pod.value)
        || !is_ready(&pod.value);
    if !of_no_account {
        let labels = pod.value.pointer("/metadata/labels");
        let covers = |v: &Value| Labels::of_budget(v.pointer("/spec/selector")).is_some_and(|s| s.fits(labels));
        let budgets: Vec<_> = world
            .store
            .range(Res::PodDisruptionBudgets, &r.key.ns, None)
            .filter(|(_, b)| covers(&b.value))
            .map(|(_, b)| b.clone())
            .collect();
        if budgets.len() > 1 {
            return Err(Failure {
                message: "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.".into(),
                ..Failure::plain(500)
            });
        }
        if let Some(budget) = budgets.first() {
            let n = |p: &str| json::int(&budget.value, p);
            if n("/status/disruptionsAllowed") <= 0 {
                let cause = format!(
                    "The disruption budget {} needs {} healthy pods and has {} currently",
                    json::name(&budget.value),
                    n("/status/desiredHealthy"),
                    n("/status/currentHealthy")
                );
                return Err(Failure {
                    message: "Cannot evict pod as it would violate the pod's disruption budget.".into(),
                    details: json!({ "causes": [{ "reason": "DisruptionBudget", "message": cause }] }),
                    ..Failure::plain(429)
                });
            }
            if !dry {
                let left = n("/status/disruptionsAllowed") - 1;
                world.store.update(Res::PodDisruptionBudgets, &Key::of(&budget.value), |b| {
                    json::set(b, "/status/disruptionsAllowed", left.into())
                });
            }
        }
    }
    if !dry {
        world.delete(Res::Pods, &r.key, grace);
        shared.wake.notify_one();
    }
    Reply::object(201, &json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201 }))
}
