//! The forms of changes, and the question where it is asked.

use super::paint::{Painter, width};
use super::pane::wrapped;
use super::popup;
use crate::app::State;
use crate::app::changes::Guard;
use crate::app::modes::{ImageForm, Question, ScaleForm, Waiting};
use crate::model::change::Target;
use crate::model::image;
use crate::model::revision::Difference;
use crate::theme::Role;
use ratatui::layout::{Position, Rect};

/// `lab-admin ▸ iot-test ▸ Deployment gateway`.
pub(super) fn target_words(t: &Target) -> String {
    format!("{} ▸ {} ▸ {} {}", t.context, t.namespace, t.kind, t.name)
}

fn is_prod(state: &State, target: &Target) -> bool {
    state.guard(target) == Guard::Name
}

pub(super) fn scale(state: &State, p: &mut Painter<'_>, form: &ScaleForm) -> Option<Position> {
    let title = format!("{}  {}", p.tr("Scale"), target_words(&form.target));
    let inside = popup::open(p, (width(&title) as u16 + 10, 6), &title, is_prod(state, &form.target));
    let lead = format!("{} → ", form.from);
    let w = p.text(inside.x, inside.y, inside.width, &lead, Role::Text);
    let typed = p.text(inside.x + w, inside.y, inside.width - w, form.field.text(), Role::Input);
    p.text(inside.x + w + typed + 1, inside.y, inside.width.saturating_sub(w + typed + 1), p.tr("replicas"), Role::Dim);
    if let Some(error) = &form.error {
        p.text(inside.x, inside.y + 1, inside.width, error, Role::ErrorMessage);
    } else if form.field.text().parse::<u32>().is_ok_and(|n| n > crate::app::modes::scale::MANY) {
        p.text(inside.x, inside.y + 1, inside.width, p.tr("that is a lot: is it meant?"), Role::Warn);
    }
    popup::keys(p, inside, &[("↑↓", p.tr("count")), ("Enter", p.tr("preview")), ("Esc", p.tr("leave"))]);
    Some(Position { x: inside.x + w + form.field.column() as u16, y: inside.y })
}

pub(super) fn image(state: &State, p: &mut Painter<'_>, form: &ImageForm) -> Option<Position> {
    let title = format!("{}  {}", p.tr("Image"), target_words(&form.target));
    let suggestions = form.lines.get(form.line).map_or(&[][..], |l| &l.suggestions);
    let height = form.lines.len() as u16 * 2 + suggestions.len().min(8) as u16 + 6;
    let screen = p.area();
    let inside = popup::open(p, (screen.width.clamp(20, 100), height), &title, is_prod(state, &form.target));
    let names = form.lines.iter().map(|l| width(&l.container) + if l.init { 7 } else { 0 }).max().unwrap_or(0).min(30) as u16 + 2;
    let mut cursor = None;
    let mut y = inside.y;
    for (i, line) in form.lines.iter().enumerate() {
        let name = if line.init { format!("{} (init)", line.container) } else { line.container.clone() };
        let active = i == form.line;
        p.text(inside.x, y, names, &name, if active { Role::Accent } else { Role::Dim });
        let x = inside.x + names;
        let room = inside.right().saturating_sub(x);
        let changed = line.field.text().trim() != line.from;
        if changed {
            p.text(x, y, room, &line.from, Role::DiffRemove);
        } else {
            p.text(x, y, room, p.tr("(unchanged)"), Role::Dim);
        }
        y += 1;
        let arrow = p.text(x, y, room, "→ ", Role::Dim);
        p.text(x + arrow, y, room.saturating_sub(arrow), line.field.text(), if active { Role::Input } else { Role::Text });
        if active {
            cursor = Some(Position { x: (x + arrow + line.field.column() as u16).min(inside.right()), y });
        }
        y += 1;
    }
    if let Some(error) = &form.error {
        p.text(inside.x, y, inside.width, error, Role::ErrorMessage);
    }
    y += 1;
    let shown = usize::from(inside.bottom().saturating_sub(y + 1));
    let first = form.chosen.map_or(0, |c| (c + 1).saturating_sub(shown.max(1)));
    for (i, s) in suggestions.iter().enumerate().skip(first).take(shown) {
        let role = if form.chosen == Some(i) { Role::Selection } else { Role::Text };
        let w = p.text(inside.x + 2, y, 20, &image::short(&s.image), role);
        p.text(inside.x + 2 + w.max(12) + 2, y, inside.width.saturating_sub(w.max(12) + 4), &s.from, Role::Dim);
        y += 1;
    }
    popup::keys(
        p,
        inside,
        &[("Tab", p.tr("next container")), ("↓", p.tr("choose")), ("Enter", p.tr("preview")), ("Esc", p.tr("leave"))],
    );
    cursor
}

pub(super) fn waiting(state: &State, p: &mut Painter<'_>, waiting: &Waiting) {
    let intent = &waiting.intent;
    let title = format!("{} {}", intent.change.verb(), target_words(&intent.target));
    let inside = popup::open(p, (width(&title) as u16 + 12, 5), &title, is_prod(state, &intent.target));
    let seconds = state.now.since(waiting.since) / 1000;
    let since = if seconds > 0 { format!("  {seconds} s") } else { String::new() };
    p.text(
        inside.x,
        inside.y,
        inside.width,
        &format!("{}{since}", p.tr("asking the API server: permission, dry run …")),
        Role::Busy,
    );
    popup::keys(p, inside, &[("Esc", p.tr("leave"))]);
}

pub(super) fn question(state: &State, p: &mut Painter<'_>, question: &Question) -> Option<Position> {
    let preview = &question.preview;
    let (target, change) = (&preview.intent.target, &preview.intent.change);
    let title = format!("{} {} in {} of {}: {}", change.verb(), target.name, target.namespace, target.context, change.words());
    let screen = p.area();
    let longest = preview
        .differences
        .iter()
        .map(|d| width(&d.path) + [&d.old, &d.new].iter().map(|v| v.as_deref().map_or(0, width) + 3).sum::<usize>())
        .max();
    let w = (width(&title).max(longest.unwrap_or(0)) as u16 + 14).clamp(60, 110).min(screen.width.saturating_sub(2));
    let room = usize::from(w.saturating_sub(4)).max(10);
    let lines_of = |text: &str| (width(text) / room + 1) as u16;
    let warnings: u16 = preview.warnings.iter().map(|t| lines_of(t) + 1).sum::<u16>().min(8);
    let differences: u16 = preview.differences.iter().take(8).map(|d| difference_rows(d, room)).sum();
    let height = 7 + differences + warnings + lines_of(&preview.touches);
    let prod = is_prod(state, target);
    let inside = popup::open(p, (w, height), &format!("{} {}", change.verb(), target_words(target)), prod);
    let mut y = inside.y;
    let rest =
        |y: u16| Rect { x: inside.x.saturating_sub(1), y, width: inside.width + 2, height: inside.bottom().saturating_sub(y + 2) };
    y += wrapped(p, rest(y), &change.words(), Role::Accent).max(1);
    for d in preview.differences.iter().take(8) {
        let rows = difference_rows(d, inside.width.into());
        let height = rows.min(inside.bottom().saturating_sub(y + 2));
        if height > 0 {
            difference(p, Rect { x: inside.x, y, width: inside.width, height }, d);
        }
        y += rows;
    }
    if preview.differences.len() > 8 {
        p.text(inside.x, y, inside.width, &format!("… {} more", preview.differences.len() - 8), Role::Dim);
    }
    y += wrapped(p, rest(y), &preview.touches, Role::Dim);
    for warning in &preview.warnings {
        y += wrapped(p, rest(y), &format!("⚠ {warning}"), Role::Warn);
    }
    let ask = inside.bottom().saturating_sub(2);
    match question.guard {
        Guard::Yes => {
            popup::keys(p, inside, &[("y", p.tr("do it")), ("n", p.tr("leave it")), ("Esc", p.tr("leave it"))]);
            None
        }
        Guard::Name => {
            let mut x = inside.x;
            x += p.text(x, ask, inside.width, p.tr("Type"), Role::Text) + 1;
            x += p.text(x, ask, inside.right().saturating_sub(x), &target.name, Role::Accent) + 1;
            x += p.text(x, ask, inside.right().saturating_sub(x), p.tr("to do it:"), Role::Text) + 1;
            p.text(x, ask, inside.right().saturating_sub(x), question.field.text(), Role::Input);
            popup::keys(p, inside, &[("Enter", p.tr("do it")), ("Esc", p.tr("leave it"))]);
            Some(Position { x: (x + question.field.column() as u16).min(inside.right()), y: ask })
        }
    }
}

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
