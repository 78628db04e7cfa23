//! The screen: two frames, their difference, and one write.

use std::io::{self, Write};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use zeroize::Zeroize;

use super::emit::Emitter;
use super::guard;
use crate::model::process::MouseWish;

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
const SHOW: &[u8] = b"\x1b[?25h";
const HIDE: &[u8] = b"\x1b[?25l";

/// What a draw cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drawn {
    /// Bytes sent to the terminal; 0 when nothing differed.
    pub bytes: usize,
    /// Cells that were written or erased.
    pub cells: usize,
}

/// Draws frames on a terminal by sending what differs from the frame before, as one synchronised write.
///
/// Between draws the terminal belongs to it: whoever lets others write there must [`force_full_redraw`](Self::force_full_redraw).
/// Underline colours are not sent.
#[derive(Debug)]
pub struct Screen<W: Write> {
    out: W,
    shown: Buffer,
    next: Buffer,
    emitter: Emitter,
    bytes: Vec<u8>,
    /// Where the cursor is shown, if it is.
    cursor: Option<Position>,
    /// What the terminal is to tell of the mouse, and what it was told to.
    mouse: (MouseWish, MouseWish),
    /// Nothing is known of what the terminal shows.
    lost: bool,
}

impl<W: Write> Screen<W> {
    /// A screen of columns × rows that nothing has been drawn on.
    pub fn new(out: W, (columns, rows): (u16, u16)) -> Self {
        let area = Rect::new(0, 0, columns, rows);
        Self {
            out,
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            emitter: Emitter::new(),
            bytes: Vec::with_capacity(16 << 10),
            cursor: None,
            mouse: Default::default(),
            lost: true,
        }
    }

    /// The whole of the screen.
    pub fn area(&self) -> Rect {
        self.next.area
    }

    /// The frame that is shown.
    pub fn shown(&self) -> &Buffer {
        &self.shown
    }

    /// What is written to.
    pub fn output(&mut self) -> &mut W {
        &mut self.out
    }

    /// Takes a new size; the next draw draws everything.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let area = Rect::new(0, 0, columns, rows);
        self.shown.resize(area);
        self.next = Buffer::empty(area);
        self.lost = true;
    }

    /// What the terminal is to tell of the mouse from the next draw on.
    pub fn wish_mouse(&mut self, wish: MouseWish) {
        self.mouse.0 = wish;
    }

    /// Makes the next draw draw everything, because something else has written to the terminal.
    pub fn force_full_redraw(&mut self) {
        self.lost = true;
    }

    /// Lets `frame` fill an empty buffer and say where the cursor is to be shown, if anywhere; sends what differs.
    ///
    /// # Errors
    /// When the terminal cannot be written to; the next draw then draws everything.
    pub fn draw(&mut self, frame: impl FnOnce(&mut Buffer, Rect) -> Option<Position>) -> io::Result<Drawn> {
        let area = self.next.area;
        let cursor = frame(&mut self.next, area).filter(|at| area.contains(*at));

        self.bytes.extend_from_slice(BEGIN);
        if self.lost {
            self.emitter.clear(&mut self.bytes);
            self.bytes.extend_from_slice(HIDE);
            self.cursor = None;
            self.shown.reset();
        }
        let cells = self.emitter.difference(&self.shown, &self.next, &mut self.bytes);
        if cells > 0 || self.lost || cursor != self.cursor {
            match cursor {
                Some(at) => {
                    self.emitter.put_cursor(at.x, at.y, &mut self.bytes);
                    if self.cursor.is_none() {
                        self.bytes.extend_from_slice(SHOW);
                    }
                }
                None if self.cursor.is_some() => self.bytes.extend_from_slice(HIDE),
                None => {}
            }
        }
        let (wish, told) = self.mouse;
        if wish != told || (self.lost && wish != MouseWish::Nothing) {
            self.bytes.extend_from_slice(guard::mouse(wish).as_bytes());
        }
        std::mem::swap(&mut self.shown, &mut self.next);
        // What was on the screen before is in no memory any more.
        self.next.reset();
        let drawn = self.bytes.len() - BEGIN.len();
        let sent = if drawn == 0 { Ok(Drawn::default()) } else { self.send_frame(cells) };
        self.bytes.zeroize();
        if drawn > 0 && sent.is_ok() {
            (self.cursor, self.mouse.1) = (cursor, wish);
        }
        sent
    }

    fn send_frame(&mut self, cells: usize) -> io::Result<Drawn> {
        self.bytes.extend_from_slice(END);
        self.lost = true;
        self.out.write_all(&self.bytes)?;
        self.out.flush()?;
        self.lost = false;
        Ok(Drawn { bytes: self.bytes.len(), cells })
    }

    /// Sends a sequence that changes nothing on the screen, such as one that copies a text.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn send(&mut self, sequence: &[u8]) -> io::Result<()> {
        self.out.write_all(sequence)?;
        self.out.flush()
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
