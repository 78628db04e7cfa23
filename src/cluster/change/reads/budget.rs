//! PodDisruptionBudgets: which of them protect a pod, and whether they let it go now.

use crate::cluster::change::object::{items, parse, selector};
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::Name;
use crate::model::naming::segment;
use crate::model::nodes::foresee::Budget;
use crate::model::text::clean;
use serde_json::Value;

/// As [`list`]; budgets that may not be read are none: the eviction itself tells.
pub(crate) async fn fetch(session: &Session, namespace: Option<&str>) -> (&'static str, Vec<Value>) {
    let (version, budgets) = list(session, namespace).await;
    (version, budgets.unwrap_or_default())
}

/// The version of the policy API that the server serves, and the budgets of a namespace or of all.
pub(crate) async fn list(session: &Session, namespace: Option<&str>) -> (&'static str, Result<Vec<Value>, ApiError>) {
    let path = |version: &str| {
        let place = namespace.map(|ns| format!("/namespaces/{}", segment(ns))).unwrap_or_default();
        format!("/apis/policy/{version}{place}/poddisruptionbudgets")
    };
    let list = |body| parse(&body).map(items);
    match session.get(&path("v1"), READ_DEADLINE).await {
        Ok(body) => ("v1", list(body)),
        // `policy/v1` came with 1.21, its Eviction with 1.22.
        Err(e) if e.code() == Some(404) => ("v1beta1", session.get(&path("v1beta1"), READ_DEADLINE).await.and_then(list)),
        Err(e) => ("v1", Err(e)),
    }
}

fn text<'a>(json: &'a Value, pointer: &str) -> &'a str {
    json.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn number(json: &Value, pointer: &str) -> i64 {
    json.pointer(pointer).and_then(Value::as_i64).unwrap_or(0)
}

fn protects(budget: &Value, pod: &Value) -> bool {
    text(budget, "/metadata/namespace") == text(pod, "/metadata/namespace")
        && selector::selects(budget.pointer("/spec/selector"), pod.pointer("/metadata/labels"))
}

/// What the budgets say of a pod, as the server's eviction asks them (kubernetes/pkg/registry/core/pod/storage/eviction.go): not at all of one that
/// has not begun, has ended or is going; and of one that is not ready only where it is wanted. A budget that its controller has not looked at
/// since it was changed lets none go.
pub(crate) fn says(budgets: &[Value], pod: &Value) -> Budget {
    let of_no_account = matches!(text(pod, "/status/phase"), "Pending" | "Succeeded" | "Failed")
        || pod.pointer("/metadata/deletionTimestamp").is_some_and(|t| !t.is_null());
    if of_no_account {
        return Budget::None;
    }
    let name = |b: &Value| Name::from(&*clean(text(b, "/metadata/name")));
    let all: Vec<&Value> = budgets.iter().filter(|b| protects(b, pod)).collect();
    let [budget] = all[..] else {
        return if all.is_empty() { Budget::None } else { Budget::Several(all.into_iter().map(name).collect()) };
    };
    let conditions = pod.pointer("/status/conditions").and_then(Value::as_array).into_iter().flatten();
    let ready = conditions.into_iter().any(|c| text(c, "/type") == "Ready" && text(c, "/status") == "True");
    let desired = number(budget, "/status/desiredHealthy");
    let free = text(budget, "/spec/unhealthyPodEvictionPolicy") == "AlwaysAllow"
        || desired > 0 && number(budget, "/status/currentHealthy") >= desired;
    if !ready && free {
        return Budget::None;
    }
    let stale = number(budget, "/status/observedGeneration") < number(budget, "/metadata/generation");
    Budget::Allows(name(budget), if stale { 0 } else { number(budget, "/status/disruptionsAllowed") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn budgets_say_what_the_server_would() {
        let budget = |name: &str, app: &str, allowed: i64| {
            json!({"metadata": {"name": name, "namespace": "iot"}, "spec": {"selector": {"matchLabels": {"app": app}}},
                "status": {"disruptionsAllowed": allowed}})
        };
        let pod = |phase: &str, ready: &str| {
            json!({"metadata": {"namespace": "iot", "labels": {"app": "web"}},
                "status": {"phase": phase, "conditions": [{"type": "Ready", "status": ready}]}})
        };
        let one = [budget("a", "web", 0), budget("c", "api", 0)];
        assert_eq!(says(&one, &pod("Running", "True")), Budget::Allows("a".into(), 0));
        assert_eq!(says(&one, &pod("Pending", "False")), Budget::None);
        assert_eq!(says(&one, &pod("Running", "False")), Budget::Allows("a".into(), 0));
        let mut whole = budget("a", "web", 0);
        whole["status"] = json!({"disruptionsAllowed": 0, "currentHealthy": 2, "desiredHealthy": 2});
        assert_eq!(says(&[whole], &pod("Running", "False")), Budget::None, "what is not ready is none of those that are wanted");
        let mut changed = budget("a", "web", 3);
        (changed["metadata"]["generation"], changed["status"]["observedGeneration"]) = (json!(2), json!(1));
        assert_eq!(says(&[changed.clone()], &pod("Running", "True")), Budget::Allows("a".into(), 0), "it was changed since");
        changed["status"]["observedGeneration"] = json!(2);
        assert_eq!(says(&[changed], &pod("Running", "True")), Budget::Allows("a".into(), 3));
        let two = [budget("a", "web", 1), budget("b", "web", 1)];
        assert_eq!(says(&two, &pod("Running", "True")), Budget::Several(vec!["a".into(), "b".into()]));
    }
}
