//! Reading logs: filter, movement, times, what is shown of a line and around it.

use super::{LogsPane, Prefix, Stamp};
use crate::app::text;
use crate::logs::{Around, Column, Level, Scroll, Shape, ViewRow};
use crate::model::logs::LogSpan;
use crate::model::{Lang, Time};

/// Lines around matches, one after the other.
const AROUND: [Around; 5] = [Around::Lines(0), Around::Lines(1), Around::Lines(3), Around::Lines(10), Around::All];

impl LogsPane {
    /// Says what dogwatch remarks in a language.
    #[must_use]
    pub(in crate::app) fn in_language(mut self, lang: Lang) -> Self {
        self.view.set_say(text::remark(lang));
        self
    }

    /// Whether new lines come into sight by themselves.
    pub fn is_following(&self) -> bool {
        self.view.is_following()
    }

    /// Lines that came since it was paused.
    pub fn new_lines(&self) -> usize {
        self.view.new_lines(&self.buffer)
    }

    /// How many lines pass the filter, where there is one.
    pub fn matches(&self) -> Option<usize> {
        self.view.matches()
    }

    /// The rows to draw.
    pub fn rows(&self) -> Vec<ViewRow> {
        self.view.rows(&self.buffer, &self.layout())
    }

    /// Columns that the text was moved sideways.
    pub const fn column(&self) -> usize {
        self.view.column()
    }

    fn scroll(&mut self, scroll: Scroll) {
        let layout = self.layout();
        self.view.scroll(&self.buffer, &layout, scroll);
    }

    pub(in crate::app) fn step(&mut self, by: isize) {
        self.at_head = false;
        let layout = self.layout();
        match self.digest.as_mut().filter(|_| self.only.is_none()) {
            Some(digest) => digest.step(by),
            None => self.view.step(&self.buffer, &layout, by),
        }
    }

    pub(in crate::app) fn page(&mut self, down: bool) {
        self.at_head = false;
        let rows = isize::try_from(self.layout().height).unwrap_or(1);
        match self.digest.as_mut().filter(|_| self.only.is_none()) {
            Some(digest) => digest.step(if down { rows } else { -rows }),
            None => self.scroll(if down { Scroll::PageDown } else { Scroll::PageUp }),
        }
    }

    pub(in crate::app) fn edge(&mut self, top: bool) {
        self.at_head = false;
        match self.digest.as_mut().filter(|_| self.only.is_none()) {
            Some(digest) => digest.step(if top { isize::MIN } else { isize::MAX }),
            None => self.scroll(if top { Scroll::Top } else { Scroll::Bottom }),
        }
    }

    pub(in crate::app) fn scroll_sideways(&mut self, by: isize) {
        self.scroll(if by < 0 { Scroll::Left(by.unsigned_abs()) } else { Scroll::Right(by as usize) });
    }

    pub(in crate::app) fn toggle_pause(&mut self) {
        self.at_head = false;
        if self.is_following() {
            let layout = self.layout();
            self.view.pause(&self.buffer, &layout);
        } else {
            self.view.follow();
        }
    }

    /// Another time than the one that is shown.
    pub(in crate::app) fn next_timestamps(&mut self) {
        self.stamp = Some(match self.stamp() {
            Stamp::None => Stamp::Time,
            Stamp::Time => Stamp::Age,
            Stamp::Age => Stamp::Full,
            Stamp::Full => Stamp::None,
        });
    }

    pub(in crate::app) fn next_prefix(&mut self) {
        self.prefix = Some(match self.prefix.unwrap_or_default() {
            Prefix::None => Prefix::Short,
            Prefix::Short => Prefix::Full,
            Prefix::Full => Prefix::None,
        });
    }

    pub(in crate::app) fn set_filter(&mut self, text: &str) {
        text.clone_into(&mut self.typed);
        self.apply_filter();
    }

    pub(super) fn apply_filter(&mut self) {
        let filter = self.make_filter();
        if let Some(digest) = &mut self.digest {
            digest.renew(&self.buffer, filter);
        }
        self.filter_lines();
    }

    /// Holds the lines against the filter, and against the row of the digest whose lines are shown.
    pub(super) fn filter_lines(&mut self) {
        self.view.set_filter(self.make_filter().within(self.only.clone()));
        self.refresh();
    }

    /// All levels, then warnings and errors, then errors.
    pub(in crate::app) fn next_floor(&mut self) {
        self.floor = match self.floor {
            None => Some(Level::Warn),
            Some(Level::Warn) => Some(Level::Error),
            Some(_) => None,
        };
        self.apply_filter();
    }

    /// All levels again; `false` where they were.
    pub(in crate::app) fn drop_floor(&mut self) -> bool {
        let was = self.floor.take().is_some();
        if was {
            self.apply_filter();
        }
        was
    }

    /// More lines around matches, at last all, then none.
    pub(in crate::app) fn next_around(&mut self) {
        let at = AROUND.iter().position(|a| *a == self.view.around()).unwrap_or(0);
        self.view.set_around(AROUND[(at + 1) % AROUND.len()]);
        self.refresh();
    }

    /// `false` where they are folded in any case: as lines of a row of the digest, which counts records.
    pub(in crate::app) fn toggle_folded(&mut self) -> bool {
        if self.only.is_some() {
            return false;
        }
        let folded = !self.view.is_folded();
        self.view.set_folded(folded);
        self.refresh();
        true
    }

    /// To the next match or the one before it; `false` where there is none.
    pub(in crate::app) fn next_match(&mut self, forward: bool) -> bool {
        self.at_head = false;
        let layout = self.layout();
        self.view.next_match(&self.buffer, &layout, forward)
    }

    /// To the first line that was written at a time or after it; to the end where there is none.
    pub fn go_to_time(&mut self, time: Time) {
        self.at_head = false;
        self.drop_digest();
        let at = self.buffer.index_at(time.millis().saturating_mul(1_000_000));
        match self.buffer.get(at).map(|l| l.id) {
            Some(id) => self.view.go_to(&self.buffer, id),
            None => self.view.follow(),
        }
    }

    /// Shows these fields as columns; with none of them the lines as they stand.
    pub fn show_columns(&mut self, names: &[String]) {
        self.fitted = false;
        let columns: Vec<Column> = names.iter().map(|n| Column::new(n)).collect();
        self.view.set_shape(if columns.is_empty() { Shape::Whole } else { Shape::Columns(columns) });
        self.refresh();
    }

    /// Writes the lines as they fit the room again.
    pub fn fit_columns(&mut self) {
        self.fitted = true;
        self.refresh();
    }

    /// Wants another part of the logs, and begins anew with it.
    pub(in crate::app) fn want(&mut self, span: LogSpan, since: Option<i64>) {
        (self.span, self.since) = (span, since);
        self.renew();
    }
}
