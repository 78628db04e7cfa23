//! Draws a text.

use super::View;
use crate::app::State;
use crate::app::pager::Reading;
use crate::app::text::Word;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::{back, own, pager, search, search_keys, up_down};
use ratatui::layout::Position;

/// Draws it. Gives the place of the text cursor, where something is typed to be looked for.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let inside = Head::new(p, &view.title, view.place.clone(), false).open_full(p);
    let Some(text) = &view.pager else {
        let seconds = state.now.since(view.since) / 1000;
        p.text(inside.x, inside.y, inside.width, &format!("{} {seconds} s", p.word(Word::Asking)), Role::Busy);
        popup::full_keys(p, &[back(state, p.word(Word::Leave))]);
        return None;
    };
    pager(p, inside, text);
    let scroll = if text.below() > 0 { p.word(Word::Scroll) } else { p.word(Word::TheEnd) };
    let mut keys = vec![up_down(state, scroll), back(state, p.word(Word::Leave))];
    keys.extend(search_keys(state, p, text));
    keys.push(own(state, p, Reading::Copy));
    if view.hides() {
        keys.push(own(state, p, Reading::Reveal));
    }
    popup::full_keys(p, &keys);
    search(state, p, text)
}
