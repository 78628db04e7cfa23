//! What the keys of a rollout that is followed do.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::messages::Level;
use crate::app::room::Keys;
use crate::app::text::AskText;
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Key, Shared, Table, ViewCommand};

crate::view_commands! {
    /// The keys of a rollout that is followed, beside those that every view has.
    ("Rollout", "发布") RolloutKey {
        RollBack "rollout-roll-back" [like RollBack Workloads] ("roll back", "回滚") ("roll back to an earlier revision", "回滚到较早版本");
        Watch "rollout-watch" [like Track Workloads] ("watch", "观察")
            ("watch the release for some minutes, and say whether it is good", "观察发布几分钟,并判断好坏");
    }
}

impl Keys for View {
    const TABLE: &'static Table = RolloutKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (_, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (Some(RolloutKey::Watch), _) => return Next::Replace(Wish::Soak(self.target.clone())),
            (Some(RolloutKey::RollBack), _) => match desk.may(Command::RollBack, &self.target) {
                Ok(()) => return Next::Push(Wish::Revisions(self.target.clone())),
                Err(why) => {
                    let name = Command::RollBack.entry().name;
                    desk.say(Level::Warn, AskText::Unavailable(name, why));
                }
            },
            (None, Some(Shared::Motion(motion))) => {
                let page = isize::from(i16::try_from(desk.size.1).unwrap_or(i16::MAX)) / 2;
                let last = self.told(desk.moment()).lines(desk.lang, usize::from(desk.size.0)).saturating_sub(1);
                self.scroll = self.scroll.saturating_add_signed(motion.lines(page)).min(last);
            }
            (None, None) => desk.unbound(key, &[Way::Leave, Way::RollBack]),
        }
        Next::Stay
    }
}
