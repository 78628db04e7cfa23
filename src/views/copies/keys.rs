//! What the keys of the list do.

use super::View;
use crate::app::desk::Desk;
use crate::app::room::ListKeys;
use crate::app::text::CopyText;
use crate::app::wish::Next;
use crate::command::{Command, Pane, Row, Spot};

crate::view_commands! {
    /// Its keys, beside those that every view has. The key that leaves other views first ends the copy whose beginning has opened this one.
    ("Copies", "文件复制") CopiesKey {
        Behind "copies-behind" ["b"] ("in the background", "放到后台")
            ("leave it; a copy that is on its way goes on", "离开;正在进行的复制会继续");
        End "copies-end" [like Delete Workloads] ("end", "结束") ("end the copy; nothing is left of it", "结束复制;不会留下任何内容");
    }
}

/// Where the key that begins one is looked up.
pub(super) const BEGINS: Spot = Spot { pane: Pane::Pods, row: Row::Pod };

impl ListKeys for View {
    type Own = CopiesKey;

    fn own(&mut self, key: CopiesKey, desk: &mut Desk<'_>) -> Next {
        match (key, self.chosen(desk.copies)) {
            (CopiesKey::Behind, _) => {
                if desk.copies.running() > 0 {
                    desk.hint(CopyText::GoesOn);
                }
                return Next::Close;
            }
            (CopiesKey::End, Some(copy)) => Self::end(copy.id, desk),
            (CopiesKey::End, None) if desk.copies.all().is_empty() => {
                desk.hint(CopyText::None(desk.keymap.key_or_name(Command::CopyFiles, BEGINS)));
            }
            (CopiesKey::End, None) => desk.hint(CopyText::Gone),
        }
        Next::Stay
    }

    fn back(&mut self, desk: &mut Desk<'_>) -> bool {
        let ends = self.chosen(desk.copies).filter(|copy| self.ends(copy)).map(|copy| copy.id);
        ends.is_some_and(|id| {
            Self::end(id, desk);
            true
        })
    }
}

impl View {
    /// Ends a copy; where there is nothing more to end, it says so.
    fn end(id: u64, desk: &mut Desk<'_>) {
        match desk.copies.of(id) {
            Some(copy) if !copy.runs() => desk.hint(CopyText::Ended),
            Some(copy) if copy.is_ending() => desk.hint(CopyText::Ending),
            Some(_) | None => desk.copies.end(id, desk.effects),
        }
    }
}
