//! What the keys of a list that is picked from do.

use super::View;
use crate::app::catalogue::{Choice, Chosen};
use crate::app::desk::{Ask, Desk};
use crate::app::messages::Level;
use crate::app::room::Keys;
use crate::app::text::{FormKeys, PlaceText};
use crate::app::wish::Next;
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};

/// Rows of a page.
const PAGE: usize = 10;

crate::view_commands! {
    /// Its keys, beside those that every view has; letters are typed.
    ("List", "列表") typed PickerKey {
        Take "picker-take" ["Enter"] ("take", "确定") ("take what is chosen", "采用所选项");
        NewTab "picker-new-tab" ["Ctrl-t" "Alt-Enter" "Ctrl-Enter"] ("new tab", "新标签页") ("open the context in a new tab", "在新标签页中打开上下文");
        Next "picker-next" ["Tab" "Ctrl-n"] ("choose", "选择") ("choose the next one", "选择下一项");
        Previous "picker-previous" ["Shift-Tab" "Ctrl-p"] ("choose", "选择") ("choose the one before", "选择上一项");
    }
}

impl Keys for View {
    const TABLE: &'static Table = PickerKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        match (desk.keymap.of_form(key), desk.keymap.shared_of_form(key)) {
            (Some(PickerKey::Take), _) => match self.chosen(desk.cluster.known_kinds().is_none()) {
                Ok(chosen) => {
                    desk.asks.push(Ask::Choose(chosen));
                    return Next::Close;
                }
                Err(text) => desk.say(Level::Warn, text),
            },
            (Some(PickerKey::NewTab), _) => match self.chosen(desk.cluster.known_kinds().is_none()) {
                Ok(Chosen { typed, choice: Choice::Context(name) }) => {
                    desk.asks.push(Ask::Choose(Chosen { typed, choice: Choice::Tab(name) }));
                    return Next::Close;
                }
                Ok(_) => desk.hint(PlaceText::NoTabOfThat),
                Err(text) => desk.say(Level::Warn, text),
            },
            (Some(PickerKey::Next), _) | (None, Some(Shared::Motion(MotionCommand::Down))) => self.go(self.cursor + 1),
            (Some(PickerKey::Previous), _) | (None, Some(Shared::Motion(MotionCommand::Up))) => {
                self.go(self.cursor.saturating_sub(1));
            }
            (None, Some(Shared::Motion(MotionCommand::PageDown))) => self.go(self.cursor + PAGE),
            (None, Some(Shared::Motion(MotionCommand::PageUp))) => self.go(self.cursor.saturating_sub(PAGE)),
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, None | Some(Shared::Motion(MotionCommand::Top | MotionCommand::Bottom))) => {
                if self.field.key(key) {
                    self.search();
                } else {
                    desk.only_these::<PickerKey>(key, FormKeys::Pick);
                }
            }
        }
        Next::Stay
    }
}

impl View {
    fn go(&mut self, to: usize) {
        (self.cursor, self.moved) = (to.min(self.found.len().saturating_sub(1)), true);
    }
}
