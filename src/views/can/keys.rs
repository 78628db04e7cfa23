//! What its keys do.

use super::View;
use crate::app::desk::Desk;
use crate::app::room::ListKeys;
use crate::app::wish::Next;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("What you may do", "您的权限") CanKey {
        All "can-all" ["a"] ("all kinds", "全部类型") ("all kinds, and back to those with which something may be done", "全部类型,再按只看有权限的");
        Again "can-again" ["r"] ("ask again", "重新查询") ("ask again", "重新查询");
    }
}

impl ListKeys for View {
    type Own = CanKey;

    fn own(&mut self, key: CanKey, desk: &mut Desk<'_>) -> Next {
        match key {
            CanKey::Again => self.ask(desk),
            CanKey::All => {
                self.all = !self.all;
                self.set_rows();
            }
        }
        Next::Stay
    }
}
