//! Many pods, for size.

use super::nodes;
use super::platform::object;
use super::seed::{deployment, release};
use crate::demo::control::World;
use crate::demo::json;
use crate::demo::resources::Res;
use crate::model::time::Time;
use serde_json::json;

/// Pods of one Deployment of the crowd, and Deployments of one of its namespaces.
const SHAPE: (usize, usize) = (50, 10);
/// Pods of the crowd on one node.
const PER_NODE: usize = 200;

/// Adds `pods` running pods, in Deployments and namespaces of their own.
pub fn make(w: &mut World, pods: usize, now: Time) {
    if pods == 0 {
        return;
    }
    nodes::make(w, now, pods.div_ceil(PER_NODE));
    let mut left = pods;
    for i in 0..pods.div_ceil(SHAPE.0) {
        let ns = format!("crowd-{:02}", i / SHAPE.1);
        if i % SHAPE.1 == 0 {
            w.store.now = now.plus(-20 * 86_400_000);
            let _ = w.store.create(
                Res::Namespaces,
                json!({ "metadata": { "name": ns, "labels": { "kubernetes.io/metadata.name": ns } }, "spec": { "finalizers": ["kubernetes"] }, "status": { "phase": "Active" } }),
            );
        }
        let n = left.min(SHAPE.0);
        left -= n;
        let mut d = object(&ns, &format!("crowd-{:03}", i), n as i64, "0");
        json::set(&mut d, "/spec/template/spec/containers/0/resources", json!({ "requests": { "cpu": "5m", "memory": "16Mi" } }));
        deployment(w, &d, &[release("1.0.0", 300, ""), release("1.0.1", 50 + (i as i64 % 40), "")], now);
        // They are whole: the controllers need not look at each of them before the first request.
        w.store.take_changes();
    }
}
