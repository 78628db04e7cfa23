//! What the keys of a value do, beside those that move it and look for something in it.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::msg::Effect;
use crate::app::room::Keys;
use crate::app::text::EntriesText;
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};
use crate::model::change::Hidden;
use crate::model::entries::Form;

crate::view_commands! {
    /// Its keys, beside those that every text has.
    ("Value of a key", "键的值") ValueKey {
        Copy "value-copy" [like Copy Workloads] ("copy", "复制") ("copy the decoded value", "复制解码后的值");
    }
}

impl Keys for View {
    const TABLE: &'static Table = ValueKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let own: Option<ValueKey> = desk.keymap.of_view(key).filter(|_| self.pager.typing().is_none());
        if own == Some(ValueKey::Copy) {
            match self.got.as_ref().and_then(|got| got.as_ref().ok()).map(|value| Form::of(value.plain.reveal())) {
                Some(Form::Text(text)) => desk.effects.push(Effect::CopyHidden(Hidden::new(text.to_owned()))),
                Some(Form::Empty | Form::Binary(_)) | None => desk.hint(EntriesText::NotCopied),
            }
            return Next::Stay;
        }
        if self.pager.key(desk.keymap, key) {
            return Next::Stay;
        }
        match desk.keymap.shared(key) {
            Some(Shared::Back | Shared::Quit) => return Next::Close,
            Some(Shared::Motion(_)) | None => desk.unbound(key, &[Way::Leave, Way::Search]),
        }
        Next::Stay
    }
}
