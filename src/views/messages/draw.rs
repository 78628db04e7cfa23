//! Draws the list, and below it the message under the cursor.

use super::{MessagesKey, View, of, words};
use crate::app::State;
use crate::app::messages::{Level, Message};
use crate::app::room::Room;
use crate::app::text::Word;
use crate::model::{Words, fit};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, looked_for, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 3] =
    [Column::new(Words::NONE, 8, 0, 2), Column::new(Words::NONE, 1, 0, 0), Column::new(Words::NONE, 10, 0, 0).growing()];

/// Columns before the text: time and glyph, each with its gap.
const BEFORE: u16 = 13;

const fn looks(level: Level) -> (&'static str, Role) {
    match level {
        Level::Info => ("", Role::Text),
        Level::Good => ("✓", Role::Good),
        Level::Warn => ("⚠", Role::Warn),
        Level::Error => ("✗", Role::Bad),
    }
}

/// Draws it. Gives the place of the text cursor, where something is typed to be looked for.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let title = view.name(state.lang);
    let inside = Head::new(p, &title, "", false).open_full(p);
    let messages = &state.messages;
    let count = messages.all().len();
    if count == 0 {
        p.text(inside.x, inside.y, inside.width, p.word(Word::NoMessagesYet), Role::Dim);
        popup::full_keys(p, &[back(state, p.word(Word::Leave))]);
        return looked_for(state, p, view.typing.as_ref().map(|(field, _)| field), view.found(messages, state.lang));
    }
    let hits = view.hits(messages, state.lang);
    // What is too long begins and ends as it does: whom it is about stands at the end of many.
    let room = usize::from(inside.width.saturating_sub(BEFORE));
    listing::draw(p, &view.list, &COLUMNS, |_, number| {
        let (m, row) = (of(messages, *number)?, view.list.rows().iter().position(|n| n == number));
        let (glyph, role) = looks(m.level);
        let text = words(state.lang, m);
        let role_of_text = if row.is_some_and(|row| hits.contains(&row)) { Role::Match } else { role };
        let text = Cell::new(fit::amid(&text, room).into_owned(), role_of_text);
        Some(Line::new(vec![Cell::dim(state.clock(m.time)), Cell::new(glyph, role), text]))
    });
    let chosen = view.chosen(messages);
    if let (Some(m), Some((area, _))) = (chosen, listing::told(&view.list)) {
        below(state, p, area, m);
    }
    let mut keys = vec![up_down(state, p.word(Word::Choose)), own(state, p, MessagesKey::Open), back(state, p.word(Word::Leave))];
    keys.push(own(state, p, MessagesKey::Search));
    if hits.len() > 1 {
        let both = [MessagesKey::Next, MessagesKey::Previous].map(|c| state.keymap.hint_of(c));
        keys.push((both.join(" ").trim().to_owned(), p.word(Word::NextPrevious)));
    }
    keys.push(own(state, p, MessagesKey::Copy));
    if chosen.is_some_and(|m| m.about.is_some()) {
        keys.push(own(state, p, MessagesKey::GoTo));
    }
    popup::full_keys(p, &keys);
    looked_for(state, p, view.typing.as_ref().map(|(field, _)| field), view.found(messages, state.lang))
}

/// The message under the cursor, whole as far as its room goes: the rest of it is a key away.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, m: &Message) {
    for x in area.x..area.right() {
        p.symbol(x, area.y, "─", Role::Border);
    }
    let about = m.about.as_ref().map(|t| format!("  {}", t.place())).unwrap_or_default();
    p.text(area.x, area.y, area.width, &format!("{}{about} ", state.clock(m.time)), Role::Title);
    let text = words(state.lang, m);
    let parts = fit::rows(&text, usize::from(area.width).max(1));
    let room = usize::from(area.height.saturating_sub(1));
    let (_, role) = looks(m.level);
    for (y, part) in (area.y + 1..area.bottom()).zip(&parts) {
        p.text(area.x, y, area.width, text[part.clone()].trim_end(), role);
    }
    if parts.len() > room {
        let words = format!(" {} {} ", parts.len() - room, p.word(Word::MoreLines));
        p.right(area.x, area.y, area.width, &words, Role::Dim);
    }
}
