//! Who can do something: each with the binding and the role that give it; below the list the row under the cursor, whole. After those who may
//! stands what could not be read.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::WhoCanKey;

use crate::app::desk::Desk;
use crate::app::listing::{Listed, Listing};
use crate::app::msg::Effect;
use crate::app::place;
use crate::app::room::{Frame, News, Room};
use crate::app::text::{AccessText, Text, Word};
use crate::app::wish::{Next, Wish};
use crate::model::rbac::who::{self, Who};
use crate::model::rbac::{Access, AccessWish, Typed};
use crate::model::trouble::Trouble;
use crate::model::{Lang, Name, Time};
use std::sync::Arc;

/// Rows that the one under the cursor has below the list.
const WHOLE: u16 = 8;

/// What a row is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Row {
    /// One who may, by the number.
    Grant(usize),
    /// The kind is none that the server lists, as far as is known.
    NotServed,
    /// What could not be read, by the number.
    Unread(usize),
    /// Bindings of which it is not known.
    Undecided,
    /// What roles and bindings do not say.
    Others,
}

/// A question, and its answer.
#[derive(Clone, Debug)]
pub struct View {
    typed: Typed,
    namespaces: Vec<Name>,
    request: u64,
    since: Time,
    answer: Option<Result<Who, Arc<Trouble>>>,
    list: Listing<Row>,
}

/// What was typed is told by the wish.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::WhoCan(typed) = wish else { return None };
    let namespaces = match desk.view {
        place::View::All => Vec::new(),
        place::View::These(names) => names.clone(),
    };
    let mut view = View { typed: typed.clone(), namespaces, request: 0, since: desk.now, answer: None, list: Listing::default() };
    view.ask(desk);
    Some(Box::new(view))
}

impl View {
    fn ask(&mut self, desk: &mut Desk<'_>) {
        self.request = desk.fresh_id();
        (self.since, self.answer) = (desk.now, None);
        self.list = Listing::default();
        let (typed, namespaces, kinds) = (self.typed.clone(), self.namespaces.clone(), desk.cluster.known_kinds().cloned());
        let wish = AccessWish::Who { typed, namespaces, kinds };
        desk.effects.push(Effect::Access(desk.cluster.session, self.request, Box::new(wish)));
    }

    /// The answer, where it has come.
    fn who(&self) -> Option<&Who> {
        self.answer.as_ref()?.as_ref().ok()
    }

    fn rows(who: &Who) -> Vec<Row> {
        let grants = (0..who.grants.len()).map(Row::Grant);
        let not_served = (who.listed != who::Listed::Yes).then_some(Row::NotServed);
        let unread = (0..who.unread.len()).map(Row::Unread);
        let undecided = (who.undecided > 0).then_some(Row::Undecided);
        grants.chain(not_served).chain(unread).chain(undecided).chain([Row::Others]).collect()
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        match self.who() {
            Some(who) => Text::from(AccessText::WhoCan(who.asked.clone())).words(lang),
            None => Word::WhoCan.of(lang).into(),
        }
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.list.lay(frame.size, WHOLE);
    }

    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        if let News::Access(id, answer) = news
            && *id == self.request
        {
            let answer = match answer {
                Ok(Access::Who(who)) => Ok(who.clone()),
                Ok(Access::Mine(_)) => return Next::Stay,
                Err(why) => Err(why.clone()),
            };
            self.list.keep_on(answer.as_ref().map(Self::rows).unwrap_or_default());
            self.answer = Some(answer);
        }
        Next::Stay
    }
}
