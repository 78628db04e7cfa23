//! Reading and writing places in JSON objects, without a type for each kind.

use crate::model::time::Time;
use serde_json::{Map, Value};

/// The text at a JSON pointer; empty when there is none.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The whole number at a JSON pointer, or `or`.
pub fn int_or(value: &Value, pointer: &str, or: i64) -> i64 {
    value.pointer(pointer).and_then(Value::as_i64).unwrap_or(or)
}

/// The whole number at a JSON pointer, or zero.
pub fn int(value: &Value, pointer: &str) -> i64 {
    int_or(value, pointer, 0)
}

/// Whether there is `true` at a JSON pointer.
pub fn flag(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).and_then(Value::as_bool).unwrap_or(false)
}

/// The list at a JSON pointer; empty when there is none.
pub fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The point in time at a JSON pointer.
pub fn time(value: &Value, pointer: &str) -> Option<Time> {
    Time::parse(text(value, pointer))
}

/// Puts `new` at a pointer, making the objects on the way. Lists are gone into, not made: a place that they do not have is left alone.
pub fn set(value: &mut Value, pointer: &str, new: Value) {
    let mut at = value;
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        if let Value::Array(list) = at {
            let Some(item) = key.parse::<usize>().ok().and_then(|i| list.get_mut(i)) else { return };
            at = item;
            continue;
        }
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Value::Object(map) = at else { return };
        at = map.entry(key).or_insert(Value::Null);
    }
    *at = new;
}

/// Takes away what stands at a pointer of plain object keys.
pub fn unset(value: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    if let Some(Value::Object(map)) = value.pointer_mut(parent) {
        map.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
    }
}

/// An annotation of an object; empty when there is none.
pub fn annotation<'a>(object: &'a Value, key: &str) -> &'a str {
    entry(object, "/metadata/annotations", key)
}

/// A label of an object; empty when there is none.
pub fn label<'a>(object: &'a Value, key: &str) -> &'a str {
    entry(object, "/metadata/labels", key)
}

fn entry<'a>(object: &'a Value, pointer: &str, key: &str) -> &'a str {
    object.pointer(pointer).and_then(|m| m.get(key)).and_then(Value::as_str).unwrap_or_default()
}

/// Sets an entry of a map of strings at `pointer`, and says whether it changed.
pub fn set_entry(object: &mut Value, pointer: &str, key: &str, new: &str) -> bool {
    if object.pointer(pointer).is_none_or(|v| !v.is_object()) {
        set(object, pointer, Value::Object(Map::new()));
    }
    let Some(Value::Object(map)) = object.pointer_mut(pointer) else { return false };
    if map.get(key).and_then(Value::as_str) == Some(new) {
        return false;
    }
    map.insert(key.to_owned(), Value::from(new));
    true
}

/// The object's name.
pub fn name(object: &Value) -> &str {
    text(object, "/metadata/name")
}

/// The object's namespace; empty for one of the cluster.
pub fn namespace(object: &Value) -> &str {
    text(object, "/metadata/namespace")
}

/// The object's UID.
pub fn uid(object: &Value) -> &str {
    text(object, "/metadata/uid")
}

/// The owner that controls the object.
pub fn controller(object: &Value) -> Option<&Value> {
    list(object, "/metadata/ownerReferences").iter().find(|o| flag(o, "/controller"))
}

/// Whether the object is being deleted.
pub fn deleting(object: &Value) -> bool {
    object.pointer("/metadata/deletionTimestamp").is_some_and(|v| !v.is_null())
}

/// Merges `status` keys into the condition of the same type, keeping lastTransitionTime unless the status changes.
/// Says whether anything changed.
pub fn set_condition(object: &mut Value, kind: &str, status: &str, reason: &str, message: &str, now: Time) -> bool {
    let object_is_pod = object.pointer("/spec/containers").is_some();
    if object.pointer("/status/conditions").is_none_or(|v| !v.is_array()) {
        set(object, "/status/conditions", Value::Array(Vec::new()));
    }
    let Some(Value::Array(all)) = object.pointer_mut("/status/conditions") else { return false };
    let mut new = Map::new();
    new.insert("type".into(), kind.into());
    new.insert("status".into(), status.into());
    if object_is_pod {
        new.insert("lastProbeTime".into(), Value::Null);
    }
    new.insert("lastTransitionTime".into(), now.rfc3339().into());
    for (key, value) in [("reason", reason), ("message", message)] {
        if !value.is_empty() {
            new.insert(key.into(), value.into());
        }
    }
    match all.iter_mut().find(|c| text(c, "/type") == kind) {
        Some(old) => {
            if text(old, "/status") == status && text(old, "/reason") == reason && text(old, "/message") == message {
                return false;
            }
            if text(old, "/status") == status {
                new.insert("lastTransitionTime".into(), old["lastTransitionTime"].clone());
            }
            *old = Value::Object(new);
        }
        None => all.push(Value::Object(new)),
    }
    true
}

/// The condition of a type.
pub fn condition<'a>(object: &'a Value, kind: &str) -> Option<&'a Value> {
    list(object, "/status/conditions").iter().find(|c| text(c, "/type") == kind)
}

/// FNV-1a over bytes: the demo's one hash, stable between runs.
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}
