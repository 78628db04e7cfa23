//! Draws what is said of a conversion.

use crate::app::State;
use crate::app::text::{DockerText, Text};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::views::make::{Conversion, MakeKey, Row};
use ratatui::layout::Rect;

/// Rows that are left to the text below, where there are more remarks than there is room.
const TEXT: u16 = 5;

/// What it is, and as much of what is said as there is room for; gives its rows.
pub(super) fn draw(state: &State, p: &mut Painter<'_>, area: Rect, conversion: &Conversion) -> u16 {
    if area.height == 0 {
        return 0;
    }
    let head = p.words(&conversion.head());
    p.text(area.x, area.y, area.width, &head, Role::Title);
    let rows = conversion.rows(state.lang, area.width.into());
    let room = area.height - 1;
    let most = usize::from(room.saturating_sub(TEXT).max(room.div_ceil(2)));
    let shown = if rows.len() <= most { rows.len() } else { most.saturating_sub(1) };
    for (y, one) in (area.y + 1..).zip(&rows[..shown]) {
        row(p, (area.x, y, area.width), one);
    }
    let mut used = shown as u16 + 1;
    if shown < rows.len() && used <= room {
        let left = rows[shown..].iter().filter(|r| r.open.is_some()).count().max(1);
        let more = DockerText::More(left, state.keymap.hint_of(MakeKey::Show));
        p.text(area.x, area.y + used, area.width, &p.words(&Text::from(more)), Role::Dim);
        used += 1;
    }
    used
}

/// One row of what is said.
pub(super) fn row(p: &mut Painter<'_>, (x, y, width): (u16, u16, u16), row: &Row) {
    match row.open {
        Some(true) => p.symbol(x, y, "✗", Role::Bad),
        Some(false) => p.symbol(x, y, "·", Role::Dim),
        None => {}
    }
    p.text(x + 2, y, width.saturating_sub(2), &row.text, Role::Text);
}
