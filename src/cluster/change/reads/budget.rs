//! PodDisruptionBudgets: which of them protect a pod, and whether they let it go now.

use crate::cluster::change::object::{items, parse, selector};
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::naming::segment;
use crate::model::text::clean;
use serde_json::Value;

/// The version of the policy API that the server serves, and the budgets of a namespace or of all. Budgets that may not be read are
/// none: the eviction itself tells.
pub(crate) async fn fetch(session: &Session, namespace: Option<&str>) -> (&'static str, Vec<Value>) {
    let path = |version: &str| {
        let place = namespace.map(|ns| format!("/namespaces/{}", segment(ns))).unwrap_or_default();
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
pub(crate) fn holding(budgets: &[Value], pod: &Value) -> Vec<String> {
    let text = |v: &Value, pointer: &str| v.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let protects = |budget: &&Value| {
        text(budget, "/metadata/namespace") == text(pod, "/metadata/namespace")
            && selector::selects(budget.pointer("/spec/selector"), pod.pointer("/metadata/labels"))
            && budget.pointer("/status/disruptionsAllowed").and_then(Value::as_i64).unwrap_or(0) <= 0
    };
    budgets.iter().filter(protects).map(|b| clean(&text(b, "/metadata/name")).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
