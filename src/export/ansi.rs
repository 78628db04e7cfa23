//! A frame as text with the escape sequences of its colours, for `cat` and `less -R`.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::runs::{Run, is_nothing, rows};

/// The rows of a frame with their looks; each row begins and ends with the terminal's own, so that any part of it can be cut out.
pub fn ansi(buffer: &Buffer) -> String {
    let mut out = String::new();
    for mut runs in rows(buffer) {
        if let Some(last) = runs.last_mut().filter(|last| last.bg == Color::Reset && last.modifier.is_empty()) {
            last.text.truncate(last.text.trim_end_matches(' ').len());
        }
        while runs.last().is_some_and(is_nothing) {
            runs.pop();
        }
        for run in &runs {
            let codes = codes(run);
            if codes.is_empty() {
                out.push_str(&run.text);
            } else {
                // Writing into a string does not fail.
                let _ = write!(out, "\x1b[{}m{}\x1b[m", codes.join(";"), run.text);
            }
        }
        out.push('\n');
    }
    out
}

fn codes(run: &Run) -> Vec<String> {
    let emphasis = [
        (Modifier::BOLD, "1"),
        (Modifier::DIM, "2"),
        (Modifier::ITALIC, "3"),
        (Modifier::UNDERLINED, "4"),
        (Modifier::REVERSED, "7"),
        (Modifier::HIDDEN, "8"),
        (Modifier::CROSSED_OUT, "9"),
    ];
    let set = emphasis.into_iter().filter(|(modifier, _)| run.modifier.contains(*modifier));
    set.map(|(_, code)| code.to_owned()).chain(color(run.fg, 30)).chain(color(run.bg, 40)).collect()
}

fn color(color: Color, base: u8) -> Option<String> {
    let named = match color {
        Color::Reset => return None,
        Color::Indexed(n) => return Some(format!("{};5;{n}", base + 8)),
        Color::Rgb(r, g, b) => return Some(format!("{};2;{r};{g};{b}", base + 8)),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
    };
    Some((base + named).to_string())
}
