//! Sums over what is known: how a workload, a namespace and the whole view are.

use super::{Store, Survey};
use crate::model::batch::Batch;
use crate::model::batch_health::{cron_health, group_health, job_health};
use crate::model::feed::Scope;
use crate::model::health::{Mood, PodHealth};
use crate::model::pod::Pod;
use crate::model::release::{Held, of_pods, of_sets};
use crate::model::workload::Workload;
use crate::model::workload_health::{WorkloadHealth, workload_health};
use crate::model::{Kind, Name, Time, WorkloadKind};

/// A namespace in figures, told from its workloads' status and from its pods as far as they are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NamespaceRollup {
    /// Pods of its workloads that are ready.
    pub ready: u32,
    /// Pods of its workloads that are wanted.
    pub desired: u32,
    /// Rows of the workloads pane that it makes: workloads, without the Jobs of a CronJob, and one for its standalone pods.
    pub workloads: u32,
    /// Those of them that are unwell.
    pub unwell: u32,
    /// Those of them that are under way.
    pub busy: u32,
    /// Those of them that are as they should be; the rest is held or idle.
    pub well: u32,
    /// Pods that are known and not Completed: well, all.
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

    /// Its pods, ready and all: those that are known, without the Completed; where none is known, those that its workloads' status tells of.
    pub const fn figures(&self) -> (usize, usize) {
        if self.pods.1 > 0 { self.pods } else { (self.ready as usize, self.desired as usize) }
    }

    /// What one workload adds to it. `top` is false for a Job of a CronJob: what is to be said of it its CronJob says.
    fn of(workload: &Workload, mood: Mood, pods: (usize, usize), top: bool) -> Self {
        // How many of a Job's pods are ready older servers do not tell.
        let told = workload.job().is_none_or(|j| j.ready.is_some());
        Self {
            pods,
            ready: if told { workload.ready.min(workload.desired) } else { 0 },
            desired: if told { workload.desired } else { 0 },
            workloads: u32::from(top),
            unwell: u32::from(top && mood == Mood::Unwell),
            busy: u32::from(top && mood == Mood::Busy),
            well: u32::from(top && mood == Mood::Well),
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
            well: small(self.well, other.well),
            pods: (wide(self.pods.0, other.pods.0), wide(self.pods.1, other.pods.1)),
        }
    }
}

/// Pods well and all, without the Completed.
fn counted<'a>(pods: impl Iterator<Item = &'a Pod>, now: Time) -> (usize, usize) {
    pods.filter(|p| !matches!(p.health, PodHealth::Done))
        .fold((0, 0), |(well, all), p| (well + usize::from(p.health.mood(now) == Mood::Well), all + 1))
}

/// Some namespaces in figures: for the header, and for the row of all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// All together.
    pub all: NamespaceRollup,
    /// The sum of their [`NamespaceRollup::figures`].
    pub pods: (usize, usize),
}

impl Store {
    /// How a workload is at `now`.
    pub fn health(&self, workload: &Workload, now: Time) -> WorkloadHealth {
        match workload.batch.as_deref() {
            Some(Batch::Job(job)) => {
                let pods: Vec<&Pod> = self.pods_of(workload).into_iter().map(|(p, _)| p).collect();
                job_health(job, &pods, now)
            }
            Some(Batch::CronJob(cron)) => {
                let jobs: Vec<_> = self.jobs_of(&workload.uid).map(|job| (job, self.health(job, now))).collect();
                cron_health(workload, cron, &jobs, now)
            }
            None => {
                let known = self.pods_known(&workload.namespace);
                let pods = self.pods_of(workload);
                workload_health(workload, pods.iter().copied(), known, || self.history(workload, &pods, now), now)
            }
        }
    }

    /// Since when a revision of a workload is, or was, the one in force; `None` where that is not known. One that a roll back took up again
    /// is older than that.
    pub fn in_force(&self, workload: &Workload, revision: u64, now: Time) -> Option<Time> {
        let history = self.history(workload, &self.pods_of(workload), now);
        history.iter().find(|h| h.number == revision && h.number > 0).map(|h| h.from)
    }

    /// Which revisions of a workload were in force since when, as far as that is known.
    fn history(&self, workload: &Workload, pods: &[(&Pod, bool)], now: Time) -> Vec<Held> {
        let oldest = pods.iter().filter(|(p, newest)| *newest && p.active()).map(|(p, _)| p.created).min();
        match workload.kind {
            WorkloadKind::Deployment => {
                let sets = self.replicasets_of(&workload.uid).map(|r| (r.revision, r.created));
                of_sets(sets, oldest, workload.rolled)
            }
            WorkloadKind::StatefulSet | WorkloadKind::DaemonSet => of_pods(workload.created, oldest, now),
            WorkloadKind::Job | WorkloadKind::CronJob => Vec::new(),
        }
    }

    /// Whether the pods of a namespace are watched and have been listed, so that their absence tells something.
    pub fn pods_known(&self, namespace: &Name) -> bool {
        self.complete(&Scope::all(Kind::Pod)) || self.complete(&Scope::of(Kind::Pod, namespace))
    }

    /// What a workload adds to its namespace, and how it is. The pods of a CronJob are counted with its Jobs.
    pub(super) fn look_at(&self, workload: &Workload, now: Time) -> (WorkloadHealth, NamespaceRollup) {
        let (health, pods) = if workload.batch.is_some() {
            let pods = if workload.cron().is_some() { Vec::new() } else { self.pods_of(workload) };
            (self.health(workload, now), counted(pods.into_iter().map(|(p, _)| p), now))
        } else {
            let pods = self.pods_of(workload);
            let known = self.pods_known(&workload.namespace);
            let health = workload_health(workload, pods.iter().copied(), known, || self.history(workload, &pods, now), now);
            // What is left of pods that have ended, or are going, is none of those that are wanted.
            (health, counted(pods.into_iter().map(|(p, _)| p).filter(|p| p.active()), now))
        };
        let top = self.cronjob_of(workload).is_none();
        let figures = NamespaceRollup::of(workload, health.state.mood(), pods, top);
        (health, figures)
    }

    /// What the pods of no workload add to their namespace, and how those are together that are known to stand alone.
    pub(super) fn look_at_group(&self, pods: &[&Pod], alone: &[&Pod], now: Time) -> (Option<WorkloadHealth>, NamespaceRollup) {
        let (well, all) = counted(pods.iter().copied(), now);
        let health = (!alone.is_empty()).then(|| group_health(alone.iter().copied(), now));
        let mood = health.as_ref().map(|h| h.state.mood());
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let figures = NamespaceRollup {
            pods: (well, all),
            ready: small(well),
            desired: small(all),
            workloads: u32::from(health.is_some()),
            unwell: u32::from(mood == Some(Mood::Unwell)),
            busy: u32::from(mood == Some(Mood::Busy)),
            well: u32::from(mood == Some(Mood::Well)),
        };
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
        rollups.fold(Self::default(), |sum, r| {
            let figures = r.figures();
            Self { all: sum.all.with(r, |a, b| a + b), pods: (sum.pods.0 + figures.0, sum.pods.1 + figures.1) }
        })
    }
}
