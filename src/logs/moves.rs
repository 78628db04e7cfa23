//! Moving in a pane: the cursor by lines, the pane by rows, from match to match; following ends with the first step back and begins
//! again at the end.

use super::buffer::{Buffer, Line, LineId};
use super::view::{Layout, Position, View};

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

impl View {
    /// Stops following, with what is seen now and the cursor on the newest line.
    pub fn pause(&mut self, buffer: &Buffer, layout: &Layout) {
        if self.is_following() {
            let top = self.top(buffer, layout);
            self.stand(buffer, top);
            self.set_cursor(buffer, usize::MAX);
        }
    }

    /// Follows again.
    pub fn follow(&mut self) {
        self.position = Position::Following;
        (self.paused_at, self.cursor) = (None, None);
    }

    /// Goes to a line, which is then on top and under the cursor: a search's match, a time.
    pub fn go_to(&mut self, buffer: &Buffer, id: LineId) {
        let shown = self.shown(buffer);
        let rank = shown.rank_of(id).min(shown.len().saturating_sub(1));
        self.stand(buffer, (rank, 0));
        self.set_cursor(buffer, rank);
    }

    /// The line that keys are for: under the cursor, or the newest one while it follows.
    pub fn current<'a>(&self, buffer: &'a Buffer) -> Option<Line<'a>> {
        let id = self.shown(buffer).get(self.cursor_rank(buffer)?)?.id;
        buffer.find(id)
    }

    pub(super) fn cursor_rank(&self, buffer: &Buffer) -> Option<usize> {
        let shown = self.shown(buffer);
        let last = shown.len().checked_sub(1)?;
        Some(self.cursor.filter(|_| !self.is_following()).map_or(last, |id| shown.rank_of(id).min(last)))
    }

    fn set_cursor(&mut self, buffer: &Buffer, rank: usize) {
        let shown = self.shown(buffer);
        self.cursor = shown.len().checked_sub(1).and_then(|last| shown.get(rank.min(last))).map(|l| l.id);
    }

    /// Moves the cursor by lines, and the pane with it as far as it must. Beyond the newest line it follows again.
    pub fn step(&mut self, buffer: &Buffer, layout: &Layout, by: isize) {
        let Some(at) = self.cursor_rank(buffer) else { return };
        let to = at.saturating_add_signed(by);
        if to >= self.shown(buffer).len() {
            return self.follow();
        }
        self.put(buffer, layout, to);
    }

    /// Goes to next match, or to the one before; `false` where there is none.
    pub fn next_match(&mut self, buffer: &Buffer, layout: &Layout, forward: bool) -> bool {
        let Some(at) = self.cursor_rank(buffer) else { return false };
        let shown = self.shown(buffer);
        // While it follows, the newest line itself lies before the reader.
        let itself = !forward && self.is_following() && shown.is_match(at) == Some(true);
        let Some(to) = (if itself { Some(at) } else { shown.next_match(at, forward) }) else { return false };
        self.put(buffer, layout, to);
        true
    }

    /// Puts the cursor on a line and brings it into sight.
    fn put(&mut self, buffer: &Buffer, layout: &Layout, rank: usize) {
        let (top, row) = self.top(buffer, layout);
        let room = usize::from(layout.height);
        let to = if rank < top || (rank == top && row > 0) {
            (rank, 0)
        } else if rank - top > room || self.rows_between(buffer, layout, top, rank + 1).saturating_sub(row) > room {
            self.end_at(buffer, layout, rank + 1)
        } else {
            (top, row)
        };
        self.stand(buffer, to);
        self.set_cursor(buffer, rank);
    }

    fn rows_between(&self, buffer: &Buffer, layout: &Layout, from: usize, to: usize) -> usize {
        (from..to).map(|rank| self.height(buffer, rank, layout)).sum()
    }

    /// Moves. Reaching the end follows again. The cursor stays in sight.
    pub fn scroll(&mut self, buffer: &Buffer, layout: &Layout, scroll: Scroll) {
        let page = usize::from(layout.height.saturating_sub(1).max(1));
        match scroll {
            Scroll::Up(rows) => self.up(buffer, layout, rows),
            Scroll::PageUp => self.up(buffer, layout, page),
            Scroll::Down(rows) => self.down(buffer, layout, rows),
            Scroll::PageDown => self.down(buffer, layout, page),
            Scroll::Top => {
                self.stand(buffer, (0, 0));
                self.set_cursor(buffer, 0);
            }
            Scroll::Bottom => self.follow(),
            Scroll::Left(columns) => self.column = self.column.saturating_sub(columns),
            Scroll::Right(columns) => self.column = (self.column + columns).min(crate::model::logs::MAX_LINE * 2),
        }
        if let Some(at) = self.cursor_rank(buffer).filter(|_| !self.is_following()) {
            let (first, row) = self.top(buffer, layout);
            let (mut last, mut used) = (first, self.height(buffer, first, layout).saturating_sub(row));
            while used < usize::from(layout.height) {
                last += 1;
                used += self.height(buffer, last, layout);
            }
            self.set_cursor(buffer, at.clamp(first, last));
        }
    }

    fn up(&mut self, buffer: &Buffer, layout: &Layout, rows: usize) {
        let (mut rank, row) = self.top(buffer, layout);
        let mut left = rows;
        if left <= row {
            return self.stand(buffer, (rank, row - left));
        }
        left -= row;
        let mut to = (0, 0);
        while rank > 0 {
            rank -= 1;
            let height = self.height(buffer, rank, layout);
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
        while (rank, 0) < end {
            let height = self.height(buffer, rank, layout);
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

    /// The top row when the last row of all stands at the bottom.
    fn tail(&self, buffer: &Buffer, layout: &Layout) -> (usize, usize) {
        self.end_at(buffer, layout, self.shown(buffer).len())
    }

    /// The top row when the last row of the line before `end` stands at the bottom; of a line that is higher than the pane, its first.
    fn end_at(&self, buffer: &Buffer, layout: &Layout, end: usize) -> (usize, usize) {
        let mut left = usize::from(layout.height);
        for rank in (0..end).rev() {
            let height = self.height(buffer, rank, layout);
            if height >= left {
                return (rank, height - left);
            }
            left -= height;
        }
        (0, 0)
    }

    /// The top row now: rank and row. Never so far down that the pane has empty rows while there are lines to fill them.
    pub(super) fn top(&self, buffer: &Buffer, layout: &Layout) -> (usize, usize) {
        let tail = self.tail(buffer, layout);
        match self.position {
            Position::Following => tail,
            Position::At(id, row) => {
                let shown = self.shown(buffer);
                let rank = shown.rank_of(id);
                let line = shown.get(rank);
                let same = line.is_some_and(|l| l.id == id);
                // A pane that has grown wider needs fewer rows for the line.
                let row = if same { row.min(self.height(buffer, rank, layout) - 1) } else { 0 };
                (rank, row).min(tail)
            }
        }
    }
}
