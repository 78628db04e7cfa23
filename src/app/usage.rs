//! Whose use is polled: the pods of the namespaces in view, once those are known, and nodes where a view wants them.

use super::messages::Level;
use super::msg::Effect;
use super::place::View;
use super::rows::{SortBy, WorkloadKey};
use super::scope::ONE_BY_ONE;
use super::state::State;
use super::text::{ClusterText, NoUse};
use crate::command::Pane;
use crate::model::feed::{Scope, WatchState};
use crate::model::usage::{UseScope, UseState, UseSum};
use crate::model::{Kind, Name};

impl State {
    /// What the pods of a row of the workloads use together; `None` where that is known of none of them.
    pub fn row_use(&self, key: &WorkloadKey) -> Option<UseSum> {
        let store = &self.cluster.store;
        match key {
            WorkloadKey::Workload(uid) => store.workload_use(uid),
            WorkloadKey::Standalone(namespace) => store.use_of(self.panes.rows.survey.standalone_pods(store, namespace)),
        }
    }

    /// Whose use the screen needs now.
    fn use_wanted(&self) -> Vec<UseScope> {
        let store = &self.cluster.store;
        let listed = |scope: &Scope| store.complete(scope);
        let all = Scope::all(Kind::Pod);
        let mut wanted = Vec::new();
        // Names are all that use is told by: before the pods are listed they are nobody's.
        let one_by_one = |names: &[Name]| -> Vec<UseScope> {
            let here = |ns: &&Name| listed(&Scope::of(Kind::Pod, ns)) || listed(&all);
            names.iter().filter(here).map(|ns| UseScope::Pods(Some(ns.clone()))).collect()
        };
        match &self.cluster.settled {
            View::These(names) => wanted.extend(one_by_one(names)),
            View::All if matches!(store.watch(&all), WatchState::Denied { .. }) => {
                wanted.extend(one_by_one(&self.cluster.known[..self.cluster.known.len().min(ONE_BY_ONE)]));
            }
            View::All if listed(&all) => wanted.push(UseScope::Pods(None)),
            View::All => {}
        }
        if self.views.iter().any(|room| room.wants_node_use()) {
            wanted.push(UseScope::Nodes);
        }
        wanted.sort();
        wanted.dedup();
        wanted
    }

    /// Has the use polled that is needed, where that is not what is polled.
    pub(super) fn measure(&mut self, effects: &mut Vec<Effect>) {
        let wanted = self.use_wanted();
        if wanted != self.cluster.measured {
            self.cluster.store.set_use_scopes(&wanted);
            self.cluster.measured.clone_from(&wanted);
            effects.push(Effect::Measure(self.cluster.session, wanted));
        }
    }

    /// Why it is not known what the pods in view use; `None` where it is known of some.
    fn no_use(&self) -> Option<NoUse> {
        let mut why = NoUse::Asking;
        for (_, state) in self.cluster.store.use_scopes().filter(|(scope, _)| matches!(scope, UseScope::Pods(_))) {
            why = match state {
                UseState::Live => return None,
                UseState::Waiting => continue,
                UseState::NotServed => NoUse::NotServed,
                UseState::Denied { error } => NoUse::Denied(error.clone()),
                UseState::Failing { error } => NoUse::Failing(error.clone()),
            };
        }
        Some(why)
    }

    /// All pods in view on the whole screen, those first that use most CPU; where that is not known, why.
    pub(super) fn open_top(&mut self) {
        match self.no_use() {
            Some(NoUse::Asking) => self.messages.say(self.now, Level::Info, ClusterText::NoUse(NoUse::Asking)),
            Some(why @ (NoUse::NotServed | NoUse::Denied(_) | NoUse::Failing(_))) => {
                return self.messages.say(self.now, Level::Warn, ClusterText::NoUse(why));
            }
            None => {}
        }
        if !self.go_elsewhere() {
            return;
        }
        (self.panes.focus, self.zoom, self.panes.all_pods) = (Pane::Pods, true, true);
        self.sorting.pods = SortBy::Cpu;
        self.panes.pod_open = None;
        self.panes.pods.reset();
        self.panes.built = None;
    }
}
