//! Draws the name of the file as it is typed, and the question whether it may be written over.

use super::{SaveLogsKey, View};
use crate::app::State;
use crate::app::text::LogsText;
use crate::theme::Role;
use crate::ui::choice::typed;
use crate::ui::paint::Painter;
use crate::ui::text::own;
use ratatui::layout::{Position, Rect};

/// Draws it. Gives the place of the text cursor, where the name is typed.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    if let Some(taken) = &view.taken {
        let a = state.layout.message;
        p.fill(Rect { x: a.x, y: a.y, width: a.w, height: a.h }, Role::Input);
        let key = state.keymap.hint_of(SaveLogsKey::Overwrite);
        let words = p.words(&LogsText::Taken(taken.clone(), key).into());
        p.text(a.x + 1, a.y, a.w.saturating_sub(2), &words, Role::Warn);
        return None;
    }
    let key = state.keymap.hint_of(SaveLogsKey::All);
    let words = p.words(&LogsText::SaveTo(view.all, key).into());
    let save = own(state, p, SaveLogsKey::Save);
    typed(state, p, (&words, save), &view.field, None)
}
