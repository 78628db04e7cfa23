//! Keys as the bytes that a terminal sends for them: xterm's.

use crate::command::{Code, Key};

/// What is sent for a key. `application` is what the program asked for (DECCKM).
pub fn bytes(key: Key, application: bool) -> Vec<u8> {
    let modifier = 1 + u8::from(key.shift) + u8::from(key.alt) * 2 + u8::from(key.ctrl) * 4;
    let cursor = |end: char| match (modifier, application) {
        (1, true) => format!("\x1bO{end}"),
        (1, false) => format!("\x1b[{end}"),
        _ => format!("\x1b[1;{modifier}{end}"),
    };
    let tilde = |number: u8| if modifier == 1 { format!("\x1b[{number}~") } else { format!("\x1b[{number};{modifier}~") };
    let alt = |rest: String| if key.alt { format!("\x1b{rest}") } else { rest };
    let text = match key.code {
        Code::Char(c) if key.ctrl => alt(char::from(control(c).unwrap_or(b'?')).to_string()),
        Code::Char(c) => alt(c.to_string()),
        Code::Enter => alt("\r".into()),
        Code::Esc => alt("\x1b".into()),
        Code::Tab => alt("\t".into()),
        Code::BackTab => "\x1b[Z".into(),
        Code::Backspace => alt(if key.ctrl { "\x08" } else { "\x7f" }.into()),
        Code::Up => cursor('A'),
        Code::Down => cursor('B'),
        Code::Right => cursor('C'),
        Code::Left => cursor('D'),
        Code::Home => cursor('H'),
        Code::End => cursor('F'),
        Code::Insert => tilde(2),
        Code::Delete => tilde(3),
        Code::PageUp => tilde(5),
        Code::PageDown => tilde(6),
        Code::F(n @ 1..=4) if modifier == 1 => format!("\x1bO{}", char::from(b'O' + n)),
        Code::F(n @ 1..=4) => format!("\x1b[1;{modifier}{}", char::from(b'O' + n)),
        Code::F(n) => match n {
            5 => tilde(15),
            6..=10 => tilde(n + 11),
            11..=14 => tilde(n + 12),
            15 | 16 => tilde(n + 13),
            17..=20 => tilde(n + 14),
            _ => String::new(),
        },
    };
    text.into_bytes()
}

/// The control character of a letter or sign with Ctrl; `None` where there is none.
fn control(c: char) -> Option<u8> {
    match c.to_ascii_lowercase() {
        c @ 'a'..='z' => Some(c as u8 - b'a' + 1),
        ' ' | '@' | '2' => Some(0),
        '[' | '3' => Some(0x1b),
        '\\' | '4' => Some(0x1c),
        ']' | '5' => Some(0x1d),
        '^' | '6' => Some(0x1e),
        '_' | '/' | '7' => Some(0x1f),
        '?' | '8' => Some(0x7f),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_bytes_that_xterm_sends() {
        for (key, plain, application) in [
            ("a", "a", "a"),
            ("é", "é", "é"),
            ("Ctrl-c", "\x03", "\x03"),
            ("Ctrl-\\", "\x1c", "\x1c"),
            ("Ctrl-_", "\x1f", "\x1f"),
            ("Ctrl-Space", "\0", "\0"),
            ("Alt-b", "\x1bb", "\x1bb"),
            ("Enter", "\r", "\r"),
            ("Esc", "\x1b", "\x1b"),
            ("Tab", "\t", "\t"),
            ("Shift-Tab", "\x1b[Z", "\x1b[Z"),
            ("Backspace", "\x7f", "\x7f"),
            ("Alt-Backspace", "\x1b\x7f", "\x1b\x7f"),
            ("Up", "\x1b[A", "\x1bOA"),
            ("Left", "\x1b[D", "\x1bOD"),
            ("Ctrl-Right", "\x1b[1;5C", "\x1b[1;5C"),
            ("Home", "\x1b[H", "\x1bOH"),
            ("End", "\x1b[F", "\x1bOF"),
            ("Delete", "\x1b[3~", "\x1b[3~"),
            ("PgUp", "\x1b[5~", "\x1b[5~"),
            ("Ctrl-PgDn", "\x1b[6;5~", "\x1b[6;5~"),
            ("F1", "\x1bOP", "\x1bOP"),
            ("F4", "\x1bOS", "\x1bOS"),
            ("Alt-F2", "\x1b[1;3Q", "\x1b[1;3Q"),
            ("F5", "\x1b[15~", "\x1b[15~"),
            ("F6", "\x1b[17~", "\x1b[17~"),
            ("F10", "\x1b[21~", "\x1b[21~"),
            ("F11", "\x1b[23~", "\x1b[23~"),
            ("F12", "\x1b[24~", "\x1b[24~"),
            ("Insert", "\x1b[2~", "\x1b[2~"),
        ] {
            let key: Key = key.parse().unwrap();
            assert_eq!(String::from_utf8(bytes(key, false)).unwrap(), plain, "{key}");
            assert_eq!(String::from_utf8(bytes(key, true)).unwrap(), application, "{key}");
        }
    }

    /// All that Shift, Alt and Ctrl make another key of, by xterm's table: the modifier is a number of its own, whatever the program asked for.
    #[test]
    fn modified_keys_are_told_with_their_modifiers() {
        let keys = [
            ("Up", "1", 'A'),
            ("Down", "1", 'B'),
            ("Right", "1", 'C'),
            ("Left", "1", 'D'),
            ("Home", "1", 'H'),
            ("End", "1", 'F'),
            ("F1", "1", 'P'),
            ("F2", "1", 'Q'),
            ("F3", "1", 'R'),
            ("F4", "1", 'S'),
            ("Insert", "2", '~'),
            ("Delete", "3", '~'),
            ("PgUp", "5", '~'),
            ("PgDn", "6", '~'),
            ("F5", "15", '~'),
            ("F6", "17", '~'),
            ("F7", "18", '~'),
            ("F8", "19", '~'),
            ("F9", "20", '~'),
            ("F10", "21", '~'),
            ("F11", "23", '~'),
            ("F12", "24", '~'),
        ];
        let modifiers = ["Shift-", "Alt-", "Alt-Shift-", "Ctrl-", "Ctrl-Shift-", "Ctrl-Alt-", "Ctrl-Alt-Shift-"];
        for (name, number, end) in keys {
            for (modifier, with) in (2..).zip(modifiers) {
                let key: Key = format!("{with}{name}").parse().unwrap();
                let want = format!("\x1b[{number};{modifier}{end}");
                for application in [false, true] {
                    assert_eq!(String::from_utf8(bytes(key, application)).unwrap(), want, "{key}");
                }
            }
        }
        // Beyond F12 they are told as the terminals of old had them, which some send for F1 to F8 with Shift.
        for (n, number) in (13..).zip([25, 26, 28, 29, 31, 32, 33, 34]) {
            assert_eq!(bytes(Key::plain(Code::F(n)), false), format!("\x1b[{number}~").into_bytes(), "F{n}");
        }
    }
}
