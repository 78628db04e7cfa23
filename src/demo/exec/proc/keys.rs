//! Keys, as a terminal sends them.

use super::{Event, Io};
use std::time::Duration;

/// How long the rest of a sequence may take; an Escape that nothing follows is the key.
const ESCAPE: Duration = Duration::from_millis(50);
/// How long the rest of a character may take. It is sent at once, but may come in two pieces.
const CHARACTER: Duration = Duration::from_secs(2);
/// Bytes of a paste that are kept.
const MOST_PASTE: usize = 64 << 10;

/// What somebody did at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A character, or several that came as one.
    Char(char),
    /// With Ctrl; the letter is small.
    Ctrl(char),
    /// Enter.
    Enter,
    /// Tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Escape.
    Esc,
    /// An arrow: `U`, `D`, `L`, `R`; `H`ome, `E`nd, page up `<` and down `>`, `X` for Delete.
    Move(char),
    /// A paste between brackets.
    Paste(String),
    /// Button, column and line of a mouse report, and whether the button went down.
    Mouse(u16, u16, u16, bool),
    /// Something else.
    Other,
    /// The terminal has a new size.
    Resized,
    /// Nothing more will come.
    End,
}

/// The next key.
pub async fn key(io: &mut Io) -> Key {
    let event = io.event().await;
    begun(io, event).await
}

/// The next key, if it begins within a time. What has begun is waited for to its end.
pub async fn key_within(io: &mut Io, wait: Duration) -> Option<Key> {
    let event = tokio::time::timeout(wait, io.event()).await.ok()?;
    Some(begun(io, event).await)
}

/// The key that begins so.
async fn begun(io: &mut Io, event: Event) -> Key {
    let byte = match event {
        Event::Byte(b) => b,
        Event::Resized => return Key::Resized,
        Event::End => return Key::End,
    };
    match byte {
        b'\r' | b'\n' => Key::Enter,
        b'\t' => Key::Tab,
        8 | 127 => Key::Backspace,
        27 => escape(io).await,
        0 => Key::Other,
        1..=26 => Key::Ctrl(char::from(byte + b'a' - 1)),
        28..=31 => Key::Ctrl(char::from(byte + 64)),
        32..=126 => Key::Char(char::from(byte)),
        128.. => wide(io, byte).await,
    }
}

/// A character of several bytes.
async fn wide(io: &mut Io, first: u8) -> Key {
    let more = match first {
        0xc2..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf4 => 3,
        _ => return Key::Other,
    };
    let mut bytes = vec![first];
    for _ in 0..more {
        match io.soon(CHARACTER).await {
            Some(b @ 0x80..=0xbf) => bytes.push(b),
            Some(b) => {
                io.unread(b);
                return Key::Other;
            }
            None => return Key::Other,
        }
    }
    std::str::from_utf8(&bytes).ok().and_then(|t| t.chars().next()).map_or(Key::Other, Key::Char)
}

async fn escape(io: &mut Io) -> Key {
    match io.soon(ESCAPE).await {
        None => Key::Esc,
        Some(b'[') => {
            let mut text = Vec::new();
            while let Some(b) = io.soon(ESCAPE).await {
                text.push(b);
                if (0x40..=0x7e).contains(&b) || text.len() > 32 {
                    break;
                }
            }
            match text.as_slice() {
                b"A" => Key::Move('U'),
                b"B" => Key::Move('D'),
                b"C" => Key::Move('R'),
                b"D" => Key::Move('L'),
                b"H" | b"1~" => Key::Move('H'),
                b"F" | b"4~" => Key::Move('E'),
                b"5~" => Key::Move('<'),
                b"6~" => Key::Move('>'),
                b"3~" => Key::Move('X'),
                b"200~" => paste(io).await,
                [b'<', rest @ .., end @ (b'M' | b'm')] => mouse(rest, *end == b'M'),
                _ => Key::Other,
            }
        }
        Some(b'O') => match io.soon(ESCAPE).await {
            Some(b'A') => Key::Move('U'),
            Some(b'B') => Key::Move('D'),
            Some(b'C') => Key::Move('R'),
            Some(b'D') => Key::Move('L'),
            Some(b'H') => Key::Move('H'),
            Some(b'F') => Key::Move('E'),
            _ => Key::Other,
        },
        // Escape, and then something else.
        Some(byte) => {
            io.unread(byte);
            Key::Esc
        }
    }
}

fn mouse(text: &[u8], down: bool) -> Key {
    let numbers: Vec<u16> = String::from_utf8_lossy(text).split(';').filter_map(|n| n.parse().ok()).collect();
    match numbers.as_slice() {
        [button, column, line] => Key::Mouse(*button, *column, *line, down),
        _ => Key::Other,
    }
}

async fn paste(io: &mut Io) -> Key {
    const END: &[u8] = b"\x1b[201~";
    let mut text = Vec::new();
    loop {
        match io.event().await {
            Event::Byte(b) if text.len() < MOST_PASTE => text.push(b),
            // Of what is too much, the end is still looked for.
            Event::Byte(b) => {
                text.drain(..MOST_PASTE / 2);
                text.push(b);
            }
            Event::Resized => {}
            Event::End => return Key::End,
        }
        if text.ends_with(END) {
            text.truncate(text.len() - END.len());
            return Key::Paste(String::from_utf8_lossy(&text).into_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Input;
    use super::*;
    use bytes::Bytes;
    use tokio::sync::mpsc;

    #[tokio::test]
    async fn a_key_that_has_begun_in_time_is_read_to_its_end() {
        let ((tx, rx), (out, _kept)) = (mpsc::channel(4), mpsc::channel(4));
        let mut io = Io::new(rx, out, true);
        assert_eq!(key_within(&mut io, Duration::ZERO).await, None);
        tx.send(Input::Bytes(Bytes::from_static(b"\xe6"))).await.unwrap();
        let rest = async {
            // Long after the time to begin is over, and long before a character is given up.
            tokio::time::sleep(ESCAPE).await;
            tx.send(Input::Bytes(Bytes::from_static(b"\xb8\xa9q"))).await.unwrap();
        };
        let (key, ()) = tokio::join!(key_within(&mut io, Duration::ZERO), rest);
        assert_eq!(key, Some(Key::Char('温')));
        assert_eq!(key_within(&mut io, Duration::ZERO).await, Some(Key::Char('q')));
    }
}
