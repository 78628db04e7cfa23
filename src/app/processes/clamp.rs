//! What a program writes to its terminal, before the reader of it sees it: how often a line, a cell or a row is to be put in is said by a number,
//! and the reader does it as often as it is told. More often than there are cells on the screen is the same as that often.

/// Bytes of one sequence; none that means something is longer.
const LONGEST: usize = 64;

/// Where in a sequence it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum At {
    /// In none.
    #[default]
    Text,
    /// Behind ESC.
    Escape,
    /// Behind `ESC [`: its bytes are held until it ends.
    Sequence,
    /// In one that is too long, which is left out.
    TooLong,
}

/// Passes on what a program writes, piece by piece, with numbers that are no larger than they need be.
#[derive(Clone, Debug, Default)]
pub(super) struct Clamp {
    at: At,
    held: Vec<u8>,
}

impl Clamp {
    /// Passes on a piece. `most` is the larger of the screen's columns and rows.
    pub(super) fn pass(&mut self, bytes: &[u8], most: u16) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        for &byte in bytes {
            match (self.at, byte) {
                (At::Text, 0x1b) | (At::Escape | At::Sequence | At::TooLong, 0x1b) => {
                    // What is behind it begins anew; what was held means nothing.
                    if self.at == At::Escape {
                        out.push(0x1b);
                    }
                    self.held.clear();
                    self.at = At::Escape;
                }
                (At::Text, _) => out.push(byte),
                (At::Escape, b'[') => self.at = At::Sequence,
                (At::Escape, _) => {
                    out.extend([0x1b, byte]);
                    self.at = At::Text;
                }
                // A sequence is given up by these two, and all other controls are obeyed in the middle of it.
                (At::Sequence | At::TooLong, 0x18 | 0x1a) => self.at = At::Text,
                (At::Sequence | At::TooLong, 0..0x20) => out.push(byte),
                (At::Sequence, 0x20..0x40) if self.held.len() < LONGEST => self.held.push(byte),
                (At::Sequence, 0x20..0x40) => self.at = At::TooLong,
                (At::Sequence, 0x40..0x7f) => {
                    out.extend(b"\x1b[");
                    out.extend(clamped(&self.held, byte, most));
                    out.push(byte);
                    self.at = At::Text;
                }
                (At::TooLong, 0x40..0x7f) => self.at = At::Text,
                (At::Sequence | At::TooLong, 0x20..) => {}
            }
            if self.at == At::Text {
                self.held.clear();
            }
        }
        out
    }
}

/// The numbers of a sequence; of those that do something so many times the number is at most `most`.
fn clamped(held: &[u8], what: u8, most: u16) -> Vec<u8> {
    let counts = matches!(what, b'@' | b'L' | b'M' | b'P' | b'S' | b'T' | b'X' | b'b') && held.iter().all(u8::is_ascii_digit);
    let number = std::str::from_utf8(held).ok().filter(|_| counts && !held.is_empty());
    // A number that is none for being too large is too large.
    match number.map(|n| n.parse::<u16>().unwrap_or(u16::MAX)) {
        Some(n) if n > most => most.to_string().into_bytes(),
        _ => held.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_that_are_too_large_are_others() {
        for (written, passed) in [
            ("a\x1b[5@b", "a\x1b[5@b"),
            ("\x1b[65535@\x1b[99999999L\x1b[500T\x1b[0081M", "\x1b[80@\x1b[80L\x1b[80T\x1b[80M"),
            // What does not count is left alone, and so is what is private.
            ("\x1b[200;300H\x1b[?1049h\x1b[38;5;250m\x1b[>900T", "\x1b[200;300H\x1b[?1049h\x1b[38;5;250m\x1b[>900T"),
            ("\x1b]0;title[999@\x07 \x1b(B\x1b7", "\x1b]0;title[999@\x07 \x1b(B\x1b7"),
            // Controls in the middle are obeyed, and two give it up.
            ("\x1b[9\n99@", "\n\x1b[80@"),
            ("\x1b[999\x18@", "@"),
            ("\x1b[99\x1b[3L", "\x1b[3L"),
            ("\x1b\x1b[3L", "\x1b\x1b[3L"),
            ("设\x1b[999P备", "设\x1b[80P备"),
        ] {
            assert_eq!(String::from_utf8_lossy(&Clamp::default().pass(written.as_bytes(), 80)), passed, "{written:?}");
            // However it is cut.
            let mut clamp = Clamp::default();
            let all: Vec<u8> = written.bytes().flat_map(|b| clamp.pass(&[b], 80)).collect();
            assert_eq!(String::from_utf8_lossy(&all), passed, "{written:?} byte by byte");
        }
        let long = format!("\x1b[{}65535@x", "0".repeat(100));
        assert_eq!(Clamp::default().pass(long.as_bytes(), 80), b"x");
    }
}
