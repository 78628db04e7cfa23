//! The pictures in `screenshots/`, from real frames of the real program on the demo cluster:
//! `cargo test --test it -- --ignored screenshots`.

use crate::support::ground::LONG;
use crate::support::pty::{Pty, Start, keys};
use dogwatch::export::{SvgOptions, svg};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use std::path::Path;

fn start(columns: u16, rows: u16, theme: &str) -> Pty {
    Start::new().size(columns, rows).args(["--demo", "-n", "iot-prod", "--theme", theme]).env("COLORTERM", "truecolor").spawn()
}

/// What the terminal shows, as cells.
fn cells(pty: &Pty) -> Buffer {
    pty.look(|screen| {
        let (rows, columns) = screen.size();
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        for y in 0..rows {
            for x in 0..columns {
                let Some(cell) = screen.cell(y, x) else { continue };
                if cell.is_wide_continuation() {
                    continue;
                }
                let mut style = Style::new().fg(colour(cell.fgcolor())).bg(colour(cell.bgcolor()));
                for (on, modifier) in [
                    (cell.bold(), Modifier::BOLD),
                    (cell.dim(), Modifier::DIM),
                    (cell.italic(), Modifier::ITALIC),
                    (cell.underline(), Modifier::UNDERLINED),
                    (cell.inverse(), Modifier::REVERSED),
                ] {
                    if on {
                        style = style.add_modifier(modifier);
                    }
                }
                let symbol = if cell.has_contents() { cell.contents() } else { " " };
                buffer[(x, y)].set_symbol(symbol).set_style(style);
            }
        }
        buffer
    })
}

const fn colour(c: vt100::Color) -> Color {
    match c {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(n) => Color::Indexed(n),
        vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
    }
}

fn keep(pty: &Pty, name: &str, light: bool) {
    let (background, foreground) = if light { ([250, 250, 250], [36, 41, 47]) } else { ([16, 20, 24], [200, 205, 210]) };
    let options = SvgOptions { title: Some(format!("dogwatch: {name}")), background, foreground, ..SvgOptions::default() };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots").join(format!("{name}.svg"));
    std::fs::write(file, svg(&cells(pty), &options)).unwrap();
}

#[test]
#[ignore = "writes the pictures in screenshots/"]
fn screenshots() {
    let mut pty = start(140, 40, "dark");
    pty.wait_for(|s| s.contains("still serves") && s.matches(" INFO ").count() > 3, LONG).unwrap();
    keep(&pty, "dashboard", false);
    pty.send("b");
    pty.wait_text("← last healthy", LONG).unwrap();
    keep(&pty, "roll-back", false);
    pty.send(keys::ENTER);
    pty.wait_text("to do it:", LONG).unwrap();
    pty.send("device-se");
    pty.wait_text("device-se", LONG).unwrap();
    keep(&pty, "question", false);
    pty.send("rvice");
    pty.send(keys::ENTER);
    pty.wait_text("device-service → rev 7", LONG).unwrap();
    keep(&pty, "rollout", false);
    pty.wait_text("Written to the journal", LONG).unwrap();
    pty.send("l");
    pty.send("w");
    pty.send("z");
    pty.wait_for(|s| !s.contains("Workloads iot-prod") && s.contains("处理失败"), LONG).unwrap();
    keep(&pty, "logs", false);

    let pty = start(80, 24, "dark");
    pty.wait_text("still serves", LONG).unwrap();
    keep(&pty, "narrow", false);

    let pty = start(140, 40, "light");
    pty.wait_for(|s| s.contains("still serves") && s.matches(" INFO ").count() > 3, LONG).unwrap();
    keep(&pty, "light", true);
}
