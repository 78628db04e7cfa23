//! PodDisruptionBudgets: which of them protect a pod, and whether they let it go now.

use super::around::items;
use super::object::{encode, parse};
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::text::clean;
use serde_json::Value;

/// The version of the policy API that the server serves, and the budgets of a namespace or of all. Budgets that may not be read are
/// none: the eviction itself tells.
pub(super) async fn fetch(session: &Session, namespace: Option<&str>) -> (&'static str, Vec<Value>) {
    let path = |version: &str| {
        let place = namespace.map(|ns| format!("/namespaces/{}", encode(ns))).unwrap_or_default();
        format!("/apis/policy/{version}{place}/poddisruptionbudgets")
    };
    let list = |body| parse(&body).map(items).unwrap_or_default();
    match session.get(&path("v1"), READ_DEADLINE).await {
        Ok(body) => ("v1", list(body)),
        // `policy/v1` came with 1.21, its Eviction with 1.22.
        Err(e) if e.code() == Some(404) => {
            ("v1beta1", session.get(&path("v1beta1"), READ_DEADLINE).await.map(list).unwrap_or_default())
        }
        Err(_) => ("v1", Vec::new()),
    }
}

/// The budgets that protect a pod and let none go now, in words.
pub(super) fn holding(budgets: &[Value], pod: &Value) -> Vec<String> {
    let text = |v: &Value, pointer: &str| v.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let protects = |budget: &&Value| {
        text(budget, "/metadata/namespace") == text(pod, "/metadata/namespace")
            && selects(budget.pointer("/spec/selector").unwrap_or(&Value::Null), pod.pointer("/metadata/labels"))
            && budget.pointer("/status/disruptionsAllowed").and_then(Value::as_i64).unwrap_or(0) <= 0
    };
    budgets.iter().filter(protects).map(|b| clean(&text(b, "/metadata/name")).into_owned()).collect()
}

/// Whether a LabelSelector selects these labels. One that is empty selects all, one that is absent none (policy/v1; in v1beta1 an empty
/// one selects none, which errs on the side of a warning too many).
pub(super) fn selects(selector: &Value, labels: Option<&Value>) -> bool {
    if selector.is_null() {
        return false;
    }
    let label = |key: &str| labels.and_then(|l| l.get(key)).and_then(Value::as_str);
    let mut equal = selector.get("matchLabels").and_then(Value::as_object).into_iter().flatten();
    let mut expressions = selector.get("matchExpressions").and_then(Value::as_array).into_iter().flatten();
    equal.all(|(k, v)| label(k) == v.as_str())
        && expressions.all(|e| {
            let key = e.get("key").and_then(Value::as_str).unwrap_or_default();
            let mut values = e.get("values").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
            match e.get("operator").and_then(Value::as_str) {
                Some("In") => label(key).is_some_and(|v| values.any(|x| x == v)),
                Some("NotIn") => label(key).is_none_or(|v| values.all(|x| x != v)),
                Some("Exists") => label(key).is_some(),
                Some("DoesNotExist") => label(key).is_none(),
                _ => false,
            }
        })
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
            (json!({}), true),
            (json!({"matchLabels": {"app": "web"}}), true),
            (json!({"matchLabels": {"app": "api"}}), false),
            (json!({"matchExpressions": [{"key": "tier", "operator": "In", "values": ["front", "back"]}]}), true),
            (json!({"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["front"]}]}), false),
            (json!({"matchExpressions": [{"key": "zone", "operator": "NotIn", "values": ["a"]}]}), true),
            (json!({"matchExpressions": [{"key": "zone", "operator": "Exists"}]}), false),
            (json!({"matchExpressions": [{"key": "zone", "operator": "DoesNotExist"}]}), true),
        ] {
            assert_eq!(selects(&selector, Some(&labels)), want, "{selector}");
        }
    }

    #[test]
    fn a_budget_that_lets_none_go_is_named() {
        let budget = |name: &str, app: &str, allowed: i64| {
            json!({"metadata": {"name": name, "namespace": "iot"}, "spec": {"selector": {"matchLabels": {"app": app}}},
                "status": {"disruptionsAllowed": allowed}})
        };
        let pod = json!({"metadata": {"namespace": "iot", "labels": {"app": "web"}}});
        assert_eq!(holding(&[budget("a", "web", 0), budget("b", "web", 1), budget("c", "api", 0)], &pod), ["a"]);
    }
}
