//! What the keys of the list do.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::messages::Level;
use crate::app::msg::{Effect, Fetch, ObjectRef};
use crate::app::room::Keys;
use crate::app::text::{AskText, EntriesText, Word};
use crate::app::wish::{Next, Wish};
use crate::command::{Command, Key, Lack, Shared, Table, ViewCommand};
use crate::model::change::Target;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Keys of a Secret or ConfigMap", "Secret 或 ConfigMap 的键") EntriesKey {
        Show "entries-show" ["Enter" "x"] ("show the value", "显示值")
            ("decode the value of the key and show it, until it is left", "解码并显示该键的值,离开后即清除");
        Edit "entries-edit" [like Edit Workloads] ("edit", "编辑") ("edit the object, decoded, in $EDITOR", "在 $EDITOR 中编辑解码后的对象");
        Describe "entries-describe" [like Describe Workloads] ("describe", "详情") ("describe the object, with its events", "对象详情及事件");
        Yaml "entries-yaml" [like Yaml Workloads] ("YAML", "YAML") ("the object as YAML", "以 YAML 显示对象");
        Copy "entries-copy" [like Copy Workloads] ("copy the key", "复制键名") ("copy the name of the key", "复制键名");
        Again "entries-again" ["r"] ("read again", "重新读取") ("read the keys again", "重新读取键");
    }
}

impl Keys for View {
    const TABLE: &'static Table = EntriesKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let own = match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(own), _) => own,
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => {
                self.list.step(motion.lines(isize::try_from(self.rows - 1).unwrap_or(1)));
                self.list.show(usize::from(self.rows - 1));
                return Next::Stay;
            }
            (None, None) => {
                desk.unbound(key, &[Way::Leave, Way::Help]);
                return Next::Stay;
            }
        };
        let chosen = self.list.selected().cloned();
        match (own, chosen) {
            (EntriesKey::Show, Some(key)) => return Next::Push(Wish::Value(self.target.clone(), key)),
            (EntriesKey::Copy, Some(key)) => desk.effects.push(Effect::Copy(key.to_string())),
            (EntriesKey::Show | EntriesKey::Copy, None) => desk.hint(EntriesText::NoKey),
            (EntriesKey::Edit, _) if desk.readonly => {
                desk.say(Level::Warn, AskText::Unavailable(Command::Edit.entry().name, Lack::ReadOnly))
            }
            (EntriesKey::Edit, _) => return Next::Push(Wish::Edit(self.target.clone())),
            (EntriesKey::Describe, _) => {
                return Next::Push(self.fetch(Word::Describe.of(desk.lang), |o| Fetch::Describe(o, false)));
            }
            (EntriesKey::Yaml, _) => return Next::Push(self.fetch("YAML", |o| Fetch::Yaml(o, false))),
            (EntriesKey::Again, _) => self.ask(desk),
        }
        Next::Stay
    }
}

impl View {
    fn fetch(&self, title: &str, what: impl FnOnce(ObjectRef) -> Fetch) -> Wish {
        let place = self.target.place();
        let Target { resource, namespace, name, uid, .. } = self.target.clone();
        Wish::Fetch { title: title.into(), place, fetch: what(ObjectRef { resource, namespace, name, uid }) }
    }
}
