//! What the keys of a deletion do.

use super::{DeleteLine, View};
use crate::app::desk::Desk;
use crate::app::room::Keys;
use crate::app::text::FormKeys;
use crate::app::wish::Next;
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has. Where the grace is typed no letter is one.
    ("Delete", "删除") DeleteKey {
        Continue "delete-continue" ["Enter"] ("preview", "预览")
            ("look at what it changes; it is asked first", "查看会改变什么;先询问再执行");
        Change "delete-change" ["Space" "→" "←"] ("change", "更改") ("change what the line says", "更改此行的内容");
        Next "delete-next" ["Tab"] ("line", "行") ("next line", "下一行");
        Previous "delete-previous" ["Shift-Tab"] ("line", "行") ("the line before", "上一行");
    }
}

impl Keys for View {
    const TABLE: &'static Table = DeleteKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        use MotionCommand as M;
        let typed = self.line == DeleteLine::Grace;
        let (own, shared) = if typed {
            (desk.keymap.of_form(key), desk.keymap.shared_of_form(key))
        } else {
            (desk.keymap.of_view(key), desk.keymap.shared(key))
        };
        match (own, shared) {
            (Some(DeleteKey::Continue), _) => match self.change() {
                Ok(change) => {
                    let changes = self.targets.iter().map(|target| (target.clone(), change.clone()));
                    return Next::Replace(desk.look(changes));
                }
                Err(error) => self.error = Some(error.into()),
            },
            (Some(DeleteKey::Next), _) | (None, Some(Shared::Motion(M::Down))) => self.step(1),
            (Some(DeleteKey::Previous), _) | (None, Some(Shared::Motion(M::Up))) => self.step(self.lines().len() - 1),
            (Some(DeleteKey::Change), _) if !typed => self.turn(),
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (Some(DeleteKey::Change) | None, _) => self.other(key, typed, desk),
        }
        Next::Stay
    }
}

impl View {
    fn other(&mut self, key: Key, typed: bool, desk: &mut Desk<'_>) {
        let digit = key.typed().is_none_or(|c| c.is_ascii_digit());
        if typed && digit && self.grace.key(key) {
            self.error = None;
            return;
        }
        let words = match (typed, digit) {
            (false, _) => FormKeys::Choice,
            (true, false) => FormKeys::Seconds,
            (true, true) => FormKeys::Continue,
        };
        desk.only_these::<DeleteKey>(key, words);
    }
}
