use ratatui::buffer::CellWidth;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::*;

/// What a terminal that was sent everything so far shows.
struct Shown {
    screen: Screen<Vec<u8>>,
    parser: vt100::Parser,
}

impl Shown {
    fn new(columns: u16, rows: u16) -> Self {
        Self { screen: Screen::new(Vec::new(), (columns, rows)), parser: vt100::Parser::new(rows, columns, 0) }
    }

    fn draw(&mut self, frame: impl FnOnce(&mut Buffer, Rect) -> Option<Position>) -> Drawn {
        let drawn = self.screen.draw(frame).unwrap();
        let bytes = std::mem::take(self.screen.output());
        assert_eq!(bytes.len(), drawn.bytes);
        self.parser.process(&bytes);
        drawn
    }

    /// Every visible cell of the frame must be on the terminal, in its look.
    fn check(&self, what: &str) {
        let frame = self.screen.shown();
        for y in 0..frame.area.height {
            let mut x = 0;
            while x < frame.area.width {
                let wanted = &frame[(x, y)];
                let found = self.parser.screen().cell(y, x).unwrap();
                let width = wanted.cell_width().max(1);
                // Some glyphs of two columns are two of one column for this terminal.
                let cells = (x..x + width).filter_map(|x| self.parser.screen().cell(y, x));
                let symbol: String = cells.map(|cell| cell.contents()).collect();
                let symbol = if symbol.trim_end().is_empty() { " " } else { symbol.trim_end() };
                let cut = x + width > frame.area.width;
                let here = || format!("{what}: column {x} of row {y}:\n{}", self.parser.screen().contents());
                // This terminal knows no clusters: the last of what it was sent wins, but nothing beside may be touched.
                if wanted.symbol().chars().filter(|c| unicode_width::UnicodeWidthChar::width(*c) == Some(2)).count() < 2 {
                    assert_eq!(symbol, if cut { " " } else { wanted.symbol() }, "{}", here());
                }
                assert_eq!(color(wanted.bg), found.bgcolor(), "{}", here());
                assert_eq!(wanted.modifier.contains(Modifier::REVERSED), found.inverse(), "{}", here());
                assert_eq!(wanted.modifier.contains(Modifier::UNDERLINED), found.underline(), "{}", here());
                if symbol != " " {
                    assert_eq!(color(wanted.fg), found.fgcolor(), "{}", here());
                    assert_eq!(wanted.modifier.contains(Modifier::BOLD), found.bold(), "{}", here());
                    assert_eq!(wanted.modifier.contains(Modifier::ITALIC), found.italic(), "{}", here());
                }
                x += width;
            }
        }
    }
}

fn color(color: Color) -> vt100::Color {
    match color {
        Color::Reset => vt100::Color::Default,
        Color::Red => vt100::Color::Idx(1),
        Color::White => vt100::Color::Idx(15),
        Color::Indexed(n) => vt100::Color::Idx(n),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        other => panic!("{other:?} is not used here"),
    }
}

const PIECES: [&str; 16] = [
    "gateway-7d9f",
    " ",
    "          ",
    "设备上报",
    "温度=31℃ ",
    "🚀",
    "❤\u{fe0f}x",
    "👨\u{200d}👩\u{200d}👧",
    "e\u{301}te\u{301}",
    "✓ ",
    "● live",
    "─────",
    "│",
    "ｶﾞｷﾞ",
    "한국어",
    "1.1 → 1.9",
];

fn style(rng: &mut fastrand::Rng) -> Style {
    let colors = [Color::Reset, Color::Reset, Color::Red, Color::White, Color::Indexed(245), Color::Rgb(1, 2, 3)];
    let modifiers = [Modifier::BOLD, Modifier::REVERSED, Modifier::UNDERLINED, Modifier::ITALIC];
    let mut style = Style::new().fg(colors[rng.usize(0..colors.len())]).bg(colors[rng.usize(0..colors.len())]);
    for modifier in modifiers {
        if rng.u8(0..4) == 0 {
            style = style.add_modifier(modifier);
        }
    }
    style
}

/// Writes some pieces over a frame, as views do and as they should not.
fn scribble(rng: &mut fastrand::Rng, buffer: &mut Buffer, area: Rect) {
    for _ in 0..rng.usize(1..12) {
        let (x, y) = (rng.u16(0..area.width), rng.u16(0..area.height));
        let style = if rng.bool() { Style::reset() } else { style(rng) };
        match rng.u8(0..8) {
            0 => buffer.set_style(Rect::new(0, y, area.width, 1), style),
            // Straight into the cell, even the second column of a wide glyph.
            1 => {
                buffer[(x, y)].set_symbol(["x", "设", "🚀", " "][rng.usize(0..4)]).set_style(style);
            }
            _ => {
                buffer.set_string(x, y, PIECES[rng.usize(0..PIECES.len())], style);
            }
        }
    }
}

#[test]
fn the_terminal_shows_each_frame_whatever_was_there() {
    for seed in 0..300 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (columns, rows) = (rng.u16(2..40), rng.u16(1..8));
        let mut shown = Shown::new(columns, rows);
        let mut canvas = Buffer::empty(Rect::new(0, 0, columns, rows));
        for step in 0..8 {
            if rng.u8(0..6) == 0 {
                canvas.reset();
            }
            scribble(&mut rng, &mut canvas, Rect::new(0, 0, columns, rows));
            shown.draw(|buffer, _| {
                buffer.clone_from(&canvas);
                None
            });
            shown.check(&format!("seed {seed}, step {step}"));
        }
    }
}

#[test]
fn nothing_new_sends_nothing() {
    let mut shown = Shown::new(80, 24);
    let mut frame = |at| {
        shown.draw(|buffer, _| {
            buffer.set_string(3, 3, "hello", Style::new().fg(Color::Red));
            at
        })
    };
    assert!(frame(None).bytes > 0);
    assert_eq!(frame(None), Drawn::default());
    let field = Some(Position::new(5, 1));
    assert_eq!(frame(field).bytes, 16 + "\x1b[2;6H\x1b[?25h".len());
    assert_eq!(frame(field), Drawn::default());
    assert_eq!(frame(Some(Position::new(6, 1))).bytes, 16 + "\x1b[2;7H".len());
    assert_eq!(frame(None).bytes, 16 + "\x1b[?25l".len());
    // A cursor outside the screen is no cursor.
    assert_eq!(frame(Some(Position::new(80, 1))), Drawn::default());
}

#[test]
fn the_cursor_ends_where_the_field_is() {
    let mut shown = Shown::new(20, 3);
    for text in ["s", "sc", "scale"] {
        shown.draw(|buffer, _| {
            buffer.set_string(0, 2, text, Style::new());
            Some(Position::new(text.len() as u16, 2))
        });
        assert_eq!(shown.parser.screen().cursor_position(), (2, text.len() as u16));
        assert!(!shown.parser.screen().hide_cursor());
    }
}

/// A full screen with a table, as wide and loud as ours get.
fn table(buffer: &mut Buffer, area: Rect, selected: u16) {
    for y in 0..area.height {
        let (glyph, tint) = if y % 7 == 0 { ("✗", Color::Indexed(203)) } else { ("✓", Color::Indexed(108)) };
        let line = Line::from(vec![
            Span::raw("│ "),
            Span::styled(glyph, Style::new().fg(tint)),
            Span::raw(format!(" device-service-{y:<4}")),
            Span::styled(format!("{:<20}", "iot-prod"), Style::new().fg(Color::Indexed(245))),
            Span::styled(format!("{:<12}", if y % 7 == 0 { "ErrImagePull" } else { "Running" }), Style::new().fg(tint)),
            Span::raw(format!("{:>6} ", y * 3)),
            Span::styled(format!("{:<40}", "registry.example.test/lab/app:1.9"), Style::new().fg(Color::Indexed(110))),
            Span::styled(format!("{:<30}", "lab-node-0017"), Style::new().fg(Color::Indexed(245))),
        ]);
        line.render(Rect::new(0, y, area.width, 1), buffer);
    }
    buffer.set_style(Rect::new(0, selected, area.width, 1), Style::new().bg(Color::Indexed(238)).add_modifier(Modifier::BOLD));
}

#[test]
fn moving_the_cursor_is_cheap() {
    let mut shown = Shown::new(160, 48);
    let mut draw = |row| {
        shown.draw(|buffer, area| {
            table(buffer, area, row);
            None
        })
    };
    let whole = draw(20);
    assert!(whole.bytes < 160 * 48 + 48 * 110, "{whole:?}");
    let moved = draw(21);
    assert!(moved.bytes <= 700, "{moved:?}");
    assert_eq!(moved.cells, 320);
    shown.check("moved");
}

#[test]
fn a_lost_screen_is_drawn_anew() {
    let mut shown = Shown::new(30, 4);
    let frame = |buffer: &mut Buffer, _: Rect| {
        buffer.set_string(0, 0, "hello", Style::new());
        None
    };
    shown.draw(frame);
    shown.parser.process(b"\x1b[2;2Hsomebody else \x1b[31m");
    shown.screen.force_full_redraw();
    shown.draw(frame);
    shown.check("redrawn");
    shown.screen.resize(40, 5);
    shown.parser.screen_mut().set_size(5, 40);
    shown.draw(frame);
    shown.check("resized");
    assert_eq!(shown.draw(frame), Drawn::default());
    shown.screen.resize(0, 0);
    shown.draw(|_, area| Some(area.as_position()));
}

#[test]
fn a_failed_write_is_made_good() {
    struct Broken(bool);
    impl Write for Broken {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(bytes.len()) }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut screen = Screen::new(Broken(true), (10, 2));
    let mut draw = |broken| {
        screen.output().0 = broken;
        screen.draw(|buffer, _| {
            buffer.set_string(0, 0, "hello", Style::new());
            None
        })
    };
    assert!(draw(true).is_err());
    assert!(draw(false).unwrap().bytes > 0);
    assert_eq!(draw(false).unwrap().bytes, 0);
}

#[test]
fn text_that_is_none_never_reaches_the_terminal() {
    let mut shown = Shown::new(20, 2);
    shown.draw(|buffer, _| {
        for (x, symbol) in ["\x1b[2J", "\x07", "\u{9b}31m", "\u{202e}", "a\x1b]0;x\x07"].iter().enumerate() {
            buffer[(x as u16, 0)].set_symbol(symbol);
        }
        None
    });
    assert_eq!(shown.parser.screen().contents(), "?????");
}

/// The mouse is asked for once, again when nothing is known of what the terminal has been told, and given back.
#[test]
fn the_mouse_is_asked_for_and_given_back() {
    let mut screen = Screen::new(Vec::new(), (4, 1));
    let mut drawn = |wish: MouseWish, lost: bool| {
        screen.wish_mouse(wish);
        if lost {
            screen.force_full_redraw();
        }
        screen.output().clear();
        screen.draw(|_, _| None).unwrap();
        String::from_utf8(screen.output().clone()).unwrap()
    };
    let says = |text: &str, what: &str| text.contains(what);
    assert!(!says(&drawn(MouseWish::Nothing, false), "?1000"));
    let text = drawn(MouseWish::Buttons, false);
    assert!(text.find("?1003l") < text.find("?1000h") && says(&text, "?1006h"), "{text:?}");
    assert_eq!(drawn(MouseWish::Buttons, false), "");
    assert!(says(&drawn(MouseWish::Buttons, true), "?1000h"));
    assert!(says(&drawn(MouseWish::Moves, false), "?1003h"));
    let text = drawn(MouseWish::Nothing, false);
    assert!(says(&text, "?1003l") && says(&text, "?1006l") && !text.contains("00h"), "{text:?}");
    assert_eq!(drawn(MouseWish::Nothing, false), "");
    assert!(!says(&drawn(MouseWish::Nothing, true), "?1000"));
}
