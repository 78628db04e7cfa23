//! Who selects whom: Services and budgets by labels, autoscalers by name, and owners by their UIDs.

use super::refs::{list, text};
use crate::model::Name;
use crate::model::resource::Resource;
use serde_json::{Map, Value};

/// Labels of an object, or of a template.
pub fn labels(object: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    object["metadata"]["labels"].as_object().unwrap_or(&NONE)
}

/// Whether a Service selects pods with these labels: all of its pairs, and one without any selects none.
pub fn service_selects(service: &Value, labels: &Map<String, Value>) -> bool {
    let pairs = service["spec"]["selector"].as_object();
    pairs.is_some_and(|pairs| !pairs.is_empty() && pairs.iter().all(|(key, value)| labels.get(key) == Some(value)))
}

/// Whether a LabelSelector selects these labels. One that is empty selects all, one that is absent none.
pub fn selects(selector: &Value, labels: &Map<String, Value>) -> bool {
    if !selector.is_object() {
        return false;
    }
    let pairs = selector["matchLabels"].as_object().into_iter().flatten();
    let mut pairs = pairs.map(|(key, value)| labels.get(key) == Some(value));
    let rule = |rule: &Value| {
        let value = rule["key"].as_str().and_then(|key| labels.get(key));
        let among = || list(&rule["values"]).any(|v| Some(v) == value);
        match rule["operator"].as_str() {
            Some("In") => among(),
            Some("NotIn") => !among(),
            Some("Exists") => value.is_some(),
            Some("DoesNotExist") => value.is_none(),
            _ => false,
        }
    };
    pairs.all(|fits| fits) && list(&selector["matchExpressions"]).all(rule)
}

/// That a label has one of these values, as a query has it.
pub fn among(key: &str, operator: &str, values: &[&str]) -> String {
    [key, " ", operator, " (", &values.join(","), ")"].concat()
}

/// A LabelSelector, or the pairs of a Service, as a query has it; empty where it selects nothing that a query could ask for.
pub fn query(selector: &Value) -> String {
    // A Service and a ReplicationController have the pairs themselves.
    let bare = !selector["matchLabels"].is_object() && !selector["matchExpressions"].is_array();
    let pairs = if bare { selector } else { &selector["matchLabels"] };
    let pairs = pairs.as_object().into_iter().flatten().map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()));
    let rules = list(&selector["matchExpressions"]).filter_map(|rule| {
        let key = rule["key"].as_str()?;
        let values: Vec<&str> = list(&rule["values"]).filter_map(Value::as_str).collect();
        Some(match rule["operator"].as_str()? {
            "In" => among(key, "in", &values),
            "NotIn" => among(key, "notin", &values),
            "Exists" => key.to_owned(),
            "DoesNotExist" => format!("!{key}"),
            _ => return None,
        })
    });
    pairs.chain(rules).collect::<Vec<_>>().join(",")
}

/// Whether an object is owned by the one of this UID.
pub fn is_owned(object: &Value, uid: &str) -> bool {
    !uid.is_empty() && list(&object["metadata"]["ownerReferences"]).any(|owner| owner["uid"] == uid)
}

/// The UIDs of an object's owners.
pub fn owners(object: &Value) -> impl Iterator<Item = &str> {
    list(&object["metadata"]["ownerReferences"]).filter_map(|owner| owner["uid"].as_str())
}

/// Group, kind and name of what an autoscaler scales.
pub fn scaled(autoscaler: &Value) -> (Name, Name, Name) {
    let aim = &autoscaler["spec"]["scaleTargetRef"];
    let group = aim["apiVersion"].as_str().and_then(|v| v.split_once('/')).map_or("", |(group, _)| group);
    (group.into(), text(&aim["kind"]), text(&aim["name"]))
}

/// Whether an autoscaler scales an object of this kind and name.
pub fn scales(autoscaler: &Value, resource: &Resource, name: &str) -> bool {
    let (group, kind, of) = scaled(autoscaler);
    resource.is(&group, &kind) && &*of == name
}
