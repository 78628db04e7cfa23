//! What controllers and kubectl keep for themselves in a workload and its pod template.

use serde_json::Value;

/// The label by which a Deployment's controller tells its ReplicaSets apart.
pub(crate) const HASH_LABEL: &str = "pod-template-hash";

/// kubectl's `annotationsToSkip`: a roll back leaves these as the Deployment has them, all others come from the ReplicaSet.
pub(crate) const SKIP: [&str; 6] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "deployment.kubernetes.io/revision",
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
];

/// A template without the label that the Deployment controller adds to its ReplicaSets' templates.
pub(crate) fn without_hash(template: &Value) -> Value {
    let mut template = template.clone();
    if let Some(labels) = template.pointer_mut("/metadata/labels").and_then(Value::as_object_mut) {
        labels.shift_remove(HASH_LABEL);
    }
    template
}
