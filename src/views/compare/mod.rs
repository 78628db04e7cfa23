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
use crate::model::{Lang, Time, human_duration};

/// Columns of the screen that two columns of YAML need.
pub const BESIDE: u16 = 100;

/// Two objects, and what differs between them.
#[derive(Clone, Debug)]
pub struct View {
    old: Side,
    /// The first of them as it was kept; `None` while it is on its way, where it is read with the second.
    kept: Option<Kept>,
    new: Side,
    /// Whether both are read when that is asked for.
    both: bool,
    request: u64,
    since: Time,
    answer: Option<Result<Compared, Text>>,
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
    let (old, kept, new) = if let Wish::Compare(of) = wish {
        let (old, kept, new) = (**of).clone();
        (old, Some(kept), new)
    } else {
        let Wish::Templates(of) = wish else { return None };
        let [old, new] = (**of).clone();
        (old, None, new)
    };
    let prod = desk.guards.is_prod(&new.target);
    let mut view = View {
        both: kept.is_none(),
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
        (self.since, self.answer, self.laid) = (desk.now, None, None);
        if self.both {
            self.kept = None;
        }
        self.go_on(desk);
    }

    /// Asks for what lacks: the first of the two, and then what differs in the second.
    fn go_on(&mut self, desk: &mut Desk<'_>) {
        self.request = desk.fresh_id();
        let Side { target, of } = if self.kept.is_some() { &self.new } else { &self.old };
        // What stands in another context is asked there.
        let there = if self.both { desk.environments.session(&target.context) } else { None };
        let (session, object) = (there.unwrap_or(desk.cluster.session), ObjectRef::of(target));
        desk.effects.push(match &self.kept {
            Some(kept) => Effect::Compare(session, self.request, object, of.clone(), kept.clone()),
            None => Effect::Keep(session, self.request, object, of.clone()),
        });
    }

    /// Whether the two stand beside each other on a screen so wide.
    const fn stands_beside(&self, columns: u16) -> bool {
        self.beside && columns >= BESIDE
    }

    /// The lines of the text: which two, as `diff -u` names them, and what differs.
    fn lines(&self, found: &Compared, beside: bool, lang: Lang) -> (Vec<TextLine>, Shape) {
        let words = |text: CompareText| clean(&Text::from(text).words(lang)).into_owned();
        let ago = self.kept.as_ref().map(|kept| human_duration(found.at.since(kept.at).max(0))).unwrap_or_default();
        let name = |side: &Side, itself: fn(Box<Target>, String) -> CompareText| {
            let target = Box::new(side.target.clone());
            match side.of {
                Of::Itself => words(itself(target, ago.clone())),
                Of::Revision { number, .. } => words(CompareText::Revision(target, number)),
                Of::Template(_) => words(CompareText::Template(target)),
            }
        };
        let old = name(&self.old, CompareText::AsItWas);
        let new = name(&self.new, |target, _| CompareText::AsItIs(target));
        let mut lines = vec![TextLine::led("−", old, Tone::Remove), TextLine::led("+", new, Tone::Add)];
        lines.extend(found.unknown.iter().map(|u| TextLine::new(words(CompareText::Unknown(u.clone())), Tone::Warn)));
        if found.left_out > 0 && !self.all {
            lines.push(TextLine::new(words(CompareText::LeftOut(found.left_out)), Tone::Dim));
        }
        let heads = lines.len();
        let shown = if self.all { &found.all } else { &found.lines };
        if shown.is_empty() {
            let nothing = match (found.all.is_empty(), found.left_out) {
                (true, _) => CompareText::Nothing,
                (false, 0) => CompareText::OnlyUsual,
                (false, _) => CompareText::OnlyMeant,
            };
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
                let heads = std::iter::once((Some(0), Some(1))).chain((2..heads).map(|line| (Some(line), Some(line))));
                Shape::Pairs(heads.chain(pairs).collect())
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

    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        if let News::Compared(id, answer) = news
            && *id == self.request
        {
            self.answer = Some(answer.clone().map_err(Text::from));
        }
        if let News::Kept(id, answer) = news
            && *id == self.request
        {
            match answer {
                Ok(kept) => {
                    self.kept = Some(kept.clone());
                    self.go_on(desk);
                }
                Err(why) => self.answer = Some(Err(why.clone())),
            }
        }
        Next::Stay
    }
}
