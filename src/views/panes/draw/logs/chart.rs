//! The counts over time: errors, warnings and all lines as bars, over the span of all that came.

use crate::app::State;
use crate::logs::histogram::{Beat, sparkline};
use crate::model::quantity::grouped;
use crate::model::{Time, Words};
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use ratatui::layout::Rect;

/// Bars of one course at the most.
const MOST: usize = 60;

/// What is drawn: a word, a figure of each cell, its total, a colour where it is not nothing.
type Course = (Words, fn(&Beat) -> u32, u32, Role);

pub(super) fn draw(state: &State, p: &mut Painter<'_>, area: Rect) {
    let histogram = state.panes.logs.histogram();
    let Some((from, to)) = histogram.span() else { return };
    let total = histogram.total();
    let all: [Course; 3] = [
        (Words::new("errors", "错误"), |b| b.errors, total.errors, Role::LogError),
        (Words::new("warnings", "警告"), |b| b.warnings, total.warnings, Role::LogWarn),
        (Words::new("lines", "行"), |b| b.lines, total.lines, Role::Bar),
    ];
    let courses = if area.width < 100 { &all[..2] } else { &all[..] };
    let clock = |nanos: i64| state.clock(Time::from_millis(nanos.div_euclid(1_000_000)));
    let times = format!("{} – {}", clock(from), clock(to));
    let words: usize = courses.iter().map(|(word, _, n, _)| width(p.word(*word)) + grouped(u64::from(*n)).len() + 5).sum();
    let room = usize::from(area.width).saturating_sub(words + width(&times) + 1);
    let cells = histogram.between(from, to, (room / courses.len()).clamp(4, MOST).min(histogram.len()));
    let mut x = area.x;
    for (word, figure, n, role) in courses {
        let role = if *n == 0 { Role::Dim } else { *role };
        let left = |x: u16| area.right().saturating_sub(x);
        x += p.text(x, area.y, left(x), p.word(*word), Role::Dim) + 1;
        x += p.text(x, area.y, left(x), &sparkline(cells.iter().map(figure)), role) + 1;
        x += p.text(x, area.y, left(x), &grouped(u64::from(*n)), role) + 3;
    }
    let w = width(&times) as u16;
    if x + w <= area.right() {
        p.text(area.right() - w, area.y, w, &times, Role::Dim);
    }
}
