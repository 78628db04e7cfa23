//! Writes: create, update, patch, apply.

use super::body::{self};
use super::managed::{self, Entry, Set};
use super::{Reply, Request, apply, ephemeral, remove, validate};
use crate::demo::control::World;
use crate::demo::defaults;
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::patch::{json_patch, merge, strategic};
use crate::demo::resources::Res;
use crate::demo::shared::Shared;
use crate::demo::store::{Key, Obj};
use crate::model::time::Time;
use serde_json::{Value, json};
use std::sync::Arc;

/// Answers a write, and wakes the controllers when it changed something.
pub fn answer(shared: &Arc<Shared>, r: &Request, verb: &str) -> Result<Reply, Failure> {
    let reply = match verb {
        "create" => create(shared, r),
        "update" => replace(shared, r),
        "patch" => patch(shared, r),
        "delete" => remove::one(shared, r),
        _ => remove::many(shared, r),
    };
    shared.wake.notify_one();
    reply
}

/// The entry of the field manager who writes.
fn entry(r: &Request, applies: bool, now: Time) -> Entry {
    let version = r.served.info.api_version();
    Entry { manager: r.manager(), applies, sub: r.sub.clone(), version, time: now.rfc3339(), set: Set::new() }
}

fn create(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let (sent, warnings) = r.object()?;
    let mut object = r.view.keep(sent);
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
    if !json::text(&object, "/metadata/resourceVersion").is_empty() {
        return Err(Failure::bad_request("resourceVersion should not be set on objects to be created"));
    }
    let mut world = shared.world();
    add(&mut world, r, object, false, warnings)
}

/// Adds an object that nobody has yet.
fn add(world: &mut World, r: &Request, mut object: Value, applied: bool, warnings: Vec<String>) -> Result<Reply, Failure> {
    let dry = r.query.dry_run()?;
    if json::name(&object).is_empty() {
        let prefix = json::text(&object, "/metadata/generateName").to_owned();
        if !prefix.is_empty() {
            let name = format!("{prefix}{}", crate::demo::control::pods::suffix(world, 5));
            json::set(&mut object, "/metadata/name", name.into());
        }
    }
    if !r.key.ns.is_empty() {
        let ns = world.store.get(Res::Namespaces, &Key::new("", &r.key.ns)).cloned();
        let ns = ns.ok_or_else(|| Failure::not_found(Res::Namespaces, &r.key.ns))?;
        if json::deleting(&ns.value) {
            let i = r.served.info;
            let message = format!(
                "{} {:?} is forbidden: unable to create new content in namespace {} because it is being terminated",
                r.res.qualified(),
                json::name(&object),
                r.key.ns
            );
            return Err(Failure::forbidden(message, i.plural, i.group, json::name(&object)));
        }
    }
    defaults::fill(r.res, &mut object);
    defaults::admit(r.res, &mut object, &mut world.store);
    if r.res != Res::Events && r.res != Res::Namespaces {
        json::unset(&mut object, "/status");
    }
    if let Some(status) = defaults::first_status(r.res, &object) {
        json::set(&mut object, "/status", status);
    }
    validate::object(r.res, &object, None)?;
    let now = world.now();
    if let Some(ty) = r.ty().filter(|_| r.res != Res::Events && r.view == super::views::View::Plain) {
        if applied {
            let by = entry(r, true, now);
            let sent = object.clone();
            object = apply::over(r.res, ty, &json!({}), &sent, by, false).map(|o| with_rest(o, &sent))?;
        } else {
            managed::track(ty, None, &mut object, entry(r, false, now));
        }
    }
    if dry {
        let key = Key::of(&object);
        if world.store.get(r.res, &key).is_some() {
            return Err(Failure::exists(r.res, &key.name));
        }
        let uid = world.store.fresh_uid();
        json::set(&mut object, "/apiVersion", r.res.api_version().into());
        json::set(&mut object, "/kind", r.res.info().kind.into());
        json::set(&mut object, "/metadata/uid", uid.into());
        json::set(&mut object, "/metadata/creationTimestamp", now.rfc3339().into());
        return r.reply(201, &object, warnings, now);
    }
    let made = world.store.create(r.res, object)?;
    r.reply(201, &made.value, warnings, now)
}

/// An applied object with its status, which an apply does not carry.
fn with_rest(mut new: Value, sent: &Value) -> Value {
    if let Some(s) = sent.get("status") {
        new["status"] = s.clone();
    }
    new
}

/// Holds a precondition: a version and a UID, if they are given.
pub fn hold(res: Res, old: &Obj, preconditions: Option<&Value>) -> Result<(), Failure> {
    let Some(p) = preconditions else { return Ok(()) };
    for (field, what) in [("uid", "UID"), ("resourceVersion", "ResourceVersion")] {
        let want = json::text(p, &format!("/{field}"));
        let have = json::text(&old.value, &format!("/metadata/{field}"));
        if !want.is_empty() && want != have {
            return Err(Failure::conflict(
                res,
                json::name(&old.value),
                format!("Precondition failed: {what} in precondition: {want}, {what} in object meta: {have}"),
            ));
        }
    }
    Ok(())
}

/// The preconditions that an object sent with a write carries: its version and UID.
pub fn check_preconditions(res: Res, old: &Obj, sent: &Value) -> Result<(), Failure> {
    let version = json::text(sent, "/metadata/resourceVersion");
    if !version.is_empty() && version != json::text(&old.value, "/metadata/resourceVersion") {
        return Err(Failure::modified(res, json::name(&old.value)));
    }
    hold(res, old, Some(&json!({ "uid": json::uid(sent) })))
}

fn replace(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let (sent, warnings) = r.object()?;
    let object = r.view.keep(sent);
    if json::name(&object) != r.key.name {
        return Err(Failure::bad_request(format!(
            "the name of the object ({}) does not match the name on the URL ({})",
            json::name(&object),
            r.key.name
        )));
    }
    if !json::namespace(&object).is_empty() && json::namespace(&object) != r.key.ns {
        return Err(Failure::bad_request("the namespace of the object does not match the namespace on the request"));
    }
    let mut world = shared.world();
    let old = world.store.get(r.res, &r.key).cloned().ok_or_else(|| Failure::not_found(r.res, &r.key.name))?;
    check_preconditions(r.res, &old, &object)?;
    if r.view != super::views::View::Plain {
        let merged = carry(&old.value, object);
        return write(&mut world, r, &old, merged, warnings, false);
    }
    write(&mut world, r, &old, object, warnings, false)
}

/// What the other version of a kind cannot say stays as it is.
fn carry(old: &Value, mut new: Value) -> Value {
    for kept in ["/spec/behavior", "/metadata/managedFields"] {
        if let Some(v) = old.pointer(kept) {
            json::set(&mut new, kept, v.clone());
        }
    }
    new
}

fn patch(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    if r.content == "application/apply-patch+yaml" {
        return apply_patch(shared, r);
    }
    let mut world = shared.world();
    let old = world.store.get(r.res, &r.key).cloned().ok_or_else(|| Failure::not_found(r.res, &r.key.name))?;
    // The patch is against the version that the client sees.
    let shown = crate::demo::store::Object::alone(r.show(&old.value));
    let mut new = patched(r, &shown)?;
    let warnings = r.prune_patched(&mut new)?;
    let new = if r.view == super::views::View::Plain { new } else { carry(&old.value, r.view.keep(new)) };
    write(&mut world, r, &old, new, warnings, false)
}

fn apply_patch(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    if r.query.get("fieldManager").is_empty() {
        return Err(Failure::bad_request(
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch",
        ));
    }
    let mut applied = body::yaml(&r.body).map_err(|e| Failure::bad_request(format!("error decoding YAML: {e}")))?;
    let warnings = r.prune_patched(&mut applied)?;
    apply::check(&applied)?;
    for (at, want) in [("/metadata/name", &r.key.name), ("/metadata/namespace", &r.key.ns)] {
        if json::text(&applied, at).is_empty() && !want.is_empty() {
            json::set(&mut applied, at, want.as_str().into());
        }
    }
    let mut world = shared.world();
    let Some(old) = world.store.get(r.res, &r.key).cloned() else {
        let uid = json::uid(&applied);
        if !uid.is_empty() {
            return Err(Failure::conflict(
                r.res,
                &r.key.name,
                format!("uid mismatch: the provided object specified uid {uid}, and no existing object was found"),
            ));
        }
        return add(&mut world, r, applied, true, warnings);
    };
    check_preconditions(r.res, &old, &applied)?;
    let ty = r.ty().ok_or_else(Failure::no_such_path)?;
    let now = world.now();
    let new = apply::over(r.res, ty, &old.value, &applied, entry(r, true, now), r.query.flag("force"))?;
    write(&mut world, r, &old, new, warnings, true)
}

/// The object with the request's patch applied, and its preconditions held.
pub fn patched(r: &Request, old: &Obj) -> Result<Value, Failure> {
    let strategic_too = r.served.patches().contains(&"application/strategic-merge-patch+json");
    let mut new = old.value.clone();
    let body = || {
        let parsed: Result<Value, _> = serde_json::from_slice(&r.body);
        parsed.map_err(|e| Failure::bad_request(format!("error decoding patch: {e}")))
    };
    match r.content.as_str() {
        "application/json-patch+json" => json_patch::apply(&mut new, &body()?)?,
        kind @ ("application/merge-patch+json" | "application/strategic-merge-patch+json")
            if strategic_too || kind.starts_with("application/merge") =>
        {
            let body = body()?;
            if !body.is_object() {
                return Err(Failure::bad_request(
                    "error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}",
                ));
            }
            check_preconditions(r.res, old, &body)?;
            if kind.starts_with("application/merge") {
                merge::apply(&mut new, &body);
            } else {
                strategic::apply(&mut new, &body);
            }
        }
        other => return Err(Failure::media_type(other, &r.served.patches().join(", "))),
    }
    check_preconditions(r.res, old, &new)?;
    Ok(new)
}

/// What may be written of a new version: the identity stays, and the status (or, through `/status`, everything else).
fn finish(r: &Request, old: &Obj, mut new: Value) -> Result<Value, Failure> {
    let (res, old): (Res, &Value) = (r.res, &old.value);
    if r.sub == "status" {
        let mut whole = old.clone();
        match new.get("status") {
            Some(s) => json::set(&mut whole, "/status", s.clone()),
            None => json::unset(&mut whole, "/status"),
        }
        return Ok(whole);
    }
    if r.sub == "ephemeralcontainers" {
        return ephemeral::finish(old, &new);
    }
    let keep = [
        "uid",
        "name",
        "namespace",
        "resourceVersion",
        "creationTimestamp",
        "generation",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ];
    for key in keep {
        match old.pointer(&format!("/metadata/{key}")) {
            Some(v) => json::set(&mut new, &format!("/metadata/{key}"), v.clone()),
            None => json::unset(&mut new, &format!("/metadata/{key}")),
        }
    }
    if res != Res::Events {
        match old.get("status") {
            Some(s) => json::set(&mut new, "/status", s.clone()),
            None => json::unset(&mut new, "/status"),
        }
    }
    for map in ["/metadata/labels", "/metadata/annotations", "/metadata/finalizers"] {
        if new.pointer(map).is_some_and(|v| v == &json!({}) || v == &json!([])) {
            json::unset(&mut new, map);
        }
    }
    defaults::fill(res, &mut new);
    defaults::keep_assigned(res, &mut new, old);
    validate::object(res, &new, Some(old))?;
    Ok(new)
}

fn write(world: &mut World, r: &Request, old: &Obj, new: Value, warnings: Vec<String>, applied: bool) -> Result<Reply, Failure> {
    let mut new = finish(r, old, new)?;
    let now = world.now();
    if !applied
        && r.res != Res::Events
        && r.sub.is_empty()
        && let Some(ty) = r.ty()
    {
        managed::track(ty, Some(&old.value), &mut new, entry(r, false, now));
    }
    if r.query.dry_run()? {
        return r.reply(200, &new, warnings, now);
    }
    let written = world.store.update(r.res, &r.key, |o| *o = new).ok_or_else(|| Failure::not_found(r.res, &r.key.name))?;
    // The last finalizer of an object that is being deleted was all that kept it.
    if json::deleting(&written.value)
        && json::list(&written.value, "/metadata/finalizers").is_empty()
        && !matches!(r.res, Res::Pods | Res::Namespaces)
    {
        world.store.remove(r.res, &r.key);
    }
    r.reply(200, &written.value, warnings, now)
}

/// Notes that a field was written through a subresource.
pub fn note_scale(r: &Request, old: &Value, new: &mut Value, now: Time) {
    if let Some(ty) = r.ty() {
        managed::track(ty, Some(old), new, entry(r, false, now));
    }
}
