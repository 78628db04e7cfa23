//! A one-line text field.

use crate::command::{Code, Key};
use tui_input::{Input, InputRequest};

/// Text with a cursor.
#[derive(Clone, Debug, Default)]
pub struct Field(Input);

impl Field {
    /// A field with this text, the cursor at its end.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Input::new(text.into()))
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.0.value()
    }

    /// How many columns stand before the cursor.
    pub fn column(&self) -> usize {
        self.0.visual_cursor()
    }

    /// Puts a pasted text in at the cursor; what is not harmless is left out.
    pub fn paste(&mut self, text: &str) {
        for c in text.chars().filter(|c| crate::model::text::harmless(*c)) {
            self.0.handle(InputRequest::InsertChar(c));
        }
    }

    /// Takes a key; `false` where the key means nothing to a text field. Left, Right, Home, End, Backspace, Delete and the shell's
    /// Ctrl-a, Ctrl-e, Ctrl-u, Ctrl-w, Ctrl-k work.
    pub fn key(&mut self, key: Key) -> bool {
        use InputRequest as R;
        let request = match (key.code, key.ctrl, key.alt) {
            (Code::Char(c), false, false) => R::InsertChar(c),
            (Code::Backspace, false, false) => R::DeletePrevChar,
            (Code::Delete, false, false) => R::DeleteNextChar,
            (Code::Left, false, false) => R::GoToPrevChar,
            (Code::Right, false, false) => R::GoToNextChar,
            (Code::Home, ..) | (Code::Char('a'), true, false) => R::GoToStart,
            (Code::End, ..) | (Code::Char('e'), true, false) => R::GoToEnd,
            (Code::Char('u'), true, false) => R::DeleteLine,
            (Code::Char('w'), true, false) | (Code::Backspace, false, true) => R::DeletePrevWord,
            (Code::Char('k'), true, false) => R::DeleteTillEnd,
            _ => return false,
        };
        self.0.handle(request);
        true
    }
}
