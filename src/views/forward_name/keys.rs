//! What the keys of a port-forward's name do.

use super::View;
use crate::app::desk::Desk;
use crate::app::room::Keys;
use crate::app::text::{FormKeys, ForwardText};
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};

/// The longest name.
const LONGEST: usize = 64;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Save a port-forward", "保存端口转发") typed ForwardNameKey {
        Keep "forward-name-keep" ["Enter"] ("save", "保存") ("save the port-forward by this name", "以该名称保存端口转发");
    }
}

impl Keys for View {
    const TABLE: &'static Table = ForwardNameKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        match (desk.keymap.of_form(key), desk.keymap.shared_of_form(key)) {
            (Some(ForwardNameKey::Keep), _) => {
                let name = self.field.text().trim();
                let may = |c: char| c.is_alphanumeric() || "-_.".contains(c);
                if name.is_empty() || name.len() > LONGEST || !name.chars().all(may) {
                    desk.hint(ForwardText::BadName);
                    return Next::Stay;
                }
                if !desk.forwards.save(self.id, name, desk.effects) {
                    desk.hint(ForwardText::Gone);
                }
                return Next::Close;
            }
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, None | Some(Shared::Motion(_))) => {
                if !self.field.key(key) {
                    desk.only_these::<ForwardNameKey>(key, FormKeys::Bookmark);
                }
            }
        }
        Next::Stay
    }
}
