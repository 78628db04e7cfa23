//! Switches: pause and resume a rollout, suspend and resume a CronJob, cordon and uncordon a node. One field each, as kubectl sets it.

use crate::model::change::Warning;
use serde_json::{Value, json};

/// A field of `spec` that is on or off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Switch {
    /// Whether the rollouts of a Deployment are held.
    Paused,
    /// Whether a CronJob or Job is held.
    Suspend,
    /// Whether a node takes no new pods.
    Unschedulable,
}

/// The merge patch. `false` is said outright, as kubectl does for all but `paused` and `unschedulable`, which it takes away.
pub(crate) fn patch(switch: Switch, on: bool) -> Value {
    match (switch, on) {
        (Switch::Suspend, on) => json!({"spec": {"suspend": on}}),
        (Switch::Paused, true) => json!({"spec": {"paused": true}}),
        (Switch::Paused, false) => json!({"spec": {"paused": null}}),
        (Switch::Unschedulable, true) => json!({"spec": {"unschedulable": true}}),
        (Switch::Unschedulable, false) => json!({"spec": {"unschedulable": null}}),
    }
}

pub(crate) fn warnings(switch: Switch, on: bool) -> Vec<Warning> {
    match (switch, on) {
        (Switch::Paused, true) => vec![Warning::WhilePaused],
        (Switch::Paused, false) | (Switch::Suspend | Switch::Unschedulable, _) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, target};
    use crate::cluster::change::object::request::Request;
    use crate::model::change::Target;
    use crate::model::resource::Resource;

    #[test]
    fn each_switch_is_one_field() {
        let cronjob = Target { resource: Resource::new("batch", "v1beta1", "cronjobs", "CronJob", true), ..target() };
        let node = Target { resource: Resource::new("", "v1", "nodes", "Node", false), namespace: "".into(), ..target() };
        let pre = r#"{"metadata":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","resourceVersion":"41"},"#;
        for (target, (switch, on), path, want) in [
            (&target(), (Switch::Paused, true), "/apis/apps/v1/namespaces/iot/deployments/web", r#""spec":{"paused":true}}"#),
            (&target(), (Switch::Paused, false), "/apis/apps/v1/namespaces/iot/deployments/web", r#""spec":{"paused":null}}"#),
            (&cronjob, (Switch::Suspend, true), "/apis/batch/v1beta1/namespaces/iot/cronjobs/web", r#""spec":{"suspend":true}}"#),
            (&cronjob, (Switch::Suspend, false), "/apis/batch/v1beta1/namespaces/iot/cronjobs/web", r#""spec":{"suspend":false}}"#),
            (&node, (Switch::Unschedulable, true), "/api/v1/nodes/web", r#""spec":{"unschedulable":true}}"#),
            (&node, (Switch::Unschedulable, false), "/api/v1/nodes/web", r#""spec":{"unschedulable":null}}"#),
        ] {
            let request = Request::merge_all(target, &deployment(), &patch(switch, on));
            assert_eq!(request.send_path(), format!("{path}?fieldManager=dogwatch"));
            assert_eq!(request.form.content_type(), "application/merge-patch+json");
            assert_eq!(String::from_utf8(request.bytes()).unwrap(), format!("{pre}{want}"));
        }
    }
}
