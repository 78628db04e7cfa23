//! What the user may do: verbs by kinds, and below them the row under the cursor, whole.

pub mod draw;
mod keys;

pub use keys::CanKey;

use crate::app::desk::Desk;
use crate::app::listing::{Listed, Listing};
use crate::app::msg::Effect;
use crate::app::room::{Frame, News, Room};
use crate::app::text::{AccessText, Text};
use crate::app::wish::{Next, Wish};
use crate::command::Command;
use crate::model::rbac::mine::Mine;
use crate::model::rbac::{Access, AccessWish};
use crate::model::trouble::Trouble;
use crate::model::{Lang, Name, Time};
use std::sync::Arc;

/// Rows that the one under the cursor has below the list.
const WHOLE: u16 = 4;

/// What a row is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Row {
    /// A kind, by the number.
    Kind(usize),
    /// A path that is no object, by the number.
    Url(usize),
    /// The server's list of rules is not whole.
    Incomplete,
    /// Kinds that are not known.
    Missing,
    /// No kinds are known.
    NoKinds,
    /// What rules do not say.
    Others,
}

/// What the user may do, in one namespace or everywhere.
#[derive(Clone, Debug)]
pub struct View {
    namespace: Option<Name>,
    request: u64,
    since: Time,
    answer: Option<Result<Mine, Arc<Trouble>>>,
    list: Listing<Row>,
    /// Whether kinds are shown with which nothing may be done.
    all: bool,
}

/// `:can` opens it from everywhere.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Can) = wish else { return None };
    let namespace = desk.view.one().cloned();
    let mut view = View { namespace, request: 0, since: desk.now, answer: None, list: Listing::default(), all: false };
    view.ask(desk);
    Some(Box::new(view))
}

impl View {
    fn ask(&mut self, desk: &mut Desk<'_>) {
        self.request = desk.fresh_id();
        (self.since, self.answer) = (desk.now, None);
        let wish = AccessWish::Mine { namespace: self.namespace.clone(), kinds: desk.cluster.known_kinds().cloned() };
        desk.effects.push(Effect::Access(desk.cluster.session, self.request, Box::new(wish)));
    }

    fn mine(&self) -> Option<&Mine> {
        self.answer.as_ref()?.as_ref().ok()
    }

    fn set_rows(&mut self) {
        let rows = self.mine().map(|mine| {
            let kinds = mine.rows.iter().enumerate().filter(|(_, row)| self.all || row.any()).map(|(i, _)| Row::Kind(i));
            let urls = (0..mine.urls.len()).map(Row::Url);
            let incomplete = mine.incomplete.is_some().then_some(Row::Incomplete);
            let missing = (!mine.missing.is_empty()).then_some(Row::Missing);
            // Else one might take a list without kinds for no rights.
            let no_kinds = mine.no_kinds.is_some().then_some(Row::NoKinds);
            no_kinds.into_iter().chain(kinds).chain(urls).chain(incomplete).chain(missing).chain([Row::Others]).collect()
        });
        self.list.keep_on(rows.unwrap_or_default());
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Can)
    }

    /// It is of the cluster in front.
    fn stays(&self) -> bool {
        true
    }

    fn name(&self, lang: Lang) -> String {
        Text::from(AccessText::Mine(self.namespace.clone())).words(lang)
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
            self.answer = match answer {
                Ok(Access::Mine(mine)) => Some(Ok(mine.clone())),
                Ok(Access::Who(_)) => return Next::Stay,
                Err(why) => Some(Err(why.clone())),
            };
            self.set_rows();
        }
        Next::Stay
    }
}
