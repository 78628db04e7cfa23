//! What the keys of a bookmark's name do.

use super::View;
use crate::app::desk::Desk;
use crate::app::room::Keys;
use crate::app::text::FormKeys;
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Bookmark", "书签") typed BookmarkNameKey {
        Keep "bookmark-name-keep" ["Enter"] ("continue", "继续") ("keep the name", "保存名称");
    }
}

impl Keys for View {
    const TABLE: &'static Table = BookmarkNameKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        match (desk.keymap.of_form(key), desk.keymap.shared_of_form(key)) {
            (Some(BookmarkNameKey::Keep), _) => {
                desk.logs.name_mark(self.line, self.field.text());
                return Next::Close;
            }
            // An unnamed bookmark is a bookmark.
            (None, Some(Shared::Back | Shared::Quit)) => {
                desk.logs.name_mark(self.line, "");
                return Next::Close;
            }
            (None, None | Some(Shared::Motion(_))) => {
                if !self.field.key(key) {
                    desk.only_these::<BookmarkNameKey>(key, FormKeys::Bookmark);
                }
            }
        }
        Next::Stay
    }
}
