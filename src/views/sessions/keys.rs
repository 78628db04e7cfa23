//! What the keys of the list do.

use super::View;
use crate::app::desk::Desk;
use crate::app::room::ListKeys;
use crate::app::text::InsideText;
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Pane, Row, Spot};

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

impl ListKeys for View {
    type Own = SessionsKey;

    fn own(&mut self, key: SessionsKey, desk: &mut Desk<'_>) -> Next {
        match (key, self.list.selected().copied()) {
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
        }
        Next::Stay
    }
}
