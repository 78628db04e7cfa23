//! The terminal's keys as the application knows them.

use crate::command::{Code, Key};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The key of an event; `None` for one that means nothing here.
pub(super) fn key(event: KeyEvent) -> Option<Key> {
    let (ctrl, alt) = (event.modifiers.contains(KeyModifiers::CONTROL), event.modifiers.contains(KeyModifiers::ALT));
    let code = match event.code {
        // The bytes of these are told as digits: nothing else says which sign was pressed.
        KeyCode::Char(c @ '4'..='7') if ctrl => Code::Char(['\\', ']', '^', '_'][usize::from(c as u8 - b'4')]),
        KeyCode::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    Some(Key { code, ctrl, alt })
}
