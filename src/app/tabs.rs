//! Opening, closing and going between tabs; what happens in those behind.

use super::desk::HINT_MS;
use super::messages::Level;
use super::msg::Effect;
use super::place::Context;
use super::state::State;
use super::tab::{TabLook, TabState};
use super::text::{LeaveText, PlaceText, Text};
use crate::command::Command;
use crate::model::change::Target;
use crate::model::{Name, SessionId};

/// The least rows of a screen that has the line of tabs.
const LEAST: u16 = 10;
/// How long a second closing counts, in milliseconds.
const AGAIN_MS: i64 = 10_000;

impl State {
    /// The rows that the line of tabs takes: it is there where there is more than one.
    pub const fn tab_rows(&self) -> u16 {
        if self.tabs.count() > 1 && self.screen.1 >= LEAST { 1 } else { 0 }
    }

    /// What is told of each tab, in their order.
    pub fn tab_looks(&self) -> Vec<TabLook> {
        let of = |(at, context): (usize, Context)| {
            let left = self.left.iter().find(|l| l.cluster.context.name == context.name);
            let (state, view) = match left {
                _ if at == self.tabs.front() => {
                    (self.cluster.tab_state(&self.panes.rows.totals.all, self.now), Some(&self.panes.view))
                }
                Some(left) => (left.state(self.now), Some(&left.panes.view)),
                None => (TabState::Connecting, None),
            };
            let prod = self.guards.prod(&context.name, view.and_then(|v| v.one()).map(|n| &**n));
            TabLook { name: context.name, state, prod, news: self.tabs.has_news(at) }
        };
        self.tabs.contexts().into_iter().enumerate().map(of).collect()
    }

    /// Opens a context in a tab of its own, and goes there; to the one that it has, where it has one.
    pub(super) fn open_tab(&mut self, name: &Name, effects: &mut Vec<Effect>) {
        if let Some(at) = self.tabs.place_of(name) {
            if at == self.tabs.front() {
                return self.hint(PlaceText::TabInFront(name.clone()));
            }
            return self.go_to_tab(at, effects);
        }
        let Some(context) = self.contexts.iter().find(|c| c.name == *name).cloned() else { return };
        match self.tabs.add(context.clone()) {
            Some(at) => {
                self.tabs.go(at);
                self.put_in_front(&context, effects);
            }
            None => self.messages.say(self.now, Level::Warn, PlaceText::TabsFull(self.tabs.count())),
        }
    }

    /// Puts a tab in front.
    pub(super) fn go_to_tab(&mut self, at: usize, effects: &mut Vec<Effect>) {
        let Some(context) = self.tabs.context(at).cloned() else { return };
        self.tabs.go(at);
        if self.cluster.context.name != context.name {
            self.put_in_front(&context, effects);
        }
    }

    /// Goes to the tab of a number, unless something waits for an answer.
    pub(super) fn go_to_tab_number(&mut self, number: usize, effects: &mut Vec<Effect>) {
        self.stay();
        let at = number.saturating_sub(1);
        if at >= self.tabs.count() {
            return self.hint(PlaceText::NoTab(number));
        }
        if at != self.tabs.front() && self.lets_go() {
            self.go_to_tab(at, effects);
        }
    }

    /// Goes so many tabs on, round the ends.
    pub(super) fn step_tab(&mut self, back: bool, effects: &mut Vec<Effect>) {
        let count = self.tabs.count();
        if count < 2 {
            return self.hint(PlaceText::OnlyTab);
        }
        let at = (self.tabs.front() + if back { count - 1 } else { 1 }) % count;
        if self.lets_go() {
            self.go_to_tab(at, effects);
        }
    }

    /// Closes the tab in front. Where something runs in it that would end with it, that is said first, and asking again closes it.
    pub(super) fn close_tab(&mut self, effects: &mut Vec<Effect>) {
        if self.tabs.count() < 2 {
            return self.hint(PlaceText::OnlyTab);
        }
        let session = self.cluster.session;
        let again = self.closing.take().is_some_and(|(of, until)| of == session && self.now <= until);
        let what = self.under_way_in(session);
        if !what.is_empty() && !again {
            self.closing = Some((session, self.now.plus(AGAIN_MS)));
            let text = LeaveText::Close(what, self.cluster.context.name.clone(), Command::CloseTab.entry().name);
            return self.messages.hint(self.now, Level::Warn, text, AGAIN_MS.max(HINT_MS));
        }
        if !self.go_elsewhere() {
            return;
        }
        self.end_all_in(session, effects);
        self.tabs.close();
        if let Some(context) = self.tabs.context(self.tabs.front()).cloned() {
            self.put_in_front(&context, effects);
        }
        self.left.retain(|l| l.session() != session);
        effects.push(Effect::Leave(session));
    }

    /// Has all ended that was begun in a session.
    fn end_all_in(&mut self, session: SessionId, effects: &mut Vec<Effect>) {
        effects.extend(self.processes.all_going(session).into_iter().map(|id| Effect::EndProcess(session, id)));
        for id in
            self.copies.ids().into_iter().filter(|id| self.copies.of(*id).is_some_and(|c| c.session == session)).collect::<Vec<_>>()
        {
            self.copies.end(id, effects);
        }
        for id in self.forwards.all().iter().filter(|f| f.session == session).map(|f| f.id).collect::<Vec<_>>() {
            self.forwards.end(id, effects);
        }
        self.changes.leave(session);
    }

    /// Keeps the watches of the tabs behind in step with what is known there, and looks how they stand.
    pub(super) fn look_at_tabs(&mut self, effects: &mut Vec<Effect>) {
        // Of a workload that is followed in all tabs the pods are watched in each.
        let across = if self.panes.logs.across { self.panes.logs.namespaces().to_vec() } else { Vec::new() };
        for left in &mut self.left {
            let name = left.cluster.context.name.clone();
            let mut besides = self.overview.ailing(&name).to_vec();
            besides.extend(self.environments.watched_in(&name));
            let held = self.promotion.as_ref().is_some_and(|p| p.runs() && p.route.to.context == name);
            if self.tabs.place_of(&name).is_none() && !held {
                // Nobody is told of it, but the overview has its figures.
                left.watch_besides(&besides, effects);
                left.look(self.now);
                continue;
            }
            let followed = self.changes.namespaces(&name).chain(across.iter().cloned()).chain(besides);
            let wanted = left.cluster.scopes(&left.panes.view, false, followed);
            left.cluster.watch(wanted, effects);
            if left.look(self.now) {
                self.tabs.mark(&name);
            }
        }
    }

    /// Says something of a context. Where it is not the one in front it is named, and its tab has news.
    pub(super) fn say_in(&mut self, context: &Name, level: Level, text: impl Into<Text>, about: Option<&Target>) {
        let text = text.into();
        let here = *context == self.cluster.context.name;
        let text = if here { text } else { PlaceText::Elsewhere(context.clone(), Box::new(text)).into() };
        self.tabs.mark(context);
        match about {
            Some(target) => self.messages.say_about(self.now, level, text, target),
            None => self.messages.say(self.now, level, text),
        }
    }

    /// Something came to its end in a session: its tab has news, unless it is in front.
    pub(super) fn news_of(&mut self, session: SessionId) {
        if let Some(left) = self.left.iter().find(|l| l.session() == session) {
            self.tabs.mark(&left.cluster.context.name);
        }
    }
}
