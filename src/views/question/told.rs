//! What a question tells: what the changes would change, what they touch, what speaks against them; and the room that it has for it.

use super::{QuestionKey, View};
use crate::app::difference::leaf;
use crate::app::layout::{popup_box, title_width};
use crate::app::pager::{Pager, Shape, TextLine, Tone};
use crate::app::room::Frame;
use crate::app::text::{QuestionText, SoakText, Text, Word};
use crate::app::way::way;
use crate::model::change::{Preview, Then};
use crate::model::fit::{places, width};
use crate::model::guard::Ask;
use crate::model::text::clean;
use crate::model::{Lang, Words};
use std::borrow::Cow;

/// How many differences of one object are shown where several are asked about.
const EACH: usize = 3;
/// Rows of the box that are not the text's: what is asked, the keys, and between them and the text the word that there is more.
const BELOW: u16 = 3;
/// Rows that the text has at the least, below whom it is about; else that is the first of the text.
const LEAST: u16 = 4;
/// Columns in which a name is typed, at the least.
const TYPED: usize = 20;

/// The shape of a question on a screen.
#[derive(Clone, Debug)]
pub struct Form {
    /// What stands in the frame: a verb, and whom it is for; that is empty where it is the first of the text.
    pub head: (Words, String),
    /// The size of the box, without the rows of its title.
    pub size: (u16, u16),
    /// The columns and rows of the text.
    pub room: (u16, u16),
}

pub(super) fn words(text: impl AsRef<str>, tone: Tone) -> TextLine {
    TextLine::new(clean(text.as_ref()), tone)
}

/// As [`words`], of what dogwatch says: in the screen's language.
pub(super) fn said_of(lang: Lang, text: impl Into<Text>, tone: Tone) -> TextLine {
    words(text.into().words(lang), tone)
}

impl View {
    /// What is told, in so many columns.
    fn lines(&self, room: usize, lang: Lang) -> Vec<TextLine> {
        let mut out = Vec::new();
        let several = self.previews.len() + self.refused.len() > 1;
        match &self.plan {
            Some(plan) => self.of_plan(plan, (room, lang), &mut out),
            None => self.previews.iter().for_each(|preview| self.of_preview(preview, several, (room, lang), &mut out)),
        }
        for (intent, reason) in &self.refused {
            out.push(words(
                format!("✗ {} {}: {}", intent.target.resource, intent.target.name, Text::from(reason.clone()).words(lang)),
                Tone::Bad,
            ));
        }
        if self.then != Then::Nothing {
            let then = SoakText::Then(self.then, self.first_batch());
            out.push(words(Text::from(then).words(lang), Tone::Accent));
        }
        if let Some(why) = &self.decision.why {
            out.push(said_of(lang, QuestionText::Rule(why.clone()), Tone::Dim));
        }
        if let Some(why) = self.unwritten() {
            out.push(words(format!("⚠ {}", Text::from(why.clone()).words(lang)), Tone::Bad));
            out.push(said_of(lang, QuestionText::WithoutJournal(self.keys.0.clone()), Tone::Bad));
        }
        if self.decision.ask == Ask::Name && !self.asks_beside(room, lang) {
            out.push(words(format!("{} {} {}", Word::TypeIt.of(lang), self.phrase(), Word::ToDoIt.of(lang)), Tone::Plain));
        }
        out
    }

    /// Whether what must be typed and the field for it have one row; else what must be typed is the last of the text.
    pub fn asks_beside(&self, room: usize, lang: Lang) -> bool {
        width(Word::TypeIt.of(lang)) + width(&self.phrase()) + width(Word::ToDoIt.of(lang)) + 3 + TYPED <= room
    }

    /// How it stands on a screen; `before` is the way to it.
    pub fn shape(&self, size: (u16, u16), before: &str, lang: Lang) -> Form {
        let (verb, place) = self.title(lang);
        let word = &way(before, verb.of(lang));
        let prod = self.decision.prod;
        let widest = self.lines(usize::MAX, lang).iter().map(|l| width(&l.text)).max().unwrap_or(0);
        let w = widest.saturating_add(10).clamp(60, 110).max(title_width(word, &place, prod).min(160)) as u16;
        let w = w.min(size.0.saturating_sub(2));
        let columns = w.saturating_sub(4).max(1);
        let mut pager = Pager::new(self.lines(columns.into(), lang), Shape::One);
        pager.lay((columns, 1));
        let rows = pager.rows().min(usize::from(u16::MAX)) as u16;
        let wanted = (w, rows.saturating_add(2 + BELOW));
        let ((_, h), head) = popup_box(size, wanted, (word, &place, prod));
        let left = h.saturating_sub(2 + head + BELOW);
        if head == 0 || left >= rows.min(LEAST) {
            return Form { head: (verb, place), size: wanted, room: (columns, left) };
        }
        let room = (columns, h.saturating_sub(2 + BELOW).max(1));
        Form { head: (verb, String::new()), size: (w, h), room }
    }

    /// Has it laid anew: it tells something else.
    pub(super) const fn lay_anew(&mut self) {
        self.laid = None;
    }

    /// Lays what is told into the screen.
    pub(super) fn lay_into(&mut self, frame: &Frame<'_>) {
        let Frame { size, before, lang, revealed, keymap } = *frame;
        let key = Some((size.0, size.1, width(before), revealed));
        if self.laid == key {
            return;
        }
        self.revealed = revealed;
        self.keys = (keymap.hint_of(QuestionKey::Yes), keymap.hint_of(QuestionKey::Reveal));
        let shape = self.shape(size, before, lang);
        let columns = usize::from(shape.room.0);
        let mut lines = Vec::new();
        let (_, place) = self.title(lang);
        if shape.head.1.is_empty() && !place.is_empty() {
            lines.extend(places(&place, columns).into_iter().map(|row| words(row, Tone::Accent)));
        }
        lines.extend(self.lines(columns, lang));
        self.pager = Pager::new(lines, Shape::One);
        self.pager.lay(shape.room);
        self.laid = key;
    }

    fn of_preview(&self, preview: &Preview, several: bool, (room, lang): (usize, Lang), out: &mut Vec<TextLine>) {
        let revealed = self.revealed;
        let intent = &preview.intent;
        let changes = Text::from(QuestionText::What(Box::new(intent.change.clone()))).words(lang);
        if several {
            let place =
                if intent.target.namespace.is_empty() { String::new() } else { format!("{} ▸ ", intent.target.namespace) };
            out.push(words(format!("{place}{} {}: {changes}", intent.target.resource, intent.target.name), Tone::Accent));
        } else {
            out.push(words(changes, Tone::Accent));
        }
        let shown = if several { EACH } else { usize::MAX };
        let mut hidden = false;
        for d in preview.differences.iter().take(shown) {
            let masked = d.masked();
            hidden |= !revealed && matches!(masked, Cow::Owned(_));
            out.extend(leaf(if revealed { d } else { &masked }, room));
        }
        if hidden {
            out.push(said_of(lang, QuestionText::Hidden(self.keys.1.clone()), Tone::Dim));
        }
        if preview.differences.len() > shown {
            out.push(said_of(lang, QuestionText::MoreDifferences(preview.differences.len() - shown), Tone::Dim));
        }
        if let Some(touches) = &preview.touches {
            out.push(said_of(lang, QuestionText::Touches(touches.clone()), Tone::Dim));
        }
        out.extend(preview.warnings.iter().map(|w| said_of(lang, QuestionText::Warning(w.clone()), Tone::Warn)));
    }
}
