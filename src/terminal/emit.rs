//! The difference of two frames as bytes for a terminal.
//!
//! Written for slow lines: looks are changed by what differs, cells that did not change are skipped or written over (whichever is
//! shorter), blank ends of rows are erased. Wherever terminals disagree about the width of a glyph, the cursor is put right after it.

use ratatui::buffer::{Buffer, Cell};

use super::glyph::Glyph;
use super::sgr::{Look, Pen, decimal};

/// The longest gap that is written over rather than jumped: a jump is five bytes or so.
const BRIDGE: u16 = 4;
/// How many blanks at the end of a row are worth an erasure.
const ERASE: usize = 4;

/// Where the terminal's cursor is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Unknown,
    Row(u16),
    Cell(u16, u16),
    /// After wide glyphs: right for as long as more of them follow.
    AfterWide(u16, u16),
}

/// Turns frames into bytes; knows the state that the terminal is left in.
#[derive(Debug)]
pub(super) struct Emitter {
    pen: Pen,
    at: At,
}

impl Emitter {
    pub fn new() -> Self {
        Self { pen: Pen::new(), at: At::Unknown }
    }

    /// Clears the screen, whatever is on it.
    pub fn clear(&mut self, out: &mut Vec<u8>) {
        self.pen.reset(out);
        out.extend_from_slice(b"\x1b[2J");
        self.at = At::Unknown;
    }

    /// Writes what makes `next` of `prev`, two frames of the same size, and says how many cells that touched.
    pub fn difference(&mut self, prev: &Buffer, next: &Buffer, out: &mut Vec<u8>) -> usize {
        // Where the cursor was left may have been changed by others since.
        self.at = At::Unknown;
        let width = usize::from(next.area.width).max(1);
        let rows = prev.content.chunks(width).zip(next.content.chunks(width));
        rows.zip(0..).map(|((prev, next), y)| self.row(y, prev, next, out)).sum()
    }

    /// Puts the cursor somewhere.
    pub fn put_cursor(&mut self, x: u16, y: u16, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\x1b[");
        decimal(y + 1, out);
        if x > 0 {
            out.push(b';');
            decimal(x + 1, out);
        }
        out.push(b'H');
        self.at = At::Cell(x, y);
    }

    fn row(&mut self, y: u16, prev: &[Cell], next: &[Cell], out: &mut Vec<u8>) -> usize {
        if prev == next {
            return 0;
        }
        let width = next.len();
        let blank_from = blank_from(next);
        // Columns up to which the cell before reaches, before and now, and up to which a glyph may have spilt.
        let (mut prev_end, mut next_end, mut spilt_end) = (0, 0, 0);
        let mut cells = 0;
        for x in 0..width {
            let was_covered = x < prev_end;
            if !was_covered {
                prev_end = x + usize::from(Glyph::of(&prev[x]).width);
            }
            if x < next_end {
                continue;
            }
            let glyph = Glyph::of(&next[x]).within((width - x) as u16);
            next_end = x + usize::from(glyph.width);
            if !(was_covered || x < spilt_end || differs(&prev[x], &next[x])) {
                continue;
            }
            if x >= blank_from && width - x >= ERASE {
                self.go(x as u16, y, false, next, out);
                self.pen.set_blank(Look::PLAIN, out);
                out.extend_from_slice(b"\x1b[K");
                return cells + width - x;
            }
            self.glyph(x as u16, y, glyph, next, out);
            cells += usize::from(glyph.width);
            if !glyph.sure {
                spilt_end = spilt_end.max(x + usize::from(glyph.widest));
            }
        }
        cells
    }

    fn glyph(&mut self, x: u16, y: u16, glyph: Glyph<'_>, row: &[Cell], out: &mut Vec<u8>) {
        let look = look(&row[usize::from(x)]);
        let blank = glyph.is_blank();
        self.go(x, y, glyph.width > 1 && glyph.sure && !blank, row, out);
        if blank {
            self.pen.set_blank(look, out);
        } else {
            self.pen.set(look, out);
        }
        if glyph.width > 1 && !glyph.sure {
            // Where the terminal has it narrower, the rest of its columns would keep what was there.
            (0..glyph.width).for_each(|_| out.push(b' '));
            self.column(x, out);
        }
        out.extend_from_slice(glyph.text.as_bytes());
        let end = x + glyph.width;
        self.at = match glyph.sure {
            true if glyph.width > 1 && !blank => At::AfterWide(end, y),
            true => At::Cell(end, y),
            // It may have gone over the edge and into the next row.
            false if usize::from(x + glyph.widest) >= row.len() => At::Unknown,
            false => At::Row(y),
        };
    }

    /// Brings the cursor to a cell.
    fn go(&mut self, x: u16, y: u16, wide: bool, row: &[Cell], out: &mut Vec<u8>) {
        match self.at {
            At::Cell(at, row_at) if row_at == y && at == x => {}
            At::AfterWide(at, row_at) if row_at == y && at == x && wide => {}
            At::Cell(at, row_at) if row_at == y && at < x => {
                let gap = &row[usize::from(at)..usize::from(x)];
                if x - at <= BRIDGE && gap.iter().all(|cell| self.can_bridge(cell)) {
                    gap.iter().for_each(|cell| out.extend_from_slice(cell.symbol().as_bytes()));
                } else {
                    self.column(x, out);
                }
            }
            At::Cell(_, row_at) | At::AfterWide(_, row_at) | At::Row(row_at) if row_at == y => self.column(x, out),
            _ => self.put_cursor(x, y, out),
        }
        self.at = At::Cell(x, y);
    }

    fn can_bridge(&self, cell: &Cell) -> bool {
        let glyph = Glyph::of(cell);
        glyph.text.len() == 1 && glyph.text == cell.symbol() && self.pen.fits(look(cell), glyph.is_blank())
    }

    fn column(&mut self, x: u16, out: &mut Vec<u8>) {
        if x == 0 {
            out.push(b'\r');
            return;
        }
        out.extend_from_slice(b"\x1b[");
        decimal(x + 1, out);
        out.push(b'G');
    }
}

fn look(cell: &Cell) -> Look {
    Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
}

fn differs(prev: &Cell, next: &Cell) -> bool {
    if prev.symbol() != next.symbol() {
        return true;
    }
    let (prev, blank, next) = (look(prev), next.symbol() == " ", look(next));
    prev != next && !(blank && prev.same_on_blank(next))
}

/// The column from which a row is blank to its end.
fn blank_from(row: &[Cell]) -> usize {
    let plain = |cell: &Cell| cell.symbol() == " " && look(cell).same_on_blank(Look::PLAIN);
    let from = row.iter().rposition(|cell| !plain(cell)).map_or(0, |last| last + 1);
    // The blank after a wide glyph is the glyph's.
    match from.checked_sub(1) {
        Some(last) => last + usize::from(Glyph::of(&row[last]).width),
        None => 0,
    }
}
