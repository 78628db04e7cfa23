//! Colours as a picture has them.

use ratatui::style::Color;

/// Red, green, blue.
pub(super) type Rgb = [u8; 3];

/// The sixteen, which every terminal shows differently: soft ones, that can be read on dark and light.
const NAMED: [Rgb; 16] = [
    [0x1c, 0x1f, 0x26],
    [0xc5, 0x4a, 0x4a],
    [0x5f, 0x96, 0x5f],
    [0xb0, 0x8a, 0x3a],
    [0x4f, 0x7f, 0xb8],
    [0x96, 0x65, 0xa8],
    [0x3f, 0x95, 0x9b],
    [0xc0, 0xc5, 0xce],
    [0x6b, 0x72, 0x80],
    [0xf0, 0x71, 0x71],
    [0x8f, 0xc7, 0x8f],
    [0xe6, 0xc0, 0x6c],
    [0x7f, 0xb2, 0xe8],
    [0xc4, 0x97, 0xd6],
    [0x70, 0xc8, 0xce],
    [0xf5, 0xf7, 0xfa],
];

/// What a colour looks like; `default` is what the terminal's own looks like here.
pub(super) fn rgb(color: Color, default: Rgb) -> Rgb {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let index = match color {
        Color::Reset => return default,
        Color::Rgb(r, g, b) => return [r, g, b],
        Color::Indexed(n @ 16..=231) => {
            let n = usize::from(n) - 16;
            return [STEPS[n / 36], STEPS[n / 6 % 6], STEPS[n % 6]];
        }
        Color::Indexed(n @ 232..) => return [8 + (n - 232) * 10; 3],
        Color::Indexed(n) => usize::from(n),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    NAMED[index]
}

/// As markup has it.
pub(super) fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}
