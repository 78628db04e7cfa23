//! Restart, as `kubectl rollout restart`: a new value of one annotation of the pod template.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::object::{Object, set};
use crate::model::Time;
use crate::model::change::Target;
use crate::model::change::reason::Halted;
use serde_json::{Value, json};

/// The annotation that kubectl sets (`kube.kubernetes.io/restartedAt`, which kube's own helper sets, is another one).
const RESTARTED_AT: &str = "kubectl.kubernetes.io/restartedAt";

/// A paused Deployment is refused, as kubectl refuses it: nothing would restart until it is resumed.
pub(crate) fn check(object: &Object, target: &Target) -> Result<(), ChangeError> {
    super::paused::refused(object, target, Halted::Restarted)
}

pub(crate) fn patch(target: &Target, object: &Object, at: Time) -> Request {
    let spec = json!({"template": {"metadata": {"annotations": {RESTARTED_AT: at.rfc3339()}}}});
    Request::merge(target, "", Form::Strategic, object, &spec)
}

pub(crate) fn apply(json: &mut Value, at: Time) {
    set(json, &["spec", "template", "metadata", "annotations", RESTARTED_AT], at.rfc3339().into());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, target};

    #[test]
    fn the_patch_is_one_annotation() {
        let patch = patch(&target(), &deployment(), Time::from_secs(1_785_000_000));
        assert_eq!(patch.send_path(), "/apis/apps/v1/namespaces/iot/deployments/web?fieldManager=dogwatch");
        assert_eq!(patch.form.content_type(), "application/strategic-merge-patch+json");
        assert_eq!(
            String::from_utf8(patch.bytes()).unwrap(),
            r#"{"metadata":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","resourceVersion":"41"},"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2026-07-25T17:20:00Z"}}}}}"#
        );
    }
}
