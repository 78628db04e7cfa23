//! Draws labels and annotations as they are typed.

use super::{MetadataKey, View};
use crate::app::State;
use crate::app::text::Word;
use crate::model::change::Target;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::target::Head;
use crate::ui::text::{back, own};
use crate::ui::{field, popup};
use ratatui::layout::{Position, Rect};

/// Draws it. Gives the place of the text cursor, where something is typed.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, form: &View) -> Option<Position> {
    let targets: Vec<&Target> = form.targets.iter().collect();
    let head = Head::of(state, p, if form.annotations { Word::AnnotationsTitle } else { Word::LabelsTitle }, &targets);
    let w = head.width().max(72).min(p.area().width.saturating_sub(2));
    let rows = field::rows(&form.field, w.saturating_sub(4));
    let inside = head.open(p, (w, rows.saturating_add(5)));
    let area = Rect { height: inside.height.saturating_sub(2).max(1), ..inside };
    let (cursor, used) = field::over_rows(p, area, &form.field);
    let below = inside.y + used;
    match &form.error {
        Some(error) => p.text(inside.x, below, inside.width, &p.words(error), Role::ErrorMessage),
        None => p.text(inside.x, below, inside.width, p.word(Word::KeyValue), Role::Dim),
    };
    let other = if form.annotations { Word::Labels } else { Word::Annotations };
    let switch = (state.keymap.hint_of(MetadataKey::Switch), p.word(other));
    popup::keys(p, inside, &[switch, own(state, p, MetadataKey::Continue), back(state, p.word(Word::Leave))]);
    Some(cursor)
}
