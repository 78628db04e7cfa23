//! What the keys of a difference do, beside those that move it and look for something in it.

use super::{BESIDE, View};
use crate::app::desk::{Desk, Way};
use crate::app::messages::Level;
use crate::app::room::Keys;
use crate::app::text::AskText;
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Difference", "差异") CompareKey {
        All "compare-all" ["a"] ("everything", "全部") ("what always differs as well (status, UID, versions), and back", "也显示必然不同之处(状态、UID、版本),再按隐藏");
        Beside "compare-beside" ["v" "Tab"] ("side by side", "并排") ("side by side, and inline", "左右对照或行内");
        Again "compare-again" ["r"] ("read again", "重新读取") ("compare with the object as it is now", "与对象的当前状态重新比较");
        Leave "compare-leave" [like Compare Workloads] ("leave", "离开") ("leave", "离开");
    }
}

impl Keys for View {
    const TABLE: &'static Table = CompareKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        if self.pager.search_key(desk.keymap, key) {
            return Next::Stay;
        }
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(CompareKey::All), _) => self.all = !self.all,
            (Some(CompareKey::Beside), _) if desk.size.0 < BESIDE => desk.say(Level::Info, AskText::NeedsColumns(BESIDE)),
            (Some(CompareKey::Beside), _) => self.beside = !self.beside,
            (Some(CompareKey::Again), _) => self.ask(desk),
            (Some(CompareKey::Leave), _) | (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => self.pager.motion(motion),
            (None, None) => desk.unbound(key, &[Way::Leave, Way::Search]),
        }
        Next::Stay
    }
}
