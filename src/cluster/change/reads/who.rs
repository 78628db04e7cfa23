//! Who set a field last: asked once, when a change turns out to have been made into something else.

use super::autoscale::{self, Autoscaler};
use crate::cluster::change::object::managers::holds;
use crate::cluster::change::object::request::MANAGER;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::{Target, Touched};
use crate::model::text::clean;
use serde_json::Value;

/// The autoscaler, GitOps tool or field manager that set this field of the target last; `None` where that cannot be told.
pub(crate) async fn changed(session: &Session, target: &Target, touched: &Touched) -> Option<String> {
    let object = super::fetch(session, target, READ_DEADLINE).await.ok()?;
    let autoscalers = match touched {
        Touched::Replicas => autoscale::read(session, target).await,
        Touched::Paused | Touched::Images => Vec::new(),
    };
    who(&object.json, touched, &autoscalers)
}

/// The way of a field through `fieldsV1`.
const fn way(touched: &Touched) -> &'static [&'static str] {
    match touched {
        Touched::Replicas => &["f:spec", "f:replicas"],
        Touched::Paused => &["f:spec", "f:paused"],
        Touched::Images => &["f:spec", "f:template", "f:spec", "f:containers"],
    }
}

/// An autoscaler works through the controller manager, and servers before 1.22 note nothing of `/scale`: where one is aimed at the
/// replicas and nobody else is noted after us, it was the autoscaler.
fn who(object: &Value, touched: &Touched, autoscalers: &[Autoscaler]) -> Option<String> {
    let way: Vec<String> = way(touched).iter().map(|k| (*k).to_owned()).collect();
    let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
    let last = entries
        .into_iter()
        .flatten()
        .filter(|e| text(e, "subresource") != "status" && e.get("fieldsV1").is_some_and(|tree| holds(tree, &way)))
        .max_by_key(|e| text(e, "time"))
        .map(|e| text(e, "manager"))
        .filter(|m| !m.is_empty() && m != MANAGER);
    let by_controller = last.as_deref().is_none_or(|m| m.starts_with("kube-controller-manager"));
    match (autoscalers.first(), last) {
        (Some(autoscaler), _) if by_controller => Some(format!("HorizontalPodAutoscaler {}", clean(&autoscaler.name))),
        (_, last) => last.map(|m| clean(&m).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_last_who_set_it_is_named() {
        let entry =
            |manager: &str, time: &str, field: &str| json!({"manager": manager, "time": time, "fieldsV1": {"f:spec": {field: {}}}});
        let object = |entries: &[Value]| json!({"metadata": {"managedFields": entries}});
        let ours = entry("dogwatch", "2026-01-01T00:00:05Z", "f:replicas");
        let old = entry("kubectl", "2026-01-01T00:00:01Z", "f:replicas");
        let argo = entry("argocd-controller", "2026-01-01T00:00:09Z", "f:replicas");
        let scale = entry("kube-controller-manager", "2026-01-01T00:00:09Z", "f:replicas");
        let other = entry("keda", "2026-01-01T00:00:10Z", "f:paused");
        let hpa = vec![autoscale::tests_autoscaler("h")];
        for (entries, autoscalers, want) in [
            (vec![], vec![], None),
            (vec![old.clone(), ours.clone()], vec![], None),
            (vec![old.clone(), argo.clone(), other.clone()], vec![], Some("argocd-controller")),
            (vec![argo, ours.clone()], hpa.clone(), Some("argocd-controller")),
            (vec![old, scale.clone()], hpa.clone(), Some("HorizontalPodAutoscaler h")),
            (vec![scale], vec![], Some("kube-controller-manager")),
            (vec![ours], hpa, Some("HorizontalPodAutoscaler h")),
        ] {
            assert_eq!(who(&object(&entries), &Touched::Replicas, &autoscalers).as_deref(), want, "{entries:?}");
        }
        assert_eq!(who(&object(&[other]), &Touched::Paused, &[]).as_deref(), Some("keda"));
    }
}
