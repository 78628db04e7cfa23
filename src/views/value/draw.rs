//! Draws a value.

use super::{DUMPED, HEAD, ValueKey, View};
use crate::app::State;
use crate::app::text::{EntriesText, Word};
use crate::model::entries::{Form, Value};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::{back, own, pager, search, search_keys, since, up_down};
use ratatui::layout::{Position, Rect};

/// What it is.
fn about(state: &State, p: &mut Painter<'_>, inside: Rect, value: &Value) {
    let bytes = value.plain.reveal();
    let what = match Form::of(bytes) {
        Form::Empty => EntriesText::Empty,
        Form::Text(text) => EntriesText::Lines(text.lines().count(), bytes.len()),
        Form::Binary(_) => EntriesText::Binary(bytes.len(), bytes.len().min(DUMPED * 16)),
    };
    p.text(inside.x, inside.y, inside.width, &p.words(&what.into()), Role::Dim);
    if let Some(certificate) = &value.certificate {
        let left = certificate.until.since(state.time());
        let text = EntriesText::Certificate(certificate.names.clone(), certificate.until, left);
        let role = if left > 0 { Role::Dim } else { Role::Bad };
        if inside.height > 1 {
            p.text(inside.x, inside.y + 1, inside.width, &p.words(&text.into()), role);
        }
    }
}

/// Draws it. Gives the place of the text cursor, where something is typed to be looked for.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let prod = state.guards.is_prod(&view.target);
    let inside = Head::new(p, &view.key, view.target.place(), prod).open_full(p);
    let leave = back(state, p.word(Word::Leave));
    let value = match &view.got {
        Some(Ok(value)) => value,
        Some(Err(why)) => {
            p.text(inside.x, inside.y, inside.width, &p.words(why), Role::Bad);
            popup::full_keys(p, &[leave]);
            return None;
        }
        None => {
            p.text(inside.x, inside.y, inside.width, &since(p.word(Word::Asking), state.now, view.since), Role::Busy);
            popup::full_keys(p, &[leave]);
            return None;
        }
    };
    about(state, p, inside, value);
    let below = Rect { y: inside.y + HEAD.min(inside.height), height: inside.height.saturating_sub(HEAD), ..inside };
    pager(p, below, &view.pager);
    let scroll = if view.pager.below() > 0 { p.word(Word::Scroll) } else { p.word(Word::TheEnd) };
    let mut keys = vec![up_down(state, scroll), leave, own(state, p, ValueKey::Copy)];
    keys.extend(search_keys(state, p, &view.pager));
    popup::full_keys(p, &keys);
    search(state, p, &view.pager)
}
