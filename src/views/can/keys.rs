//! What its keys do.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::room::Keys;
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("What you may do", "您的权限") CanKey {
        All "can-all" ["a"] ("all kinds", "全部类型") ("all kinds, and back to those with which something may be done", "全部类型,再按只看有权限的");
        Again "can-again" ["r"] ("ask again", "重新查询") ("ask again", "重新查询");
    }
}

impl Keys for View {
    const TABLE: &'static Table = CanKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let rows = self.show(desk.size, desk.lang);
        let page = isize::try_from(rows).unwrap_or(1);
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(CanKey::Again), _) => self.ask(desk),
            (Some(CanKey::All), _) => {
                self.all = !self.all;
                self.set_rows();
            }
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => self.list.step(motion.lines(page)),
            (None, None) => desk.unbound(key, &[Way::Leave, Way::Help]),
        }
        self.show(desk.size, desk.lang);
        Next::Stay
    }
}
