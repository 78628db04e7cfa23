//! How every workload is, kept up: what changes, or what time turns, is looked at again, and nothing else.

use super::{Changed, NamespaceRollup, Store};
use crate::model::batch_health;
use crate::model::pod::Pod;
use crate::model::release::GUESS_MS;
use crate::model::workload::Workload;
use crate::model::workload_health::WorkloadHealth;
use crate::model::{Name, Time, Uid, WorkloadKind};
use std::collections::{HashMap, HashSet};

/// All workloads and namespaces at one time.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Survey {
    /// How each workload is.
    pub health: HashMap<Uid, WorkloadHealth>,
    /// Every namespace that has workloads, in figures.
    pub rollups: HashMap<Name, NamespaceRollup>,
    /// What each workload adds to its namespace.
    shares: HashMap<Uid, (Name, NamespaceRollup)>,
    /// How the standalone pods of each namespace that has some are.
    pub standalone: HashMap<Name, WorkloadHealth>,
    /// Pods that belong to no workload, with their namespace.
    loose: HashMap<Uid, Name>,
    /// The same by namespace.
    groups: HashMap<Name, HashSet<Uid>>,
    /// What each of these groups adds to its namespace.
    group_shares: HashMap<Name, NamespaceRollup>,
    /// Pods and workloads whose state holds only until a time, though nothing is heard of them.
    turning: HashMap<Uid, Time>,
    turning_workloads: HashMap<Uid, Time>,
    /// The time that it was last brought up to.
    at: Time,
}

/// What is otherwise than before.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Moved {
    /// Anything may be.
    pub all: bool,
    /// Workloads that have come, gone or changed, by themselves or with their pods.
    pub workloads: HashSet<Uid>,
    /// Pods that have.
    pub pods: HashSet<Uid>,
    /// Namespaces whose standalone pods have come, gone or changed.
    pub standalone: HashSet<Name>,
    /// Namespaces have come or gone, or have become well or unwell.
    pub namespaces: bool,
}

impl Survey {
    /// Looks at everything.
    pub(super) fn anew(&mut self, store: &Store, now: Time) {
        *self = Self { at: now, ..Self::default() };
        for workload in store.workloads() {
            self.put_in(store, workload.uid.clone(), now);
        }
        let mut namespaces = HashSet::new();
        for pod in store.pods() {
            self.note(store, pod, now, &mut namespaces);
        }
        for namespace in namespaces {
            self.regroup(store, &namespace, now);
        }
    }

    /// Brings it up to what the store knows at `now`. `changed` is what has changed in the store since this was last done.
    pub fn update(&mut self, store: &Store, changed: Changed, now: Time) -> Moved {
        // A change of most of it is cheaper looked at as a whole. Where the time has gone back, because the clocks were found to differ or
        // the cluster is not known any more, what has turned by time may not have turned.
        if changed.all || now < self.at || changed.pods.len() * 2 > store.counts().3 {
            self.anew(store, now);
            return Moved { all: true, ..Moved::default() };
        }
        self.at = now;
        let mut moved = Moved {
            all: false,
            workloads: changed.workloads,
            pods: changed.pods,
            standalone: HashSet::new(),
            namespaces: changed.namespaces,
        };
        let due = |turning: &HashMap<Uid, Time>| -> Vec<Uid> {
            turning.iter().filter(|(_, at)| **at <= now).map(|(uid, _)| uid.clone()).collect()
        };
        moved.pods.extend(due(&self.turning));
        moved.workloads.extend(due(&self.turning_workloads));
        for uid in &moved.pods {
            match store.pod(uid) {
                Some(pod) => moved.workloads.extend(self.note(store, pod, now, &mut moved.standalone)),
                None => {
                    self.turning.remove(uid);
                    moved.standalone.extend(self.joined(uid));
                }
            }
        }
        // How a CronJob is its Jobs tell.
        let crons: Vec<Uid> =
            moved.workloads.iter().filter_map(|uid| store.cronjob_of(store.workload(uid)?)).map(|c| c.uid.clone()).collect();
        moved.workloads.extend(crons);
        for uid in &moved.workloads {
            let before = self.take_out(uid);
            let after = self.put_in(store, uid.clone(), now);
            moved.namespaces |= before != after;
        }
        for namespace in &moved.standalone {
            moved.namespaces |= self.regroup(store, namespace, now);
        }
        moved
    }

    /// When something turns by itself.
    pub fn turns_at(&self) -> Option<Time> {
        self.turning.values().chain(self.turning_workloads.values()).min().copied()
    }

    /// The pods of a namespace that belong to no workload, in no order: those of no controller, those of a controller that is no
    /// workload, such as a bare ReplicaSet or a node. Before it is known what there is to belong to, only those that name no controller.
    pub fn standalone_pods<'a>(&'a self, store: &'a Store, namespace: &Name) -> impl Iterator<Item = &'a Pod> {
        let known = store.owners_known(namespace);
        let all = self.groups.get(namespace).into_iter().flatten().filter_map(|uid| store.pod(uid));
        all.filter(move |p| known || p.owner.is_none())
    }

    /// Takes note of one pod; gives its workload. The namespaces whose standalone pods are otherwise are put into `groups`.
    fn note(&mut self, store: &Store, pod: &Pod, now: Time, groups: &mut HashSet<Name>) -> Option<Uid> {
        match pod.health.turns_at(now) {
            Some(at) => drop(self.turning.insert(pod.uid.clone(), at)),
            None => drop(self.turning.remove(&pod.uid)),
        }
        let workload = store.workload_of(pod).map(|w| w.uid.clone());
        if workload.is_some() {
            groups.extend(self.joined(&pod.uid));
        } else {
            if self.loose.insert(pod.uid.clone(), pod.namespace.clone()).is_none() {
                self.groups.entry(pod.namespace.clone()).or_default().insert(pod.uid.clone());
            }
            if !groups.contains(&pod.namespace) {
                groups.insert(pod.namespace.clone());
            }
        }
        workload
    }

    /// A pod is not among those of no workload any more; gives its namespace, where it was.
    fn joined(&mut self, pod: &Uid) -> Option<Name> {
        let namespace = self.loose.remove(pod)?;
        if let Some(group) = self.groups.get_mut(&namespace) {
            group.remove(pod);
            if group.is_empty() {
                self.groups.remove(&namespace);
            }
        }
        Some(namespace)
    }

    /// Looks at the pods of no workload in a namespace; `true` where that has made the namespace well or unwell, or has it come or go.
    fn regroup(&mut self, store: &Store, namespace: &Name, now: Time) -> bool {
        let is = |rollups: &HashMap<Name, NamespaceRollup>| rollups.get(namespace).map(|r| r.unwell > 0);
        let before = is(&self.rollups);
        if let Some(share) = self.group_shares.remove(namespace) {
            self.subtract(namespace, &share);
        }
        self.standalone.remove(namespace);
        if let Some(group) = self.groups.get(namespace) {
            let pods: Vec<&Pod> = group.iter().filter_map(|uid| store.pod(uid)).collect();
            let alone: Vec<&Pod> = self.standalone_pods(store, namespace).collect();
            let (health, share) = store.look_at_group(&pods, &alone, now);
            self.add(namespace, &share);
            self.group_shares.insert(namespace.clone(), share);
            if let Some(health) = health {
                self.standalone.insert(namespace.clone(), health);
            }
        }
        before != is(&self.rollups)
    }

    /// A namespace of which there is nothing to say is in no figures.
    fn add(&mut self, namespace: &Name, share: &NamespaceRollup) {
        if *share != NamespaceRollup::default() {
            let rollup = self.rollups.entry(namespace.clone()).or_default();
            *rollup = rollup.with(share, |a, b| a + b);
        }
    }

    fn subtract(&mut self, namespace: &Name, share: &NamespaceRollup) {
        if let Some(rollup) = self.rollups.get_mut(namespace) {
            *rollup = rollup.with(share, |a, b| a - b);
            if *rollup == NamespaceRollup::default() {
                self.rollups.remove(namespace);
            }
        }
    }

    /// Takes a workload out of the figures; gives its namespace, and how that was.
    fn take_out(&mut self, uid: &Uid) -> Option<(Name, bool)> {
        self.health.remove(uid);
        self.turning_workloads.remove(uid);
        let (namespace, share) = self.shares.remove(uid)?;
        let was_unwell = self.rollups.get(&namespace).is_some_and(|r| r.unwell > 0);
        self.subtract(&namespace, &share);
        Some((namespace, was_unwell))
    }

    /// Puts a workload into the figures, where it is there; gives its namespace, and how that is now.
    fn put_in(&mut self, store: &Store, uid: Uid, now: Time) -> Option<(Name, bool)> {
        let workload = store.workload(&uid)?;
        let (health, share) = store.look_at(workload, now);
        if let Some(at) = batch_health::turns_at(workload, now).or_else(|| turns_at(workload, &health, now)) {
            self.turning_workloads.insert(uid.clone(), at);
        }
        let namespace = workload.namespace.clone();
        self.add(&namespace, &share);
        let is_unwell = self.rollups.get(&namespace).is_some_and(|r| r.unwell > 0);
        self.shares.insert(uid.clone(), (namespace.clone(), share));
        self.health.insert(uid, health);
        Some((namespace, is_unwell))
    }
}

/// When a workload's state at `now` holds no longer, though nothing is heard of it: what a revision is blamed for has its time, and so
/// have the pods that stand for one.
fn turns_at(workload: &Workload, health: &WorkloadHealth, now: Time) -> Option<Time> {
    let blame = health.blame?;
    let guess = (workload.kind != WorkloadKind::Deployment).then(|| blame.came.plus(GUESS_MS));
    guess.into_iter().chain(health.until).min().filter(|at| *at > now)
}
