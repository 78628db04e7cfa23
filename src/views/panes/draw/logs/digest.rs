//! The digest: a row for each pattern, with how many, its course, when first and last.

use super::below;
use crate::app::State;
use crate::app::logs::DigestView;
use crate::app::text::Word;
use crate::command::Pane;
use crate::logs::Level;
use crate::logs::digest::{Group, Order};
use crate::logs::histogram::sparkline;
use crate::model::quantity::grouped;
use crate::model::{Time, Words};
use crate::theme::Role;
use crate::ui::paint::Painter;
use ratatui::layout::Rect;

/// Columns of the counts, of a time, of the badge of what is new.
const COUNT: u16 = 9;
const TIME: u16 = 9;
const NEW: u16 = 4;

pub(super) fn draw(state: &State, p: &mut Painter<'_>, inside: Rect, view: &DigestView) {
    let digest = view.digest();
    let (groups, cursor) = view.rows();
    if groups.is_empty() {
        let words = if digest.is_done() { p.word(Word::NoLinesYet) } else { p.word(Word::Searching) };
        p.text(inside.x + 1, inside.y, inside.width.saturating_sub(1), words, Role::Dim);
        return;
    }
    let course = match inside.width {
        0..70 => 0,
        70..110 => 12,
        _ => 24,
    };
    header(p, inside, view, course);
    let rows = below(inside);
    let height = usize::from(rows.height).max(1);
    let first = (cursor + 1).saturating_sub(height);
    let span = digest.span().unwrap_or_default();
    for (i, group) in groups.iter().enumerate().skip(first).take(usize::from(rows.height)) {
        let y = rows.y + (i - first) as u16;
        if i == cursor {
            let role = if state.panes.focus == Pane::Logs { Role::Selection } else { Role::SelectionIdle };
            p.tint(Rect { y, height: 1, ..rows }, role);
        }
        row(state, p, Rect { y, height: 1, ..rows }, group, course, span, digest.is_new(group));
    }
}

fn header(p: &mut Painter<'_>, area: Rect, view: &DigestView, course: u16) {
    let digest = view.digest();
    let mut x = area.x;
    p.right(x, area.y, COUNT - 1, p.word(Words::new("COUNT", "次数")), Role::Header);
    x += COUNT;
    if course > 0 {
        p.text(x, area.y, course, p.word(Words::new("TREND", "趋势")), Role::Header);
        x += course + 1;
    }
    for title in [Words::new("FIRST", "首次"), Words::new("LAST", "末次")] {
        p.text(x, area.y, TIME - 1, p.word(title), Role::Header);
        x += TIME;
    }
    x += NEW;
    let order = match view.order {
        Order::Worst => p.word(Word::WorstFirst),
        Order::Count => p.word(Word::MostFirst),
        Order::Newest => p.word(Word::NewestFirst),
    };
    let counting = if digest.is_done() { "" } else { " …" };
    let words = format!(
        "{} {} {} {}{counting}{}{order}",
        grouped(digest.len() as u64),
        p.word(Word::Patterns),
        grouped(digest.lines()),
        p.word(Word::Entries),
        p.comma()
    );
    p.text(x, area.y, area.right().saturating_sub(x), &words, Role::Dim);
}

fn row(state: &State, p: &mut Painter<'_>, area: Rect, group: &Group, course: u16, span: (i64, i64), new: bool) {
    let role = match group.level {
        Some(Level::Error) => Role::LogError,
        Some(Level::Warn) => Role::LogWarn,
        Some(Level::Debug | Level::Trace) => Role::LogDebug,
        Some(Level::Info) | None => Role::LogInfo,
    };
    let y = area.y;
    let mut x = area.x;
    p.right(x, y, COUNT - 1, &grouped(group.count), role);
    x += COUNT;
    if course > 0 {
        let cells = group.histogram.between(span.0, span.1.saturating_add(1), usize::from(course));
        p.text(x, y, course, &sparkline(cells.iter().map(|b| b.lines)), role);
        x += course + 1;
    }
    for nanos in [group.first, group.last] {
        p.text(x, y, TIME - 1, &state.clock(Time::from_millis(nanos.div_euclid(1_000_000))), Role::Dim);
        x += TIME;
    }
    if new {
        p.text(x, y, NEW - 1, p.word(Word::New), Role::Accent);
    }
    x += NEW;
    let words = match group.pattern() {
        None => p.word(Word::EntriesOfOthers),
        Some("") => p.word(Word::BlankLines),
        Some(pattern) => pattern,
    };
    p.text(x, y, area.right().saturating_sub(x), words, role);
}
