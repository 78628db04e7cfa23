//! Clusters that are not in front: they stay as they are, and go on being watched. Those that have a tab do so until it is closed, others
//! for a while.

use super::cluster::Cluster;
use super::msg::Effect;
use super::panes::Panes;
use super::stack::Stack;
use super::tab::TabState;
use crate::model::feed::{LinkState, Scope, WatchState};
use crate::model::health::Mood;
use crate::model::{Kind, Name, SessionId, Time, WorkloadKind};
use crate::store::{NamespaceRollup, Survey, Totals};

/// How long a cluster that was left stays warm without a tab, in milliseconds.
pub(super) const STAYS_MS: i64 = 5 * 60_000;
/// How many do at once.
pub(super) const MOST: usize = 3;

/// A cluster that is not in front.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub(super) cluster: Cluster,
    pub(super) panes: Panes,
    /// What stands on top of them: it is there again with its tab.
    pub(super) views: Stack,
    pub(super) since: Time,
    /// How its workloads are.
    pub(super) survey: Survey,
    /// The namespaces in its view in figures.
    pub(super) totals: NamespaceRollup,
    /// What it was looked at for last: the store's number, and the second.
    looked: Option<(u64, i64)>,
    /// What it watches for itself, while the overview has it watch more.
    own: Option<Vec<Scope>>,
    /// How it stood then: whether the API server was away, and how many workloads were unwell, once that was known.
    stood: (bool, Option<u32>),
}

impl Left {
    pub(super) fn new(cluster: Cluster, panes: Panes, survey: Survey, since: Time) -> Self {
        let totals = in_view(&panes, &survey);
        let down = matches!(cluster.store.link(), LinkState::Down { .. });
        let stood = (down, is_settled(&cluster).then_some(totals.unwell));
        Self { cluster, panes, views: Stack::default(), since, survey, totals, looked: None, own: None, stood }
    }

    /// The number of its session.
    pub(super) const fn session(&self) -> SessionId {
        self.cluster.session
    }

    /// Watches the pods of these namespaces besides, for as long as there are any.
    pub(super) fn watch_besides(&mut self, namespaces: &[Name], effects: &mut Vec<Effect>) {
        if namespaces.is_empty() {
            if let Some(own) = self.own.take() {
                self.cluster.watch(own, effects);
            }
            return;
        }
        let own = self.own.get_or_insert_with(|| self.cluster.wanted.clone());
        let mut wanted = own.clone();
        for kind in [Kind::ReplicaSet, Kind::Pod].into_iter().filter(|kind| !own.contains(&Scope::all(*kind))) {
            wanted.extend(namespaces.iter().map(|ns| Scope::of(kind, ns)));
        }
        wanted.sort();
        wanted.dedup();
        self.cluster.watch(wanted, effects);
    }

    /// Looks how it stands now; gives whether something bad has happened.
    pub(super) fn look(&mut self, now: Time) -> bool {
        let looked = Some((self.cluster.store.generation(), now.secs()));
        if self.looked == looked {
            return false;
        }
        self.looked = looked;
        let changed = self.cluster.store.take_changed();
        self.survey.update(&self.cluster.store, changed, self.cluster.time(now));
        self.totals = in_view(&self.panes, &self.survey);
        let down = matches!(self.cluster.store.link(), LinkState::Down { .. });
        let unwell = is_settled(&self.cluster).then_some(self.totals.unwell);
        let (was_down, before) = self.stood;
        self.stood = (down, unwell.or(before));
        down && !was_down || unwell.zip(before).is_some_and(|(now, before)| now > before)
    }

    /// How it stands, for its tab.
    pub(super) fn state(&self, now: Time) -> TabState {
        self.cluster.tab_state(&self.totals, now)
    }
}

impl Cluster {
    /// How it stands, for its tab: with the figures of what is in its view.
    pub(super) fn tab_state(&self, totals: &NamespaceRollup, now: Time) -> TabState {
        match self.store.link() {
            LinkState::Down { since, .. } => TabState::Offline(now.since(*since)),
            LinkState::Connecting | LinkState::Up { .. } if !WorkloadKind::ALL.iter().any(|k| self.is_known(k.kind())) => {
                // Where nothing may be listed there is nothing to wait for.
                if is_settled(self) { TabState::Known(Mood::Unknown, 0) } else { TabState::Connecting }
            }
            LinkState::Connecting | LinkState::Up { .. } => match totals.mood() {
                Mood::Unwell => TabState::Known(Mood::Unwell, totals.unwell),
                Mood::Busy => TabState::Known(Mood::Busy, totals.busy),
                mood @ (Mood::Paused | Mood::Well | Mood::Idle | Mood::Unknown) => TabState::Known(mood, 0),
            },
        }
    }
}

/// What is in view in figures.
fn in_view(panes: &Panes, survey: &Survey) -> NamespaceRollup {
    Totals::over(survey.rollups.iter().filter(|(ns, _)| panes.view.covers(ns)).map(|(_, r)| r)).all
}

/// Whether all that is watched has been listed, as far as it may be: what is unwell then was so before.
fn is_settled(cluster: &Cluster) -> bool {
    let told = |scope| cluster.store.complete(scope) || matches!(cluster.store.watch(scope), WatchState::Denied { .. });
    !cluster.wanted.is_empty() && cluster.wanted.iter().all(told)
}

/// The cluster of a context, wherever it stands; `None` where it is not connected.
pub(super) fn of_context<'a>(front: &'a Cluster, left: &'a [Left], context: &Name) -> Option<&'a Cluster> {
    let behind = left.iter().rev().map(|l| &l.cluster);
    std::iter::once(front).chain(behind).find(|c| c.context.name == *context)
}
