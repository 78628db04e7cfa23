//! `less` and `more`: a file by pages, until `q`.

use super::{Input, options, screen, whole};
use crate::demo::exec::proc::keys::{Key, key};
use crate::demo::exec::proc::{Ended, Proc, Source, Stop};

/// `less [FILE]`.
pub async fn run(p: &mut Proc, args: &[&str]) -> Ended {
    let (name, from) = match options(args).1.first() {
        None if p.on_terminal() => return p.fail(1, "less: missing filename").await,
        None => ("-".to_owned(), Input::Std),
        Some(name) => ((*name).to_owned(), Input::File(p.path(name))),
    };
    let bytes = match whole(p, from).await? {
        Ok(bytes) => bytes,
        Err(why) => return p.fail(1, &format!("less: {name}: {}", why.text())).await,
    };
    // What stands in a pipe was read; the keys come from the terminal.
    p.input = Source::Outside;
    if !p.on_terminal() {
        return p.write(&bytes).await.map(|()| 0);
    }
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    screen::enter(&mut p.io).await?;
    let ended = pages(p, &name, &lines).await;
    screen::leave(&mut p.io).await?;
    ended
}

async fn pages(p: &mut Proc, name: &str, lines: &[&str]) -> Ended {
    let mut top = 0usize;
    loop {
        let rows = usize::from(p.io.size.1).saturating_sub(1).max(1);
        let last = lines.len().saturating_sub(rows);
        top = top.min(last);
        let mut shown: Vec<String> = lines.iter().skip(top).take(rows).map(|l| (*l).to_owned()).collect();
        shown.resize(rows, "~".to_owned());
        let until = (top + rows).min(lines.len());
        let end = if until == lines.len() { " (END)" } else { "" };
        shown.push(screen::bar(&format!("{name} lines {}-{until}/{}{end}", (top + 1).min(until), lines.len()), p.io.size.0));
        screen::draw(&mut p.io, &shown, None).await?;
        top = match key(&mut p.io).await {
            Key::Char('q') | Key::End => return Ok(0),
            Key::Ctrl('c') => return Err(Stop::Interrupt),
            Key::Char('j') | Key::Enter | Key::Move('D') => top + 1,
            Key::Char('k') | Key::Move('U') => top.saturating_sub(1),
            Key::Char(' ' | 'f') | Key::Move('>') => top + rows,
            Key::Char('b') | Key::Move('<') => top.saturating_sub(rows),
            Key::Char('g') | Key::Move('H') => 0,
            Key::Char('G') | Key::Move('E') => last,
            // The wheel, as a terminal reports it.
            Key::Mouse(64, ..) => top.saturating_sub(3),
            Key::Mouse(65, ..) => top + 3,
            _ => top,
        };
    }
}
