//! The values that a chart is rendered with: those that its user gave, laid over its own, as Helm's `chartutil.CoalesceValues` does it. What is
//! given as null takes the chart's value away.

use serde_json::{Map, Value};

/// All values, as `helm get values --all` prints them.
pub(super) fn all(given: &Value, defaults: &Value) -> Value {
    let mut out = given.as_object().cloned().unwrap_or_default();
    if let Value::Object(defaults) = defaults {
        lay(&mut out, defaults);
    }
    Value::Object(out)
}

fn lay(given: &mut Map<String, Value>, defaults: &Map<String, Value>) {
    for (key, default) in defaults {
        match (given.get_mut(key), default) {
            (None, default) => drop(given.insert(key.clone(), default.clone())),
            (Some(Value::Null), _) => drop(given.shift_remove(key)),
            (Some(Value::Object(given)), Value::Object(default)) => lay(given, default),
            (Some(_), _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_given_goes_before_the_charts_own() {
        for (given, defaults, want) in [
            (json!(null), json!({"a": 1}), json!({"a": 1})),
            (json!({"a": 2}), json!(null), json!({"a": 2})),
            (json!({"a": 2, "c": [1]}), json!({"a": 1, "b": {"x": 1}, "c": [1, 2]}), json!({"a": 2, "c": [1], "b": {"x": 1}})),
            (json!({"b": {"x": 2}}), json!({"b": {"x": 1, "y": {"z": 1}}}), json!({"b": {"x": 2, "y": {"z": 1}}})),
            (json!({"a": null, "n": null}), json!({"a": {"x": 1}}), json!({"n": null})),
            (json!({"b": {"x": null, "n": null}}), json!({"b": {"x": 1, "y": 2}}), json!({"b": {"n": null, "y": 2}})),
            (json!({"b": 1}), json!({"b": {"x": 1}}), json!({"b": 1})),
            (json!({"b": {"x": 1}}), json!({"b": 1}), json!({"b": {"x": 1}})),
        ] {
            assert_eq!(all(&given, &defaults), want, "{given} over {defaults}");
        }
    }
}
