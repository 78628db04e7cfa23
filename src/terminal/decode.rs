//! Bytes from the terminal as keys and pastes.
//!
//! Not crossterm's reader, because over SSH it takes an arrow key that arrives in two pieces for Esc and two letters, cannot be
//! stopped while it waits, and spins for ever once the terminal is gone. Its `KeyEvent` is kept, and its habits: a capital letter
//! comes with SHIFT, Ctrl-I is Tab.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::event::TerminalEvent;
use crate::model::process::Mouse;

/// No sequence of a terminal's is as long; what is, is not one.
const LONGEST_SEQUENCE: usize = 128;
/// A longer paste is cut: no field here takes as much.
const LONGEST_PASTE: usize = 1 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Why the decoder holds bytes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pending {
    /// A sequence may go on.
    Sequence,
    /// A paste goes on.
    Paste,
}

/// Collects bytes until they mean something.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    held: Vec<u8>,
    paste: Option<Vec<u8>>,
}

enum Step {
    /// The first so many bytes mean this.
    Event(TerminalEvent, usize),
    /// The first so many bytes mean nothing to us.
    Skip(usize),
    /// A paste begins after so many bytes.
    Paste(usize),
    /// More bytes are needed.
    More,
}

impl Decoder {
    /// Takes bytes and gives the events that they complete.
    pub fn feed(&mut self, bytes: &[u8], out: &mut impl Extend<TerminalEvent>) {
        self.held.extend_from_slice(bytes);
        let mut from = 0;
        loop {
            if self.paste.is_some() {
                match self.paste_step(from) {
                    Some((text, used)) => {
                        from += used;
                        out.extend([TerminalEvent::Paste(text)]);
                    }
                    None => return,
                }
            }
            match step(&self.held[from..]) {
                Step::Event(event, used) => {
                    from += used;
                    out.extend([event]);
                }
                Step::Skip(used) => from += used,
                Step::Paste(used) => {
                    from += used;
                    self.paste = Some(Vec::new());
                }
                Step::More => break,
            }
        }
        self.held.drain(..from);
    }

    /// Moves what is held into the paste; gives the text and the bytes used if the paste has ended.
    fn paste_step(&mut self, from: usize) -> Option<(String, usize)> {
        let held = &self.held[from..];
        let end = held.windows(PASTE_END.len()).position(|window| window == PASTE_END);
        // The end itself may come in pieces.
        let keep = PASTE_END.len() - 1;
        let text = &held[..end.unwrap_or(held.len().saturating_sub(keep))];
        let paste = self.paste.get_or_insert_default();
        let room = LONGEST_PASTE.saturating_sub(paste.len());
        paste.extend_from_slice(&text[..text.len().min(room)]);
        match end {
            Some(end) => {
                let text = pasted(&self.paste.take().unwrap_or_default());
                Some((text, end + PASTE_END.len()))
            }
            None => {
                let used = from + text.len();
                self.held.drain(..used);
                None
            }
        }
    }

    /// Whether bytes are held back, and why.
    pub fn pending(&self) -> Option<Pending> {
        match (&self.paste, self.held.is_empty()) {
            (Some(_), _) => Some(Pending::Paste),
            (None, false) => Some(Pending::Sequence),
            (None, true) => None,
        }
    }

    /// Nothing more has come: what is held means what it means by itself. A lone ESC is the Esc key.
    pub fn flush(&mut self, out: &mut impl Extend<TerminalEvent>) {
        let held = std::mem::take(&mut self.held);
        if let Some(mut paste) = self.paste.take() {
            paste.extend_from_slice(&held);
            out.extend([TerminalEvent::Paste(pasted(&paste))]);
            return;
        }
        match held.as_slice() {
            [] => {}
            [0x1b] => out.extend([key(KeyCode::Esc, KeyModifiers::NONE)]),
            [0x1b, byte] => out.extend(plain(*byte).map(|(code, modifiers)| key(code, modifiers | KeyModifiers::ALT))),
            // The rest of a sequence that was cut off is not text that somebody typed.
            _ => {}
        }
    }
}

/// A paste as text; terminals send the ends of lines as the Enter key would.
fn pasted(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n")
}

fn step(bytes: &[u8]) -> Step {
    match bytes {
        [] | [0x1b] => Step::More,
        [0x1b, b'[', rest @ ..] => csi(rest),
        [0x1b, b'O', rest @ ..] => ss3(rest),
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X', rest @ ..] => string(rest),
        [0x1b, 0x1b, ..] => Step::Event(key(KeyCode::Esc, KeyModifiers::NONE), 1),
        [0x1b, rest @ ..] => match text(rest) {
            Step::Event(TerminalEvent::Key(key), used) => {
                let key = KeyEvent::new(key.code, key.modifiers | KeyModifiers::ALT);
                Step::Event(TerminalEvent::Key(key), used + 1)
            }
            Step::Skip(used) => Step::Skip(used + 1),
            other @ (Step::Event(..) | Step::Paste(_) | Step::More) => other,
        },
        _ => text(bytes),
    }
}

/// A key that is not a sequence.
fn text(bytes: &[u8]) -> Step {
    let [first, ..] = bytes else { return Step::More };
    if let Some((code, modifiers)) = plain(*first) {
        return Step::Event(key(code, modifiers), 1);
    }
    let length = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Step::Skip(1),
    };
    let end = length.min(bytes.len());
    match std::str::from_utf8(&bytes[..end]) {
        Ok(text) => text.chars().next().map_or(Step::Skip(1), |c| Step::Event(letter(c, KeyModifiers::NONE), length)),
        // No error length: what is there is right and not enough.
        Err(error) if error.error_len().is_none() && end < length => Step::More,
        Err(_) => Step::Skip(1),
    }
}

fn plain(byte: u8) -> Option<(KeyCode, KeyModifiers)> {
    let control = |c: u8| (KeyCode::Char(char::from(c)), KeyModifiers::CONTROL);
    Some(match byte {
        b'\r' => (KeyCode::Enter, KeyModifiers::NONE),
        b'\t' => (KeyCode::Tab, KeyModifiers::NONE),
        0x7f => (KeyCode::Backspace, KeyModifiers::NONE),
        0x1b => (KeyCode::Esc, KeyModifiers::NONE),
        0 => control(b' '),
        1..=0x1a => control(byte - 1 + b'a'),
        0x1c..=0x1f => control(byte - 0x1c + b'4'),
        b' '..0x7f => {
            let c = char::from(byte);
            (KeyCode::Char(c), if c.is_ascii_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE })
        }
        0x80.. => return None,
    })
}

/// A string that the terminal sends as an answer to something, up to its end.
fn string(rest: &[u8]) -> Step {
    let end = rest.iter().position(|byte| matches!(byte, 0x07 | 0x1b));
    match end.map(|end| &rest[end..]) {
        Some([0x07, ..]) => Step::Skip(2 + end.unwrap_or_default() + 1),
        Some([0x1b, b'\\', ..]) => Step::Skip(2 + end.unwrap_or_default() + 2),
        Some([0x1b]) | None if rest.len() < 4096 => Step::More,
        // Not a string after all: the byte after ESC was a letter typed with Alt.
        _ => Step::Skip(2),
    }
}

fn ss3(rest: &[u8]) -> Step {
    let code = match rest.first() {
        None => return Step::More,
        Some(b'A') => KeyCode::Up,
        Some(b'B') => KeyCode::Down,
        Some(b'C') => KeyCode::Right,
        Some(b'D') => KeyCode::Left,
        Some(b'F') => KeyCode::End,
        Some(b'H') => KeyCode::Home,
        Some(b'M') => KeyCode::Enter,
        Some(byte @ b'P'..=b'S') => KeyCode::F(byte - b'P' + 1),
        // The keypad in its application mode.
        Some(byte @ b'j'..=b'y') => KeyCode::Char(char::from(byte - b'j' + b'*')),
        Some(_) => return Step::Skip(2),
    };
    Step::Event(key(code, KeyModifiers::NONE), 3)
}

fn csi(rest: &[u8]) -> Step {
    match rest {
        // The Linux console's F1 to F5.
        [b'['] => return Step::More,
        [b'[', byte @ b'A'..=b'E', ..] => return Step::Event(key(KeyCode::F(byte - b'A' + 1), KeyModifiers::NONE), 4),
        // A click as the oldest protocol has it, if something has left the mouse on.
        [b'M', _, _, _, ..] => return Step::Skip(6),
        [b'M', ..] => return Step::More,
        _ => {}
    }
    let Some(end) = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
        return if rest.len() < LONGEST_SEQUENCE { Step::More } else { Step::Skip(2 + rest.len()) };
    };
    let (last, used) = (rest[end], 2 + end + 1);
    if !(0x40..=0x7e).contains(&last) {
        // Cut off by something else, which is looked at again.
        return Step::Skip(2 + end);
    }
    let parameters = &rest[..end];
    if (parameters, last) == (b"200", b'~') {
        return Step::Paste(used);
    }
    match sequence(parameters, last) {
        Some(event) => Step::Event(event, used),
        None => Step::Skip(used),
    }
}

/// What a whole control sequence means; nothing for answers and releases of keys.
fn sequence(parameters: &[u8], last: u8) -> Option<TerminalEvent> {
    if let ([b'<', mouse @ ..], b'M' | b'm') = (parameters, last) {
        return self::mouse(mouse, last == b'M').map(TerminalEvent::Mouse);
    }
    if parameters.first().is_some_and(|byte| (b'<'..=b'?').contains(byte)) {
        return None;
    }
    let parameters = std::str::from_utf8(parameters).ok()?;
    let mut fields = parameters.split(';');
    let first = number(fields.next());
    let mut second = fields.next().unwrap_or_default().split(':');
    let modifiers = modifiers(number(second.next()).unwrap_or(1));
    if number(second.next()) == Some(3) {
        return None;
    }
    let code = match last {
        b'I' if parameters.is_empty() => return Some(TerminalEvent::FocusGained),
        b'O' if parameters.is_empty() => return Some(TerminalEvent::FocusLost),
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P' | b'Q' | b'S' => KeyCode::F(last - b'P' + 1),
        // With other numbers it is the answer to a question for the cursor's place.
        b'R' if first.is_none_or(|n| n == 1) => KeyCode::F(3),
        b'Z' => return Some(key(KeyCode::BackTab, modifiers | KeyModifiers::SHIFT)),
        b'u' => return unicode(first?, modifiers),
        b'~' if first == Some(27) => return unicode(number(fields.next())?, modifiers),
        b'~' => numbered(first?)?,
        _ => return None,
    };
    Some(key(code, modifiers))
}

/// A report of the mouse as it is asked for: code, column and row from 1.
fn mouse(parameters: &[u8], down: bool) -> Option<Mouse> {
    let mut numbers = std::str::from_utf8(parameters).ok()?.split(';').map(|n| n.parse::<u16>().ok());
    let (code, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let place = |n: u16| n.checked_sub(1);
    numbers.next().is_none().then_some(Mouse { code, column: place(column)?, row: place(row)?, down })
}

fn numbered(n: u32) -> Option<KeyCode> {
    Some(match n {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F((n - 10) as u8),
        17..=21 => KeyCode::F((n - 11) as u8),
        23..=26 => KeyCode::F((n - 12) as u8),
        28 | 29 => KeyCode::F((n - 13) as u8),
        31..=34 => KeyCode::F((n - 14) as u8),
        _ => return None,
    })
}

/// A key told by its character, as newer protocols do.
fn unicode(code: u32, modifiers: KeyModifiers) -> Option<TerminalEvent> {
    let code = match char::from_u32(code)? {
        '\u{1b}' => KeyCode::Esc,
        '\r' => KeyCode::Enter,
        '\t' if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        '\t' => KeyCode::Tab,
        '\u{7f}' | '\u{8}' => KeyCode::Backspace,
        // Keys without a character, such as Shift alone, are told from the private area.
        c if c.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&c) => return None,
        c if modifiers.contains(KeyModifiers::SHIFT) => return Some(letter(c.to_ascii_uppercase(), modifiers)),
        c => return Some(letter(c, modifiers)),
    };
    Some(key(code, modifiers))
}

fn number(field: Option<&str>) -> Option<u32> {
    field?.split(':').next()?.parse().ok()
}

fn modifiers(field: u32) -> KeyModifiers {
    let bits = field.saturating_sub(1);
    let table = [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
        (8, KeyModifiers::SUPER),
        (16, KeyModifiers::HYPER),
        (32, KeyModifiers::META),
    ];
    table.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, modifier)| modifier).collect()
}

fn letter(c: char, modifiers: KeyModifiers) -> TerminalEvent {
    key(KeyCode::Char(c), if c.is_uppercase() { modifiers | KeyModifiers::SHIFT } else { modifiers })
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> TerminalEvent {
    TerminalEvent::Key(KeyEvent::new(code, modifiers))
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
