//! The pickers: namespaces, contexts, commands.

use super::{PickerKey, View};
use crate::app::State;
use crate::app::catalogue::What;
use crate::app::text::{PlaceText, Word};
use crate::model::Words;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::pane::mood_role;
use crate::ui::table::{self, Cell, Column, Line};
use crate::ui::text::{back, own, up_down};
use crate::ui::{field, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 3] =
    [Column::new(Words::NONE, 1, 0, 3), Column::new(Words::NONE, 16, 40, 0), Column::new(Words::NONE, 10, 0, 2).growing()];

/// Draws it. Gives the place of the text cursor.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, picker: &View) -> Option<Position> {
    let (title, empty) = match picker.what {
        What::Namespace => {
            let take = state.keymap.hint_of(PickerKey::Take);
            (p.word(Word::Namespace), p.words(&PlaceText::NoMatch(take).into()))
        }
        What::Context => (p.word(Word::Context), p.word(Word::NoMatch).to_owned()),
        What::Kind => (p.word(Word::Kind), p.word(Word::NoMatch).to_owned()),
        What::Command => (p.word(Word::CommandTitle), p.word(Word::NoMatch).to_owned()),
    };
    let screen = p.area();
    let height = (picker.count() as u16).saturating_add(4).clamp(8, (screen.height * 2 / 3).max(8));
    let inside = popup::open(p, (screen.width.clamp(20, 90), height), &p.titled(title), false);
    p.text(inside.x, inside.y, 2, "> ", Role::Key);
    let (cursor, _) = field::draw(p, (inside.x + 2, inside.y, inside.width.saturating_sub(2)), &picker.field, true);
    let rows =
        Rect { y: inside.y + 1, height: inside.height.saturating_sub(2), x: inside.x.saturating_sub(1), width: inside.width + 2 };
    let height = usize::from(rows.height).max(1);
    let first = (picker.cursor + 1).saturating_sub(height);
    let lines: Vec<Line<'_>> = picker
        .found()
        .enumerate()
        .skip(first)
        .take(height)
        .map(|(i, item)| {
            let glyph = item.mood.map_or_else(|| Cell::dim(""), |m| Cell::new(m.glyph(), mood_role(m)));
            let (role, detail) = match &item.denied {
                Some(why) => (Role::Disabled, format!("{} — {}", p.words(&item.detail), p.words(&why.clone().into()))),
                None => (Role::Text, p.words(&item.detail)),
            };
            Line {
                cells: vec![glyph, Cell::new(item.label.as_str(), role), Cell::dim(detail)],
                cursor: i == picker.cursor,
                marked: false,
            }
        })
        .collect();
    if lines.is_empty() {
        p.text(inside.x, rows.y, inside.width, &empty, Role::Dim);
    }
    table::draw(p, rows, &COLUMNS, &lines, false, true);
    let mut keys = vec![up_down(state, p.word(Word::Choose)), own(state, p, PickerKey::Take), back(state, p.word(Word::Leave))];
    if picker.what == What::Context {
        keys.insert(2, own(state, p, PickerKey::NewTab));
    }
    popup::keys(p, inside, &keys);
    Some(cursor)
}
