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
        KeyCode::Insert => Code::Insert,
        KeyCode::Delete => Code::Delete,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    let shift = code.shifts() && event.modifiers.contains(KeyModifiers::SHIFT);
    Some(Key { code, ctrl, alt, shift })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shift_is_told_where_it_is_in_no_character() {
        let (none, shift) = (KeyModifiers::NONE, KeyModifiers::SHIFT);
        for (code, modifiers, want) in [
            (KeyCode::Char('S'), shift, "S"),
            (KeyCode::BackTab, shift, "Shift-Tab"),
            (KeyCode::Enter, shift, "Enter"),
            (KeyCode::Up, shift, "Shift-Up"),
            (KeyCode::PageDown, shift | KeyModifiers::ALT, "Alt-Shift-PgDn"),
            (KeyCode::Insert, none, "Insert"),
            (KeyCode::Insert, shift | KeyModifiers::CONTROL, "Ctrl-Shift-Insert"),
            (KeyCode::F(5), shift, "Shift-F5"),
        ] {
            assert_eq!(key(KeyEvent::new(code, modifiers)), Some(want.parse().unwrap()), "{want}");
        }
    }
}
