//! Going from one context to another, what those tell that were left, and beginning a session anew.

use super::cluster::Cluster;
use super::left::{Left, MOST, STAYS_MS};
use super::logs::LogsPane;
use super::messages::Level;
use super::msg::Effect;
use super::panes::Panes;
use super::place::{Context, View};
use super::stack::Stack;
use super::state::State;
use super::text::{Broken, ClusterText};
use crate::command::Pane;
use crate::model::feed::{Feed, LinkState};
use crate::model::rights::Rights;
use crate::model::trouble::Trouble;
use crate::model::{Name, SessionId};
use crate::store::Survey;

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
        for tab in self.tabs.contexts().into_iter().filter(|tab| !again && tab.name != context) {
            self.begin_behind(tab, effects);
        }
        if again {
            let since = self.now;
            let error = Trouble::Broken(what.to_owned()).into();
            self.cluster.store.set_link(LinkState::Down { since, retry: since, error });
            effects.push(Effect::Leave(self.cluster.session));
        } else {
            self.switch_context(&context, effects);
        }
    }

    /// Goes to a context in this tab, or to the tab that it has: to its session, where it was left a short while ago, else to a new one. The
    /// present context is connected anew.
    pub(super) fn switch_context(&mut self, name: &Name, effects: &mut Vec<Effect>) {
        if let Some(at) = self.tabs.place_of(name).filter(|at| *at != self.tabs.front()) {
            return self.go_to_tab(at, effects);
        }
        let Some(context) = self.contexts.iter().find(|c| c.name == *name).cloned() else { return };
        self.tabs.put(context.clone());
        self.put_in_front(&context, effects);
    }

    /// Puts a context in front, in the tab that is there for it.
    pub(super) fn put_in_front(&mut self, context: &Context, effects: &mut Vec<Effect>) {
        let in_logs = self.panes.logs.pinned || self.panes.focus == Pane::Logs;
        self.panes.logs_kept = self.panes.logs.kept().filter(|_| in_logs);
        self.close_logs();
        self.panes.built = None;
        let came = self.bring_to_front(context, effects);
        // Each has its own.
        self.panes.logs.set_filter(self.panes.filters[Pane::Logs as usize].typed());
        self.know_contexts();
        if came {
            if let Some(kept) = self.panes.logs_kept.take() {
                self.panes.logs.go_on(kept);
            }
            // A move of its cursor may have been waited for when it was left.
            self.settle();
            self.rebuild();
            return;
        }
        (self.panes.logs_kept, self.panes.logs_from) = (None, None);
        self.panes.pod_open = None;
        self.panes.cron_open = None;
        for pane in Pane::ALL.into_iter().chain([Pane::Browser]) {
            self.set_filter(pane, String::new());
        }
        self.panes.focus = Pane::Workloads;
        let view = self.cluster.context.namespace.clone().map_or(View::All, |n| View::These(vec![n]));
        self.panes.workloads.reset();
        self.panes.pods.reset();
        self.set_view(view);
        effects.push(Effect::Connect(self.cluster.session, context.name.clone()));
    }

    /// Begins a session on a context behind the one in front, whose tab it has.
    pub(super) fn begin_behind(&mut self, context: Context, effects: &mut Vec<Effect>) {
        self.last_session = self.last_session.next();
        let known = self.known_of(&context);
        let mut cluster = Cluster::new(self.last_session, context, known);
        let mut panes = Panes::new(LogsPane::new(0, 0));
        panes.view = self.first_view(&cluster.context);
        cluster.settled = panes.view.clone();
        effects.push(Effect::Connect(cluster.session, cluster.context.name.clone()));
        self.left.push(Left::new(cluster, panes, Survey::default(), self.now));
    }

    /// What a cluster tells that is not in front.
    pub(super) fn feed_of_left(&mut self, session: SessionId, feed: Feed) {
        if let Some(left) = self.left.iter_mut().find(|l| l.cluster.session == session) {
            left.cluster.goes_on(feed);
        }
    }

    /// The same of the user's rights there.
    pub(super) fn rights_of_left(&mut self, session: SessionId, rights: Rights) {
        if let Some(left) = self.left.iter_mut().find(|l| l.cluster.session == session) {
            left.cluster.rights.insert(rights.namespace, rights.verdicts);
        }
    }

    /// Puts a cluster in front, and the one that was there behind it, where it stays warm; what stood on top of its panes stays with its tab. One
    /// that was left a short while ago is there again as it is by now; `false` where there is none, and a session has to be begun.
    pub(super) fn bring_to_front(&mut self, context: &Context, effects: &mut Vec<Effect>) -> bool {
        let came = self.left.iter().position(|l| l.cluster.context == *context).map(|at| self.left.remove(at));
        // Of a context that the kubeconfig has changed since, what was left is of no use.
        let old = |l: &Left| l.cluster.context.name == context.name;
        effects.extend(self.left.iter().filter(|l| old(l)).map(|l| Effect::Leave(l.session())));
        self.left.retain(|l| !old(l));
        let (next, panes, views) = match came {
            Some(left) => (left.cluster, Some(left.panes), left.views),
            None => {
                self.last_session = self.last_session.next();
                let known = if context.cluster == self.cluster.context.cluster { self.cluster.known.clone() } else { Vec::new() };
                (Cluster::new(self.last_session, context.clone(), known), None, Stack::default())
            }
        };
        let came = panes.is_some();
        let mut was = std::mem::replace(&mut self.cluster, next);
        was.measured.clear();
        // What is looked for on the screen ends with it.
        was.soon.rested(self.now);
        was.store.set_use_scopes(&[]);
        if was.context.name == context.name {
            effects.push(Effect::Leave(was.session));
            if let Some(panes) = panes {
                self.panes.leave(Some(panes));
            }
        } else {
            effects.push(Effect::Rest(was.session));
            let survey = std::mem::take(&mut self.panes.rows.survey);
            let panes = self.panes.leave(panes);
            let has_tab = self.tabs.place_of(&was.context.name).is_some();
            self.views.retain(|room| has_tab && room.stays());
            self.views.numbered().for_each(|(_, room)| room.rest());
            // What was asked for there is not asked for here.
            self.revealed = false;
            let views = self.views.swap(views);
            let mut left = Left::new(was, panes, survey, self.now);
            left.views = views;
            self.left.push(left);
        }
        came
    }

    /// Whether a session is that of a cluster which was left and is kept warm.
    pub(super) fn is_behind(&self, session: SessionId) -> bool {
        self.left.iter().any(|l| l.cluster.session == session)
    }

    /// The sessions that there are.
    pub(super) fn sessions(&self) -> Vec<SessionId> {
        self.left.iter().map(|l| l.cluster.session).chain([self.cluster.session]).collect()
    }

    /// Clusters that were left too long ago are left for good, and where there are too many those that were left first, but for those that
    /// have a tab.
    pub(super) fn leave_for_good(&mut self, effects: &mut Vec<Effect>) {
        let (now, tabs) = (self.now, &self.tabs);
        // One that a promotion goes to stays until that is over.
        let held = self.promotion.as_ref().filter(|p| p.runs()).map(|p| p.route.to.context.clone());
        let loose = |left: &Left| {
            let name = &left.cluster.context.name;
            tabs.place_of(name).is_none() && held.as_ref() != Some(name)
        };
        let mut over = self.left.iter().filter(|l| loose(l)).count().saturating_sub(MOST);
        self.left.retain(|left| {
            let many = loose(left) && over > 0;
            over -= usize::from(many);
            let gone = many || loose(left) && now.since(left.since) >= STAYS_MS;
            if gone {
                effects.push(Effect::Leave(left.session()));
            }
            !gone
        });
    }
}
