//! Label selectors as objects hold them.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use kube::core::{Selector, SelectorExt};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A LabelSelector; `None` for what is none.
pub(crate) fn read(json: &Value) -> Option<Selector> {
    LabelSelector::deserialize(json).ok()?.try_into().ok()
}

/// Whether a LabelSelector selects these labels. One that is empty selects all, one that is absent none (policy/v1; in v1beta1 an empty
/// one selects none, which errs on the side of a warning too many).
pub(crate) fn selects(selector: Option<&Value>, labels: Option<&Value>) -> bool {
    let labels = labels.map(BTreeMap::deserialize).and_then(Result::ok).unwrap_or_default();
    selector.and_then(read).is_some_and(|selector| selector.matches(&labels))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn selectors_select_as_the_api_says() {
        let labels = json!({"app": "web", "tier": "front"});
        for (selector, want) in [
            (json!(null), false),
            (json!({"matchExpressions": [{"key": "tier", "operator": "Near", "values": ["front"]}]}), false),
            (json!({}), true),
            (json!({"matchLabels": {"app": "web"}}), true),
            (json!({"matchLabels": {"app": "api"}}), false),
            (json!({"matchExpressions": [{"key": "tier", "operator": "In", "values": ["front", "back"]}]}), true),
            (json!({"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["front"]}]}), false),
            (json!({"matchExpressions": [{"key": "zone", "operator": "NotIn", "values": ["a"]}]}), true),
            (json!({"matchExpressions": [{"key": "zone", "operator": "Exists"}]}), false),
            (json!({"matchExpressions": [{"key": "zone", "operator": "DoesNotExist"}]}), true),
        ] {
            assert_eq!(selects(Some(&selector), Some(&labels)), want, "{selector}");
        }
    }

    #[test]
    fn selectors_are_written_as_the_query_wants_them() {
        let json = json!({"matchLabels": {"app": "web"}, "matchExpressions": [
            {"key": "tier", "operator": "In", "values": ["a", "b"]}, {"key": "x", "operator": "NotIn", "values": ["c"]},
            {"key": "y", "operator": "Exists"}, {"key": "z", "operator": "DoesNotExist"}]});
        assert_eq!(read(&json).unwrap().to_string(), "app=web,tier in (a,b),x notin (c),y,!z");
        assert_eq!(read(&json!({})).unwrap().to_string(), "");
        assert_eq!(read(&json!(null)), None);
    }
}
