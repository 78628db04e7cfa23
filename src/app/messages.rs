//! Messages: one line on the screen, and all of them kept.

use super::text::Text;
use crate::model::Time;
use crate::model::change::Target;

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
    /// What is said.
    pub text: Text,
    /// How often it was said in a row.
    pub times: u32,
    /// The number that it keeps, wherever it stands among the others.
    pub number: u64,
    /// The object that it is about, where that is known.
    pub about: Option<Target>,
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
    last: u64,
    shown: bool,
    /// A word about the key that was pressed, and until when it stands.
    hint: Option<(Message, Time)>,
}

impl Messages {
    /// Says something.
    pub fn say(&mut self, now: Time, level: Level, text: impl Into<Text>) {
        self.say_of(now, level, text.into(), None);
    }

    /// Says something about an object, which can be gone to from the list of messages.
    pub fn say_about(&mut self, now: Time, level: Level, text: impl Into<Text>, about: &Target) {
        self.say_of(now, level, text.into(), Some(about.clone()));
    }

    fn say_of(&mut self, now: Time, level: Level, text: Text, about: Option<Target>) {
        (self.shown, self.hint) = (true, None);
        if let Some(last) = self.all.last_mut()
            && last.text == text
        {
            (last.times, last.time) = (last.times + 1, now);
            return;
        }
        let message = self.made(now, level, text, about);
        self.all.push(message);
    }

    /// A message of its own number, for which there is room.
    fn made(&mut self, time: Time, level: Level, text: Text, about: Option<Target>) -> Message {
        if self.all.len() == KEPT {
            self.all.remove(0);
        }
        self.last += 1;
        Message { time, level, text, times: 1, number: self.last, about }
    }

    /// Keeps a word without putting it on the line: something else says it in short there. What is among the last ones already is counted.
    pub fn note(&mut self, now: Time, level: Level, text: impl Into<Text>) {
        let text = text.into();
        let from = self.all.len().saturating_sub(RECENT);
        if let Some(same) = self.all[from..].iter_mut().find(|m| m.text == text) {
            (same.times, same.time) = (same.times + 1, now);
            return;
        }
        let message = self.made(now, level, text, None);
        // What is on the line stays there.
        let at = self.all.len() - usize::from(self.shown && !self.all.is_empty());
        self.all.insert(at, message);
    }

    /// Says a word about the key that was just pressed, for so many milliseconds. It is not kept, so that a key that is held down, or a
    /// cat, drives nothing out; what stood there comes back after it.
    pub fn hint(&mut self, now: Time, level: Level, text: impl Into<Text>, ms: i64) {
        let hint = Message { time: now, level, text: text.into(), times: 1, number: 0, about: None };
        self.hint = Some((hint, now.plus(ms)));
    }

    /// Takes the word about the last key away: another one was pressed.
    pub fn drop_hint(&mut self) {
        self.hint = None;
    }

    /// The message on the screen.
    pub fn current(&self) -> Option<&Message> {
        self.hint.as_ref().map(|(hint, _)| hint).or_else(|| self.all.last().filter(|_| self.shown))
    }

    /// Whether the message on the screen is one of those that are kept.
    pub const fn is_kept(&self) -> bool {
        self.hint.is_none() && self.stands()
    }

    /// Whether a word about a key stands.
    pub const fn hints(&self) -> bool {
        self.hint.is_some()
    }

    /// Whether something is said on the screen that is more than a word about a key.
    pub const fn stands(&self) -> bool {
        self.shown && !self.all.is_empty()
    }

    /// All, oldest first.
    pub fn all(&self) -> &[Message] {
        &self.all
    }

    /// Takes the message from its line when its time is over; `key` tells that the user has seen it.
    pub fn fade(&mut self, now: Time, key: bool) {
        self.hint.take_if(|(_, until)| now > *until);
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
        if let Some((_, until)) = &self.hint {
            return Some(until.plus(1));
        }
        self.current().filter(|m| !matches!(m.level, Level::Error | Level::Warn)).map(|m| m.time.plus(SHOWN_MS + 1))
    }

    /// Takes the message from its line.
    pub fn dismiss(&mut self) {
        (self.shown, self.hint) = (false, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::text::ChangeText;

    fn said(messages: &Messages) -> Option<String> {
        messages.current().map(|m| m.text.to_string())
    }

    #[test]
    fn a_word_about_a_key_drives_nothing_out() {
        let (now, mut messages) = (Time::from_secs(100), Messages::default());
        messages.say(now, Level::Error, Text::Server("it failed".to_owned()));
        for n in 0..2_000 {
            messages.hint(now, Level::Info, Text::Server(format!("{n} is not bound")), 4_000);
        }
        assert_eq!((messages.all().len(), said(&messages)), (1, Some("1999 is not bound".to_owned())));
        messages.fade(now.plus(4_001), false);
        assert_eq!(said(&messages), Some("it failed".to_owned()), "it was not read yet");
        messages.hint(now, Level::Info, ChangeText::Cancelled, 1);
        messages.say(now, Level::Info, Text::Server("news".to_owned()));
        assert_eq!(said(&messages), Some("news".to_owned()));
    }
}
