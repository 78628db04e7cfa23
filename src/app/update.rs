//! One message in, the state changed, effects out.

use super::list::List;
use super::messages::Level;
use super::msg::{Effect, Msg};
use super::panes::Shown;
use super::room::{MessageLine, News};
use super::rows::NamespaceKey;
use super::state::{State, View};
use super::text::{AskText, ClusterText};
use crate::command::{Command, Pane};
use crate::model::Time;
use crate::model::feed::{Feed, Scope, WatchState};
use crate::model::time::SKEW_MS;

/// The least time between two looks at the rights that the server's return is reason for, in milliseconds.
const REVIEW_MS: i64 = 15_000;

/// The effects with which the program begins.
pub fn start(state: &mut State) -> Vec<Effect> {
    state.started = true;
    let mut effects = vec![Effect::Connect(state.cluster.session, state.cluster.context.name.clone())];
    for context in state.tabs.contexts().into_iter().skip(1) {
        state.begin_behind(context, &mut effects);
    }
    finish(state, &mut effects);
    effects
}

/// Takes in one message at `now`.
pub fn update(state: &mut State, msg: Msg, now: Time) -> Vec<Effect> {
    state.now = now;
    let mut effects = Vec::new();
    let mut key_pressed = false;
    match msg {
        Msg::Key(key) => {
            key_pressed = true;
            state.key(key, &mut effects);
            state.draft_left();
        }
        Msg::Mouse(mouse) => state.mouse(mouse, &mut effects),
        Msg::Paste(text) => state.paste(&text, &mut effects),
        Msg::Resize(w, h) => state.screen = (w, h),
        Msg::Tick => {}
        Msg::Drawn => {
            state.drawn();
            return effects;
        }
        // What comes in numbers is taken in at once and made into rows when the next frame is drawn.
        Msg::Feed(session, feed) if session == state.cluster.session => {
            state.feed(feed);
            return effects;
        }
        Msg::Logs(session, view, lines) => {
            if state.wants_logs_of(session) {
                state.logs_came(view, &lines);
            }
            return effects;
        }
        // Streams that are for who looks are begun anew when somebody does, and forms were not left behind.
        Msg::Previewed(session, id, _) if state.is_behind(session) && !state.awaits_plan(session, id) => {}
        Msg::Selected(session, ..)
        | Msg::Ports(session, ..)
        | Msg::Listed(session, ..)
        | Msg::Replicas(session, ..)
        | Msg::Owner(session, ..)
        | Msg::Told(session, ..)
        | Msg::Nodes(session, ..)
        | Msg::Soon(session, ..)
            if state.is_behind(session) => {}
        Msg::Selected(_, view, selected) => state.pods_selected(view, selected),
        Msg::Rights(session, rights) if session == state.cluster.session => {
            state.cluster.rights.insert(rights.namespace, rights.verdicts);
        }
        Msg::Feed(session, feed) => {
            state.feed_of_left(session, feed);
            return effects;
        }
        Msg::Rights(session, rights) => state.rights_of_left(session, rights),
        Msg::Revisions(session, id, answer) => state.answered(session, &News::Revisions(id, answer), &mut effects),
        Msg::Previewed(session, id, answer) => {
            if !state.step_previewed(session, id, &answer, &mut effects) {
                state.draft_previewed(id, answer, &mut effects);
            }
        }
        Msg::PlanBegun(_, id, answer) => state.plan_begun(id, answer, &mut effects),
        Msg::PlanFound(record) => state.plan_found(*record),
        Msg::CarriedOut(session, id, outcome) => {
            state.carried_out(id, outcome.clone());
            state.soak_carried(session, id, &outcome, &mut effects);
            state.draft_ended(id, &outcome, &mut effects);
        }
        Msg::Process(session, id, news) => {
            if !state.process_told(session, id, news, &mut effects) {
                return effects;
            }
        }
        Msg::Draft(msg) => state.draft(msg, &mut effects),
        Msg::Progressed(_, progress) => state.progressed(progress),
        Msg::Leaving(_, id, held) => state.leaving(id, held),
        Msg::Autoscaled(session, namespace, aims) => state.autoscalers_came(session, namespace, aims),
        Msg::Changer(_, id, who) => state.changer_came(id, who, &mut effects),
        Msg::Listed(_, id, answer) => state.hear(&News::Listed(id, answer), &mut effects),
        Msg::Ports(_, id, answer) => state.ports_came(id, answer, &mut effects),
        Msg::Forwarded(session, id, news) => state.forwarded(session, id, news),
        Msg::ForwardEnded(session, id, outcome) => state.forward_ended(session, id, &outcome),
        Msg::CopyGoes(session, id, news) => state.copy_goes(session, id, news),
        Msg::CopyEnded(session, id, outcome) => state.copy_ended(session, id, outcome),
        Msg::Soak(session, news) => state.soak_told(session, news),
        Msg::Soaked(session, id, ended) => state.soaked(session, id, ended, &mut effects),
        Msg::Soon(_, id, news) => state.cluster.soon.came(id, news, now),
        Msg::Overview(_, id, news) => state.overview.came(id, news, now),
        Msg::Access(session, id, answer) => state.answered(session, &News::Access(id, answer), &mut effects),
        // The mark is of no cluster: it stays whichever is in front.
        Msg::Kept(session, id, answer) => {
            state.kept_came(id, &answer);
            state.answered_anywhere(session, &News::Kept(id, answer), &mut effects);
        }
        Msg::Compared(session, id, answer) => state.answered_anywhere(session, &News::Compared(id, answer), &mut effects),
        Msg::Entries(session, id, answer) => state.answered(session, &News::Entries(id, answer), &mut effects),
        Msg::Value(session, id, answer) => state.answered(session, &News::Value(id, answer), &mut effects),
        Msg::Stale(session, id, found) => state.answered(session, &News::Stale(id, found), &mut effects),
        Msg::Helm(session, id, news) => state.answered(session, &News::Helm(id, news), &mut effects),
        Msg::SavedForwards(all) => state.forwards.saved = all,
        Msg::Fetched(session, id, answer) => state.answered(session, &News::Fetched(id, answer), &mut effects),
        Msg::Saved(path, outcome) => state.saved(path, outcome, &mut effects),
        Msg::Kinds(session, answer) => state.kinds_came(session, answer, &mut effects),
        Msg::Replicas(_, id, answer) => state.replicas_came(id, answer, &mut effects),
        Msg::Owner(_, of, answer) => state.owner_came(&of, answer, &mut effects),
        Msg::Related(session, id, answer) => state.answered(session, &News::Related(id, answer), &mut effects),
        Msg::Told(_, id, news) => state.hear(&News::Told(id, news), &mut effects),
        Msg::Nodes(_, id, news) => state.hear(&News::Nodes(id, news), &mut effects),
        Msg::Foreseen(session, id, answer) => state.answered(session, &News::Foreseen(id, answer), &mut effects),
        Msg::LastRun(session, id, run, lines) => state.answered(session, &News::LastRun(id, run, lines), &mut effects),
        Msg::Note(level, text) => state.messages.say(now, level, text),
        Msg::Remembered(all) => state.remembered_came(all),
        Msg::Contexts(contexts) => state.contexts_came(contexts, &mut effects),
        Msg::Broken(what) => state.broken(&what, &mut effects),
    }
    state.messages.fade(now, key_pressed);
    finish(state, &mut effects);
    effects
}

/// Makes rows of what has come in, before a frame is drawn, and gives what follows from them.
pub fn settle(state: &mut State, now: Time) -> Vec<Effect> {
    state.now = now;
    let mut effects = Vec::new();
    finish(state, &mut effects);
    effects
}

/// What follows from every change: rows, watches, log streams, rollouts.
fn finish(state: &mut State, effects: &mut Vec<Effect>) {
    // What was asked for is shown where it was asked for, and hidden again afterwards.
    state.revealed &= state.views.iter().any(|room| room.reveals());
    state.lay_out();
    state.pin_lists();
    state.follow_numbers();
    // Before the session is begun nothing can be asked of it.
    if state.started {
        state.leave_for_good(effects);
        state.follow_environments();
        state.look_at_tabs(effects);
        state.rescope(effects);
        state.refresh();
        state.follow_rollouts(effects);
        state.follow_holds(effects);
        state.follow_promotion(effects);
        state.rescope(effects);
        state.review_rights(effects);
        state.follow_logs(effects);
        state.follow_across(effects);
        state.follow_browse(effects);
        state.follow_history();
        state.settle_views(effects);
        state.follow_overview(effects);
        state.measure(effects);
        state.follow_soon(effects);
        state.ask_autoscalers(effects);
    } else {
        state.refresh();
    }
    // What was just said may take more lines.
    state.lay_out();
    let layout = &state.layout;
    state.panes.namespaces.show(layout.rows(Pane::Namespaces));
    state.panes.workloads.show(layout.rows(Pane::Workloads));
    state.panes.pods.show(layout.rows(Pane::Pods));
    state.panes.containers.show(layout.rows(Pane::Pods));
    state.show_browse();
    state.lay();
    state.fit_terminals(effects);
}

/// What can be done to a list of whatever.
#[derive(Clone, Copy, Debug)]
pub(super) enum ListAct {
    /// [`List::seek`].
    Seek,
    /// [`List::keep`].
    Keep,
    /// [`List::give_back`].
    GiveBack,
}

impl ListAct {
    fn on<K: Clone + PartialEq>(self, list: &mut List<K>) {
        match self {
            Self::Seek => list.seek(),
            Self::Keep => list.keep(),
            Self::GiveBack => list.give_back(),
        }
    }
}

impl State {
    /// Shares the screen out: for what the panes hold, anew only where that is another by more than a step, or where the user has gone to
    /// another pane or place.
    fn lay_out(&mut self) {
        self.size = (self.screen.0, self.screen.1 - self.tab_rows());
        let workloads = if self.filter(Pane::Workloads).is_empty() && !self.unwell_only {
            self.panes.workloads.rows().len()
        } else {
            // What a filter hides for a while comes back.
            self.shared.1.workloads
        };
        let all = self.panes.rows.totals.all.pods.1;
        let pods = match self.panes.focus {
            _ if self.panes.all_pods => all,
            Pane::Pods => self.panes.pods.rows().len(),
            // Of those that the cursor may come to as many as there are of a workload on average: the panes stand still below it.
            Pane::Namespaces | Pane::Workloads | Pane::Logs | Pane::Browser => {
                all.checked_div(workloads).map_or(0, |mean| mean + 1)
            }
        };
        let now = super::layout::Needs { workloads, pods };
        let at = (self.panes.focus, self.panes.all_pods, self.panes.view.clone());
        self.shared = if self.shared.0 == at { (at, self.shared.1.follow(now)) } else { (at, now) };
        let seen = self.views.iter().all(|room| room.line() == MessageLine::Passing);
        let said = if seen { self.said_lines() } else { 1 };
        self.layout =
            super::layout::Layout::of(self.size.0, self.size.1, (self.panes.focus, self.zoom), self.shared.1).with_said(said);
    }

    /// When something changes on the screen by itself, besides the ages that change each second.
    pub fn wakes_at(&self) -> Option<Time> {
        let view = self.views.top().and_then(|room| room.wakes_at());
        let view = view.filter(|at| *at > self.now);
        [view, self.panes.debounce, self.panes.logs.wakes_at(self.now), self.messages.fades_at(), self.changes.fades_at()]
            .into_iter()
            .flatten()
            .min()
    }

    fn feed(&mut self, feed: Feed) {
        match feed {
            Feed::Batch(scope, deltas) if self.wants(&scope) => self.cluster.store.apply(&scope, deltas),
            Feed::Watch(scope, watch) if self.wants(&scope) => {
                self.say_hidden(&scope, &watch);
                if let WatchState::Stale { error, .. } = &watch {
                    self.messages.note(self.now, Level::Warn, ClusterText::Stale(scope.clone(), error.clone()));
                }
                self.cluster.store.set_watch(scope, watch);
            }
            Feed::Used(scope, at, news) if self.cluster.measured.contains(&scope) => self.cluster.store.apply_use(&scope, at, news),
            Feed::Batch(..) | Feed::Watch(..) | Feed::Used(..) => {}
            Feed::Link(link) => {
                use crate::model::feed::LinkState as L;
                let (was_down, is_up) = (matches!(self.cluster.store.link(), L::Down { .. }), matches!(link, L::Up { .. }));
                if was_down && is_up {
                    self.messages.say(self.now, Level::Good, ClusterText::AnswersAgain);
                    // Rights may have changed meanwhile, and a question that failed has no answer. One that comes and goes is not asked each time.
                    if self.now.since(self.cluster.reviews_forgotten) > REVIEW_MS {
                        self.cluster.reviews_forgotten = self.now;
                        self.cluster.reviewed.clear();
                    }
                }
                if let L::Down { error, .. } = &link {
                    self.messages.note(self.now, Level::Warn, ClusterText::Down(error.clone()));
                }
                self.cluster.store.set_link(link);
            }
            Feed::Browsed(id, news) => self.browsed(id, news),
            Feed::Skew(ms) => {
                // It is said once, and again only where it has become another by more than what is worth a word.
                if ms.abs() > SKEW_MS && (ms - self.cluster.skew_said).abs() > SKEW_MS {
                    self.cluster.skew_said = ms;
                    self.messages.say(self.now, Level::Warn, ClusterText::Skew(ms));
                }
                self.cluster.store.set_skew(ms);
            }
            Feed::Version(version) => self.cluster.store.set_version(version),
        }
    }

    /// Jobs and CronJobs that may not be listed are missing among the rows: it is said once.
    fn say_hidden(&mut self, scope: &Scope, watch: &WatchState) {
        let WatchState::Denied { error } = watch else { return };
        // Where not all may be listed, those of the namespaces may.
        let tried_all = scope.namespace.is_some() || self.cluster.known.is_empty() && self.panes.view == View::All;
        if scope.kind.is_batch() && tried_all && !self.cluster.hidden.contains(&scope.kind) {
            self.cluster.hidden.push(scope.kind);
            self.messages.say(self.now, Level::Warn, ClusterText::NotShown(scope.clone(), error.clone()));
        }
    }

    /// What is selected now is what the user sees: a key that comes next is meant for it.
    fn drawn(&mut self) {
        let now = self.now;
        let top = self.views.number();
        for (number, room) in self.views.numbered() {
            room.drawn(now, top == Some(number));
            if let Some(list) = room.listed() {
                list.drawn(now, top == Some(number));
            }
        }
        // What lies under a form or a text is not seen: a key that comes after it is meant for what was seen before.
        let covered = self.views.iter().any(|room| room.covers());
        self.lists_drawn(covered);
        if covered {
            return;
        }
        self.panes.shown = Shown {
            workload: self.panes.workloads.selected().cloned(),
            pod: self.panes.pods.selected().cloned(),
            container: self.panes.containers.selected().cloned(),
            row: self.panes.browse.as_ref().and_then(|b| b.list.selected().cloned()),
        };
    }

    /// Takes note of which rows were drawn, and which are covered.
    fn lists_drawn(&mut self, covered: bool) {
        let (now, layout) = (self.now, &self.layout);
        let shows = |pane: Pane| !covered && layout.shows(pane);
        self.panes.namespaces.drawn(now, shows(Pane::Namespaces));
        self.panes.workloads.drawn(now, shows(Pane::Workloads));
        self.panes.pods.drawn(now, shows(Pane::Pods) && self.panes.pod_open.is_none());
        self.panes.containers.drawn(now, shows(Pane::Pods) && self.panes.pod_open.is_some());
        let browser = shows(Pane::Browser);
        self.browse_list(|list| list.drawn(now, browser));
    }

    /// Holds each cursor on what has been read under it, before other rows come.
    fn pin_lists(&mut self) {
        let now = self.now;
        self.panes.namespaces.pin(now);
        self.panes.workloads.pin(now);
        self.panes.pods.pin(now);
        self.panes.containers.pin(now);
        self.browse_list(|list| list.pin(now));
    }

    /// What is done to the list of a pane, whatever it lists; the logs have none.
    pub(super) fn each_list(&mut self, pane: Pane, act: ListAct) {
        match pane {
            Pane::Namespaces => act.on(&mut self.panes.namespaces),
            Pane::Workloads => act.on(&mut self.panes.workloads),
            Pane::Pods => act.on(&mut self.panes.pods),
            Pane::Browser => self.browse_list(|list| act.on(list)),
            Pane::Logs => {}
        }
    }

    /// Moves the cursor of the focused pane by rows.
    pub(super) fn step(&mut self, by: isize) {
        match self.panes.focus {
            Pane::Namespaces => {
                self.panes.namespaces.step(by);
                self.view_under_cursor();
            }
            Pane::Workloads => {
                self.panes.workloads.step(by);
                self.left_workload();
            }
            Pane::Pods if self.panes.pod_open.is_some() => self.panes.containers.step(by),
            Pane::Pods => self.panes.pods.step(by),
            Pane::Logs => self.panes.logs.step(by),
            Pane::Browser => self.browse_list(|list| list.step(by)),
        }
    }

    /// The namespace under the cursor comes into view.
    pub(super) fn view_under_cursor(&mut self) {
        let view = match self.panes.namespaces.selected() {
            Some(NamespaceKey::All) => View::All,
            Some(NamespaceKey::One(name)) => View::These(vec![name.clone()]),
            Some(NamespaceKey::Several) | None => return,
        };
        self.change_view(view);
    }

    /// The cursor has left a workload: its pods leave the screen.
    pub(super) fn left_workload(&mut self) {
        self.panes.pod_open = None;
        if !self.panes.all_pods {
            self.panes.pods.reset();
        }
    }

    /// Puts namespaces in view and remembers them.
    pub(super) fn look_at(&mut self, view: View, effects: &mut Vec<Effect>) {
        if let View::These(names) = &view {
            let memory = self.remembered.entry(self.cluster.context.name.clone()).or_default();
            for name in names {
                memory.looked_at(name);
            }
            effects.push(Effect::Remember(self.cluster.context.name.clone(), memory.clone()));
        }
        self.set_view(view);
        if self.panes.focus == Pane::Namespaces {
            self.panes.focus = Pane::Workloads;
        }
    }

    /// Asks for the rights where a change could be made now and they are not known.
    fn review_rights(&mut self, effects: &mut Vec<Effect>) {
        if !matches!(self.cluster.store.link(), crate::model::feed::LinkState::Up { .. }) || self.panes.debounce.is_some() {
            return;
        }
        let namespace = self.panes.view.one().or_else(|| self.workload().map(|w| &w.namespace)).cloned();
        if let Some(namespace) = namespace
            && !self.cluster.reviewed.contains(&namespace)
        {
            self.cluster.reviewed.push(namespace.clone());
            effects.push(Effect::Review(self.cluster.session, namespace));
        }
    }

    /// Carries out a command, or says why it cannot be.
    pub(super) fn command(&mut self, command: Command, effects: &mut Vec<Effect>) {
        if let Err(why) = self.can(command) {
            let name = command.entry().name;
            self.messages.say(self.now, Level::Warn, AskText::Unavailable(name, why));
            return;
        }
        self.run(command, effects);
    }
}
