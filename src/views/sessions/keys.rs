//! What the keys of the list do.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::layout::full_room;
use crate::app::room::Keys;
use crate::app::wish::{Next, Wish};
use crate::command::{Key, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has.
    "Sessions" SessionsKey {
        Open "sessions-open" [like Open Workloads] "go to it" "go to the shell, or to what the command wrote";
        End "sessions-end" ["Ctrl-d"] "end" "end it: the stream to the pod is closed";
    }
}

impl Keys for View {
    const TABLE: &'static Table = SessionsKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let all = Self::all(desk.processes);
        let row = self.row(&all);
        let chosen = all.get(row).copied();
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(SessionsKey::Open), _) => {
                if let Some(id) = chosen {
                    let wish = if desk.processes.run(id).is_some() { Wish::Run(id) } else { Wish::Terminal(id) };
                    return Next::Replace(wish);
                }
            }
            (Some(SessionsKey::End), _) => {
                if let Some(id) = chosen
                    && !desk.end(id)
                {
                    desk.processes.forget(id);
                }
            }
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => {
                let page = isize::try_from(full_room(desk.size, "", "", false).1.max(1)).unwrap_or(1);
                let to = row.saturating_add_signed(motion.lines(page)).min(all.len().saturating_sub(1));
                self.at = all.get(to).copied();
            }
            (None, None) => desk.unbound(key, &[Way::Leave, Way::Help]),
        }
        Next::Stay
    }
}
