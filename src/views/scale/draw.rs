//! Draws the number of replicas as it is typed.

use super::{MANY, ScaleKey, View};
use crate::app::State;
use crate::app::text::{FormText, Word};
use crate::model::change::Target;
use crate::model::fit::places;
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{field, popup};
use ratatui::layout::Position;

/// Draws it. Gives the place of the text cursor, where something is typed.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, form: &View) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().map(|(t, _)| t).collect();
    let head = Head::of(state, p, Word::Scale, &targets);
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
        p.text(inside.x, y, inside.width, &format!("… {} {}", rows.len() - shown, p.word(Word::MoreLines)), Role::Dim);
        y += 1;
    }
    let lead = match &form.targets[..] {
        [(_, from)] => format!("{from} → "),
        _ => p.word(Word::AllTo).to_owned(),
    };
    let w = p.text(inside.x, y, inside.width, &lead, Role::Text);
    let (cursor, typed) = field::draw(p, (inside.x + w, y, inside.width.saturating_sub(w)), &form.field, true);
    let hint = if several && form.field.text().is_empty() {
        p.words(&FormText::ForEach(up_down(state, "").0).into())
    } else {
        p.word(Word::Replicas).to_owned()
    };
    p.text(inside.x + w + typed + 1, y, inside.width.saturating_sub(w + typed + 1), &hint, Role::Dim);
    if let Some(error) = &form.error {
        p.text(inside.x, y + 1, inside.width, &p.words(error), Role::ErrorMessage);
    } else if form.targets.iter().any(|(_, from)| form.wanted(*from).is_some_and(|n| n > MANY)) {
        p.text(inside.x, y + 1, inside.width, p.word(Word::ThatIsALot), Role::Warn);
    }
    popup::keys(
        p,
        inside,
        &[up_down(state, p.word(Word::Count)), own(state, p, ScaleKey::Continue), back(state, p.word(Word::Leave))],
    );
    Some(cursor)
}
