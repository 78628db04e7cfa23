//! The list of messages: all that was said, the newest first; the one under the cursor stands whole below the list.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::MessagesKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::layout::full_area;
use crate::app::listing::{Listed, Listing};
use crate::app::messages::{Message, Messages};
use crate::app::room::{Frame, MessageLine, Room};
use crate::app::text::Word;
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::Lang;
use crate::model::text::clean;

/// Rows below the list from which on the message under the cursor has room there, the line between them included.
const LOW: u16 = 8;
/// Rows that it has at the most.
const MOST: u16 = 8;

/// `m` opens it from everywhere.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Command(Command::Messages) = wish else { return None };
    Some(Box::new(View::default()))
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Their numbers, the newest first.
    list: Listing<u64>,
    /// What is looked for; empty for nothing.
    needle: String,
    /// What is typed to be looked for, and where the cursor was when that began.
    typing: Option<(Field, Option<u64>)>,
}

impl View {
    /// Lists what was said. On the first row the cursor stays with the newest; one that is not kept any more was the oldest.
    fn keep(&mut self, messages: &Messages) {
        let rows: Vec<u64> = messages.all().iter().rev().map(|m| m.number).collect();
        if self.list.rows() == rows {
            return;
        }
        if self.list.place().0 == 0 {
            self.list.reset();
        }
        self.list.set_rows(rows);
        if self.list.is_lost() {
            self.list.bottom();
        }
    }

    fn chosen<'a>(&self, messages: &'a Messages) -> Option<&'a Message> {
        self.list.selected().and_then(|number| of(messages, *number))
    }

    /// To a message.
    fn go_to(&mut self, number: Option<u64>) {
        let row = self.list.rows().iter().position(|n| Some(*n) == number).unwrap_or(0);
        self.list.top();
        self.list.go(isize::try_from(row).unwrap_or(0));
    }

    /// The rows with what is looked for. Case counts where it has capitals.
    fn hits(&self, messages: &Messages, lang: Lang) -> Vec<usize> {
        if self.needle.is_empty() {
            return Vec::new();
        }
        let small = !self.needle.chars().any(char::is_uppercase);
        let has = |m: &Message| {
            let text = words(lang, m);
            if small { text.to_lowercase().contains(&self.needle) } else { text.contains(&self.needle) }
        };
        messages.all().iter().rev().enumerate().filter(|(_, m)| has(m)).map(|(i, _)| i).collect()
    }

    /// Which of the hits the cursor is on, from 1 (0 for none of them), and how many there are.
    fn found(&self, messages: &Messages, lang: Lang) -> Option<(&str, Option<(usize, usize)>)> {
        let hits = self.hits(messages, lang);
        let (row, _) = self.list.place();
        let at = hits.iter().position(|hit| *hit == row).map_or(0, |i| i + 1);
        (!self.needle.is_empty()).then_some((&*self.needle, Some((at, hits.len()))))
    }
}

/// A message by its number.
fn of(messages: &Messages, number: u64) -> Option<&Message> {
    messages.all().iter().find(|m| m.number == number)
}

/// A message in the words of the screen, without what could do something to it.
fn words(lang: Lang, m: &Message) -> String {
    let text = clean(&m.text.words(lang)).into_owned();
    if m.times > 1 { format!("{text} (×{})", m.times) } else { text }
}

impl Room for View {
    fn opened_by(&self) -> Option<Command> {
        Some(Command::Messages)
    }

    fn name(&self, lang: Lang) -> String {
        Word::MessagesNewestFirst.of(lang).into()
    }

    fn types(&self) -> bool {
        self.typing.is_some()
    }

    fn line(&self) -> MessageLine {
        match (&self.typing, self.needle.is_empty()) {
            (Some(_), _) => MessageLine::Typed,
            (None, false) => MessageLine::Found,
            (None, true) => MessageLine::Free,
        }
    }

    fn listed(&mut self) -> Option<&mut dyn Listed> {
        Some(&mut self.list)
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        let inside = full_area(frame.size, "", "", false);
        self.list.lay_into(inside, false, if inside.h < LOW { 0 } else { (inside.h / 3).clamp(2, MOST) });
    }

    fn settle(&mut self, desk: &mut Desk<'_>) {
        self.keep(desk.messages);
    }

    fn paste(&mut self, text: &str, desk: &mut Desk<'_>) {
        if let Some((mut field, from)) = self.typing.take() {
            field.paste(text.trim());
            self.seek(field.text(), from, desk);
            self.typing = Some((field, from));
        }
    }
}
