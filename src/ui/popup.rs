//! A box over the panes.

use super::paint::{Painter, width};
use crate::model::fit::{self, middle};
use crate::theme::Role;
use ratatui::layout::Rect;

/// Draws a box of this size in the middle of the screen, as far as it fits; gives the room inside. A box that touches production
/// is framed as such.
pub(crate) fn open(p: &mut Painter<'_>, (w, h): (u16, u16), title: &str, prod: bool) -> Rect {
    let screen = p.area();
    let (w, h) = (w.min(screen.width.saturating_sub(2)), h.min(screen.height.saturating_sub(2)));
    let area = Rect { x: screen.x + (screen.width - w) / 2, y: screen.y + (screen.height - h) / 2, width: w, height: h };
    frame(p, area, title, prod)
}

/// What is told of the row under the cursor, below a list: a line with a title, then names and values in as many rows as there is room for.
/// A value begins `lead` columns in.
pub(crate) fn facts(p: &mut Painter<'_>, area: Rect, title: &str, lead: u16, facts: &[(&str, String, Role)]) {
    for x in area.x..area.right() {
        p.symbol(x, area.y, "─", Role::Border);
    }
    p.text(area.x, area.y, area.width, title, Role::Title);
    let lead = lead.min(area.width);
    let room = area.width.saturating_sub(lead);
    let mut y = area.y + 1;
    for (name, text, role) in facts {
        for (i, part) in fit::rows(text, usize::from(room).max(1)).into_iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            if i == 0 {
                p.text(area.x, y, lead, name, Role::Dim);
            }
            p.text(area.x + lead, y, room, text[part].trim_end(), *role);
            y += 1;
        }
    }
}

/// A view over all panes, in one frame: between the line on top and that of messages. Its keys stand in the line of keys, see
/// [`full_keys`].
pub(crate) fn open_full(p: &mut Painter<'_>, title: &str, prod: bool) -> Rect {
    let a = crate::app::layout::body(p.area().width, p.area().height);
    frame(p, Rect { x: a.x, y: a.y, width: a.w, height: a.h }, title, prod)
}

fn frame(p: &mut Painter<'_>, area: Rect, title: &str, prod: bool) -> Rect {
    let (w, h) = (area.width, area.height);
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
    let title = middle(title, usize::from(room.saturating_sub(2)));
    p.text(x, area.y, room, &format!(" {title} "), if prod { Role::Prod } else { Role::Title });
    Rect { x: area.x + 2, y: area.y + 1, width: w - 4, height: h - 2 }
}

/// The keys of a view of the whole screen: in the line of keys, in the place of the panes' own.
pub(crate) fn full_keys<K: AsRef<str>>(p: &mut Painter<'_>, words: &[(K, &str)]) {
    let screen = p.area();
    let line = Rect { y: screen.bottom().saturating_sub(1), height: 1.min(screen.height), ..screen };
    p.fill(line, Role::Text);
    keys(p, Rect { x: line.x + 1, width: line.width.saturating_sub(2), ..line }, words);
}

/// A line of keys and what they do, at the bottom of a box: those first that matter most. What has no room is left out.
pub(crate) fn keys<K: AsRef<str>>(p: &mut Painter<'_>, inside: Rect, keys: &[(K, &str)]) {
    let (mut x, y) = (inside.x, inside.bottom().saturating_sub(1));
    for (key, words) in keys {
        let key = key.as_ref();
        // What the settings give no key is not offered.
        if key.is_empty() || usize::from(x) + width(key) + 1 + width(words) > usize::from(inside.right()) {
            continue;
        }
        x += p.text(x, y, inside.right().saturating_sub(x), key, Role::Key) + 1;
        x += p.text(x, y, inside.right().saturating_sub(x), words, Role::Hint) + 3;
    }
}
