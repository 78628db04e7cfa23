//! Choosing a revision to go back to.

pub mod draw;
mod keys;

pub use keys::RevisionsKey;

use crate::app::desk::Desk;
use crate::app::difference::{leaf, whole};
use crate::app::layout::{full_room, popup_box};
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::pager::{Pager, Shape, TextLine, Tone};
use crate::app::room::{Frame, MessageLine, News, Room};
use crate::app::text::{AskText, Word};
use crate::app::way::way;
use crate::app::wish::{Next, Wish};
use crate::model::change::Target;
use crate::model::revision::{Revision, likely};
use crate::model::text::clean;
use crate::model::{Lang, Time};

/// The revisions of one workload.
#[derive(Clone, Debug)]
pub struct View {
    /// Whose.
    pub target: Target,
    /// The number that the answer carries.
    pub request: u64,
    /// Since when the answer is waited for.
    pub since: Time,
    /// The revisions, newest first; `None` while they are on their way.
    pub list: Option<Vec<Revision>>,
    /// The revision under the cursor, by its number: a list that changes does not move it.
    pub cursor: u64,
    /// The differences of the revision under the cursor.
    pub pager: Pager,
    /// What the pager was made for.
    laid: Option<(u64, bool, bool, bool, u16)>,
    /// Whether it touches production.
    pub prod: bool,
    /// Whether the whole difference is shown, as YAML, and not only the leaves that differ.
    pub whole: bool,
    /// Whether the whole difference stands in two columns, where the screen is wide enough.
    pub beside: bool,
}

/// Columns of the screen that two columns of YAML need.
pub const BESIDE: u16 = 100;
/// Columns of the screen from which on the list has room for what a change is said to be for.
const WIDE: u16 = 120;

impl View {
    /// The revision under the cursor.
    pub fn chosen(&self) -> Option<&Revision> {
        self.list.as_ref()?.iter().find(|r| r.number == self.cursor)
    }

    /// The word in its frame: what it is for; on a way, what it is.
    pub fn word(before: &str, lang: Lang) -> &'static str {
        (if before.is_empty() { Word::RollBack } else { Word::Revisions }).of(lang)
    }

    /// The rows of the list with its titles, and the room of the differences below it; `before` is the way to it.
    pub fn rooms(&self, size: (u16, u16), before: &str, lang: Lang) -> (u16, (u16, u16)) {
        let (word, place) = (way(before, Self::word(before, lang)), self.target.place());
        let (w, h) = if self.whole {
            full_room(size, &word, &place, self.prod)
        } else {
            let ((w, h), head) = popup_box(size, Self::size(size), (&word, &place, self.prod));
            (w.saturating_sub(4), h.saturating_sub(2 + head))
        };
        let most = if self.whole { 4 } else { h.saturating_sub(2) / 2 };
        let rows = most.max(2).min(self.list.as_ref().map_or(0, Vec::len) as u16 + 1);
        // A line stands between them; the keys of a box stand in it.
        (rows, (w, h.saturating_sub(rows + 1 + u16::from(!self.whole))))
    }

    /// The size of its box on a screen.
    pub fn size((w, h): (u16, u16)) -> (u16, u16) {
        (w.clamp(20, 110), (h * 4 / 5).clamp(10, 30))
    }

    /// Lays the differences of the revision under the cursor into the screen.
    fn lay_into(&mut self, size: (u16, u16), (before, lang): (&str, Lang), revealed: bool) {
        let (_, room) = self.rooms(size, before, lang);
        let beside = self.beside && size.0 >= BESIDE;
        let wanted = Some((self.cursor, self.whole, beside, revealed, room.0));
        if self.laid != wanted {
            let (lines, shape) = match self.chosen() {
                Some(r) if self.whole => whole(r.shown(revealed), beside, lang),
                // On a narrow screen its column shows no more than a beginning.
                Some(r) if size.0 < WIDE => {
                    let mut lines: Vec<TextLine> = r
                        .cause
                        .iter()
                        .map(|c| TextLine::new(format!("{}{}{}", Word::Cause.of(lang), lang.colon(), clean(c)), Tone::Dim))
                        .collect();
                    let shown = |d| if revealed { leaf(d, room.0.into()) } else { leaf(&d.masked(), room.0.into()) };
                    lines.extend(r.differences.iter().flat_map(shown));
                    (lines, Shape::One)
                }
                Some(r) if revealed => (r.differences.iter().flat_map(|d| leaf(d, room.0.into())).collect(), Shape::One),
                Some(r) => (r.differences.iter().flat_map(|d| leaf(&d.masked(), room.0.into())).collect(), Shape::One),
                None => return,
            };
            (self.pager, self.laid) = (Pager::new(lines, shape), wanted);
        }
        self.pager.lay(room);
    }

    fn came(&mut self, list: Vec<Revision>, desk: &Desk<'_>) {
        // Where the newest one is at fault, the one that served before it.
        let now = desk.moment();
        let workload = now.cluster.store.workload(&self.target.uid);
        let served = workload.and_then(|w| now.cluster.store.health(w, now.time).blame).map(|b| b.before);
        let served = served.filter(|n| list.iter().any(|r| r.number == *n && !r.current));
        self.cursor = served.or_else(|| likely(&list)).unwrap_or(0);
        self.list = Some(list);
    }
}

/// Whose they are is told by the wish.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Revisions(target) = wish else { return None };
    let request = desk.fresh_id();
    desk.effects.push(Effect::Revisions(desk.cluster.session, request, target.clone()));
    Some(Box::new(View {
        target: target.clone(),
        request,
        since: desk.now,
        list: None,
        cursor: 0,
        pager: Pager::default(),
        laid: None,
        prod: desk.guards.is_prod(target),
        whole: false,
        beside: true,
    }))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Revisions.of(lang).into()
    }

    fn types(&self) -> bool {
        self.pager.typing().is_some()
    }

    fn line(&self) -> MessageLine {
        if self.types() { MessageLine::Typed } else { MessageLine::Hints }
    }

    fn reveals(&self) -> bool {
        true
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.lay_into(frame.size, (frame.before, frame.lang), frame.revealed);
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        self.pager.paste(text);
    }

    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        let News::Revisions(id, answer) = news else { return Next::Stay };
        match answer {
            _ if *id != self.request => {}
            Ok(list) => self.came(list.clone(), desk),
            Err(reason) => {
                let text = AskText::RevisionsUnread(Box::new(self.target.clone()), reason.clone().into());
                desk.messages.say_about(desk.now, Level::Error, text, &self.target);
                return Next::Close;
            }
        }
        Next::Stay
    }
}
