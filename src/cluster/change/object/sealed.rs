//! A Secret as it is remembered once it was looked at: of each value no more than by what it is told whether another is the same. The key of
//! that is made anew in each run.

use super::Object;
use crate::model::hide::is_copy;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use zeroize::Zeroizing;

static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
/// What no value of the API begins with, and no base64.
const MARK: &str = "\u{1}sealed ";

fn is_secret(object: &Value) -> bool {
    object["kind"] == "Secret" && object["apiVersion"] == "v1"
}

/// A value by what it says: the same bytes may be written in several ways.
fn seal(value: &mut Value, coded: bool) {
    if value.is_null() {
        return;
    }
    let text = value.as_str().map_or_else(|| Zeroizing::new(value.to_string()), |text| Zeroizing::new(text.to_owned()));
    let bytes = coded.then(|| STANDARD.decode(text.as_bytes()).ok().map(Zeroizing::new)).flatten();
    let hash = KEY.hash_one((bytes.is_some(), bytes.as_ref().map_or(text.as_bytes(), |bytes| bytes.as_slice())));
    *value = format!("{MARK}{hash:016x}").into();
}

fn seal_all(values: Option<&mut Value>, coded: bool) {
    match values {
        Some(Value::Object(values)) => values.values_mut().for_each(|value| seal(value, coded)),
        Some(other) => seal(other, coded),
        None => {}
    }
}

/// An object without what is secret in it; any other than a Secret as it is.
pub(crate) fn sealed(mut json: Value) -> Value {
    if !is_secret(&json) {
        return json;
    }
    seal_all(json.get_mut("data"), true);
    seal_all(json.get_mut("stringData"), false);
    let annotations = json.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut);
    annotations.into_iter().flatten().filter(|(key, _)| is_copy(key)).for_each(|(_, copy)| seal(copy, false));
    json
}

/// Whether a value, or a part of it, is not known any more.
pub(crate) fn is_sealed(value: &Value) -> bool {
    match value {
        Value::String(text) => text.starts_with(MARK),
        Value::Array(all) => all.iter().any(is_sealed),
        Value::Object(all) => all.values().any(is_sealed),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Puts into a merge patch between two sealed objects what the second has in these places.
pub(crate) fn open(patch: &mut Value, from: &Value) {
    match patch {
        Value::Object(patch) => patch.iter_mut().for_each(|(key, value)| open(value, &from[key.as_str()])),
        Value::Null => {}
        other if is_sealed(other) => *other = from.clone(),
        _ => {}
    }
}

impl Object {
    /// It, as it is remembered.
    pub(crate) fn sealed(self) -> Self {
        Self { json: sealed(self.json), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::object::merge;
    use serde_json::json;

    fn secret(data: Value) -> Value {
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db", "annotations": {"note": "x",
            "kubectl.kubernetes.io/last-applied-configuration": "aHVudGVyMg=="}}, "data": data, "stringData": {"a": "hunter2"}})
    }

    #[test]
    fn nothing_of_a_value_is_left_but_whether_another_is_the_same() {
        let one = sealed(secret(json!({"password": "aHVudGVyMg==", "bad": "%%", "none": null})));
        let text = one.to_string();
        assert!(!text.contains("hunter2") && !text.contains("aHVudGVy") && !text.contains("%%"), "{text}");
        assert!(is_sealed(&one) && one["metadata"]["annotations"]["note"] == "x" && one["data"]["none"].is_null());
        assert_eq!(one, sealed(secret(json!({"password": "aHVudGVyMg==", "bad": "%%", "none": null}))));
        for other in [json!({"password": "aHVudGVyMw==", "bad": "%%"}), json!({"password": "aHVudGVyMg==", "bad": "aHVudGVyMg=="})]
        {
            assert_ne!(one, sealed(secret(other)));
        }
        let map = json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "hunter2"}});
        assert_eq!(sealed(map.clone()), map);
        assert!(!is_sealed(&map));
    }

    #[test]
    fn a_patch_between_two_has_the_values_of_the_second() {
        let before = secret(json!({"same": "eA==", "old": "eA==", "gone": "eA=="}));
        let mut after = secret(json!({"same": "eA==", "old": "eQ==", "new": "eg=="}));
        after["metadata"]["labels"] = json!({"a": "b"});
        let mut patch = merge::between(&sealed(before), &sealed(after.clone()));
        open(&mut patch, &after);
        assert_eq!(patch, json!({"metadata": {"labels": {"a": "b"}}, "data": {"gone": null, "old": "eQ==", "new": "eg=="}}));
    }
}
