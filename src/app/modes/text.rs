//! Reading a text: help, messages, YAML, describe, the journal.

use crate::app::msg::{Effect, Fetch};
use crate::app::state::State;
use crate::command::{Command, Key, Pane};
use crate::model::Time;

/// What a line of a text is, for its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as the theme's roles")]
pub enum Tone {
    Plain,
    Title,
    Dim,
    Good,
    Warn,
    Bad,
}

/// A line of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextLine {
    /// Its words before a gap, such as keys; empty where it has no two parts.
    pub lead: String,
    /// Its words.
    pub text: String,
    /// Its colour.
    pub tone: Tone,
}

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
    /// Its title.
    pub title: String,
    /// What it is.
    pub source: Source,
    /// Its lines; `None` while they are on their way.
    pub lines: Option<Vec<TextLine>>,
    /// Since when it is waited for.
    pub since: Time,
    /// The first line that is drawn.
    pub scroll: usize,
}

impl TextLine {
    fn plain(text: impl Into<String>) -> Self {
        Self { lead: String::new(), text: text.into(), tone: Tone::Plain }
    }
}

impl TextView {
    /// Whether something is hidden in it that can be asked for.
    pub fn hides(&self, state: &State) -> bool {
        let masked = state.masked.as_ref().is_some_and(|(id, _)| self.source == Source::Fetched(*id));
        masked && self.lines.iter().flatten().any(|l| l.text.contains(crate::model::hide::HIDDEN))
    }
}

impl State {
    pub(in crate::app) fn open_help(&mut self) {
        let lines = self.help_lines();
        self.mode = super::Mode::Text(TextView {
            title: "Help".into(),
            source: Source::Help(self.focus),
            lines: Some(lines),
            since: self.now,
            scroll: 0,
        });
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
            lines.push(TextLine { lead: String::new(), text: group.title().into(), tone: Tone::Title });
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
                lines.push(TextLine { lead, text, tone });
            }
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine { lead: String::new(), text: "Glyphs".into(), tone: Tone::Title });
        for (lead, text) in [
            ("✓", "well"),
            ("✗", "unwell"),
            ("◐", "under way"),
            ("‖", "paused"),
            ("○", "idle: 0 replicas wanted"),
            ("● ◌", "live, stale"),
        ] {
            lines.push(TextLine { lead: lead.into(), text: text.into(), tone: Tone::Plain });
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine { lead: String::new(), text: "Filter".into(), tone: Tone::Title });
        for (lead, text) in [
            ("text \"two words\"", "rows that contain it; all terms must match; \"two words\" as one"),
            ("/regex/", "rows with a text that matches; case counts where it has capitals"),
            ("app=web", "by label, as kubectl's -l; app= with any value, app!=web without this one"),
            ("status=Running", "by the status or state"),
            ("restarts>3", "also restarts<3"),
            ("age<2h", "also age>2h; s m h d"),
            ("!", "not; in front of any of them"),
        ] {
            lines.push(TextLine { lead: lead.into(), text: text.into(), tone: Tone::Plain });
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine { lead: String::new(), text: "Filter the logs".into(), tone: Tone::Title });
        for (lead, text) in [
            ("text \"two words\"", "lines that contain it; all terms must match; \"two words\" as one"),
            ("/regex/", "lines that match; case counts where it has capitals"),
            ("pod= container=", "by pod or container"),
            ("level=error,warn", "by level; also level>=warn, level=none"),
            ("!", "not; in front of any of them"),
        ] {
            lines.push(TextLine { lead: lead.into(), text: text.into(), tone: Tone::Plain });
        }
        lines
    }

    pub(in crate::app) fn open_messages(&mut self) {
        use crate::app::messages::Level;
        let line = |m: &crate::app::messages::Message| TextLine {
            lead: self.clock(m.time),
            text: if m.times > 1 { format!("{} (×{})", m.text, m.times) } else { m.text.clone() },
            tone: match m.level {
                Level::Info => Tone::Plain,
                Level::Good => Tone::Good,
                Level::Warn => Tone::Warn,
                Level::Error => Tone::Bad,
            },
        };
        let mut lines: Vec<TextLine> = self.messages.all().iter().rev().map(line).collect();
        if lines.is_empty() {
            lines.push(TextLine::plain("no messages yet"));
        }
        self.mode = super::Mode::Text(TextView {
            title: "Messages, newest first".into(),
            source: Source::Messages,
            lines: Some(lines),
            since: self.now,
            scroll: 0,
        });
    }

    pub(in crate::app) fn open_fetch(&mut self, title: String, fetch: Fetch, effects: &mut Vec<Effect>) {
        let request = self.fresh_id();
        self.masked = match &fetch {
            Fetch::Yaml(object) => Some((request, object.clone())),
            Fetch::Revealed(_) | Fetch::Describe(_) | Fetch::Events(..) | Fetch::Journal => None,
        };
        effects.push(Effect::Fetch(request, fetch));
        self.mode =
            super::Mode::Text(TextView { title, source: Source::Fetched(request), lines: None, since: self.now, scroll: 0 });
    }

    pub(in crate::app) fn fetched(&mut self, request: u64, answer: Result<String, String>) {
        let super::Mode::Text(view) = &mut self.mode else { return };
        if view.source != Source::Fetched(request) {
            return;
        }
        view.lines = Some(match answer {
            Ok(text) => text.lines().map(|l| TextLine::plain(crate::model::text::clean(l))).collect(),
            Err(reason) => vec![TextLine { lead: String::new(), text: reason, tone: Tone::Bad }],
        });
    }

    pub(in crate::app) fn text_key(&mut self, mut view: TextView, key: Key, effects: &mut Vec<Effect>) {
        let page = usize::from(self.size.1).saturating_sub(6).max(1);
        let count = view.lines.as_ref().map_or(0, Vec::len);
        if let Some((_, object)) = self.masked.take_if(|(id, _)| key.typed() == Some('x') && view.source == Source::Fetched(*id)) {
            return self.open_fetch(view.title, Fetch::Revealed(object), effects);
        }
        match self.keymap.command(key, Pane::Workloads) {
            Some(Command::Back | Command::Quit | Command::Help | Command::Open) => return,
            Some(Command::Up) => view.scroll = view.scroll.saturating_sub(1),
            Some(Command::Down) => view.scroll += 1,
            Some(Command::PageUp) => view.scroll = view.scroll.saturating_sub(page),
            Some(Command::PageDown) => view.scroll += page,
            Some(Command::Top) => view.scroll = 0,
            Some(Command::Bottom) => view.scroll = count,
            Some(Command::Copy) => {
                if let Some(lines) = &view.lines {
                    effects.push(Effect::Copy(lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n")));
                }
            }
            _ => {}
        }
        view.scroll = view.scroll.min(count.saturating_sub(page));
        self.mode = super::Mode::Text(view);
    }
}
