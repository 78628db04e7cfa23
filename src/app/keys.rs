//! A key that was pressed and a text that was pasted: for what lies on top, else a command; and the filter that is typed.

use super::filter::Filter;
use super::messages::Level;
use super::modes::Mode;
use super::msg::Effect;
use super::state::{State, View};
use super::update::ListAct;
use crate::command::{Code, Command, Key, Pane};
use crate::model::Name;

impl State {
    pub(super) fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.messages.drop_hint();
        match std::mem::take(&mut self.mode) {
            Mode::Normal => self.normal_key(key, effects),
            Mode::Filter { pane, before, field } => self.filter_key(pane, before, field, key),
            Mode::Picker(picker) => self.picker_key(picker, key, effects),
            Mode::Scale(form) => self.scale_key(form, key, effects),
            Mode::Delete(form) => self.delete_key(form, key, effects),
            Mode::Marks(form) => self.marks_key(form, key, effects),
            Mode::Image(form) => self.image_key(form, key, effects),
            Mode::Make(form) => self.make_key(form, key, effects),
            Mode::Editing(editing) => self.editing_key(editing, key),
            Mode::Revisions(view) => self.revisions_key(view, key, effects),
            Mode::Question(question) => self.question_key(question, key, effects),
            Mode::Tracker(tracker) => self.tracker_key(tracker, key, effects),
            Mode::Text(view) => self.text_key(view, key, effects),
            Mode::Logs(mode) => self.logs_mode_key(mode, key, effects),
            Mode::Waiting(waiting) => {
                if key.code == Code::Esc || key == Key::ctrl('c') {
                    self.messages.say(self.now, Level::Info, "Cancelled; nothing changed");
                } else {
                    self.not_here(key, &[Command::Back]);
                    self.mode = Mode::Waiting(waiting);
                }
            }
        }
    }

    fn normal_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let spot = self.spot();
        let command = self.keymap.command(key, spot);
        if command != Some(Command::Quit) {
            self.stay();
        }
        if let (Some(c @ '1'..='9'), true) = (key.typed(), self.focus != Pane::Logs) {
            return self.numbered_key(c as usize - '0' as usize, effects);
        }
        match command {
            Some(command) => self.command_by_key(command, key, effects),
            None => self.hint(self.keymap.unbound(key, spot)),
        }
    }

    fn numbered_key(&mut self, number: usize, effects: &mut Vec<Effect>) {
        match self.numbers().namespace(number) {
            Some(name) => self.look_at(View::These(vec![Name::from(name)]), effects),
            None => self.messages.say(
                self.now,
                Level::Info,
                format!("No favourite or recent namespace has the number {number}; * makes one a favourite"),
            ),
        }
    }

    fn filter_key(&mut self, pane: Pane, before: String, mut field: super::field::Field, key: Key) {
        match (key.code, key.ctrl) {
            (Code::Enter, _) => return,
            (Code::Esc, _) | (Code::Char('c'), true) => {
                self.each_list(pane, ListAct::GiveBack);
                self.set_filter(pane, before);
                return;
            }
            // The rows can be walked while the filter is typed.
            (Code::Down, _) => self.step(1),
            (Code::Up, _) => self.step(-1),
            _ => {
                if field.key(key) {
                    self.set_filter(pane, field.text().to_owned());
                }
            }
        }
        self.mode = Mode::Filter { pane, before, field };
    }

    /// Begins to type a filter: with nothing, whatever was there before.
    pub(super) fn begin_filter(&mut self) {
        let (pane, before) = (self.focus, self.filter_text(self.focus).to_owned());
        self.each_list(pane, ListAct::Keep);
        if !before.is_empty() {
            self.set_filter(pane, String::new());
        }
        self.mode = Mode::Filter { pane, field: super::field::Field::default(), before };
    }

    /// Puts a filter over a pane. Where the cursor's object does not pass, the first that does gets the cursor, and the panes below
    /// follow.
    pub(super) fn set_filter(&mut self, pane: Pane, text: String) {
        if self.filter_text(pane) == text {
            return;
        }
        self.each_list(pane, ListAct::Seek);
        // Lines have a filter of their own.
        self.filters[pane as usize] = if pane == Pane::Logs {
            self.logs.set_filter(&text);
            Filter::unread(&text)
        } else {
            Filter::parse(&text)
        };
        if pane == Pane::Namespaces && self.focus == Pane::Namespaces {
            self.refresh();
            self.view_under_cursor();
        }
    }

    /// The filters end with the namespaces that they were typed for: those of the rows, and of log lines that are not pinned.
    pub(super) fn end_filters(&mut self) {
        let namespaced = self.browse.as_ref().is_none_or(|b| b.served.resource.namespaced);
        for pane in [Pane::Workloads, Pane::Pods, Pane::Logs, Pane::Browser] {
            let ends = match pane {
                Pane::Logs => !self.logs.pinned,
                Pane::Browser => namespaced,
                Pane::Namespaces | Pane::Workloads | Pane::Pods => true,
            };
            if ends && !self.filter_text(pane).is_empty() {
                self.set_filter(pane, String::new());
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        if let Mode::Make(form) = &mut self.mode {
            let form = form.clone();
            return self.make_paste(form, text);
        }
        match &mut self.mode {
            Mode::Filter { field, pane, .. } => {
                field.paste(text);
                let (pane, text) = (*pane, field.text().to_owned());
                self.set_filter(pane, text);
            }
            Mode::Picker(picker) => Self::picker_paste(picker, text),
            Mode::Logs(mode) => mode.paste(text),
            Mode::Scale(form) if text.trim().bytes().all(|b| b.is_ascii_digit()) => form.field.paste(text.trim()),
            Mode::Image(form) => {
                if let Some(line) = form.lines.get_mut(form.line) {
                    line.field.paste(text.trim());
                }
            }
            Mode::Question(question) if question.takes_answers(self.now) => question.field.paste(text.trim()),
            Mode::Marks(form) => form.field.paste(text.trim()),
            Mode::Text(view) => {
                if let Some(paper) = &mut view.paper {
                    paper.paste(text);
                }
            }
            Mode::Revisions(view) => view.paper.paste(text),
            // Pasted text is never taken for keys: a slip of the clipboard does nothing.
            Mode::Normal
            | Mode::Scale(_)
            | Mode::Question(_)
            | Mode::Delete(_)
            | Mode::Make(_)
            | Mode::Editing(_)
            | Mode::Waiting(_)
            | Mode::Tracker(_) => {}
        }
    }
}
