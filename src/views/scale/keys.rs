//! What the keys of the number of replicas do.

use super::{MOST, View};
use crate::app::desk::Desk;
use crate::app::messages::Level;
use crate::app::room::Keys;
use crate::app::text::{AskText, FormKeys, FormText};
use crate::app::wish::Next;
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};
use crate::model::change::Change;

crate::view_commands! {
    /// Its keys, beside those that every view has; up and down count.
    ("Scale", "伸缩") typed ScaleKey {
        Continue "scale-continue" ["Enter"] ("preview", "预览")
            ("look at what it changes; it is asked first", "查看会改变什么;先询问再执行");
    }
}

impl Keys for View {
    const TABLE: &'static Table = ScaleKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        use MotionCommand as M;
        match (desk.keymap.of_form(key), desk.keymap.shared_of_form(key)) {
            (Some(ScaleKey::Continue), _) => return self.go_on(desk),
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            // Up and down count, as a number's keys do elsewhere.
            (None, Some(Shared::Motion(M::Up))) => self.count(1),
            (None, Some(Shared::Motion(M::Down))) => self.count(-1),
            (None, None | Some(Shared::Motion(M::PageUp | M::PageDown | M::Top | M::Bottom))) => {
                let digit = key.typed().is_none_or(|c| c.is_ascii_digit());
                if digit && self.field.key(key) {
                    self.error = None;
                } else {
                    desk.only_these::<ScaleKey>(key, FormKeys::Number);
                }
            }
        }
        Next::Stay
    }
}

impl View {
    fn go_on(&mut self, desk: &mut Desk<'_>) -> Next {
        let wanted: Option<Vec<_>> = self.targets.iter().map(|(t, from)| Some((t.clone(), *from, self.wanted(*from)?))).collect();
        let Some(all) = wanted else {
            self.error = Some(FormText::Replicas(MOST).into());
            return Next::Stay;
        };
        let same = all.iter().all(|(_, from, to)| from == to);
        if let (true, Some((target, from, _))) = (same, all.first()) {
            let what = if all.len() == 1 {
                AskText::SameReplicas(target.name.clone(), target.namespace.clone(), *from)
            } else {
                AskText::AllSameReplicas
            };
            desk.say(Level::Info, what);
            return Next::Close;
        }
        let changed = all.into_iter().filter(|(_, from, to)| from != to);
        Next::Replace(desk.look(changed.map(|(target, from, to)| (target, Change::Scale { from, to }))))
    }
}
