//! Draws the time as it is typed.

use super::{TimeKey, View};
use crate::app::State;
use crate::ui::choice::typed;
use crate::ui::paint::Painter;
use crate::ui::text::own;
use ratatui::layout::Position;

/// Draws it. Gives the place of the text cursor.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let go = own(state, p, TimeKey::Go);
    typed(state, p, (p.tr("go to (20:15, -5m):"), go), &view.field, view.error.as_ref())
}
