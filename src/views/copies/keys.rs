//! What the keys of the list do.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::room::{Keys, Room};
use crate::app::text::CopyText;
use crate::app::wish::Next;
use crate::command::{Command, Key, Pane, Row, Shared, Spot, Table, ViewCommand};

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

impl Keys for View {
    const TABLE: &'static Table = CopiesKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let rows = Self::rooms(desk.size, &self.name(desk.lang)).0.max(2) - 1;
        self.list.keep_on(desk.copies.ids());
        let next = self.act(key, isize::try_from(rows).unwrap_or(1), desk);
        self.list.show(rows.into());
        next
    }
}

impl View {
    fn act(&mut self, key: Key, page: isize, desk: &mut Desk<'_>) -> Next {
        let chosen = Self::chosen(&self.list, desk.copies);
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(CopiesKey::Behind), _) => {
                if desk.copies.running() > 0 {
                    desk.hint(CopyText::GoesOn);
                }
                return Next::Close;
            }
            (Some(CopiesKey::End), _) => match chosen {
                Some(copy) => Self::end(copy.id, desk),
                None if desk.copies.all().is_empty() => {
                    desk.hint(CopyText::None(desk.keymap.key_or_name(Command::CopyFiles, BEGINS)));
                }
                None => desk.hint(CopyText::Gone),
            },
            (None, Some(Shared::Back)) => match chosen.filter(|copy| self.ends(copy)) {
                Some(copy) => Self::end(copy.id, desk),
                None => return Next::Close,
            },
            (None, Some(Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => self.list.step(motion.lines(page)),
            (None, None) => desk.unbound(key, &[Way::Leave, Way::Help]),
        }
        Next::Stay
    }

    /// Ends a copy; where there is nothing more to end, it says so.
    fn end(id: u64, desk: &mut Desk<'_>) {
        match desk.copies.of(id) {
            Some(copy) if !copy.runs() => desk.hint(CopyText::Ended),
            Some(copy) if copy.is_ending() => desk.hint(CopyText::Ending),
            Some(_) | None => desk.copies.end(id, desk.effects),
        }
    }
}
