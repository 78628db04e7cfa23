//! A key that was pressed and a text that was pasted: for what lies on top, else a command; and the filter that is typed.

use super::messages::Level;
use super::msg::Effect;
use super::state::{State, View};
use super::text::{KeyText, PlaceText};
use super::update::ListAct;
use super::wish::Wish;
use crate::command::{Code, Command, Key, Pane, Unbound};
use crate::model::Name;
use crate::model::filter::Filter;

impl State {
    /// A key, for what is on top. What its handler gives back becomes of it, wherever it stands by then.
    pub(super) fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.messages.drop_hint();
        let own = self.views.is_empty() && self.own_of_key(key).is_some();
        let key = if self.is_programs() || own { key } else { self.keymap.meant(key) };
        if let Some(tab) = self.keymap.tab(key).filter(|_| !self.is_programs() && !own) {
            return self.go_to_tab_number(tab, effects);
        }
        let Some(number) = self.views.number() else { return self.normal_key(key, effects) };
        if let Some(command) = self.opens_everywhere(key) {
            // The key that opened it closes it.
            if self.views.top().is_some_and(|top| top.opened_by() == Some(command)) {
                return self.views.put(number, None);
            }
            return self.command(command, effects);
        }
        if let Some(own) = self.own_over(key).map(|own| own.name.clone()) {
            return self.begin_own(&own, effects);
        }
        self.room_key(number, key, effects);
    }

    /// What a key means that opens something above whatever is on top: help, messages, journal, palette. Where a text is typed every letter
    /// is one, and F1 helps.
    fn opens_everywhere(&self, key: Key) -> Option<Command> {
        let top = self.views.top()?;
        if self.is_programs() {
            return None;
        }
        let command = self.keymap.command(key, Pane::Workloads);
        if top.types() {
            let help = (key == Key::plain(Code::F(1))).then_some(Command::Help);
            return help.or(command.filter(|command| command.is_of_tabs() && key.typed().is_none()));
        }
        command.filter(|command| command.opens_above() || command.is_of_tabs())
    }

    /// Whether all keys are a program's: it runs in the view on top.
    fn is_programs(&self) -> bool {
        let top = self.views.top().and_then(|top| top.process());
        top.and_then(|id| self.processes.terminal(id)).is_some_and(|p| p.ended.is_none())
    }

    fn normal_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let spot = self.spot();
        if let Some(own) = self.own_of_key(key).map(|own| own.name.clone()) {
            self.stay();
            return self.begin_own(&own, effects);
        }
        let command = self.keymap.command(key, spot);
        if command != Some(Command::Quit) {
            self.stay();
        }
        if let (Some(c @ '1'..='9'), true) = (key.typed(), self.panes.focus != Pane::Logs) {
            return self.numbered_key(c as usize - '0' as usize, effects);
        }
        match command {
            Some(command) => self.command_by_key(command, key, effects),
            None => {
                let pressed = key.to_string();
                self.hint(match self.keymap.unbound(key, spot) {
                    Unbound::DoneBy(other, what) => KeyText::DoneBy(pressed, other, what),
                    Unbound::Lacks(what) => KeyText::Lacks(pressed, what),
                    Unbound::Help(help) => KeyText::Unbound(pressed, help),
                });
            }
        }
    }

    fn numbered_key(&mut self, number: usize, effects: &mut Vec<Effect>) {
        match self.numbers().namespace(number) {
            Some(name) => self.look_at(View::These(vec![Name::from(name)]), effects),
            None => self.messages.say(self.now, Level::Info, PlaceText::NoNumber(number)),
        }
    }

    /// Begins to type a filter: with nothing, whatever was there before.
    pub(super) fn begin_filter(&mut self, effects: &mut Vec<Effect>) {
        let (pane, before) = (self.panes.focus, self.filter_text(self.panes.focus).to_owned());
        self.each_list(pane, ListAct::Keep);
        if !before.is_empty() {
            self.set_filter(pane, String::new());
        }
        self.open(&Wish::Filter(pane, before), effects);
    }

    /// Puts a filter over a pane. Where the cursor's object does not pass, the first that does gets the cursor, and the panes below
    /// follow.
    pub(super) fn set_filter(&mut self, pane: Pane, text: String) {
        if self.filter_text(pane) == text {
            return;
        }
        self.each_list(pane, ListAct::Seek);
        // Lines have a filter of their own.
        self.panes.filters[pane as usize] = if pane == Pane::Logs {
            self.panes.logs.set_filter(&text);
            Filter::unread(&text)
        } else {
            Filter::parse(&text)
        };
        if pane == Pane::Namespaces && self.panes.focus == Pane::Namespaces {
            self.refresh();
            self.view_under_cursor();
        }
    }

    /// The filters end with the namespaces that they were typed for: those of the rows, and of log lines that are not pinned.
    pub(super) fn end_filters(&mut self) {
        let namespaced = self.panes.browse.as_ref().is_none_or(|b| b.served.resource.namespaced);
        for pane in [Pane::Workloads, Pane::Pods, Pane::Logs, Pane::Browser] {
            let ends = match pane {
                Pane::Logs => !self.panes.logs.pinned,
                Pane::Browser => namespaced,
                Pane::Namespaces | Pane::Workloads | Pane::Pods => true,
            };
            if ends && !self.filter_text(pane).is_empty() {
                self.set_filter(pane, String::new());
            }
        }
    }

    /// Pasted text is never taken for keys: a slip of the clipboard does nothing.
    pub(super) fn paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        if let Some(number) = self.views.number() {
            self.room_paste(number, text, effects);
        }
    }
}
