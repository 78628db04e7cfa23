//! The forms of changes.

use super::paint::{Painter, width};
use super::target::Head;
use super::{field, popup};
use crate::app::State;
use crate::app::modes::image::ContainerLine;
use crate::app::modes::{DeleteForm, DeleteLine, ImageForm, MetadataForm, ScaleForm};
use crate::model::change::{Propagation, Target};
use crate::model::fit::{broken, places};
use crate::model::image;
use crate::theme::Role;
use ratatui::layout::{Position, Rect};

pub(super) fn is_prod(state: &State, target: &Target) -> bool {
    state.is_prod_target(target)
}

pub(super) fn scale(state: &State, p: &mut Painter<'_>, form: &ScaleForm) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().map(|(t, _)| t).collect();
    let prod = targets.iter().any(|t| is_prod(state, t));
    let head = Head::of(p, "Scale", &targets, prod);
    let several = targets.len() > 1;
    let listed = |room: u16| -> Vec<(String, Role)> {
        let mut rows = Vec::new();
        for (target, from) in form.targets.iter().filter(|_| several) {
            let to = form.wanted(*from).map_or_else(|| "?".into(), |n| n.to_string());
            let role = if form.wanted(*from) == Some(*from) { Role::Dim } else { Role::Accent };
            let line = format!("{} ▸ {}  {from} → {to}", target.namespace, target.name);
            rows.extend(places(&line, usize::from(room).max(1)).into_iter().map(|row| (row.to_owned(), role)));
        }
        rows
    };
    let widest = form.targets.iter().map(|(t, _)| width(&t.namespace) + width(&t.name) + 20).max().filter(|_| several).unwrap_or(0);
    let w = head.width().max(50).max(widest as u16).min(p.area().width.saturating_sub(2));
    let rows = listed(w.saturating_sub(4));
    let inside = head.open(p, (w, (6 + rows.len()).min(usize::from(u16::MAX)) as u16));
    let mut y = inside.y;
    // The question that follows has all of them.
    let shown = usize::from(inside.height.saturating_sub(4));
    let shown = if rows.len() > shown { shown.saturating_sub(1) } else { shown };
    for (row, role) in rows.iter().take(shown) {
        p.text(inside.x, y, inside.width, row, *role);
        y += 1;
    }
    if rows.len() > shown {
        p.text(inside.x, y, inside.width, &format!("… {} {}", rows.len() - shown, p.tr("more lines")), Role::Dim);
        y += 1;
    }
    let lead = match &form.targets[..] {
        [(_, from)] => format!("{from} → "),
        _ => p.tr("all → ").to_owned(),
    };
    let w = p.text(inside.x, y, inside.width, &lead, Role::Text);
    let (cursor, typed) = field::draw(p, (inside.x + w, y, inside.width.saturating_sub(w)), &form.field, true);
    let hint =
        if form.targets.len() > 1 && form.field.text().is_empty() { "type a number, or ↑↓ for each" } else { "replicas" };
    p.text(inside.x + w + typed + 1, y, inside.width.saturating_sub(w + typed + 1), p.tr(hint), Role::Dim);
    if let Some(error) = &form.error {
        p.text(inside.x, y + 1, inside.width, &p.say(error), Role::ErrorMessage);
    } else if form.targets.iter().any(|(_, from)| form.wanted(*from).is_some_and(|n| n > crate::app::modes::scale::MANY)) {
        p.text(inside.x, y + 1, inside.width, p.tr("that is a lot; are you sure?"), Role::Warn);
    }
    popup::keys(p, inside, &[("↑↓", p.tr("count")), ("Enter", p.tr("preview")), ("Esc", p.tr("leave"))]);
    Some(cursor)
}

pub(super) fn delete(state: &State, p: &mut Painter<'_>, form: &DeleteForm) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().collect();
    let lines = form.lines();
    let prod = targets.iter().any(|t| is_prod(state, t));
    let inside = Head::of(p, "Delete", &targets, prod).open(p, (72, lines.len() as u16 + 5));
    let mut cursor = None;
    let mut y = inside.y;
    for line in lines {
        let active = *line == form.line;
        let (name, value, words) = match line {
            DeleteLine::How if form.evict => ("how", "evict", "respects PodDisruptionBudgets"),
            DeleteLine::How => ("how", "delete", "Ignores PodDisruptionBudgets"),
            DeleteLine::Owned => match form.propagation {
                Propagation::Background => ("dependents", "background", "background: it, then its dependents"),
                Propagation::Foreground => ("dependents", "foreground", "foreground: its dependents, then it"),
                Propagation::Orphan => ("dependents", "orphan", "orphan: its dependents stay"),
            },
            DeleteLine::Grace if form.grace.text().is_empty() => ("grace", "", "seconds; empty: the pods' own"),
            DeleteLine::Grace => ("grace", form.grace.text(), "seconds; 0: does not wait for their processes"),
        };
        p.text(inside.x, y, 14, p.tr(name), if active { Role::Accent } else { Role::Dim });
        let place = (inside.x + 14, y, inside.width.saturating_sub(14));
        let w = if active && *line == DeleteLine::Grace {
            let (at, w) = field::draw(p, place, &form.grace, true);
            cursor = Some(at);
            w
        } else {
            p.text(place.0, y, place.2, value, if active { Role::Input } else { Role::Text })
        };
        let at = inside.x + 14 + w.max(10) + 2;
        p.text(at, y, inside.right().saturating_sub(at), p.tr(words), Role::Dim);
        y += 1;
    }
    if let Some(error) = &form.error {
        p.text(inside.x, y, inside.width, &p.say(error), Role::ErrorMessage);
    }
    let keys = [("↑↓", p.tr("line")), ("Space", p.tr("change")), ("Enter", p.tr("preview")), ("Esc", p.tr("leave"))];
    popup::keys(p, inside, &keys);
    cursor
}

pub(super) fn marks(state: &State, p: &mut Painter<'_>, form: &MetadataForm) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().collect();
    let prod = targets.iter().any(|t| is_prod(state, t));
    let head = Head::of(p, if form.annotations { "Annotations" } else { "Labels" }, &targets, prod);
    let w = head.width().max(72).min(p.area().width.saturating_sub(2));
    let rows = field::rows(&form.field, w.saturating_sub(4));
    let inside = head.open(p, (w, rows.saturating_add(5)));
    let area = Rect { height: inside.height.saturating_sub(2).max(1), ..inside };
    let (cursor, used) = field::over_rows(p, area, &form.field);
    let below = inside.y + used;
    match &form.error {
        Some(error) => p.text(inside.x, below, inside.width, &p.say(error), Role::ErrorMessage),
        None => p.text(inside.x, below, inside.width, p.tr("key=value sets one, key- removes it"), Role::Dim),
    };
    let other = if form.annotations { "labels" } else { "annotations" };
    popup::keys(p, inside, &[("Tab", p.tr(other)), ("Enter", p.tr("preview")), ("Esc", p.tr("leave"))]);
    Some(cursor)
}

pub(super) fn image(state: &State, p: &mut Painter<'_>, form: &ImageForm) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().collect();
    let prod = targets.iter().any(|t| is_prod(state, t));
    let suggestions = form.lines.get(form.line).map_or(&[][..], |l| &l.suggestions);
    let head = Head::of(p, "Image", &targets, prod);
    let screen = p.area();
    let w = screen.width.clamp(20, 100).max(head.width()).min(screen.width.saturating_sub(2));
    let names = form.lines.iter().map(|l| width(&l.label)).max().unwrap_or(0).min(30) as u16 + 2;
    // The image over as many rows as it takes: below its container's name where beside it there is too little room.
    let beside = w.saturating_sub(names + 6);
    let longest = form.lines.iter().map(|l| width(&l.from).max(width(l.field.text()) + 1)).max().unwrap_or(0);
    let below = longest > usize::from(beside) && longest > 40;
    let room = if below { w.saturating_sub(8) } else { beside }.max(1);
    let from_rows = |l: &ContainerLine| broken(&l.from, room.into()).len() as u16;
    let rows = |l: &ContainerLine| if l.is_changed() { from_rows(l) } else { 1 } + field::rows(&l.field, room) + u16::from(below);
    let wanted = form.lines.iter().map(rows).fold(0u16, u16::saturating_add);
    let inside = head.open(p, (w, wanted.saturating_add(suggestions.len().min(8) as u16 + 6)));
    let end = inside.bottom().saturating_sub(2);
    // On a low screen each has one row, and the field moves in it.
    let tight = wanted > inside.height.saturating_sub(3);
    let mut cursor = None;
    let mut y = inside.y;
    let first = if tight { form.line } else { 0 };
    for (i, line) in form.lines.iter().enumerate().skip(first) {
        let active = i == form.line;
        if y >= end && !active {
            break;
        }
        p.name(inside.x, y, names, &line.label, if active { Role::Accent } else { Role::Dim });
        let x = if below { inside.x + 2 } else { inside.x + names };
        y += u16::from(below && y + 1 < end);
        if line.is_changed() {
            let parts = broken(&line.from, room.into());
            if tight || y + parts.len() as u16 >= end {
                p.name(x, y, room, &line.from, Role::DiffRemove);
                y += 1;
            } else {
                for part in parts {
                    p.text(x, y, room, part, Role::DiffRemove);
                    y += 1;
                }
            }
        } else {
            p.text(x, y, room, p.tr("(unchanged)"), Role::Dim);
            y += 1;
        }
        p.text(x, y, 2, "→ ", Role::Dim);
        let area = Rect { x: x + 2, y, width: room, height: end.saturating_sub(y).max(1) };
        let used = if active {
            let (at, used) = field::over_rows(p, area, &line.field);
            cursor = Some(at);
            used
        } else if tight {
            p.name(area.x, y, room, line.field.text(), Role::Text);
            1
        } else {
            let parts = broken(line.field.text(), room.into());
            for (y, part) in (y..end).zip(&parts) {
                p.text(area.x, y, room, part, Role::Text);
            }
            parts.len() as u16
        };
        y += used;
    }
    if let Some(error) = &form.error {
        p.text(inside.x, y, inside.width, &p.say(error), Role::ErrorMessage);
    }
    y += 1;
    let shown = usize::from(inside.bottom().saturating_sub(y + 1));
    let first = form.chosen.map_or(0, |c| (c + 1).saturating_sub(shown.max(1)));
    for (i, s) in suggestions.iter().enumerate().skip(first).take(shown) {
        let role = if form.chosen == Some(i) { Role::Selection } else { Role::Text };
        let w = p.name(inside.x + 2, y, 20.max(inside.width / 2), &image::short(&s.image), role);
        p.text(inside.x + 2 + w.max(12) + 2, y, inside.width.saturating_sub(w.max(12) + 4), &p.say(&s.from), Role::Dim);
        y += 1;
    }
    popup::keys(
        p,
        inside,
        &[("Tab", p.tr("next container")), ("↓", p.tr("choose")), ("Enter", p.tr("preview")), ("Esc", p.tr("leave"))],
    );
    cursor
}
