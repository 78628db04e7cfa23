//! The list of messages: all that was said, the newest first; the one under the cursor stands whole below the list.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::MessagesKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::layout::full_room;
use crate::app::messages::{Message, Messages};
use crate::app::room::{MessageLine, Room};
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
    /// The number of the message under the cursor; `None` for the newest, whichever that is.
    at: Option<u64>,
    /// The first row that is drawn.
    first: usize,
    /// What is looked for; empty for nothing.
    needle: String,
    /// What is typed to be looked for, and where the cursor was when that began.
    typing: Option<(Field, Option<u64>)>,
}

impl View {
    /// How many rows the list has on a screen, and how many the message under the cursor; the line between them is not counted.
    fn rooms(size: (u16, u16), title: &str) -> (u16, u16) {
        let (_, h) = full_room(size, title, "", false);
        if h < LOW {
            return (h, 0);
        }
        let whole = (h / 3).clamp(2, MOST);
        (h - whole - 1, whole)
    }

    /// Which message the cursor is on, counted from the newest. One that is not kept any more was the oldest.
    fn row(&self, messages: &Messages) -> usize {
        let all = messages.all();
        let Some(number) = self.at else { return 0 };
        all.iter().rev().position(|m| m.number == number).unwrap_or(all.len().saturating_sub(1))
    }

    fn chosen<'a>(&self, messages: &'a Messages) -> Option<&'a Message> {
        messages.all().iter().rev().nth(self.row(messages))
    }

    fn go(&mut self, row: usize, messages: &Messages) {
        let row = row.min(messages.all().len().saturating_sub(1));
        // On the first row the cursor stays with the newest.
        self.at = messages.all().iter().rev().nth(row).map(|m| m.number).filter(|_| row > 0);
    }

    fn step(&mut self, by: isize, messages: &Messages) {
        self.go(self.row(messages).saturating_add_signed(by), messages);
    }

    /// The first row that is drawn, so that the cursor's is among as many as there are rows.
    fn top(&self, row: usize, rows: usize) -> usize {
        self.first.clamp((row + 1).saturating_sub(rows.max(1)), row)
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
        let row = self.row(messages);
        let at = hits.iter().position(|hit| *hit == row).map_or(0, |i| i + 1);
        (!self.needle.is_empty()).then_some((&*self.needle, Some((at, hits.len()))))
    }
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

    fn paste(&mut self, text: &str, desk: &mut Desk<'_>) {
        if let Some((mut field, from)) = self.typing.take() {
            field.paste(text.trim());
            self.seek(field.text(), from, desk);
            self.typing = Some((field, from));
        }
    }
}
