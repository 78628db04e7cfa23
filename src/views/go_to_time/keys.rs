//! What the keys of a time do.

use super::View;
use crate::app::desk::Desk;
use crate::app::room::Keys;
use crate::app::text::{FormKeys, FormText};
use crate::app::wish::Next;
use crate::command::{Key, Shared, Table, ViewCommand};
use crate::logs::when;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Go to a time", "转到时间") typed TimeKey {
        Go "go-to-time-go" ["Enter"] ("continue", "继续") ("go there", "跳转");
    }
}

impl Keys for View {
    const TABLE: &'static Table = TimeKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        match (desk.keymap.of_form(key), desk.keymap.shared_of_form(key)) {
            (Some(TimeKey::Go), _) => match when::read(self.field.text(), desk.moment().time, desk.zone) {
                Some(time) => {
                    desk.logs.go_to_time(time);
                    return Next::Close;
                }
                None => self.error = Some(FormText::Time(self.field.text().to_owned()).into()),
            },
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, None | Some(Shared::Motion(_))) => {
                if self.field.key(key) {
                    self.error = None;
                } else {
                    desk.only_these::<TimeKey>(key, FormKeys::GoThere);
                }
            }
        }
        Next::Stay
    }
}
