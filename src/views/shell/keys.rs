//! What the keys do: most go to the program.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::msg::Effect;
use crate::app::room::Keys;
use crate::app::text::InsideText;
use crate::app::wish::Next;
use crate::command::{Code, Key, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys: all others are the program's.
    ("Shell", "Shell") ShellKey {
        Leave "shell-leave" ["Ctrl-]"] ("dashboard", "回到主界面")
            ("back to the dashboard; it goes on running, :sessions lists it", "回到主界面;它继续运行,:sessions 列出");
        ScrollUp "shell-scroll-up" ["Alt-PgUp"] ("scroll", "滚动") ("scroll back", "向上滚动");
        ScrollDown "shell-scroll-down" ["Alt-PgDn"] () ("scroll forward", "向下滚动");
    }
}

impl Keys for View {
    const TABLE: &'static Table = ShellKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let (own, shared) = (desk.keymap.of_view(key), desk.keymap.shared(key));
        let Some(process) = desk.processes.terminal_mut(self.id) else { return Next::Close };
        let page = isize::try_from(process.screen.size().1.saturating_sub(1).max(1)).unwrap_or(1);
        let ended = process.ended.is_some();
        match own {
            Some(ShellKey::Leave) => {
                process.screen.scroll(isize::MIN);
                desk.processes.forget(self.id);
                return Next::Close;
            }
            Some(ShellKey::ScrollUp) => process.screen.scroll(page),
            Some(ShellKey::ScrollDown) => process.screen.scroll(-page),
            None if !ended && !process.reads() => {
                let leaves = desk.keymap.hint_of(ShellKey::Leave);
                desk.hint(InsideText::ReadsNoInput(leaves));
            }
            None if !ended => {
                process.screen.scroll(isize::MIN);
                let told = process.typed(key);
                desk.effects.push(Effect::Tell(process.session, self.id, told));
            }
            // What it showed last is read, and left.
            None => match (shared, key.code) {
                (Some(Shared::Back | Shared::Quit), _) | (_, Code::Enter) => {
                    desk.processes.forget(self.id);
                    return Next::Close;
                }
                (Some(Shared::Motion(motion)), _) => process.screen.scroll(motion.lines(page).saturating_neg()),
                (None, _) => desk.unbound(key, &[Way::Leave, Way::Help]),
            },
        }
        Next::Stay
    }
}

impl View {
    pub(super) fn pasted(&mut self, text: &str, desk: &mut Desk<'_>) {
        let Some(process) = desk.processes.terminal_mut(self.id).filter(|p| p.ended.is_none() && p.reads()) else { return };
        process.screen.scroll(isize::MIN);
        let told = process.pasted(text);
        desk.effects.push(Effect::Tell(process.session, self.id, told));
    }
}
