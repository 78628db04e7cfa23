//! A line as it is typed: echo, backspace, Ctrl-U, Ctrl-W, Ctrl-C, Ctrl-D, and what was typed before.

use super::keys::{Key, key};
use super::{Event, Io, Std, Stop};
use bytes::Bytes;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Characters of a line; a terminal takes no more either.
const MOST_LINE: usize = 4096;

/// Bytes of a line that comes from no terminal.
const MOST_PLAIN: usize = 64 << 10;

/// A line, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A line without its end.
    Text(String),
    /// Ctrl-C.
    Interrupt,
    /// The end of input.
    End,
}

/// Reads a line: on a terminal with a prompt and editing, else as it comes.
pub async fn line(io: &mut Io, prompt: &str, history: &[String]) -> Result<Line, Stop> {
    if !io.tty {
        return plain(io).await;
    }
    io.raw(Std::Out, prompt.as_bytes()).await?;
    let mut text = String::new();
    let mut back = history.len();
    loop {
        match key(io).await {
            Key::Char(c) if text.len() < MOST_LINE => {
                text.push(c);
                echo(io, c.encode_utf8(&mut [0; 4])).await?;
            }
            Key::Paste(all) => {
                for c in all.chars().filter(|c| !c.is_control()).take(MOST_LINE.saturating_sub(text.len())) {
                    text.push(c);
                    echo(io, c.encode_utf8(&mut [0; 4])).await?;
                }
            }
            Key::Enter => {
                echo(io, "\r\n").await?;
                return Ok(Line::Text(text));
            }
            Key::Backspace => {
                if let Some(c) = text.pop() {
                    wipe(io, c.width().unwrap_or(0)).await?;
                }
            }
            Key::Ctrl('c') => {
                echo(io, "^C\r\n").await?;
                return Ok(Line::Interrupt);
            }
            Key::Ctrl('d') if text.is_empty() => return Ok(Line::End),
            Key::Ctrl('u') => {
                wipe(io, text.width()).await?;
                text.clear();
            }
            Key::Ctrl('w') => {
                let keep = text.trim_end().rfind(' ').map_or(0, |at| at + 1);
                wipe(io, text[keep..].width()).await?;
                text.truncate(keep);
            }
            Key::Ctrl('l') => {
                let again = format!("\x1b[H\x1b[2J{prompt}{text}");
                echo(io, &again).await?;
            }
            Key::Move(way @ ('U' | 'D')) => {
                back = if way == 'U' { back.saturating_sub(1) } else { (back + 1).min(history.len()) };
                wipe(io, text.width()).await?;
                text = history.get(back).cloned().unwrap_or_default();
                echo(io, &text).await?;
            }
            Key::End => return Ok(Line::End),
            Key::Char(_) | Key::Ctrl(_) | Key::Tab | Key::Esc | Key::Move(_) | Key::Mouse(..) | Key::Other | Key::Resized => {}
        }
    }
}

async fn echo(io: &mut Io, text: &str) -> Result<(), Stop> {
    io.raw(Std::Out, text.as_bytes()).await
}

async fn wipe(io: &mut Io, columns: usize) -> Result<(), Stop> {
    echo(io, &"\x08 \x08".repeat(columns)).await
}

async fn plain(io: &mut Io) -> Result<Line, Stop> {
    let mut text = Vec::new();
    loop {
        match io.event().await {
            Event::Byte(b'\n') => return Ok(Line::Text(String::from_utf8_lossy(&text).into_owned())),
            Event::Byte(b) if text.len() < MOST_PLAIN => text.push(b),
            Event::Byte(_) => return Err(Stop::TOO_LONG),
            Event::Resized => {}
            Event::End if text.is_empty() => return Ok(Line::End),
            Event::End => return Ok(Line::Text(String::from_utf8_lossy(&text).into_owned())),
        }
    }
}

/// A line with its end, as a terminal hands it to who reads standard input; empty at the end of input.
pub async fn cooked(io: &mut Io) -> Result<Bytes, Stop> {
    match line(io, "", &[]).await? {
        Line::Text(text) => Ok(format!("{text}\n").into()),
        Line::Interrupt => Err(Stop::Interrupt),
        Line::End => Ok(Bytes::new()),
    }
}
