//! The whole screen of a terminal, for as long as a program has it.

use crate::demo::exec::proc::{Io, Std, Stop};
use unicode_width::UnicodeWidthChar;

/// Shows the other screen, without a cursor.
pub async fn enter(io: &mut Io) -> Result<(), Stop> {
    io.raw(Std::Out, b"\x1b[?1049h\x1b[?25l\x1b[2J").await
}

/// Gives the first screen back as it was.
pub async fn leave(io: &mut Io) -> Result<(), Stop> {
    io.raw(Std::Out, b"\x1b[m\x1b[?25h\x1b[?1049l").await
}

/// Draws lines from the top, each cut to the width; what is below them is wiped. Lines may have colours.
pub async fn draw(io: &mut Io, lines: &[String], cursor: Option<(usize, usize)>) -> Result<(), Stop> {
    let (columns, rows) = (usize::from(io.size.0), usize::from(io.size.1));
    let mut out = String::from("\x1b[H");
    for (i, line) in lines.iter().take(rows).enumerate() {
        if i > 0 {
            out.push_str("\r\n");
        }
        out.push_str(&cut(line, columns));
        out.push_str("\x1b[m\x1b[K");
    }
    if lines.len() < rows {
        out.push_str("\x1b[J");
    }
    match cursor {
        Some((line, column)) => out.push_str(&format!("\x1b[{};{}H\x1b[?25h", line + 1, column + 1)),
        None => out.push_str("\x1b[?25l"),
    }
    io.raw(Std::Out, out.as_bytes()).await
}

/// A line that fills a bar of the width, turned round.
pub fn bar(text: &str, columns: u16) -> String {
    let cut = cut(text, usize::from(columns));
    let width: usize = cut.chars().filter_map(UnicodeWidthChar::width).sum();
    format!("\x1b[7m{cut}{}\x1b[m", " ".repeat(usize::from(columns).saturating_sub(width)))
}

/// A text cut to columns; sequences of colour take none, and control characters are shown as `?`.
pub fn cut(text: &str, columns: usize) -> String {
    let (mut out, mut used, mut inside) = (String::new(), 0, false);
    for c in text.chars() {
        if inside || c == '\x1b' {
            inside = c == '\x1b' || !c.is_ascii_alphabetic();
            out.push(c);
            continue;
        }
        let c = if c == '\t' {
            ' '
        } else if c.is_control() {
            '?'
        } else {
            c
        };
        let width = c.width().unwrap_or(0);
        if used + width > columns {
            break;
        }
        used += width;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_by_columns_and_not_by_characters() {
        for (text, columns, want) in
            [("abc", 2, "ab"), ("温度", 3, "温"), ("\x1b[31m红色\x1b[m", 2, "\x1b[31m红"), ("a\tb\x07c", 10, "a b?c"), ("x", 0, "")]
        {
            assert_eq!(cut(text, columns), want, "{text:?} {columns}");
        }
        assert_eq!(bar("温", 4), "\x1b[7m温  \x1b[m");
    }
}
