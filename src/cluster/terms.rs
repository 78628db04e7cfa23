//! Terms as objects write them: selectors of labels and of nodes, and what pods say of other pods.

use crate::model::Name;
use crate::model::nodes::{Operator, PodTerm, Rule, Selector};
use crate::model::text::clean;
use serde_json::Value;

pub(in crate::cluster) fn list<'a>(json: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    json.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

pub(in crate::cluster) fn text<'a>(json: &'a Value, pointer: &str) -> &'a str {
    json.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// A text made safe to draw.
pub(in crate::cluster) fn name(text: &str) -> Name {
    Name::from(&*clean(text))
}

/// A rule for a label, or for a field, which is a node's name.
pub(in crate::cluster) fn rule(r: &Value, field: bool) -> Rule {
    Rule {
        key: (!field).then(|| name(text(r, "/key"))),
        operator: match text(r, "/operator") {
            "In" => Operator::In,
            "NotIn" => Operator::NotIn,
            "Exists" => Operator::Exists,
            "DoesNotExist" => Operator::DoesNotExist,
            "Gt" => Operator::Gt,
            "Lt" => Operator::Lt,
            _ => Operator::Other,
        },
        values: list(r, "/values").filter_map(Value::as_str).map(name).collect(),
    }
}

/// The rule that a label has this value.
pub(in crate::cluster) fn equals(key: &str, value: &str) -> Rule {
    Rule { key: Some(name(key)), operator: Operator::In, values: vec![name(value)] }
}

/// A LabelSelector.
pub(in crate::cluster) fn selector(json: Option<&Value>) -> Selector {
    let Some(json) = json.filter(|json| json.is_object()) else { return Selector::default() };
    let labels = json.get("matchLabels").and_then(Value::as_object).into_iter().flatten();
    let labels = labels.map(|(key, value)| equals(key, value.as_str().unwrap_or_default()));
    Selector(Some(labels.chain(list(json, "/matchExpressions").map(|r| rule(r, false))).collect()))
}

/// The required terms of one kind of an affinity, as a pod of this namespace means them.
pub(in crate::cluster) fn pod_terms(affinity: &Value, kind: &str, namespace: &Name) -> Vec<PodTerm> {
    let term = |t: &Value| {
        let mut namespaces: Vec<Name> = list(t, "/namespaces").filter_map(Value::as_str).map(name).collect();
        let among = selector(t.get("namespaceSelector"));
        if namespaces.is_empty() && among.0.is_none() {
            namespaces.push(namespace.clone());
        }
        PodTerm { selector: selector(t.get("labelSelector")), namespaces, among, topology: name(text(t, "/topologyKey")) }
    };
    list(affinity, &format!("/{kind}/requiredDuringSchedulingIgnoredDuringExecution")).map(term).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn terms_about_pods_are_read_as_the_scheduler_reads_them() {
        let required = "requiredDuringSchedulingIgnoredDuringExecution";
        let read = |term: Value| {
            let affinity = json!({"podAntiAffinity": {required: [term]}});
            pod_terms(&affinity, "podAntiAffinity", &"iot".into()).remove(0)
        };
        let own = read(
            json!({"labelSelector": {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "tier", "operator": "Exists"}]},
            "topologyKey": "kubernetes.io/hostname"}),
        );
        assert_eq!((own.namespaces, own.among, &*own.topology), (vec!["iot".into()], Selector(None), "kubernetes.io/hostname"));
        let rules = own.selector.0.unwrap();
        assert_eq!(
            rules.iter().map(|r| (r.key.as_deref().unwrap(), r.operator)).collect::<Vec<_>>(),
            [("app", Operator::In), ("tier", Operator::Exists)]
        );
        let everywhere = read(json!({"labelSelector": {}, "namespaceSelector": {}, "topologyKey": "zone"}));
        assert!(everywhere.namespaces.is_empty() && everywhere.among.is_all() && everywhere.selector.is_all());
        let named = read(json!({"namespaces": ["a", "b"], "namespaceSelector": null, "topologyKey": "zone"}));
        assert_eq!((named.namespaces.len(), named.among.0, named.selector.0), (2, None, None));
        assert!(pod_terms(&json!(null), "podAntiAffinity", &"iot".into()).is_empty());
    }
}
