//! A box over the panes.

use super::paint::{Painter, width};
use crate::theme::Role;
use ratatui::layout::Rect;

/// Draws a box of this size in the middle of the screen, as far as it fits; gives the room inside. A box that touches production
/// is framed as such.
pub(super) fn open(p: &mut Painter<'_>, (w, h): (u16, u16), title: &str, prod: bool) -> Rect {
    let screen = p.area();
    let (w, h) = (w.min(screen.width.saturating_sub(2)), h.min(screen.height.saturating_sub(2)));
    let area = Rect { x: screen.x + (screen.width - w) / 2, y: screen.y + (screen.height - h) / 2, width: w, height: h };
    p.fill(area, Role::Popup);
    if w < 4 || h < 3 {
        return Rect::default();
    }
    let role = if prod { Role::Prod } else { Role::BorderFocused };
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    for x in area.x + 1..right {
        p.symbol(x, area.y, "─", role);
        p.symbol(x, bottom, "─", role);
    }
    for y in area.y + 1..bottom {
        p.symbol(area.x, y, "│", role);
        p.symbol(right, y, "│", role);
    }
    for (x, y, symbol) in [(area.x, area.y, "┌"), (right, area.y, "┐"), (area.x, bottom, "└"), (right, bottom, "┘")] {
        p.symbol(x, y, symbol, role);
    }
    let mut x = area.x + 2;
    if prod {
        x += p.text(x, area.y, w.saturating_sub(4), " PROD ", Role::ProdBadge) + 1;
    }
    let room = right.saturating_sub(x + 1);
    p.text(x, area.y, room, &format!(" {title} "), if prod { Role::Prod } else { Role::Title });
    Rect { x: area.x + 2, y: area.y + 1, width: w - 4, height: h - 2 }
}

/// A line of keys and what they do, at the bottom of a box.
pub(super) fn keys(p: &mut Painter<'_>, inside: Rect, keys: &[(&str, &str)]) {
    let (mut x, y) = (inside.x, inside.bottom().saturating_sub(1));
    for (key, words) in keys {
        if usize::from(x) + width(key) + width(words) > usize::from(inside.right()) {
            break;
        }
        x += p.text(x, y, inside.right().saturating_sub(x), key, Role::Key) + 1;
        x += p.text(x, y, inside.right().saturating_sub(x), words, Role::Hint) + 3;
    }
}
