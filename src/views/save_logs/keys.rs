//! What the keys of a file to write do.

use super::View;
use crate::app::desk::Desk;
use crate::app::msg::{Effect, Save};
use crate::app::room::Keys;
use crate::app::text::FormKeys;
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has. Letters are typed, but where it is asked whether a file may be written over.
    ("Save", "保存") SaveLogsKey {
        Save "save-logs-save" ["Enter"] ("continue", "继续") ("write the file", "写入文件");
        All "save-logs-all" ["Tab" "Shift-Tab"] ("what", "范围") ("what is shown, or all lines", "显示的行或全部行");
        Overwrite "save-logs-overwrite" ["y"] ("overwrite", "覆盖") ("write over the file that is there", "覆盖已有的文件");
    }
}

impl Keys for View {
    const TABLE: &'static Table = SaveLogsKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        if let Some(Shared::Back | Shared::Quit) = desk.keymap.shared_of_form(key) {
            return Next::Close;
        }
        if self.taken.is_some() {
            match desk.keymap.of_view(key) {
                Some(SaveLogsKey::Overwrite) => self.write(desk),
                Some(SaveLogsKey::Save | SaveLogsKey::All) | None => self.taken = None,
            }
            return Next::Stay;
        }
        match desk.keymap.of_form(key) {
            Some(SaveLogsKey::Save) if !self.field.text().trim().is_empty() => self.write(desk),
            Some(SaveLogsKey::All) => self.all = !self.all,
            Some(SaveLogsKey::Save | SaveLogsKey::Overwrite) | None => {
                if !self.field.key(key) {
                    desk.only_these::<SaveLogsKey>(key, FormKeys::Save);
                }
            }
        }
        Next::Stay
    }
}

impl View {
    /// It stays until the answer has come: a name that is taken is asked about.
    fn write(&self, desk: &mut Desk<'_>) {
        let path = self.field.text().trim().to_owned();
        let save = Save { path, lines: desk.logs.taken(self.all), overwrite: self.taken.is_some() };
        desk.effects.push(Effect::Save(save));
    }
}
