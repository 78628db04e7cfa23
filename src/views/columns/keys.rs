//! What the keys of the fields do.

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
    ("Fields as columns", "字段列") ColumnsKey {
        Show "columns-show" ["Space"] ("show, hide", "显示、隐藏")
            ("show the field as a column, or no longer", "将字段显示为列,或不再显示");
        Whole "columns-whole" ["Backspace" "Delete"] ("whole lines", "整行") ("whole lines", "整行");
        Fit "columns-fit" ["a"] ("as they fit", "自动适应") ("as many columns as fit", "能放下多少列就显示多少列");
        Continue "columns-continue" ["Enter"] ("continue", "继续") ("back to the lines", "回到日志行");
        Leave "columns-leave" [like Columns Logs] ("leave", "离开") ("leave", "离开");
    }
}

impl Keys for View {
    const TABLE: &'static Table = ColumnsKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(ColumnsKey::Show), _) => {
                if let Some(name) = self.fields.get(self.cursor).map(|f| f.0.clone()) {
                    match self.chosen.iter().position(|c| *c == name) {
                        Some(at) => drop(self.chosen.remove(at)),
                        None => self.chosen.push(name),
                    }
                    desk.logs.show_columns(&self.chosen);
                }
            }
            (Some(ColumnsKey::Fit), _) => {
                self.chosen.clear();
                desk.logs.fit_columns();
            }
            (Some(ColumnsKey::Whole), _) => {
                self.chosen.clear();
                desk.logs.show_columns(&self.chosen);
            }
            (Some(ColumnsKey::Continue | ColumnsKey::Leave), _) | (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => {
                let last = self.fields.len().saturating_sub(1);
                self.cursor = self.cursor.saturating_add_signed(motion.lines(PAGE)).min(last);
            }
            (None, None) => desk.only_these::<ColumnsKey>(key, FormKeys::Columns),
        }
        Next::Stay
    }
}
