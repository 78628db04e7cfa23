//! A frame as a picture: one rectangle for each run of a ground, one text for each run of an ink, shapes for lines and blocks.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::color::{Rgb, hex, rgb};
use super::picture::{Shape, Weight, shape};
use super::runs::{Run, rows};

/// What the picture is to look like.
#[derive(Debug, Clone, PartialEq)]
pub struct SvgOptions {
    /// The height of the letters in pixels; a column is 0.6 and a row 1.25 of it.
    pub font_size: u16,
    /// What stands above the frame and is read out for it.
    pub title: Option<String>,
    /// The ground where the frame has the terminal's own.
    pub background: [u8; 3],
    /// The ink where the frame has the terminal's own.
    pub foreground: [u8; 3],
}

impl Default for SvgOptions {
    fn default() -> Self {
        Self { font_size: 14, title: None, background: [0x12, 0x14, 0x18], foreground: [0xd0, 0xd4, 0xdb] }
    }
}

/// Draws a frame.
pub fn svg(buffer: &Buffer, options: &SvgOptions) -> String {
    let mut page = Page::new(options);
    let area = buffer.area;
    let (width, height) = (page.x(area.width) + page.margin, page.y(area.height) + page.margin);
    let font = "ui-monospace,'DejaVu Sans Mono','Noto Sans Mono CJK SC',Menlo,Consolas,monospace";
    let size = num(f64::from(options.font_size));
    let (w, h) = (num(width), num(height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" \
         font-family=\"{font}\" font-size=\"{size}\" xml:space=\"preserve\">\n"
    );
    let ground = hex(options.background);
    if let Some(title) = &options.title {
        let _ = writeln!(out, "<title>{}</title>", escape(title));
    }
    let _ = writeln!(out, "<rect width=\"{w}\" height=\"{h}\" rx=\"6\" fill=\"{ground}\"/>");
    if let Some(title) = &options.title {
        let (x, y, ink) = (num(width / 2.0), num(page.margin + page.baseline), hex(options.foreground));
        let title = escape(title);
        let _ =
            writeln!(out, "<text x=\"{x}\" y=\"{y}\" fill=\"{ink}\" fill-opacity=\"0.6\" text-anchor=\"middle\">{title}</text>");
    }
    for (y, runs) in (0..).zip(rows(buffer)) {
        runs.iter().for_each(|run| page.run(y, run));
    }
    out.push_str(&page.grounds);
    out.push_str(&page.inks);
    out.push_str("</svg>\n");
    out
}

struct Page<'a> {
    options: &'a SvgOptions,
    column: f64,
    row: f64,
    baseline: f64,
    margin: f64,
    top: f64,
    grounds: String,
    inks: String,
}

impl<'a> Page<'a> {
    fn new(options: &'a SvgOptions) -> Self {
        let size = f64::from(options.font_size);
        let row = (size * 1.25).round();
        let margin = size.round();
        let top = if options.title.is_some() { margin + (row * 1.5).round() } else { margin };
        let baseline = (size * 0.96).round();
        Self { options, column: size * 0.6, row, baseline, margin, top, grounds: String::new(), inks: String::new() }
    }

    fn x(&self, column: u16) -> f64 {
        self.margin + self.column * f64::from(column)
    }

    fn y(&self, row: u16) -> f64 {
        self.top + self.row * f64::from(row)
    }

    fn run(&mut self, y: u16, run: &Run) {
        let (mut ink, mut ground) = (rgb(run.fg, self.options.foreground), rgb(run.bg, self.options.background));
        let reversed = run.modifier.contains(Modifier::REVERSED);
        if reversed {
            std::mem::swap(&mut ink, &mut ground);
        }
        let (left, top, width) = (self.x(run.column), self.y(y), self.column * f64::from(run.width));
        if reversed || run.bg != Color::Reset {
            rectangle(&mut self.grounds, left, top, width, self.row, &fill(ground));
        }
        if run.modifier.contains(Modifier::HIDDEN) {
            return;
        }
        let style = style(ink, run.modifier);
        let thick = (f64::from(self.options.font_size) / 14.0).max(1.0);
        if run.modifier.contains(Modifier::UNDERLINED) {
            rectangle(&mut self.inks, left, top + self.row - thick - 1.0, width, thick, &style.fill);
        }
        if run.modifier.contains(Modifier::CROSSED_OUT) {
            rectangle(&mut self.inks, left, top + (self.row / 2.0).round(), width, thick, &style.fill);
        }
        for piece in pieces(run) {
            let x = self.x(piece.column);
            match piece.kind {
                Kind::Blank => {}
                Kind::Shape(shape) => self.shape(x, top, piece.width, shape, &style, thick),
                Kind::Text => {
                    let (at, y, width) = (num(x), num(top + self.baseline), num(self.column * f64::from(piece.width)));
                    let text = escape(&piece.text);
                    let _ = writeln!(
                        self.inks,
                        "<text x=\"{at}\" y=\"{y}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\"{}{}>{text}</text>",
                        style.fill, style.font
                    );
                }
            }
        }
    }

    /// Draws as many of a shape side by side as the width says.
    fn shape(&mut self, x: f64, y: f64, cells: u16, shape: Shape, style: &Ink, thick: f64) {
        let (w, h) = (self.column, self.row);
        // Whole pixels, or the lines are grey.
        let (cx, cy) = ((x + w / 2.0).floor() + 0.5, (y + h / 2.0).floor() + 0.5);
        let right_edge = x + w * f64::from(cells);
        match shape {
            Shape::Block { x: dx, y: dy, width, height, alpha } => {
                let wide = if width == 1.0 { right_edge - x } else { w * width };
                let fill = if alpha < 1.0 { format!("{} fill-opacity=\"{alpha}\"", fill(style.ink)) } else { style.fill.clone() };
                rectangle(&mut self.inks, x + w * dx, y + h * dy, wide, h * height, &fill);
            }
            Shape::Corner { right, down } => {
                let radius = (w / 2.0).min(h / 2.0);
                let (end_x, step_x) = if right { (x + w, 1.0) } else { (x, -1.0) };
                let (end_y, step_y) = if down { (y + h, 1.0) } else { (y, -1.0) };
                let (bend_x, bend_y) = (num(cx + step_x * radius), num(cy + step_y * radius));
                let (cx, cy) = (num(cx), num(cy));
                let path = format!("M{cx} {}V{bend_y}Q{cx} {cy} {bend_x} {cy}H{}", num(end_y), num(end_x));
                self.path(&path, style, thick);
            }
            Shape::Lines { left, right, up, down } => {
                let width = |weight| if weight == Weight::Heavy { 2.0 * thick } else { thick };
                // A line reaches past the middle by half of what it meets there, so that corners are full.
                let half = thick / 2.0;
                if left != Weight::None || right != Weight::None {
                    let from = if left == Weight::None { cx - half } else { x };
                    let to = if right == Weight::None { cx + half } else { right_edge };
                    let weight = if left == Weight::None { right } else { left };
                    self.path(&format!("M{} {}H{}", num(from), num(cy), num(to)), style, width(weight));
                }
                if up != Weight::None || down != Weight::None {
                    let from = if up == Weight::None { cy - half } else { y };
                    let to = if down == Weight::None { cy + half } else { y + h };
                    let weight = if up == Weight::None { down } else { up };
                    self.path(&format!("M{} {}V{}", num(cx), num(from), num(to)), style, width(weight));
                }
            }
        }
    }

    fn path(&mut self, path: &str, style: &Ink, thick: f64) {
        let ink = hex(style.ink);
        let faint = if style.dim { " stroke-opacity=\"0.6\"" } else { "" };
        let _ = writeln!(self.inks, "<path d=\"{path}\" fill=\"none\" stroke=\"{ink}\"{faint} stroke-width=\"{}\"/>", num(thick));
    }
}

/// What a run is drawn with, as attributes.
struct Ink {
    ink: Rgb,
    dim: bool,
    fill: String,
    font: &'static str,
}

fn style(ink: Rgb, modifier: Modifier) -> Ink {
    let dim = modifier.contains(Modifier::DIM);
    let fill = format!("{}{}", fill(ink), if dim { " fill-opacity=\"0.6\"" } else { "" });
    let font = match (modifier.contains(Modifier::BOLD), modifier.contains(Modifier::ITALIC)) {
        (false, false) => "",
        (true, false) => " font-weight=\"bold\"",
        (false, true) => " font-style=\"italic\"",
        (true, true) => " font-weight=\"bold\" font-style=\"italic\"",
    };
    Ink { ink, dim, fill, font }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Blank,
    Text,
    Shape(Shape),
}

struct Piece {
    kind: Kind,
    text: String,
    column: u16,
    width: u16,
}

/// A run cut where a font could shift what follows: text of one width, and each odd glyph by itself.
fn pieces(run: &Run) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut column = run.column;
    let end = run.column + run.width;
    // What may be joined with the piece before it.
    let mut joins: Option<(Kind, u16)> = None;
    for glyph in run.text.graphemes(true) {
        let width = (glyph.width().max(1) as u16).min(end.saturating_sub(column).max(1));
        let kind = match glyph.chars().next() {
            Some(' ') => Kind::Blank,
            Some(c) => shape(c).map_or(Kind::Text, Kind::Shape),
            None => continue,
        };
        let joinable = match kind {
            Kind::Text => glyph.is_ascii() || width == 2,
            Kind::Blank => true,
            // Only what runs through from one side to the other can be drawn at once.
            Kind::Shape(Shape::Block { width, .. }) => width == 1.0,
            Kind::Shape(Shape::Lines { left, right, up, down }) => {
                left == right && left != Weight::None && (up, down) == (Weight::None, Weight::None)
            }
            Kind::Shape(Shape::Corner { .. }) => false,
        };
        match pieces.last_mut().filter(|_| joinable && joins == Some((kind, width))) {
            Some(last) => {
                last.text.push_str(glyph);
                last.width += width;
            }
            None => pieces.push(Piece { kind, text: glyph.to_owned(), column, width }),
        }
        joins = joinable.then_some((kind, width));
        column += width;
    }
    pieces
}

fn rectangle(out: &mut String, x: f64, y: f64, width: f64, height: f64, style: &str) {
    let (x, y, width, height) = (num(x), num(y), num(width), num(height));
    // Writing into a string does not fail.
    let _ = writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{style}/>");
}

fn fill(ink: Rgb) -> String {
    format!(" fill=\"{}\"", hex(ink))
}

/// A number with at most two places after the point.
fn num(n: f64) -> String {
    let text = format!("{n:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
