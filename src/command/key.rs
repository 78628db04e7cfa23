//! Keys as values: what the settings write and the keymap compares.

use std::fmt;
use std::str::FromStr;

/// The key itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[allow(missing_docs, reason = "named as they are printed")]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    Backspace,
    Insert,
    Delete,
    F(u8),
}

/// A key with its modifiers. Of what is a character, Shift is in the character itself (`S`), and in `BackTab`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Key {
    /// The key.
    pub code: Code,
    /// With Ctrl.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
    /// With Shift: of an arrow, of Home, End, Insert, Delete, of a page or of a function key alone.
    pub shift: bool,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// A character's key.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A character's key with Ctrl.
    pub const fn ctrl(c: char) -> Self {
        Self { ctrl: true, ..Self::char(c) }
    }

    /// The number of the tab that it leads to: `Alt-1` to `Alt-9`.
    pub const fn tab(&self) -> Option<usize> {
        match self.code {
            Code::Char(c @ '1'..='9') if self.alt && !self.ctrl => Some(c as usize - '0' as usize),
            _ => None,
        }
    }

    /// The same without Shift.
    pub const fn unshifted(self) -> Self {
        Self { shift: false, ..self }
    }

    /// The character that typing this key into a text field gives.
    pub const fn typed(&self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

const NAMES: [(&str, Code); 16] = [
    ("Enter", Code::Enter),
    ("Esc", Code::Esc),
    ("Tab", Code::Tab),
    ("Shift-Tab", Code::BackTab),
    ("↑", Code::Up),
    ("↓", Code::Down),
    ("←", Code::Left),
    ("→", Code::Right),
    ("PgUp", Code::PageUp),
    ("PgDn", Code::PageDown),
    ("Home", Code::Home),
    ("End", Code::End),
    ("Backspace", Code::Backspace),
    ("Insert", Code::Insert),
    ("Delete", Code::Delete),
    ("Space", Code::Char(' ')),
];

impl Code {
    /// Whether Shift makes another key of it, and of no character.
    pub const fn shifts(self) -> bool {
        match self {
            Self::Up | Self::Down | Self::Left | Self::Right | Self::PageUp | Self::PageDown => true,
            Self::Home | Self::End | Self::Insert | Self::Delete | Self::F(_) => true,
            Self::Char(_) | Self::Enter | Self::Esc | Self::Tab | Self::BackTab | Self::Backspace => false,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        if self.shift {
            f.write_str("Shift-")?;
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Code::Char(c)) => write!(f, "{c}"),
            (None, Code::F(n)) => write!(f, "F{n}"),
            (None, _) => Ok(()),
        }
    }
}

impl FromStr for Key {
    type Err = String;

    /// Reads what [`Display`](fmt::Display) writes, in any case but for single letters: `s`, `S`, `ctrl-r`, `shift-tab`, `space`, `up`,
    /// `shift-up`, `f5`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (mut rest, mut ctrl, mut alt, mut shift) = (text, false, false, false);
        loop {
            let lower = rest.to_ascii_lowercase();
            if lower.starts_with("ctrl-") && rest.len() > 5 {
                (rest, ctrl) = (&rest[5..], true);
            } else if lower.starts_with("alt-") && rest.len() > 4 {
                (rest, alt) = (&rest[4..], true);
            } else if lower.starts_with("shift-") && lower != "shift-tab" && rest.len() > 6 {
                (rest, shift) = (&rest[6..], true);
            } else {
                break;
            }
        }
        let lower = rest.to_ascii_lowercase();
        let word = match lower.as_str() {
            "up" => "↑",
            "down" => "↓",
            "left" => "←",
            "right" => "→",
            "pageup" => "PgUp",
            "pagedown" => "PgDn",
            "backtab" => "Shift-Tab",
            "escape" => "Esc",
            "return" => "Enter",
            "ins" => "Insert",
            "del" => "Delete",
            _ => rest,
        };
        let named = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, code)| *code);
        let mut chars = rest.chars();
        let code = match (named, chars.next(), chars.as_str()) {
            (Some(code), ..) => code,
            (None, Some(c), "") => Code::Char(if ctrl { c.to_ascii_lowercase() } else { c }),
            (None, Some('f' | 'F'), number) => match number.parse() {
                Ok(n @ 1..=12) => Code::F(n),
                _ => return Err(format!("{text:?} is no key")),
            },
            _ => {
                return Err(format!(
                    "{text:?} is no key: write a letter, ctrl-x, alt-x, or one of enter esc tab shift-tab space up down left right pgup pgdn home end insert delete f1…f12; shift-up and the like, with letters S"
                ));
            }
        };
        if shift && !code.shifts() {
            return Err(format!("{text:?} is no key: with Shift a letter is another letter, S for shift-s"));
        }
        Ok(Self { code, ctrl, alt, shift })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for text in [
            "s",
            "S",
            "Ctrl-r",
            "Alt-x",
            "Space",
            "Enter",
            "Shift-Tab",
            "↑",
            "PgDn",
            "F5",
            "-",
            "?",
            ":",
            "é",
            "Insert",
            "Shift-↑",
            "Ctrl-Alt-Shift-F5",
            "Alt-Shift-Delete",
        ] {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
        assert_eq!("ctrl-R".parse(), Ok(Key::ctrl('r')));
        assert_eq!("down".parse(), Ok(Key::plain(Code::Down)));
        assert_eq!("shift-ctrl-ins".parse(), Ok(Key { ctrl: true, shift: true, ..Key::plain(Code::Insert) }));
        for text in ["", "ctrl-", "F13", "enterr", "ab", "shift-", "shift-s", "shift-enter"] {
            assert!(text.parse::<Key>().is_err(), "{text:?}");
        }
    }
}
