//! Containers that are added to a pod that runs.

use super::pod_status::fresh_status;
use super::{World, kubelet};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::Key;
use serde_json::Value;

/// Takes up the ephemeral containers that are new, once the pod has its network.
pub fn start(w: &mut World, key: &Key, pod: &Value) {
    let all = json::list(pod, "/spec/ephemeralContainers");
    if all.is_empty() || json::text(pod, "/status/podIP").is_empty() || json::deleting(pod) {
        return;
    }
    let known = json::list(pod, "/status/ephemeralContainerStatuses");
    let fresh: Vec<&Value> =
        all.iter().filter(|c| known.iter().all(|s| json::text(s, "/name") != json::text(c, "/name"))).collect();
    if fresh.is_empty() {
        return;
    }
    let statuses: Vec<Value> = known.iter().cloned().chain(fresh.iter().map(|c| fresh_status(c, "ContainerCreating"))).collect();
    let Some(now) = w.store.update(Res::Pods, key, |p| json::set(p, "/status/ephemeralContainerStatuses", statuses.into())) else {
        return;
    };
    for c in fresh {
        kubelet::pull(w, &now.value, json::text(c, "/name"));
    }
}
