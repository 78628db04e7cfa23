//! What the keys of the list do.

use super::View;
use crate::app::desk::{Ask, Desk};
use crate::app::msg::Effect;
use crate::app::room::ListKeys;
use crate::app::text::ForwardText;
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Pane, Row, Spot};

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Port-forwards", "端口转发") ForwardsKey {
        Copy "forwards-copy" [like Copy Workloads] ("copy URL", "复制 URL") ("copy the URL of the port-forward", "复制端口转发的 URL");
        End "forwards-end" [like Delete Workloads] ("close", "关闭") ("close the port-forward", "关闭端口转发");
        Save "forwards-save" ["w"] ("save", "保存")
            ("save the port-forward by name: :forward NAME opens it again", "按名称保存端口转发:用 :forward 名称 再次打开");
        GoTo "forwards-go-to" ["o" "Enter"] ("go to it", "转到") ("go to the object that it leads to", "转到其目标对象");
    }
}

/// Where the key that opens one is looked up.
pub(super) const OPENS: Spot = Spot { pane: Pane::Workloads, row: Row::Deployment };

impl ListKeys for View {
    type Own = ForwardsKey;

    fn own(&mut self, key: ForwardsKey, desk: &mut Desk<'_>) -> Next {
        let chosen = self.list.selected().and_then(|id| desk.forwards.of(*id));
        let Some(forward) = chosen else {
            let none = || ForwardText::None(desk.keymap.key_or_name(Command::Forward, OPENS));
            desk.hint(if desk.forwards.count() == 0 { none() } else { ForwardText::Gone });
            return Next::Stay;
        };
        match key {
            ForwardsKey::Copy => match forward.url() {
                Some(url) => desk.effects.push(Effect::Copy(url)),
                None => desk.hint(ForwardText::NotYet),
            },
            ForwardsKey::End if forward.is_ending() => desk.hint(ForwardText::Closing),
            ForwardsKey::End => {
                let id = forward.id;
                desk.forwards.end(id, desk.effects);
            }
            ForwardsKey::Save => return Next::Push(Wish::NameForward(forward.id, forward.target.name.clone())),
            ForwardsKey::GoTo => desk.asks.push(Ask::GoTo(forward.target.clone())),
        }
        Next::Stay
    }
}
