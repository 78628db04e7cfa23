//! Delete and evict: the object goes, with the UID that was shown as precondition.

use super::object::{Object, path};
use super::request::{Form, Request};
use crate::model::change::{Propagation, Target};
use serde_json::json;

/// DELETE with its options, as `kubectl delete --cascade`. The resourceVersion is a precondition too: what changed since it was shown is
/// looked at again before it goes.
pub(super) fn request(target: &Target, object: &Object, propagation: Propagation, grace: Option<u32>) -> Request {
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

/// POST of an Eviction, which heeds PodDisruptionBudgets. `policy` is the version that the server knows: `v1`, before 1.22 `v1beta1`.
pub(super) fn eviction(target: &Target, uid: &str, policy: &str) -> Request {
    let body = json!({
        "apiVersion": format!("policy/{policy}"),
        "kind": "Eviction",
        "metadata": {"name": &*target.name, "namespace": &*target.namespace},
        "deleteOptions": {"preconditions": {"uid": uid}},
    });
    Request::new(format!("{}/eviction", path(target)), Form::Post, body)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{UID, deployment, target};
    use super::*;
    use crate::model::Kind;

    #[test]
    fn a_delete_names_what_it_is_for() {
        let request = request(&target(), &deployment(), Propagation::Foreground, Some(0));
        assert_eq!(request.send_path(), "/apis/apps/v1/namespaces/iot/deployments/web");
        assert_eq!(request.rehearsal_path(), "/apis/apps/v1/namespaces/iot/deployments/web?dryRun=All");
        assert_eq!(
            String::from_utf8(request.bytes()).unwrap(),
            concat!(
                r#"{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","#,
                r#""resourceVersion":"41"},"propagationPolicy":"Foreground","gracePeriodSeconds":0}"#
            )
        );
        let rehearsal = String::from_utf8(request.rehearsal_bytes()).unwrap();
        assert!(
            rehearsal.ends_with(r#""gracePeriodSeconds":0,"dryRun":["All"]}"#),
            "the query of a DELETE with a body is not read: {rehearsal}"
        );
        assert_eq!(request.note().method.as_deref(), Some("DELETE"));
    }

    #[test]
    fn an_eviction_is_posted_to_the_pod() {
        let pod = Target { resource: Kind::Pod.into(), ..target() };
        let request = eviction(&pod, UID, "v1beta1");
        assert_eq!(request.send_path(), "/api/v1/namespaces/iot/pods/web/eviction?fieldManager=dogwatch");
        assert_eq!(
            String::from_utf8(request.bytes()).unwrap(),
            concat!(
                r#"{"apiVersion":"policy/v1beta1","kind":"Eviction","metadata":{"name":"web","namespace":"iot"},"#,
                r#""deleteOptions":{"preconditions":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001"}}}"#
            )
        );
    }
}
