//! A raw log line made safe: its colours kept as runs, every other escape and control taken out, tabs expanded.
//!
//! - Colours and weights (SGR) of the source are kept; a line begins without any, whatever the line before left open.
//! - Every other escape goes whole: cursor movements, titles, hyperlinks, device strings, also in their one-character (C1) forms.
//!   A string that is never closed hides nothing: only its opening goes, and its text is shown.
//! - A lone carriage return becomes a blank: a terminal would show only what follows it, and that would hide what came before.
//!   Those at the end of the line go.
//! - Tabs reach to the next multiple of eight columns. All other characters that are not
//!   [`harmless`](crate::model::text::harmless) go, and so do combining marks beyond eight on one character.
//!
//! One pass, and each byte is looked at a bounded number of times: a megabyte costs a megabyte.

use super::text_style::{Run, Styled, TextStyle};
use crate::model::text::harmless;
use std::borrow::Cow;
use unicode_width::UnicodeWidthChar;

/// The line, cleaned.
pub fn clean(raw: &str) -> Styled {
    clean_to(raw, usize::MAX)
}

/// The line, cleaned, and left off some way after it has filled this many columns: enough for a pane that does not wrap.
pub fn clean_to(raw: &str, columns: usize) -> Styled {
    // A joined emoji is narrower than its parts, so that counting parts stops early.
    let mut cleaner = Cleaner { raw, limit: columns.saturating_mul(4).saturating_add(64), ..Cleaner::default() };
    cleaner.run();
    cleaner.out
}

/// The line's text alone, as it would be shown, for searching. Borrowed when there is nothing to clean.
pub fn plain(raw: &str) -> Cow<'_, str> {
    let dirty = if raw.is_ascii() { raw.bytes().any(|b| !(0x20..0x7f).contains(&b)) } else { raw.chars().any(|c| !harmless(c)) };
    if dirty { Cow::Owned(clean(raw).text) } else { Cow::Borrowed(raw) }
}

/// Marks without a width that may pile up on one character, and emoji that may be joined to one.
const PILE: u8 = 8;
const ZWJ: char = '\u{200d}';

#[derive(Default)]
struct Cleaner<'a> {
    raw: &'a str,
    limit: usize,
    at: usize,
    out: Styled,
    column: usize,
    text_style: TextStyle,
    /// Characters without a width since the last that has one.
    pile: u8,
    /// Joiners since the last character that was not joined.
    joined: u8,
    after_joiner: bool,
    /// No string that opens from here on is ever closed: found once, so that it is not looked for again.
    unclosed: bool,
}

impl Cleaner<'_> {
    fn run(&mut self) {
        let bytes = self.raw.as_bytes();
        while self.at < bytes.len() && self.column < self.limit {
            let run = bytes[self.at..].iter().take(self.limit - self.column).take_while(|b| (0x20..0x7f).contains(*b)).count();
            if run > 0 {
                self.ascii(run);
                continue;
            }
            let Some(c) = self.raw[self.at..].chars().next() else { break };
            self.at += c.len_utf8();
            match c {
                '\x1b' => self.escape(),
                '\u{9b}' => self.csi(),
                '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => self.string(),
                '\t' => self.blanks(8 - self.column % 8),
                '\r' if !matches!(bytes.get(self.at), None | Some(b'\r')) => self.blanks(1),
                c if harmless(c) => self.push(c),
                _ => {}
            }
        }
    }

    fn ascii(&mut self, len: usize) {
        self.out.text.push_str(&self.raw[self.at..self.at + len]);
        self.at += len;
        self.grown(len);
        (self.pile, self.joined, self.after_joiner) = (0, 0, false);
    }

    fn blanks(&mut self, count: usize) {
        self.out.text.extend(std::iter::repeat_n(' ', count));
        self.grown(count);
        (self.pile, self.joined, self.after_joiner) = (0, 0, false);
    }

    fn push(&mut self, c: char) {
        let width = c.width().unwrap_or(0);
        if c == ZWJ {
            if self.joined >= PILE || self.after_joiner {
                return;
            }
            self.joined += 1;
        } else if width == 0 {
            if self.pile >= PILE {
                return;
            }
            self.pile += 1;
        } else {
            self.pile = 0;
            if !self.after_joiner {
                self.joined = 0;
            }
        }
        self.after_joiner = c == ZWJ;
        self.out.text.push(c);
        self.grown(width);
    }

    /// Takes in what was just written: columns and the run's end.
    fn grown(&mut self, columns: usize) {
        self.column += columns;
        let end = self.out.text.len();
        let text_style = self.text_style.visible();
        match self.out.runs.last_mut() {
            Some(run) if run.text_style == text_style => run.end = end,
            _ => self.out.runs.push(Run { end, text_style }),
        }
    }

    /// After an ESC.
    fn escape(&mut self) {
        let bytes = self.raw.as_bytes();
        match bytes.get(self.at) {
            Some(b'[') => {
                self.at += 1;
                self.csi();
            }
            Some(b']' | b'P' | b'X' | b'^' | b'_') => {
                self.at += 1;
                self.string();
            }
            Some(0x20..=0x7e) => {
                self.skip(0x20..=0x2f);
                if matches!(bytes.get(self.at), Some(0x30..=0x7e)) {
                    self.at += 1;
                }
            }
            _ => {}
        }
    }

    fn skip(&mut self, range: std::ops::RangeInclusive<u8>) {
        let bytes = self.raw.as_bytes();
        while bytes.get(self.at).is_some_and(|b| range.contains(b)) {
            self.at += 1;
        }
    }

    /// After `ESC [`. What breaks off is dropped as far as it went.
    fn csi(&mut self) {
        let start = self.at;
        self.skip(0x30..=0x3f);
        let end = self.at;
        self.skip(0x20..=0x2f);
        let Some(last @ 0x40..=0x7e) = self.raw.as_bytes().get(self.at) else { return };
        let params = &self.raw[start..end];
        if *last == b'm' && end == self.at && !params.contains(['<', '=', '>', '?']) {
            self.text_style.obey(params);
        }
        self.at += 1;
    }

    /// After the opening of a string (OSC, DCS, SOS, PM, APC). It ends with BEL, ST, CAN, SUB or the next escape.
    fn string(&mut self) {
        if self.unclosed {
            return;
        }
        let rest = &self.raw[self.at..];
        let Some((offset, stop)) = rest.char_indices().find(|(_, c)| matches!(c, '\x07' | '\x18' | '\x1a' | '\x1b' | '\u{9c}'))
        else {
            self.unclosed = true;
            return;
        };
        self.at += offset;
        if stop != '\x1b' {
            self.at += stop.len_utf8();
        } else if self.raw[self.at..].starts_with("\x1b\\") {
            self.at += 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::text_style::Colour;
    use super::*;

    fn text(raw: &str) -> String {
        clean(raw).text
    }

    #[test]
    fn colours_stay_as_runs() {
        let line = clean("\x1b[32mok\x1b[0m \x1b[1mline\x1b[m");
        assert_eq!(line.text, "ok line");
        let spans: Vec<_> = line.spans(0..7).collect();
        assert_eq!(
            spans,
            [
                ("ok", TextStyle { fg: Some(Colour::Ansi(2)), ..TextStyle::default() }),
                (" ", TextStyle::default()),
                ("line", TextStyle { bold: true, ..TextStyle::default() })
            ]
        );
        assert_eq!(line.spans(1..4).map(|s| s.0).collect::<Vec<_>>(), ["k", " ", "l"]);
        assert_eq!(clean("\x1b[32m\x1b[0m").runs, []);
    }

    #[test]
    fn everything_else_goes() {
        for (raw, want) in [
            ("plain 温度 ℃ ✓", "plain 温度 ℃ ✓"),
            ("\x1b]0;title from a log\x07\x1b[2J still here", " still here"),
            ("a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\b", "alinkb"),
            ("a\u{9d}0;t\u{9c}b", "ab"),
            ("a\u{9b}31mb\u{9b}2Jc", "abc"),
            ("a\x1bPq#0;2\x1b\\b", "ab"),
            ("a\x1b(Bb\x1b7c\x1bMd\x1b#8e", "abcde"),
            ("a\x1b[?25lb\x1b[>4;2mc\x1b[!pd", "abcd"),
            // Broken off: only the escape goes.
            ("a\x1b", "a"),
            ("a\x1b[", "a"),
            ("a\x1b[31", "a"),
            ("a\x1b[3中", "a中"),
            ("a\x1b中", "a中"),
            ("a\x1b]0;never closed", "a0;never closed"),
            ("a\x1b]0;t\x1b[31mb", "ab"),
            ("a\x1b\x1b[1mb", "ab"),
            ("nul\0 bel\x07 bs\x08 del\x7f nel\u{85}", "nul bel bs del nel"),
            ("evil\u{202e}txt\u{2066}x\u{200b}y\u{feff}", "eviltxtxy"),
            ("end\r", "end"),
            ("end\r\r", "end"),
            ("10%\r20%\r\r30%", "10% 20% 30%"),
            ("\tx", "        x"),
            ("ab\tx", "ab      x"),
            ("温度\tx", "温度    x"),
            ("\x1b[31m1234567\t\x1b[0mx", "1234567 x"),
            ("👩\u{200d}👩\u{200d}👧 ❤\u{fe0f}", "👩\u{200d}👩\u{200d}👧 ❤\u{fe0f}"),
        ] {
            assert_eq!(text(raw), want, "{raw:?}");
            assert_eq!(plain(raw), want, "{raw:?}");
        }
    }

    #[test]
    fn piles_of_marks_and_joined_emoji_have_an_end() {
        let marks = format!("e{}x", "\u{301}".repeat(5000));
        assert_eq!(text(&marks), format!("e{}x", "\u{301}".repeat(8)));
        let chain = text(&"😀\u{200d}".repeat(5000));
        let longest = unicode_segmentation::UnicodeSegmentation::graphemes(chain.as_str(), true).map(str::len).max();
        assert_eq!(longest, Some(9 * "😀".len() + 8 * ZWJ.len_utf8()), "one cell of the screen holds no more than this");
    }

    #[test]
    fn a_megabyte_is_read_once() {
        // Each of these would take minutes if an opening were searched for its end again and again.
        for part in ["\x1b]", "\x1b]x\x1b", "\x1b[", "\x1b[1;", "\x1b[1mx", "\x1bP\u{9c}", "\t", "\r", "中", "\u{9d}"] {
            let raw = part.repeat((1 << 20) / part.len());
            let start = std::time::Instant::now();
            let line = clean(&raw);
            assert!(line.text.chars().all(harmless));
            assert!(start.elapsed().as_secs() < 60, "{part:?} takes {:?}", start.elapsed());
        }
    }

    #[test]
    fn a_pane_that_does_not_wrap_reads_no_more_than_it_needs() {
        let line = clean_to(&"x".repeat(1 << 20), 80);
        assert_eq!(line.text.len(), 80 * 4 + 64);
        assert_eq!(clean_to("short", 80).text, "short");
    }

    #[test]
    fn nothing_at_random_gets_through() {
        let mut rng = fastrand::Rng::with_seed(7);
        let parts = [
            "\x1b", "[", "]", "m", ";", "3", "1", ":", "P", "\x07", "\\", "\u{9b}", "\u{9c}", "\u{9d}", "a", " ", "\t", "\r", "\0",
            "中", "e\u{301}", "\u{202e}", "\u{200d}", "😀", "\u{fe0f}", "?", "\u{85}", "\x7f", "(", "\u{fffd}",
        ];
        for _ in 0..5000 {
            let raw: String = (0..rng.usize(0..40)).map(|_| parts[rng.usize(0..parts.len())]).collect();
            let line = clean(&raw);
            assert!(line.text.chars().all(harmless), "{raw:?}");
            assert_eq!(line.runs.last().map_or(0, |r| r.end), line.text.len(), "{raw:?}");
            assert!(line.runs.windows(2).all(|w| w[0].end < w[1].end && w[0].text_style != w[1].text_style), "{raw:?}");
            assert!(line.runs.iter().all(|r| line.text.is_char_boundary(r.end)), "{raw:?}");
            assert_eq!(line.spans(0..line.text.len()).map(|s| s.0).collect::<String>(), line.text);
            assert_eq!(plain(&raw), line.text);
            assert_eq!(clean(&line.text).text, line.text, "cleaning twice is cleaning once: {raw:?}");
        }
    }
}
