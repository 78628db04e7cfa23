//! What the keys of the list do.

use super::{View, words};
use crate::app::desk::{Ask, Desk, Way};
use crate::app::field::Field;
use crate::app::messages::Message;
use crate::app::msg::Effect;
use crate::app::pager::{Shape, TextLine, Tone};
use crate::app::room::{Keys, Room};
use crate::app::text::{KeyText, Word};
use crate::app::wish::{Next, Page, Wish};
use crate::command::{Code, Key, MotionCommand, Shared, Table, ViewCommand};

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Messages", "消息") MessagesKey {
        Open "messages-open" [like Open Workloads] ("in full", "全文")
            ("the message in full, to be scrolled and searched", "消息全文,可滚动和搜索");
        Copy "messages-copy" [like Copy Workloads] ("copy", "复制") ("copy the message", "复制该消息");
        GoTo "messages-go-to" ["o"] ("go to it", "转到") ("go to the object that it is about", "转到消息所说的对象");
        Search "messages-search" [like Filter Workloads] ("search", "搜索") ("search the messages", "搜索消息");
        Next "messages-next-match" [like NextMatch Logs] ("next", "下一项") ("next match", "下一个匹配行");
        Previous "messages-previous-match" [like PreviousMatch Logs] ("previous", "上一项") ("previous match", "上一个匹配行");
    }
}

impl Keys for View {
    const TABLE: &'static Table = MessagesKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        let next = self.go_by(key, desk);
        let rows = Self::rooms(desk.size, &self.name(desk.lang)).0;
        self.first = self.top(self.row(desk.messages), rows.into());
        next
    }
}

impl View {
    fn go_by(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        if let Some((field, from)) = self.typing.take() {
            self.typed(key, field, from, desk);
            return Next::Stay;
        }
        let page = isize::try_from(Self::rooms(desk.size, "").0.max(1)).unwrap_or(1);
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(MessagesKey::Open), _) => {
                if let Some(m) = self.chosen(desk.messages) {
                    return Next::Push(Wish::Read(in_full(m, desk)));
                }
            }
            (Some(MessagesKey::Copy), _) => {
                if let Some(m) = self.chosen(desk.messages) {
                    desk.effects.push(Effect::Copy(words(desk.lang, m)));
                }
            }
            (Some(MessagesKey::GoTo), _) => match self.chosen(desk.messages).and_then(|m| m.about.clone()) {
                Some(target) => desk.asks.push(Ask::GoTo(target)),
                None => desk.hint(KeyText::NamesNoObject),
            },
            (Some(MessagesKey::Search), _) => self.typing = Some((Field::offered(&*self.needle), self.at)),
            (Some(MessagesKey::Next), _) if !self.needle.is_empty() => self.turn(true, desk),
            (Some(MessagesKey::Previous), _) if !self.needle.is_empty() => self.turn(false, desk),
            // Back goes one step at a time.
            (None, Some(Shared::Back)) if !self.needle.is_empty() => self.needle.clear(),
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => match motion {
                MotionCommand::Up => self.step(-1, desk.messages),
                MotionCommand::Down => self.step(1, desk.messages),
                MotionCommand::PageUp => self.step(-page, desk.messages),
                MotionCommand::PageDown => self.step(page, desk.messages),
                MotionCommand::Top => self.at = None,
                MotionCommand::Bottom => self.go(usize::MAX, desk.messages),
            },
            (None, None) | (Some(MessagesKey::Next | MessagesKey::Previous), _) => desk.unbound(key, &[Way::Leave, Way::Help]),
        }
        Next::Stay
    }

    fn typed(&mut self, key: Key, mut field: Field, from: Option<u64>, desk: &Desk<'_>) {
        match desk.keymap.shared_of_form(key) {
            _ if key.code == Code::Enter => {}
            Some(Shared::Back | Shared::Quit) => (self.needle, self.at) = (String::new(), from),
            Some(Shared::Motion(_)) | None => {
                if field.key(key) {
                    self.seek(field.text(), from, desk);
                }
                self.typing = Some((field, from));
            }
        }
    }

    /// Looks for a text, from where the cursor was on: the first hit there gets it, else the first of all.
    pub(super) fn seek(&mut self, needle: &str, from: Option<u64>, desk: &Desk<'_>) {
        (self.needle, self.at) = (needle.to_owned(), from);
        let row = self.row(desk.messages);
        let hits = self.hits(desk.messages, desk.lang);
        if let Some(hit) = hits.iter().find(|hit| **hit >= row).or(hits.first()) {
            self.go(*hit, desk.messages);
        }
    }

    /// To the next hit or the one before; after the last comes the first.
    fn turn(&mut self, forward: bool, desk: &Desk<'_>) {
        let row = self.row(desk.messages);
        let hits = self.hits(desk.messages, desk.lang);
        let next = if forward {
            hits.iter().find(|hit| **hit > row).or(hits.first())
        } else {
            hits.iter().rev().find(|hit| **hit < row).or(hits.last())
        };
        if let Some(hit) = next {
            self.go(*hit, desk.messages);
        }
    }
}

/// A message with all that is known of it.
fn in_full(m: &Message, desk: &Desk<'_>) -> Page {
    let lang = desk.lang;
    let fact = |lead: Word, text: String| TextLine::led(lead.of(lang), text, Tone::Plain);
    let time = m.time.to_chrono().with_timezone(&desk.zone).format("%Y-%m-%d %H:%M:%S %:z").to_string();
    let mut lines = vec![fact(Word::Time, time)];
    if let Some(target) = &m.about {
        lines.push(fact(Word::About, target.place()));
    }
    lines.push(TextLine::plain(""));
    lines.extend(words(lang, m).lines().map(|line| TextLine::plain(line.to_owned())));
    Page { title: Word::Message.of(lang).into(), lines, shape: Shape::One, opened_by: None }
}
