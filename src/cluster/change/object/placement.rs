//! What a pod's JSON says of where it may be, and of what it has on its node.

use crate::cluster::terms::{equals, list, name, pod_terms, rule, selector, text};
use crate::model::nodes::foresee::Local;
use crate::model::nodes::{Placement, Spread, Term, Toleration, Unseen};
use serde_json::Value;

/// What its template says; of its volumes nothing yet.
pub(crate) fn placement(pod: &Value) -> Placement {
    let toleration = |t: &Value| Toleration {
        key: name(text(t, "/key")),
        value: (text(t, "/operator") != "Exists").then(|| name(text(t, "/value"))),
        effect: name(text(t, "/effect")),
    };
    let selector = pod.pointer("/spec/nodeSelector").and_then(Value::as_object);
    let wanted = |(key, value): (&String, &Value)| (name(key), name(value.as_str().unwrap_or_default()));
    let affinity = pod.pointer("/spec/affinity");
    Placement {
        // Also those that say how long it stays: what is not ready takes none by that alone.
        tolerations: list(pod, "/spec/tolerations").map(toleration).collect(),
        selector: selector.into_iter().flatten().map(wanted).collect(),
        affinity: terms(affinity.and_then(|a| a.pointer("/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution"))),
        volumes: Vec::new(),
        together: affinity.map_or_else(Vec::new, |a| pod_terms(a, "podAffinity", &name(text(pod, "/metadata/namespace")))),
        spread: spread(pod),
        unseen: asks_more(pod).then_some(Unseen::Devices).into_iter().collect(),
    }
}

/// How it and its like must be spread.
fn spread(pod: &Value) -> Vec<Spread> {
    let number = |c: &Value, field: &str| c.get(field).and_then(Value::as_i64).unwrap_or(1);
    let one = |c: &Value| {
        let mut own = selector(c.get("labelSelector"));
        // Those of its labels by which its like are told from those of another revision.
        let keys = list(c, "/matchLabelKeys").filter_map(Value::as_str);
        let values = keys.filter_map(|key| Some((key, pod.pointer("/metadata/labels")?.get(key)?.as_str()?)));
        if let Some(rules) = &mut own.0 {
            rules.extend(values.map(|(key, value)| equals(key, value)));
        }
        Spread {
            selector: own,
            topology: name(text(c, "/topologyKey")),
            max_skew: number(c, "maxSkew"),
            min_domains: usize::try_from(number(c, "minDomains")).unwrap_or(1),
            by_affinity: text(c, "/nodeAffinityPolicy") != "Ignore",
            by_taints: text(c, "/nodeTaintsPolicy") == "Honor",
        }
    };
    list(pod, "/spec/topologySpreadConstraints").filter(|c| text(c, "/whenUnsatisfiable") == "DoNotSchedule").map(one).collect()
}

/// Whether it requests what is not counted here: GPUs, huge pages, devices.
fn asks_more(pod: &Value) -> bool {
    let counted = |resource: &String| matches!(&**resource, "cpu" | "memory" | "ephemeral-storage");
    let containers = ["/spec/containers", "/spec/initContainers"].into_iter().flat_map(|l| list(pod, l));
    let requests =
        |c: &'_ Value| c.pointer("/resources/requests").and_then(Value::as_object).is_some_and(|r| !r.keys().all(counted));
    list(pod, "/spec/resourceClaims").next().is_some() || containers.into_iter().any(requests)
}

/// The terms of a node selector.
pub(crate) fn terms(selector: Option<&Value>) -> Vec<Term> {
    let term = |t: &Value| {
        let labels = list(t, "/matchExpressions").map(|r| rule(r, false));
        Term(labels.chain(list(t, "/matchFields").map(|r| rule(r, true))).collect())
    };
    selector.into_iter().flat_map(|s| list(s, "/nodeSelectorTerms")).map(term).collect()
}

/// The claims that a pod uses.
pub(crate) fn claims(pod: &Value) -> Vec<String> {
    let of = |v: &Value| match text(v, "/persistentVolumeClaim/claimName") {
        "" => made_for(pod, v),
        claim => Some(claim.to_owned()),
    };
    list(pod, "/spec/volumes").filter_map(of).collect()
}

/// Those of them that were made with the pod, and end with it.
pub(crate) fn own_claims(pod: &Value) -> Vec<String> {
    list(pod, "/spec/volumes").filter_map(|v| made_for(pod, v)).collect()
}

/// The claim that is made with the pod for a volume: it is called after both.
fn made_for(pod: &Value, volume: &Value) -> Option<String> {
    volume.get("ephemeral").map(|_| format!("{}-{}", text(pod, "/metadata/name"), text(volume, "/name")))
}

/// What a pod has on its node, claims aside.
pub(crate) fn local(pod: &Value) -> Vec<Local> {
    let of = |v: &Value| match v.pointer("/hostPath/path").and_then(Value::as_str) {
        Some(path) => Some(Local::HostPath(name(path))),
        None => v.get("emptyDir").map(|_| Local::EmptyDir),
    };
    let mut out: Vec<Local> = list(pod, "/spec/volumes").filter_map(of).collect();
    out.sort();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::nodes::Operator;
    use serde_json::json;

    #[test]
    fn what_a_pod_says_of_its_place_is_read() {
        let pod = json!({"metadata": {"name": "db-0"}, "spec": {
            "nodeSelector": {"disk": "ssd"},
            "tolerations": [{"key": "gpu", "operator": "Exists"}, {"key": "a", "value": "b", "effect": "NoSchedule"},
                {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}],
            "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
                {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]}], "matchFields": [{"key": "metadata.name", "operator": "NotIn", "values": ["n-1"]}]}]}}},
            "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data-db-0"}}, {"name": "tmp", "emptyDir": {}},
                {"name": "own", "ephemeral": {}}, {"name": "sock", "hostPath": {"path": "/run/x.sock"}}, {"name": "conf", "configMap": {}}]}});
        let p = placement(&pod);
        assert_eq!(p.tolerations.len(), 3);
        assert_eq!((p.tolerations[0].value.clone(), p.tolerations[1].value.as_deref(), &*p.unseen), (None, Some("b"), &[][..]));
        assert_eq!(p.selector, [("disk".into(), "ssd".into())]);
        assert_eq!(
            (p.affinity[0].0.len(), p.affinity[0].0[1].key.clone(), p.affinity[0].0[1].operator),
            (2, None, Operator::NotIn)
        );
        assert_eq!((claims(&pod), own_claims(&pod)), (vec!["data-db-0".into(), "db-0-own".into()], vec!["db-0-own".into()]));
        assert_eq!(local(&pod), [Local::EmptyDir, Local::HostPath("/run/x.sock".into())]);
    }

    #[test]
    fn how_pods_are_spread_is_read_with_the_defaults_of_the_api() {
        let pod = json!({"metadata": {"labels": {"app": "web", "pod-template-hash": "5b8d"}}, "spec": {"topologySpreadConstraints": [
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {}},
            {"maxSkew": 2, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {"matchLabels": {"app": "web"}}},
            {"maxSkew": 1, "topologyKey": "host", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}, "minDomains": 3,
                "matchLabelKeys": ["pod-template-hash", "absent"], "nodeAffinityPolicy": "Ignore", "nodeTaintsPolicy": "Honor"},
            {"maxSkew": 1, "topologyKey": "host", "whenUnsatisfiable": "DoNotSchedule", "matchLabelKeys": ["app"]}]}});
        let read = placement(&pod).spread;
        let told: Vec<_> = read.iter().map(|s| (&*s.topology, s.max_skew, s.min_domains, s.by_affinity, s.by_taints)).collect();
        assert_eq!(told, [("zone", 2, 1, true, false), ("host", 1, 3, false, true), ("host", 1, 1, true, false)]);
        assert_eq!(read[0].selector.0.as_deref(), Some(&[equals("app", "web")][..]));
        assert_eq!(read[1].selector.0.as_deref(), Some(&[equals("pod-template-hash", "5b8d")][..]));
        assert_eq!(read[2].selector.0, None, "what selects nothing selects nothing more");
    }
}
