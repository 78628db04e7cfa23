//! The screen of a program in a pod: what it writes is read as a terminal would read it, into cells. Nothing of it goes anywhere else: no title,
//! no clipboard, no bell. What asks the terminal a question is answered as a plain one would.

use super::clamp::Clamp;
use super::mouse;
use crate::model::contain::contain;
use crate::model::process::{Mouse, MouseWish};
use vt100::{Callbacks, Parser};

/// Rows that have gone off at the top and can be scrolled back to.
const SCROLLBACK: usize = 2_000;
/// Smaller than this no program draws anything of use, and larger than that no screen is.
const LEAST: (u16, u16) = (2, 2);
const MOST: (u16, u16) = (500, 1000);
/// Bytes of answers that may wait: a program that only asks is not answered for ever.
const ANSWERS: usize = 1 << 10;

/// What the program asks of its terminal.
#[derive(Clone, Debug, Default)]
struct Asked {
    answers: Vec<u8>,
}

impl Asked {
    fn answer(&mut self, bytes: &[u8]) {
        if self.answers.len() + bytes.len() <= ANSWERS {
            self.answers.extend_from_slice(bytes);
        }
    }
}

impl Callbacks for Asked {
    fn unhandled_csi(&mut self, screen: &mut vt100::Screen, i1: Option<u8>, _: Option<u8>, params: &[&[u16]], c: char) {
        let first = params.first().and_then(|p| p.first()).copied().unwrap_or_default();
        match (i1, c, first) {
            // What it is: a VT102.
            (None, 'c', 0) => self.answer(b"\x1b[?6c"),
            // Whether it is well, and where the cursor stands.
            (None, 'n', 5) => self.answer(b"\x1b[0n"),
            (None, 'n', 6) => {
                let (row, col) = screen.cursor_position();
                self.answer(format!("\x1b[{};{}R", row.saturating_add(1), col.saturating_add(1)).as_bytes());
            }
            _ => {}
        }
    }
}

/// A screen.
pub struct Screen {
    parser: Parser<Asked>,
    clamp: Clamp,
    /// Whether what it showed was thrown away since this was last asked.
    lost: bool,
}

// A state can be copied: the copy has what is seen, and begins its scrollback anew.
impl Clone for Screen {
    fn clone(&self) -> Self {
        let (rows, cols) = self.parser.screen().size();
        let mut copy = Self::new((cols, rows));
        if let Some(state) = contain(|| self.parser.screen().state_formatted()) {
            copy.take(&state);
        }
        copy
    }
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What is shown in a pod is in no line of a log.
        f.debug_struct("Screen").field("size", &self.parser.screen().size()).finish_non_exhaustive()
    }
}

impl Screen {
    /// An empty one of so many columns and rows.
    pub fn new(size: (u16, u16)) -> Self {
        let (cols, rows) = bounded(size);
        Self { parser: Parser::new_with_callbacks(rows, cols, SCROLLBACK, Asked::default()), clamp: Clamp::default(), lost: false }
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        let (rows, cols) = self.parser.screen().size();
        (cols, rows)
    }

    /// Gives it another size; whether it is another.
    pub fn resize(&mut self, size: (u16, u16)) -> bool {
        let size = bounded(size);
        if self.size() == size {
            return false;
        }
        let halved = self.halved(size.0);
        self.contained(size, |parser| {
            parser.process(&halved);
            parser.screen_mut().set_size(size.1, size.0);
        });
        true
    }

    /// What takes the wide characters away that would lose their second half with so many columns: the reader breaks on such.
    fn halved(&mut self, cols: u16) -> Vec<u8> {
        self.scroll(isize::MIN);
        let screen = self.parser.screen();
        let wide = |row: &u16| screen.cell(*row, cols.saturating_sub(1)).is_some_and(vt100::Cell::is_wide);
        let rows: Vec<u16> = (0..screen.size().0).filter(wide).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let blanks: String = rows.iter().map(|row| format!("\x1b[{};{cols}H ", row + 1)).collect();
        format!("\x1b7{blanks}\x1b8").into_bytes()
    }

    /// Takes in what the program wrote. Gives what is to be answered.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<u8> {
        let size = self.size();
        let bytes = self.clamp.pass(bytes, size.0.max(size.1));
        self.contained(size, |parser| parser.process(&bytes));
        std::mem::take(&mut self.parser.callbacks_mut().answers)
    }

    /// As [`Screen::take`], of what comes without a terminal in between: each end of a line begins the next one.
    pub fn take_lines(&mut self, bytes: &[u8]) -> Vec<u8> {
        let lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
        self.take(&lines.join(&b"\r\n"[..]))
    }

    /// The reader of what comes from anywhere is not ours. Where it fails the screen is begun anew, and nothing else is lost.
    fn contained(&mut self, size: (u16, u16), work: impl FnOnce(&mut Parser<Asked>)) {
        if contain(|| work(&mut self.parser)).is_none() {
            *self = Self::new(size);
            self.lost = true;
        }
    }

    /// Whether what it showed could not be read and was thrown away since this was last asked.
    pub fn was_lost(&mut self) -> bool {
        std::mem::take(&mut self.lost)
    }

    /// Its cells.
    pub fn cells(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Where the cursor is, column and row; `None` where the program hides it, or it is scrolled away.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let screen = self.parser.screen();
        let (row, col) = screen.cursor_position();
        let (cols, rows) = self.size();
        (!screen.hide_cursor() && screen.scrollback() == 0)
            .then(|| (col.min(cols.saturating_sub(1)), row.min(rows.saturating_sub(1))))
    }

    /// Scrolls back by so many rows, or forward where that is negative.
    pub fn scroll(&mut self, by: isize) {
        let now = self.parser.screen().scrollback();
        self.parser.screen_mut().set_scrollback(now.saturating_add_signed(by).min(SCROLLBACK));
    }

    /// How many rows it is scrolled back.
    pub fn scrolled(&self) -> usize {
        self.parser.screen().scrollback()
    }

    /// Whether the program wants the other codes of the arrows (DECCKM).
    pub fn application_keys(&self) -> bool {
        self.parser.screen().application_cursor()
    }

    /// What the program asks to be told of the mouse.
    pub fn mouse_wish(&self) -> MouseWish {
        mouse::wish(self.parser.screen().mouse_protocol_mode())
    }

    /// What it is told of the mouse at a place of this screen, as it asked for it; `None` where it did not.
    pub fn moused(&self, mouse: Mouse) -> Option<Vec<u8>> {
        let screen = self.parser.screen();
        mouse::bytes(mouse, screen.mouse_protocol_mode(), screen.mouse_protocol_encoding())
    }

    /// A pasted text as the program wants it: between marks, where it has asked for that. What could end them early is taken out.
    pub fn pasted(&self, text: &str) -> Vec<u8> {
        let text = text.replace("\r\n", "\r").replace('\n', "\r");
        if self.parser.screen().bracketed_paste() {
            return [b"\x1b[200~", text.replace('\u{1b}', "").as_bytes(), b"\x1b[201~"].concat();
        }
        text.into_bytes()
    }
}

fn bounded((cols, rows): (u16, u16)) -> (u16, u16) {
    (cols.clamp(LEAST.0, MOST.0), rows.clamp(LEAST.1, MOST.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few bytes of what a program writes are a few cells of work, whatever numbers stand in them.
    #[test]
    fn a_large_number_is_no_large_work() {
        for sequence in ["\x1b[65535@", "\x1b[65535L", "\x1b[65535T", "\x1b[65535S", "\x1b[65535P", "\x1b[65535X"] {
            let mut screen = Screen::new((160, 48));
            let begun = std::time::Instant::now();
            screen.take(sequence.repeat(400).as_bytes());
            assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{sequence:?}: {:?}", begun.elapsed());
        }
    }

    fn text(screen: &Screen) -> String {
        screen.cells().contents()
    }

    #[test]
    fn what_is_written_is_read_as_by_a_terminal_and_goes_nowhere_else() {
        let mut screen = Screen::new((20, 5));
        assert!(
            screen.take(b"plain\r\n\x1b[31mred\x1b[0m \xe8\xae\xbe\xe5\xa4\x87\x1b]52;c;aGk=\x07\x1b]0;title\x07\x07").is_empty()
        );
        assert_eq!(text(&screen), "plain\nred 设备");
        assert_eq!(screen.cells().cell(1, 0).unwrap().fgcolor(), vt100::Color::Idx(1));
        assert!(screen.cells().cell(1, 4).unwrap().is_wide());
        let mut lines = Screen::new((20, 5));
        lines.take_lines(b"one\ntwo\r\nth");
        lines.take_lines(b"ree\n");
        assert_eq!(text(&lines), "one\ntwo\nthree");
        // In pieces, wherever they are cut.
        let mut pieces = Screen::new((20, 5));
        for byte in b"plain\r\n\x1b[31mred\x1b[0m \xe8\xae\xbe\xe5\xa4\x87" {
            pieces.take(&[*byte]);
        }
        assert_eq!(text(&pieces), text(&screen));
        assert_eq!(text(&screen.clone()), text(&screen));
        assert!(!format!("{screen:?}").contains("plain"));
    }

    #[test]
    fn questions_are_answered_as_by_a_plain_terminal() {
        let mut screen = Screen::new((20, 5));
        for (asks, want) in [
            ("\x1b[c", "\x1b[?6c"),
            ("\x1b[0c", "\x1b[?6c"),
            ("\x1b[5n", "\x1b[0n"),
            ("\x1b[2;3H\x1b[6n", "\x1b[2;3R"),
            ("\x1b[>c", ""),
            ("\x1b]52;c;?\x07", ""),
            ("\x1b[21t", ""),
        ] {
            assert_eq!(String::from_utf8(screen.take(asks.as_bytes())).unwrap(), want, "{asks:?}");
        }
        assert!(screen.take(&b"\x1b[6n".repeat(10_000)).len() <= ANSWERS);
    }

    #[test]
    fn a_paste_cannot_end_its_own_marks() {
        let mut screen = Screen::new((20, 5));
        assert_eq!(screen.pasted("a\nb\r\nc"), b"a\rb\rc");
        screen.take(b"\x1b[?2004h");
        assert_eq!(screen.pasted("a\x1b[201~rm\n"), b"\x1b[200~a[201~rm\r\x1b[201~");
    }

    #[test]
    fn a_wide_character_at_the_edge_goes_whole_when_the_screen_gets_narrower() {
        let mut screen = Screen::new((10, 3));
        screen.take("设备设备设\x1b[2;1H".as_bytes());
        screen.resize((9, 3));
        screen.take(b"\x1b[1;9Hx");
        assert_eq!(text(&screen), "设备设备x", "what stands there goes on");
        assert_eq!(screen.take(b"\x1b[2;1H\x1b[6n"), b"\x1b[2;1R");
    }

    #[test]
    fn what_has_gone_off_at_the_top_can_be_scrolled_to() {
        let mut screen = Screen::new((20, 3));
        for i in 0..10 {
            screen.take(format!("line {i}\r\n").as_bytes());
        }
        assert_eq!(screen.cursor(), Some((0, 2)));
        screen.scroll(2);
        assert_eq!((screen.scrolled(), screen.cursor()), (2, None));
        assert!(text(&screen).starts_with("line 6"), "{}", text(&screen));
        screen.scroll(1000);
        assert!(text(&screen).starts_with("line 0"));
        screen.scroll(-5000);
        assert_eq!(screen.scrolled(), 0);
    }

    /// Whatever a pod writes, in screens of whatever size, nothing breaks: it would take the whole dashboard with it.
    #[test]
    fn no_output_breaks_it() {
        let mut random = fastrand::Rng::with_seed(42);
        let bits: [&[u8]; 34] = [
            b"\x1b[",
            b"\x1b]",
            b"\x1b",
            b"\x1bP",
            b"\x1b(0",
            b"\x1b[?1049h",
            b"\x1b[?1049l",
            b"\x1b[?6h",
            b"\x1b[?7l",
            b"\x1b7",
            b"\x1b8",
            b"\x1bM",
            b"\x1bD",
            b"\x1bc",
            b"m",
            b"H",
            b"J",
            b"K",
            b"L",
            b"M",
            b"P",
            b"@",
            b"X",
            b"r",
            b"S",
            b"T",
            b";",
            b"9",
            b"65535",
            b"0",
            "设".as_bytes(),
            "e\u{301}".as_bytes(),
            b"\r\n",
            b"\t",
        ];
        for round in 0..400 {
            let size = |random: &mut fastrand::Rng| (random.u16(0..12), random.u16(0..8));
            let mut screen = Screen::new(size(&mut random));
            for _ in 0..random.usize(0..60) {
                match random.u8(0..24) {
                    0 => drop(screen.resize(size(&mut random))),
                    1 => screen.scroll(random.isize(-20..40)),
                    2 => drop(screen.take(&[random.u8(..), random.u8(..), random.u8(..)])),
                    3 => drop(screen.clone()),
                    _ => drop(screen.take(bits[random.usize(0..bits.len())])),
                }
                let (cols, rows) = screen.size();
                for row in 0..rows {
                    for col in 0..cols {
                        let _ = screen.cells().cell(row, col).map(vt100::Cell::contents);
                    }
                }
                let _ = (screen.cursor(), round);
            }
        }
    }
}
