//! The terminal's pen: which colours and emphasis it writes with, changed with as few bytes as will do.

use ratatui::style::{Color, Modifier};

/// Emphasis that shows on a blank too.
const ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

/// Each emphasis, the code that sets it, and the code that ends it.
const CODES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// What a cell is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub fg: Color,
    pub bg: Color,
    pub modifier: Modifier,
}

impl Look {
    /// The terminal's own colours and no emphasis.
    pub const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// Whether two blanks of these looks cannot be told apart.
    pub fn same_on_blank(self, other: Self) -> bool {
        let (a, b) = (self.modifier & ON_BLANK, other.modifier & ON_BLANK);
        self.bg == other.bg && a == b && (a.is_empty() || self.fg == other.fg)
    }
}

/// The pen as the terminal holds it.
#[derive(Debug)]
pub(super) struct Pen {
    look: Look,
    codes: Vec<u8>,
    afresh: Vec<u8>,
}

impl Pen {
    pub fn new() -> Self {
        Self { look: Look::PLAIN, codes: Vec::new(), afresh: Vec::new() }
    }

    /// Puts the pen back, whatever it was.
    pub fn reset(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\x1b[m");
        self.look = Look::PLAIN;
    }

    /// Whether the pen writes this look, or a blank of it, as it is.
    pub fn fits(&self, look: Look, blank: bool) -> bool {
        if blank { self.look.same_on_blank(look) } else { self.look == look }
    }

    /// Makes the pen write a blank of this look; what does not show on a blank stays as it is.
    pub fn set_blank(&mut self, look: Look, out: &mut Vec<u8>) {
        if self.look.same_on_blank(look) {
            return;
        }
        if look.same_on_blank(Look::PLAIN) {
            self.reset(out);
        } else if (look.modifier & ON_BLANK).is_empty() {
            self.set(Look { fg: self.look.fg, bg: look.bg, modifier: self.look.modifier - ON_BLANK }, out);
        } else {
            self.set(look, out);
        }
    }

    /// Makes the pen write this look: by what differs, or from nothing, whichever is shorter.
    pub fn set(&mut self, look: Look, out: &mut Vec<u8>) {
        if self.look == look {
            return;
        }
        let (codes, afresh) = (&mut self.codes, &mut self.afresh);
        codes.clear();
        afresh.clear();
        change(self.look, look, codes);
        // An empty parameter is 0: all off.
        afresh.push(b';');
        change(Look::PLAIN, look, afresh);
        let shorter = if look == Look::PLAIN || afresh.len() < codes.len() { afresh } else { codes };
        shorter.pop();
        out.extend_from_slice(b"\x1b[");
        out.extend_from_slice(shorter);
        out.push(b'm');
        self.look = look;
    }
}

/// Writes the codes that lead from one look to another, each followed by a semicolon.
fn change(from: Look, to: Look, out: &mut Vec<u8>) {
    let mut kept = from.modifier;
    for (modifier, _, end) in CODES {
        if kept.contains(modifier) && !to.modifier.contains(modifier) {
            code(end, out);
            // One code may end two: bold and dim share theirs.
            for (other, _, same) in CODES {
                kept.set(other, kept.contains(other) && same != end);
            }
        }
    }
    for (modifier, begin, _) in CODES {
        if to.modifier.contains(modifier) && !kept.contains(modifier) {
            code(begin, out);
        }
    }
    if from.fg != to.fg {
        color(to.fg, 30, out);
    }
    if from.bg != to.bg {
        color(to.bg, 40, out);
    }
}

fn color(color: Color, base: u8, out: &mut Vec<u8>) {
    let named = |n: u8| if n < 8 { base + n } else { base + 60 + n - 8 };
    let index = match color {
        Color::Reset => return code(base + 9, out),
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
        Color::Indexed(n) => {
            return [base + 8, 5, n].into_iter().for_each(|n| code(n, out));
        }
        Color::Rgb(r, g, b) => {
            return [base + 8, 2, r, g, b].into_iter().for_each(|n| code(n, out));
        }
    };
    code(named(index), out);
}

fn code(n: u8, out: &mut Vec<u8>) {
    decimal(u16::from(n), out);
    out.push(b';');
}

/// Writes a number; the standard formatting would do and is several times slower on the way of every frame.
pub(super) fn decimal(n: u16, out: &mut Vec<u8>) {
    if n >= 10 {
        decimal(n / 10, out);
    }
    out.push(b'0' + (n % 10) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(steps: &[Look]) -> String {
        let mut pen = Pen::new();
        let mut out = Vec::new();
        for look in steps {
            out.clear();
            pen.set(*look, &mut out);
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn says_only_what_differs() {
        let red = Look { fg: Color::Red, ..Look::PLAIN };
        let bold = Look { modifier: Modifier::BOLD, ..red };
        let both = Look { modifier: Modifier::BOLD | Modifier::DIM, ..red };
        let row = Look { bg: Color::Indexed(237), ..red };
        assert_eq!(bytes(&[Look::PLAIN]), "");
        assert_eq!(bytes(&[red]), "\x1b[31m");
        assert_eq!(bytes(&[red, bold]), "\x1b[1m");
        assert_eq!(bytes(&[both, bold]), "\x1b[22;1m");
        assert_eq!(bytes(&[red, row]), "\x1b[48;5;237m");
        assert_eq!(bytes(&[row, red]), "\x1b[49m");
        assert_eq!(bytes(&[row, Look::PLAIN]), "\x1b[m");
        assert_eq!(bytes(&[Look { fg: Color::Rgb(1, 20, 255), bg: Color::White, ..Look::PLAIN }]), "\x1b[38;2;1;20;255;107m");
        let all = Look { modifier: Modifier::all(), ..row };
        assert_eq!(bytes(&[all, red]), "\x1b[;31m");
    }
}
