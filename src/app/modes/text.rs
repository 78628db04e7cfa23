//! Reading a text: help, messages, YAML, describe, the journal.

use crate::app::i18n::{said, tr};
use crate::app::layout::full_room;
use crate::app::msg::{Effect, Fetch};
use crate::app::paper::{Paper, Shape, TextLine, Tone};
use crate::app::state::State;
use crate::command::{Command, Key, Pane};
use crate::model::Time;

/// What is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// The help for a pane, made from the table of commands.
    Help(Pane),
    /// All messages.
    Messages,
    /// A line of the logs, in full.
    Line,
    /// Something that is fetched, with the number that the answer carries.
    Fetched(u64),
}

/// A text on the screen.
#[derive(Clone, Debug)]
pub struct TextView {
    /// What it is: `YAML`, `Help`.
    pub title: String,
    /// Of whom, whole; empty where it is of nobody.
    pub place: String,
    /// Where it comes from.
    pub source: Source,
    /// The text; `None` while it is on its way.
    pub paper: Option<Paper>,
    /// Since when it is waited for.
    pub since: Time,
}

impl TextView {
    /// A text that is there.
    pub(in crate::app) fn new(title: String, source: Source, (lines, shape): (Vec<TextLine>, Shape), now: Time) -> Self {
        Self { title, place: String::new(), source, paper: Some(Paper::new(lines, shape)), since: now }
    }

    /// Lays it into the screen.
    pub(super) fn lay(&mut self, size: (u16, u16)) {
        let room = full_room(size, &self.title, &self.place, false);
        if let Some(paper) = &mut self.paper {
            paper.lay(room);
        }
    }
}

impl TextView {
    /// Whether something is hidden in it that can be asked for.
    pub fn hides(&self, state: &State) -> bool {
        let masked = state.masked.as_ref().is_some_and(|(id, _)| self.source == Source::Fetched(*id));
        masked && self.paper.iter().flat_map(Paper::lines).any(|l| l.text.contains(crate::model::hide::HIDDEN))
    }
}

impl State {
    pub(in crate::app) fn open_help(&mut self) {
        let lang = self.lang;
        let mut lines = self.help_lines();
        for line in &mut lines {
            line.text = said(lang, &line.text).into_owned();
        }
        self.open_text(TextView::new(tr(lang, "Help").into(), Source::Help(self.focus), (lines, Shape::Groups), self.now));
    }

    /// The help: every command with its keys, those that are not available with the reason. Made from the table, so that it cannot lie.
    fn help_lines(&self) -> Vec<TextLine> {
        let (situation, spot) = (self.situation(), self.spot());
        let mut lines = Vec::new();
        // The keys of where the user is come first.
        let mut groups = crate::command::Group::ALL;
        if self.focus == Pane::Logs {
            groups.sort_by_key(|g| *g != crate::command::Group::Logs);
        }
        for group in groups {
            if !lines.is_empty() {
                lines.push(TextLine::plain(""));
            }
            lines.push(TextLine::new(group.title(), Tone::Title));
            for e in crate::command::COMMANDS.iter().filter(|e| e.group == group) {
                let here = e.place.covers(spot);
                // The keys in force where the user is; elsewhere those of its own place.
                let keys = if here { self.keymap.keys_at(e.id, spot) } else { self.keymap.keys(e.id).to_vec() };
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                let lead = if keys.is_empty() { format!(":{}", e.name) } else { keys.join(" ") };
                let (text, tone) = match (here, situation.check(e.id)) {
                    (false, _) => (e.words.to_owned(), Tone::Dim),
                    (true, Ok(())) => (e.words.to_owned(), Tone::Plain),
                    (true, Err(why)) => (format!("{} — not now: {why}", e.words), Tone::Dim),
                };
                lines.push(TextLine::led(lead, text, tone));
            }
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine::new("Glyphs", Tone::Title));
        for (lead, text) in [
            ("✓", "well"),
            ("✗", "unwell"),
            ("◐", "under way"),
            ("‖", "paused"),
            ("○", "idle: 0 replicas wanted"),
            ("● ◌", "live, stale"),
        ] {
            lines.push(TextLine::led(lead, text, Tone::Plain));
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine::new("Filter", Tone::Title));
        for (lead, text) in [
            ("text \"two words\"", "rows that contain it; all terms must match; \"two words\" as one"),
            ("/regex/", "rows with a text that matches; case counts where it has capitals"),
            ("app=web", "by label, as kubectl's -l; app= with any value, app!=web without this one"),
            ("status=Running", "by the status or state"),
            ("restarts>3", "also restarts<3"),
            ("age<2h", "also age>2h; s m h d"),
            ("!", "not; in front of any of them"),
        ] {
            lines.push(TextLine::led(lead, text, Tone::Plain));
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine::new("Filter the logs", Tone::Title));
        for (lead, text) in [
            ("text \"two words\"", "lines that contain it; all terms must match; \"two words\" as one"),
            ("/regex/", "lines that match; case counts where it has capitals"),
            ("pod= container=", "by pod or container"),
            ("level=error,warn", "by level; also level>=warn, level=none"),
            ("!", "not; in front of any of them"),
        ] {
            lines.push(TextLine::led(lead, text, Tone::Plain));
        }
        lines
    }

    pub(in crate::app) fn open_messages(&mut self) {
        use crate::app::messages::Level;
        let line = |m: &crate::app::messages::Message| {
            let tone = match m.level {
                Level::Info => Tone::Plain,
                Level::Good => Tone::Good,
                Level::Warn => Tone::Warn,
                Level::Error => Tone::Bad,
            };
            let text = said(self.lang, &m.text);
            let text = if m.times > 1 { format!("{text} (×{})", m.times) } else { text.into_owned() };
            TextLine::led(self.clock(m.time), crate::model::text::clean(&text), tone)
        };
        let mut lines: Vec<TextLine> = self.messages.all().iter().rev().map(line).collect();
        if lines.is_empty() {
            lines.push(TextLine::plain(tr(self.lang, "no messages yet")));
        }
        self.open_text(TextView::new(
            tr(self.lang, "Messages, newest first").into(),
            Source::Messages,
            (lines, Shape::One),
            self.now,
        ));
    }

    /// Shows a text that is there.
    pub(in crate::app) fn open_text(&mut self, mut view: TextView) {
        view.lay(self.size);
        self.mode = super::Mode::Text(view);
    }

    pub(in crate::app) fn open_fetch(&mut self, (title, place): (String, String), fetch: Fetch, effects: &mut Vec<Effect>) {
        let request = self.fresh_id();
        self.masked = match &fetch {
            Fetch::Yaml(object) => Some((request, object.clone())),
            Fetch::Revealed(_) | Fetch::Describe(_) | Fetch::Events(..) | Fetch::Journal => None,
        };
        effects.push(Effect::Fetch(request, fetch));
        let source = Source::Fetched(request);
        self.mode = super::Mode::Text(TextView { title, place, source, paper: None, since: self.now });
    }

    pub(in crate::app) fn fetched(&mut self, request: u64, answer: Result<String, String>) {
        let (size, lang) = (self.size, self.lang);
        let super::Mode::Text(view) = &mut self.mode else { return };
        if view.source != Source::Fetched(request) {
            return;
        }
        let lines = match answer {
            // Of what was fetched a single line is a word of ours.
            Ok(text) if !text.contains('\n') => vec![TextLine::indented(crate::model::text::clean(&said(lang, &text)))],
            Ok(text) => text.lines().map(|l| TextLine::indented(crate::model::text::clean(l))).collect(),
            Err(reason) => vec![TextLine::new(crate::model::text::clean(&said(lang, &reason)), Tone::Bad)],
        };
        view.paper = Some(Paper::new(lines, Shape::One));
        view.lay(size);
    }

    pub(in crate::app) fn text_key(&mut self, mut view: TextView, key: Key, effects: &mut Vec<Effect>) {
        if let Some((_, object)) = self.masked.take_if(|(id, _)| {
            let typing = view.paper.as_ref().is_some_and(|paper| paper.typing().is_some());
            !typing && key.typed() == Some('x') && view.source == Source::Fetched(*id)
        }) {
            return self.open_fetch((view.title, view.place), Fetch::Revealed(object), effects);
        }
        view.lay(self.size);
        let taken = view.paper.as_mut().is_some_and(|paper| paper.key(&self.keymap, key));
        if !taken {
            match self.keymap.command(key, Pane::Workloads) {
                Some(Command::Back | Command::Quit | Command::Help | Command::Open) => return,
                Some(Command::Copy) => {
                    if let Some(paper) = &view.paper {
                        let lines = paper.lines().iter().map(|l| l.text.as_str());
                        effects.push(Effect::Copy(lines.collect::<Vec<_>>().join("\n")));
                    }
                }
                _ => self.not_here(key, &[Command::Back, Command::Filter]),
            }
        }
        self.mode = super::Mode::Text(view);
    }

    /// Lays what is read on top of the panes into the screen as it is now.
    pub(in crate::app) fn lay(&mut self) {
        let (size, lang, revealed) = (self.size, self.lang, self.revealed);
        match &mut self.mode {
            super::Mode::Text(view) => view.lay(size),
            super::Mode::Revisions(view) => view.lay(size, lang, revealed),
            super::Mode::Question(question) => question.lay(size, lang, revealed),
            super::Mode::Normal
            | super::Mode::Filter { .. }
            | super::Mode::Picker(_)
            | super::Mode::Scale(_)
            | super::Mode::Delete(_)
            | super::Mode::Marks(_)
            | super::Mode::Image(_)
            | super::Mode::Make(_)
            | super::Mode::Editing(_)
            | super::Mode::Waiting(_)
            | super::Mode::Logs(_)
            | super::Mode::Tracker(_) => {}
        }
    }
}
