//! What the keys of a text do, beside those that move it and look for something in it.

use super::View;
use crate::app::desk::{Desk, Way};
use crate::app::msg::Effect;
use crate::app::pager::Reading;
use crate::app::room::Keys;
use crate::app::wish::{Next, Wish};
use crate::command::{Key, Shared, Table, ViewCommand};
use crate::model::change::Hidden;

impl Keys for View {
    const TABLE: &'static Table = Reading::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let typing = self.pager.as_ref().is_some_and(|pager| pager.typing().is_some());
        let reading: Option<Reading> = desk.keymap.of_view(key).filter(|_| !typing);
        if reading == Some(Reading::Reveal)
            && self.hides()
            && let Some(fetch) = self.whole.clone()
        {
            let (title, place) = (self.title.clone(), self.place.clone());
            return Next::Replace(Wish::Fetch { title, place, fetch });
        }
        if self.pager.as_mut().is_some_and(|pager| pager.key(desk.keymap, key)) {
            return Next::Stay;
        }
        match (reading, desk.keymap.shared(key)) {
            (Some(Reading::Leave), _) | (_, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (Some(Reading::Copy), None | Some(Shared::Motion(_))) => {
                if let Some(pager) = &self.pager {
                    let lines = pager.lines().iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
                    let copy = if self.reveals() { Effect::CopyHidden(Hidden::new(lines)) } else { Effect::Copy(lines) };
                    desk.effects.push(copy);
                }
            }
            (
                None | Some(Reading::Search | Reading::Next | Reading::Previous | Reading::Reveal),
                None | Some(Shared::Motion(_)),
            ) => desk.unbound(key, &[Way::Leave, Way::Search]),
        }
        Next::Stay
    }
}
