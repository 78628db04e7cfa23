//! What is asked for on the line of messages, and rows in a box to choose from.

use super::paint::{Painter, width};
use super::popup;
use super::table::{self, Column, Line};
use super::text::back;
use crate::app::State;
use crate::app::field::Field;
use crate::app::text::{Text, Word};
use crate::theme::Role;
use ratatui::layout::{Position, Rect};

/// A question and its answer on the line of messages, and what is wrong with the answer behind it; with the key that goes on.
pub(crate) fn typed(
    state: &State,
    p: &mut Painter<'_>,
    (words, go_on): (&str, (String, &str)),
    field: &Field,
    wrong: Option<&Text>,
) -> Option<Position> {
    let a = state.layout.message;
    popup::full_keys(p, &[go_on, back(state, p.word(Word::Leave))]);
    p.fill(Rect { x: a.x, y: a.y, width: a.w, height: a.h }, Role::Input);
    let mut x = a.x + 1;
    x += p.text(x, a.y, a.w.saturating_sub(2), words, Role::Key) + 1;
    let left = a.w.saturating_sub(x);
    let wrong = wrong.map(|w| p.words(w));
    let kept = wrong.as_ref().map_or(0, |w| (width(w) as u16 + 3).min(left / 2));
    let (cursor, used) = super::field::draw(p, (x, a.y, left.saturating_sub(kept)), field, true);
    if let Some(wrong) = wrong {
        p.text(x + used + 2, a.y, left.saturating_sub(used + 2), &wrong, Role::Warn);
    }
    Some(cursor)
}

/// Rows in a box, of which the cursor is on one.
pub(crate) fn list<'a>(
    p: &mut Painter<'_>,
    title: &str,
    count: usize,
    cursor: usize,
    columns: &[Column],
    keys: &[(String, &str)],
    lines: impl FnOnce(usize, usize) -> Vec<Line<'a>>,
) {
    let screen = p.area();
    let height = (count as u16).saturating_add(3).clamp(6, (screen.height * 2 / 3).max(6));
    let wide = (width(title) as u16 + 8).max(100);
    let inside = popup::open(p, (screen.width.min(wide), height), &p.titled(title), false);
    let rows = Rect { height: inside.height.saturating_sub(1), x: inside.x.saturating_sub(1), width: inside.width + 2, ..inside };
    let height = usize::from(rows.height).max(1);
    let lines = lines((cursor + 1).saturating_sub(height), height);
    table::draw(p, rows, columns, &lines, false, true);
    popup::keys(p, inside, keys);
}
