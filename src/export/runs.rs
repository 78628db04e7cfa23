//! A row of cells as runs of one look.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::style::{Color, Modifier};

/// Cells of one look side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub text: String,
    /// Where it begins.
    pub column: u16,
    /// How many columns it takes.
    pub width: u16,
    pub fg: Color,
    pub bg: Color,
    pub modifier: Modifier,
}

/// The rows of a frame as runs. Cells that a wide glyph covers are not there; what is no text is blank.
pub(super) fn rows(buffer: &Buffer) -> Vec<Vec<Run>> {
    let area = buffer.area;
    let row = |y| {
        let mut runs: Vec<Run> = Vec::new();
        let mut x = area.left();
        while x < area.right() {
            let cell = &buffer[(x, y)];
            let foreign = cell.symbol().is_empty() || cell.symbol().chars().any(char::is_control);
            let symbol = if foreign { " " } else { cell.symbol() };
            let width = symbol.cell_width().clamp(1, area.right() - x);
            let column = x - area.left();
            match runs.last_mut() {
                Some(run) if (run.fg, run.bg, run.modifier) == (cell.fg, cell.bg, cell.modifier) => {
                    run.text.push_str(symbol);
                    run.width += width;
                }
                _ => runs.push(Run { text: symbol.to_owned(), column, width, fg: cell.fg, bg: cell.bg, modifier: cell.modifier }),
            }
            x += width;
        }
        runs
    };
    (area.top()..area.bottom()).map(row).collect()
}

/// Whether the run shows nothing when it is at the end of a row.
pub(super) fn is_nothing(run: &Run) -> bool {
    let seen = Modifier::REVERSED | Modifier::UNDERLINED | Modifier::CROSSED_OUT;
    run.bg == Color::Reset && !run.modifier.intersects(seen) && run.text.bytes().all(|byte| byte == b' ')
}
