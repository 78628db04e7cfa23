//! What the user may do: verbs by kinds, and below them the row under the cursor, whole.

pub mod draw;
mod keys;

pub use keys::CanKey;

use crate::app::desk::Desk;
use crate::app::layout::list_rooms;
use crate::app::list::List;
use crate::app::msg::Effect;
use crate::app::room::{News, Room};
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
    list: List<Row>,
    /// Whether kinds are shown with which nothing may be done.
    all: bool,
}

/// `:can` opens it from everywhere.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Can) = wish else { return None };
    let namespace = desk.view.one().cloned();
    let mut view = View { namespace, request: 0, since: desk.now, answer: None, list: List::default(), all: false };
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

    fn rooms(size: (u16, u16), title: &str) -> (u16, u16) {
        list_rooms(size, title, WHOLE)
    }

    /// Scrolls to the cursor; gives how many rows there are for the list.
    fn show(&mut self, size: (u16, u16), lang: Lang) -> u16 {
        let rows = Self::rooms(size, &self.name(lang)).0.max(2) - 1;
        self.list.show(rows.into());
        rows
    }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Can)
    }

    fn name(&self, lang: Lang) -> String {
        Text::from(AccessText::Mine(self.namespace.clone())).words(lang)
    }

    fn drawn(&mut self, now: Time, on_top: bool) {
        self.list.drawn(now, on_top);
    }

    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        if let News::Access(id, answer) = news
            && *id == self.request
        {
            self.answer = match answer {
                Ok(Access::Mine(mine)) => Some(Ok(mine.clone())),
                Ok(Access::Who(_)) => return Next::Stay,
                Err(why) => Some(Err(why.clone())),
            };
            self.set_rows();
            self.show(desk.size, desk.lang);
        }
        Next::Stay
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        self.list.pin(desk.now);
        self.show(desk.size, desk.lang);
    }
}
