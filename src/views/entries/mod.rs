//! What a Secret or a ConfigMap holds: its keys with their sizes, and who wrote them last. No value is in it: one is asked for by its key.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::EntriesKey;

use crate::app::desk::Desk;
use crate::app::layout::{Area, full_area};
use crate::app::listing::{Listed, Listing};
use crate::app::msg::Effect;
use crate::app::room::{Frame, News, Room};
use crate::app::text::{Text, Word};
use crate::app::way::way;
use crate::app::wish::{Next, Wish};
use crate::model::change::Target;
use crate::model::entries::Entries;
use crate::model::{Lang, Name, Time};

/// Rows above the list: what the object is, and who wrote it last.
const HEAD: u16 = 3;

/// The keys of an object.
#[derive(Clone, Debug)]
pub struct View {
    /// Which object.
    pub target: Target,
    /// The number that the answer carries, while it is on its way, and since when.
    asked: Option<(u64, Time)>,
    /// What came last, or why nothing did.
    got: Option<Result<Entries, Text>>,
    list: Listing<Name>,
    /// Whether something was seen above it, and whether that has gone: it is read again then.
    covered: (bool, bool),
}

/// Opened on a Secret or a ConfigMap.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Entries(target) = wish else { return None };
    let mut view = View { target: target.clone(), asked: None, got: None, list: Listing::default(), covered: (false, false) };
    view.ask(desk);
    Some(Box::new(view))
}

impl View {
    /// Asks anew; what is known stands meanwhile.
    fn ask(&mut self, desk: &mut Desk<'_>) {
        let id = desk.fresh_id();
        desk.effects.push(Effect::Entries(desk.cluster.session, id, self.target.clone()));
        self.asked = Some((id, desk.now));
    }

    fn entries(&self) -> Option<&Entries> {
        self.got.as_ref().and_then(|got| got.as_ref().ok())
    }

    /// Rows above the list.
    fn head(&self) -> u16 {
        let lacks = self.entries().map_or(0, |e| e.lacks().count());
        HEAD + u16::try_from(lacks).unwrap_or(0)
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Keys.of(lang).into()
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn drawn(&mut self, _: Time, on_top: bool) {
        self.covered = (!on_top, self.covered.0 && on_top || self.covered.1);
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        let a = full_area(frame.size, &way(frame.before, &self.name(frame.lang)), &self.target.place(), false);
        let head = self.head();
        self.list.lay_into(Area { y: a.y + head, h: a.h.saturating_sub(head), ..a }, true, 0);
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        if std::mem::take(&mut self.covered.1) {
            self.ask(desk);
        }
    }

    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        let News::Entries(id, answer) = news else { return Next::Stay };
        if self.asked.take_if(|(asked, _)| asked == id).is_some() {
            let got: Result<Entries, Text> = answer.clone().map(|e| *e).map_err(Text::from);
            self.list.set_rows(got.iter().flat_map(|e| &e.keys).map(|k| k.name.clone()).collect());
            self.got = Some(got);
        }
        Next::Stay
    }
}
