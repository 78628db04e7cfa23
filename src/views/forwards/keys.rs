//! What the keys of the list do.

use super::View;
use crate::app::desk::{Ask, Desk, Way};
use crate::app::field::Field;
use crate::app::msg::Effect;
use crate::app::room::{Keys, Room};
use crate::app::text::ForwardText;
use crate::app::wish::Next;
use crate::command::{Code, Key, Shared, Table, ViewCommand};

/// The longest name.
const LONGEST: usize = 64;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    "Port-forwards" ForwardsKey {
        Copy "forwards-copy" [like Copy Workloads] "copy URL" "copy the URL of the port-forward";
        End "forwards-end" [like Delete Workloads] "close" "close the port-forward";
        Save "forwards-save" ["w"] "save" "save the port-forward by name: :forward NAME opens it again";
        GoTo "forwards-go-to" ["o" "Enter"] "go to it" "go to the object that it leads to";
    }
}

impl Keys for View {
    const TABLE: &'static Table = ForwardsKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let next = self.act(key, desk);
        let rows = Self::rooms(desk.size, &self.name(desk.lang)).0.saturating_sub(1);
        self.first = self.top(self.row(desk.forwards), rows.into());
        next
    }
}

impl View {
    fn act(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        if let Some(field) = self.naming.take() {
            self.typed(key, field, desk);
            return Next::Stay;
        }
        let page = isize::try_from(Self::rooms(desk.size, "").0.max(2) - 1).unwrap_or(1);
        let chosen = self.chosen(desk.forwards).map(|f| (f.id, f.target.clone(), f.url()));
        match (desk.keymap.of_view(key), desk.keymap.shared(key), chosen) {
            (Some(ForwardsKey::Copy), _, Some((_, _, Some(url)))) => desk.effects.push(Effect::Copy(url)),
            (Some(ForwardsKey::End), _, Some((id, ..))) => desk.forwards.end(id, desk.effects),
            (Some(ForwardsKey::Save), _, Some((_, target, _))) => self.naming = Some(Field::offered(&*target.name)),
            (Some(ForwardsKey::GoTo), _, Some((_, target, _))) => desk.asks.push(Ask::GoTo(target)),
            (Some(ForwardsKey::Copy), _, _) => desk.hint(ForwardText::NotYet),
            (Some(ForwardsKey::End | ForwardsKey::Save | ForwardsKey::GoTo), _, None) => {
                desk.hint(ForwardText::NoneOpen);
            }
            (None, Some(Shared::Back | Shared::Quit), _) => return Next::Close,
            (None, Some(Shared::Motion(motion)), _) => {
                self.step(motion.lines(page), desk.forwards);
            }
            (None, None, _) => desk.unbound(key, &[Way::Leave, Way::Help]),
        }
        Next::Stay
    }

    fn typed(&mut self, key: Key, mut field: Field, desk: &mut Desk<'_>) {
        match desk.keymap.shared_of_form(key) {
            Some(Shared::Back | Shared::Quit) => {}
            Some(Shared::Motion(_)) | None if key.code == Code::Enter => {
                let name = field.text().trim().to_owned();
                let good =
                    !name.is_empty() && name.len() <= LONGEST && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
                if !good {
                    desk.hint(ForwardText::BadName);
                    self.naming = Some(field);
                } else if let Some(id) = self.chosen(desk.forwards).map(|f| f.id) {
                    desk.forwards.save(id, &name, desk.effects);
                }
            }
            Some(Shared::Motion(_)) | None => {
                field.key(key);
                self.naming = Some(field);
            }
        }
    }
}
