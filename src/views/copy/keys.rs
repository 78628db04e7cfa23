//! What the keys of the form do.

use super::{At, View};
use crate::app::desk::Desk;
use crate::app::room::{Keys, Room};
use crate::app::text::{CopyText, FormKeys};
use crate::app::wish::{Next, Wish};
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};
use crate::model::change::{Change, Intent};

crate::view_commands! {
    /// Its keys, beside those that every view has. Letters and digits are typed, and none is one.
    ("Copy files", "复制文件") CopyKey {
        Continue "copy-files-continue" ["Enter"] ("copy", "复制")
            ("copy the file or folder; it is asked first where rules say so", "复制该文件或目录;规则要求时先询问");
        Switch "copy-files-switch" ["Space" "→" "←"] ("change", "更改")
            ("out of the container or into it; whether a file that is there is replaced", "从容器复制或复制到容器;是否替换已有的文件");
        Next "copy-files-next" ["Tab"] ("line", "行") ("complete the path in the container; next line", "补全容器中的路径;下一行");
        Previous "copy-files-previous" ["Shift-Tab"] ("line", "行") ("the line before", "上一行");
    }
}

impl Keys for View {
    const TABLE: &'static Table = CopyKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        use MotionCommand as M;
        let typed = self.types();
        let (own, shared) = if typed {
            (desk.keymap.of_form(key), desk.keymap.shared_of_form(key))
        } else {
            (desk.keymap.of_view(key), desk.keymap.shared(key))
        };
        match (own, shared) {
            (Some(CopyKey::Continue), _) => return self.send(desk),
            (Some(CopyKey::Next), _) if self.complete(desk) => {}
            (Some(CopyKey::Next), _) | (None, Some(Shared::Motion(M::Down))) => self.step(1),
            (Some(CopyKey::Previous), _) | (None, Some(Shared::Motion(M::Up))) => self.step(-1),
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (Some(CopyKey::Switch), _) if self.at == At::Way => self.turn(),
            (Some(CopyKey::Switch), _) if self.at == At::Replace => self.replace = !self.replace,
            (Some(CopyKey::Switch) | None, _) => {
                if self.field().is_some_and(|field| field.key(key)) {
                    self.error = None;
                } else {
                    desk.only_these::<CopyKey>(key, if typed { FormKeys::Continue } else { FormKeys::Choice });
                }
            }
        }
        Next::Stay
    }
}

impl View {
    fn turn(&mut self) {
        self.into = !self.into;
        self.error = None;
    }

    fn send(&mut self, desk: &mut Desk<'_>) -> Next {
        let (there, here) = (self.there.text().trim().to_owned(), self.here.text().trim().to_owned());
        if !there.starts_with('/') {
            (self.error, self.at) = (Some(CopyText::NoPath), At::There);
            return Next::Stay;
        }
        if here.is_empty() || self.into && here == "." {
            (self.error, self.at) = (Some(CopyText::NoPathHere), At::Here);
            return Next::Stay;
        }
        let (container, replace) = (self.container.clone(), self.replace);
        let change = if self.into {
            Change::CopyIn { container, from: here, to: there, replace }
        } else {
            Change::CopyOut { container, from: there, to: here, replace }
        };
        Next::Replace(Wish::look(vec![Intent::new(desk.fresh_id(), self.target.clone(), change)]))
    }
}
