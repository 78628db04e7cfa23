//! Has what the environments on the screen run watched, for as long as they are there, and makes the rows of it.

use super::cluster::Cluster;
use super::environments::{Made, Reached, lines, reached};
use super::left::of_context;
use super::msg::Effect;
use super::state::State;
use super::text::PlaceText;
use crate::model::environments::group::{Environment, Place};
use crate::model::environments::named::Named;
use crate::model::workload::Workload;
use crate::model::workload_health::WorkloadHealth;
use crate::model::{Name, Uid};

impl State {
    /// Makes the rows of the group that a view shows.
    pub(super) fn follow_environments(&mut self) {
        let open = self.left.iter().map(|l| &l.cluster).chain([&self.cluster]);
        self.environments.open = open.map(|c| (c.context.name.clone(), c.session)).collect();
        let Some(wish) = self.views.iter().rev().find_map(|room| room.environments()) else {
            if self.environments.made.is_some() || self.environments.shown.is_some() {
                self.environments.rest();
            }
            return;
        };
        let names = self.panes.rows.all_namespaces(&self.cluster, &self.panes.view);
        let listed: Vec<_> = self.cluster.store.namespaces().collect();
        let groups = Named::groups(&self.environments.named, listed.iter().copied(), &names);
        let here = self.panes.view.one();
        let at = match &wish.group {
            Some(name) => groups.iter().position(|g| g.name == *name),
            None => groups.iter().position(|g| g.environments.iter().any(|e| self.is_here(e, here))),
        };
        let shown = at.or(if groups.is_empty() { None } else { Some(0) });
        self.environments.groups = groups;
        self.environments.show(shown, &self.cluster.context);
        self.make_grid();
    }

    /// Whether an environment is the namespace in view.
    fn is_here(&self, environment: &Environment, here: Option<&Name>) -> bool {
        let Place { context, namespace } = &environment.place;
        here == Some(namespace) && context.as_ref().is_none_or(|c| *c == self.cluster.context.name)
    }

    fn make_grid(&mut self) {
        let Some(group) = self.environments.group().cloned() else {
            (self.environments.rows, self.environments.reached, self.environments.made) = (Vec::new(), Vec::new(), None);
            return;
        };
        let clusters: Vec<Option<&Cluster>> = group.environments.iter().map(|e| self.cluster_at(&e.place)).collect();
        let reach = |(cluster, e): (&Option<&Cluster>, &Environment)| match cluster {
            Some(cluster) => reached(cluster, &e.place.namespace),
            None if self.contexts.iter().any(|c| Some(&c.name) == e.place.context.as_ref()) => Reached::Closed,
            None => Reached::NoContext,
        };
        let reached: Vec<Reached> = clusters.iter().zip(&group.environments).map(reach).collect();
        let of = clusters.iter().map(|c| c.map(|c| (c.session, c.store.generation()))).collect();
        let made = Some(Made { group, of });
        if self.environments.made != made || self.environments.reached != reached {
            let group = made.iter().flat_map(|m| &m.group.environments);
            let all: Vec<_> = clusters.into_iter().zip(group).collect();
            self.environments.rows = lines(&all, &self.environments.ignore, self.now);
            (self.environments.made, self.environments.reached) = (made, reached);
        }
    }

    /// The cluster of an environment, where it is open.
    fn cluster_at(&self, place: &Place) -> Option<&Cluster> {
        match &place.context {
            None => Some(&self.cluster),
            Some(context) => of_context(&self.cluster, &self.left, context),
        }
    }

    /// A workload of an environment, how it is, and its cluster.
    pub fn in_environment(&self, place: &Place, uid: &Uid) -> Option<(&Cluster, &Workload, Option<&WorkloadHealth>)> {
        let cluster = self.cluster_at(place)?;
        let survey = match self.left.iter().rev().find(|l| l.session() == cluster.session) {
            Some(left) => &left.survey,
            None => &self.panes.rows.survey,
        };
        Some((cluster, cluster.store.workload(uid)?, survey.health.get(uid)))
    }

    /// Opens a context in a tab behind the one in front.
    pub(super) fn open_tab_behind(&mut self, name: &Name, effects: &mut Vec<Effect>) {
        let Some(context) = self.contexts.iter().find(|c| c.name == *name).cloned() else { return };
        if self.tabs.place_of(name).is_some() {
            return;
        }
        if self.tabs.add(context.clone()).is_none() {
            return self.messages.say(self.now, super::messages::Level::Warn, PlaceText::TabsFull(self.tabs.count()));
        }
        if !self.left.iter().any(|l| l.cluster.context.name == *name) {
            self.begin_behind(context, effects);
        }
    }
}
