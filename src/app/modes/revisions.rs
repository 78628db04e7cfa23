//! Choosing a revision to go back to.

use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::{Code, Command, Key};
use crate::model::Time;
use crate::model::change::{Change, Target};
use crate::model::revision::{DiffLine, Revision, likely};

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
    /// Whether the whole difference is shown, as YAML, and not only the leaves that differ.
    pub whole: bool,
    /// Whether the whole difference stands in two columns, where the screen is wide enough.
    pub beside: bool,
}

/// Columns of the screen that two columns of YAML need.
pub const BESIDE: u16 = 100;

impl RevisionsView {
    /// The revision under the cursor.
    pub fn chosen(&self) -> Option<&Revision> {
        self.list.as_ref()?.iter().find(|r| r.number == self.cursor)
    }

    /// Shows the whole difference, or the leaves again.
    const fn unfold(&mut self, whole: bool) {
        (self.whole, self.scroll) = (whole, 0);
    }

    /// Scrolls the differences, as far as there are some.
    fn scroll(&mut self, by: isize) {
        let count = match self.chosen() {
            Some(r) if self.whole => {
                let rows = |l: &DiffLine| match l {
                    DiffLine::Changed { old: Some(_), new: Some(_) } => 2,
                    _ => 1,
                };
                r.lines.iter().map(rows).sum()
            }
            Some(r) => r.differences.len(),
            None => 0,
        };
        self.scroll = self.scroll.saturating_add_signed(by).min(count.saturating_sub(1));
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
        self.mode = super::Mode::Revisions(RevisionsView {
            target,
            request,
            since: self.now,
            list: None,
            cursor: 0,
            scroll: 0,
            whole: false,
            beside: true,
        });
    }

    pub(in crate::app) fn revisions_came(&mut self, request: u64, answer: Result<Vec<Revision>, String>) {
        let super::Mode::Revisions(view) = &mut self.mode else { return };
        if view.request != request {
            return;
        }
        match answer {
            Ok(list) => {
                // Where the newest one is at fault, the one that served before it.
                let workload = self.store.workload(&view.target.uid);
                let served = workload.and_then(|w| self.store.health(w, self.now).blame).map(|b| b.before);
                let served = served.filter(|n| list.iter().any(|r| r.number == *n && !r.current));
                view.cursor = served.or_else(|| likely(&list)).unwrap_or(0);
                view.list = Some(list);
            }
            Err(reason) => {
                let text = format!("{reason} — cannot list the revisions of {}", view.target);
                self.mode = super::Mode::Normal;
                self.messages.say(self.now, Level::Error, text);
            }
        }
    }

    pub(in crate::app) fn revisions_key(&mut self, mut view: RevisionsView, key: Key, effects: &mut Vec<Effect>) {
        let command = self.keymap.command(key, crate::command::Pane::Workloads);
        match command {
            _ if key == Key::ctrl('x') || key.typed() == Some('x') => self.revealed = !self.revealed,
            _ if key.typed() == Some('d') => view.unfold(!view.whole),
            _ if view.whole && (key.typed() == Some('v') || key.code == Code::Tab) => {
                if self.size.0 < BESIDE {
                    self.messages.say(self.now, Level::Info, format!("side by side needs {BESIDE} columns"));
                } else {
                    view.beside = !view.beside;
                }
            }
            // Back goes one step at a time.
            Some(Command::Back) if view.whole => view.unfold(false),
            Some(Command::Back | Command::Quit) => return,
            Some(Command::Up) => view.step(-1),
            Some(Command::Down) => view.step(1),
            Some(Command::Top) => view.step(isize::MIN / 2),
            Some(Command::Bottom) => view.step(isize::MAX / 2),
            Some(Command::PageDown) => view.scroll(if view.whole { 10 } else { 5 }),
            Some(Command::PageUp) => view.scroll(if view.whole { -10 } else { -5 }),
            _ if key.code == Code::Enter => {
                let current = view.list.iter().flatten().find(|r| r.current).map_or(0, |r| r.number);
                match view.chosen() {
                    Some(r) if r.current => {
                        self.messages.say(self.now, Level::Warn, format!("Rev {} is the current one; choose another", r.number));
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
