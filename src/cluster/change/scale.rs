//! Scale, as `kubectl scale`: a merge patch of the subresource `/scale`, for which a user may have the right without that to the object.

use super::error::ChangeError;
use super::object::{Object, set};
use super::request::{Form, Request};
use crate::model::change::Target;
use serde_json::{Value, json};

pub(super) fn check(object: &Object, target: &Target) -> Result<(), ChangeError> {
    match object.workload {
        Some(kind) if !kind.scales() => {
            Err(ChangeError::NotPossible(format!("{target} cannot be scaled: a DaemonSet runs one pod on each node")))
        }
        None if !target.resource.scales => Err(ChangeError::NotPossible(format!("{target} cannot be scaled: it has no /scale"))),
        _ => Ok(()),
    }
}

pub(super) fn patch(target: &Target, object: &Object, to: u32) -> Request {
    Request::merge(target, "/scale", Form::Merge, object, &json!({"replicas": to}))
}

pub(super) fn apply(json: &mut Value, to: u32) {
    set(json, &["spec", "replicas"], to.into());
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{deployment, target};
    use super::*;

    #[test]
    fn the_patch_is_the_number_and_its_preconditions() {
        let patch = patch(&target(), &deployment(), 5);
        assert_eq!(patch.send_path(), "/apis/apps/v1/namespaces/iot/deployments/web/scale?fieldManager=dogwatch");
        assert_eq!(patch.rehearsal_path(), "/apis/apps/v1/namespaces/iot/deployments/web/scale?dryRun=All&fieldManager=dogwatch");
        assert_eq!(patch.form.content_type(), "application/merge-patch+json");
        assert_eq!(
            String::from_utf8(patch.bytes()).unwrap(),
            r#"{"metadata":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","resourceVersion":"41"},"spec":{"replicas":5}}"#
        );
    }
}
