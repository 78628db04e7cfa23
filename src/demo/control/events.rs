//! Events, counted when they repeat, as client-go's recorder does.

use super::{Task, World};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::Key;
use serde_json::{Value, json};

/// How long an event is kept, as the API server's `--event-ttl`.
const KEPT_MS: i64 = 3_600_000;

/// What a component says about an object.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The component.
    pub from: &'a str,
    /// The container it is about; empty for the whole object.
    pub field: &'a str,
    /// Whether it is in order; else it is a warning.
    pub normal: bool,
    /// Machine-readable reason.
    pub reason: &'a str,
    /// One sentence.
    pub message: &'a str,
}

/// Writes an event about an object.
pub fn record(w: &mut World, res: Res, object: &Value, said: Said) {
    let Said { from, field, normal, reason, message } = said;
    let (now, uid) = (w.now().rfc3339(), json::uid(object));
    let kind = if normal { "Normal" } else { "Warning" };
    let hash = json::fnv(format!("{uid}/{field}/{kind}/{reason}/{message}/{from}").as_bytes());
    if let Some(key) = w.told.get(&hash).cloned()
        && let Some(old) = w.store.get(Res::Events, &key).cloned()
    {
        let count = json::int_or(&old.value, "/count", 1) + 1;
        w.store.update(Res::Events, &key, |e| {
            json::set(e, "/count", count.into());
            json::set(e, "/lastTimestamp", now.into());
        });
        return;
    }
    let ns = if json::namespace(object).is_empty() { "default" } else { json::namespace(object) };
    let stamp = format!("{:x}", w.now().millis() as u64 * 1_000_000 + w.store.rng.u64(0..1_000_000));
    let mut involved = json!({
        "kind": res.info().kind, "namespace": json::namespace(object), "name": json::name(object), "uid": uid,
        "apiVersion": res.api_version(), "resourceVersion": json::text(object, "/metadata/resourceVersion"),
    });
    if json::namespace(object).is_empty() {
        json::unset(&mut involved, "/namespace");
    }
    if !field.is_empty() {
        involved["fieldPath"] = format!("spec.containers{{{field}}}").into();
    }
    let mut source = json!({ "component": from });
    let node = json::text(object, "/spec/nodeName");
    if from == "kubelet" && !node.is_empty() {
        source["host"] = node.into();
    }
    let event = json!({
        "metadata": { "name": format!("{}.{stamp}", json::name(object)), "namespace": ns },
        "involvedObject": involved, "reason": reason, "message": message, "source": source,
        "firstTimestamp": now, "lastTimestamp": now, "count": 1, "type": kind, "eventTime": null,
        "reportingComponent": from, "reportingInstance": source.get("host").cloned().unwrap_or("".into()),
    });
    if let Ok(made) = w.store.create(Res::Events, event) {
        w.told.insert(hash, Key::of(&made.value));
    }
}

/// Drops events whose time is over, and comes again.
pub fn prune(w: &mut World) {
    let before = w.now().plus(-KEPT_MS);
    let old = |v: &Value| json::time(v, "/lastTimestamp").is_none_or(|t| t < before);
    let keys: Vec<Key> = w.store.range(Res::Events, "", None).filter(|(_, o)| old(&o.value)).map(|(k, _)| k.clone()).collect();
    for key in &keys {
        w.store.remove(Res::Events, key);
    }
    if !keys.is_empty() {
        let store = &w.store;
        w.told.retain(|_, k| store.get(Res::Events, k).is_some());
    }
    let lately = w.now().plus(-120_000);
    w.draining.retain(|_, t| *t > lately);
    w.after(60_000, Task::Prune);
}
