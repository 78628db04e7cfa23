//! Draining a node: which of its pods go, as `kubectl drain --ignore-daemonsets --delete-emptydir-data` decides. The evictions are the
//! gate's.

use crate::cluster::change::object::{controller, placement};
use crate::cluster::change::reads::budget;
use crate::cluster::change::reads::related::Related;
use crate::model::Name;
use crate::model::change::{Protects, Touches, Warning};
use crate::model::nodes::foresee::{Budget, Fate, Local};
use crate::model::text::clean;
use serde_json::Value;

/// A pod that is to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Going {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) uid: String,
}

/// What becomes of a pod of a node that is drained.
pub(crate) fn fate(pod: &Value) -> Fate {
    let mirror = pod.pointer("/metadata/annotations").is_some_and(|a| a.get("kubernetes.io/config.mirror").is_some());
    let owner = controller(pod).and_then(|o| o.get("kind")).and_then(Value::as_str);
    let phase = pod.pointer("/status/phase").and_then(Value::as_str);
    match owner {
        _ if mirror => Fate::Mirror,
        // Also of a DaemonSet, as kubectl's filter has it.
        _ if matches!(phase, Some("Succeeded" | "Failed")) => Fate::Ended,
        Some("DaemonSet") => Fate::Daemon,
        None => Fate::Bare,
        Some(_) => Fate::Goes,
    }
}

/// What a drain would do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) going: Vec<Going>,
    /// Pods of DaemonSets, mirror pods: they stay.
    pub(crate) staying: usize,
    /// Pods that nothing makes anew, which go only by force.
    pub(crate) bare: Vec<String>,
    /// Pods with data in an emptyDir, which is lost with them.
    pub(crate) scratch: usize,
    /// Pods that are held now, with what PodDisruptionBudgets say of them.
    pub(crate) held: Vec<(String, Budget)>,
    pub(crate) policy: &'static str,
    /// Whether there are bare pods, and they were not to go.
    pub(crate) refused: bool,
}

impl Plan {
    pub(crate) fn new(related: &Related, force: bool) -> Self {
        let mut plan = Self { policy: related.policy, ..Self::default() };
        for pod in &related.pods {
            let text = |pointer: &str| pod.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let full = format!("{}/{}", clean(text("/metadata/namespace")), clean(text("/metadata/name")));
            let fate = fate(pod);
            let ended = fate == Fate::Ended;
            match fate {
                Fate::Mirror | Fate::Daemon => {
                    plan.staying += 1;
                    continue;
                }
                Fate::Bare => {
                    plan.bare.push(full.clone());
                    if !force {
                        continue;
                    }
                }
                Fate::Goes | Fate::Ended => {}
            }
            if !ended && placement::local(pod).contains(&Local::EmptyDir) {
                plan.scratch += 1;
            }
            let budget = budget::says(&related.budgets, pod);
            if budget.holds() {
                plan.held.push((full, budget));
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

    /// What it does to pods.
    pub(crate) fn touches(&self) -> Touches {
        Touches::Evicts { going: self.going.len(), staying: self.staying }
    }

    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let mut out = Vec::new();
        if !self.bare.is_empty() {
            let warning = if self.refused { Warning::BareStay } else { Warning::BareLost };
            out.push(warning(self.bare.clone()));
        }
        if self.scratch > 0 {
            out.push(Warning::Scratch(self.scratch));
        }
        let by = |(pod, budget): &(String, Budget)| match budget {
            Budget::None => None,
            Budget::Allows(budget, _) => Some((pod.clone(), Protects::One(budget.clone()))),
            Budget::Several(budgets) => Some((pod.clone(), Protects::Several(budgets.clone()))),
        };
        let held: Vec<(String, Protects)> = self.held.iter().filter_map(by).collect();
        if !held.is_empty() {
            out.push(Warning::Blocked(held));
        }
        out
    }
}

/// The namespaces whose pods go.
pub(crate) fn reaches(plan: &Plan) -> Vec<Name> {
    let mut namespaces: Vec<Name> = plan.going.iter().map(|pod| pod.namespace.as_str().into()).collect();
    namespaces.sort();
    namespaces.dedup();
    namespaces
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
            crate::cluster::change::object::merge::apply(&mut pod, &more);
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
        let related = Related { pods, budgets, policy: "v1", ..Related::default() };
        let names = |plan: &Plan| plan.going.iter().map(|g| g.name.clone()).collect::<Vec<_>>();
        let plan = Plan::new(&related, false);
        assert_eq!(names(&plan), ["web", "done"]);
        assert_eq!(plan.touches().to_string(), "evicts 2 pods; 2 of DaemonSets or of the node itself stay");
        assert_eq!(
            plan.warnings().iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "these stay, since no controller would replace them: iot/bare",
                "1 of them lose the data of their emptyDir volumes",
                "blocked now: iot/web by PodDisruptionBudget pdb",
            ]
        );
        let plan = Plan::new(&related, true);
        assert_eq!(names(&plan), ["web", "bare", "done"]);
        assert_eq!(plan.warnings()[0], Warning::BareLost(vec!["iot/bare".into()]));
    }
}
