//! Sums over what is known: how a workload, a namespace and the whole view are.

use super::Store;
use crate::model::feed::Scope;
use crate::model::health::Mood;
use crate::model::workload::Workload;
use crate::model::workload_health::{WorkloadHealth, workload_health};
use crate::model::{Kind, Name, Time, Uid};
use std::collections::HashMap;

/// A namespace in figures, told from its workloads' status.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NamespaceRollup {
    /// Pods of its workloads that are ready.
    pub ready: u32,
    /// Pods of its workloads that are wanted.
    pub desired: u32,
    /// Workloads there are.
    pub workloads: u32,
    /// Workloads that are unwell.
    pub unwell: u32,
    /// Workloads that are under way.
    pub busy: u32,
    /// Pods of its workloads that are known: well, all.
    pub pods: (usize, usize),
}

impl NamespaceRollup {
    /// What the eye needs of it.
    pub const fn mood(&self) -> Mood {
        if self.unwell > 0 {
            Mood::Unwell
        } else if self.busy > 0 {
            Mood::Busy
        } else if self.workloads == 0 {
            Mood::Idle
        } else {
            Mood::Well
        }
    }

    fn add(&mut self, workload: &Workload, mood: Mood, (well, pods): (usize, usize)) {
        self.pods = (self.pods.0 + well, self.pods.1 + pods);
        self.ready += workload.ready.min(workload.desired);
        self.desired += workload.desired;
        self.workloads += 1;
        self.unwell += u32::from(mood == Mood::Unwell);
        self.busy += u32::from(mood == Mood::Busy);
    }
}

/// All workloads and namespaces at one time.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// How each workload is.
    pub health: HashMap<Uid, WorkloadHealth>,
    /// Every namespace that has workloads, in figures.
    pub rollups: HashMap<Name, NamespaceRollup>,
}

/// The whole view in figures, for the header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// All workloads of the view together.
    pub all: NamespaceRollup,
}

impl Store {
    /// How a workload is at `now`.
    pub fn health(&self, workload: &Workload, now: Time) -> WorkloadHealth {
        let known = self.pods_known(&workload.namespace);
        workload_health(workload, self.pods_of(workload).into_iter(), known, now)
    }

    /// Whether the pods of a namespace are watched and have been listed, so that their absence tells something.
    pub fn pods_known(&self, namespace: &Name) -> bool {
        self.complete(&Scope::all(Kind::Pod)) || self.complete(&Scope::of(Kind::Pod, namespace))
    }

    /// How every workload is, and the figures that follow from that, in one pass over what is known.
    pub fn survey(&self, now: Time) -> Survey {
        let mut out = Survey::default();
        for workload in self.workloads() {
            let pods = self.pods_of(workload);
            let ready = pods.iter().filter(|(p, _)| p.health.mood(now) == Mood::Well).count();
            let health = workload_health(workload, pods.iter().copied(), self.pods_known(&workload.namespace), now);
            let mood = health.state.mood();
            match out.rollups.get_mut(&workload.namespace) {
                Some(rollup) => rollup.add(workload, mood, (ready, pods.len())),
                None => out.rollups.entry(workload.namespace.clone()).or_default().add(workload, mood, (ready, pods.len())),
            }
            out.health.insert(workload.uid.clone(), health);
        }
        out
    }
}

impl Totals {
    /// The sum over some namespaces.
    pub fn over<'a>(rollups: impl Iterator<Item = &'a NamespaceRollup>) -> Self {
        let mut all = NamespaceRollup::default();
        for r in rollups {
            all.ready += r.ready;
            all.desired += r.desired;
            all.workloads += r.workloads;
            all.unwell += r.unwell;
            all.busy += r.busy;
            all.pods = (all.pods.0 + r.pods.0, all.pods.1 + r.pods.1);
        }
        Self { all }
    }
}
