//! Draws the program's screen, cell by cell through the painter: nothing of it reaches the terminal in any other way.

use super::{ShellKey, View};
use crate::app::State;
use crate::app::processes::Process;
use crate::app::text::{InsideText, Text, Word};
use crate::model::change::Change;
use crate::model::process::End;
use crate::theme::Role;
use crate::ui::paint::{Painter, given};
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

/// Draws it. Gives the place of the program's cursor.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let process = state.processes.terminal(view.id)?;
    let inside = Head::alone(process.word(state.lang), process.place(), process.prod).open_full(p);
    let area = Rect { x: inside.x.saturating_sub(1), width: inside.width + 2, ..inside };
    cells(p, area, process);
    below(state, p, area, process);
    let cursor = process.screen.cursor().filter(|_| process.ended.is_none());
    cursor.map(|(x, y)| Position {
        x: area.x + x.min(area.width.saturating_sub(1)),
        y: area.y + y.min(area.height.saturating_sub(1)),
    })
}

fn cells(p: &mut Painter<'_>, area: Rect, process: &Process) {
    let base = p.style(Role::Text);
    p.fill(area, Role::Text);
    let screen = process.screen.cells();
    let (cols, rows) = process.screen.size();
    for row in 0..rows.min(area.height) {
        for col in 0..cols.min(area.width) {
            let Some(cell) = screen.cell(row, col).filter(|c| !c.is_wide_continuation()) else { continue };
            let style = styled(p, base, cell);
            let room = if cell.is_wide() { 2 } else { 1 };
            if room > area.width - col {
                continue;
            }
            let text = if cell.has_contents() { cell.contents() } else { " " };
            p.styled(area.x + col, area.y + row, room, text, style);
        }
    }
}

fn styled(p: &Painter<'_>, base: Style, cell: &vt100::Cell) -> Style {
    let colour = |c: vt100::Color| match c {
        vt100::Color::Default => None,
        vt100::Color::Idx(n) => Some(Color::Indexed(n)),
        vt100::Color::Rgb(r, g, b) => Some(Color::Rgb(r, g, b)),
    };
    let emphasis = [
        (cell.bold(), Modifier::BOLD),
        (cell.dim(), Modifier::DIM),
        (cell.italic(), Modifier::ITALIC),
        (cell.underline(), Modifier::UNDERLINED),
        (cell.inverse(), Modifier::REVERSED),
    ];
    p.foreign(base, colour(cell.fgcolor()), colour(cell.bgcolor()), given(emphasis))
}

/// How it is, in the frame's lower line, and its keys.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, process: &Process) {
    let (words, role) = match &process.ended {
        Some((_, End::Exited(0) | End::Closed)) => (process.state(state.now), Role::Good),
        Some((_, End::Exited(_))) => (process.state(state.now), Role::Warn),
        Some((_, End::Failed(_) | End::Lost(_))) => (process.state(state.now), Role::Bad),
        None if process.program.is_none() && !process.waits.is_empty() => {
            (InsideText::Waits(process.waits.clone()).into(), Role::Busy)
        }
        None if process.program.is_none() => (Text::Term(Word::Opening.into()), Role::Busy),
        None => (process.state(state.now), Role::Dim),
    };
    let words = p.words(&words);
    let room = area.width.saturating_sub(2);
    let mut x = area.x + 1;
    x += p.text(x, area.bottom(), room, &format!(" {words} "), role);
    let scrolled = process.screen.scrolled();
    if scrolled > 0 {
        let words = format!(" {} ", p.words(&InsideText::ScrolledUp(scrolled).into()));
        p.right(x, area.bottom(), (area.right() - 1).saturating_sub(x), &words, Role::Accent);
    }
    let mut keys = vec![own(state, p, ShellKey::Leave), own(state, p, ShellKey::ScrollUp)];
    if process.ended.is_some() {
        keys = vec![back(state, p.word(Word::Leave)), up_down(state, p.word(Word::Scroll))];
    } else if matches!(process.change, Change::Attach { stdin: true, tty: true, .. }) {
        keys.insert(1, ("Ctrl-c".to_owned(), p.word(Word::ReachesProgram)));
    }
    popup::full_keys(p, &keys);
}
