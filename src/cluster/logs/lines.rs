//! Bytes into lines, by hand: nothing is assumed of their encoding, and none grows without an end.

use crate::model::logs::MAX_LINE;

/// Bytes of a raw line that are kept: its text and the timestamp before it.
const MOST: usize = MAX_LINE + 64;
/// Left free at the end of a line that is cut, for the words that say so.
const NOTE: usize = 64;

/// Cuts a stream of bytes into lines.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    held: Vec<u8>,
    /// Bytes of the held line that were not kept.
    cut: usize,
}

/// A line without its end, and how many of its bytes were not kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Raw<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) cut: usize,
}

impl Splitter {
    /// Takes in more bytes and gives each line that they end.
    pub(super) fn feed(&mut self, mut bytes: &[u8], mut emit: impl FnMut(Raw<'_>)) {
        while let Some(end) = bytes.iter().position(|b| *b == b'\n') {
            let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
            if self.held.is_empty() && self.cut == 0 {
                let kept = line.len().min(MOST);
                emit(Raw { bytes: &line[..kept], cut: line.len() - kept });
            } else {
                self.hold(line);
                emit(Raw { bytes: &self.held, cut: self.cut });
                self.held.clear();
                self.held.shrink_to(4096);
                self.cut = 0;
            }
            bytes = rest;
        }
        self.hold(bytes);
    }

    fn hold(&mut self, bytes: &[u8]) {
        let kept = bytes.len().min(MOST - self.held.len().min(MOST));
        self.held.extend_from_slice(&bytes[..kept]);
        self.cut += bytes.len() - kept;
    }

    /// Bytes of the line that has not ended.
    pub(super) const fn unended(&self) -> usize {
        self.held.len() + self.cut
    }

    /// What came after the last line's end, if anything did.
    pub(super) fn rest(&self) -> Option<Raw<'_>> {
        (!self.held.is_empty()).then_some(Raw { bytes: &self.held, cut: self.cut })
    }
}

/// A line's text from its bytes: lossy UTF-8 of at most [`MAX_LINE`] bytes, the cut said at its end.
pub(super) fn text(bytes: &[u8], cut: usize) -> Box<str> {
    let text = String::from_utf8_lossy(bytes);
    if cut == 0 && text.len() <= MAX_LINE {
        return text.into();
    }
    let kept = text.floor_char_boundary(MAX_LINE - NOTE);
    let lost = text.len() - kept + cut;
    format!("{}… [{lost} bytes more were cut off]", &text[..kept]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Cut = (Vec<(Vec<u8>, usize)>, Option<Vec<u8>>);

    fn cut_at(bytes: &[u8], sizes: impl Iterator<Item = usize>) -> Cut {
        let (mut splitter, mut lines, mut at) = (Splitter::default(), Vec::new(), 0);
        for size in sizes {
            let end = bytes.len().min(at + size);
            splitter.feed(&bytes[at..end], |raw| lines.push((raw.bytes.to_vec(), raw.cut)));
            at = end;
            if at == bytes.len() {
                break;
            }
        }
        (lines, splitter.rest().map(|r| r.bytes.to_vec()))
    }

    #[test]
    fn lines_are_the_same_however_the_bytes_come() {
        let mut rng = fastrand::Rng::with_seed(9);
        for _ in 0..300 {
            let bytes: Vec<u8> = (0..rng.usize(0..400)).map(|_| if rng.u8(0..8) == 0 { b'\n' } else { rng.u8(..) }).collect();
            let mut want: Vec<Vec<u8>> = bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
            let rest = want.pop().filter(|r| !r.is_empty());
            let (lines, got) = cut_at(&bytes, std::iter::repeat_with(|| rng.usize(1..30)).take(1000));
            assert_eq!(lines.into_iter().map(|l| l.0).collect::<Vec<_>>(), want);
            assert_eq!(got, rest);
        }
    }

    #[test]
    fn a_line_without_an_end_is_cut_and_says_so() {
        let mut bytes = "温".repeat(100_000).into_bytes();
        bytes.extend_from_slice(b"\nnext\n");
        for size in [1000, 1 << 30] {
            let (lines, rest) = cut_at(&bytes, std::iter::repeat(size));
            assert_eq!((lines.len(), rest), (2, None));
            assert_eq!(lines[0].0.len() + lines[0].1, 300_000);
            let text = text(&lines[0].0, lines[0].1);
            assert!(text.len() <= MAX_LINE && text.ends_with(" bytes more were cut off]"), "{}", text.len());
            assert!(!text.contains('\u{fffd}'));
            assert_eq!(lines[1].0, b"next");
        }
    }

    #[test]
    fn invalid_bytes_are_shown_as_such_and_never_make_a_line_too_long() {
        assert_eq!(&*text(b"a\xff\xfeb\0", 0), "a\u{fffd}\u{fffd}b\0");
        assert!(text(&vec![0xff; MAX_LINE], 0).len() <= MAX_LINE);
    }
}
