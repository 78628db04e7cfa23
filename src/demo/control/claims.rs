//! Claims of volumes, and those that a StatefulSet makes for its pods. What provides volumes here does so at once.

use super::World;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::Key;
use serde_json::{Value, json};

/// Gives a claim its volume.
pub fn bind(w: &mut World, key: &Key) {
    let Some(claim) = w.store.get(Res::PersistentVolumeClaims, key).cloned() else { return };
    if json::deleting(&claim.value) {
        // Whether a pod still uses it is not looked at.
        w.store.remove(Res::PersistentVolumeClaims, key);
        return;
    }
    if json::text(&claim.value, "/status/phase") == "Bound" || json::text(&claim.value, "/spec/storageClassName").is_empty() {
        return;
    }
    let volume = format!("pvc-{}", json::uid(&claim.value));
    w.store.update(Res::PersistentVolumeClaims, key, |c| {
        let modes = c.pointer("/spec/accessModes").cloned().unwrap_or_default();
        let capacity = c.pointer("/spec/resources/requests").cloned().unwrap_or_default();
        json::set(c, "/spec/volumeName", volume.into());
        json::set(c, "/status", json!({ "phase": "Bound", "accessModes": modes, "capacity": capacity }));
    });
}

/// The claims that a StatefulSet has for a pod: what each is called in the pod, its name, and what is asked for.
fn wanted<'a>(owner: &'a Value, pod: &str) -> impl Iterator<Item = (&'a str, String, &'a Value)> {
    let all = json::list(owner, "/spec/volumeClaimTemplates").iter();
    all.map(move |template| (json::name(template), format!("{}-{pod}", json::name(template)), template))
}

/// Puts the volumes of its claims into a pod, in place of others that are called so.
pub fn put(owner: &Value, pod: &mut Value) {
    let name = json::name(pod).to_owned();
    let claimed =
        wanted(owner, &name).map(|(volume, claim, _)| json!({ "name": volume, "persistentVolumeClaim": { "claimName": claim } }));
    let mut volumes: Vec<Value> = claimed.collect();
    if volumes.is_empty() {
        return;
    }
    let is_new = |v: &&Value| !volumes.iter().any(|new| json::text(new, "/name") == json::text(v, "/name"));
    let others: Vec<Value> = json::list(pod, "/spec/volumes").iter().filter(is_new).cloned().collect();
    volumes.extend(others);
    json::set(pod, "/spec/volumes", volumes.into());
}

/// Makes those of a pod's claims that are not there yet. They outlive the pod and the StatefulSet.
pub fn make(w: &mut World, owner: &Value, pod: &str) {
    let ns = json::namespace(owner);
    for (_, name, template) in wanted(owner, pod) {
        let key = Key::new(ns, &name);
        if w.store.get(Res::PersistentVolumeClaims, &key).is_some() {
            continue;
        }
        let mut claim = json!({
            "metadata": { "name": name, "namespace": ns },
            "spec": template.get("spec").cloned().unwrap_or_default(),
            "status": { "phase": "Pending" },
        });
        if let Some(labels) = owner.pointer("/spec/selector/matchLabels") {
            claim["metadata"]["labels"] = labels.clone();
        }
        crate::demo::defaults::fill(Res::PersistentVolumeClaims, &mut claim);
        crate::demo::defaults::admit(Res::PersistentVolumeClaims, &mut claim, &mut w.store);
        if let Err(e) = w.store.create(Res::PersistentVolumeClaims, claim) {
            tracing::warn!("the demo's claims: {}", e.message);
        }
    }
}
