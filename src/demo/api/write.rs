//! Writes: create, update, patch, delete.

use super::{Reply, Request, validate};
use crate::demo::defaults;
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::patch::{json_patch, merge, strategic};
use crate::demo::resources::Res;
use crate::demo::server::Shared;
use crate::demo::store::{Key, Obj};
use serde_json::{Value, json};
use std::sync::Arc;

/// Answers a write, and wakes the controllers when it changed something.
pub fn answer(shared: &Arc<Shared>, r: &Request, verb: &str) -> Result<Reply, Failure> {
    let reply = match verb {
        "create" => create(shared, r),
        "update" => replace(shared, r),
        "patch" => patch(shared, r),
        "delete" => delete(shared, r),
        _ => delete_all(shared, r),
    };
    shared.wake.notify_one();
    reply
}

fn create(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let mut object = r.json()?;
    check_kind(r.res, &object)?;
    let dry = r.query.dry_run()?;
    if !r.key.ns.is_empty() {
        match json::namespace(&object) {
            "" => json::set(&mut object, "/metadata/namespace", r.key.ns.as_str().into()),
            ns if ns == r.key.ns => {}
            _ => {
                return Err(Failure::bad_request(
                    "the namespace of the provided object does not match the namespace sent on the request",
                ));
            }
        }
    }
    let mut world = shared.world();
    if json::name(&object).is_empty() {
        let prefix = json::text(&object, "/metadata/generateName").to_owned();
        if !prefix.is_empty() {
            let name = format!("{prefix}{}", crate::demo::control::pods::suffix(&mut world, 5));
            json::set(&mut object, "/metadata/name", name.into());
        }
    }
    if !r.key.ns.is_empty() && world.store.get(Res::Namespaces, &Key::new("", &r.key.ns)).is_none() {
        return Err(Failure::not_found(Res::Namespaces, &r.key.ns));
    }
    defaults::fill(r.res, &mut object);
    if r.res != Res::Events && r.res != Res::Namespaces {
        json::unset(&mut object, "/status");
    }
    if r.res == Res::Pods {
        json::set(&mut object, "/status", json!({ "phase": "Pending", "qosClass": "BestEffort" }));
    }
    validate::object(r.res, &object, None)?;
    if dry {
        let key = Key::of(&object);
        if world.store.get(r.res, &key).is_some() {
            return Err(Failure::exists(r.res, &key.name));
        }
        let (uid, now) = (world.store.fresh_uid(), world.now().rfc3339());
        json::set(&mut object, "/metadata/uid", uid.into());
        json::set(&mut object, "/metadata/creationTimestamp", now.into());
        return Reply::object(201, &object);
    }
    let made = world.store.create(r.res, object)?;
    Reply::object(201, &made.value)
}

fn check_kind(res: Res, object: &Value) -> Result<(), Failure> {
    let (kind, version) = (json::text(object, "/kind"), json::text(object, "/apiVersion"));
    let want = res.api_version();
    if (kind.is_empty() || kind == res.info().kind) && (version.is_empty() || version == want) {
        return Ok(());
    }
    Err(Failure::bad_request(format!(
        "{kind} in version {version:?} cannot be handled as a {}: no kind {kind:?} is registered for version {version:?}",
        res.info().kind
    )))
}

/// The preconditions that an object sent with a write carries: its version and UID.
fn check_preconditions(res: Res, old: &Obj, sent: &Value) -> Result<(), Failure> {
    let name = json::name(&old.value);
    let version = json::text(sent, "/metadata/resourceVersion");
    if !version.is_empty() && version != json::text(&old.value, "/metadata/resourceVersion") {
        return Err(Failure::modified(res, name));
    }
    let uid = json::uid(sent);
    if !uid.is_empty() && uid != json::uid(&old.value) {
        let have = json::uid(&old.value);
        return Err(Failure::conflict(
            res,
            name,
            format!("Precondition failed: UID in precondition: {uid}, UID in object meta: {have}"),
        ));
    }
    Ok(())
}

fn replace(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let object = r.json()?;
    check_kind(r.res, &object)?;
    if json::name(&object) != r.key.name {
        return Err(Failure::bad_request(format!(
            "the name of the object ({}) does not match the name on the URL ({})",
            json::name(&object),
            r.key.name
        )));
    }
    let mut world = shared.world();
    let old = world.store.get(r.res, &r.key).cloned().ok_or_else(|| Failure::not_found(r.res, &r.key.name))?;
    check_preconditions(r.res, &old, &object)?;
    let new = finish(r.res, &old, object)?;
    write(&mut world, r, new)
}

fn patch(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let mut world = shared.world();
    let old = world.store.get(r.res, &r.key).cloned().ok_or_else(|| Failure::not_found(r.res, &r.key.name))?;
    let new = patched(r, &old)?;
    let new = finish(r.res, &old, new)?;
    write(&mut world, r, new)
}

/// The object with the request's patch applied, and its preconditions held.
pub fn patched(r: &Request, old: &Obj) -> Result<Value, Failure> {
    const ACCEPTED: &str = "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json";
    let mut new = old.value.clone();
    let body: Value = serde_json::from_slice(&r.body).map_err(|e| Failure::bad_request(format!("error decoding patch: {e}")))?;
    match r.content.as_str() {
        "application/json-patch+json" => json_patch::apply(&mut new, &body)?,
        "application/merge-patch+json" | "application/strategic-merge-patch+json" => {
            if !body.is_object() {
                return Err(Failure::bad_request(
                    "error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}",
                ));
            }
            check_preconditions(r.res, old, &body)?;
            if r.content.starts_with("application/merge") {
                merge::apply(&mut new, &body);
            } else {
                strategic::apply(&mut new, &body);
            }
        }
        other => return Err(Failure::media_type(other, ACCEPTED)),
    }
    check_preconditions(r.res, old, &new)?;
    Ok(new)
}

/// What may be written of a new version: the status and the identity stay, defaults are filled in, the rest is checked.
fn finish(res: Res, old: &Obj, mut new: Value) -> Result<Value, Failure> {
    let keep = ["uid", "resourceVersion", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds"];
    for key in keep {
        match old.value.pointer(&format!("/metadata/{key}")) {
            Some(v) => json::set(&mut new, &format!("/metadata/{key}"), v.clone()),
            None => json::unset(&mut new, &format!("/metadata/{key}")),
        }
    }
    if res != Res::Events {
        match old.value.get("status") {
            Some(s) => json::set(&mut new, "/status", s.clone()),
            None => json::unset(&mut new, "/status"),
        }
    }
    for map in ["/metadata/labels", "/metadata/annotations"] {
        if new.pointer(map).and_then(Value::as_object).is_some_and(serde_json::Map::is_empty) {
            json::unset(&mut new, map);
        }
    }
    defaults::fill(res, &mut new);
    validate::object(res, &new, Some(&old.value))?;
    Ok(new)
}

fn write(world: &mut crate::demo::control::World, r: &Request, new: Value) -> Result<Reply, Failure> {
    if r.query.dry_run()? {
        return Reply::object(200, &new);
    }
    let written = world.store.update(r.res, &r.key, |o| *o = new).ok_or_else(|| Failure::not_found(r.res, &r.key.name))?;
    Reply::object(200, &written.value)
}

/// DeleteOptions of the body, or of the query.
fn options(r: &Request) -> Result<(Option<i64>, String, Value), Failure> {
    let body = if r.body.is_empty() { json!({}) } else { r.json()? };
    let grace = match r.query.number("gracePeriodSeconds")? {
        Some(n) => i64::try_from(n).ok(),
        None => body.get("gracePeriodSeconds").and_then(Value::as_i64),
    };
    let policy = match r.query.get("propagationPolicy") {
        "" => json::text(&body, "/propagationPolicy").to_owned(),
        p => p.to_owned(),
    };
    Ok((grace, policy, body.get("preconditions").cloned().unwrap_or_default()))
}

fn delete(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let (grace, policy, preconditions) = options(r)?;
    let body_dry = !r.body.is_empty() && r.json()?.pointer("/dryRun/0").and_then(Value::as_str) == Some("All");
    let dry = r.query.dry_run()? || body_dry;
    let mut world = shared.world();
    let old = world.store.get(r.res, &r.key).cloned().ok_or_else(|| Failure::not_found(r.res, &r.key.name))?;
    for (field, what) in [("uid", "UID"), ("resourceVersion", "ResourceVersion")] {
        let want = json::text(&preconditions, &format!("/{field}"));
        let have = json::text(&old.value, &format!("/metadata/{field}"));
        if !want.is_empty() && want != have {
            return Err(Failure::conflict(
                r.res,
                &r.key.name,
                format!("Precondition failed: {what} in precondition: {want}, {what} in object meta: {have}"),
            ));
        }
    }
    let info = r.res.info();
    let done = || {
        let d = json!({ "name": r.key.name, "group": info.group, "kind": info.plural, "uid": json::uid(&old.value) });
        json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": d })
    };
    if dry {
        return Reply::object(200, &if r.res == Res::Pods { old.value.clone() } else { done() });
    }
    if policy == "Orphan" {
        for (res, key) in world.store.dependents(json::uid(&old.value)) {
            world.store.update(res, &key, |o| {
                if let Some(Value::Array(owners)) = o.pointer_mut("/metadata/ownerReferences") {
                    owners.retain(|x| json::uid(&json!({ "metadata": x })) != json::uid(&old.value));
                }
            });
        }
    }
    match world.delete(r.res, &r.key, grace) {
        Some(last) if r.res == Res::Pods => Reply::object(200, &last.value),
        _ => Reply::object(200, &done()),
    }
}

fn delete_all(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    use crate::demo::selector::{Fields, Labels};
    let labels = Labels::parse(r.query.get("labelSelector"))?;
    let fields = Fields::parse(r.res, r.query.get("fieldSelector"))?;
    let (grace, ..) = options(r)?;
    let dry = r.query.dry_run()?;
    let mut world = shared.world();
    let fit = |o: &Obj| labels.fits(o.value.pointer("/metadata/labels")) && fields.fits(&o.value);
    let keys: Vec<Key> = world.store.range(r.res, &r.key.ns, None).filter(|(_, o)| fit(o)).map(|(k, _)| k.clone()).collect();
    if !dry {
        for key in &keys {
            world.delete(r.res, key, grace);
        }
    }
    Reply::object(200, &json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success" }))
}
