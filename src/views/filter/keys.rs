//! What the keys of a filter do.

use super::View;
use crate::app::desk::{Ask, Desk};
use crate::app::room::Keys;
use crate::app::wish::Next;
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has; the rows can be walked while it is typed.
    ("Filter", "过滤") typed FilterKey {
        Keep "filter-keep" ["Enter"] ("keep it", "保留") ("keep the filter", "保留过滤条件");
    }
}

impl Keys for View {
    const TABLE: &'static Table = FilterKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        use MotionCommand as M;
        match (desk.keymap.of_form(key), desk.keymap.shared_of_form(key)) {
            (Some(FilterKey::Keep), _) => return Next::Close,
            (None, Some(Shared::Back | Shared::Quit)) => {
                desk.asks.push(Ask::FilterBack(self.pane, self.before.clone()));
                return Next::Close;
            }
            (None, Some(Shared::Motion(motion @ (M::Down | M::Up)))) => desk.asks.push(Ask::Step(motion.lines(0))),
            (None, None | Some(Shared::Motion(M::PageUp | M::PageDown | M::Top | M::Bottom))) => {
                if self.field.key(key) {
                    desk.asks.push(Ask::Filter(self.pane, self.field.text().to_owned()));
                }
            }
        }
        Next::Stay
    }
}
