//! Roll back, as `kubectl rollout undo --to-revision` (k8s.io/kubectl/pkg/polymorphichelpers/rollback.go).
//!
//! It needs nothing of the rollout under way, so it works while one is stuck.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::managers::{Field, field};
use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::object::rollout::rolled;
use crate::cluster::change::object::template::SKIP;
use crate::cluster::change::object::{Object, set};
use crate::cluster::change::reads::history::{self, Holder};
use crate::cluster::change::reads::related::Related;
use crate::model::WorkloadKind;
use crate::model::change::reason::{Halted, Refusal};
use crate::model::change::{Field as Words, Target, Touches, Warning};
use crate::model::revision::likely;
use serde_json::{Map, Value, json};

/// A paused Deployment is refused, as kubectl refuses it: it would roll nothing out. One that is held in the middle of a rollout goes back
/// and on in one patch: template and `spec.paused` are set together, so that the new pods are never let go on in between.
pub(crate) fn check(object: &Object, target: &Target) -> Result<(), ChangeError> {
    if halfway(object) { Ok(()) } else { super::paused::refused(object, target, Halted::RolledBack) }
}

/// Whether it is paused with old and new pods side by side.
fn halfway(object: &Object) -> bool {
    let count = |pointer| object.json.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
    let updated = count("/status/updatedReplicas");
    object.is(WorkloadKind::Deployment) && object.paused() && updated > 0 && count("/status/replicas") > updated
}

/// The object, let go on where it is held in the middle of a rollout.
fn released(object: &Object) -> Object {
    let mut object = object.clone();
    if halfway(&object)
        && let Some(spec) = object.json.get_mut("spec").and_then(Value::as_object_mut)
    {
        spec.shift_remove("paused");
    }
    object
}

/// The revision of this number.
pub(crate) fn find(holders: &[Holder], number: u64, target: &Target) -> Result<Holder, ChangeError> {
    holders.iter().find(|h| h.number == number).cloned().ok_or_else(|| {
        let known = holders.iter().map(|h| h.number).collect();
        Refusal::NoRevision(Box::new(target.clone()), number, known).into()
    })
}

/// Fills in the revision that it is on, and the last one that was whole.
pub(crate) fn fill_in(
    from: &mut u64,
    to: &mut u64,
    target: &Target,
    object: &Object,
    related: &Related,
) -> Result<(), ChangeError> {
    let revisions = history::without_differences(object, related.holders.clone());
    if *from == 0 {
        *from = revisions.iter().find(|r| r.current).map_or(0, |r| r.number);
    }
    if *to == 0 {
        let whole = likely(&revisions).filter(|n| n != from);
        *to = whole.ok_or_else(|| Refusal::NoEarlier(Box::new(target.clone())))?;
    }
    Ok(())
}

/// For a Deployment a JSON patch that replaces template and annotations, for the other kinds their ControllerRevision's data, which is
/// a strategic merge patch that replaces the template.
pub(crate) fn patch(target: &Target, object: &Object, to: &Holder) -> Request {
    let patch = if object.is(WorkloadKind::Deployment) {
        let mut operations = vec![
            json!({"op": "replace", "path": "/spec/template", "value": to.template}),
            // kubectl says `replace`, which fails where there are none; `add` does the same and does not.
            json!({"op": "add", "path": "/metadata/annotations", "value": annotations(object, to)}),
        ];
        if halfway(object) {
            operations.push(json!({"op": "remove", "path": "/spec/paused"}));
        }
        Request::json(target, object, operations)
    } else {
        let mut template = Map::new();
        template.insert("$patch".to_owned(), "replace".into());
        template.extend(to.template.as_object().cloned().unwrap_or_default());
        Request::merge(target, "", Form::Strategic, object, &json!({"template": template}))
    };
    patch.private()
}

pub(crate) fn apply(object: &mut Object, to: &Holder) {
    if object.is(WorkloadKind::Deployment) {
        let annotations = annotations(object, to);
        set(&mut object.json, &["metadata", "annotations"], Value::Object(annotations));
        *object = released(object);
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

pub(crate) fn fields() -> Vec<Field> {
    vec![field(Words::Template, &["spec", "template"])]
}

/// What it does to the pods. Those of a Deployment's revision that are still there stay: a rollout that got stuck is taken back without
/// touching them.
pub(crate) fn touches(object: &Object, to: &Holder) -> Touches {
    let object = &released(object);
    if object.is(WorkloadKind::Deployment)
        && !object.paused()
        && let Some((_, there)) = to.pods
        && there > 0
    {
        let count = object.replicas();
        let keeps = there.min(count);
        return Touches::Keeps { starts: count - keeps, keeps };
    }
    rolled(object)
}

/// A StatefulSet with the pod management `OrderedReady` waits for a pod that never got ready, also after its template was put right
/// (kubernetes.io, StatefulSets, "Forced rollback").
pub(crate) fn warnings(object: &Object) -> Vec<Warning> {
    if halfway(object) {
        return vec![Warning::Resumes];
    }
    if !object.is(WorkloadKind::StatefulSet) {
        return Vec::new();
    }
    let count = |pointer| object.json.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
    let ordered = matches!(object.text("/spec/podManagementPolicy"), "" | "OrderedReady");
    let rolling = count("/status/currentReplicas") < count("/status/replicas");
    let unready = count("/status/readyReplicas") < count("/spec/replicas");
    if ordered && rolling && unready { vec![Warning::WaitsForUnready] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, target, template};
    use crate::cluster::change::object::template::{HASH_LABEL, without_hash};

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
        assert!(patch.private, "a template may hold secrets");
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

    #[test]
    fn pods_of_the_revision_that_are_still_there_stay() {
        let mut stuck = deployment();
        stuck.json["spec"]["replicas"] = 4.into();
        let back = |there| Holder { pods: Some((there, there)), ..Holder::default() };
        assert_eq!(touches(&stuck, &back(3)).to_string(), "starts 1 pod; keeps 3 pods of that revision");
        assert_eq!(touches(&stuck, &back(4)).to_string(), "starts no pods; keeps 4 pods of that revision");
        assert_eq!(touches(&stuck, &back(0)).to_string(), "replaces 4 pods, one after another");
    }

    #[test]
    fn what_is_held_halfway_goes_back_and_on_in_one_patch() {
        let mut held = deployment();
        held.json["spec"]["paused"] = true.into();
        assert!(check(&held, &target()).is_err(), "nothing is under way");
        held.json["spec"]["replicas"] = 4.into();
        held.json["status"] = json!({"replicas": 5, "updatedReplicas": 1});
        assert!(check(&held, &target()).is_ok());
        let to = Holder { pods: Some((4, 4)), ..holder(json!({})) };
        let body = String::from_utf8(patch(&target(), &held, &to).bytes()).unwrap();
        assert!(body.contains(r#"{"op":"replace","path":"/spec/template""#), "{body}");
        assert!(body.ends_with(r#",{"op":"remove","path":"/spec/paused"}]"#), "{body}");
        let mut after = held.clone();
        apply(&mut after, &to);
        assert!(!after.paused() && held.paused());
        assert_eq!(touches(&held, &to).to_string(), "starts no pods; keeps 4 pods of that revision");
        assert_eq!(warnings(&held), [Warning::Resumes]);
        // All of them are new: there is nothing in the middle any more.
        held.json["status"] = json!({"replicas": 4, "updatedReplicas": 4});
        assert!(check(&held, &target()).is_err());
    }

    #[test]
    fn a_statefulset_stuck_on_a_pod_is_warned_about() {
        let mut set = deployment();
        set.workload = Some(WorkloadKind::StatefulSet);
        set.json["status"] = json!({"replicas": 2, "currentReplicas": 1, "readyReplicas": 1});
        assert_eq!(warnings(&set).len(), 1);
        set.json["spec"]["podManagementPolicy"] = "Parallel".into();
        assert!(warnings(&set).is_empty());
    }
}
