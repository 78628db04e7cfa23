//! The list of a view: its rows in columns, the row under the cursor below them, and what is said where there are no rows.

use super::paint::Painter;
use super::popup;
use super::table::{self, Column, Line};
use crate::app::layout::Area;
use crate::app::listing::Listing;
use crate::theme::Role;
use ratatui::layout::{Position, Rect};

/// A place of the screen, for what draws there.
pub(crate) const fn rect(a: Area) -> Rect {
    Rect { x: a.x, y: a.y, width: a.w, height: a.h }
}

/// Draws the rows that the list shows, each as `line` makes it.
pub(crate) fn draw<'a, K: Clone + PartialEq>(
    p: &mut Painter<'_>,
    list: &Listing<K>,
    columns: &[Column],
    line: impl FnMut(&Painter<'_>, &K) -> Option<Line<'a>>,
) {
    part(p, list, columns, Some(true), line);
}

/// As [`draw`], of one of several lists: its cursor is shown, and whether the keys are for it, or it has none.
pub(crate) fn part<'a, K: Clone + PartialEq>(
    p: &mut Painter<'_>,
    list: &Listing<K>,
    columns: &[Column],
    cursor: Option<bool>,
    mut line: impl FnMut(&Painter<'_>, &K) -> Option<Line<'a>>,
) {
    let on = |on| on && cursor.is_some();
    let lines: Vec<Line<'a>> = list.drawn_rows().filter_map(|(key, at)| Some(Line { cursor: on(at), ..line(p, key)? })).collect();
    let (area, titled) = list.place_of_rows();
    table::draw(p, rect(area), columns, &lines, titled, cursor == Some(true));
}

/// The row under the cursor and where it is told of; `None` where there is neither.
pub(crate) fn told<K: Clone + PartialEq>(list: &Listing<K>) -> Option<(Rect, &K)> {
    Some((rect(list.place_of_told()?), list.selected()?))
}

/// Says in the place of the rows why there are none, with the keys that are left.
pub(crate) fn instead<K: AsRef<str>>(
    p: &mut Painter<'_>,
    inside: Rect,
    (words, role): (&str, Role),
    keys: &[(K, &str)],
) -> Option<Position> {
    p.text(inside.x, inside.y, inside.width, words, role);
    popup::full_keys(p, keys);
    None
}
