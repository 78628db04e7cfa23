//! What the keys of the list do.

use super::View;
use crate::app::desk::Desk;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::room::ListKeys;
use crate::app::text::{AskText, EntriesText};
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Lack};
use crate::model::change::Piece;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Keys of a Secret or ConfigMap", "Secret 或 ConfigMap 的键") EntriesKey {
        Show "entries-show" ["Enter" "x"] ("show the value", "显示值")
            ("decode the value of the key and show it, until it is left", "解码并显示该键的值,离开后即清除");
        Edit "entries-edit" [like Edit Workloads] ("edit", "编辑") ("edit the value of the key, decoded, in $EDITOR", "在 $EDITOR 中编辑该键解码后的值");
        Describe "entries-describe" [like Describe Workloads] ("describe", "详情") ("describe the object, with its events", "对象详情及事件");
        Yaml "entries-yaml" [like Yaml Workloads] ("YAML", "YAML") ("the object as YAML", "以 YAML 显示对象");
        Copy "entries-copy" [like Copy Workloads] ("copy the key", "复制键名") ("copy the name of the key", "复制键名");
        Again "entries-again" ["r"] ("read again", "重新读取") ("read the keys again", "重新读取键");
    }
}

impl ListKeys for View {
    type Own = EntriesKey;

    fn own(&mut self, key: EntriesKey, desk: &mut Desk<'_>) -> Next {
        match (key, self.list.selected().cloned()) {
            (EntriesKey::Show, Some(key)) => return Next::Push(Wish::Value(self.target.clone(), key)),
            (EntriesKey::Copy, Some(key)) => desk.effects.push(Effect::Copy(key.to_string())),
            (EntriesKey::Show | EntriesKey::Copy, None) => desk.hint(EntriesText::NoKey),
            (EntriesKey::Edit, _) if desk.readonly => {
                desk.say(Level::Warn, AskText::Unavailable(Command::Edit.entry().name, Lack::ReadOnly))
            }
            (EntriesKey::Edit, key) => return Next::Push(Wish::Edit(Piece { target: self.target.clone(), key })),
            (EntriesKey::Describe, _) => return Next::Push(Wish::describe(&self.target, desk.lang)),
            (EntriesKey::Yaml, _) => return Next::Push(Wish::yaml(&self.target)),
            (EntriesKey::Again, _) => self.ask(desk),
        }
        Next::Stay
    }
}
