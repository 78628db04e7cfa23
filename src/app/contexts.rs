//! Going from one context to another, and beginning a session anew.

use super::messages::Level;
use super::msg::Effect;
use super::place::{Context, View};
use super::state::State;
use super::text::{Broken, ClusterText};
use crate::command::Pane;
use crate::model::Name;
use crate::model::feed::LinkState;
use crate::model::trouble::Trouble;

/// A fault that comes again within so many milliseconds will come again.
const AGAIN: i64 = 60_000;

impl State {
    /// The kubeconfig has these contexts now. The one in use stays, whether it is among them or not.
    pub(super) fn contexts_came(&mut self, contexts: Vec<Context>, effects: &mut Vec<Effect>) {
        self.contexts = contexts;
        self.know_contexts();
        self.renew_picker(effects);
    }

    /// A task was ended by a fault of ours. What it fed would stand still and look live, so all of the session is begun anew; where that
    /// comes again at once, it is left, and says so.
    pub(super) fn broken(&mut self, what: &str, effects: &mut Vec<Effect>) {
        let again = self.broken.is_some_and(|before| self.now.since(before) < AGAIN);
        self.broken = Some(self.now);
        let then = if again { Broken::Left } else { Broken::Reconnecting };
        let fault = ClusterText::Broken(what.to_owned(), then);
        self.messages.say(self.now, Level::Error, fault.clone());
        let context = self.cluster.context.name.clone();
        // Nobody knows whose task it was.
        effects.extend(self.left.drain(..).map(|left| Effect::Leave(left.session())));
        if again {
            let since = self.now;
            let error = Trouble::Broken(what.to_owned()).into();
            self.cluster.store.set_link(LinkState::Down { since, retry: since, error });
            effects.push(Effect::Leave(self.cluster.session));
        } else {
            self.switch_context(&context, effects);
        }
    }

    /// Goes to a context: to its session, where it was left a short while ago, else to a new one. The present context is connected anew.
    pub(super) fn switch_context(&mut self, name: &Name, effects: &mut Vec<Effect>) {
        let Some(context) = self.contexts.iter().find(|c| c.name == *name).cloned() else { return };
        self.close_logs();
        self.logs_from = None;
        self.built = None;
        if self.bring_to_front(&context, effects) {
            self.rebuild();
            return;
        }
        self.know_contexts();
        self.pod_open = None;
        self.cron_open = None;
        for pane in Pane::ALL.into_iter().chain([Pane::Browser]) {
            self.set_filter(pane, String::new());
        }
        self.focus = Pane::Workloads;
        let view = self.cluster.context.namespace.clone().map_or(View::All, |n| View::These(vec![n]));
        self.workloads.reset();
        self.pods.reset();
        self.set_view(view);
        effects.push(Effect::Connect(self.cluster.session, name.clone()));
    }
}
