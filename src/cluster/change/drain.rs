//! Draining a node: which of its pods go, as `kubectl drain --ignore-daemonsets --delete-emptydir-data` decides, and the evictions.

use super::around::{Around, items};
use super::budget;
use super::delete;
use super::gate::Pen;
use super::history::controller;
use super::object::{encode, parse};
use crate::cluster::session::Session;
use crate::journal::Receipt;
use crate::model::change::{Outcome, Progress, Target};
use crate::model::text::clean;
use crate::model::{Kind, Uid};
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

/// A pod that is to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Going {
    pub(super) namespace: String,
    name: String,
    uid: String,
}

/// What a drain would do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Plan {
    pub(super) going: Vec<Going>,
    /// Pods of DaemonSets, mirror pods: they stay.
    pub(super) staying: usize,
    /// Pods that nothing makes anew, which go only by force.
    pub(super) bare: Vec<String>,
    /// Pods with data in an emptyDir, which is lost with them.
    pub(super) scratch: usize,
    /// Pods that a PodDisruptionBudget holds now, with its name.
    pub(super) held: Vec<(String, String)>,
    pub(super) policy: &'static str,
    /// Whether there are bare pods, and they were not to go.
    pub(super) refused: bool,
}

impl Plan {
    pub(super) fn new(around: &Around, force: bool) -> Self {
        let mut plan = Self { policy: around.policy, ..Self::default() };
        for pod in &around.pods {
            let text = |pointer: &str| pod.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let full = format!("{}/{}", clean(text("/metadata/namespace")), clean(text("/metadata/name")));
            let mirror = pod.pointer("/metadata/annotations").is_some_and(|a| a.get("kubernetes.io/config.mirror").is_some());
            let owner = controller(pod).and_then(|o| o.get("kind")).and_then(Value::as_str);
            let ended = matches!(text("/status/phase"), "Succeeded" | "Failed");
            if mirror || owner == Some("DaemonSet") {
                plan.staying += 1;
                continue;
            }
            if owner.is_none() && !ended {
                plan.bare.push(full.clone());
                if !force {
                    continue;
                }
            }
            let volumes = pod.pointer("/spec/volumes").and_then(Value::as_array);
            if !ended && volumes.is_some_and(|v| v.iter().any(|v| v.get("emptyDir").is_some())) {
                plan.scratch += 1;
            }
            if !ended {
                plan.held.extend(budget::holding(&around.budgets, pod).into_iter().map(|budget| (full.clone(), budget)));
            }
            plan.going.push(Going {
                namespace: text("/metadata/namespace").to_owned(),
                name: text("/metadata/name").to_owned(),
                uid: text("/metadata/uid").to_owned(),
            });
        }
        plan.refused = !force && !plan.bare.is_empty();
        plan
    }

    /// What it touches, in words.
    pub(super) fn touches(&self) -> String {
        let pods = |n: usize| if n == 1 { "1 pod".to_owned() } else { format!("{n} pods") };
        let stay =
            if self.staying > 0 { format!("; {} of DaemonSets or of the node itself stay", self.staying) } else { String::new() };
        format!("evicts {}{stay}", pods(self.going.len()))
    }

    pub(super) fn warnings(&self, force: bool) -> Vec<String> {
        let mut out = Vec::new();
        if !self.bare.is_empty() {
            let names = some(&self.bare);
            out.push(if force {
                format!("no controller replaces these, they are lost: {names}")
            } else {
                format!("these stay, since no controller would replace them: {names}")
            });
        }
        if self.scratch > 0 {
            out.push(format!("{} of them lose the data of their emptyDir volumes", self.scratch));
        }
        let held: Vec<String> = self.held.iter().map(|(pod, budget)| format!("{pod} by PodDisruptionBudget {budget}")).collect();
        if !held.is_empty() {
            out.push(format!("blocked now: {}", some(&held)));
        }
        out
    }
}

fn some(names: &[String]) -> String {
    let shown = names.iter().take(4).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > 4 { format!("{shown} and {} more", names.len() - 4) } else { shown }
}

/// How long a drain goes on without a pod going before it gives up.
const PATIENCE: Duration = Duration::from_secs(600);
/// Between two looks at what is left, while it runs.
const LOOK: Duration = Duration::from_secs(2);

/// What a drain needs of the one who sends.
pub(super) struct Work<'a> {
    pub(super) pen: &'a Pen,
    pub(super) session: &'a Session,
    pub(super) node: &'a Target,
    pub(super) receipt: &'a Receipt,
    pub(super) id: u64,
    pub(super) progress: &'a (dyn Fn(Progress) + Send + Sync),
    pub(super) stop: &'a Notify,
}

impl Work<'_> {
    /// Evicts the pods of a node that is cordoned by now, until they have gone, nothing moves any more, or its user stops it.
    pub(super) async fn evict_all(&self, plan: &Plan) -> Outcome {
        let of = plan.going.len();
        let mut left: Vec<&Going> = plan.going.iter().collect();
        let mut why: HashMap<&str, String> = HashMap::new();
        let mut asked: Vec<&str> = Vec::new();
        let mut moved_at = Instant::now();
        while !left.is_empty() {
            for pod in left.iter().filter(|p| !asked.contains(&p.uid.as_str())).copied().collect::<Vec<_>>() {
                match self.evict(pod, plan.policy).await {
                    Ok(()) => {
                        why.remove(pod.uid.as_str());
                        asked.push(&pod.uid);
                    }
                    Err(reason) => {
                        why.insert(&pod.uid, reason);
                    }
                }
            }
            if let Some(there) = self.there().await {
                let before = left.len();
                left.retain(|p| there.contains(&Uid::new(&p.uid)));
                if left.len() < before {
                    moved_at = Instant::now();
                }
            }
            let waits = left.iter().find_map(|p| why.get(p.uid.as_str()).map(|w| format!("{}: {w}", clean(&p.name))));
            let waits = waits.or_else(|| left.first().map(|p| format!("{} is ending", clean(&p.name))));
            let done = u32::try_from(of - left.len()).unwrap_or(u32::MAX);
            (self.progress)(Progress {
                id: self.id,
                done,
                of: u32::try_from(of).unwrap_or(u32::MAX),
                words: waits.clone().unwrap_or_default(),
            });
            let gone = format!("the node is cordoned, {done} of {of} pods have gone");
            if left.is_empty() {
                break;
            }
            if moved_at.elapsed() > PATIENCE {
                return Outcome::Partial {
                    reason: format!("{gone}, none for {} min: {}", PATIENCE.as_secs() / 60, waits.unwrap_or_default()),
                };
            }
            if timeout(LOOK, self.stop.notified()).await.is_ok() {
                return Outcome::Partial { reason: format!("stopped by you: {gone}") };
            }
        }
        let bare =
            if plan.refused { format!("; {} stay that no controller would replace", plan.bare.len()) } else { String::new() };
        Outcome::Taken { generation: 0, note: Some(format!("{of} pods moved{bare}")) }
    }

    async fn evict(&self, pod: &Going, policy: &str) -> Result<(), String> {
        let target = Target {
            context: self.node.context.clone(),
            resource: Kind::Pod.into(),
            namespace: pod.namespace.as_str().into(),
            name: pod.name.as_str().into(),
            uid: Uid::new(&pod.uid),
        };
        let request = delete::eviction(&target, &pod.uid, policy);
        match self.pen.writer.send(self.receipt, &request, self.pen.pace.write).await {
            Ok(_) => Ok(()),
            // It has gone, or another one has its name: the list of what is there tells.
            Err(e) if matches!(e.code(), Some(404 | 409)) => Ok(()),
            Err(e) => Err(e.to_string()),
        }
    }

    /// The UIDs of the node's pods; `None` where they could not be read.
    async fn there(&self) -> Option<Vec<Uid>> {
        let path = format!("/api/v1/pods?fieldSelector={}", encode(&format!("spec.nodeName={}", self.node.name)));
        let body = self.session.get(&path, self.pen.pace.look).await.ok()?;
        let pods = items(parse(&body).ok()?);
        Some(pods.iter().filter_map(|p| p.pointer("/metadata/uid").and_then(Value::as_str)).map(Uid::new).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn it_is_decided_as_kubectl_does_which_pods_go() {
        let pod = |name: &str, owner: Option<&str>, more: Value| {
            let mut pod = json!({"metadata": {"name": name, "namespace": "iot", "uid": name, "labels": {"app": name}}, "status": {"phase": "Running"}});
            if let Some(kind) = owner {
                pod["metadata"]["ownerReferences"] = json!([{"kind": kind, "name": "o", "controller": true}]);
            }
            super::super::merge::apply(&mut pod, &more);
            pod
        };
        let pods = vec![
            pod("web", Some("ReplicaSet"), json!({"spec": {"volumes": [{"emptyDir": {}}]}})),
            pod("agent", Some("DaemonSet"), json!({})),
            pod("etcd", None, json!({"metadata": {"annotations": {"kubernetes.io/config.mirror": "x"}}})),
            pod("bare", None, json!({})),
            pod("done", None, json!({"status": {"phase": "Succeeded"}})),
        ];
        let budgets =
            vec![json!({"metadata": {"name": "pdb", "namespace": "iot"}, "spec": {"selector": {"matchLabels": {"app": "web"}}}})];
        let around = Around { pods, budgets, policy: "v1", ..Around::default() };
        let names = |plan: &Plan| plan.going.iter().map(|g| g.name.clone()).collect::<Vec<_>>();
        let plan = Plan::new(&around, false);
        assert_eq!(names(&plan), ["web", "done"]);
        assert_eq!(plan.touches(), "evicts 2 pods; 2 of DaemonSets or of the node itself stay");
        assert_eq!(
            plan.warnings(false),
            [
                "these stay, since no controller would replace them: iot/bare",
                "1 of them lose the data of their emptyDir volumes",
                "blocked now: iot/web by PodDisruptionBudget pdb",
            ]
        );
        let plan = Plan::new(&around, true);
        assert_eq!(names(&plan), ["web", "bare", "done"]);
        assert!(plan.warnings(true)[0].starts_with("no controller replaces these"));
    }
}
