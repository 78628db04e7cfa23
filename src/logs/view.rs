//! What a logs pane shows: where it stands in a buffer, and the rows that fit it. Only those rows' lines are cleaned and wrapped.

use super::ansi;
use super::buffer::{Body, Buffer, Line, LineId};
use super::filter::Filter;
use super::ink::{Ink, Styled};
use super::level::{self, Level};
use super::sift::{Rule, Shown, Sift};
use super::wrap;

/// Bytes of log that a filter may look at in one go: a few milliseconds' work.
const PORTION: usize = 2 << 20;

/// The pane's measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
    /// Columns that the prefix and the time take on a line's first row.
    pub lead: u16,
    /// Columns left blank on the rows that follow it, when it is wrapped.
    pub hang: u16,
    /// Whether long lines are wrapped; else they are cut and the pane moves sideways.
    pub wrap: bool,
}

/// Where the pane stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Position {
    /// At the end, whatever comes.
    #[default]
    Following,
    /// With this row of this line on top.
    At(LineId, usize),
}

/// A movement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their names say it")]
pub enum Scroll {
    Up(usize),
    Down(usize),
    PageUp,
    PageDown,
    Top,
    Bottom,
    Left(usize),
    Right(usize),
}

/// One row of the pane.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ViewRow {
    /// The line it is of.
    pub id: LineId,
    /// Whose line.
    pub source: u32,
    /// When it was written.
    pub nanos: i64,
    /// Which of the line's rows; prefix and time stand on row 0.
    pub row: usize,
    /// What kind of line.
    pub kind: RowKind,
    /// The level found in it.
    pub level: Option<Level>,
    /// Its text, safe to draw, never wider than the room the layout leaves.
    pub spans: Vec<Span>,
    /// Whether more of the line lies to the left.
    pub left: bool,
    /// Whether more of the line lies to the right.
    pub right: bool,
}

/// What kind of line a row is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// The container's own.
    Text,
    /// Milliseconds that could not be had; the spans say why.
    Gap(u32),
    /// A remark of dogwatch.
    Mark,
}

/// A piece of a row in one style.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "their names say it")]
pub struct Span {
    pub text: String,
    pub ink: Ink,
}

/// A pane's view of a buffer.
#[derive(Debug, Default)]
pub struct View {
    position: Position,
    column: usize,
    sift: Option<Sift>,
    /// The newest line when it stopped following.
    paused_at: Option<LineId>,
}

impl View {
    /// A view that follows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where it stands.
    pub const fn position(&self) -> Position {
        self.position
    }

    /// Whether it follows.
    pub fn is_following(&self) -> bool {
        self.position == Position::Following
    }

    /// The first column that is seen when lines are not wrapped.
    pub const fn column(&self) -> usize {
        self.column
    }

    /// Shows only what passes; an empty filter shows everything. The position holds its line, or the next that passes.
    pub fn set_filter(&mut self, filter: Filter) {
        self.sift = (!filter.is_empty()).then(|| Sift::new(Rule { filter, ..Rule::default() }));
    }

    /// The filter, if there is one.
    pub fn filter(&self) -> Option<&Filter> {
        self.sift.as_ref().map(Sift::filter)
    }

    /// Lets the filter look at what is new. To be called after every change to the buffer and before drawing; `false` when
    /// there is more to look at, and then once more on the next tick.
    pub fn refresh(&mut self, buffer: &Buffer) -> bool {
        self.sift.as_mut().is_none_or(|sift| sift.refresh(buffer, PORTION))
    }

    /// Log lines that pass the filter so far; `None` without one.
    pub fn matches(&self) -> Option<usize> {
        self.sift.as_ref().map(Sift::texts)
    }

    /// Lines that have come behind the newest one of the moment it stopped following. 0 while it follows.
    pub fn new_lines(&self, buffer: &Buffer) -> usize {
        let shown = self.shown(buffer);
        match (self.position, self.paused_at) {
            (Position::Following, _) => 0,
            (_, None) => shown.len(),
            (_, Some(id)) => {
                let rank = shown.rank_of(id);
                let itself = shown.get(rank).is_some_and(|l| l.id == id);
                shown.len().saturating_sub(rank + usize::from(itself))
            }
        }
    }

    /// Stops following, with what is seen now.
    pub fn pause(&mut self, buffer: &Buffer, layout: &Layout) {
        if self.is_following() {
            let top = self.top(buffer, layout);
            self.stand(buffer, top);
        }
    }

    /// Follows again.
    pub fn follow(&mut self) {
        self.position = Position::Following;
        self.paused_at = None;
    }

    /// Goes to a line, which is then on top: a search's match, a time.
    pub fn go_to(&mut self, buffer: &Buffer, id: LineId) {
        let rank = self.shown(buffer).rank_of(id);
        self.stand(buffer, (rank, 0));
    }

    /// Moves. Reaching the end follows again.
    pub fn scroll(&mut self, buffer: &Buffer, layout: &Layout, scroll: Scroll) {
        let page = usize::from(layout.height.saturating_sub(1).max(1));
        match scroll {
            Scroll::Up(rows) => self.up(buffer, layout, rows),
            Scroll::PageUp => self.up(buffer, layout, page),
            Scroll::Down(rows) => self.down(buffer, layout, rows),
            Scroll::PageDown => self.down(buffer, layout, page),
            Scroll::Top => self.stand(buffer, (0, 0)),
            Scroll::Bottom => self.follow(),
            Scroll::Left(columns) => self.column = self.column.saturating_sub(columns),
            Scroll::Right(columns) => self.column = (self.column + columns).min(crate::model::logs::MAX_LINE * 2),
        }
    }

    fn up(&mut self, buffer: &Buffer, layout: &Layout, rows: usize) {
        let (mut rank, row) = self.top(buffer, layout);
        let mut left = rows;
        if left <= row {
            return self.stand(buffer, (rank, row - left));
        }
        left -= row;
        let shown = self.shown(buffer);
        let mut to = (0, 0);
        while rank > 0 {
            rank -= 1;
            let height = height(shown.get(rank), layout);
            if left <= height {
                to = (rank, height - left);
                break;
            }
            left -= height;
        }
        self.stand(buffer, to);
    }

    fn down(&mut self, buffer: &Buffer, layout: &Layout, rows: usize) {
        let end = self.tail(buffer, layout);
        let (mut rank, mut row) = self.top(buffer, layout);
        row += rows;
        let shown = self.shown(buffer);
        while (rank, 0) < end {
            let height = height(shown.get(rank), layout);
            if row < height {
                break;
            }
            row -= height;
            rank += 1;
        }
        if (rank, row) >= end { self.follow() } else { self.stand(buffer, (rank, row)) }
    }

    fn stand(&mut self, buffer: &Buffer, (rank, row): (usize, usize)) {
        let Some(id) = self.shown(buffer).get(rank).map(|l| l.id) else { return };
        if self.is_following() {
            self.paused_at = buffer.last_id();
        }
        self.position = Position::At(id, row);
    }

    const fn shown<'a>(&'a self, buffer: &'a Buffer) -> Shown<'a> {
        Shown { buffer, sift: self.sift.as_ref() }
    }

    /// The top row when the last row of all stands at the bottom.
    fn tail(&self, buffer: &Buffer, layout: &Layout) -> (usize, usize) {
        let shown = self.shown(buffer);
        let mut left = usize::from(layout.height);
        for rank in (0..shown.len()).rev() {
            let height = height(shown.get(rank), layout);
            if height >= left {
                return (rank, height - left);
            }
            left -= height;
        }
        (0, 0)
    }

    /// The top row now: rank and row. Never so far down that the pane has empty rows while there are lines to fill them.
    fn top(&self, buffer: &Buffer, layout: &Layout) -> (usize, usize) {
        let tail = self.tail(buffer, layout);
        match self.position {
            Position::Following => tail,
            Position::At(id, row) => {
                let shown = self.shown(buffer);
                let rank = shown.rank_of(id);
                let line = shown.get(rank);
                let same = line.is_some_and(|l| l.id == id);
                // A pane that has grown wider needs fewer rows for the line.
                let row = if same { row.min(height(line, layout) - 1) } else { 0 };
                (rank, row).min(tail)
            }
        }
    }

    /// The rows that fit the pane, from the top.
    pub fn rows(&self, buffer: &Buffer, layout: &Layout) -> Vec<ViewRow> {
        let shown = self.shown(buffer);
        let (mut rank, mut skip) = self.top(buffer, layout);
        let most = usize::from(layout.height);
        let mut rows = Vec::with_capacity(most);
        while rows.len() < most && rank < shown.len() {
            if let Some(line) = shown.get(rank) {
                self.rows_of(line, layout, skip, most, &mut rows);
            }
            skip = 0;
            rank += 1;
        }
        rows
    }

    fn rows_of(&self, line: Line<'_>, layout: &Layout, skip: usize, most: usize, rows: &mut Vec<ViewRow>) {
        let (first, rest) = room(layout);
        let (kind, raw) = match line.body {
            Body::Text(text) => (RowKind::Text, text),
            Body::Gap(ms, why) => (RowKind::Gap(ms), why),
            Body::Mark(words) => (RowKind::Mark, words),
        };
        let text = if layout.wrap { ansi::clean(raw) } else { ansi::clean_to(raw, self.column + first) };
        let level = if kind == RowKind::Text { level::find(&text.text) } else { None };
        let base = ViewRow {
            id: line.id,
            source: line.source,
            nanos: line.nanos,
            row: 0,
            kind,
            level,
            spans: Vec::new(),
            left: false,
            right: false,
        };
        if layout.wrap {
            for (row, range) in wrap::rows(&text.text, first, rest).into_iter().enumerate().skip(skip).take(most - rows.len()) {
                rows.push(ViewRow { row, spans: spans(&text, range, 0), ..base.clone() });
            }
        } else {
            // What is remarked stays in sight when the pane is moved sideways.
            let from = if kind == RowKind::Text { self.column } else { 0 };
            let seen = wrap::window(&text.text, from, first);
            rows.push(ViewRow { spans: spans(&text, seen.range, seen.pad), left: seen.left, right: seen.right, ..base });
        }
    }
}

/// The columns for text on a line's first row and on those that follow.
fn room(layout: &Layout) -> (usize, usize) {
    (usize::from(layout.width.saturating_sub(layout.lead)), usize::from(layout.width.saturating_sub(layout.hang)))
}

/// How many rows a line takes; at least one.
fn height(line: Option<Line<'_>>, layout: &Layout) -> usize {
    let (first, rest) = room(layout);
    match line.map(|l| l.body) {
        Some(Body::Text(raw) | Body::Gap(_, raw) | Body::Mark(raw)) if layout.wrap => {
            wrap::height(&ansi::plain(raw), first, rest).max(1)
        }
        _ => 1,
    }
}

fn spans(text: &Styled, range: std::ops::Range<usize>, pad: usize) -> Vec<Span> {
    let blanks = (pad > 0).then(|| Span { text: " ".repeat(pad), ink: Ink::default() });
    blanks.into_iter().chain(text.spans(range).map(|(text, ink)| Span { text: text.to_owned(), ink })).collect()
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
