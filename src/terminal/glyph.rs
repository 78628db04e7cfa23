//! What a cell's text does to a terminal: how wide it is, whether terminals agree about that, and whether it is text at all.

use ratatui::buffer::{Cell, CellWidth};
use unicode_width::UnicodeWidthChar;

/// A cell's text as it may be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph<'a> {
    /// The text; never a control character.
    pub text: &'a str,
    /// How many columns it takes.
    pub width: u16,
    /// Whether every terminal agrees.
    pub sure: bool,
    /// How many columns it takes where terminals do not put what belongs together into one place.
    pub widest: u16,
}

const BLANK: Glyph<'static> = Glyph { text: " ", width: 1, sure: true, widest: 1 };
const SPACES: &str = "                ";
const FOREIGN: Glyph<'static> = Glyph { text: "?", width: 1, sure: true, widest: 1 };

impl<'a> Glyph<'a> {
    /// The glyph of a cell.
    pub fn of(cell: &'a Cell) -> Self {
        let text = cell.symbol();
        if let [byte] = text.as_bytes() {
            let plain = (b' '..0x7f).contains(byte);
            return if plain { Glyph { text, ..BLANK } } else { FOREIGN };
        }
        // The views have taken these out already; this is the last place where a line that slipped through can be stopped.
        if text.chars().any(is_foreign) {
            return FOREIGN;
        }
        // The views lay out by this measure, so its oddities (ｶﾞ has 3) have to be kept.
        let width = usize::from(text.cell_width());
        if width == 0 {
            return BLANK;
        }
        let mut chars = text.chars();
        if let (Some(only), None) = (chars.next(), chars.next()) {
            let sure = if width == 1 { only.width_cjk() == Some(1) || is_drawing(only) } else { is_ideograph(only) };
            let width = width as u16;
            return Glyph { text, width, sure, widest: if sure { width } else { 2 } };
        }
        let width = width.min(16);
        let apart: usize = text.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>().min(16);
        Glyph { text, width: width as u16, sure: false, widest: apart.max(width) as u16 }
    }

    /// Whether it is nothing but ground.
    pub fn is_blank(&self) -> bool {
        self.text.bytes().all(|byte| byte == b' ')
    }

    /// What stands for it where only so many columns are left in the row, so that no terminal breaks the row for it.
    pub fn within(self, room: u16) -> Self {
        if self.widest <= room {
            return self;
        }
        let first = self.text.chars().next().unwrap_or(' ');
        // Without what is joined to it, it may fit; one that is ambiguous alone has to be trusted.
        if self.width <= room && first.width() == Some(usize::from(self.width)) {
            return Glyph { text: &self.text[..first.len_utf8()], sure: false, widest: self.width, ..self };
        }
        let width = self.width.min(room);
        Glyph { text: &SPACES[..usize::from(width)], width, sure: true, widest: width }
    }
}

/// Control characters and those that change the direction of what follows.
fn is_foreign(c: char) -> bool {
    c.is_control() || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Lines and blocks: ambiguous by the letter of the standard, but every terminal on which any frame looks right has them narrow.
fn is_drawing(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{259f}')
}

/// Wide in every terminal, unlike emoji.
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(text: &str) -> (String, u16, bool, u16) {
        let mut cell = Cell::default();
        cell.set_symbol(text);
        let glyph = Glyph::of(&cell);
        (glyph.text.to_owned(), glyph.width, glyph.sure, glyph.widest)
    }

    #[test]
    fn knows_what_terminals_agree_on() {
        let table = [
            ("a", 1, true, 1),
            ("─", 1, true, 1),
            ("█", 1, true, 1),
            ("é", 1, true, 1),
            ("±", 1, false, 2),
            ("✓", 1, true, 1),
            ("●", 1, false, 2),
            ("设", 2, true, 2),
            ("한", 2, true, 2),
            ("🚀", 2, false, 2),
            ("e\u{301}", 1, false, 1),
            ("👨‍👩‍👧", 2, false, 6),
            ("❤\u{fe0f}", 2, false, 2),
        ];
        for (text, width, sure, widest) in table {
            assert_eq!(glyph(text), (text.to_owned(), width, sure, widest), "{text:?}");
        }
    }

    #[test]
    fn lets_nothing_through_that_is_not_text() {
        for text in ["\x1b", "\x07", "\u{9b}", "a\x1b[2J", "\u{202e}", "a\u{2066}", "\x7f"] {
            assert_eq!(glyph(text).0, "?", "{text:?}");
        }
        for text in ["", "\u{301}", "\u{200b}"] {
            assert_eq!(glyph(text).0, " ", "{text:?}");
        }
    }
}
