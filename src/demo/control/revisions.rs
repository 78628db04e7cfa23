//! ControllerRevisions: how StatefulSets and DaemonSets remember their templates.

use super::World;
use super::pods::{owner_reference, template_hash};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::{Key, Obj};
use serde_json::{Value, json};

/// Label of pods and revisions with the hash of the template.
pub const HASH: &str = "controller-revision-hash";

/// What a revision holds: a patch that brings the template back.
fn data(owner: &Value) -> Value {
    let mut template = owner.pointer("/spec/template").cloned().unwrap_or_else(|| json!({}));
    template["$patch"] = "replace".into();
    json!({ "spec": { "template": template } })
}

/// An owner's revisions, oldest first.
pub fn all(w: &World, owner: &Value) -> Vec<Obj> {
    let mut all = w.store.owned(json::uid(owner), Res::ControllerRevisions);
    all.sort_by_key(|r| json::int(&r.value, "/revision"));
    all
}

/// The revision of the present template: found (and moved to the end, when an older one comes back) or made.
pub fn current(w: &mut World, res: Res, owner: &Value) -> Option<Obj> {
    let data = data(owner);
    let all = all(w, owner);
    let last = all.last().map_or(0, |r| json::int(&r.value, "/revision"));
    if let Some(found) = all.iter().rev().find(|r| r.value.get("data") == Some(&data)) {
        if json::int(&found.value, "/revision") == last {
            return Some(found.clone());
        }
        return w.store.update(Res::ControllerRevisions, &Key::of(&found.value), |r| r["revision"] = (last + 1).into());
    }
    let hash = template_hash(&data, json::int(owner, "/status/collisionCount"));
    let mut labels = owner.pointer("/spec/template/metadata/labels").cloned().unwrap_or_else(|| json!({}));
    labels[HASH] = hash.as_str().into();
    let mut revision = json!({
        "metadata": { "name": format!("{}-{hash}", json::name(owner)), "namespace": json::namespace(owner), "labels": labels,
            "ownerReferences": [owner_reference(res, owner)] },
        "data": data, "revision": last + 1,
    });
    if let Some(a) = owner.pointer("/metadata/annotations").filter(|a| a.is_object()) {
        revision["metadata"]["annotations"] = a.clone();
    }
    w.store.create(Res::ControllerRevisions, revision).ok()
}

/// Old revisions beyond the limit go, unless a pod still runs one.
pub fn clean_up(w: &mut World, owner: &Value, used: &[String]) {
    let limit = json::int_or(owner, "/spec/revisionHistoryLimit", 10).max(0) as usize;
    let unused: Vec<Obj> = all(w, owner)
        .into_iter()
        .filter(|r| !used.iter().any(|u| u == json::label(&r.value, HASH) || u == json::name(&r.value)))
        .collect();
    let surplus = unused.len().saturating_sub(limit);
    for r in unused.iter().take(surplus) {
        w.store.remove(Res::ControllerRevisions, &Key::of(&r.value));
    }
}

/// The template that a revision holds.
pub fn template(revision: &Value) -> Value {
    let mut t = revision.pointer("/data/spec/template").cloned().unwrap_or_else(|| json!({}));
    json::unset(&mut t, "/$patch");
    t
}
