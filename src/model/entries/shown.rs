//! How a value is read: as the text that it is, or byte by byte.

use std::fmt::Write;

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form<'a> {
    /// Nothing stands there.
    Empty,
    /// A text.
    Text(&'a str),
    /// Anything else.
    Binary(&'a [u8]),
}

impl<'a> Form<'a> {
    /// Tells what bytes are: a text has no control characters but those that break lines and jump.
    pub fn of(bytes: &'a [u8]) -> Self {
        let plain = |text: &&str| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        match std::str::from_utf8(bytes).ok().filter(plain) {
            Some("") => Self::Empty,
            Some(text) => Self::Text(text),
            None => Self::Binary(bytes),
        }
    }
}

/// Bytes of a line of a dump.
const LINE: usize = 16;

/// The first bytes as `xxd` writes them, at most so many lines.
pub fn dump(bytes: &[u8], lines: usize) -> Vec<String> {
    let line = |(i, part): (usize, &[u8])| {
        let mut out = format!("{:08x}: ", i * LINE);
        for pair in part.chunks(2) {
            pair.iter().for_each(|b| _ = write!(out, "{b:02x}"));
            out.push(' ');
        }
        let seen = part.iter().map(|b| if b.is_ascii_graphic() || *b == b' ' { char::from(*b) } else { '.' });
        // The letters stand below each other, also of a line that is not full.
        format!("{out:<51}{}", seen.collect::<String>())
    };
    bytes.chunks(LINE).take(lines).enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_from_bytes() {
        for (bytes, form) in [
            (&b""[..], Form::Empty),
            (b"a = 1\n\tb\r\n", Form::Text("a = 1\n\tb\r\n")),
            ("温度".as_bytes(), Form::Text("温度")),
            (b"\x1b[31mred", Form::Binary(b"\x1b[31mred")),
            (b"\xff\x00", Form::Binary(b"\xff\x00")),
        ] {
            assert_eq!(Form::of(bytes), form);
        }
    }

    #[test]
    fn bytes_are_written_as_xxd_writes_them() {
        let bytes: Vec<u8> = (0x1f..0x1f + 18).collect();
        let lines = dump(&bytes, 4);
        assert_eq!(lines[0], "00000000: 1f20 2122 2324 2526 2728 292a 2b2c 2d2e  . !\"#$%&'()*+,-.");
        assert_eq!(lines[1], "00000010: 2f30                                     /0");
        assert_eq!(dump(&bytes, 1).len(), 1);
    }
}
