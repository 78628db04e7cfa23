//! What the keys of the revisions do.

use super::{BESIDE, View};
use crate::app::desk::{Ask, Desk, Way};
use crate::app::messages::Level;
use crate::app::room::Keys;
use crate::app::text::AskText;
use crate::app::wish::Next;
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};
use crate::model::change::Change;
use crate::model::compare::{Of, Side};
use crate::model::revision::Revision;

crate::view_commands! {
    /// The keys of the revisions, beside those that every view has.
    ("Revisions", "历史版本") RevisionsKey {
        Choose "revisions-choose" [like Open Workloads] ("continue", "继续")
            ("go back to the revision; what that changes is asked first", "回滚到该版本;先询问会改变什么");
        Whole "revisions-whole" ["d"] ("whole difference", "完整差异")
            ("the whole difference, and back to what differs", "完整差异,再按只看差异项");
        Beside "revisions-beside" ["v" "Tab"] ("side by side", "并排")
            ("the whole difference side by side, and inline", "完整差异:并排或单列");
        Compare "revisions-compare" [like Compare Workloads] ("compare", "比较")
            ("mark the revision; on another, or on an object, what differs", "标记该版本;在另一版本或对象上按,显示差异");
        Reveal "revisions-reveal" ["x" "Ctrl-x"] ("show what is hidden", "显示隐藏的值") ("show what is hidden", "显示隐藏的值");
    }
}

impl Keys for View {
    const TABLE: &'static Table = RevisionsKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        if self.whole && self.pager.search_key(desk.keymap, key) {
            return Next::Stay;
        }
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(RevisionsKey::Reveal), _) => *desk.revealed = !*desk.revealed,
            (Some(RevisionsKey::Compare), _) => {
                if let Some(Revision { number, name, .. }) = self.chosen() {
                    let of = Of::Revision { number: *number, holder: name.clone() };
                    desk.asks.push(Ask::Compare(Side { target: self.target.clone(), of }));
                }
            }
            (Some(RevisionsKey::Whole), _) => self.whole = !self.whole,
            (Some(RevisionsKey::Beside), _) if self.whole => {
                if desk.size.0 < BESIDE {
                    desk.say(Level::Info, AskText::NeedsColumns(BESIDE));
                } else {
                    self.beside = !self.beside;
                }
            }
            (Some(RevisionsKey::Choose), _) => {
                let current = self.list.iter().flatten().find(|r| r.current).map_or(0, |r| r.number);
                match self.chosen() {
                    Some(r) if r.current => {
                        desk.say(Level::Warn, AskText::CurrentRevision(r.number));
                    }
                    Some(r) => {
                        let change = Change::RollBack { from: current, to: r.number };
                        return Next::Replace(desk.look([(self.target.clone(), change)]));
                    }
                    None => {}
                }
            }
            // Back goes one step at a time.
            (None, Some(Shared::Back)) if self.whole => self.whole = false,
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => self.motion(motion),
            (None, None) | (Some(RevisionsKey::Beside), _) => desk.unbound(key, &[Way::Leave, Way::Continue]),
        }
        Next::Stay
    }
}

impl View {
    fn motion(&mut self, motion: MotionCommand) {
        match motion {
            MotionCommand::PageDown | MotionCommand::PageUp => self.pager.motion(motion),
            MotionCommand::Top | MotionCommand::Bottom if self.whole => self.pager.motion(motion),
            MotionCommand::Up | MotionCommand::Down | MotionCommand::Top | MotionCommand::Bottom => self.step(motion.lines(0)),
        }
    }

    fn step(&mut self, by: isize) {
        let Some(list) = &self.list else { return };
        let at = list.iter().position(|r| r.number == self.cursor).unwrap_or(0);
        if let Some(next) = list.get(at.saturating_add_signed(by).min(list.len().saturating_sub(1))) {
            self.cursor = next.number;
        }
    }
}
