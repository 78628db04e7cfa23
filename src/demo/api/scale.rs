//! The `/scale` subresource: an autoscaling/v1 Scale in front of `spec.replicas`.

use super::{Reply, Request, body, validate, write};
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::schema;
use crate::demo::selector::Labels;
use crate::demo::shared::Shared;
use crate::demo::store::{Obj, Object};
use serde_json::{Value, json};
use std::sync::Arc;

/// The Scale of an object.
fn of(o: &Obj) -> Value {
    let v = &o.value;
    let mut scale = json!({ "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": {} });
    for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
        scale["metadata"][key] = v["metadata"][key].clone();
    }
    let selector = Labels::of_object(v.pointer("/spec/selector")).unwrap_or_default();
    scale["spec"] = json!({ "replicas": json::int_or(v, "/spec/replicas", 1) });
    scale["status"] = json!({ "replicas": json::int(v, "/status/replicas"), "selector": selector.text() });
    scale
}

/// Reads or writes a Scale.
pub fn answer(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let mut world = shared.world();
    let old = world.store.get(r.res, &r.key).cloned().ok_or_else(|| Failure::not_found(r.res, &r.key.name))?;
    let current = of(&old);
    let sent = match r.method.as_str() {
        "PUT" => body::decode(&r.content, &r.body, schema::of("autoscaling", "v1", "Scale"), "Scale")?,
        "PATCH" => write::patched(r, &Object::alone(current.clone()))?,
        _ => return Reply::object(200, &current),
    };
    write::check_preconditions(r.res, &old, &sent)?;
    let mut causes = Vec::new();
    validate::replicas(&sent, &mut causes);
    if !causes.is_empty() {
        let mut failure = Failure::invalid(r.res, &r.key.name, &causes);
        failure.message =
            failure.message.replacen(&format!("{}.{}", r.res.info().kind, r.res.info().group), "Scale.autoscaling", 1);
        failure.details["group"] = "autoscaling".into();
        failure.details["kind"] = "Scale".into();
        return Err(failure);
    }
    let replicas = json::int(&sent, "/spec/replicas");
    if r.query.dry_run()? {
        let mut scale = current;
        scale["spec"]["replicas"] = replicas.into();
        return Reply::object(200, &scale);
    }
    let now = world.now();
    let written = world.store.update(r.res, &r.key, |o| {
        let before = o.clone();
        json::set(o, "/spec/replicas", replicas.into());
        write::note_scale(r, &before, o, now);
    });
    shared.wake.notify_one();
    Reply::object(200, &of(&written.unwrap_or(old)))
}
