//! Draws the keys of an object.

use super::{EntriesKey, View};
use crate::app::State;
use crate::app::room::Room;
use crate::app::text::{EntriesText, Word};
use crate::model::Words;
use crate::model::entries::{Entries, Entry};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, since, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 4] = [
    Column::new(Words::new("KEY", "键"), 20, 0, 0).growing(),
    Column::new(Words::new("SIZE", "大小"), 12, 14, 0).right(),
    Column::new(Words::new("CHANGED", "更改"), 8, 10, 1).right(),
    Column::new(Words::new("BY", "更改者"), 12, 32, 2),
];

fn line<'a>(state: &State, p: &Painter<'_>, entry: &Entry) -> Line<'a> {
    let words = |text: EntriesText| p.words(&text.into());
    let size = Cell::new(words(EntriesText::Size(entry.bytes)), if entry.bytes.is_some() { Role::Text } else { Role::Bad });
    let (ago, by) = match &entry.changed {
        Some(changed) => (changed.at.age(state.time()), changed.by.to_string()),
        None => ("?".to_owned(), String::new()),
    };
    Line::new(vec![Cell::plain(entry.name.to_string()), size, Cell::dim(ago), Cell::dim(by)])
}

/// What the object is, who wrote it last, and what it lacks.
fn head(state: &State, p: &mut Painter<'_>, inside: Rect, entries: &Entries) {
    let say = |p: &mut Painter<'_>, y: u16, text: EntriesText, role: Role| {
        if y < inside.height {
            let words = p.words(&text.into());
            p.text(inside.x, inside.y + y, inside.width, &words, role);
        }
    };
    let summary = EntriesText::Summary {
        kind: entries.kind.clone(),
        keys: entries.keys.len(),
        bytes: entries.bytes(),
        immutable: entries.immutable,
    };
    say(p, 0, summary, Role::Text);
    let changed = match (entries.changed(), entries.created) {
        (Some(changed), _) => EntriesText::Changed(changed.at.age(state.time()), changed.by.clone()),
        (None, Some(created)) => EntriesText::NotNoted(created.age(state.time())),
        (None, None) => EntriesText::NotNoted("?".into()),
    };
    say(p, 1, changed, Role::Dim);
    for (y, key) in (2..).zip(entries.lacks()) {
        say(p, y, EntriesText::Lacks(key), Role::Bad);
    }
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let prod = state.guards.is_prod(&view.target);
    let inside = Head::new(p, &view.name(state.lang), view.target.place(), prod).open_full(p);
    let mut hints = vec![own(state, p, EntriesKey::Again), back(state, p.word(Word::Leave))];
    match &view.got {
        Some(Ok(entries)) => {
            head(state, p, inside, entries);
            if entries.keys.is_empty() {
                let (y, words) = (view.head().min(inside.height) - 1, p.words(&EntriesText::Nothing.into()));
                p.text(inside.x, inside.y + y, inside.width, &words, Role::Dim);
            } else {
                listing::draw(p, &view.list, &COLUMNS, |p, key| entries.key(key).map(|entry| line(state, p, entry)));
                hints.splice(0..0, [up_down(state, p.word(Word::Choose)), own(state, p, EntriesKey::Show)]);
                hints.push(own(state, p, EntriesKey::Copy));
            }
        }
        Some(Err(why)) => {
            let words = p.words(why);
            for (y, part) in (inside.y..inside.bottom()).zip(crate::model::fit::rows(&words, usize::from(inside.width).max(1))) {
                p.text(inside.x, y, inside.width, &words[part], Role::Bad);
            }
        }
        None => {
            let begun = view.asked.map_or(state.now, |(_, begun)| begun);
            p.text(inside.x, inside.y, inside.width, &since(p.word(Word::Asking), state.now, begun), Role::Busy);
        }
    }
    hints.extend([own(state, p, EntriesKey::Edit), own(state, p, EntriesKey::Describe)]);
    popup::full_keys(p, &hints);
    None
}
