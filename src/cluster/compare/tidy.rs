//! What differs between any two objects and says nothing of how they are meant: what the server, controllers and kubectl write.

use crate::model::hide::is_copy;
use serde_json::{Map, Value};

/// Of every object's metadata.
const METADATA: [&str; 7] =
    ["uid", "resourceVersion", "generation", "creationTimestamp", "selfLink", "managedFields", "generateName"];
/// Annotations of controllers.
const ANNOTATIONS: [&str; 7] = [
    "deployment.kubernetes.io/revision",
    "deprecated.daemonset.template.generation",
    "pv.kubernetes.io/bind-completed",
    "pv.kubernetes.io/bound-by-controller",
    "volume.kubernetes.io/selected-node",
    "kubernetes.io/service-account.uid",
    "control-plane.alpha.kubernetes.io/leader",
];
/// Labels of controllers, in selectors and templates as well.
const LABELS: [&str; 10] = [
    "job-name",
    "batch.kubernetes.io/job-name",
    "batch.kubernetes.io/job-completion-index",
    "pod-template-hash",
    "controller-revision-hash",
    "pod-template-generation",
    "controller-uid",
    "batch.kubernetes.io/controller-uid",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
];
/// What is given out from a pool, or set where an object happens to come to lie, by kind and path.
const GIVEN: [(&str, &str); 9] = [
    ("Service", "/spec/clusterIPs"),
    ("Service", "/spec/healthCheckNodePort"),
    ("Pod", "/spec/nodeName"),
    ("PersistentVolumeClaim", "/spec/volumeName"),
    ("PersistentVolume", "/spec/claimRef/uid"),
    ("PersistentVolume", "/spec/claimRef/resourceVersion"),
    ("Node", "/spec/podCIDR"),
    ("Node", "/spec/podCIDRs"),
    ("ServiceAccount", "/secrets"),
];
/// The volume of a pod's token, whose name is drawn.
const TOKEN: &str = "kube-api-access-";

/// Takes it away from both; their names and namespaces where these are others: whoever compares knows that.
pub(super) fn tidy(old: &mut Value, new: &mut Value) {
    for field in ["name", "namespace"] {
        if old["metadata"][field] != new["metadata"][field] {
            remove(old, &format!("/metadata/{field}"));
            remove(new, &format!("/metadata/{field}"));
            let label = "/metadata/labels/kubernetes.io~1metadata.name";
            remove(old, label);
            remove(new, label);
        }
    }
    for object in [old, new] {
        one(object);
    }
}

fn one(object: &mut Value) {
    remove(object, "/status");
    for field in METADATA {
        remove(object, &format!("/metadata/{field}"));
    }
    for owner in object.pointer_mut("/metadata/ownerReferences").and_then(Value::as_array_mut).into_iter().flatten() {
        remove(owner, "/uid");
    }
    for place in ["/metadata", "/spec/template/metadata", "/spec/jobTemplate/spec/template/metadata"] {
        let Some(metadata) = object.pointer_mut(place).and_then(Value::as_object_mut) else { continue };
        // A template may have an empty time of its own.
        if metadata.get("creationTimestamp").is_some_and(Value::is_null) {
            metadata.remove("creationTimestamp");
        }
        thin(metadata, "annotations", |key| is_copy(key) || ANNOTATIONS.contains(&key));
        thin(metadata, "labels", |key| LABELS.contains(&key));
    }
    if let Some(selector) = object.pointer_mut("/spec/selector").and_then(Value::as_object_mut) {
        thin(selector, "matchLabels", |key| LABELS.contains(&key));
    }
    let kind = object["kind"].as_str().unwrap_or_default().to_owned();
    for (_, path) in GIVEN.iter().filter(|(of, _)| *of == kind) {
        remove(object, path);
    }
    match &*kind {
        "Service" => {
            // One without an address is meant to have none.
            if object.pointer("/spec/clusterIP").is_some_and(|ip| ip != "None") {
                remove(object, "/spec/clusterIP");
            }
            for port in object.pointer_mut("/spec/ports").and_then(Value::as_array_mut).into_iter().flatten() {
                remove(port, "/nodePort");
            }
        }
        "Pod" => token(object),
        _ => {}
    }
}

/// The volume of the token, and where it is mounted.
fn token(pod: &mut Value) {
    let drawn = |v: &Value| v["name"].as_str().is_some_and(|name| name.starts_with(TOKEN));
    if let Some(volumes) = pod.pointer_mut("/spec/volumes").and_then(Value::as_array_mut) {
        volumes.retain(|v| !drawn(v));
    }
    for list in ["/spec/containers", "/spec/initContainers", "/spec/ephemeralContainers"] {
        for container in pod.pointer_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(mounts) = container.get_mut("volumeMounts").and_then(Value::as_array_mut) {
                mounts.retain(|m| !drawn(m));
            }
        }
    }
}

/// Takes keys out of a map of texts, and the map where nothing is left of it.
fn thin(parent: &mut Map<String, Value>, field: &str, goes: impl Fn(&str) -> bool) {
    let Some(map) = parent.get_mut(field).and_then(Value::as_object_mut) else { return };
    map.retain(|key, _| !goes(key));
    if map.is_empty() {
        parent.remove(field);
    }
}

fn remove(value: &mut Value, path: &str) {
    let Some((parent, key)) = path.rsplit_once('/') else { return };
    if let Some(map) = value.pointer_mut(parent).and_then(Value::as_object_mut) {
        map.remove(&key.replace("~1", "/"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Of each kind: two that differ by nothing that anybody meant, and what is left of them.
    #[test]
    fn what_always_differs_is_left_out() {
        for (old, new, want) in [
            (
                json!({"kind": "Service", "metadata": {"name": "a", "namespace": "x", "uid": "1", "labels": {"app": "a"}},
                    "spec": {"clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"], "ports": [{"port": 80, "nodePort": 30001}]}, "status": {}}),
                json!({"kind": "Service", "metadata": {"name": "a", "namespace": "y", "uid": "2", "labels": {"app": "a"}},
                    "spec": {"clusterIP": "10.0.0.2", "clusterIPs": ["10.0.0.2"], "ports": [{"port": 80, "nodePort": 30002}]},
                    "status": {"loadBalancer": {}}}),
                json!({"kind": "Service", "metadata": {"name": "a", "labels": {"app": "a"}}, "spec": {"ports": [{"port": 80}]}}),
            ),
            (
                json!({"kind": "Pod", "metadata": {"name": "a-1", "generateName": "a-", "labels": {"pod-template-hash": "1"},
                    "ownerReferences": [{"name": "a", "uid": "1"}]}, "spec": {"nodeName": "n1", "volumes": [{"name": "kube-api-access-abcde"}],
                    "containers": [{"name": "c", "volumeMounts": [{"name": "kube-api-access-abcde"}, {"name": "data"}]}]}}),
                json!({"kind": "Pod", "metadata": {"name": "a-2", "generateName": "a-", "labels": {"pod-template-hash": "2"},
                    "ownerReferences": [{"name": "a", "uid": "2"}]}, "spec": {"nodeName": "n2", "volumes": [{"name": "kube-api-access-fghij"}],
                    "containers": [{"name": "c", "volumeMounts": [{"name": "kube-api-access-fghij"}, {"name": "data"}]}]}}),
                json!({"kind": "Pod", "metadata": {"ownerReferences": [{"name": "a"}]},
                    "spec": {"volumes": [], "containers": [{"name": "c", "volumeMounts": [{"name": "data"}]}]}}),
            ),
            (
                json!({"kind": "Deployment", "metadata": {"name": "a", "generation": 3, "annotations": {
                    "deployment.kubernetes.io/revision": "3", "kubectl.kubernetes.io/last-applied-configuration": "{}"}},
                    "spec": {"template": {"metadata": {"creationTimestamp": null, "labels": {"app": "a"}}}}}),
                json!({"kind": "Deployment", "metadata": {"name": "a", "generation": 5, "annotations": {"deployment.kubernetes.io/revision": "5"}},
                    "spec": {"template": {"metadata": {"labels": {"app": "a"}}}}}),
                json!({"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"template": {"metadata": {"labels": {"app": "a"}}}}}),
            ),
            (
                json!({"kind": "Job", "metadata": {"name": "a"}, "spec": {"selector": {"matchLabels": {"controller-uid": "1"}},
                    "template": {"metadata": {"labels": {"controller-uid": "1", "job-name": "a"}}}}}),
                json!({"kind": "Job", "metadata": {"name": "a"}, "spec": {"selector": {"matchLabels": {"controller-uid": "2"}},
                    "template": {"metadata": {"labels": {"controller-uid": "2", "job-name": "b"}}}}}),
                json!({"kind": "Job", "metadata": {"name": "a"},
                    "spec": {"selector": {}, "template": {"metadata": {}}}}),
            ),
            (
                json!({"kind": "Namespace", "metadata": {"name": "a", "labels": {"kubernetes.io/metadata.name": "a", "team": "x"}}}),
                json!({"kind": "Namespace", "metadata": {"name": "b", "labels": {"kubernetes.io/metadata.name": "b", "team": "x"}}}),
                json!({"kind": "Namespace", "metadata": {"labels": {"team": "x"}}}),
            ),
        ] {
            let (mut a, mut b) = (old, new);
            tidy(&mut a, &mut b);
            assert_eq!((&a, &b), (&want, &want));
        }
        let service = |ip: &str| json!({"kind": "Service", "metadata": {"name": "a"}, "spec": {"clusterIP": ip}});
        let (mut a, mut b) = (service("None"), service("10.0.0.1"));
        tidy(&mut a, &mut b);
        assert_eq!(
            (&a["spec"]["clusterIP"], &b["spec"]["clusterIP"]),
            (&json!("None"), &Value::Null),
            "a headless one is meant so"
        );
        // What is no object at all does no harm.
        let (mut a, mut b) = (json!([]), json!("x"));
        tidy(&mut a, &mut b);
    }
}
