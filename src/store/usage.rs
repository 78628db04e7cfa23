//! What is used now, and how that went: of pods by their UID and of their containers, of workloads as the sum of their pods, of nodes by
//! their name. What the last poll did not name is not known, and is nothing here.

use super::Store;
use crate::model::pod::{Container, ContainerRole, ContainerState, Pod};
use crate::model::usage::{History, NodeUse, PodUse, UseNews, UseScope, UseState, UseSum, Used};
use crate::model::{Name, Time, Uid, WorkloadKind};
use std::collections::HashMap;

/// Beginning and age are told in whole seconds (milliseconds).
const ROUNDED_MS: i64 = 1000;

/// Of how many containers it is kept how their use went, a quarter of a KiB each: those of pods that have several. Of more than these none
/// is kept, since it would not be seen whose is missing.
const CONTAINERS: usize = 4000;

/// What a pod uses.
#[derive(Clone, Debug, Default)]
struct Usage {
    /// At the last poll; `None` where it did not name it.
    now: Option<Used>,
    /// The same by container.
    containers: Box<[ContainerUse]>,
    history: History,
}

/// What a container uses.
#[derive(Clone, Debug)]
struct ContainerUse {
    name: Name,
    /// At the last poll of the pod; `None` where it did not name it.
    used: Option<Used>,
    /// How that went, where it has others beside it: alone it is the pod.
    history: Option<Box<History>>,
}

impl Usage {
    /// Takes in what a poll at `now` has found, and keeps how it went by container where that is to be `kept`.
    fn push(&mut self, came: PodUse, kept: bool, now: Time) {
        let used = came.used();
        let mut before = std::mem::take(&mut self.containers).into_vec();
        let container = |(name, used): (Name, Used)| {
            let history = kept.then(|| {
                let known = before.iter_mut().find(|c| c.name == name).and_then(|c| c.history.take());
                let mut history = known.unwrap_or_default();
                history.push(used, now);
                history
            });
            ContainerUse { name, used: Some(used), history }
        };
        let mut containers: Vec<ContainerUse> = came.containers.into_iter().map(container).collect();
        // One that does not run just now is not named, and comes again.
        let unnamed = before.into_iter().filter(|c| kept && c.history.is_some());
        containers.extend(unnamed.map(|c| ContainerUse { used: None, ..c }));
        self.containers = containers.into();
        self.now = Some(used);
        self.history.push(used, now);
    }
}

/// Adds a pod to a sum.
fn add(sum: &mut UseSum, pod: &Pod, used: Option<Used>) {
    match used {
        Some(used) => sum.add(used, pod.asks.running),
        None => sum.unknown += u32::from(runs(pod)),
    }
}

/// The containers of a pod that run as long as it does.
fn lasting(pod: &Pod) -> impl Iterator<Item = &Container> {
    pod.containers.iter().filter(|c| matches!(c.role, ContainerRole::App | ContainerRole::Sidecar))
}

/// Whether a pod uses something.
fn runs(pod: &Pod) -> bool {
    lasting(pod).any(|c| matches!(c.state, ContainerState::Running { .. }))
}

/// What is known of use.
#[derive(Clone, Debug, Default)]
pub(super) struct UseTable {
    pods: HashMap<Uid, Box<Usage>>,
    workloads: HashMap<Uid, Box<(UseSum, History)>>,
    nodes: HashMap<Name, (Option<Used>, Box<History>)>,
    states: HashMap<UseScope, UseState>,
    generation: u64,
}

impl UseTable {
    /// Takes in what the nodes use: those that are not named are gone.
    fn nodes_used(&mut self, came: Vec<NodeUse>, now: Time) {
        self.nodes.values_mut().for_each(|n| n.0 = None);
        for node in came {
            let known = self.nodes.entry(node.name).or_default();
            known.0 = Some(node.used);
            known.1.push(node.used, now);
        }
        self.nodes.retain(|_, n| n.0.is_some());
    }

    /// Of no node it is known any more what it uses.
    fn unknow_nodes(&mut self) {
        self.nodes.values_mut().for_each(|n| n.0 = None);
    }
}

impl Store {
    /// What a pod uses; `None` where that is not known.
    pub fn pod_use(&self, pod: &Uid) -> Option<Used> {
        self.usage.pods.get(pod)?.now
    }

    /// What a container of a pod uses; `None` where that is not known.
    pub fn container_use(&self, pod: &Uid, name: &str) -> Option<Used> {
        let usage = self.usage.pods.get(pod).filter(|u| u.now.is_some())?;
        usage.containers.iter().find(|c| *c.name == *name)?.used
    }

    /// How the use of a container went, its pod's where it is alone in it; `None` where that is not kept.
    pub fn container_history(&self, pod: &Uid, name: &str) -> Option<&History> {
        let usage = self.usage.pods.get(pod)?;
        let mut lasting = lasting(self.pods.get(pod)?);
        match (lasting.next(), lasting.next()) {
            (Some(alone), None) => (*alone.name == *name).then_some(&usage.history),
            _ => usage.containers.iter().find(|c| *c.name == *name)?.history.as_deref(),
        }
    }

    /// What the pods of a workload use together, as of the last poll; `None` where that is known of none of them.
    pub fn workload_use(&self, workload: &Uid) -> Option<UseSum> {
        let sum = self.usage.workloads.get(workload).map(|u| u.0).filter(|u| u.of > 0)?;
        // Those that have come since then are in no sum yet.
        let ready = self.workloads.get(workload).map_or(0, |w| w.ready);
        Some(UseSum { unknown: sum.unknown.max(ready.saturating_sub(sum.of)), ..sum })
    }

    /// What some pods use together; `None` where that is known of none of them.
    pub fn use_of<'a>(&self, pods: impl Iterator<Item = &'a Pod>) -> Option<UseSum> {
        let mut sum = UseSum::default();
        pods.for_each(|pod| add(&mut sum, pod, self.pod_use(&pod.uid)));
        (sum.of > 0).then_some(sum)
    }

    /// How the use of a pod, or of a workload's pods, went.
    pub fn use_history(&self, of: &Uid) -> Option<&History> {
        let pod = self.usage.pods.get(of).map(|u| &u.history);
        pod.or_else(|| self.usage.workloads.get(of).map(|u| &u.1))
    }

    /// What a node uses, by its name; `None` where that is not known. It is polled while a view wants it: see `Room::wants_node_use`; why
    /// there is none tells [`Store::use_state`] of [`UseScope::Nodes`]. Against what is allocatable of the node it is what `kubectl top
    /// node` prints.
    pub fn node_use(&self, name: &str) -> Option<Used> {
        self.usage.nodes.get(name)?.0
    }

    /// How the use of a node went while it was polled.
    pub fn node_history(&self, name: &str) -> Option<&History> {
        self.usage.nodes.get(name).map(|n| &*n.1)
    }

    /// Whether it is known of any pod what it uses.
    pub fn use_known(&self) -> bool {
        self.usage.pods.values().any(|u| u.now.is_some())
    }

    /// How it stands with the use of a scope; `Waiting` for one that was never heard of.
    pub fn use_state(&self, scope: &UseScope) -> &UseState {
        const WAITING: &UseState = &UseState::Waiting;
        self.usage.states.get(scope).unwrap_or(WAITING)
    }

    /// The scopes of use that were heard of.
    pub fn use_scopes(&self) -> impl Iterator<Item = (&UseScope, &UseState)> {
        self.usage.states.iter()
    }

    /// Grows with everything that is heard of use: what was computed from it at an equal number still holds.
    pub const fn use_generation(&self) -> u64 {
        self.usage.generation
    }

    /// Takes note of which scopes are polled from now on: what none of them covers is not known any more.
    pub fn set_use_scopes(&mut self, scopes: &[UseScope]) {
        self.usage.states.retain(|scope, _| scopes.contains(scope));
        self.unknow(|store, pod| store.pods.get(pod).is_none_or(|p| !scopes.iter().any(|s| s.covers(&p.namespace))));
        if !scopes.contains(&UseScope::Nodes) {
            self.usage.unknow_nodes();
        }
    }

    /// Takes in what a poll at `now` has found.
    pub fn apply_use(&mut self, scope: &UseScope, now: Time, news: UseNews) {
        let state = match news {
            UseNews::Pods(pods) => {
                self.pods_used(scope, now, pods);
                UseState::Live
            }
            UseNews::Nodes(nodes) => {
                self.usage.nodes_used(nodes, now);
                UseState::Live
            }
            UseNews::Not(state) => {
                match scope {
                    UseScope::Pods(_) => self.unknow(|store, pod| store.pods.get(pod).is_none_or(|p| scope.covers(&p.namespace))),
                    UseScope::Nodes => self.usage.unknow_nodes(),
                }
                state
            }
        };
        self.usage.states.insert(scope.clone(), state);
        self.usage.generation += 1;
        self.generation += 1;
    }

    /// Of some pods it is not known any more what they use, nor of the workloads that they belong to.
    fn unknow(&mut self, which: impl Fn(&Self, &Uid) -> bool) {
        let lost: Vec<Uid> = self.usage.pods.iter().filter(|(_, u)| u.now.is_some()).map(|(uid, _)| uid.clone()).collect();
        let lost: Vec<Uid> = lost.into_iter().filter(|uid| which(self, uid)).collect();
        if lost.is_empty() {
            return;
        }
        for uid in &lost {
            if let Some(usage) = self.usage.pods.get_mut(uid) {
                usage.now = None;
            }
        }
        self.sum_up(None);
        self.usage.generation += 1;
        self.generation += 1;
    }

    /// The pods of a scope that are known by their names, which is all that metrics name them by.
    fn pods_used(&mut self, scope: &UseScope, now: Time, came: Vec<PodUse>) {
        let mut known: HashMap<(&str, &str), (&Pod, bool)> = HashMap::new();
        for pod in self.pods.rows().filter(|p| scope.covers(&p.namespace)) {
            known.insert((&pod.namespace, &pod.name), (pod, self.comes_again(pod)));
        }
        let its = |u: PodUse| {
            let (pod, again) = known.get(&(&*u.namespace, &*u.name))?;
            belongs(&u, pod, *again).then(|| (pod.uid.clone(), u))
        };
        let came: Vec<(Uid, PodUse)> = came.into_iter().filter_map(its).collect();
        drop(known);
        let Self { usage, pods, .. } = self;
        // Those that have gone go, and what is not named is not known.
        usage.pods.retain(|uid, u| {
            let pod = pods.get(uid);
            if pod.is_some_and(|p| scope.covers(&p.namespace)) {
                u.now = None;
            }
            pod.is_some()
        });
        if usage.pods.capacity() > 256 && usage.pods.len() * 4 < usage.pods.capacity() {
            usage.pods.shrink_to(usage.pods.len() * 2);
        }
        let elsewhere = usage.pods.values().filter(|u| u.now.is_some()).map(|u| u.containers.len());
        // By the pod, and not by the poll: of several one alone may run just now.
        let of = |uid: &Uid| pods.get(uid).map_or(0, |pod| lasting(pod).count());
        let beside: usize = came.iter().map(|(uid, _)| of(uid)).chain(elsewhere).filter(|n| *n > 1).sum();
        for (uid, came) in came {
            let kept = beside <= CONTAINERS && of(&uid) > 1;
            usage.pods.entry(uid).or_default().push(came, kept, now);
        }
        self.sum_up(Some((scope, now)));
    }

    /// Whether another pod of its name may have been there before it: of a StatefulSet, or of nobody.
    fn comes_again(&self, pod: &Pod) -> bool {
        let Some(owner) = &pod.owner else { return true };
        match self.workloads.get(owner) {
            Some(workload) => workload.kind == WorkloadKind::StatefulSet,
            None => self.replicasets.get(owner).is_none(),
        }
    }

    /// Sums up what the pods of each workload use; after a poll of a scope also into how that went, of those in it.
    fn sum_up(&mut self, polled: Option<(&UseScope, Time)>) {
        let mut sums: HashMap<Uid, UseSum> = HashMap::new();
        for pod in self.pods.rows() {
            let used = self.pod_use(&pod.uid);
            if used.is_none() && !runs(pod) {
                continue;
            }
            let Some(workload) = self.workload_of(pod) else { continue };
            for uid in [Some(&workload.uid), workload.owner()].into_iter().flatten() {
                add(sums.entry(uid.clone()).or_default(), pod, used);
            }
        }
        // Of whom nothing is known there is nothing to keep.
        sums.retain(|_, sum| sum.of > 0);
        let Self { usage, workloads, .. } = self;
        usage.workloads.retain(|uid, u| {
            u.0 = UseSum::default();
            workloads.get(uid).is_some()
        });
        for (uid, sum) in sums {
            let covers = |scope: &UseScope| workloads.get(&uid).is_some_and(|w| scope.covers(&w.namespace));
            let polled = polled.filter(|(scope, _)| covers(scope));
            let usage = usage.workloads.entry(uid).or_default();
            usage.0 = sum;
            // A part of it would look as if it had sunk.
            if let Some((_, now)) = polled.filter(|_| sum.is_whole()) {
                usage.1.push(sum.used, now);
            }
        }
    }
}

/// Whether what was measured is of this pod, and not of an earlier one of its name: not before it was made, and where there may have been
/// one, over no time before it either.
fn belongs(used: &PodUse, pod: &Pod, comes_again: bool) -> bool {
    let from = if comes_again { used.at.plus(ROUNDED_MS - i64::from(used.window)) } else { used.at.plus(ROUNDED_MS) };
    from >= pod.created
}

#[cfg(test)]
#[path = "usage_tests.rs"]
mod tests;
