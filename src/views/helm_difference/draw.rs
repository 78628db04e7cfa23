//! Draws the difference.

use super::{BESIDE, HelmDifferenceKey, View};
use crate::app::State;
use crate::app::room::Room;
use crate::app::text::Word;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::{back, own, pager, search, search_keys, since, up_down};
use ratatui::layout::Position;

/// Draws it. Gives the place of the text cursor, where something is typed to be looked for.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let inside = Head::new(p, &view.name(state.lang), view.place(state.lang), false).open_full(p);
    let leave = back(state, p.word(Word::Leave));
    if view.lines.is_none() {
        let words = since(p.word(Word::Asking), state.now, view.since);
        p.text(inside.x, inside.y, inside.width, &words, Role::Busy);
        popup::full_keys(p, &[leave]);
        return None;
    }
    pager(p, inside, &view.pager);
    let scroll = if view.pager.below() > 0 { p.word(Word::Scroll) } else { p.word(Word::TheEnd) };
    let mut keys = vec![up_down(state, scroll), leave];
    keys.extend(search_keys(state, p, &view.pager));
    if view.hides() {
        keys.push(own(state, p, HelmDifferenceKey::Reveal));
    }
    if p.area().width >= BESIDE {
        let (key, words) = own(state, p, HelmDifferenceKey::Beside);
        keys.push((key, if view.beside { p.word(Word::Inline) } else { words }));
    }
    popup::full_keys(p, &keys);
    search(state, p, &view.pager)
}
