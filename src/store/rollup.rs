//! Sums over what is known: how a workload, a namespace and the whole view are.

use super::{Store, Survey};
use crate::model::feed::Scope;
use crate::model::health::Mood;
use crate::model::workload::Workload;
use crate::model::workload_health::{WorkloadHealth, workload_health};
use crate::model::{Kind, Name, Time};

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

    /// What one workload adds to it.
    fn of(workload: &Workload, mood: Mood, pods: (usize, usize)) -> Self {
        Self {
            pods,
            ready: workload.ready.min(workload.desired),
            desired: workload.desired,
            workloads: 1,
            unwell: u32::from(mood == Mood::Unwell),
            busy: u32::from(mood == Mood::Busy),
        }
    }

    /// Each figure together with the other's.
    pub(super) fn with(&self, other: &Self, join: impl Fn(i64, i64) -> i64) -> Self {
        let small = |a: u32, b: u32| u32::try_from(join(i64::from(a), i64::from(b))).unwrap_or_default();
        let wide = |a: usize, b: usize| usize::try_from(join(a as i64, b as i64)).unwrap_or_default();
        Self {
            ready: small(self.ready, other.ready),
            desired: small(self.desired, other.desired),
            workloads: small(self.workloads, other.workloads),
            unwell: small(self.unwell, other.unwell),
            busy: small(self.busy, other.busy),
            pods: (wide(self.pods.0, other.pods.0), wide(self.pods.1, other.pods.1)),
        }
    }
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

    /// What a workload adds to its namespace, and how it is.
    pub(super) fn look_at(&self, workload: &Workload, now: Time) -> (WorkloadHealth, NamespaceRollup) {
        let pods = self.pods_of(workload);
        let well = pods.iter().filter(|(p, _)| p.health.mood(now) == Mood::Well).count();
        let health = workload_health(workload, pods.iter().copied(), self.pods_known(&workload.namespace), now);
        let figures = NamespaceRollup::of(workload, health.state.mood(), (well, pods.len()));
        (health, figures)
    }

    /// How every workload is, and the figures that follow from that.
    pub fn survey(&self, now: Time) -> Survey {
        let mut survey = Survey::default();
        survey.anew(self, now);
        survey
    }
}

impl Totals {
    /// The sum over some namespaces.
    pub fn over<'a>(rollups: impl Iterator<Item = &'a NamespaceRollup>) -> Self {
        Self { all: rollups.fold(NamespaceRollup::default(), |sum, r| sum.with(r, |a, b| a + b)) }
    }
}
