//! The kinds that are told in words of their own, a line each. All others are told by their conditions, and then as they are written.

use super::beside::Wanted;
use super::sheet::Sheet;
use super::{
    Told, account, autoscaler, binding, budget, claim, configmap, cronjob, event, ingress, job, node, other, policy, quota,
    replicaset, role, secret, service, volume,
};
use crate::model::resource::Resource;
use serde_json::Value;

/// How a kind is told.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// What is read beside an object of it.
    pub(super) wanted: fn(&Value) -> Vec<Wanted>,
    /// Writes what it is.
    pub(super) tell: fn(&mut Sheet, Told<'_>),
}

const fn alone(tell: fn(&mut Sheet, Told<'_>)) -> Kind {
    Kind { wanted: |_| Vec::new(), tell }
}

/// The way in which a kind is told.
pub(super) fn of(resource: &Resource) -> Kind {
    const RBAC: &str = "rbac.authorization.k8s.io";
    match (&*resource.group, &*resource.kind) {
        ("", "Service") => Kind { wanted: service::wanted, tell: service::tell },
        ("networking.k8s.io" | "extensions", "Ingress") => Kind { wanted: ingress::wanted, tell: ingress::tell },
        ("networking.k8s.io" | "extensions", "NetworkPolicy") => Kind { wanted: policy::wanted, tell: policy::tell },
        ("", "ConfigMap") => alone(configmap::tell),
        ("", "Secret") => alone(secret::tell),
        ("autoscaling", "HorizontalPodAutoscaler") => Kind { wanted: autoscaler::wanted, tell: autoscaler::tell },
        ("policy", "PodDisruptionBudget") => alone(budget::tell),
        ("", "PersistentVolumeClaim") => Kind { wanted: claim::wanted, tell: claim::tell },
        ("", "PersistentVolume") => alone(volume::tell),
        ("batch", "Job") => Kind { wanted: job::wanted, tell: job::tell },
        ("batch", "CronJob") => Kind { wanted: cronjob::wanted, tell: cronjob::tell },
        ("", "Node") => Kind { wanted: node::wanted, tell: node::tell },
        ("", "ServiceAccount") => Kind { wanted: account::wanted, tell: account::tell },
        (RBAC, "Role" | "ClusterRole") => alone(role::tell),
        (RBAC, "RoleBinding" | "ClusterRoleBinding") => Kind { wanted: binding::wanted, tell: binding::tell },
        ("apps" | "extensions", "ReplicaSet") => Kind { wanted: replicaset::wanted, tell: replicaset::tell },
        ("", "ResourceQuota") => alone(quota::tell),
        ("" | "events.k8s.io", "Event") => alone(event::tell),
        _ => alone(other::tell),
    }
}

/// The whole description but for the events.
pub(super) fn told(kind: Kind, told: Told<'_>) -> String {
    let mut sheet = Sheet::default();
    sheet.why(told.why);
    sheet.identity(told.object, told.now);
    (kind.tell)(&mut sheet, told);
    sheet.notes(told.object);
    sheet.text()
}
