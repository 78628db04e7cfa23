//! The style a log gave its own text, free of any drawing library, and text that carries it in runs.

use std::ops::Range;

/// A colour as the source named it. What it looks like is the theme's to say.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Colour {
    /// One of the sixteen: 0 to 7, and 8 to 15 for the bright ones.
    Ansi(u8),
    /// One of the 256-colour palette, from 16 on.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

impl Colour {
    const fn palette(n: u8) -> Self {
        if n < 16 { Self::Ansi(n) } else { Self::Indexed(n) }
    }
}

/// How a run of text is drawn. Blinking and concealment are not among it: a log may neither flash nor hide.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[allow(missing_docs, reason = "their names say it")]
pub struct TextStyle {
    pub fg: Option<Colour>,
    pub bg: Option<Colour>,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underline: bool,
    pub reverse: bool,
    pub strike: bool,
}

impl TextStyle {
    /// Obeys the parameters of one SGR sequence, such as `1;31` or `38:2::255:0:0`. What is unknown is passed over.
    pub fn obey(&mut self, params: &str) {
        let mut rest = params.split(';');
        while let Some(param) = rest.next() {
            let mut parts = param.split(':');
            let code = number(parts.next());
            match code {
                0 => *self = Self::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                3 => self.italic = true,
                4 => self.underline = parts.next() != Some("0"),
                7 => self.reverse = true,
                9 => self.strike = true,
                21 => self.underline = true,
                22 => (self.bold, self.dim) = (false, false),
                23 => self.italic = false,
                24 => self.underline = false,
                27 => self.reverse = false,
                29 => self.strike = false,
                30..=37 => self.fg = Some(Colour::Ansi((code - 30) as u8)),
                39 => self.fg = None,
                40..=47 => self.bg = Some(Colour::Ansi((code - 40) as u8)),
                49 => self.bg = None,
                90..=97 => self.fg = Some(Colour::Ansi((code - 82) as u8)),
                100..=107 => self.bg = Some(Colour::Ansi((code - 92) as u8)),
                38 | 48 | 58 => {
                    // Either all in one parameter with colons, or spread over the next ones.
                    let colour = if param.contains(':') { with_colons(param) } else { with_semicolons(&mut rest) };
                    match code {
                        38 => self.fg = colour.or(self.fg),
                        48 => self.bg = colour.or(self.bg),
                        // The underline's own colour is not kept.
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }

    /// The same without what would make the text invisible: text style of the pager's colour.
    pub fn visible(mut self) -> Self {
        if self.fg.is_some() && self.fg == self.bg {
            self.fg = None;
            self.bg = None;
        }
        self
    }
}

/// A parameter's number; an empty one is 0, as terminals have it, and what is none matches nothing.
fn number(text: Option<&str>) -> u16 {
    match text {
        None | Some("") => 0,
        Some(t) => t.parse().unwrap_or(u16::MAX),
    }
}

fn byte(text: Option<&str>) -> Option<u8> {
    u8::try_from(number(text)).ok()
}

fn with_semicolons<'a>(rest: &mut impl Iterator<Item = &'a str>) -> Option<Colour> {
    match number(rest.next()) {
        5 => byte(rest.next()).map(Colour::palette),
        2 => {
            let (r, g, b) = (byte(rest.next()), byte(rest.next()), byte(rest.next()));
            Some(Colour::Rgb(r?, g?, b?))
        }
        _ => None,
    }
}

fn with_colons(param: &str) -> Option<Colour> {
    let parts: Vec<&str> = param.split(':').collect();
    match (number(parts.get(1).copied()), parts.as_slice()) {
        (5, [_, _, n, ..]) => byte(Some(n)).map(Colour::palette),
        // With the colour space's identifier between, as the standard has it, or without, as many write it.
        (2, [_, _, _, r, g, b, ..]) | (2, [_, _, r, g, b]) => Some(Colour::Rgb(byte(Some(r))?, byte(Some(g))?, byte(Some(b))?)),
        _ => None,
    }
}

/// A stretch of text of one style: from the end of the run before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// The byte after its last.
    pub end: usize,
    /// How it is drawn.
    pub text_style: TextStyle,
}

/// Text that is safe to draw, and its style in runs that cover it from its first byte to its last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Styled {
    /// No control character, no escape, no tab, nothing that reorders.
    pub text: String,
    /// Ascending; neighbours differ.
    pub runs: Vec<Run>,
}

impl Styled {
    /// Text behind what there is.
    pub(super) fn push(&mut self, text: &str, text_style: TextStyle) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        let end = self.text.len();
        match self.runs.last_mut() {
            Some(run) if run.text_style == text_style => run.end = end,
            _ => self.runs.push(Run { end, text_style }),
        }
    }

    /// The pieces of a byte range with their styles. The range must lie on character borders; what does not is left out.
    pub fn spans(&self, range: Range<usize>) -> impl Iterator<Item = (&str, TextStyle)> {
        let first = self.runs.partition_point(|r| r.end <= range.start);
        let mut at = range.start;
        self.runs.get(first..).unwrap_or_default().iter().map_while(move |run| {
            let end = run.end.min(range.end);
            let piece = (at < end).then(|| self.text.get(at..end)).flatten().map(|t| (t, run.text_style));
            at = end;
            piece
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sgr_is_read_in_all_its_spellings() {
        let red = Some(Colour::Ansi(1));
        let rgb = Some(Colour::Rgb(1, 2, 3));
        for (params, want) in [
            ("", TextStyle::default()),
            ("31", TextStyle { fg: red, ..TextStyle::default() }),
            ("01;31", TextStyle { fg: red, bold: true, ..TextStyle::default() }),
            ("31;", TextStyle::default()),
            (
                "1;2;3;4;7;9",
                TextStyle {
                    bold: true,
                    dim: true,
                    italic: true,
                    underline: true,
                    reverse: true,
                    strike: true,
                    ..TextStyle::default()
                },
            ),
            ("1;2;22", TextStyle::default()),
            ("97;104", TextStyle { fg: Some(Colour::Ansi(15)), bg: Some(Colour::Ansi(12)), ..TextStyle::default() }),
            ("38;5;1", TextStyle { fg: red, ..TextStyle::default() }),
            ("38;5;208;1", TextStyle { fg: Some(Colour::Indexed(208)), bold: true, ..TextStyle::default() }),
            ("38;2;1;2;3;4", TextStyle { fg: rgb, underline: true, ..TextStyle::default() }),
            ("38:2::1:2:3", TextStyle { fg: rgb, ..TextStyle::default() }),
            ("48:2:1:2:3", TextStyle { bg: rgb, ..TextStyle::default() }),
            ("58;5;9;31", TextStyle { fg: red, ..TextStyle::default() }),
            ("4:3", TextStyle { underline: true, ..TextStyle::default() }),
            ("4;4:0", TextStyle::default()),
            ("5;6;8", TextStyle::default()),
            ("38;5;999", TextStyle::default()),
            ("38;2;1;2", TextStyle { fg: Some(Colour::Rgb(1, 2, 0)), ..TextStyle::default() }),
            ("99999999;31", TextStyle { fg: red, ..TextStyle::default() }),
        ] {
            let mut text_style = TextStyle::default();
            text_style.obey(params);
            assert_eq!(text_style, want, "{params:?}");
        }
    }

    #[test]
    fn a_log_cannot_hide_its_text() {
        let mut text_style = TextStyle::default();
        text_style.obey("8;30;40");
        assert_eq!(text_style.visible(), TextStyle::default());
    }
}
