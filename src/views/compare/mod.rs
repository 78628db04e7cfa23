//! What differs between the marked object and another, or the same one now: as YAML, without what always differs.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::CompareKey;

use crate::app::desk::Desk;
use crate::app::difference::whole;
use crate::app::layout::full_room;
use crate::app::msg::{Effect, ObjectRef};
use crate::app::pager::{Pager, Shape, TextLine, Tone};
use crate::app::room::{Frame, MessageLine, News, Room};
use crate::app::text::{CompareText, Text, Word};
use crate::app::way::way;
use crate::app::wish::{Next, Wish};
use crate::model::change::Target;
use crate::model::compare::{Compared, Kept, Of, Side};
use crate::model::text::clean;
use crate::model::trouble::Trouble;
use crate::model::{Lang, Time, human_duration};
use std::sync::Arc;

/// Columns of the screen that two columns of YAML need.
pub const BESIDE: u16 = 100;

/// Two objects, and what differs between them.
#[derive(Clone, Debug)]
pub struct View {
    old: Side,
    kept: Kept,
    new: Side,
    request: u64,
    since: Time,
    answer: Option<Result<Compared, Arc<Trouble>>>,
    pager: Pager,
    /// What the pager was made for.
    laid: Option<(bool, bool, Lang)>,
    /// Whether what always differs is shown as well.
    all: bool,
    /// Whether the two stand in two columns, where the screen is wide enough.
    beside: bool,
    prod: bool,
}

/// The two are told by the wish.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Compare(of) = wish else { return None };
    let (old, kept, new) = (**of).clone();
    let prod = desk.guards.is_prod(&new.target);
    let mut view = View {
        old,
        kept,
        new,
        request: 0,
        since: desk.now,
        answer: None,
        pager: Pager::default(),
        laid: None,
        all: false,
        beside: true,
        prod,
    };
    view.ask(desk);
    Some(Box::new(view))
}

impl View {
    fn ask(&mut self, desk: &mut Desk<'_>) {
        self.request = desk.fresh_id();
        (self.since, self.answer, self.laid) = (desk.now, None, None);
        let Side { target, of } = self.new.clone();
        desk.effects.push(Effect::Compare(desk.cluster.session, self.request, ObjectRef::of(&target), of, self.kept.clone()));
    }

    /// Whether the two stand beside each other on a screen so wide.
    const fn stands_beside(&self, columns: u16) -> bool {
        self.beside && columns >= BESIDE
    }

    /// The lines of the text: which two, as `diff -u` names them, and what differs.
    fn lines(&self, found: &Compared, beside: bool, lang: Lang) -> (Vec<TextLine>, Shape) {
        let words = |text: CompareText| clean(&Text::from(text).words(lang)).into_owned();
        let ago = human_duration(found.at.since(self.kept.at).max(0));
        let name = |side: &Side, itself: fn(Box<Target>, String) -> CompareText| {
            let target = Box::new(side.target.clone());
            match side.of {
                Of::Itself => words(itself(target, ago.clone())),
                Of::Revision { number, .. } => words(CompareText::Revision(target, number)),
            }
        };
        let old = name(&self.old, CompareText::AsItWas);
        let new = name(&self.new, |target, _| CompareText::AsItIs(target));
        let mut lines = vec![TextLine::led("−", old, Tone::Remove), TextLine::led("+", new, Tone::Add)];
        let shown = if self.all { &found.all } else { &found.lines };
        if shown.is_empty() {
            let nothing = if found.all.is_empty() { CompareText::Nothing } else { CompareText::OnlyUsual };
            lines.push(TextLine::default());
            lines.push(TextLine::new(words(nothing), Tone::Good));
            return (lines, Shape::One);
        }
        let (body, shape) = whole(shown, beside, lang);
        let at = lines.len();
        lines.extend(body);
        let shape = match shape {
            Shape::Pairs(pairs) => {
                let down = |line: Option<usize>| line.map(|line| line + at);
                let pairs = pairs.into_iter().map(|(a, b)| (down(a), down(b)));
                Shape::Pairs(std::iter::once((Some(0), Some(1))).chain(pairs).collect())
            }
            other @ (Shape::One | Shape::Groups) => other,
        };
        (lines, shape)
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Difference.of(lang).into()
    }

    fn types(&self) -> bool {
        self.pager.typing().is_some()
    }

    fn line(&self) -> MessageLine {
        match self.pager.typing() {
            Some(_) => MessageLine::Typed,
            None if self.pager.found().is_some() => MessageLine::Found,
            None => MessageLine::Free,
        }
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        let wanted = (self.all, self.stands_beside(frame.size.0), frame.lang);
        if let Some(Ok(found)) = &self.answer
            && self.laid != Some(wanted)
        {
            let (lines, shape) = self.lines(found, wanted.1, frame.lang);
            (self.pager, self.laid) = (Pager::new(lines, shape), Some(wanted));
        }
        self.pager.lay(full_room(frame.size, &way(frame.before, &self.name(frame.lang)), "", self.prod));
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        self.pager.paste(text);
    }

    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        if let News::Compared(id, answer) = news
            && *id == self.request
        {
            self.answer = Some(answer.clone());
        }
        Next::Stay
    }
}
