//! What the keys of the bookmarks do.

use super::View;
use crate::app::desk::Desk;
use crate::app::room::Keys;
use crate::app::text::FormKeys;
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};

/// Rows of a page.
const PAGE: isize = 10;

crate::view_commands! {
    /// Their keys, beside those that every view has.
    ("Bookmarks", "书签") BookmarksKey {
        Go "bookmarks-go" [like Open Workloads] ("go there", "跳转") ("go there", "跳转");
        Drop "bookmarks-drop" ["b"] ("drop the bookmark", "删除书签") ("drop the bookmark", "删除书签");
        Leave "bookmarks-leave" [like Marks Logs] ("leave", "离开") ("leave", "离开");
    }
}

impl Keys for View {
    const TABLE: &'static Table = BookmarksKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let last = desk.logs.marks().len().saturating_sub(1);
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(BookmarksKey::Go), _) => {
                desk.logs.go_to_mark(self.cursor);
                return Next::Close;
            }
            (Some(BookmarksKey::Drop), _) => {
                desk.logs.drop_mark(self.cursor);
                if desk.logs.marks().is_empty() {
                    return Next::Close;
                }
                self.cursor = self.cursor.min(last.saturating_sub(1));
            }
            (Some(BookmarksKey::Leave), _) | (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => {
                self.cursor = self.cursor.saturating_add_signed(motion.lines(PAGE)).min(last);
            }
            (None, None) => desk.only_these::<BookmarksKey>(key, FormKeys::Bookmarks),
        }
        Next::Stay
    }
}
