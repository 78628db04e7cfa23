//! Going to an object that was named somewhere else, such as in a message: the panes show it, under the cursor.

use super::messages::Level;
use super::msg::Effect;
use super::rows::WorkloadKey;
use super::state::{State, View};
use super::text::{ClusterText, PlaceText};
use super::wish::Wish;
use crate::command::Pane;
use crate::model::change::Target;
use crate::model::resource::Resource;

impl State {
    /// Puts the cursor on an object of the present context: in the panes where they have it, else in the browser, where its kind is known.
    pub(super) fn show_object(&mut self, target: &Target, effects: &mut Vec<Effect>) {
        let pod =
            self.cluster.store.pod(&target.uid).map(|p| (p.uid.clone(), self.cluster.store.workload_of(p).map(|w| w.uid.clone())));
        let workload = self.cluster.store.workload(&target.uid).map(|w| w.uid.clone());
        if pod.is_none() && workload.is_none() {
            return self.browse_object(target, effects);
        }
        if !self.panes.view.covers(&target.namespace) {
            self.look_at(View::These(vec![target.namespace.clone()]), effects);
        }
        // What hides it goes.
        self.unwell_only = false;
        for pane in [Pane::Workloads, Pane::Pods] {
            self.set_filter(pane, String::new());
        }
        let workload = workload.or_else(|| pod.as_ref().and_then(|(_, of)| of.clone()));
        // The Jobs of a CronJob are where that is opened.
        let store = &self.cluster.store;
        let cron = workload.as_ref().and_then(|uid| store.cronjob_of(store.workload(uid)?)).map(|cron| cron.uid.clone());
        (self.zoom, self.panes.cron_open, self.panes.focus) = (false, cron, Pane::Workloads);
        match workload {
            Some(uid) => self.panes.workloads.select(WorkloadKey::Workload(uid)),
            None => self.panes.workloads.select(WorkloadKey::Standalone(target.namespace.clone())),
        }
        self.left_workload();
        if let Some((uid, _)) = pod {
            self.panes.workloads.hold();
            self.panes.focus = Pane::Pods;
            self.panes.pods.select(uid);
        }
    }

    fn browse_object(&mut self, target: &Target, effects: &mut Vec<Effect>) {
        // The panes have every one there is of these.
        if target.resource.workload().is_some() {
            return self.messages.say(self.now, Level::Warn, PlaceText::Gone(Box::new(target.clone())));
        }
        let Some(kinds) = self.known_kinds() else {
            self.cluster.kinds.going = Some(target.clone());
            return self.messages.say(self.now, Level::Info, ClusterText::AskingKinds);
        };
        // Another version of it is the same kind.
        let Resource { group, kind, .. } = &target.resource;
        let Some(served) = kinds.served.iter().find(|s| s.resource.is(group, kind)).cloned() else {
            // What cannot be listed can still be told of.
            return self.open(&Wish::describe(target, self.lang), effects);
        };
        if served.resource.namespaced && !self.panes.view.covers(&target.namespace) {
            self.look_at(View::These(vec![target.namespace.clone()]), effects);
        }
        self.open_browse(served);
        if let Some(browse) = &mut self.panes.browse {
            browse.list.select(target.uid.clone());
        }
    }
}
