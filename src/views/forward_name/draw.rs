//! Draws the name as it is typed.

use super::{ForwardNameKey, View};
use crate::app::State;
use crate::app::text::Word;
use crate::ui::choice::typed;
use crate::ui::paint::Painter;
use crate::ui::text::own;
use ratatui::layout::Position;

/// Draws it. Gives the place of the text cursor.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let keep = own(state, p, ForwardNameKey::Keep);
    typed(state, p, (p.word(Word::SaveAs), keep), &view.field, None)
}
