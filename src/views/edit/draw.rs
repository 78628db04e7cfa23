//! Draws the wait for a text that is to be edited, or was.

use super::View;
use crate::app::State;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::{back, since};
use ratatui::layout::Position;

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let inside = Head::of(state, p, "Edit", &[&view.target]).open(p, (40, 5));
    let words = since(p.tr("asking the API server …"), state.now, view.since);
    p.text(inside.x, inside.y, inside.width, &words, Role::Busy);
    popup::keys(p, inside, &[back(state, p.tr("leave"))]);
    None
}
