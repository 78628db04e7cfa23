//! Reading a text: help, YAML, describe, events, the journal, a line or a message in full.

pub mod draw;
mod keys;

use crate::app::desk::Desk;
use crate::app::i18n::said;
use crate::app::layout::full_room;
use crate::app::msg::{Effect, Fetch};
use crate::app::pager::{Pager, Shape, TextLine, Tone};
use crate::app::room::{Frame, MessageLine, News, Room};
use crate::app::text::Text;
use crate::app::way::way;
use crate::app::wish::{Next, Page, Wish};
use crate::command::Command;
use crate::model::hide::HIDDEN;
use crate::model::text::clean;
use crate::model::{Lang, Time};

/// A text on the screen.
#[derive(Clone, Debug)]
pub struct View {
    /// What it is: `YAML`, `Help`.
    pub title: String,
    /// Of whom, whole; empty where it is of nobody.
    pub place: String,
    /// The number that the answer carries, where it is fetched.
    request: Option<u64>,
    /// The text; `None` while it is on its way.
    pub pager: Option<Pager>,
    /// Since when it is waited for.
    pub since: Time,
    /// What tells the same with what may be secret, where that can be asked for.
    whole: Option<Fetch>,
    /// Whether what may be secret stands in it as it is.
    reveals: bool,
    /// The command that opens it from everywhere, where there is one.
    opened_by: Option<Command>,
    /// Whether it is a description, which says first what is wrong.
    describes: bool,
}

/// Texts that are there, and those that are fetched.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let view = if let Wish::Fetch { title, place, fetch } = wish {
        let (whole, opened_by) = match fetch {
            Fetch::Yaml(object, false) => (Some(Fetch::Yaml(object.clone(), true)), None),
            Fetch::Describe(object, false) => (Some(Fetch::Describe(object.clone(), true)), None),
            Fetch::Helm(record, part, false) => (Some(Fetch::Helm(record.clone(), *part, true)), None),
            Fetch::Journal => (None, Some(Command::Journal)),
            Fetch::Helm(_, _, true) | Fetch::Yaml(_, true) | Fetch::Describe(_, true) | Fetch::Events(..) => (None, None),
        };
        let request = desk.fresh_id();
        desk.effects.push(Effect::Fetch(desk.cluster.session, request, fetch.clone()));
        let (title, place) = (title.clone(), place.clone());
        let describes = matches!(fetch, Fetch::Describe(..));
        let reveals = matches!(fetch, Fetch::Describe(_, true) | Fetch::Yaml(_, true) | Fetch::Helm(_, _, true));
        View { title, place, request: Some(request), pager: None, since: desk.now, whole, reveals, opened_by, describes }
    } else {
        let Wish::Read(Page { title, lines, shape, opened_by }) = wish else { return None };
        let (title, opened_by) = (title.clone(), *opened_by);
        let pager = Some(Pager::new(lines.clone(), shape.clone()));
        View {
            title,
            place: String::new(),
            request: None,
            pager,
            since: desk.now,
            whole: None,
            reveals: false,
            opened_by,
            describes: false,
        }
    };
    Some(Box::new(view))
}

/// The colour of a line that says what is wrong, or may be: such stand before all others of a description, and what the cluster wrote after
/// them cannot pass for one.
fn wrong(line: &str) -> Option<Tone> {
    match line.split(' ').next() {
        Some("✗") => Some(Tone::Bad),
        Some("⚠") => Some(Tone::Warn),
        Some(_) | None => None,
    }
}

/// Where the value begins that stands apart from its label.
fn value_at(line: &str) -> Option<u16> {
    let (label, value) = line.split_once(":  ")?;
    let at = line.len() - value.trim_start().len();
    let is_label = line[..at].is_ascii() && !label.trim_start().contains("  ") && !value.trim_start().is_empty();
    u16::try_from(at).ok().filter(|_| is_label)
}

impl View {
    /// Whether what may be secret stands in it as it is.
    pub const fn reveals(&self) -> bool {
        self.reveals
    }

    /// Whether something is hidden in it that can be asked for.
    pub fn hides(&self) -> bool {
        let hidden = |pager: &Pager| pager.lines().iter().any(|l| l.text.contains(HIDDEN));
        // Of a Secret the sizes are told.
        let is_told = matches!(&self.whole, Some(Fetch::Describe(object, _)) if object.resource.is_secret());
        self.whole.is_some() && self.pager.as_ref().is_some_and(|pager| is_told || hidden(pager))
    }

    /// A line of a description goes on below its value, where it has a label.
    fn line_of(&self, text: &str) -> TextLine {
        let line = TextLine::indented(clean(text));
        match value_at(&line.text).filter(|_| self.describes) {
            Some(hang) => TextLine { hang, ..line },
            None => line,
        }
    }

    fn came(&mut self, answer: &Result<String, Text>, lang: Lang) {
        let lines = match answer {
            // Of what was fetched a single line is a word of ours.
            Ok(text) if !text.trim_end().contains('\n') => vec![TextLine::indented(clean(&said(lang, text.trim_end())))],
            Ok(text) => {
                let wrong = text.lines().map_while(wrong).take_while(|_| self.describes);
                let mut tones = wrong.chain(std::iter::repeat(Tone::Plain));
                let line = |l| TextLine { tone: tones.next().unwrap_or_default(), ..self.line_of(l) };
                text.lines().map(line).collect()
            }
            Err(why) => vec![TextLine::new(clean(&why.words(lang)), Tone::Bad)],
        };
        // Of what did not come nothing is hidden.
        if answer.is_err() {
            self.whole = None;
        }
        self.pager = Some(Pager::new(lines, Shape::One));
    }
}

impl Room for View {
    fn is_secret(&self) -> bool {
        self.reveals()
    }

    fn opened_by(&self) -> Option<Command> {
        self.opened_by
    }

    fn name(&self, _: Lang) -> String {
        self.title.clone()
    }

    fn types(&self) -> bool {
        self.pager.as_ref().is_some_and(|pager| pager.typing().is_some())
    }

    fn line(&self) -> MessageLine {
        match &self.pager {
            Some(pager) if pager.typing().is_some() => MessageLine::Typed,
            Some(pager) if pager.found().is_some() => MessageLine::Found,
            Some(_) | None => MessageLine::Free,
        }
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        let room = full_room(frame.size, &way(frame.before, &self.title), &self.place, false);
        if let Some(pager) = &mut self.pager {
            pager.lay(room);
        }
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        if let Some(pager) = &mut self.pager {
            pager.paste(text);
        }
    }

    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        if let News::Fetched(id, answer) = news
            && self.request == Some(*id)
        {
            self.came(answer, desk.lang);
        }
        Next::Stay
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_goes_on_below_itself() {
        for (line, want) in [
            ("Name:             web", Some(18)),
            ("    Image:        lab/app:1", Some(18)),
            ("Label: value", None),
            ("  NAME  PORT:  80", None),
            ("Ports:", None),
            ("Ports:   ", None),
            ("温度:   31", None),
            ("", None),
        ] {
            assert_eq!(value_at(line), want, "{line}");
        }
    }
}
