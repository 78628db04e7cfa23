//! `vi`, in small: moves, inserts, deletes, writes and quits.

use super::screen;
use crate::demo::exec::proc::keys::{Key, key};
use crate::demo::exec::proc::{Ended, Proc};
use crate::demo::fs::{Content, Errno};
use unicode_width::UnicodeWidthChar;

/// Characters and lines of a file that can be edited, together.
const MOST: usize = 1 << 20;

#[derive(Debug, Clone, PartialEq)]
enum Mode {
    Normal,
    Insert,
    Command(String),
}

#[derive(Debug)]
struct Editor {
    name: String,
    lines: Vec<Vec<char>>,
    line: usize,
    column: usize,
    top: usize,
    mode: Mode,
    changed: bool,
    message: String,
    before: Option<char>,
    /// Characters and lines that there are.
    held: usize,
}

/// `vi [FILE]`.
pub async fn run(p: &mut Proc, args: &[&str]) -> Ended {
    if !p.on_terminal() {
        return p.fail(1, "vi: standard output is not a terminal").await;
    }
    let name = args.iter().find(|a| !a.starts_with('-')).map_or("", |n| n).to_owned();
    let path = p.path(&name);
    let size = p.files().file(&path).map(Content::len);
    if size.is_ok_and(|n| n > MOST) {
        return p.fail(1, &format!("vi: {name}: {}", Errno::TooLarge.text())).await;
    }
    let read = if name.is_empty() { None } else { p.files().file(&path).ok().map(Content::to_vec) };
    let message = if read.is_none() { format!("{name:?} [New file]") } else { String::new() };
    let text = String::from_utf8_lossy(&read.unwrap_or_default()).into_owned();
    let mut lines: Vec<Vec<char>> = text.lines().map(|l| l.chars().collect()).collect();
    if lines.is_empty() {
        lines.push(Vec::new());
    }
    let held = lines.iter().map(|l| l.len() + 1).sum();
    let mut e = Editor { name, lines, line: 0, column: 0, top: 0, mode: Mode::Normal, changed: false, message, before: None, held };
    screen::enter(&mut p.io).await?;
    loop {
        let (lines, cursor) = e.shown(p.io.size);
        screen::draw(&mut p.io, &lines, Some(cursor)).await?;
        match key(&mut p.io).await {
            Key::End => break,
            Key::Resized => {}
            k => match e.press(k) {
                Act::Stay => {}
                Act::Write(quits) => {
                    if e.write(p) && quits {
                        break;
                    }
                }
                Act::Quit => break,
            },
        }
    }
    screen::leave(&mut p.io).await?;
    Ok(0)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Act {
    Stay,
    Write(bool),
    Quit,
}

impl Editor {
    /// The line of the cursor; there is always one.
    fn here(&mut self) -> &mut Vec<char> {
        self.line = self.line.min(self.lines.len() - 1);
        &mut self.lines[self.line]
    }

    fn write(&mut self, p: &Proc) -> bool {
        if self.name.is_empty() {
            self.message = "No current filename".into();
            return false;
        }
        let text: String = self.lines.iter().map(|l| l.iter().collect::<String>() + "\n").collect();
        match p.files().write(&p.path(&self.name), text.as_bytes(), p.now()) {
            Ok(()) => {
                self.changed = false;
                self.message = format!("{:?} {}L, {}C", self.name, self.lines.len(), text.len());
                true
            }
            Err(e) => {
                self.message = format!("{:?} {}", self.name, e.text());
                false
            }
        }
    }

    /// Does what a key asks for, and leaves the cursor on a character that there is.
    fn press(&mut self, k: Key) -> Act {
        let act = self.key(k);
        let len = self.here().len();
        self.column = self.column.min(if self.mode == Mode::Insert { len } else { len.saturating_sub(1) });
        act
    }

    /// Whether there is room for so much more.
    fn takes(&mut self, more: usize) -> bool {
        let takes = self.held + more <= MOST;
        if takes {
            (self.held, self.changed) = (self.held + more, true);
        } else {
            self.message = Errno::TooLarge.text().into();
        }
        takes
    }

    fn key(&mut self, k: Key) -> Act {
        self.message.clear();
        let mode = self.mode.clone();
        match (mode, k) {
            (Mode::Command(mut text), k) => {
                self.mode = Mode::Normal;
                match k {
                    Key::Enter => return self.command(&text),
                    Key::Char(c) if text.len() < 200 => {
                        text.push(c);
                        self.mode = Mode::Command(text);
                    }
                    Key::Backspace if text.pop().is_some() => self.mode = Mode::Command(text),
                    _ => {}
                }
            }
            (Mode::Insert, Key::Esc) => {
                self.mode = Mode::Normal;
                self.column = self.column.saturating_sub(1);
            }
            (Mode::Insert, Key::Char(c)) => self.insert(&[c]),
            (Mode::Insert, Key::Tab) => self.insert(&['\t']),
            (Mode::Insert, Key::Paste(text)) => self.paste(&text),
            (Mode::Insert, Key::Enter) => self.split(),
            (Mode::Insert, Key::Backspace) if self.column > 0 => {
                self.column -= 1;
                let at = self.column;
                self.here().remove(at);
                (self.held, self.changed) = (self.held - 1, true);
            }
            (_, Key::Move(way)) => self.go(way),
            (Mode::Normal, Key::Char(c)) => return self.normal(c),
            (Mode::Insert | Mode::Normal, _) => {}
        }
        Act::Stay
    }

    fn insert(&mut self, chars: &[char]) {
        if !self.takes(chars.len()) {
            return;
        }
        let at = self.column.min(self.here().len());
        self.here().splice(at..at, chars.iter().copied());
        self.column = at + chars.len();
    }

    /// All that there is room for, at once: what stands behind the cursor is moved once, and not for each character.
    fn paste(&mut self, text: &str) {
        let room = MOST.saturating_sub(self.held);
        let chars: Vec<char> = text.chars().take(room).collect();
        if !chars.is_empty() {
            self.takes(chars.len());
        }
        if text.chars().nth(room).is_some() {
            self.message = Errno::TooLarge.text().into();
        }
        let at = self.column.min(self.here().len());
        let rest = self.here().split_off(at);
        let mut parts = chars.split(|c| matches!(c, '\r' | '\n'));
        self.here().extend(parts.next().unwrap_or_default());
        let below = self.line + 1;
        self.lines.splice(below..below, parts.map(<[char]>::to_vec));
        self.line += chars.iter().filter(|c| matches!(c, '\r' | '\n')).count();
        self.column = self.here().len();
        self.here().extend(rest);
    }

    fn split(&mut self) {
        if !self.takes(1) {
            return;
        }
        let at = self.column.min(self.here().len());
        let rest = self.here().split_off(at);
        self.line += 1;
        self.lines.insert(self.line, rest);
        self.column = 0;
    }

    fn command(&mut self, text: &str) -> Act {
        match text {
            "q" if self.changed => {
                self.message = "No write since last change (:q! overrides)".into();
                Act::Stay
            }
            "q" | "q!" => Act::Quit,
            "w" => Act::Write(false),
            "wq" | "x" | "wq!" => Act::Write(true),
            other => {
                match other.parse::<usize>() {
                    Ok(n) => (self.line, self.column) = (n.clamp(1, self.lines.len()) - 1, 0),
                    Err(_) => self.message = format!(":{other} is not implemented"),
                }
                Act::Stay
            }
        }
    }

    fn normal(&mut self, c: char) -> Act {
        let before = self.before.take();
        match (before, c) {
            (Some('d'), 'd') => {
                self.held -= self.here().len() + 1;
                self.lines.remove(self.line);
                if self.lines.is_empty() {
                    (self.lines, self.held) = (vec![Vec::new()], 1);
                }
                (self.column, self.changed) = (0, true);
            }
            (Some('g'), 'g') => (self.line, self.column) = (0, 0),
            (Some('Z'), 'Z') => return Act::Write(true),
            (_, 'd' | 'g' | 'Z') => self.before = Some(c),
            // A `q` alone records a macro elsewhere; here it leaves, as in other programs of the whole screen.
            (_, 'q') if !self.changed => return Act::Quit,
            (_, ':') => self.mode = Mode::Command(String::new()),
            (_, 'h') => self.go('L'),
            (_, 'j') => self.go('D'),
            (_, 'k') => self.go('U'),
            (_, 'l') => self.go('R'),
            (_, '0') => self.go('H'),
            (_, '$') => self.go('E'),
            (_, 'G') => self.line = self.lines.len().saturating_sub(1),
            (_, 'i') => self.mode = Mode::Insert,
            (_, 'a') => {
                self.column = (self.column + 1).min(self.here().len());
                self.mode = Mode::Insert;
            }
            (_, 'A') => {
                self.column = self.here().len();
                self.mode = Mode::Insert;
            }
            (_, 'o') => {
                self.column = self.here().len();
                self.split();
                self.mode = Mode::Insert;
            }
            (_, 'x') => {
                let at = self.column;
                if at < self.here().len() {
                    self.here().remove(at);
                    (self.held, self.changed) = (self.held - 1, true);
                }
            }
            _ => {}
        }
        Act::Stay
    }

    fn go(&mut self, way: char) {
        match way {
            'U' => self.line = self.line.saturating_sub(1),
            'D' => self.line = (self.line + 1).min(self.lines.len().saturating_sub(1)),
            '<' => self.line = self.line.saturating_sub(20),
            '>' => self.line = (self.line + 20).min(self.lines.len().saturating_sub(1)),
            'L' => self.column = self.column.saturating_sub(1),
            'R' => self.column = self.column.saturating_add(1),
            'H' => self.column = 0,
            'E' => self.column = usize::MAX,
            _ => {}
        }
    }

    fn shown(&mut self, size: (u16, u16)) -> (Vec<String>, (usize, usize)) {
        let rows = usize::from(size.1).saturating_sub(1).max(1);
        self.here();
        if self.line < self.top {
            self.top = self.line;
        } else if self.line >= self.top + rows {
            self.top = self.line + 1 - rows;
        }
        let mut shown: Vec<String> =
            self.lines.iter().skip(self.top).take(rows).map(|l| l.iter().take(usize::from(size.0)).collect()).collect();
        shown.resize(rows, "\x1b[34m~\x1b[m".into());
        let column = self.column;
        let left = self.here().iter().take(column).map(|c| c.width().unwrap_or(1)).sum::<usize>();
        let at = format!("{}/{} {}%", self.line + 1, self.lines.len(), (self.line + 1) * 100 / self.lines.len());
        let (status, cursor) = match &self.mode {
            Mode::Command(text) => (format!(":{text}"), Some(text.chars().count() + 1)),
            _ if !self.message.is_empty() => (self.message.clone(), None),
            Mode::Insert => (format!("I {:?}{} {at}", self.name, if self.changed { " [modified]" } else { "" }), None),
            Mode::Normal => (format!("- {:?}{} {at}", self.name, if self.changed { " [modified]" } else { "" }), None),
        };
        shown.push(status);
        let place = cursor.map_or((self.line - self.top, left.min(usize::from(size.0).saturating_sub(1))), |c| (rows, c));
        (shown, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn editor(text: &str) -> Editor {
        let lines: Vec<Vec<char>> = text.split('\n').map(|l| l.chars().collect()).collect();
        let held = lines.iter().map(|l| l.len() + 1).sum();
        let (name, message) = (String::new(), String::new());
        Editor { name, lines, line: 0, column: 0, top: 0, mode: Mode::Insert, changed: false, message, before: None, held }
    }

    #[test]
    fn a_paste_is_what_its_characters_are_one_by_one() {
        for text in ["", "温", "ab", "a\rb", "\n", "\r\n", "a\n\nb\n", "\na"] {
            for (line, column) in [(0, 0), (0, 2), (0, 4), (1, 0), (1, 1)] {
                let (mut at_once, mut by_one) = (editor("abcd\n设备"), editor("abcd\n设备"));
                for e in [&mut at_once, &mut by_one] {
                    (e.line, e.column) = (line, column);
                }
                at_once.press(Key::Paste(text.into()));
                for c in text.chars() {
                    by_one.press(if matches!(c, '\r' | '\n') { Key::Enter } else { Key::Char(c) });
                }
                assert_eq!(format!("{at_once:?}"), format!("{by_one:?}"), "{text:?} at {line}:{column}");
            }
        }
    }

    #[test]
    fn of_a_paste_as_much_is_taken_as_there_is_room_for() {
        let mut e = editor(&"x".repeat(MOST - 5));
        e.press(Key::Paste("a\nbcdefg".into()));
        assert_eq!((e.held, e.lines.len(), e.lines[0].len(), e.column), (MOST, 2, 1, 2), "{}", e.message);
        assert_eq!(e.message, Errno::TooLarge.text());
        e.press(Key::Paste("more".into()));
        assert_eq!((e.held, e.message.as_str()), (MOST, Errno::TooLarge.text()));
    }
}
