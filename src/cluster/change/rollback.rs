//! Roll back, as `kubectl rollout undo --to-revision` (k8s.io/kubectl/pkg/polymorphichelpers/rollback.go).
//!
//! It needs nothing of the rollout under way, so it works while one is stuck.

use super::error::ChangeError;
use super::history::{HASH_LABEL, Holder};
use super::object::{Object, set};
use super::request::{Form, Request};
use crate::model::WorkloadKind;
use crate::model::change::Target;
use serde_json::{Map, Value, json};

/// kubectl's `annotationsToSkip`: these stay as the Deployment has them, all others come from the ReplicaSet.
pub(super) const SKIP: [&str; 6] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "deployment.kubernetes.io/revision",
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
];

/// A paused Deployment is refused, as kubectl refuses it.
pub(super) fn check(object: &Object, target: &Target) -> Result<(), ChangeError> {
    super::step::not_paused(object, target, "rolled back")
}

/// For a Deployment a JSON patch that replaces template and annotations, for the other kinds their ControllerRevision's data, which is
/// a strategic merge patch that replaces the template.
pub(super) fn patch(target: &Target, object: &Object, to: &Holder) -> Request {
    let patch = if object.is(WorkloadKind::Deployment) {
        let operations = vec![
            json!({"op": "replace", "path": "/spec/template", "value": to.template}),
            // kubectl says `replace`, which fails where there are none; `add` does the same and does not.
            json!({"op": "add", "path": "/metadata/annotations", "value": annotations(object, to)}),
        ];
        Request::json(target, object, operations)
    } else {
        let mut template = Map::new();
        template.insert("$patch".to_owned(), "replace".into());
        template.extend(to.template.as_object().cloned().unwrap_or_default());
        Request::merge(target, "", Form::Strategic, object, &json!({"template": template}))
    };
    patch.private()
}

pub(super) fn apply(object: &mut Object, to: &Holder) {
    if object.is(WorkloadKind::Deployment) {
        let annotations = annotations(object, to);
        set(&mut object.json, &["metadata", "annotations"], Value::Object(annotations));
    }
    set(&mut object.json, &["spec", "template"], to.template.clone());
}

/// The Deployment's annotations after it: kubectl's rule.
fn annotations(object: &Object, to: &Holder) -> Map<String, Value> {
    let now = object.json.pointer("/metadata/annotations").and_then(Value::as_object);
    let kept = now.into_iter().flatten().filter(|(k, _)| SKIP.contains(&k.as_str()));
    let come = to.annotations.iter().filter(|(k, _)| !SKIP.contains(&k.as_str()));
    kept.chain(come).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// A template without the label that the Deployment controller adds to its ReplicaSets' templates.
pub(super) fn without_hash(template: &Value) -> Value {
    let mut template = template.clone();
    if let Some(labels) = template.pointer_mut("/metadata/labels").and_then(Value::as_object_mut) {
        labels.shift_remove(HASH_LABEL);
    }
    template
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{deployment, target, template};
    use super::*;

    fn holder(annotations: Value) -> Holder {
        let mut template = template("1.1");
        template["metadata"]["labels"][HASH_LABEL] = "6d4cf56db6".into();
        Holder { template: without_hash(&template), annotations: annotations.as_object().cloned().unwrap(), ..Holder::default() }
    }

    #[test]
    fn a_deployments_patch_replaces_template_and_annotations() {
        let patch = patch(&target(), &deployment(), &holder(json!({"deployment.kubernetes.io/revision": "1", "team": "iot"})));
        assert_eq!(patch.send_path(), "/apis/apps/v1/namespaces/iot/deployments/web?fieldManager=dogwatch");
        assert_eq!(patch.form.content_type(), "application/json-patch+json");
        assert_eq!(
            String::from_utf8(patch.bytes()).unwrap(),
            concat!(
                r#"[{"op":"test","path":"/metadata/uid","value":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001"},"#,
                r#"{"op":"replace","path":"/metadata/resourceVersion","value":"41"},"#,
                r#"{"op":"replace","path":"/spec/template","value":{"metadata":{"creationTimestamp":null,"labels":{"app":"web"}},"#,
                r#""spec":{"initContainers":[{"name":"wait","image":"docker.io/lab/wait:1"}],"containers":[{"name":"web","#,
                r#""image":"docker.io/lab/app:1.1","env":[{"name":"FEATURE","value":"on"}]}]}}},"#,
                r#"{"op":"add","path":"/metadata/annotations","value":{"deployment.kubernetes.io/revision":"2","team":"iot"}}]"#
            )
        );
        assert_eq!(patch.note().body, None, "a template may hold secrets");
    }

    #[test]
    fn another_kinds_patch_is_its_revisions_data() {
        let mut object = deployment();
        object.workload = Some(WorkloadKind::StatefulSet);
        let target = Target { resource: WorkloadKind::StatefulSet.into(), ..target() };
        let to = Holder { template: json!({"spec": {"containers": []}}), ..Holder::default() };
        let patch = patch(&target, &object, &to);
        assert_eq!(patch.send_path(), "/apis/apps/v1/namespaces/iot/statefulsets/web?fieldManager=dogwatch");
        assert_eq!(patch.form.content_type(), "application/strategic-merge-patch+json");
        assert_eq!(
            String::from_utf8(patch.bytes()).unwrap(),
            r#"{"metadata":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","resourceVersion":"41"},"spec":{"template":{"$patch":"replace","spec":{"containers":[]}}}}"#
        );
    }

    #[test]
    fn annotations_are_those_that_kubectl_would_leave() {
        for (now, then, want) in [
            (json!({}), json!({}), json!({})),
            // The revision's own come back, what was added since goes.
            (json!({"a": "new", "b": "1"}), json!({"a": "old"}), json!({"a": "old"})),
            // Those to skip stay as they are now, and do not come from the ReplicaSet.
            (
                json!({"deployment.kubernetes.io/revision": "8", "kubectl.kubernetes.io/last-applied-configuration": "{8}"}),
                json!({"deployment.kubernetes.io/revision": "7", "deployment.kubernetes.io/desired-replicas": "3",
                    "deployment.kubernetes.io/max-replicas": "4", "deployment.kubernetes.io/revision-history": "2,5",
                    "deprecated.deployment.rollback.to": "1", "kubectl.kubernetes.io/last-applied-configuration": "{7}",
                    "kubernetes.io/change-cause": "good"}),
                json!({"deployment.kubernetes.io/revision": "8", "kubectl.kubernetes.io/last-applied-configuration": "{8}",
                    "kubernetes.io/change-cause": "good"}),
            ),
        ] {
            let mut object = deployment();
            set(&mut object.json, &["metadata", "annotations"], now);
            assert_eq!(Value::Object(annotations(&object, &holder(then))), want);
        }
    }
}
