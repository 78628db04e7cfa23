//! Delete: the object goes, with the UID that was shown as precondition.

use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::object::{Object, controller, held, path};
use crate::model::change::reason::Held;
use crate::model::change::{Propagation, Target, Touches, Warning};
use serde_json::{Value, json};

/// DELETE with its options, as `kubectl delete --cascade`. The resourceVersion is a precondition too: what changed since it was shown is
/// looked at again before it goes.
pub(crate) fn request(target: &Target, object: &Object, propagation: Propagation, grace: Option<u32>) -> Request {
    let mut options = json!({
        "kind": "DeleteOptions",
        "apiVersion": "v1",
        "preconditions": {"uid": object.uid(), "resourceVersion": object.resource_version()},
        "propagationPolicy": propagation.word(),
    });
    if let Some(seconds) = grace {
        options["gracePeriodSeconds"] = seconds.into();
    }
    Request::new(path(target), Form::Delete, options)
}

/// Whether it is gone or going. One that is ending may still be ended at once, as `kubectl delete --force` does with a pod of a node that
/// is lost.
pub(crate) fn is_done(object: &Object, grace: Option<u32>) -> bool {
    if grace == Some(0) && object.exists() {
        let left = object.json.pointer("/metadata/deletionGracePeriodSeconds").and_then(Value::as_u64);
        return object.is_going() && left.is_none_or(|left| left == 0);
    }
    !object.exists() || object.is_going()
}

/// What holds one that is going already.
pub(crate) fn held(object: &Object) -> Held {
    held::now(&object.json, &[], crate::model::Time::system())
}

pub(crate) fn touches(object: &Object, propagation: Propagation, grace: Option<u32>) -> Option<Touches> {
    let count = object.replicas();
    match (object.workload, object.text("/kind")) {
        (Some(_), _) => Some(match propagation {
            Propagation::Orphan => Touches::Orphans(count),
            Propagation::Background | Propagation::Foreground => Touches::TakesAlong(count),
        }),
        (None, "Namespace") => Some(Touches::Everything),
        (None, "Pod") => Some(Touches::StopsPod(held::grace(&object.json, grace).filter(|seconds| *seconds > 0))),
        (None, _) => None,
    }
}

pub(crate) fn warnings(object: &Object, propagation: Propagation, grace: Option<u32>, users: &[String]) -> Vec<Warning> {
    let mut out = Vec::new();
    if grace == Some(0) {
        out.push(Warning::AtOnce);
    }
    out.extend(held::beforehand(&object.json, Some(propagation), users));
    if object.text("/kind") == "Pod" && controller(&object.json).is_none() {
        out.push(Warning::Lost);
    }
    if propagation == Propagation::Orphan && object.workload.is_some() {
        out.push(Warning::PodsStay);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, target};

    #[test]
    fn a_delete_names_what_it_is_for() {
        let request = request(&target(), &deployment(), Propagation::Foreground, Some(0));
        assert_eq!(request.send_path(), "/apis/apps/v1/namespaces/iot/deployments/web");
        assert_eq!(request.dry_run_path(), "/apis/apps/v1/namespaces/iot/deployments/web?dryRun=All");
        assert_eq!(
            String::from_utf8(request.bytes()).unwrap(),
            concat!(
                r#"{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","#,
                r#""resourceVersion":"41"},"propagationPolicy":"Foreground","gracePeriodSeconds":0}"#
            )
        );
        let dry_run = String::from_utf8(request.dry_run_bytes()).unwrap();
        assert!(
            dry_run.ends_with(r#""gracePeriodSeconds":0,"dryRun":["All"]}"#),
            "the query of a DELETE with a body is not read: {dry_run}"
        );
        assert_eq!(request.form, Form::Delete);
    }
}
