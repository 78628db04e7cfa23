//! The forms of changes.

use super::paint::{Painter, width};
use super::popup;
use crate::app::State;
use crate::app::modes::{DeleteForm, DeleteLine, ImageForm, MarksForm, ScaleForm};
use crate::model::change::{Propagation, Target};
use crate::model::image;
use crate::theme::Role;
use ratatui::layout::Position;

pub(super) fn is_prod(state: &State, target: &Target) -> bool {
    state.is_prod_target(target)
}

/// `Scale  lab-admin ▸ iot-test ▸ Deployment gateway`, or `Scale  3 objects of lab-admin`.
fn title(p: &Painter<'_>, word: &'static str, targets: &[&Target]) -> String {
    match targets {
        [one] => format!("{}  {}", p.tr(word), one.place()),
        [first, ..] => format!("{}  {} {} {}", p.tr(word), targets.len(), p.tr("objects of"), first.context),
        [] => p.tr(word).to_owned(),
    }
}

pub(super) fn scale(state: &State, p: &mut Painter<'_>, form: &ScaleForm) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().map(|(t, _)| t).collect();
    let title = title(p, "Scale", &targets);
    let listed = if targets.len() > 1 { targets.len().min(12) as u16 } else { 0 };
    let prod = targets.iter().any(|t| is_prod(state, t));
    let inside = popup::open(p, ((width(&title) as u16 + 10).max(50), 6 + listed), &title, prod);
    let mut y = inside.y;
    for (target, from) in form.targets.iter().take(usize::from(listed)) {
        let to = form.wanted(*from).map_or_else(|| "?".into(), |n| n.to_string());
        let moves = form.wanted(*from) != Some(*from);
        let role = if moves { Role::Accent } else { Role::Dim };
        p.text(inside.x, y, inside.width, &format!("{} ▸ {}  {from} → {to}", target.namespace, target.name), role);
        y += 1;
    }
    let lead = match &form.targets[..] {
        [(_, from)] => format!("{from} → "),
        _ => p.tr("all → ").to_owned(),
    };
    let w = p.text(inside.x, y, inside.width, &lead, Role::Text);
    let typed = p.text(inside.x + w, y, inside.width - w, form.field.text(), Role::Input);
    let hint =
        if form.targets.len() > 1 && form.field.text().is_empty() { "type a number, or ↑↓ for each" } else { "replicas" };
    p.text(inside.x + w + typed + 1, y, inside.width.saturating_sub(w + typed + 1), p.tr(hint), Role::Dim);
    if let Some(error) = &form.error {
        p.text(inside.x, y + 1, inside.width, error, Role::ErrorMessage);
    } else if form.targets.iter().any(|(_, from)| form.wanted(*from).is_some_and(|n| n > crate::app::modes::scale::MANY)) {
        p.text(inside.x, y + 1, inside.width, p.tr("that is a lot; are you sure?"), Role::Warn);
    }
    popup::keys(p, inside, &[("↑↓", p.tr("count")), ("Enter", p.tr("preview")), ("Esc", p.tr("leave"))]);
    Some(Position { x: inside.x + w + form.field.column() as u16, y })
}

pub(super) fn delete(state: &State, p: &mut Painter<'_>, form: &DeleteForm) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().collect();
    let title = title(p, "Delete", &targets);
    let lines = form.lines();
    let prod = targets.iter().any(|t| is_prod(state, t));
    let inside = popup::open(p, ((width(&title) as u16 + 10).max(72), lines.len() as u16 + 5), &title, prod);
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
        let w = p.text(inside.x + 14, y, inside.width.saturating_sub(14), value, if active { Role::Input } else { Role::Text });
        let at = inside.x + 14 + w.max(10) + 2;
        p.text(at, y, inside.right().saturating_sub(at), p.tr(words), Role::Dim);
        if active && *line == DeleteLine::Grace {
            cursor = Some(Position { x: inside.x + 14 + form.grace.column() as u16, y });
        }
        y += 1;
    }
    if let Some(error) = &form.error {
        p.text(inside.x, y, inside.width, error, Role::ErrorMessage);
    }
    let keys = [("↑↓", p.tr("line")), ("Space", p.tr("change")), ("Enter", p.tr("preview")), ("Esc", p.tr("leave"))];
    popup::keys(p, inside, &keys);
    cursor
}

pub(super) fn marks(state: &State, p: &mut Painter<'_>, form: &MarksForm) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().collect();
    let title = title(p, if form.annotations { "Annotations" } else { "Labels" }, &targets);
    let prod = targets.iter().any(|t| is_prod(state, t));
    let inside = popup::open(p, ((width(&title) as u16 + 10).max(72), 6), &title, prod);
    p.text(inside.x, inside.y, inside.width, form.field.text(), Role::Input);
    match &form.error {
        Some(error) => p.text(inside.x, inside.y + 1, inside.width, error, Role::ErrorMessage),
        None => p.text(inside.x, inside.y + 1, inside.width, p.tr("key=value sets one, key- removes it"), Role::Dim),
    };
    let other = if form.annotations { "labels" } else { "annotations" };
    popup::keys(p, inside, &[("Tab", p.tr(other)), ("Enter", p.tr("preview")), ("Esc", p.tr("leave"))]);
    Some(Position { x: (inside.x + form.field.column() as u16).min(inside.right()), y: inside.y })
}

pub(super) fn image(state: &State, p: &mut Painter<'_>, form: &ImageForm) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().collect();
    let title = title(p, "Image", &targets);
    let prod = targets.iter().any(|t| is_prod(state, t));
    let suggestions = form.lines.get(form.line).map_or(&[][..], |l| &l.suggestions);
    let height = form.lines.len() as u16 * 2 + suggestions.len().min(8) as u16 + 6;
    let screen = p.area();
    let inside = popup::open(p, (screen.width.clamp(20, 100), height), &title, prod);
    let names = form.lines.iter().map(|l| width(&l.label)).max().unwrap_or(0).min(30) as u16 + 2;
    let mut cursor = None;
    let mut y = inside.y;
    for (i, line) in form.lines.iter().enumerate() {
        let active = i == form.line;
        p.text(inside.x, y, names, &line.label, if active { Role::Accent } else { Role::Dim });
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
