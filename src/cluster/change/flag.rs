//! Switches: pause and resume a rollout, suspend and resume a CronJob, cordon and uncordon a node. One field each, as kubectl sets it.

use super::error::ChangeError;
use crate::model::WorkloadKind;
use crate::model::change::{Change, Target};
use serde_json::{Value, json};

/// The field of `spec` and its new value; `None` for a change that is no switch.
fn field(change: &Change) -> Option<(&'static str, bool)> {
    Some(match change {
        Change::Pause => ("paused", true),
        Change::Resume => ("paused", false),
        Change::Suspend => ("suspend", true),
        Change::Unsuspend => ("suspend", false),
        Change::Cordon | Change::Drain { .. } => ("unschedulable", true),
        Change::Uncordon => ("unschedulable", false),
        _ => return None,
    })
}

/// Whether the kind has such a switch: what is merged in elsewhere would be dropped in silence.
pub(super) fn check(target: &Target, change: &Change) -> Result<(), ChangeError> {
    let (fits, what) = match field(change) {
        Some(("paused", _)) => (target.workload() == Some(WorkloadKind::Deployment), "only Deployments can be paused"),
        Some(("suspend", _)) => {
            (target.resource.is_cronjob() || target.resource.is("batch", "Job"), "only CronJobs and Jobs can be suspended")
        }
        _ => (target.resource.is_node(), "only nodes can be cordoned and drained"),
    };
    if fits { Ok(()) } else { Err(ChangeError::NotPossible(format!("cannot {} {target}: {what}", change.verb()))) }
}

/// The merge patch. `false` is said outright, as kubectl does for all but `paused` and `unschedulable`, which it takes away.
pub(super) fn patch(change: &Change) -> Value {
    match field(change) {
        Some((name @ ("paused" | "unschedulable"), false)) => json!({"spec": {name: null}}),
        Some((name, on)) => json!({"spec": {name: on}}),
        None => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{deployment, target};
    use super::super::request::Request;
    use super::*;
    use crate::model::resource::Resource;

    #[test]
    fn each_switch_is_one_field() {
        let cronjob = Target { resource: Resource::new("batch", "v1beta1", "cronjobs", "CronJob", true), ..target() };
        let node = Target { resource: Resource::new("", "v1", "nodes", "Node", false), namespace: "".into(), ..target() };
        let pre = r#"{"metadata":{"uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","resourceVersion":"41"},"#;
        for (target, change, path, want) in [
            (&target(), Change::Pause, "/apis/apps/v1/namespaces/iot/deployments/web", r#""spec":{"paused":true}}"#),
            (&target(), Change::Resume, "/apis/apps/v1/namespaces/iot/deployments/web", r#""spec":{"paused":null}}"#),
            (&cronjob, Change::Suspend, "/apis/batch/v1beta1/namespaces/iot/cronjobs/web", r#""spec":{"suspend":true}}"#),
            (&cronjob, Change::Unsuspend, "/apis/batch/v1beta1/namespaces/iot/cronjobs/web", r#""spec":{"suspend":false}}"#),
            (&node, Change::Cordon, "/api/v1/nodes/web", r#""spec":{"unschedulable":true}}"#),
            (&node, Change::Uncordon, "/api/v1/nodes/web", r#""spec":{"unschedulable":null}}"#),
        ] {
            assert!(check(target, &change).is_ok(), "{change:?}");
            let request = Request::merge_all(target, &deployment(), &patch(&change));
            assert_eq!(request.send_path(), format!("{path}?fieldManager=dogwatch"));
            assert_eq!(request.form.content_type(), "application/merge-patch+json");
            assert_eq!(String::from_utf8(request.bytes()).unwrap(), format!("{pre}{want}"));
        }
        assert!(check(&target(), &Change::Cordon).unwrap_err().to_string().contains("only nodes"));
        assert!(check(&cronjob, &Change::Pause).is_err());
    }
}
