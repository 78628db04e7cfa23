//! Scale, as `kubectl scale`: a merge patch of the subresource `/scale`, for which a user may have the right without that to the object.

use crate::cluster::change::object::managers::{Field, field};
use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::object::{Object, set};
use crate::cluster::change::reads::related::Related;
use crate::model::change::{Field as Words, Target, Warning};
use serde_json::{Value, json};

pub(crate) fn patch(target: &Target, object: &Object, to: u32) -> Request {
    Request::merge(target, "/scale", Form::Merge, object, &json!({"replicas": to}))
}

pub(crate) fn apply(json: &mut Value, to: u32) {
    set(json, &["spec", "replicas"], to.into());
}

pub(crate) fn fields() -> Vec<Field> {
    vec![field(Words::Path("spec.replicas".into()), &["spec", "replicas"])]
}

/// What was shown when the key was pressed, where it is not so any more.
pub(crate) fn moved(object: &Object, from: u32) -> Vec<Warning> {
    let now = object.replicas();
    if now == from { Vec::new() } else { vec![Warning::Replicas { now, from }] }
}

/// What autoscalers make of the number.
pub(crate) fn warnings(from: u32, to: u32, related: &Related) -> Vec<Warning> {
    related.autoscalers.iter().map(|a| a.makes(from, to)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, target};

    #[test]
    fn the_patch_is_the_number_and_its_preconditions() {
        let patch = patch(&target(), &deployment(), 5);
        assert_eq!(patch.send_path(), "/apis/apps/v1/namespaces/iot/deployments/web/scale?fieldManager=dogwatch");
        assert_eq!(patch.dry_run_path(), "/apis/apps/v1/namespaces/iot/deployments/web/scale?dryRun=All&fieldManager=dogwatch");
        assert_eq!(patch.form.content_type(), "application/merge-patch+json");
        assert_eq!(
            String::from_utf8(patch.bytes()).unwrap(),
            r#"{"metadata":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","resourceVersion":"41"},"spec":{"replicas":5}}"#
        );
    }
}
