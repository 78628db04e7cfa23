//! What a logs pane shows: where it stands in a buffer, and the rows that fit it. Only those rows' lines are cleaned and wrapped.

use super::buffer::{Body, Buffer, Line, LineId};
use super::filter::Filter;
use super::filter_index::{Around, FilterIndex, Rule, Shown};
use super::rows::{Column, RowKind, Say, Shape, ViewRow, Writing, hits_of, spans, titles, widen};
use super::wrap;
use crate::model::terms::TermError;

/// Bytes of log that a filter may look at in one go: a few milliseconds' work.
const PORTION: usize = 1 << 20;

/// What stands on each side of a remark, without the space between them.
pub const RULE: &str = "╌╌";
/// The columns of both sides, with their spaces.
const BESIDE: u16 = 6;

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

/// A pane's view of a buffer.
#[derive(Clone, Debug)]
pub struct View {
    pub(super) position: Position,
    /// The line that keys are for while it does not follow.
    pub(super) cursor: Option<LineId>,
    pub(super) column: usize,
    filter_index: Option<FilterIndex>,
    folded: bool,
    around: Around,
    shape: Shape,
    say: Say,
    /// The newest line when it stopped following.
    pub(super) paused_at: Option<LineId>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            position: Position::default(),
            cursor: None,
            column: 0,
            filter_index: None,
            folded: false,
            around: Around::default(),
            shape: Shape::Whole,
            say: ToString::to_string,
            paused_at: None,
        }
    }
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

    /// Shows only what passes; an empty filter shows everything. The position holds its line, or the next that passes. The filter must
    /// know the sources that there are.
    pub fn set_filter(&mut self, filter: Filter) {
        // What a row of the digest counts is records: a trace is part of its first line.
        let folded = self.folded || filter.only().is_some();
        let rule = Rule { filter, folded, around: self.around };
        self.filter_index = (!rule.filter.is_empty() || rule.folded).then(|| FilterIndex::new(rule));
    }

    /// Folds what goes on with a line under it, or shows all.
    pub fn set_folded(&mut self, folded: bool) {
        self.folded = folded;
        self.set_filter(self.filter().cloned().unwrap_or_default());
    }

    /// Whether what goes on with a line is folded under it.
    pub fn is_folded(&self) -> bool {
        self.folded || self.filter_index.as_ref().is_some_and(|s| s.filter().only().is_some())
    }

    /// Shows lines around those that pass the filter.
    pub fn set_around(&mut self, around: Around) {
        self.around = around;
        self.set_filter(self.filter().cloned().unwrap_or_default());
    }

    /// What is shown around the lines that pass the filter.
    pub const fn around(&self) -> Around {
        self.around
    }

    /// Writes the lines in another way.
    pub fn set_shape(&mut self, shape: Shape) {
        self.shape = shape;
    }

    /// How the lines are written.
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Says remarks in another language.
    pub const fn set_say(&mut self, say: Say) {
        self.say = say;
    }

    /// How remarks are said.
    pub const fn say(&self) -> Say {
        self.say
    }

    /// The fields that are shown as columns.
    pub fn columns(&self) -> &[Column] {
        match &self.shape {
            Shape::Columns(columns) => columns,
            Shape::Whole | Shape::Fitted { .. } => &[],
        }
    }

    /// The columns' titles, as they stand over their values; `None` without columns.
    pub fn titles(&self) -> Option<String> {
        (!self.columns().is_empty()).then(|| titles(self.columns()))
    }

    /// Tells the filter whose a source's lines are. To be called before the first of them.
    pub fn know(&mut self, source: u32, pod: &str, container: &str) {
        if let Some(filter_index) = &mut self.filter_index {
            filter_index.know(source, pod, container);
        }
    }

    /// The filter, if there is one.
    pub fn filter(&self) -> Option<&Filter> {
        self.filter_index.as_ref().map(FilterIndex::filter).filter(|f| !f.is_empty())
    }

    /// What of the filter could not be read.
    pub fn filter_error(&self) -> Option<&TermError> {
        self.filter_index.as_ref().and_then(|s| s.filter().error())
    }

    /// Lets the filter look at what is new. To be called after every change to the buffer and before drawing; `false` when
    /// there is more to look at, and then once more on the next tick.
    pub fn refresh(&mut self, buffer: &Buffer) -> bool {
        self.filter_index.as_mut().is_none_or(|filter_index| filter_index.refresh(buffer, PORTION))
    }

    /// Whether the filter has looked at everything.
    pub fn is_done(&self) -> bool {
        self.filter_index.as_ref().is_none_or(FilterIndex::is_done)
    }

    /// Log lines that pass the filter so far; `None` without one.
    pub fn matches(&self) -> Option<usize> {
        self.filter_index.as_ref().filter(|s| !s.filter().is_empty()).map(FilterIndex::texts)
    }

    /// Widens the columns for what is in sight. They never grow narrower, so that nothing jumps.
    pub fn fit(&mut self, buffer: &Buffer, layout: &Layout) {
        if self.columns().is_empty() {
            return;
        }
        let (shown, from) = (self.shown(buffer), self.top(buffer, layout).0);
        let seen: Vec<String> = (from..from + usize::from(layout.height))
            .filter_map(|rank| if let Body::Text(raw) = shown.get(rank)?.body { Some(raw.to_owned()) } else { None })
            .collect();
        if let Shape::Columns(columns) = &mut self.shape {
            seen.iter().for_each(|raw| widen(columns, raw));
        }
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

    pub(super) const fn shown<'a>(&'a self, buffer: &'a Buffer) -> Shown<'a> {
        Shown { buffer, filter_index: self.filter_index.as_ref() }
    }

    /// The rows that fit the pane, from the top.
    pub fn rows(&self, buffer: &Buffer, layout: &Layout) -> Vec<ViewRow> {
        let shown = self.shown(buffer);
        let (mut rank, mut skip) = self.top(buffer, layout);
        let most = usize::from(layout.height);
        let cursor = self.cursor_rank(buffer).filter(|_| !self.is_following());
        let mut rows = Vec::with_capacity(most);
        while rows.len() < most && rank < shown.len() {
            if let Some(line) = shown.get(rank) {
                let begin = rows.len();
                self.rows_of(buffer, line, layout, skip, most, &mut rows);
                let around = shown.is_match(rank) == Some(false);
                rows.iter_mut().skip(begin).for_each(|r| (r.cursor, r.around) = (Some(rank) == cursor, around));
            }
            skip = 0;
            rank += 1;
        }
        rows
    }

    /// All lines that it shows, the oldest first.
    pub fn lines<'a>(&'a self, buffer: &'a Buffer) -> impl Iterator<Item = Line<'a>> {
        let shown = self.shown(buffer);
        (0..shown.len()).filter_map(move |rank| shown.get(rank))
    }

    fn writing<'a>(&'a self, buffer: &'a Buffer) -> Writing<'a> {
        Writing { buffer, folded: self.is_folded(), shape: &self.shape, filter: self.filter(), say: self.say }
    }

    fn rows_of(&self, buffer: &Buffer, line: Line<'_>, layout: &Layout, skip: usize, most: usize, rows: &mut Vec<ViewRow>) {
        let kind = kind_of(&line);
        let (first, rest) = room(layout, kind);
        let text = self.writing(buffer).of(&line, if layout.wrap { usize::MAX } else { self.column + first });
        let hits = hits_of(self.filter(), kind, &text.text);
        let base = ViewRow {
            id: line.id,
            source: line.source,
            nanos: line.nanos,
            row: 0,
            kind,
            level: line.level,
            cursor: false,
            around: false,
            spans: Vec::new(),
            left: false,
            right: false,
        };
        if layout.wrap {
            for (row, range) in wrap::rows(&text.text, first, rest).into_iter().enumerate().skip(skip).take(most - rows.len()) {
                rows.push(ViewRow { row, spans: spans(&text, range, 0, &hits), ..base.clone() });
            }
        } else {
            // What is remarked stays in sight when the pane is moved sideways.
            let from = if kind == RowKind::Text { self.column } else { 0 };
            let seen = wrap::window(&text.text, from, first);
            let spans = spans(&text, seen.range, seen.pad, &hits);
            rows.push(ViewRow { spans, left: seen.left, right: seen.right, ..base });
        }
    }

    /// How many rows a line takes; at least one.
    pub(super) fn height(&self, buffer: &Buffer, rank: usize, layout: &Layout) -> usize {
        if !layout.wrap {
            return 1;
        }
        self.shown(buffer).get(rank).map_or(1, |line| {
            let (first, rest) = room(layout, kind_of(&line));
            wrap::height(&self.writing(buffer).of(&line, usize::MAX).text, first, rest).max(1)
        })
    }
}

fn kind_of(line: &Line<'_>) -> RowKind {
    match line.body {
        Body::Text(_) => RowKind::Text,
        Body::Remark(_) => RowKind::Remark,
    }
}

/// The columns for text on a line's first row and on those that follow. What is cut has its mark at the end of the row.
fn room(layout: &Layout, kind: RowKind) -> (usize, usize) {
    let beside = match kind {
        RowKind::Remark if layout.wrap => BESIDE,
        RowKind::Text | RowKind::Remark => 0,
    };
    let room = |lead: u16| usize::from(layout.width.saturating_sub(lead).saturating_sub(beside));
    (room(layout.lead), room(layout.hang))
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
