//! What the keys of labels and annotations do.

use super::{View, parse};
use crate::app::desk::Desk;
use crate::app::room::Keys;
use crate::app::text::FormKeys;
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};
use crate::model::change::Change;

crate::view_commands! {
    /// Their keys, beside those that every view has.
    ("Labels", "标签") typed MetadataKey {
        Continue "metadata-continue" ["Enter"] ("preview", "预览")
            ("look at what it changes; it is asked first", "查看会改变什么;先询问再执行");
        Switch "metadata-switch" ["Tab" "Shift-Tab"] ("annotations", "注解") ("labels, or annotations", "标签或注解");
    }
}

impl Keys for View {
    const TABLE: &'static Table = MetadataKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        match (desk.keymap.of_form(key), desk.keymap.shared_of_form(key)) {
            (Some(MetadataKey::Switch), _) => (self.annotations, self.error) = (!self.annotations, None),
            (Some(MetadataKey::Continue), _) => match parse(self.field.text(), self.annotations) {
                Ok(marks) => {
                    let change = if self.annotations { Change::Annotate { marks } } else { Change::Label { marks } };
                    let changes = self.targets.iter().map(|target| (target.clone(), change.clone()));
                    return Next::Replace(desk.look(changes));
                }
                Err(error) => self.error = Some(error.into()),
            },
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, None | Some(Shared::Motion(_))) => {
                if self.field.key(key) {
                    self.error = None;
                } else {
                    desk.only_these::<MetadataKey>(key, FormKeys::Switch);
                }
            }
        }
        Next::Stay
    }
}
