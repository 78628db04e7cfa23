//! Draws the name of the file as it is typed, and the question whether it may be written over.

use super::{SaveLogsKey, View};
use crate::app::State;
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
        let words = p.say(&format!("exists: {key} overwrites it, any other key goes back")).into_owned();
        p.text(a.x + 1, a.y, a.w.saturating_sub(2), &format!("{taken} {words}"), Role::Warn);
        return None;
    }
    let key = state.keymap.hint_of(SaveLogsKey::All);
    let words = if view.all {
        format!("save all lines ({key}: what is shown) to:")
    } else {
        format!("save what is shown ({key}: all lines) to:")
    };
    let words = p.say(&words).into_owned();
    let save = own(state, p, SaveLogsKey::Save);
    typed(state, p, (&words, save), &view.field, None)
}
