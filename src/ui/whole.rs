//! The whole difference of two pod templates as YAML: inline, or the present one and the other side by side.

use super::paint::Painter;
use super::popup;
use crate::app::modes::RevisionsView;
use crate::app::modes::revisions::BESIDE;
use crate::model::revision::DiffLine;
use crate::theme::Role;
use ratatui::layout::Rect;

/// Whether there are two columns: where they are wanted and have room.
pub(super) const fn two_columns(view: &RevisionsView, width: u16) -> bool {
    view.beside && width >= BESIDE
}

/// One line of the inline form: its sign, its text, its role.
type Inline<'a> = (&'static str, &'a str, Role);

/// The lines of the inline form: of a run of lines that differ those that go stand before those that come, as in `diff -u`. A
/// fold is an `Err` with the number of its lines.
fn inline(lines: &[DiffLine]) -> Vec<Result<Inline<'_>, usize>> {
    let mut out = Vec::with_capacity(lines.len());
    let mut come: Vec<&str> = Vec::new();
    for line in lines {
        if !matches!(line, DiffLine::Changed { .. }) {
            out.extend(come.drain(..).map(|l| Ok(("+", l, Role::DiffAdd))));
        }
        match line {
            DiffLine::Same(text) => out.push(Ok((" ", text, Role::Dim))),
            DiffLine::Folded(count) => out.push(Err(*count)),
            DiffLine::Changed { old, new } => {
                out.extend(old.iter().map(|l| Ok(("−", l.as_str(), Role::DiffRemove))));
                come.extend(new.as_deref());
            }
        }
    }
    out.extend(come.into_iter().map(|l| Ok(("+", l, Role::DiffAdd))));
    out
}

/// Draws the lines from `scroll` on.
pub(super) fn draw(p: &mut Painter<'_>, area: Rect, lines: &[DiffLine], scroll: usize, beside: bool) {
    let rows = area.y..area.bottom();
    if beside {
        for (y, line) in rows.zip(lines.iter().skip(scroll.min(lines.len().saturating_sub(1)))) {
            pair(p, area, y, line);
        }
        return;
    }
    let lines = inline(lines);
    for (y, line) in rows.zip(lines.iter().skip(scroll.min(lines.len().saturating_sub(1)))) {
        match line {
            Ok((sign, text, role)) => {
                p.text(area.x, y, 2, sign, *role);
                p.text(area.x + 2, y, area.width.saturating_sub(2), text, *role);
            }
            Err(count) => folded(p, area, y, *count),
        }
    }
}

fn pair(p: &mut Painter<'_>, area: Rect, y: u16, line: &DiffLine) {
    let half = area.width.saturating_sub(3) / 2;
    let (left, right) = (area.x, area.x + half + 3);
    match line {
        DiffLine::Folded(count) => return folded(p, area, y, *count),
        DiffLine::Same(text) => {
            p.text(left, y, half, text, Role::Dim);
            p.text(right, y, half, text, Role::Dim);
        }
        DiffLine::Changed { old, new } => {
            p.text(left, y, half, old.as_deref().unwrap_or_default(), Role::DiffRemove);
            p.text(right, y, half, new.as_deref().unwrap_or_default(), Role::DiffAdd);
        }
    }
    let sign = match line {
        DiffLine::Changed { old: Some(_), new: Some(_) } => "→",
        DiffLine::Changed { old: None, .. } => "+",
        DiffLine::Changed { .. } => "−",
        _ => "│",
    };
    p.symbol(left + half + 1, y, sign, Role::Border);
}

fn folded(p: &mut Painter<'_>, area: Rect, y: u16, count: usize) {
    let words = format!("⋯ {count} {}", p.tr("unchanged lines"));
    p.text(area.x, y, area.width, &words, Role::Border);
}

/// The keys of this form.
pub(super) fn keys(p: &mut Painter<'_>, inside: Rect, view: &RevisionsView, width: u16) {
    let mut keys = vec![("↑↓", p.tr("choose")), ("PgDn", p.tr("scroll")), ("Enter", p.tr("continue"))];
    if width >= BESIDE {
        keys.push(("v", if view.beside { p.tr("inline") } else { p.tr("side by side") }));
    }
    keys.extend([("d", p.tr("only what differs")), ("Esc", p.tr("leave"))]);
    popup::keys(p, inside, &keys);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_stands_before_what_comes() {
        let changed =
            |old: Option<&str>, new: Option<&str>| DiffLine::Changed { old: old.map(Into::into), new: new.map(Into::into) };
        let lines = [
            DiffLine::Folded(4),
            changed(Some("a"), Some("x")),
            changed(Some("b"), None),
            DiffLine::Same("c".into()),
            changed(None, Some("d")),
        ];
        let signs: Vec<String> =
            inline(&lines).iter().map(|l| l.map_or_else(|n| n.to_string(), |(s, t, _)| format!("{s}{t}"))).collect();
        assert_eq!(signs, ["4", "−a", "−b", "+x", " c", "+d"]);
    }
}
