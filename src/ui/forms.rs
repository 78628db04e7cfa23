//! The forms of changes.

use super::paint::{Painter, width};
use super::popup;
use crate::app::State;
use crate::app::changes::Guard;
use crate::app::modes::{ImageForm, ScaleForm};
use crate::model::change::Target;
use crate::model::image;
use crate::theme::Role;
use ratatui::layout::Position;

pub(super) fn is_prod(state: &State, target: &Target) -> bool {
    state.guard(&[target]) == Guard::Name
}

pub(super) fn scale(state: &State, p: &mut Painter<'_>, form: &ScaleForm) -> Option<Position> {
    let title = format!("{}  {}", p.tr("Scale"), form.target.place());
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
    let title = format!("{}  {}", p.tr("Image"), form.target.place());
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
