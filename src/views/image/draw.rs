//! Draws the images of containers as they are typed and chosen.

use super::{ContainerLine, ImageKey, View};
use crate::app::State;
use crate::app::text::Word;
use crate::command::Command;
use crate::model::change::Target;
use crate::model::fit::broken;
use crate::model::image;
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::target::Head;
use crate::ui::text::{back, key_of, own};
use crate::ui::{field, popup};
use ratatui::layout::{Position, Rect};

/// Draws it. Gives the place of the text cursor, where something is typed.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, form: &View) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().collect();
    let suggestions = form.lines.get(form.line).map_or(&[][..], |l| &l.suggestions);
    let head = Head::of(state, p, Word::Image, &targets);
    let screen = p.area();
    let w = screen.width.clamp(20, 100).max(head.width()).min(screen.width.saturating_sub(2));
    let names = form.lines.iter().map(|l| width(&p.words(&l.label))).max().unwrap_or(0).min(30) as u16 + 2;
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
        p.name(inside.x, y, names, &p.words(&line.label), if active { Role::Accent } else { Role::Dim });
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
            p.text(x, y, room, p.word(Word::Unchanged), Role::Dim);
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
        p.text(inside.x, y, inside.width, &p.words(error), Role::ErrorMessage);
    }
    y += 1;
    let shown = usize::from(inside.bottom().saturating_sub(y + 1));
    let first = form.chosen.map_or(0, |c| (c + 1).saturating_sub(shown.max(1)));
    for (i, s) in suggestions.iter().enumerate().skip(first).take(shown) {
        let role = if form.chosen == Some(i) { Role::Selection } else { Role::Text };
        let w = p.name(inside.x + 2, y, 20.max(inside.width / 2), &image::short(&s.image), role);
        p.text(inside.x + 2 + w.max(12) + 2, y, inside.width.saturating_sub(w.max(12) + 4), &p.words(&s.from), Role::Dim);
        y += 1;
    }
    let choose = key_of(state, Command::Down, p.word(Word::Choose));
    let keys = [own(state, p, ImageKey::Next), choose, own(state, p, ImageKey::Continue), back(state, p.word(Word::Leave))];
    popup::keys(p, inside, &keys);
    cursor
}
