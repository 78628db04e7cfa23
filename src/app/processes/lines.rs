//! What commands in pods have written, line by line, in the order in which it came: bounded, and what has no room any more is counted.

use std::collections::VecDeque;

/// Bytes of lines that are kept, and of one that has no end yet.
const KEPT: usize = 8 << 20;
const LONGEST: usize = 64 << 10;
/// What a line takes beside its text, in bytes.
const COST: usize = size_of::<Line>() + 16;

/// A line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Of which pod, by its place among those of the command.
    pub part: usize,
    /// Whether it was written to the standard error.
    pub error: bool,
    /// It, as it came.
    pub text: String,
}

/// The lines of a command.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    kept: VecDeque<Line>,
    bytes: usize,
    /// How many had no room any more.
    pub dropped: usize,
    /// What has no end yet, by part and stream.
    open: Vec<((usize, bool), Vec<u8>)>,
}

impl Lines {
    /// Those that are kept.
    pub const fn kept(&self) -> &VecDeque<Line> {
        &self.kept
    }

    /// Takes in what one of them wrote.
    pub fn take(&mut self, part: usize, error: bool, bytes: &[u8]) {
        let at = self.open.iter().position(|(of, _)| *of == (part, error));
        let mut held = at.map(|i| self.open.swap_remove(i).1).unwrap_or_default();
        for piece in bytes.split_inclusive(|b| *b == b'\n') {
            let (body, ends) = piece.strip_suffix(b"\n").map_or((piece, false), |body| (body, true));
            for chunk in body.chunks(LONGEST) {
                if held.len() + chunk.len() > LONGEST {
                    self.push(part, error, &std::mem::take(&mut held));
                }
                held.extend_from_slice(chunk);
            }
            if ends {
                self.push(part, error, &std::mem::take(&mut held));
            }
        }
        if !held.is_empty() {
            self.open.push(((part, error), held));
        }
    }

    /// One of them has ended: what it left without an end is a line.
    pub fn end(&mut self, part: usize) {
        while let Some(i) = self.open.iter().position(|((of, _), _)| *of == part) {
            let ((part, error), held) = self.open.swap_remove(i);
            self.push(part, error, &held);
        }
    }

    fn push(&mut self, part: usize, error: bool, bytes: &[u8]) {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let text = String::from_utf8_lossy(bytes).replace('\t', "    ");
        self.bytes += text.len() + COST;
        self.kept.push_back(Line { part, error, text });
        while self.bytes > KEPT
            && let Some(first) = self.kept.pop_front()
        {
            self.bytes -= first.text.len() + COST;
            self.dropped += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_wherever_they_are_cut_and_each_has_its_pod() {
        let mut lines = Lines::default();
        for (part, error, bytes) in [
            (0, false, &b"on"[..]),
            (1, false, b"two\r\nth"),
            (0, true, b"bad\n"),
            (0, false, b"e\n\xe8\xae"),
            (0, false, b"\xbe"),
            (1, false, b"ree"),
        ] {
            lines.take(part, error, bytes);
        }
        lines.end(0);
        lines.end(1);
        let shown: Vec<(usize, bool, &str)> = lines.kept().iter().map(|l| (l.part, l.error, l.text.as_str())).collect();
        assert_eq!(shown, [(1, false, "two"), (0, true, "bad"), (0, false, "one"), (0, false, "设"), (1, false, "three")]);
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let mut lines = Lines::default();
        let line = [vec![b'x'; 1 << 20], b"\n".to_vec()].concat();
        for _ in 0..20 {
            lines.take(0, false, &line);
        }
        let kept: usize = lines.kept().iter().map(|l| l.text.len()).sum();
        assert!(kept <= KEPT && lines.dropped > 0, "{kept} {}", lines.dropped);
        assert_eq!(kept + lines.dropped * LONGEST, 20 << 20, "nothing is lost uncounted");
    }
}
