//! Draws the fields.

use super::{ColumnsKey, View};
use crate::app::State;
use crate::app::text::Word;
use crate::model::Words;
use crate::theme::Role;
use crate::ui::choice::list;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::text::own;
use ratatui::layout::Position;

const FIELDS: [Column; 4] = [
    Column::new(Words::NONE, 2, 0, 0).right(),
    Column::new(Words::NONE, 8, 36, 0),
    Column::new(Words::NONE, 5, 0, 2).right(),
    Column::new(Words::NONE, 10, 0, 1).growing(),
];

/// Draws them.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, form: &View) -> Option<Position> {
    let lines = |first: usize, height: usize| -> Vec<Line<'_>> {
        let line = |(i, (name, count, value)): (usize, &(String, usize, String))| {
            let place = form.chosen.iter().position(|c| c == name).map(|n| (n + 1).to_string()).unwrap_or_default();
            let cells = vec![
                Cell::new(place, Role::Accent),
                Cell::new(name.clone(), Role::Text),
                Cell::dim(format!("×{count}")),
                Cell::dim(value.clone()),
            ];
            Line { cells, cursor: i == form.cursor, marked: false }
        };
        form.fields.iter().enumerate().skip(first).take(height).map(line).collect()
    };
    let keys = [ColumnsKey::Show, ColumnsKey::Whole, ColumnsKey::Fit, ColumnsKey::Continue].map(|c| own(state, p, c));
    list(p, p.word(Word::FieldsAsColumns), form.fields.len(), form.cursor, &FIELDS, &keys, lines);
    None
}
