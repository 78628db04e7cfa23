//! What the keys of the form do.

use super::View;
use crate::app::desk::Desk;
use crate::app::room::{Keys, Room};
use crate::app::text::FormKeys;
use crate::app::wish::Next;
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has. Where the image is typed no letter is one.
    ("Debug", "调试") DebugKey {
        Continue "debug-continue" ["Enter"] ("preview", "预览")
            ("look at what it changes; it is asked first", "查看会改变什么;先询问再执行");
        Change "debug-change" ["Space" "→" "←"] ("change", "更改") ("change what the line says", "更改此行的内容");
        Next "debug-next" ["Tab"] ("line", "行") ("next line", "下一行");
        Previous "debug-previous" ["Shift-Tab"] ("line", "行") ("the line before", "上一行");
    }
}

impl Keys for View {
    const TABLE: &'static Table = DebugKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        use MotionCommand as M;
        let typed = self.types();
        let (own, shared) = if typed {
            (desk.keymap.of_form(key), desk.keymap.shared_of_form(key))
        } else {
            (desk.keymap.of_view(key), desk.keymap.shared(key))
        };
        match (own, shared) {
            (Some(DebugKey::Continue), _) => match self.change() {
                Ok(change) => return Next::Replace(desk.look([(self.target.clone(), change)])),
                Err(error) => self.error = Some(error),
            },
            (Some(DebugKey::Next), _) | (None, Some(Shared::Motion(M::Down))) => self.step(1),
            (Some(DebugKey::Previous), _) | (None, Some(Shared::Motion(M::Up))) => self.step(self.lines().len() - 1),
            (Some(DebugKey::Change), _) if !typed => self.turn(),
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (Some(DebugKey::Change) | None, _) => {
                if self.field().is_some_and(|field| field.key(key)) {
                    self.error = None;
                } else {
                    desk.only_these::<DebugKey>(key, if typed { FormKeys::Continue } else { FormKeys::Choice });
                }
            }
        }
        Next::Stay
    }
}
