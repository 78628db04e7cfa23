//! Has the contexts looked at that the overview shows, for as long as it does, and makes its rows.

use super::cluster::Cluster;
use super::left::of_context;
use super::msg::Effect;
use super::overview::{Figures, OverviewRow, Reach, Told, counts, limits, worst};
use super::place::{Context, View};
use super::scope::ONE_BY_ONE;
use super::state::State;
use crate::model::feed::{LinkState, Scope, WatchState};
use crate::model::overview::{OverviewAsk, OverviewWish};
use crate::model::{Kind, Name, WorkloadKind};
use crate::store::Survey;

impl State {
    /// Asks for what the overview shows now, and for no more; makes its rows.
    pub(super) fn follow_overview(&mut self, effects: &mut Vec<Effect>) {
        let shown = self.views.iter().rev().find_map(|room| room.overlooks());
        let Some(shown) = shown else {
            self.overview.ailing.clear();
            if !self.overview.asked.is_empty() {
                self.overview.asked.clear();
                effects.push(Effect::Overview(Vec::new()));
            }
            return;
        };
        self.overview.ailing.retain(|name, _| shown.contains(name));
        let mut asked = Vec::new();
        for name in shown {
            let Some(context) = self.contexts.iter().find(|c| c.name == name).cloned() else { continue };
            let open = of_context(&self.cluster, &self.left, &name);
            // One that is open and away is asked by its own heartbeat, and by nobody else.
            if open.is_some_and(|c| !matches!(c.store.link(), LinkState::Up { .. })) {
                continue;
            }
            if let Some(open) = open {
                self.overview.watch_ailing(&name, &open.store);
            }
            let ask = match open {
                Some(_) => OverviewAsk::Nodes,
                None if self.overview.signs.contains(&name) => OverviewAsk::SignIn,
                None => OverviewAsk::All,
            };
            let session = open.map(|c| c.session);
            let known = self.overview.wish(&name, ask).filter(|(wish, _)| session.is_none_or(|s| s == wish.session)).cloned();
            asked.push(known.unwrap_or_else(|| {
                let session = session.unwrap_or_else(|| {
                    self.last_session = self.last_session.next();
                    self.last_session
                });
                let namespaces = self.overlooked_namespaces(&context);
                (OverviewWish { session, id: self.fresh_id(), context: name, namespaces, ask }, self.now)
            }));
        }
        if asked != self.overview.asked {
            effects.push(Effect::Overview(asked.iter().map(|(wish, _)| wish.clone()).collect()));
            self.overview.asked = asked;
        }
        self.overview.rows = self.contexts.iter().map(|context| self.overview_row(context)).collect();
    }

    /// The namespaces of a context that is not open which are looked at where not all may be: those that would be if it were.
    fn overlooked_namespaces(&self, context: &Context) -> Vec<Name> {
        let mut all = self.known_of(context);
        if let View::These(names) = self.first_view(context) {
            all.extend(names.into_iter().filter(|name| !all.contains(name)).collect::<Vec<_>>());
        }
        all.truncate(ONE_BY_ONE);
        all
    }

    /// All that is shown is to be looked at now.
    pub(super) fn overlook_again(&mut self) {
        self.overview.asked.clear();
    }

    /// The exec plugin of a context is to be run for the overview, in the background.
    pub(super) fn overlook_signed(&mut self, context: &Name) {
        self.overview.asked.retain(|(wish, _)| wish.context != *context);
        if !self.overview.signs.contains(context) {
            self.overview.signs.push(context.clone());
        }
    }

    fn overview_row(&self, context: &Context) -> OverviewRow {
        let name = &context.name;
        let tab = self.tabs.place_of(name).map(|at| at + 1).filter(|_| self.tabs.count() > 1);
        let prod = self.guards.prod(name, None);
        let found = self.overview.found.get(name);
        let front = self.cluster.context.name == *name;
        let left = self.left.iter().rev().find(|l| l.cluster.context.name == *name);
        let open = match left {
            _ if front => Some((&self.cluster, &self.panes.rows.survey)),
            Some(left) => Some((&left.cluster, &left.survey)),
            None => None,
        };
        let (reach, figures) = match open {
            Some((cluster, survey)) => {
                let reach = match cluster.store.link() {
                    LinkState::Connecting => Reach::Asking(self.now),
                    LinkState::Up { latency } => Reach::Live(*latency),
                    LinkState::Down { error, .. } => Reach::Away(error.clone()),
                };
                let asked = found.map(|f| &f.figures);
                (reach, figures(cluster, survey, asked))
            }
            None => {
                let since = self.overview.asked.iter().find(|(wish, _)| wish.context == *name).map(|(_, since)| *since);
                let reach = match (found.map(|f| f.reach.clone()).unwrap_or_default(), since) {
                    (Reach::NotAsked, Some(since)) => Reach::Asking(since),
                    // It is asked in another way than before.
                    (Reach::SignIn(_), Some(since)) if self.overview.signs.contains(name) => Reach::Asking(since),
                    (reach, _) => reach,
                };
                (reach, found.map(|f| f.figures.clone()).unwrap_or_default())
            }
        };
        OverviewRow { context: context.clone(), tab, prod, reach, figures }
    }
}

/// What is known of a cluster that is open; `asked` has its nodes.
fn figures(cluster: &Cluster, survey: &Survey, asked: Option<&Figures>) -> Figures {
    let store = &cluster.store;
    let known = WorkloadKind::ALL.iter().any(|kind| cluster.is_known(kind.kind()));
    let told = cluster.wanted.iter().filter_map(|scope| match store.watch(scope) {
        WatchState::Denied { error } => Some((scope.clone(), Some(error.clone()))),
        _ if store.complete(scope) => Some((scope.clone(), None)),
        WatchState::Waiting
        | WatchState::Starting { .. }
        | WatchState::Live
        | WatchState::Polling { .. }
        | WatchState::Stale { .. } => None,
    });
    let (only, mut unseen) = limits(&told.collect::<Vec<Told>>());
    // What else a look has not seen before it was open is told by its watches now.
    unseen.extend(asked.and_then(Figures::nodes_unseen).cloned());
    Figures {
        version: store.version().cloned().unwrap_or_default(),
        namespaces: store.complete(&Scope::all(Kind::Namespace)).then(|| store.namespaces().count()),
        workloads: known.then(|| counts(store, survey)),
        nodes: asked.and_then(|f| f.nodes),
        worst: worst(store, survey),
        only,
        unseen,
    }
}
