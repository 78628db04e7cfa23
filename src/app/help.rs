//! The help for where the user is, made from the tables of commands, so that it cannot lie.

use super::i18n::{said, tr};
use super::msg::Effect;
use super::pager::{Shape, TextLine, Tone};
use super::room::Room;
use super::state::State;
use super::text::{KeyText, Text};
use super::wish::{Page, Wish};
use crate::command::{Command, Group, Key, Pane};
use crate::model::Words;

impl State {
    pub(super) fn open_help(&mut self, effects: &mut Vec<Effect>) {
        let lang = self.lang;
        let lines = match self.top() {
            Some(top) => self.help_over(top),
            None => self.help_lines(),
        };
        let title = tr(lang, "Help").into();
        self.open(&Wish::Read(Page { title, lines, shape: Shape::Groups, opened_by: Some(Command::Help) }), effects);
    }

    /// The help: every command with its keys, those that are not available with the reason. Made from the table, so that it cannot lie.
    fn help_lines(&self) -> Vec<TextLine> {
        let (situation, spot) = (self.situation(), self.spot());
        let say = |text: &str| said(self.lang, text).into_owned();
        let words = |words: Words| words.of(self.lang).to_owned();
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
            lines.push(TextLine::new(words(group.title()), Tone::Title));
            for e in crate::command::COMMANDS.iter().filter(|e| e.group == group) {
                let here = e.place.covers(spot);
                // The keys in force where the user is; elsewhere those of its own place.
                let keys = if here { self.keymap.keys_at(e.id, spot) } else { self.keymap.keys(e.id).to_vec() };
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                let lead = if keys.is_empty() { format!(":{}", e.name) } else { keys.join(" ") };
                let (text, tone) = match (here, situation.check(e.id)) {
                    (false, _) => (words(e.words), Tone::Dim),
                    (true, Ok(())) => (words(e.words), Tone::Plain),
                    (true, Err(why)) => (Text::from(KeyText::NotNow(e.words, why)).words(self.lang), Tone::Dim),
                };
                lines.push(TextLine::led(lead, text, tone));
            }
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine::new(say("Glyphs"), Tone::Title));
        for (lead, text) in [
            ("✓", "well"),
            ("✗", "unwell"),
            ("◐", "under way"),
            ("‖", "paused"),
            ("○", "idle: 0 replicas wanted"),
            ("● ◌", "live, stale"),
            ("%L %R", "used of the limit; of the request, where there is no limit"),
        ] {
            lines.push(TextLine::led(lead, say(text), Tone::Plain));
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine::new(say("Filter"), Tone::Title));
        for (lead, text) in [
            ("text \"two words\"", "rows that contain it; all terms must match; \"two words\" as one"),
            ("/regex/", "rows with a text that matches; case counts where it has capitals"),
            ("app=web", "by label, as kubectl's -l; app= with any value, app!=web without this one"),
            ("status=Running", "by the status or state"),
            ("restarts>3", "also restarts<3"),
            ("age<2h", "also age>2h; s m h d"),
            ("cpu>80%", "of the limit, else of the request; also cpu>200m, mem>1Gi, mem>limit*0.9, mem<request"),
            ("!", "not; in front of any of them"),
        ] {
            lines.push(TextLine::led(lead, say(text), Tone::Plain));
        }
        lines.push(TextLine::plain(""));
        lines.push(TextLine::new(say("Filter the logs"), Tone::Title));
        for (lead, text) in [
            ("text \"two words\"", "lines that contain it; all terms must match; \"two words\" as one"),
            ("/regex/", "lines that match; case counts where it has capitals"),
            ("pod= container=", "by pod or container"),
            ("level=error,warn", "by level; also level>=warn, level=none"),
            ("!", "not; in front of any of them"),
        ] {
            lines.push(TextLine::led(lead, say(text), Tone::Plain));
        }
        lines
    }

    /// The help for what lies over the panes: its own table, and what every view has.
    fn help_over(&self, top: &dyn Room) -> Vec<TextLine> {
        let line = |keys: Vec<Key>, name: &str, text: String, tone| {
            let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
            TextLine::led(if keys.is_empty() { format!(":{name}") } else { keys.join(" ") }, text, tone)
        };
        let say = |text: &str| said(self.lang, text).into_owned();
        let words = |words: Words| words.of(self.lang).to_owned();
        let mut lines = Vec::new();
        let table = top.table();
        if !table.entries.is_empty() {
            lines.push(TextLine::new(words(table.title), Tone::Title));
            lines.extend(table.entries.iter().map(|e| line(self.keymap.keys_of(e), e.name, words(e.words), Tone::Plain)));
            lines.push(TextLine::plain(""));
        }
        let types = top.types();
        if types {
            lines.push(TextLine::plain(say("letters are typed here; the keys stand at the bottom")));
            lines.push(TextLine::plain(""));
        }
        let situation = self.situation_here();
        let shared = |group: Group| {
            let of = crate::command::COMMANDS.iter().filter(move |e| e.group == group);
            of.filter(move |e| group == Group::Program || e.id.is_shared())
        };
        for group in [Group::Move, Group::Program] {
            lines.push(TextLine::new(words(group.title()), Tone::Title));
            lines.extend(shared(group).map(|e| {
                let mut keys = if e.id.is_shared() { self.keymap.keys_at(e.id, Pane::Workloads.into()) } else { Vec::new() };
                keys.retain(|key| !types || key.typed().is_none());
                let (text, tone) = match situation.check(e.id) {
                    Err(why) if !e.id.is_shared() => (Text::from(KeyText::NotNow(e.words, why)).words(self.lang), Tone::Dim),
                    Ok(()) | Err(_) => (words(e.words), Tone::Plain),
                };
                line(keys, e.name, text, tone)
            }));
            lines.push(TextLine::plain(""));
        }
        lines.pop();
        lines
    }
}
