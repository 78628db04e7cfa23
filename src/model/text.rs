//! Hostile text: what comes from a cluster and may not reach the terminal as it is.

use std::borrow::Cow;

/// Whether a character may stand on the screen: no controls (C0, C1, DEL), no bidirectional override or isolate, no
/// invisible format character that hides or reorders text. The zero-width joiner stays, since emoji need it.
pub const fn harmless(c: char) -> bool {
    !matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// One line of text that is safe to draw: line breaks and tabs become one blank, all else that is not [`harmless`] goes.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' if !out.ends_with(' ') => out.push(' '),
            c if harmless(c) => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(clean("plain 温度 ℃ ✓"), "plain 温度 ℃ ✓");
        assert!(matches!(clean("plain"), Cow::Borrowed(_)));
        assert_eq!(clean("a\x1b[31mred\x1b]0;title\x07b"), "a[31mred]0;titleb");
        assert_eq!(clean("two\r\nlines\tand tab"), "two lines and tab");
        assert_eq!(clean("evil\u{202e}txt\u{2066}x\u{200b}\u{9b}31m\u{7f}\0"), "eviltxtx31m");
    }
}
