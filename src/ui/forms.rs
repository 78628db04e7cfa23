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
    let differences = preview.differences.len().min(8) as u16;
    let height = 7 + differences + warnings + lines_of(&preview.touches);
    let prod = is_prod(state, target);
    let inside = popup::open(p, (w, height), &format!("{} {}", change.verb(), target_words(target)), prod);
    let mut y = inside.y;
    let rest =
        |y: u16| Rect { x: inside.x.saturating_sub(1), y, width: inside.width + 2, height: inside.bottom().saturating_sub(y + 2) };
    y += wrapped(p, rest(y), &change.words(), Role::Accent).max(1);
    for d in preview.differences.iter().take(8) {
        if y + 2 < inside.bottom() {
            difference(p, Rect { x: inside.x, y, width: inside.width, height: 1 }, d);
        }
        y += 1;
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

/// One difference: `containers[web].image   lab/app:1.9 → lab/app:1.1`.
pub(super) fn difference(p: &mut Painter<'_>, area: Rect, d: &Difference) {
    let mut x = area.x;
    let end = area.right();
    x += p.text(x, area.y, (area.width / 2).max(20).min(end.saturating_sub(x)), &d.path, Role::Text) + 2;
    if let Some(old) = &d.old {
        let sign = if d.new.is_none() { "− " } else { "" };
        x += p.text(x, area.y, end.saturating_sub(x), &format!("{sign}{old}"), Role::DiffRemove);
    }
    if let Some(new) = &d.new {
        let sign = if d.old.is_none() { "+ " } else { " → " };
        x += p.text(x, area.y, end.saturating_sub(x), sign, Role::Dim);
        p.text(x, area.y, end.saturating_sub(x), new, Role::DiffAdd);
    }
}
