//! Draws what differs.

use super::{BESIDE, CompareKey, View};
use crate::app::State;
use crate::app::room::Room;
use crate::app::text::Word;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::{back, own, pager, search, search_keys, up_down};
use ratatui::layout::Position;

/// Draws it. Gives the place of the text cursor, where something is typed to be looked for.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let inside = Head::new(p, &view.name(state.lang), "", view.prod).open_full(p);
    let leave = back(state, p.word(Word::Leave));
    match &view.answer {
        Some(Ok(_)) => {}
        Some(Err(why)) => {
            p.text(inside.x, inside.y, inside.width, &p.words(why), Role::Bad);
            popup::full_keys(p, &[leave, own(state, p, CompareKey::Again)]);
            return None;
        }
        None => {
            let seconds = state.now.since(view.since) / 1000;
            p.text(inside.x, inside.y, inside.width, &format!("{} {seconds} s", p.word(Word::Asking)), Role::Busy);
            popup::full_keys(p, &[leave]);
            return None;
        }
    }
    pager(p, inside, &view.pager);
    let scroll = if view.pager.below() > 0 { p.word(Word::Scroll) } else { p.word(Word::TheEnd) };
    let (all, words) = own(state, p, CompareKey::All);
    let mut keys = vec![up_down(state, scroll), leave, (all, if view.all { p.word(Word::OnlyWhatDiffers) } else { words })];
    if p.area().width >= BESIDE {
        let (key, words) = own(state, p, CompareKey::Beside);
        keys.push((key, if view.beside { p.word(Word::Inline) } else { words }));
    }
    keys.extend(search_keys(state, p, &view.pager));
    keys.push(own(state, p, CompareKey::Again));
    popup::full_keys(p, &keys);
    search(state, p, &view.pager)
}
