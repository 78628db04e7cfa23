//! How many colours a terminal has, and colours brought down to what it has.

use ratatui::style::Color;

/// How many colours a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// None, or none wanted: emphasis only.
    Mono,
    /// The sixteen named colours, as the terminal's user has set them.
    Ansi16,
    /// The fixed palette of 256.
    Ansi256,
    /// 24 bits.
    True,
}

impl Depth {
    /// The depth that the environment promises: whether `NO_COLOR` is set and not empty, `COLORTERM`, and `TERM`.
    pub fn detect(no_color: bool, colorterm: Option<&str>, term: Option<&str>) -> Self {
        let term = term.unwrap_or_default();
        if no_color || term == "dumb" || term.starts_with("vt1") || term.starts_with("vt2") || term.ends_with("-mono") {
            return Depth::Mono;
        }
        if matches!(colorterm, Some("truecolor" | "24bit")) || term.ends_with("-direct") {
            return Depth::True;
        }
        // COLORTERM with any other value only says "colours"; terminals that set it have 256 since long.
        if term.contains("256color") || colorterm.is_some_and(|value| !value.is_empty()) {
            return Depth::Ansi256;
        }
        // Terminals that have 24 bits and whose names say so where ssh drops COLORTERM.
        if ["xterm-kitty", "xterm-ghostty", "alacritty", "wezterm", "foot"].iter().any(|name| term.starts_with(name)) {
            return Depth::True;
        }
        Depth::Ansi16
    }

    /// The nearest colour that a terminal of this depth has.
    pub fn nearest(self, color: Color) -> Color {
        match (self, color) {
            (Depth::Mono, _) => Color::Reset,
            (Depth::True, _) => color,
            (Depth::Ansi256, Color::Rgb(r, g, b)) => Color::Indexed(to_256(r, g, b)),
            (Depth::Ansi16, Color::Rgb(r, g, b)) => to_16(r, g, b),
            (Depth::Ansi16, Color::Indexed(n)) if n < 16 => NAMED[usize::from(n)],
            (Depth::Ansi16, Color::Indexed(n)) => {
                let (r, g, b) = indexed_rgb(n);
                to_16(r, g, b)
            }
            _ => color,
        }
    }
}

/// The sixteen named colours by their index.
pub(super) const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// What xterm shows for the sixteen; other terminals differ, which is why these are never a target of nearness.
const NAMED_RGB: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
];

const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The colour that xterm shows for an index of the palette of 256.
pub(super) fn indexed_rgb(index: u8) -> (u8, u8, u8) {
    match index {
        0..=15 => NAMED_RGB[usize::from(index)],
        16..=231 => {
            let n = usize::from(index - 16);
            (STEPS[n / 36], STEPS[n / 6 % 6], STEPS[n % 6])
        }
        232.. => {
            let grey = 8 + (index - 232) * 10;
            (grey, grey, grey)
        }
    }
}

/// The nearest of the fixed 240 of the palette of 256; the first sixteen are the user's own and never guessed at.
fn to_256(r: u8, g: u8, b: u8) -> u8 {
    let step = |value: u8| (0..6u8).min_by_key(|&i| STEPS[usize::from(i)].abs_diff(value)).unwrap_or_default();
    let cube = 16 + 36 * step(r) + 6 * step(g) + step(b);
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let grey = 232 + (mean.saturating_sub(3) / 10).min(23) as u8;
    let distance = |index: u8| {
        let (x, y, z) = indexed_rgb(index);
        // The eye weighs green most and blue least.
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        2 * square(r, x) + 4 * square(g, y) + 3 * square(b, z)
    };
    if distance(grey) < distance(cube) { grey } else { cube }
}

/// One of the sixteen by hue and lightness. Nearness in RGB is of no use here: it makes most soft colours grey.
fn to_16(r: u8, g: u8, b: u8) -> Color {
    let (r, g, b) = (i32::from(r), i32::from(g), i32::from(b));
    let (max, min) = (r.max(g).max(b), r.min(g).min(b));
    let chroma = max - min;
    if chroma * 100 < max * 18 || max < 24 {
        return match max {
            0..=55 => Color::Black,
            56..=150 => Color::DarkGray,
            151..=220 => Color::Gray,
            _ => Color::White,
        };
    }
    let hue = match max {
        _ if max == r => (60 * (g - b) / chroma).rem_euclid(360),
        _ if max == g => 120 + 60 * (b - r) / chroma,
        _ => 240 + 60 * (r - g) / chroma,
    };
    let bright = max > 190;
    match (hue, bright) {
        (20..=75, false) => Color::Yellow,
        (20..=75, true) => Color::LightYellow,
        (76..=160, false) => Color::Green,
        (76..=160, true) => Color::LightGreen,
        (161..=200, false) => Color::Cyan,
        (161..=200, true) => Color::LightCyan,
        (201..=260, false) => Color::Blue,
        (201..=260, true) => Color::LightBlue,
        (261..=335, false) => Color::Magenta,
        (261..=335, true) => Color::LightMagenta,
        (_, false) => Color::Red,
        (_, true) => Color::LightRed,
    }
}
