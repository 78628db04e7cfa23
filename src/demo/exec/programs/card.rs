//! `termcard`: a test card for terminals. It shows colours, wide characters and the size, and tells each key, paste and mouse report.

use super::screen;
use crate::demo::exec::proc::keys::{Key, key};
use crate::demo::exec::proc::{Ended, Proc, Std};

/// What was told last is kept, so many lines of it.
const TOLD: usize = 8;

/// Until `q`.
pub async fn run(p: &mut Proc) -> Ended {
    if !p.on_terminal() {
        return p.fail(1, "termcard: not a terminal").await;
    }
    screen::enter(&mut p.io).await?;
    p.io.raw(Std::Out, b"\x1b]2;termcard\x07\x1b[?2004h\x1b[?1000h\x1b[?1006h").await?;
    let ended = card(p).await;
    p.io.raw(Std::Out, b"\x1b[?1006l\x1b[?1000l\x1b[?2004l").await?;
    screen::leave(&mut p.io).await?;
    ended
}

async fn card(p: &mut Proc) -> Ended {
    let mut told: Vec<String> = Vec::new();
    loop {
        let (columns, rows) = p.io.size;
        let sixteen: String = (0..16).map(|n| format!("\x1b[48;5;{n}m  ")).collect::<String>() + "\x1b[m";
        let ramp: String = (0..32u32).map(|n| format!("\x1b[48;2;{};{};128m ", n * 8, 255 - n * 8)).collect::<String>() + "\x1b[m";
        let mut lines = vec![
            screen::bar(&format!(" termcard {columns}x{rows}"), columns),
            format!("16 colours  {sixteen}"),
            format!("true colour {ramp}"),
            "\x1b[1mbold\x1b[m \x1b[2mdim\x1b[m \x1b[3mitalic\x1b[m \x1b[4munderlined\x1b[m \x1b[7mreversed\x1b[m \x1b[31mred\x1b[m".into(),
            "中文 │ 日本語 │ 한국어 │ ℃ │ é │ 👍".into(),
            "keys, pastes and mouse reports; q leaves".into(),
        ];
        lines.extend(told.iter().cloned());
        let room = usize::from(rows).saturating_sub(1);
        lines.truncate(room);
        lines.resize(room, String::new());
        lines.push(screen::bar(" last line", columns));
        screen::draw(&mut p.io, &lines, None).await?;
        let line = match key(&mut p.io).await {
            Key::Char('q') | Key::End => return Ok(0),
            Key::Resized => continue,
            Key::Paste(text) => format!("paste of {} bytes: {}", text.len(), text.replace(['\r', '\n'], "⏎")),
            Key::Mouse(button, column, line, down) => {
                format!("mouse {button} at {column},{line} {}", if down { "down" } else { "up" })
            }
            Key::Char(c) => format!("key {c}"),
            Key::Ctrl(c) => format!("key Ctrl-{c}"),
            Key::Move(way) => format!("key {}", way_name(way)),
            other @ (Key::Enter | Key::Tab | Key::Backspace | Key::Esc | Key::Other) => format!("key {other:?}"),
        };
        told.push(line);
        if told.len() > TOLD {
            told.remove(0);
        }
    }
}

fn way_name(way: char) -> &'static str {
    match way {
        'U' => "Up",
        'D' => "Down",
        'L' => "Left",
        'R' => "Right",
        'H' => "Home",
        'E' => "End",
        '<' => "PageUp",
        '>' => "PageDown",
        _ => "Delete",
    }
}
