//! What the keys of the list do.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::msg::Effect;
use crate::app::room::Keys;
use crate::app::wish::{Next, Wish};
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};

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
                let running = |id: u64| desk.processes.terminal(id).filter(|p| p.ended.is_none()).map(|p| p.session);
                match chosen {
                    Some(id) if running(id).is_some() => {
                        desk.effects.extend(running(id).map(|session| Effect::EndProcess(session, id)));
                    }
                    Some(id) => match desk.processes.run(id).filter(|r| r.ended.is_none()) {
                        Some(run) => {
                            let going = run.parts.iter().filter(|p| p.end.is_none()).map(|p| p.id);
                            desk.effects.extend(going.map(|id| Effect::EndProcess(run.session, id)));
                        }
                        None => desk.processes.forget(id),
                    },
                    None => {}
                }
            }
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => {
                let last = all.len().saturating_sub(1);
                let to = match motion {
                    MotionCommand::Up => row.saturating_sub(1),
                    MotionCommand::Down => (row + 1).min(last),
                    MotionCommand::PageUp | MotionCommand::Top => 0,
                    MotionCommand::PageDown | MotionCommand::Bottom => last,
                };
                self.at = all.get(to).copied();
            }
            (None, None) => desk.unbound(key, &[Way::Leave, Way::Help]),
        }
        Next::Stay
    }
}
