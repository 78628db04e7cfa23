//! Deletions: one object or many, with preconditions, grace and propagation.

use super::write::hold;
use super::{Reply, Request, body};
use crate::demo::control::garbage::Policy;
use crate::demo::failure::Failure;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::schema;
use crate::demo::selector::{Fields, Labels};
use crate::demo::shared::Shared;
use crate::demo::store::{Key, Obj};
use serde_json::{Value, json};
use std::sync::Arc;

/// DeleteOptions of the body, or of the query.
struct Options {
    grace: Option<i64>,
    policy: Policy,
    preconditions: Value,
    dry: bool,
}

fn options(r: &Request) -> Result<Options, Failure> {
    let sent = if r.body.is_empty() {
        json!({})
    } else {
        body::decode(&r.content, &r.body, schema::get("meta.v1.DeleteOptions"), "DeleteOptions")?
    };
    let grace = match r.query.number("gracePeriodSeconds")? {
        Some(n) => i64::try_from(n).ok(),
        None => sent.get("gracePeriodSeconds").and_then(Value::as_i64),
    };
    let policy = match r.query.get("propagationPolicy") {
        "" => json::text(&sent, "/propagationPolicy").to_owned(),
        p => p.to_owned(),
    };
    let policy = match policy.as_str() {
        "Orphan" => Policy::Orphan,
        "Foreground" => Policy::Foreground,
        "Background" => Policy::Background,
        // As batch/v1 has it since its beginning.
        "" if r.res == Res::Jobs => Policy::Orphan,
        "" => Policy::Background,
        other => {
            return Err(Failure::bad_request(format!(
                "invalid DeleteOptions: propagationPolicy: Unsupported value: {other:?}: supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""
            )));
        }
    };
    let dry = match sent.pointer("/dryRun/0").and_then(Value::as_str) {
        None => r.query.dry_run()?,
        Some("All") => true,
        Some(other) => {
            return Err(Failure::bad_request(format!("dryRun: Unsupported value: {other:?}: supported values: \"All\"")));
        }
    };
    Ok(Options { grace, policy, preconditions: sent.get("preconditions").cloned().unwrap_or_default(), dry })
}

/// Deletes an object. What goes on for a while is answered with the object as it is going, everything else with a Status.
pub fn one(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let o = options(r)?;
    let mut world = shared.world();
    let old = world.store.get(r.res, &r.key).cloned().ok_or_else(|| Failure::not_found(r.res, &r.key.name))?;
    hold(r.res, &old, Some(&o.preconditions))?;
    if r.res == Res::Namespaces && matches!(r.key.name.as_str(), "default" | "kube-system") {
        let message = format!("namespaces {:?} is forbidden: this namespace may not be deleted", r.key.name);
        return Err(Failure::forbidden(message, "namespaces", "", &r.key.name));
    }
    let info = r.served.info;
    let done = || {
        let mut d = json!({ "name": r.key.name, "group": info.group, "kind": info.plural, "uid": json::uid(&old.value) });
        if info.group.is_empty() {
            json::unset(&mut d, "/group");
        }
        json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": d })
    };
    let now = world.now();
    if o.dry {
        return if r.res == Res::Pods { r.reply(200, &old.value, Vec::new(), now) } else { Reply::object(200, &done()) };
    }
    world.delete_with(r.res, &r.key, o.grace, o.policy);
    match world.store.get(r.res, &r.key) {
        Some(left) => r.reply(200, &left.value.clone(), Vec::new(), now),
        None if r.res == Res::Pods => r.reply(200, &old.value, Vec::new(), now),
        None => Reply::object(200, &done()),
    }
}

/// Deletes what fits the selectors, and answers with the list of it.
pub fn many(shared: &Arc<Shared>, r: &Request) -> Result<Reply, Failure> {
    let labels = Labels::parse(r.query.get("labelSelector"))?;
    let fields = Fields::parse(r.res, r.query.get("fieldSelector"))?;
    let o = options(r)?;
    let mut world = shared.world();
    let fit = |x: &Obj| labels.fits(x.value.pointer("/metadata/labels")) && fields.fits(&x.value);
    let all: Vec<(Key, Obj)> =
        world.store.range(r.res, &r.key.ns, None).filter(|(_, x)| fit(x)).map(|(k, x)| (k.clone(), x.clone())).collect();
    let mut items = Vec::new();
    for (key, old) in &all {
        items.push(r.show(&old.value));
        if !o.dry {
            world.delete_with(r.res, key, o.grace, o.policy);
        }
    }
    let info = r.served.info;
    let version = world.store.version().to_string();
    Reply::object(
        200,
        &json!({ "kind": format!("{}List", info.kind), "apiVersion": info.api_version(), "metadata": { "resourceVersion": version }, "items": items }),
    )
}
