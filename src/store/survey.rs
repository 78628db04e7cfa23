//! How every workload is, kept up: what changes, or what time turns, is looked at again, and nothing else.

use super::{Changed, NamespaceRollup, Store};
use crate::model::health::Mood;
use crate::model::pod::Pod;
use crate::model::workload_health::WorkloadHealth;
use crate::model::{Name, Time, Uid};
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
    /// Pods that belong to no workload, each with whether it is well.
    loose: HashMap<Uid, (Name, bool)>,
    /// Pods whose state holds only until a time, though nothing is heard of them.
    turning: HashMap<Uid, Time>,
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
    /// Namespaces have come or gone, or have become well or unwell.
    pub namespaces: bool,
}

impl Survey {
    /// Looks at everything.
    pub(super) fn anew(&mut self, store: &Store, now: Time) {
        *self = Self::default();
        for workload in store.workloads() {
            self.put_in(store, workload.uid.clone(), now);
        }
        for pod in store.pods() {
            self.note(store, pod, now);
        }
    }

    /// Brings it up to what the store knows at `now`. `changed` is what has changed in the store since this was last done.
    pub fn update(&mut self, store: &Store, changed: Changed, now: Time) -> Moved {
        // A change of most of it is cheaper looked at as a whole.
        if changed.all || changed.pods.len() * 2 > store.counts().3 {
            self.anew(store, now);
            return Moved { all: true, ..Moved::default() };
        }
        let mut moved = Moved { all: false, workloads: changed.workloads, pods: changed.pods, namespaces: changed.namespaces };
        moved.pods.extend(self.turning.iter().filter(|(_, at)| **at <= now).map(|(uid, _)| uid.clone()));
        for uid in &moved.pods {
            let Some(pod) = store.pod(uid) else {
                self.turning.remove(uid);
                self.loose.remove(uid);
                continue;
            };
            moved.workloads.extend(self.note(store, pod, now));
        }
        for uid in &moved.workloads {
            let before = self.take_out(uid);
            let after = self.put_in(store, uid.clone(), now);
            moved.namespaces |= before != after;
        }
        moved
    }

    /// When something turns by itself.
    pub fn turns_at(&self) -> Option<Time> {
        self.turning.values().min().copied()
    }

    /// The pods of no workload in the namespaces that `covers` says: well, all.
    pub fn loose(&self, covers: impl Fn(&str) -> bool) -> (usize, usize) {
        let here = self.loose.values().filter(|(ns, _)| covers(ns));
        here.fold((0, 0), |(well, all), (_, w)| (well + usize::from(*w), all + 1))
    }

    /// The pods of no workload.
    pub fn loose_pods(&self) -> impl Iterator<Item = &Uid> {
        self.loose.keys()
    }

    /// Takes note of one pod; gives its workload.
    fn note(&mut self, store: &Store, pod: &Pod, now: Time) -> Option<Uid> {
        match pod.health.turns_at(now) {
            Some(at) => drop(self.turning.insert(pod.uid.clone(), at)),
            None => drop(self.turning.remove(&pod.uid)),
        }
        let workload = store.workload_of(pod).map(|w| w.uid.clone());
        if workload.is_some() {
            self.loose.remove(&pod.uid);
        } else {
            let well = pod.health.mood(now) == Mood::Well;
            self.loose.insert(pod.uid.clone(), (pod.namespace.clone(), well));
        }
        workload
    }

    /// Takes a workload out of the figures; gives its namespace, and how that was.
    fn take_out(&mut self, uid: &Uid) -> Option<(Name, bool)> {
        self.health.remove(uid);
        let (namespace, share) = self.shares.remove(uid)?;
        let rollup = self.rollups.get_mut(&namespace)?;
        let was_unwell = rollup.unwell > 0;
        *rollup = rollup.with(&share, |a, b| a - b);
        if rollup.workloads == 0 {
            self.rollups.remove(&namespace);
        }
        Some((namespace, was_unwell))
    }

    /// Puts a workload into the figures, where it is there; gives its namespace, and how that is now.
    fn put_in(&mut self, store: &Store, uid: Uid, now: Time) -> Option<(Name, bool)> {
        let workload = store.workload(&uid)?;
        let (health, share) = store.look_at(workload, now);
        let namespace = workload.namespace.clone();
        let rollup = self.rollups.entry(namespace.clone()).or_default();
        *rollup = rollup.with(&share, |a, b| a + b);
        let is_unwell = rollup.unwell > 0;
        self.shares.insert(uid.clone(), (namespace.clone(), share));
        self.health.insert(uid, health);
        Some((namespace, is_unwell))
    }
}
