//! Choosing a revision to go back to.

use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::{Code, Command, Key};
use crate::model::Time;
use crate::model::change::{Change, Target};
use crate::model::revision::{Revision, likely};

/// The revisions of one workload.
#[derive(Clone, Debug)]
pub struct RevisionsView {
    /// Whose.
    pub target: Target,
    /// The number that the answer carries.
    pub request: u64,
    /// Since when the answer is waited for.
    pub since: Time,
    /// The revisions, newest first; `None` while they are on their way.
    pub list: Option<Vec<Revision>>,
    /// The revision under the cursor, by its number: a list that changes does not move it.
    pub cursor: u64,
    /// The first line of the differences that is drawn.
    pub scroll: usize,
}

impl RevisionsView {
    /// The revision under the cursor.
    pub fn chosen(&self) -> Option<&Revision> {
        self.list.as_ref()?.iter().find(|r| r.number == self.cursor)
    }

    fn step(&mut self, by: isize) {
        let Some(list) = &self.list else { return };
        let at = list.iter().position(|r| r.number == self.cursor).unwrap_or(0);
        if let Some(next) = list.get(at.saturating_add_signed(by).min(list.len().saturating_sub(1))) {
            (self.cursor, self.scroll) = (next.number, 0);
        }
    }
}

impl State {
    pub(in crate::app) fn open_revisions(&mut self, target: Target, effects: &mut Vec<Effect>) {
        let request = self.fresh_id();
        effects.push(Effect::Revisions(request, target.clone()));
        self.mode = super::Mode::Revisions(RevisionsView { target, request, since: self.now, list: None, cursor: 0, scroll: 0 });
    }

    pub(in crate::app) fn revisions_came(&mut self, request: u64, answer: Result<Vec<Revision>, String>) {
        let super::Mode::Revisions(view) = &mut self.mode else { return };
        if view.request != request {
            return;
        }
        match answer {
            Ok(list) => {
                view.cursor = likely(&list).unwrap_or(0);
                view.list = Some(list);
            }
            Err(reason) => {
                let text = format!("{reason} — the revisions of {} cannot be had", view.target);
                self.mode = super::Mode::Normal;
                self.messages.say(self.now, Level::Error, text);
            }
        }
    }

    pub(in crate::app) fn revisions_key(&mut self, mut view: RevisionsView, key: Key, effects: &mut Vec<Effect>) {
        let command = self.keymap.command(key, crate::command::Pane::Workloads);
        match command {
            Some(Command::Back | Command::Quit) => return,
            Some(Command::Up) => view.step(-1),
            Some(Command::Down) => view.step(1),
            Some(Command::Top) => view.step(isize::MIN / 2),
            Some(Command::Bottom) => view.step(isize::MAX / 2),
            Some(Command::PageDown) => view.scroll += 5,
            Some(Command::PageUp) => view.scroll = view.scroll.saturating_sub(5),
            _ if key.code == Code::Enter => {
                let current = view.list.iter().flatten().find(|r| r.current).map_or(0, |r| r.number);
                match view.chosen() {
                    Some(r) if r.current => {
                        self.messages.say(self.now, Level::Warn, format!("rev {} is the present one: choose another", r.number));
                    }
                    Some(r) => {
                        let change = Change::RollBack { from: current, to: r.number };
                        return self.look_at_change(view.target, change, effects);
                    }
                    None => {}
                }
            }
            _ => {}
        }
        self.mode = super::Mode::Revisions(view);
    }
}
