//! What is typed or chosen for the logs: a time, a mark's name, a file, the fields that are shown; and the commands of the pane.

use super::{Mode, Next};
use crate::app::field::Field;
use crate::app::i18n::{said, tr};
use crate::app::messages::Level;
use crate::app::msg::{Effect, Save, Saved};
use crate::app::pager::{Shape, TextLine, Tone};
use crate::app::state::State;
use crate::app::wish::{Page, Wish};
use crate::command::{Code, Command, Key, LogsCommand, Pane};
use crate::logs::fields::{Fields, rank};
use crate::logs::{Body, LineId, ansi, when};
use crate::model::Time;
use crate::model::logs::LogSpan;

/// What is typed or chosen.
#[derive(Clone, Debug)]
pub enum LogsMode {
    /// The time to go to, and why what is typed is none.
    Time(Field, Option<String>),
    /// The name of a mark that was just made.
    Name(LineId, Field),
    /// The file to write.
    Save(SaveForm),
    /// One of the marks.
    Bookmarks(usize),
    /// The fields that are shown as columns.
    Columns(ColumnsForm),
}

/// The file to write.
#[derive(Clone, Debug)]
pub struct SaveForm {
    /// Its name.
    pub field: Field,
    /// Whether all lines are written, and not only those that are shown.
    pub all: bool,
    /// A name that is taken, and whether it may be written over is asked.
    pub taken: Option<String>,
}

/// The fields that are shown as columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ColumnsForm {
    /// All fields of the lines looked at: name, in how many lines, one value.
    pub fields: Vec<(String, usize, String)>,
    /// Those that are shown, in their order.
    pub chosen: Vec<String>,
    /// Where the cursor is.
    pub cursor: usize,
}

/// Lines that are looked at for their fields.
const SAMPLE: usize = 500;

impl LogsMode {
    /// A pasted text.
    pub(in crate::app) fn paste(&mut self, text: &str) {
        match self {
            Self::Time(field, _) | Self::Name(_, field) => field.paste(text.trim()),
            Self::Save(form) if form.taken.is_none() => form.field.paste(text.trim()),
            Self::Save(_) | Self::Bookmarks(_) | Self::Columns(_) => {}
        }
    }
}

impl State {
    /// A command of the logs pane.
    pub(in crate::app) fn logs_command(&mut self, command: LogsCommand) {
        const MINUTE: i64 = 60_000;
        match command {
            LogsCommand::Pause => self.logs.toggle_pause(),
            LogsCommand::NextMatch => self.go_to_match(true),
            LogsCommand::PreviousMatch => self.go_to_match(false),
            LogsCommand::Around if self.logs.matches().is_none() => self.nothing_sought(),
            LogsCommand::Around => self.logs.next_around(),
            LogsCommand::Levels => self.logs.next_floor(),
            LogsCommand::Digest => self.logs.toggle_digest(),
            LogsCommand::DigestSort if self.logs.sort_digest() => {}
            LogsCommand::DigestSort => {
                let key = self.keymap.hint(Command::Digest);
                self.messages.say(self.now, Level::Info, format!("Log lines are sorted by time; {key} groups them"));
            }
            LogsCommand::GoToTime => self.open_view(Mode::Logs(LogsMode::Time(Field::default(), None))),
            LogsCommand::MarkLine => {
                if let Some(id) = self.logs.toggle_mark() {
                    self.open_view(Mode::Logs(LogsMode::Name(id, Field::default())));
                }
            }
            LogsCommand::Marks if self.logs.marks().is_empty() => {
                let key = self.keymap.hint(Command::MarkLine);
                self.messages.say(self.now, Level::Info, format!("No bookmarks; {key} sets one"));
            }
            LogsCommand::Marks => self.open_view(Mode::Logs(LogsMode::Bookmarks(self.logs.marks().len() - 1))),
            LogsCommand::SaveLogs if self.logs.buffer().is_empty() => {
                self.messages.say(self.now, Level::Info, "No lines to save");
            }
            LogsCommand::SaveLogs => {
                let field = Field::offered(self.logs.file_name(self.now));
                self.open_view(Mode::Logs(LogsMode::Save(SaveForm { field, all: false, taken: None })));
            }
            LogsCommand::Columns => self.open_columns(),
            LogsCommand::Fold if self.logs.toggle_folded() => {}
            LogsCommand::Fold => {
                let key = self.keymap.hint(Command::Open);
                self.messages.say(self.now, Level::Info, format!("Entries of one pattern stay folded; {key} shows one whole"));
            }
            LogsCommand::Wrap => self.logs.wrap = !self.logs.wrap,
            LogsCommand::Timestamps => self.logs.next_timestamps(),
            LogsCommand::PrefixLength => self.logs.next_prefix(),
            LogsCommand::Chart => self.logs.chart = !self.logs.chart,
            LogsCommand::ScrollLeft => self.logs.scroll_sideways(-8),
            LogsCommand::ScrollRight => self.logs.scroll_sideways(8),
            LogsCommand::Tail => self.logs.want(LogSpan::Tail, None),
            LogsCommand::Head => self.logs.want(LogSpan::Head, None),
            LogsCommand::AllLines => self.logs.want(LogSpan::All, None),
            LogsCommand::Since1m => self.want_since(MINUTE),
            LogsCommand::Since5m => self.want_since(5 * MINUTE),
            LogsCommand::Since15m => self.want_since(15 * MINUTE),
            LogsCommand::Since30m => self.want_since(30 * MINUTE),
            LogsCommand::Since1h => self.want_since(60 * MINUTE),
            LogsCommand::Since6h => self.want_since(360 * MINUTE),
            LogsCommand::Since24h => self.want_since(24 * 60 * MINUTE),
        }
    }

    fn want_since(&mut self, ms: i64) {
        self.logs.want(LogSpan::Since(self.time().plus(-ms)), Some(ms));
    }

    fn nothing_sought(&mut self) {
        let key = self.keymap.hint(Command::Filter);
        self.messages.say(self.now, Level::Info, format!("No filter is set; {key} sets one"));
    }

    fn go_to_match(&mut self, forward: bool) {
        match self.logs.matches() {
            None => self.nothing_sought(),
            Some(_) if self.logs.next_match(forward) => {}
            Some(_) => {
                let words = if forward { "No later match" } else { "No earlier match" };
                self.messages.say(self.now, Level::Info, words);
            }
        }
    }

    /// Looks closer at a line: in full; at a group of the digest: its lines.
    pub(in crate::app) fn open_line(&mut self, effects: &mut Vec<Effect>) {
        if self.logs.digest().is_some() {
            return self.logs.open_row();
        }
        let Some((line, texts)) = self.logs.in_full() else { return };
        let fact = |lead: &str, text: String| TextLine::led(lead, text, Tone::Plain);
        let time = Time::from_millis(line.nanos.div_euclid(1_000_000)).to_chrono().with_timezone(&self.zone);
        let mut lines = vec![fact(tr(self.lang, "time"), time.format("%Y-%m-%d %H:%M:%S%.3f %:z").to_string())];
        if let Some(source) = self.logs.source(line.source) {
            lines.push(fact("pod", source.full.clone()));
            lines.push(fact(tr(self.lang, "container"), source.container.to_string()));
        }
        if let Some(level) = line.level {
            lines.push(fact(tr(self.lang, "level"), format!("{level:?}").to_lowercase()));
        }
        lines.push(fact("", String::new()));
        lines.extend(texts.into_iter().map(|text| fact("", text)));
        let title = said(self.lang, &format!("A line of {}", self.logs.name)).into_owned();
        self.open(&Wish::Read(Page { title, lines, shape: Shape::One, opened_by: None }), effects);
    }

    fn open_columns(&mut self) {
        let mut fields: Vec<(String, usize, String)> = Vec::new();
        let buffer = self.logs.buffer();
        for line in buffer.range(buffer.len().saturating_sub(SAMPLE)..usize::MAX) {
            let Body::Text(raw) = line.body else { continue };
            if line.goes_on {
                continue;
            }
            let Some(record) = Fields::of_any(&ansi::plain(raw)) else { continue };
            for (name, value) in record.iter() {
                let value = || value.chars().take(80).collect();
                match fields.iter_mut().find(|(n, ..)| n == name) {
                    Some((_, count, last)) => (*count, *last) = (*count + 1, value()),
                    None => fields.push((name.to_owned(), 1, value())),
                }
            }
        }
        let chosen: Vec<String> = self.logs.view().columns().iter().map(|c| c.name.clone()).collect();
        if fields.is_empty() && chosen.is_empty() {
            self.messages.say(
                self.now,
                Level::Info,
                "The newest lines have no fields: they are neither JSON nor logfmt, nor begin with a time or level",
            );
            return;
        }
        fields.sort_by_key(|f| (rank(&f.0), std::cmp::Reverse(f.1)));
        self.open_view(Mode::Logs(LogsMode::Columns(ColumnsForm { fields, chosen, cursor: 0 })));
    }

    /// A key while something of the logs is typed or chosen.
    pub(in crate::app) fn logs_mode_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> Next {
        let (time, zone) = (self.time(), self.zone);
        let Some(Mode::Logs(mode)) = self.views.top_mut() else { return Next::Stay };
        let leaves = key.code == Code::Esc || key == Key::ctrl('c');
        match mode {
            // An unnamed mark is a mark.
            LogsMode::Name(id, field) if leaves || key.code == Code::Enter => {
                self.logs.name_mark(*id, if leaves { "" } else { field.text() });
                return Next::Close;
            }
            _ if leaves => return Next::Close,
            LogsMode::Time(field, error) if key.code == Code::Enter => match when::read(field.text(), time, zone) {
                Ok(time) => {
                    self.logs.go_to_time(time);
                    return Next::Close;
                }
                Err(why) => *error = Some(why),
            },
            LogsMode::Time(field, error) => {
                if field.key(key) {
                    *error = None;
                } else {
                    self.only_these(key, "Enter goes there, Esc leaves");
                }
            }
            LogsMode::Name(_, field) => {
                if !field.key(key) {
                    self.only_these(key, "Enter keeps the name, Esc leaves");
                }
            }
            LogsMode::Save(_) => self.save_key(key, effects),
            LogsMode::Bookmarks(_) => return self.marked_lines_key(key),
            LogsMode::Columns(_) => return self.columns_key(key),
        }
        Next::Stay
    }

    fn save_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let Some(Mode::Logs(LogsMode::Save(form))) = self.views.top_mut() else { return };
        let overwrite = form.taken.is_some();
        match (key.code, overwrite) {
            (Code::Char('y'), true) | (Code::Enter, false) if !form.field.text().trim().is_empty() => {
                // It stays until the answer has come: a name that is taken is asked about.
                let path = form.field.text().trim().to_owned();
                effects.push(Effect::Save(Save { path, lines: self.logs.taken(form.all), overwrite }));
            }
            (_, true) => form.taken = None,
            (Code::Tab | Code::BackTab, false) => form.all = !form.all,
            (_, false) => {
                if !form.field.key(key) {
                    self.only_these(key, "Enter saves, Tab chooses what, Esc leaves");
                }
            }
        }
    }

    /// What became of a file.
    pub(in crate::app) fn saved(&mut self, path: &str, outcome: Saved) {
        let asked = |mode: &Mode| matches!(mode, Mode::Logs(LogsMode::Save(form)) if form.field.text().trim() == path);
        let form = self.views.iter_mut().find(|mode| asked(mode));
        match (&outcome, form) {
            (Saved::Exists, Some(Mode::Logs(LogsMode::Save(form)))) => form.taken = Some(path.to_owned()),
            (Saved::Exists, _) => {
                self.messages.say(self.now, Level::Warn, format!("{path} already exists; nothing was written"));
            }
            (Saved::Done(_) | Saved::Failed(_), _) => self.views.swap(asked, None),
        }
        // The form stands where messages do: it has gone by now.
        match outcome {
            Saved::Done(whole) => self.messages.say(self.now, Level::Good, format!("Saved to {whole}")),
            Saved::Failed(why) => self.messages.say(self.now, Level::Error, why),
            Saved::Exists => {}
        }
    }

    fn marked_lines_key(&mut self, key: Key) -> Next {
        let Some(Mode::Logs(LogsMode::Bookmarks(cursor))) = self.views.top_mut() else { return Next::Stay };
        let last = self.logs.marks().len().saturating_sub(1);
        let command = self.keymap.command(key, Pane::Logs);
        if let Some(by) = command.and_then(Command::rows) {
            *cursor = cursor.saturating_add_signed(by).min(last);
        } else if command == Some(Command::Open) {
            self.logs.go_to_mark(*cursor);
            return Next::Close;
        } else if command == Some(Command::MarkLine) {
            self.logs.drop_mark(*cursor);
            if self.logs.marks().is_empty() {
                return Next::Close;
            }
            *cursor = (*cursor).min(last.saturating_sub(1));
        } else if matches!(command, Some(Command::Quit | Command::Marks)) {
            return Next::Close;
        } else {
            self.only_these(key, "Enter goes there, b drops the bookmark, Esc leaves");
        }
        Next::Stay
    }

    fn columns_key(&mut self, key: Key) -> Next {
        let Some(Mode::Logs(LogsMode::Columns(form))) = self.views.top_mut() else { return Next::Stay };
        let last = form.fields.len().saturating_sub(1);
        let under = form.fields.get(form.cursor).map(|f| f.0.clone());
        let command = self.keymap.command(key, Pane::Logs);
        let closes = key.code == Code::Enter || matches!(command, Some(Command::Quit | Command::Columns));
        match (key.code, command.and_then(Command::rows)) {
            (Code::Char(' '), _) => {
                if let Some(name) = under {
                    match form.chosen.iter().position(|c| *c == name) {
                        Some(at) => drop(form.chosen.remove(at)),
                        None => form.chosen.push(name),
                    }
                    self.logs.show_columns(&form.chosen);
                }
            }
            (Code::Char('a'), _) => {
                form.chosen.clear();
                self.logs.fit_columns();
            }
            (Code::Delete | Code::Backspace, _) => {
                form.chosen.clear();
                self.logs.show_columns(&form.chosen);
            }
            (_, Some(by)) => form.cursor = form.cursor.saturating_add_signed(by).min(last),
            _ if closes => return Next::Close,
            _ => self.only_these(key, "Space shows or hides, a fits, Esc leaves"),
        }
        Next::Stay
    }
}
