//! JSON merge patches (RFC 7386): applying one, and making one from two states.

use serde_json::{Map, Value};

/// Applies a merge patch: `null` takes a key away, an object goes deeper, all else stands in the place of what was there.
pub(crate) fn apply(into: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *into = patch.clone();
        return;
    };
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    let Some(map) = into.as_object_mut() else { return };
    for (key, value) in patch {
        if value.is_null() {
            map.shift_remove(key);
        } else {
            apply(map.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

/// Joins one merge patch into another: as [`apply`], but `null` stays, since it is an instruction.
pub(crate) fn deepen(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (key, value) in patch {
                deepen(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}

/// The merge patch that makes `new` of `old`; an empty object where they are the same. Lists are replaced whole.
pub(crate) fn between(old: &Value, new: &Value) -> Value {
    let (Value::Object(a), Value::Object(b)) = (old, new) else { return new.clone() };
    let mut patch = Map::new();
    for key in a.keys().filter(|k| b.get(*k).is_none_or(Value::is_null)) {
        if !a[key].is_null() {
            patch.insert(key.clone(), Value::Null);
        }
    }
    for (key, value) in b.iter().filter(|(_, v)| !v.is_null()) {
        match a.get(key) {
            Some(before) if before == value => {}
            Some(before @ Value::Object(_)) if value.is_object() => {
                let inner = between(before, value);
                if inner.as_object().is_some_and(|m| !m.is_empty()) {
                    patch.insert(key.clone(), inner);
                }
            }
            // A new object is merged into nothing: nulls in it would be dropped, and there are none in what an API serves.
            _ => {
                patch.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Object(patch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_patch_between_two_states_leads_from_one_to_the_other() {
        let states = [
            json!({}),
            json!({"a": 1}),
            json!({"a": {"b": 1, "c": [1, 2]}}),
            json!({"a": {"b": 2, "c": [2]}, "d": {"e": {}}}),
            json!({"a": []}),
        ];
        for old in &states {
            for new in &states {
                let patch = between(old, new);
                let mut got = old.clone();
                apply(&mut got, &patch);
                let mut want = new.clone();
                // null and absent are the same to a merge patch.
                if let Some(map) = want.as_object_mut() {
                    map.retain(|_, v| !v.is_null());
                }
                if let Some(map) = got.as_object_mut() {
                    map.retain(|_, v| !v.is_null());
                }
                assert_eq!(got, want, "{old} → {new} by {patch}");
                assert_eq!(patch == json!({}), got == *old, "{old} → {new}");
            }
        }
        assert_eq!(between(&json!({"a": {"x": 1, "y": 2}}), &json!({"a": {"x": 1}})), json!({"a": {"y": null}}));
    }

    #[test]
    fn joining_patches_keeps_their_instructions() {
        let mut patch = json!({"metadata": {"uid": "u"}});
        deepen(&mut patch, &json!({"metadata": {"labels": {"a": null}}, "spec": {"x": 1}}));
        assert_eq!(patch, json!({"metadata": {"uid": "u", "labels": {"a": null}}, "spec": {"x": 1}}));
    }
}
