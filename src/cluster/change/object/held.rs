//! What holds an object that is to go: its finalizers by name, the grace of its pods, volumes in use, what it owns, and what the server
//! says of a namespace. Asked beforehand, for the question, and while it is going.

use super::placement;
use crate::model::Time;
use crate::model::change::reason::{Awaits, Held, HeldBy};
use crate::model::change::{Keeps, Propagation, Warning};
use crate::model::text::clean;
use serde_json::Value;

/// The finalizers that Kubernetes itself sets, and what each waits for.
const KNOWN: [(&str, Awaits); 8] = [
    ("foregroundDeletion", Awaits::Dependents),
    ("orphan", Awaits::Orphans),
    ("kubernetes.io/pvc-protection", Awaits::Pods),
    ("kubernetes.io/pv-protection", Awaits::Claim),
    ("service.kubernetes.io/load-balancer-cleanup", Awaits::Balancer),
    ("batch.kubernetes.io/job-tracking", Awaits::Count),
    ("customresourcecleanup.apiextensions.k8s.io", Awaits::Kind),
    ("kubernetes", Awaits::Content),
];

/// The conditions of a namespace that say what is left in it.
const NAMESPACE: [&str; 5] = [
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionDiscoveryFailure",
    "NamespaceDeletionGroupVersionParsingFailure",
    "NamespaceFinalizersRemaining",
    "NamespaceContentRemaining",
];

/// The finalizers of an object, those of a namespace's spec after those of its metadata.
fn finalizers(object: &Value) -> Vec<&str> {
    let of = |pointer| object.pointer(pointer).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    of("/metadata/finalizers").chain(of("/spec/finalizers").filter(|_| is(object, "Namespace"))).collect()
}

fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn is(object: &Value, kind: &str) -> bool {
    text(object, "/kind") == kind
}

/// Seconds in which a pod's processes may end: its own, or what the deletion gives them.
pub(crate) fn grace(object: &Value, given: Option<u32>) -> Option<u64> {
    if !is(object, "Pod") {
        return None;
    }
    given.map(u64::from).or_else(|| object.pointer("/spec/terminationGracePeriodSeconds").and_then(Value::as_u64))
}

/// What will hold it once it is deleted, one for each cause. `users` are the pods that use a claim.
pub(crate) fn beforehand(object: &Value, propagation: Option<Propagation>, users: &[String]) -> Vec<Warning> {
    let mut out = Vec::new();
    for name in finalizers(object) {
        let shown = clean(name).into_owned();
        match name {
            // That everything in a namespace goes is what the question is about, and a Job takes its finalizer off by itself.
            "kubernetes" | "batch.kubernetes.io/job-tracking" => {}
            "kubernetes.io/pvc-protection" if users.is_empty() => {}
            "kubernetes.io/pvc-protection" => {
                let users = users.iter().map(|n| clean(n).into_owned()).collect();
                out.push(Warning::Stays(Keeps::Users(users, shown)));
            }
            _ => out.push(Warning::Stays(match KNOWN.iter().find(|(known, _)| *known == name) {
                Some((_, what)) => Keeps::Known(shown, *what),
                None => Keeps::Finalizer(shown),
            })),
        }
    }
    if propagation == Some(Propagation::Foreground) && !finalizers(object).contains(&"foregroundDeletion") {
        out.push(Warning::Stays(Keeps::Dependents));
    }
    out
}

/// What holds it at `now`, the cause first. Where nothing is known to, its end is under way.
pub(in crate::cluster) fn now(object: &Value, users: &[String], now: Time) -> Held {
    let conditions = object.pointer("/status/conditions").and_then(Value::as_array);
    let holding = |kind: &&str| {
        let all = || conditions.into_iter().flatten();
        all().find(|c| text(c, "/type") == *kind && text(c, "/status") == "True").map(|c| clean(text(c, "/message")).into_owned())
    };
    if is(object, "Namespace")
        && let Some(message) = NAMESPACE.iter().find_map(holding).filter(|m| !m.is_empty())
    {
        return Held::Server(message);
    }
    // Processes that are being ended come before what waits for their end.
    let by = Time::parse(text(object, "/metadata/deletionTimestamp"));
    let left = by.map_or(0, |by| by.since(now) / 1000);
    let ended = matches!(text(object, "/status/phase"), "Succeeded" | "Failed");
    if is(object, "Pod") && left > 0 && !ended {
        return Held::Processes(left);
    }
    let finalizers = finalizers(object);
    if let Some(first) = finalizers.first() {
        let by = match KNOWN.iter().find(|(known, _)| known == first) {
            Some(_) if *first == "kubernetes.io/pvc-protection" && !users.is_empty() => {
                HeldBy::Users(users.iter().map(|n| clean(n).into_owned()).collect())
            }
            Some((_, what)) => HeldBy::Known(*what),
            None => HeldBy::Other,
        };
        return Held::Finalizers(finalizers.iter().map(|f| clean(f).into_owned()).collect(), by);
    }
    match text(object, "/spec/nodeName") {
        node if is(object, "Pod") && !node.is_empty() => Held::Kubelet(clean(node).into_owned()),
        _ => Held::Nothing,
    }
}

/// The pods of a list that use a claim and have not come to their end, by name; those too with which the claim was made.
pub(crate) fn users(pods: &[Value], claim: &str) -> Vec<String> {
    let uses = |pod: &&Value| {
        placement::claims(pod).iter().any(|c| c == claim) && !matches!(text(pod, "/status/phase"), "Succeeded" | "Failed")
    };
    pods.iter().filter(uses).map(|pod| text(pod, "/metadata/name").to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn with(kind: &str, finalizers: &[&str]) -> Value {
        json!({"kind": kind, "metadata": {"name": "x", "finalizers": finalizers}})
    }

    #[test]
    fn what_will_hold_it_is_named_beforehand() {
        let mine = ["lab.dev/cleanup"];
        let users = ["web-0".to_owned(), "web-1".into(), "web-2".into(), "web-3".into()];
        for (object, propagation, users, want) in [
            (with("Device", &[]), None, &[][..], vec![]),
            (
                with("Device", &mine),
                None,
                &[],
                vec!["it stays, Terminating, until its controller takes off finalizer lab.dev/cleanup"],
            ),
            (with("PersistentVolumeClaim", &["kubernetes.io/pvc-protection"]), None, &[], vec![]),
            (
                with("PersistentVolumeClaim", &["kubernetes.io/pvc-protection"]),
                None,
                &users,
                vec![
                    "it stays, Terminating, until no pod uses it: web-0, web-1, web-2, and 1 more (finalizer kubernetes.io/pvc-protection)",
                ],
            ),
            (
                with("Service", &["service.kubernetes.io/load-balancer-cleanup"]),
                None,
                &[],
                vec![
                    "it stays, Terminating, for finalizer service.kubernetes.io/load-balancer-cleanup: its load balancer is taken down first",
                ],
            ),
            (with("Pod", &["batch.kubernetes.io/job-tracking"]), None, &[], vec![]),
            (
                with("Deployment", &[]),
                Some(Propagation::Foreground),
                &[],
                vec!["it stays, Terminating, until what it owns is gone (foreground)"],
            ),
            (json!({"kind": "Namespace", "spec": {"finalizers": ["kubernetes"]}}), None, &[], vec![]),
        ] {
            let said: Vec<String> = beforehand(&object, propagation, users).iter().map(ToString::to_string).collect();
            assert_eq!(said, want, "{object}");
        }
    }

    #[test]
    fn what_holds_it_now_is_told_cause_first() {
        let now_is = Time::parse("2026-07-24T20:00:00Z").unwrap();
        let going = |kind: &str, finalizers: &[&str], by: &str, more: Value| {
            let mut object = with(kind, finalizers);
            object["metadata"]["deletionTimestamp"] = by.into();
            super::super::merge::apply(&mut object, &more);
            object
        };
        let (past, soon) = ("2026-07-24T19:00:00Z", "2026-07-24T20:00:12Z");
        let claim = going("PersistentVolumeClaim", &["kubernetes.io/pvc-protection"], past, json!({}));
        for (object, users, want) in [
            (going("Device", &["a.b/c"], past, json!({})), vec![], "finalizer a.b/c holds it"),
            (going("Device", &["a.b/c", "d.e/f"], past, json!({})), vec![], "finalizers a.b/c, d.e/f hold it"),
            (
                going("Deployment", &["foregroundDeletion"], past, json!({})),
                vec![],
                "finalizer foregroundDeletion holds it: what it owns goes first",
            ),
            (claim.clone(), vec!["web-0".to_owned()], "finalizer kubernetes.io/pvc-protection holds it: in use by web-0"),
            (claim, vec![], "finalizer kubernetes.io/pvc-protection holds it: it stays while a pod uses it"),
            (going("Pod", &[], soon, json!({})), vec![], "its processes have 12 s left to end"),
            (going("Pod", &["a.b/c"], soon, json!({})), vec![], "its processes have 12 s left to end"),
            (going("Pod", &["a.b/c"], soon, json!({"status": {"phase": "Failed"}})), vec![], "finalizer a.b/c holds it"),
            (going("Pod", &[], past, json!({"spec": {"nodeName": "n1"}})), vec![], "the kubelet of n1 has not confirmed its end"),
            (
                going(
                    "Namespace",
                    &[],
                    past,
                    json!({"spec": {"finalizers": ["kubernetes"]}, "status": {"conditions": [
                        {"type": "NamespaceContentRemaining", "status": "True", "message": "devices.lab.dev has 1 resource instances"},
                        {"type": "NamespaceFinalizersRemaining", "status": "True", "message": "lab.dev/cleanup in 1 resource instances"}]}}),
                ),
                vec![],
                "lab.dev/cleanup in 1 resource instances",
            ),
            (
                going("Namespace", &[], past, json!({"spec": {"finalizers": ["kubernetes"]}})),
                vec![],
                "finalizer kubernetes holds it: everything in the namespace goes first",
            ),
            (going("ConfigMap", &[], past, json!({})), vec![], "it is ending"),
        ] {
            assert_eq!(now(&object, &users, now_is).to_string(), want, "{object}");
        }
    }

    #[test]
    fn a_claim_is_used_by_pods_that_have_not_ended() {
        let pod = |name: &str, claim: &str, phase: &str| json!({"metadata": {"name": name}, "status": {"phase": phase}, "spec": {"volumes": [{"emptyDir": {}}, {"persistentVolumeClaim": {"claimName": claim}}]}});
        let pods =
            [pod("a", "data", "Running"), pod("b", "other", "Running"), pod("c", "data", "Succeeded"), pod("d", "data", "Pending")];
        assert_eq!(users(&pods, "data"), ["a", "d"]);
    }
}
