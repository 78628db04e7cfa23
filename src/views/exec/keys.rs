//! What the keys do.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::layout::full_room;
use crate::app::msg::Effect;
use crate::app::room::Keys;
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Command", "命令") ExecKey {
        Copy "exec-copy" [like Copy Workloads] ("copy", "复制") ("copy all that the command wrote", "复制命令的全部输出");
        End "exec-end" ["Ctrl-d"] ("end", "结束") ("end it: the streams to the pods are closed", "结束它:关闭到各 Pod 的连接");
    }
}

impl Keys for View {
    const TABLE: &'static Table = ExecKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let (own, shared) = (desk.keymap.of_view(key), desk.keymap.shared(key));
        let Some(run) = desk.processes.run(self.id) else { return Next::Close };
        let rows = usize::from(full_room(desk.size, "", "", false).1).max(1);
        let last = run.lines.kept().len().saturating_sub(rows);
        match (own, shared) {
            (Some(ExecKey::Copy), _) => {
                let text: Vec<&str> = run.lines.kept().iter().map(|l| l.text.as_str()).collect();
                desk.effects.push(Effect::Copy(text.join("\n")));
            }
            (Some(ExecKey::End), _) => {
                desk.end(self.id);
            }
            (None, Some(Shared::Back | Shared::Quit)) => {
                desk.processes.forget(self.id);
                return Next::Close;
            }
            (None, Some(Shared::Motion(motion))) => {
                let page = isize::try_from(rows).unwrap_or(1);
                let to = self.top.unwrap_or(last).saturating_add_signed(motion.lines(page));
                self.top = (to < last).then_some(to);
            }
            (None, None) => desk.unbound(key, &[Way::Leave, Way::Help]),
        }
        Next::Stay
    }
}
