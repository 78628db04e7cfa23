//! What the keys of the list do.

use super::{View, words};
use crate::app::desk::{Ask, Desk, Way};
use crate::app::field::Field;
use crate::app::messages::Message;
use crate::app::msg::Effect;
use crate::app::pager::{Shape, TextLine, Tone};
use crate::app::room::ListKeys;
use crate::app::text::{KeyText, Word};
use crate::app::wish::{Next, Page, Wish};
use crate::command::{Code, Key, Shared};

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

impl ListKeys for View {
    type Own = MessagesKey;

    fn takes(&mut self, key: Key, desk: &mut Desk<'_>) -> bool {
        self.keep(desk.messages);
        if let Some((field, from)) = self.typing.take() {
            self.typed(key, field, from, desk);
            return true;
        }
        let turns = matches!(desk.keymap.of_view(key), Some(MessagesKey::Next | MessagesKey::Previous));
        if turns && self.needle.is_empty() {
            desk.unbound(key, &[Way::Leave, Way::Help]);
            return true;
        }
        false
    }

    fn own(&mut self, key: MessagesKey, desk: &mut Desk<'_>) -> Next {
        match key {
            MessagesKey::Open => {
                if let Some(m) = self.chosen(desk.messages) {
                    return Next::Push(Wish::Read(in_full(m, desk)));
                }
            }
            MessagesKey::Copy => {
                if let Some(m) = self.chosen(desk.messages) {
                    desk.effects.push(Effect::Copy(words(desk.lang, m)));
                }
            }
            MessagesKey::GoTo => match self.chosen(desk.messages).and_then(|m| m.about.clone()) {
                Some(target) => desk.asks.push(Ask::GoTo(target)),
                None => desk.hint(KeyText::NamesNoObject),
            },
            MessagesKey::Search => self.typing = Some((Field::offered(&*self.needle), self.from())),
            MessagesKey::Next => self.turn(true, desk),
            MessagesKey::Previous => self.turn(false, desk),
        }
        Next::Stay
    }

    /// What is looked for goes first.
    fn back(&mut self, _: &mut Desk<'_>) -> bool {
        !std::mem::take(&mut self.needle).is_empty()
    }
}

impl View {
    /// The message under the cursor; `None` for the newest, whichever that is.
    fn from(&self) -> Option<u64> {
        self.list.selected().copied().filter(|_| self.list.place().0 > 0)
    }

    fn typed(&mut self, key: Key, mut field: Field, from: Option<u64>, desk: &Desk<'_>) {
        match desk.keymap.shared_of_form(key) {
            _ if key.code == Code::Enter => {}
            Some(Shared::Back | Shared::Quit) => {
                self.needle.clear();
                self.go_to(from);
            }
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
        needle.clone_into(&mut self.needle);
        self.go_to(from);
        let (row, hits) = (self.list.place().0, self.hits(desk.messages, desk.lang));
        self.go_to_row(hits.iter().find(|hit| **hit >= row).or(hits.first()));
    }

    /// To the next hit or the one before; after the last comes the first.
    fn turn(&mut self, forward: bool, desk: &Desk<'_>) {
        let (row, hits) = (self.list.place().0, self.hits(desk.messages, desk.lang));
        self.go_to_row(if forward {
            hits.iter().find(|hit| **hit > row).or(hits.first())
        } else {
            hits.iter().rev().find(|hit| **hit < row).or(hits.last())
        });
    }

    fn go_to_row(&mut self, row: Option<&usize>) {
        if let Some(number) = row.and_then(|row| self.list.rows().get(*row)).copied() {
            self.go_to(Some(number));
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
