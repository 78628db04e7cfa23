//! Objects for the tests of this module.

use super::object::Object;
use crate::model::change::Target;
use crate::model::{Uid, WorkloadKind};
use serde_json::{Value, json};

pub(super) const UID: &str = "0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001";

pub(super) fn target() -> Target {
    Target {
        context: "lab".into(),
        resource: WorkloadKind::Deployment.into(),
        namespace: "iot".into(),
        name: "web".into(),
        uid: Uid::new(UID),
    }
}

pub(super) fn template(tag: &str) -> Value {
    json!({
        "metadata": {"creationTimestamp": null, "labels": {"app": "web"}},
        "spec": {
            "initContainers": [{"name": "wait", "image": "docker.io/lab/wait:1"}],
            "containers": [{"name": "web", "image": format!("docker.io/lab/app:{tag}"), "env": [{"name": "FEATURE", "value": "on"}]}],
        },
    })
}

/// A Deployment at resourceVersion 41, generation 3, image 1.0.
pub(super) fn deployment() -> Object {
    let json = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "name": "web", "namespace": "iot", "uid": UID, "resourceVersion": "41", "generation": 3,
            "annotations": {"deployment.kubernetes.io/revision": "2"},
        },
        "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "template": template("1.0")},
        "status": {"observedGeneration": 3, "replicas": 2},
    });
    Object { workload: Some(WorkloadKind::Deployment), json }
}
