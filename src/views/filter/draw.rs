//! Draws the filter as it is typed.

use super::{FilterKey, View};
use crate::app::State;
use crate::app::text::{FormText, Word};
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::text::{back, own, up_down};
use crate::ui::{field, popup};
use ratatui::layout::{Position, Rect};

/// Draws it. Gives the place of the text cursor.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let (keep, cancel) = (own(state, p, FilterKey::Keep), back(state, p.word(Word::Cancel)));
    popup::full_keys(p, &[keep, cancel, up_down(state, p.word(Word::Choose))]);
    let a = state.layout.message;
    let area = Rect { x: a.x, y: a.y, width: a.w, height: a.h };
    p.fill(area, Role::Input);
    let x = area.x + 1;
    let w = p.text(x, area.y, 2, "/", Role::Key);
    let error = state.filter(view.pane).error();
    // What is wrong with it has its room, and the text moves.
    let error = error.map(|e| p.words(&FormText::Term(e.clone()).into()));
    let kept = error.as_ref().map_or(0, |e| (width(e) as u16 + 3).min(area.width / 2));
    let (cursor, typed) = field::draw(p, (x + w, area.y, area.width.saturating_sub(w + 2 + kept)), &view.field, true);
    if let Some(error) = error {
        let at = x + w + typed + 2;
        p.text(at, area.y, area.right().saturating_sub(at + 1), &error, Role::Warn);
    }
    Some(cursor)
}
