//! Who selects whom: Services and budgets by labels, autoscalers by name, and owners by their UIDs.

use super::refs::{list, text};
use crate::model::Name;
use crate::model::labels::Labels;
use crate::model::resource::Resource;
use serde_json::{Map, Value};

/// What has labels.
pub trait Labelled {
    /// The value of a label.
    fn label(&self, key: &str) -> Option<&str>;
}

impl Labelled for Map<String, Value> {
    fn label(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Value::as_str)
    }
}

impl Labelled for Labels {
    fn label(&self, key: &str) -> Option<&str> {
        self.get(key)
    }
}

fn is(labels: &impl Labelled, (key, value): (&String, &Value)) -> bool {
    value.as_str().is_some_and(|value| labels.label(key) == Some(value))
}

/// Labels of an object, or of a template.
pub fn labels(object: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    object["metadata"]["labels"].as_object().unwrap_or(&NONE)
}

/// Whether a Service selects pods with these labels: all of its pairs, and one without any selects none.
pub fn service_selects(service: &Value, labels: &impl Labelled) -> bool {
    let pairs = service["spec"]["selector"].as_object();
    pairs.is_some_and(|pairs| !pairs.is_empty() && pairs.iter().all(|pair| is(labels, pair)))
}

/// Whether a PodDisruptionBudget selects pods with these labels. In `policy/v1beta1` one whose selector is empty selects none.
pub fn budget_selects(resource: &Resource, budget: &Value, labels: &impl Labelled) -> bool {
    let selector = &budget["spec"]["selector"];
    !(is_empty(selector) && &*resource.version == "v1beta1") && selects(selector, labels)
}

fn is_empty(selector: &Value) -> bool {
    let pairs = selector["matchLabels"].as_object().is_some_and(|pairs| !pairs.is_empty());
    !pairs && list(&selector["matchExpressions"]).next().is_none()
}

/// The selector of the pods that an object is about, as a LabelSelector: of a Service, and of a budget. `None` where it selects none, and for
/// any other kind.
pub fn of(resource: &Resource, object: &Value) -> Option<Value> {
    let selector = &object["spec"]["selector"];
    match (&*resource.group, &*resource.kind) {
        ("", "Service") => {
            selector.as_object().filter(|pairs| !pairs.is_empty()).map(|pairs| serde_json::json!({"matchLabels": pairs}))
        }
        ("policy", "PodDisruptionBudget") if is_empty(selector) && &*resource.version == "v1beta1" => None,
        ("policy", "PodDisruptionBudget") => Some(selector.clone()).filter(Value::is_object),
        _ => None,
    }
}

/// Whether a LabelSelector selects these labels. One that is empty selects all, one that is absent none.
pub fn selects(selector: &Value, labels: &impl Labelled) -> bool {
    if !selector.is_object() {
        return false;
    }
    let pairs = selector["matchLabels"].as_object().into_iter().flatten();
    let mut pairs = pairs.map(|pair| is(labels, pair));
    let rule = |rule: &Value| {
        let value = rule["key"].as_str().and_then(|key| labels.label(key));
        let among = || list(&rule["values"]).any(|v| value.is_some() && v.as_str() == value);
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
