//! The commands of the logs pane, and what became of a file that its lines were written to.

use super::i18n::said;
use super::messages::Level;
use super::msg::{Effect, Saved};
use super::pager::{Shape, TextLine, Tone};
use super::room::News;
use super::state::State;
use super::text::{LogsText, Word};
use super::wish::{Page, Wish};
use crate::command::{Command, LogsCommand};
use crate::model::Time;
use crate::model::logs::LogSpan;

impl State {
    /// A command of the logs pane.
    pub(super) fn logs_command(&mut self, command: LogsCommand, effects: &mut Vec<Effect>) {
        const MINUTE: i64 = 60_000;
        match command {
            LogsCommand::Pause => self.panes.logs.toggle_pause(),
            LogsCommand::NextMatch => self.go_to_match(true),
            LogsCommand::PreviousMatch => self.go_to_match(false),
            LogsCommand::Around if self.panes.logs.matches().is_none() => self.nothing_sought(),
            LogsCommand::Around => self.panes.logs.next_around(),
            LogsCommand::Levels => self.panes.logs.next_floor(),
            LogsCommand::Digest => self.panes.logs.toggle_digest(),
            LogsCommand::DigestSort if self.panes.logs.sort_digest() => {}
            LogsCommand::DigestSort => {
                let key = self.keymap.hint(Command::Digest);
                self.messages.say(self.now, Level::Info, LogsText::SortedByTime(key));
            }
            LogsCommand::GoToTime | LogsCommand::Columns => self.open(&Wish::Command(command.into()), effects),
            LogsCommand::MarkLine => {
                if let Some(id) = self.panes.logs.toggle_mark() {
                    self.open(&Wish::NameBookmark(id), effects);
                }
            }
            LogsCommand::Marks if self.panes.logs.marks().is_empty() => {
                let key = self.keymap.hint(Command::MarkLine);
                self.messages.say(self.now, Level::Info, LogsText::NoBookmarks(key));
            }
            LogsCommand::Marks => self.open(&Wish::Command(command.into()), effects),
            LogsCommand::SaveLogs if self.panes.logs.buffer().is_empty() => {
                self.messages.say(self.now, Level::Info, LogsText::NoLines);
            }
            LogsCommand::SaveLogs => self.open(&Wish::Command(command.into()), effects),
            LogsCommand::Fold if self.panes.logs.toggle_folded() => {}
            LogsCommand::Fold => {
                let key = self.keymap.hint(Command::Open);
                self.messages.say(self.now, Level::Info, LogsText::StayFolded(key));
            }
            LogsCommand::Wrap => self.panes.logs.wrap = !self.panes.logs.wrap,
            LogsCommand::Timestamps => self.panes.logs.next_timestamps(),
            LogsCommand::PrefixLength => self.panes.logs.next_prefix(),
            LogsCommand::Chart => self.panes.logs.chart = !self.panes.logs.chart,
            LogsCommand::ScrollLeft => self.panes.logs.scroll_sideways(-8),
            LogsCommand::ScrollRight => self.panes.logs.scroll_sideways(8),
            LogsCommand::Tail => self.panes.logs.want(LogSpan::Tail, None),
            LogsCommand::Head => self.panes.logs.want(LogSpan::Head, None),
            LogsCommand::AllLines => self.panes.logs.want(LogSpan::All, None),
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
        self.panes.logs.want(LogSpan::Since(self.time().plus(-ms)), Some(ms));
    }

    fn nothing_sought(&mut self) {
        let key = self.keymap.hint(Command::Filter);
        self.messages.say(self.now, Level::Info, LogsText::NoFilter(key));
    }

    fn go_to_match(&mut self, forward: bool) {
        match self.panes.logs.matches() {
            None => self.nothing_sought(),
            Some(_) if self.panes.logs.next_match(forward) => {}
            Some(_) => {
                let words = if forward { LogsText::NoLaterMatch } else { LogsText::NoEarlierMatch };
                self.messages.say(self.now, Level::Info, words);
            }
        }
    }

    /// Looks closer at a line: in full; at a group of the digest: its lines.
    pub(super) fn open_line(&mut self, effects: &mut Vec<Effect>) {
        if self.panes.logs.digest().is_some() {
            return self.panes.logs.open_row();
        }
        let Some((line, texts)) = self.panes.logs.in_full() else { return };
        let fact = |lead: &str, text: String| TextLine::led(lead, text, Tone::Plain);
        let time = Time::from_millis(line.nanos.div_euclid(1_000_000)).to_chrono().with_timezone(&self.zone);
        let mut lines = vec![fact(Word::Time.of(self.lang), time.format("%Y-%m-%d %H:%M:%S%.3f %:z").to_string())];
        if let Some(source) = self.panes.logs.source(line.source) {
            lines.push(fact("pod", source.full.clone()));
            lines.push(fact(Word::Container.of(self.lang), source.container.to_string()));
        }
        if let Some(level) = line.level {
            lines.push(fact(Word::Level.of(self.lang), format!("{level:?}").to_lowercase()));
        }
        lines.push(fact("", String::new()));
        lines.extend(texts.into_iter().map(|text| fact("", text)));
        let title = said(self.lang, &format!("A line of {}", self.panes.logs.name)).into_owned();
        self.open(&Wish::Read(Page { title, lines, shape: Shape::One, opened_by: None }), effects);
    }

    /// What became of a file.
    pub(super) fn saved(&mut self, path: String, outcome: Saved, effects: &mut Vec<Effect>) {
        // The form stands where messages do: it has gone by then, or it asks.
        let heard = self.heard(&News::Saved(path.clone(), outcome.clone()), effects);
        match outcome {
            Saved::Done(whole) => self.messages.say(self.now, Level::Good, LogsText::Saved(whole)),
            Saved::Failed(why) => self.messages.say(self.now, Level::Error, LogsText::NotSaved(why)),
            Saved::Exists if heard => {}
            Saved::Exists => {
                self.messages.say(self.now, Level::Warn, LogsText::Exists(path));
            }
        }
    }
}
