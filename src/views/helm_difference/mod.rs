//! In what two revisions of a Helm release differ: their manifests, or the values that were given with them.

pub mod draw;
mod keys;

pub use keys::HelmDifferenceKey;

use crate::app::desk::Desk;
use crate::app::difference::whole;
use crate::app::layout::full_room;
use crate::app::msg::Effect;
use crate::app::pager::{Pager, Shape, TextLine, Tone};
use crate::app::room::{Frame, MessageLine, News, Room};
use crate::app::text::{HelmText, Text};
use crate::app::way::way;
use crate::app::wish::{Next, Wish};
use crate::model::helm::{Fault, HelmNews, HelmWish, Part, Record};
use crate::model::revision::DiffLine;
use crate::model::text::clean;
use crate::model::{Lang, Name, Time, Words};

/// Columns of the screen that two columns of YAML need.
const BESIDE: u16 = 100;

/// The difference.
#[derive(Clone, Debug)]
pub struct View {
    records: Box<[Record; 2]>,
    part: Part,
    /// The context, for the place.
    context: Name,
    /// The number that the answer carries.
    request: u64,
    /// Since when it is waited for.
    since: Time,
    /// What differs; `None` while it is on its way.
    lines: Option<Result<Vec<DiffLine>, Fault>>,
    /// Whether what may be secret is shown: it was fetched so.
    revealed: bool,
    /// Whether it stands in two columns, where the screen is wide enough.
    beside: bool,
    pager: Pager,
    /// What the pager was made for.
    laid: Option<(bool, Lang)>,
}

/// Which two are told by the wish.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::HelmDifference(records, part) = wish else { return None };
    let mut view = View {
        records: records.clone(),
        part: *part,
        context: desk.cluster.context.name.clone(),
        request: 0,
        since: desk.now,
        lines: None,
        revealed: false,
        beside: true,
        pager: Pager::default(),
        laid: None,
    };
    view.fetch(desk);
    Some(Box::new(view))
}

impl View {
    fn fetch(&mut self, desk: &mut Desk<'_>) {
        (self.request, self.since, self.lines, self.laid) = (desk.fresh_id(), desk.now, None, None);
        self.pager = Pager::default();
        let wish = HelmWish::Difference(self.records.clone(), self.part, self.revealed);
        desk.effects.push(Effect::Helm(desk.cluster.session, self.request, wish));
    }

    /// Where it is, and which two.
    fn place(&self, lang: Lang) -> String {
        let [old, new] = &*self.records;
        let between = Text::from(HelmText::Between(old.revision, new.revision)).words(lang);
        format!("{} ▸ {} ▸ {}  {between}", self.context, new.namespace, new.release)
    }

    /// Whether something may be hidden in it.
    fn hides(&self) -> bool {
        !self.revealed && self.pager.lines().iter().any(|line| line.text.contains("(hidden "))
    }

    /// What the lines are shown as.
    fn shown(&self, beside: bool, lang: Lang) -> (Vec<TextLine>, Shape) {
        let word = |text: HelmText| clean(&Text::from(text).words(lang)).into_owned();
        match &self.lines {
            None => (Vec::new(), Shape::One),
            Some(Err(fault)) => (vec![TextLine::new(word(HelmText::Fault(fault.clone())), Tone::Bad)], Shape::One),
            Some(Ok(lines)) if lines.is_empty() => (vec![TextLine::new(word(HelmText::Same), Tone::Dim)], Shape::One),
            Some(Ok(lines)) => whole(lines, beside, lang),
        }
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        match self.part {
            Part::Values | Part::AllValues => Words::new("Values, difference", "值的差异"),
            Part::Notes | Part::Manifest => Words::new("Manifest, difference", "清单的差异"),
        }
        .of(lang)
        .into()
    }

    fn types(&self) -> bool {
        self.pager.typing().is_some()
    }

    fn line(&self) -> MessageLine {
        match (self.pager.typing(), self.pager.found()) {
            (Some(_), _) => MessageLine::Typed,
            (None, Some(_)) => MessageLine::Found,
            (None, None) => MessageLine::Free,
        }
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        let beside = self.beside && frame.size.0 >= BESIDE;
        if self.laid != Some((beside, frame.lang)) {
            let (lines, shape) = self.shown(beside, frame.lang);
            (self.pager, self.laid) = (Pager::new(lines, shape), Some((beside, frame.lang)));
        }
        let word = way(frame.before, &self.name(frame.lang));
        self.pager.lay(full_room(frame.size, &word, &self.place(frame.lang), false));
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        self.pager.paste(text);
    }

    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        if let News::Helm(id, HelmNews::Differs(lines)) = news
            && *id == self.request
        {
            (self.lines, self.laid) = (Some(lines.clone()), None);
        }
        Next::Stay
    }
}
