//! Which watches the screen needs: scope follows the eye.

use super::cluster::Cluster;
use super::msg::Effect;
use super::place::View;
use super::rows::NamespaceKey;
use super::state::State;
use crate::command::Pane;
use crate::model::feed::{LinkState, Scope, WatchState};
use crate::model::filter::Filter;
use crate::model::trouble::Trouble;
use crate::model::{Kind, Name, Time, WorkloadKind};
use std::sync::Arc;

/// How many namespaces that were in view stay warm.
const WARM: usize = 3;
/// How long the cursor must rest on a namespace before its pods are watched, in milliseconds.
const DEBOUNCE_MS: i64 = 200;
/// How many namespaces are watched one by one for a user who may not list cluster-wide.
pub(super) const ONE_BY_ONE: usize = 20;

/// How fresh a pane's rows are.
#[derive(Clone, PartialEq, Debug)]
pub enum Freshness {
    /// Nothing has been heard yet.
    Waiting,
    /// The first list is on its way.
    Loading {
        /// Objects received.
        listed: usize,
        /// All of them, where the server tells.
        of: Option<usize>,
    },
    /// The newest known state.
    Live,
    /// Listed every so many seconds, since it may not be watched.
    Polling(u32),
    /// What was known then.
    Stale {
        /// When the last answer came.
        since: Time,
        /// When it is tried again.
        retry: Time,
        /// Why.
        error: Arc<Trouble>,
    },
    /// May not be listed.
    Denied(Arc<Trouble>),
}

impl Cluster {
    fn denied(&self, scope: &Scope) -> bool {
        matches!(self.store.watch(scope), WatchState::Denied { .. })
    }

    /// All watches that a view of it needs now: `wide` is whether the pods of all namespaces are looked at besides, `followed` the namespaces
    /// in which something is followed.
    pub(super) fn scopes(&self, view: &View, wide: bool, followed: impl Iterator<Item = Name>) -> Vec<Scope> {
        let mut wanted = vec![Scope::all(Kind::Namespace)];
        let mut namespaces: Vec<Name> = followed.collect();
        let mut known: Vec<Name> = match view {
            View::All => self.known.clone(),
            View::These(names) => names.iter().chain(self.known.iter().filter(|k| !names.contains(k))).cloned().collect(),
        };
        // What something is followed in is known as well.
        let more: Vec<Name> = namespaces.iter().filter(|ns| !known.contains(ns)).cloned().collect();
        known.extend(more);
        for kind in WorkloadKind::ALL.map(WorkloadKind::kind) {
            let all = Scope::all(kind);
            if self.denied(&all) {
                wanted.extend(known.iter().take(ONE_BY_ONE).map(|ns| Scope::of(kind, ns)));
            }
            wanted.push(all);
        }
        if let View::These(names) = &self.settled {
            namespaces.splice(0..0, names.iter().chain(&self.warm).cloned());
        }
        let everywhere = self.settled == View::All || wide;
        for kind in [Kind::ReplicaSet, Kind::Pod] {
            let all = Scope::all(kind);
            let mut here = namespaces.clone();
            let mut wide = everywhere;
            if wide && self.denied(&all) {
                here.extend(known.iter().take(ONE_BY_ONE).cloned());
            } else if wide {
                here.clear();
            } else if self.wanted.contains(&all) && !self.denied(&all) {
                // The wide watch goes when the narrow ones have what it has.
                wide = !here.iter().all(|ns| self.store.complete(&Scope::of(kind, ns)));
            }
            if wide {
                wanted.push(all.clone());
                // And the narrow ones go when the wide one has what they have.
                if !self.store.complete(&all) && everywhere && !self.denied(&all) {
                    wanted.extend(self.wanted.iter().filter(|s| s.kind == kind && s.namespace.is_some()).cloned());
                }
            }
            wanted.extend(here.iter().map(|ns| Scope::of(kind, ns)));
        }
        wanted.sort();
        wanted.dedup();
        wanted
    }

    /// Asks for these watches, where they are not those that are open.
    pub(super) fn watch(&mut self, wanted: Vec<Scope>, effects: &mut Vec<Effect>) {
        if wanted == self.wanted {
            return;
        }
        let gone: Vec<Scope> = self.wanted.iter().filter(|s| !wanted.contains(s)).cloned().collect();
        for scope in &gone {
            self.store.forget(scope);
        }
        self.wanted.clone_from(&wanted);
        effects.push(Effect::Watch(self.session, wanted));
    }

    /// Whether anything of a kind has been listed, so that a figure of it is known.
    pub(super) fn is_known(&self, kind: Kind) -> bool {
        self.wanted.iter().any(|scope| scope.kind == kind && self.store.complete(scope))
    }
}

impl State {
    /// Puts namespaces in view at once.
    pub(super) fn set_view(&mut self, view: View) {
        self.change_view(view);
        self.settle();
        // The namespace that is chosen is among the rows.
        if !self.filter_text(Pane::Namespaces).is_empty() {
            self.panes.filters[Pane::Namespaces as usize] = Filter::default();
        }
        match &self.panes.view {
            View::All => self.panes.namespaces.select(NamespaceKey::All),
            View::These(names) if names.len() > 1 => self.panes.namespaces.select(NamespaceKey::Several),
            View::These(names) => {
                if let Some(name) = names.first() {
                    self.panes.namespaces.select(NamespaceKey::One(name.clone()));
                }
            }
        }
    }

    /// Puts namespaces in view; their pods are watched when the cursor has rested.
    pub(super) fn change_view(&mut self, view: View) {
        if self.panes.view != view {
            self.panes.view = view;
            self.end_filters();
            self.panes.workloads.reset();
            self.panes.pods.reset();
            self.panes.pod_open = None;
            self.panes.cron_open = None;
            self.panes.debounce = Some(self.now.plus(DEBOUNCE_MS));
        }
    }

    /// The cursor has rested: what is in view is watched.
    pub(super) fn settle(&mut self) {
        self.panes.debounce = None;
        if self.cluster.settled == self.panes.view {
            return;
        }
        if let View::These(names) = &self.cluster.settled {
            for name in names.clone() {
                self.cluster.warm.retain(|n| *n != name);
                self.cluster.warm.insert(0, name);
            }
            self.cluster.warm.truncate(WARM);
        }
        self.cluster.settled = self.panes.view.clone();
    }

    fn denied(&self, scope: &Scope) -> bool {
        self.cluster.denied(scope)
    }

    /// All watches that the screen needs now.
    pub(super) fn scopes_wanted(&self) -> Vec<Scope> {
        // What is followed goes on being followed, wherever the eye is.
        let logs = self.panes.logs.namespaces().iter().cloned();
        let views = self.views.iter().filter_map(|room| room.watches()).map(|wish| wish.namespace);
        let ailing = self.overview.ailing(&self.cluster.context.name).iter().cloned();
        let compared = self.environments.watched_in(&self.cluster.context.name);
        let followed = logs.chain(self.changes.namespaces(&self.cluster.context.name)).chain(views).chain(ailing).chain(compared);
        self.cluster.scopes(&self.panes.view, self.panes.logs.is_everywhere(), followed)
    }

    /// Asks for the watches that are needed, where they are not those that are open.
    pub(super) fn rescope(&mut self, effects: &mut Vec<Effect>) {
        if self.panes.debounce.is_some_and(|at| self.now >= at) {
            self.settle();
        }
        let wanted = self.scopes_wanted();
        self.cluster.watch(wanted, effects);
    }

    /// Whether a scope's news are wanted: a watch that was closed may still have some on the way.
    pub(super) fn wants(&self, scope: &Scope) -> bool {
        self.cluster.wanted.contains(scope)
    }

    /// Whether anything of a kind has been listed, so that a figure of it is known.
    pub fn is_known(&self, kind: Kind) -> bool {
        self.cluster.is_known(kind)
    }

    /// How fresh the rows of some kinds are, in the namespaces in view: the worst of them.
    pub fn freshness(&self, kinds: &[Kind]) -> Freshness {
        let mut worst = Freshness::Live;
        for &kind in kinds {
            let all = Scope::all(kind);
            let scopes: Vec<Scope> = match &self.panes.view {
                _ if kind == Kind::Namespace => vec![all],
                View::These(names)
                    if !self.cluster.wanted.contains(&all) || self.denied(&all) || !self.cluster.store.complete(&all) =>
                {
                    let narrow: Vec<Scope> =
                        names.iter().map(|ns| Scope::of(kind, ns)).filter(|s| self.cluster.wanted.contains(s)).collect();
                    if narrow.is_empty() { vec![all] } else { narrow }
                }
                View::All if self.denied(&all) => {
                    let narrow: Vec<Scope> =
                        self.cluster.wanted.iter().filter(|s| s.kind == kind && s.namespace.is_some()).cloned().collect();
                    // What may be seen is shown; only where nothing may, the refusal is what there is to say.
                    let open: Vec<Scope> = narrow.iter().filter(|s| !self.denied(s)).cloned().collect();
                    if open.is_empty() { vec![all] } else { open }
                }
                View::All | View::These(_) => vec![all],
            };
            for scope in scopes {
                let this = fresh(self.cluster.store.watch(&scope));
                // Who sees the other workloads sees them: that these are hidden is said once.
                if kind.is_batch() && matches!(this, Freshness::Denied(_)) {
                    continue;
                }
                if severity(&this) > severity(&worst) {
                    worst = this;
                }
            }
        }
        // A heartbeat that fails says more than a stream that has not noticed.
        if let (LinkState::Down { since, retry, error }, Freshness::Live | Freshness::Polling(_)) =
            (self.cluster.store.link(), &worst)
        {
            return Freshness::Stale { since: *since, retry: *retry, error: error.clone() };
        }
        worst
    }
}

/// How fresh what a watch tells is.
pub fn fresh(state: &WatchState) -> Freshness {
    match state {
        WatchState::Waiting => Freshness::Waiting,
        WatchState::Starting { listed, of } => Freshness::Loading { listed: *listed, of: *of },
        WatchState::Live => Freshness::Live,
        WatchState::Polling { every } => Freshness::Polling(*every),
        WatchState::Stale { since, retry, error } => Freshness::Stale { since: *since, retry: *retry, error: error.clone() },
        WatchState::Denied { error } => Freshness::Denied(error.clone()),
    }
}

pub(super) const fn severity(f: &Freshness) -> u8 {
    match f {
        Freshness::Live => 0,
        Freshness::Polling(_) => 1,
        Freshness::Waiting => 2,
        Freshness::Loading { .. } => 3,
        Freshness::Denied(_) => 4,
        Freshness::Stale { .. } => 5,
    }
}
