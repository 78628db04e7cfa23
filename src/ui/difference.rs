//! Differences, drawn: `containers[web].image   lab/app:1.9 → lab/app:1.1`.

use super::paint::{Painter, width};
use crate::model::revision::Difference;
use crate::theme::Role;
use ratatui::layout::Rect;

/// How many rows a difference takes in this width: one where all of it fits, else the new value has a row of its own, and where even
/// the old one does not fit beside the path, each has.
pub(super) fn difference_rows(d: &Difference, room: usize) -> u16 {
    let (path, old, new) = widths(d);
    match () {
        () if path + 2 + old + new <= room => 1,
        () if path + 2 + old <= room => 1 + u16::from(d.new.is_some()),
        () => 1 + u16::from(d.old.is_some()) + u16::from(d.new.is_some()),
    }
}

fn widths(d: &Difference) -> (usize, usize, usize) {
    let of = |v: &Option<String>| v.as_deref().map_or(0, |v| width(v) + 3);
    (width(&d.path), of(&d.old), of(&d.new))
}

/// One difference: `containers[web].image   lab/app:1.9 → lab/app:1.1`, over as many rows as [`difference_rows`] says.
pub(super) fn difference(p: &mut Painter<'_>, area: Rect, d: &Difference) {
    let (mut x, mut y, end) = (area.x, area.y, area.right());
    let rows = difference_rows(d, area.width.into());
    let broken = |y: u16| y < area.bottom();
    x += p.text(x, y, end.saturating_sub(x), &d.path, Role::Text) + 2;
    if let Some(old) = &d.old {
        let sign = if d.new.is_none() { "− " } else { "" };
        if rows == 3 || (rows == 2 && d.new.is_none()) {
            (x, y) = (area.x + 2, y + 1);
        }
        if broken(y) {
            x += p.text(x, y, end.saturating_sub(x), &format!("{sign}{old}"), Role::DiffRemove);
        }
    }
    if let Some(new) = &d.new {
        let sign = if d.old.is_none() { "+ " } else { " → " };
        if rows > 1 {
            (x, y) = (area.x + 1, y + 1);
        }
        if broken(y) {
            x += p.text(x, y, end.saturating_sub(x), sign, Role::Dim);
            p.text(x, y, end.saturating_sub(x), new, Role::DiffAdd);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_value_is_never_cut_while_there_is_a_row_for_it() {
        let d = |old: Option<&str>, new: Option<&str>| Difference {
            path: "containers[web].image".into(),
            old: old.map(Into::into),
            new: new.map(Into::into),
        };
        assert_eq!(difference_rows(&d(Some("a:1"), Some("a:2")), 60), 1);
        assert_eq!(difference_rows(&d(Some("registry.example/a:1"), Some("registry.example/a:2")), 60), 2);
        assert_eq!(difference_rows(&d(Some("registry.example/a:1"), Some("registry.example/a:2")), 40), 3);
        assert_eq!(difference_rows(&d(Some("registry.example/long/a:1"), None), 40), 2);
    }
}
