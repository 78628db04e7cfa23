//! Messages: one line on the screen, and all of them kept.

use crate::model::Time;

/// How loud a message is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// For information.
    Info,
    /// Something came to a good end.
    Good,
    /// Mind this.
    Warn,
    /// Something failed.
    Error,
}

/// One message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// When it was said first.
    pub time: Time,
    /// How loud.
    pub level: Level,
    /// Its text, whole.
    pub text: String,
    /// How often it was said in a row.
    pub times: u32,
}

/// How many messages are kept.
const KEPT: usize = 500;
/// Among how many of the last ones the same word is not kept twice.
const RECENT: usize = 30;
/// How long a message stays on its line, in milliseconds: errors stay until a key is pressed after that.
const SHOWN_MS: i64 = 8_000;

/// All messages, and the one on the screen.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    all: Vec<Message>,
    shown: bool,
}

impl Messages {
    /// Says something.
    pub fn say(&mut self, now: Time, level: Level, text: impl Into<String>) {
        let text = text.into();
        self.shown = true;
        if let Some(last) = self.all.last_mut()
            && last.text == text
        {
            (last.times, last.time) = (last.times + 1, now);
            return;
        }
        if self.all.len() == KEPT {
            self.all.remove(0);
        }
        self.all.push(Message { time: now, level, text, times: 1 });
    }

    /// Keeps a word without putting it on the line: something else says it in short there. What is among the last ones already is counted.
    pub fn note(&mut self, now: Time, level: Level, text: impl Into<String>) {
        let text = text.into();
        let from = self.all.len().saturating_sub(RECENT);
        if let Some(same) = self.all[from..].iter_mut().find(|m| m.text == text) {
            (same.times, same.time) = (same.times + 1, now);
            return;
        }
        if self.all.len() == KEPT {
            self.all.remove(0);
        }
        // What is on the line stays there.
        let at = self.all.len() - usize::from(self.shown && !self.all.is_empty());
        self.all.insert(at, Message { time: now, level, text, times: 1 });
    }

    /// The message on the screen.
    pub fn current(&self) -> Option<&Message> {
        self.all.last().filter(|_| self.shown)
    }

    /// All, oldest first.
    pub fn all(&self) -> &[Message] {
        &self.all
    }

    /// Takes the message from its line when its time is over; `key` tells that the user has seen it.
    pub fn fade(&mut self, now: Time, key: bool) {
        if let Some(last) = self.all.last() {
            let over = now.since(last.time) > SHOWN_MS;
            let loud = matches!(last.level, Level::Error | Level::Warn);
            if over && (!loud || key) {
                self.shown = false;
            }
        }
    }

    /// When the message on the screen goes by itself.
    pub fn fades_at(&self) -> Option<Time> {
        self.current().filter(|m| !matches!(m.level, Level::Error | Level::Warn)).map(|m| m.time.plus(SHOWN_MS + 1))
    }

    /// Takes the message from its line.
    pub const fn dismiss(&mut self) {
        self.shown = false;
    }
}
