//! What the keys of the list do.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::room::{Keys, Room};
use crate::app::text::CopyText;
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has. The key that leaves other views ends a copy first that is on its way.
    "Copies" CopiesKey {
        Behind "copies-behind" ["b"] "in the background" "leave it; a copy that is on its way goes on";
        End "copies-end" [like Delete Workloads] "end" "end the copy; nothing is left of it";
    }
}

impl Keys for View {
    const TABLE: &'static Table = CopiesKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let page = isize::try_from(Self::rooms(desk.size, "").0.max(2) - 1).unwrap_or(1);
        let chosen = self.chosen(desk.copies).filter(|c| c.runs()).map(|c| (c.id, c.is_ending()));
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(CopiesKey::Behind), _) => {
                if desk.copies.running() > 0 {
                    desk.hint(CopyText::GoesOn);
                }
                return Next::Close;
            }
            (Some(CopiesKey::End), _) | (None, Some(Shared::Back)) if let Some((id, ending)) = chosen => {
                if ending {
                    desk.hint(CopyText::Ending);
                }
                desk.copies.end(id, desk.effects);
            }
            (Some(CopiesKey::End), _) => {}
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => self.step(motion.lines(page), desk.copies),
            (None, None) => desk.unbound(key, &[Way::Leave, Way::Help]),
        }
        let rows = Self::rooms(desk.size, &self.name(desk.lang)).0.saturating_sub(1);
        self.first = self.top(self.row(desk.copies), rows.into());
        Next::Stay
    }
}
