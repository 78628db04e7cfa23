//! What the keys of the list do.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::layout::full_room;
use crate::app::room::Keys;
use crate::app::text::InsideText;
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Key, Pane, Row, Shared, Spot, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Sessions", "会话") SessionsKey {
        Open "sessions-open" [like Open Workloads] ("go to it", "转到")
            ("go to the shell, or to what the command wrote", "转到该 Shell,或查看命令的输出");
        End "sessions-end" ["Ctrl-d"] ("end", "结束") ("end it: the stream to the pod is closed", "结束它:关闭到 Pod 的连接");
    }
}

/// Where the key that begins one is looked up.
pub(super) const BEGINS: Spot = Spot { pane: Pane::Pods, row: Row::Pod };

impl Keys for View {
    const TABLE: &'static Table = SessionsKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let rows = full_room(desk.size, "", "", false).1.max(1);
        self.list.keep_on(Self::all(desk.processes));
        let chosen = self.list.selected().copied();
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(own), _) => match (own, chosen) {
                (SessionsKey::Open, Some(id)) => {
                    let wish = if desk.processes.run(id).is_some() { Wish::Run(id) } else { Wish::Terminal(id) };
                    return Next::Replace(wish);
                }
                (SessionsKey::End, Some(id)) => {
                    if !desk.end(id) {
                        desk.processes.forget(id);
                    }
                }
                (SessionsKey::Open | SessionsKey::End, None) if self.list.rows().is_empty() => {
                    desk.hint(InsideText::NothingRuns(desk.keymap.key_or_name(Command::Shell, BEGINS)));
                }
                (SessionsKey::Open | SessionsKey::End, None) => desk.hint(InsideText::NotListed),
            },
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => {
                self.list.step(motion.lines(isize::try_from(rows).unwrap_or(1)));
            }
            (None, None) => desk.unbound(key, &[Way::Leave, Way::Help]),
        }
        self.list.show(rows.into());
        Next::Stay
    }
}
