//! Draws the wait for a text that is to be edited, or was.

use super::View;
use crate::app::State;
use crate::app::text::Word;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::{back, since};
use ratatui::layout::Position;

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let inside = Head::of(state, p, Word::Edit, &[&view.part.target]).open(p, (40, 5));
    let words = since(p.word(Word::Asking), state.now, view.since);
    p.text(inside.x, inside.y, inside.width, &words, Role::Busy);
    popup::keys(p, inside, &[back(state, p.word(Word::Leave))]);
    None
}
