//! Draws the bookmarks.

use super::{BookmarksKey, View};
use crate::app::State;
use crate::app::text::Word;
use crate::model::{Time, Words};
use crate::theme::Role;
use crate::ui::choice::list;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::text::{back, own};
use ratatui::layout::Position;

const MARKS: [Column; 3] =
    [Column::new(Words::NONE, 8, 0, 1), Column::new(Words::NONE, 4, 24, 0), Column::new(Words::NONE, 10, 0, 2).growing()];

/// Draws them.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let cursor = view.cursor;
    let marks = state.panes.logs.marks();
    let lines = |first: usize, height: usize| -> Vec<Line<'_>> {
        let line = |(i, m): (usize, &crate::app::logs::LogMark)| {
            let time = state.clock(Time::from_millis(m.nanos.div_euclid(1_000_000)));
            let name = if m.name.is_empty() { Cell::dim("◆") } else { Cell::new(m.name.clone(), Role::Accent) };
            Line { cells: vec![Cell::dim(time), name, Cell::new(m.text.clone(), Role::Text)], cursor: i == cursor, marked: false }
        };
        marks.iter().enumerate().skip(first).take(height).map(line).collect()
    };
    let keys = [own(state, p, BookmarksKey::Go), own(state, p, BookmarksKey::Drop), back(state, p.word(Word::Leave))];
    list(p, p.word(Word::Bookmarks), marks.len(), cursor, &MARKS, &keys, lines);
    None
}
