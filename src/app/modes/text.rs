//! Reading a text: help, messages, YAML, describe, the journal.

use super::{Mode, Next};
use crate::app::commands::Way;
use crate::app::i18n::{said, tr};
use crate::app::layout::full_room;
use crate::app::msg::{Effect, Fetch, ObjectRef};
use crate::app::pager::{Pager, Reading, Shape, TextLine, Tone};
use crate::app::state::State;
use crate::app::way::way;
use crate::command::{Command, Group, Key, Pane, Shared};
use crate::model::Time;

/// What is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// The help for a pane, made from the table of commands.
    Help(Pane),
    /// A text that was there when it was opened, such as a line of the logs in full.
    Given,
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
    pub pager: Option<Pager>,
    /// Since when it is waited for.
    pub since: Time,
    /// The object that it tells of without what may be secret, where that can be asked for.
    masked: Option<ObjectRef>,
    /// The command that opens it from everywhere, where there is one.
    pub opened_by: Option<Command>,
}

impl TextView {
    /// A text that is there.
    pub fn new(title: String, source: Source, (lines, shape): (Vec<TextLine>, Shape), now: Time) -> Self {
        let pager = Some(Pager::new(lines, shape));
        Self { title, place: String::new(), source, pager, since: now, masked: None, opened_by: None }
    }

    /// Lays it into the screen; `before` is the way to it.
    pub(super) fn lay(&mut self, size: (u16, u16), before: &str) {
        let room = full_room(size, &way(before, &self.title), &self.place, false);
        if let Some(pager) = &mut self.pager {
            pager.lay(room);
        }
    }
}

impl TextView {
    /// Whether something is hidden in it that can be asked for.
    pub fn hides(&self) -> bool {
        self.masked.is_some() && self.pager.iter().flat_map(Pager::lines).any(|l| l.text.contains(crate::model::hide::HIDDEN))
    }
}

impl State {
    pub(in crate::app) fn open_help(&mut self) {
        let lang = self.lang;
        let mut lines = match self.top() {
            Some(top) => self.help_over(top),
            None => self.help_lines(),
        };
        for line in &mut lines {
            line.text = said(lang, &line.text).into_owned();
        }
        let text = TextView::new(tr(lang, "Help").into(), Source::Help(self.focus), (lines, Shape::Groups), self.now);
        self.open_text(TextView { opened_by: Some(Command::Help), ..text });
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

    /// The help for what lies over the panes: its own table, and what every view has.
    fn help_over(&self, top: &Mode) -> Vec<TextLine> {
        let line = |keys: Vec<Key>, name: &str, text: String, tone| {
            let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
            TextLine::led(if keys.is_empty() { format!(":{name}") } else { keys.join(" ") }, text, tone)
        };
        let mut lines = Vec::new();
        if let Some(table) = top.table() {
            lines.push(TextLine::new(table.title, Tone::Title));
            lines.extend(table.entries.iter().map(|e| line(self.keymap.keys_of(e), e.name, e.words.into(), Tone::Plain)));
            lines.push(TextLine::plain(""));
        } else if top.types() {
            lines.push(TextLine::plain("letters are typed here; the keys stand at the bottom"));
            lines.push(TextLine::plain(""));
        }
        let situation = self.situation_here();
        let shared = |group: Group| {
            let of = crate::command::COMMANDS.iter().filter(move |e| e.group == group);
            of.filter(move |e| group == Group::Program || e.id.is_shared())
        };
        for group in [Group::Move, Group::Program] {
            lines.push(TextLine::new(group.title(), Tone::Title));
            lines.extend(shared(group).map(|e| {
                let keys = if e.id.is_shared() { self.keymap.keys_at(e.id, Pane::Workloads.into()) } else { Vec::new() };
                let (text, tone) = match situation.check(e.id) {
                    Err(why) if !e.id.is_shared() => (format!("{} — not now: {why}", e.words), Tone::Dim),
                    Ok(()) | Err(_) => (e.words.to_owned(), Tone::Plain),
                };
                line(keys, e.name, text, tone)
            }));
            lines.push(TextLine::plain(""));
        }
        lines.pop();
        lines
    }

    /// Shows a text that is there.
    pub(in crate::app) fn open_text(&mut self, view: TextView) {
        self.open_view(Mode::Text(view));
    }

    pub(in crate::app) fn open_fetch(&mut self, title: (String, String), fetch: Fetch, effects: &mut Vec<Effect>) {
        let view = self.fetching(title, fetch, effects);
        self.open_text(view);
    }

    /// A text that is asked for.
    fn fetching(&mut self, (title, place): (String, String), fetch: Fetch, effects: &mut Vec<Effect>) -> TextView {
        let request = self.fresh_id();
        let (masked, opened_by) = match &fetch {
            Fetch::Yaml(object) => (Some(object.clone()), None),
            Fetch::Journal => (None, Some(Command::Journal)),
            Fetch::Revealed(_) | Fetch::Describe(_) | Fetch::Events(..) => (None, None),
        };
        effects.push(Effect::Fetch(self.cluster.session, request, fetch));
        let source = Source::Fetched(request);
        TextView { title, place, source, pager: None, since: self.now, masked, opened_by }
    }

    pub(in crate::app) fn fetched(&mut self, request: u64, answer: Result<String, String>) {
        let lang = self.lang;
        let asked = |mode: &&mut Mode| matches!(mode, Mode::Text(view) if view.source == Source::Fetched(request));
        let Some(Mode::Text(view)) = self.views.iter_mut().find(asked) else { return };
        let lines = match answer {
            // Of what was fetched a single line is a word of ours.
            Ok(text) if !text.contains('\n') => vec![TextLine::indented(crate::model::text::clean(&said(lang, &text)))],
            Ok(text) => text.lines().map(|l| TextLine::indented(crate::model::text::clean(l))).collect(),
            Err(reason) => vec![TextLine::new(crate::model::text::clean(&said(lang, &reason)), Tone::Bad)],
        };
        view.pager = Some(Pager::new(lines, Shape::One));
    }

    pub(in crate::app) fn text_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> Next {
        let Some(Mode::Text(view)) = self.views.top_mut() else { return Next::Stay };
        let typing = view.pager.as_ref().is_some_and(|pager| pager.typing().is_some());
        let reading: Option<Reading> = self.keymap.of_view(key).filter(|_| !typing);
        if reading == Some(Reading::Reveal)
            && let Some(object) = view.masked.clone()
        {
            let title = (view.title.clone(), view.place.clone());
            return Next::Replace(Mode::Text(self.fetching(title, Fetch::Revealed(object), effects)));
        }
        if view.pager.as_mut().is_some_and(|pager| pager.key(&self.keymap, key)) {
            return Next::Stay;
        }
        match (reading, self.keymap.shared(key)) {
            (Some(Reading::Leave), _) | (_, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (Some(Reading::Copy), None | Some(Shared::Motion(_))) => {
                if let Some(pager) = &view.pager {
                    let lines = pager.lines().iter().map(|l| l.text.as_str());
                    effects.push(Effect::Copy(lines.collect::<Vec<_>>().join("\n")));
                }
            }
            (
                None | Some(Reading::Search | Reading::Next | Reading::Previous | Reading::Reveal),
                None | Some(Shared::Motion(_)),
            ) => self.not_here(key, &[Way::Leave, Way::Search]),
        }
        Next::Stay
    }

    /// Lays what is read on top of the panes into the screen as it is now.
    pub(in crate::app) fn lay(&mut self) {
        let (size, lang, revealed) = (self.size, self.lang, self.revealed);
        let mut before = String::new();
        let mut below = self.views.len();
        for mode in self.views.iter_mut() {
            match mode {
                Mode::Text(view) => view.lay(size, &before),
                Mode::Revisions(view) => view.lay(size, (&before, lang), revealed),
                Mode::Question(question) => question.lay(size, (&before, lang), revealed),
                Mode::Filter { .. }
                | Mode::Picker(_)
                | Mode::Scale(_)
                | Mode::Delete(_)
                | Mode::Metadata(_)
                | Mode::Image(_)
                | Mode::Make(_)
                | Mode::Editing(_)
                | Mode::Waiting(_)
                | Mode::Logs(_)
                | Mode::Tracker(_)
                | Mode::Room(_) => {}
            }
            below -= 1;
            if below > 0 {
                before = way(&before, &mode.name(lang));
            }
        }
    }
}
