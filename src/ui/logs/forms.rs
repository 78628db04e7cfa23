//! What is typed or chosen for the logs: a time, a mark's name, a file, the fields that are shown.

use crate::app::State;
use crate::app::field::Field;
use crate::app::modes::LogsMode;
use crate::app::modes::logs::{ColumnsForm, SaveForm};
use crate::model::Time;
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::popup;
use crate::ui::table::{self, Cell, Column, Line};
use ratatui::layout::{Position, Rect};

pub(in crate::ui) fn draw(state: &State, p: &mut Painter<'_>, mode: &LogsMode) -> Option<Position> {
    match mode {
        LogsMode::Time(field, None) => typed(state, p, p.tr("go to (20:15, -5m):"), field, None),
        LogsMode::Time(field, Some(why)) => typed(state, p, p.tr("go to (20:15, -5m):"), field, Some(why)),
        LogsMode::Name(_, field) => typed(state, p, p.tr("name of the bookmark:"), field, None),
        LogsMode::Save(form) => save(state, p, form),
        LogsMode::Bookmarks(cursor) => {
            marks(state, p, *cursor);
            None
        }
        LogsMode::Columns(form) => {
            columns(p, form);
            None
        }
    }
}

/// A question and its answer on the line of messages, and what is wrong with the answer behind it.
fn typed(state: &State, p: &mut Painter<'_>, words: &str, field: &Field, wrong: Option<&String>) -> Option<Position> {
    let a = state.layout.message;
    popup::full_keys(p, &[("Enter", p.tr("continue")), ("Esc", p.tr("leave"))]);
    p.fill(Rect { x: a.x, y: a.y, width: a.w, height: a.h }, Role::Input);
    let mut x = a.x + 1;
    x += p.text(x, a.y, a.w.saturating_sub(2), words, Role::Key) + 1;
    let left = a.w.saturating_sub(x);
    let wrong = wrong.map(|w| p.say(w));
    let kept = wrong.as_ref().map_or(0, |w| (width(w) as u16 + 3).min(left / 2));
    let (cursor, used) = crate::ui::field::draw(p, (x, a.y, left.saturating_sub(kept)), field, true);
    if let Some(wrong) = wrong {
        p.text(x + used + 2, a.y, left.saturating_sub(used + 2), &wrong, Role::Warn);
    }
    Some(cursor)
}

fn save(state: &State, p: &mut Painter<'_>, form: &SaveForm) -> Option<Position> {
    if let Some(taken) = &form.taken {
        let a = state.layout.message;
        p.fill(Rect { x: a.x, y: a.y, width: a.w, height: a.h }, Role::Input);
        let words = format!("{taken} {}", p.tr("exists: y overwrites it, any other key goes back"));
        p.text(a.x + 1, a.y, a.w.saturating_sub(2), &words, Role::Warn);
        return None;
    }
    let words =
        if form.all { p.tr("save all lines (Tab: what is shown) to:") } else { p.tr("save what is shown (Tab: all lines) to:") };
    typed(state, p, words, &form.field, None)
}

const MARKS: [Column; 3] = [
    Column { title: "", min: 8, max: 0, grow: false, right: false, give_up: 1 },
    Column { title: "", min: 4, max: 24, grow: false, right: false, give_up: 0 },
    Column { title: "", min: 10, max: 0, grow: true, right: false, give_up: 2 },
];

fn marks(state: &State, p: &mut Painter<'_>, cursor: usize) {
    let marks = state.logs.marks();
    let lines = |first: usize, height: usize| -> Vec<Line<'_>> {
        let line = |(i, m): (usize, &crate::app::logs::LogMark)| {
            let time = state.clock(Time::from_millis(m.nanos.div_euclid(1_000_000)));
            let name = if m.name.is_empty() { Cell::dim("◆") } else { Cell::new(m.name.clone(), Role::Accent) };
            Line { cells: vec![Cell::dim(time), name, Cell::new(m.text.clone(), Role::Text)], cursor: i == cursor, marked: false }
        };
        marks.iter().enumerate().skip(first).take(height).map(line).collect()
    };
    let keys = [("Enter", p.tr("go there")), ("b", p.tr("drop the bookmark")), ("Esc", p.tr("leave"))];
    list(p, p.tr("Bookmarks"), marks.len(), cursor, &MARKS, &keys, lines);
}

const FIELDS: [Column; 4] = [
    Column { title: "", min: 2, max: 0, grow: false, right: true, give_up: 0 },
    Column { title: "", min: 8, max: 36, grow: false, right: false, give_up: 0 },
    Column { title: "", min: 5, max: 0, grow: false, right: true, give_up: 2 },
    Column { title: "", min: 10, max: 0, grow: true, right: false, give_up: 1 },
];

fn columns(p: &mut Painter<'_>, form: &ColumnsForm) {
    let lines = |first: usize, height: usize| -> Vec<Line<'_>> {
        let line = |(i, (name, count, value)): (usize, &(String, usize, String))| {
            let place = form.chosen.iter().position(|c| c == name).map(|n| (n + 1).to_string()).unwrap_or_default();
            let cells = vec![
                Cell::new(place, Role::Accent),
                Cell::new(name.clone(), Role::Text),
                Cell::dim(format!("×{count}")),
                Cell::dim(value.clone()),
            ];
            Line { cells, cursor: i == form.cursor, marked: false }
        };
        form.fields.iter().enumerate().skip(first).take(height).map(line).collect()
    };
    let keys = [
        ("Space", p.tr("show, hide")),
        ("Backspace", p.tr("whole lines")),
        ("a", p.tr("as they fit")),
        ("Enter", p.tr("continue")),
    ];
    list(p, p.tr("Fields as columns"), form.fields.len(), form.cursor, &FIELDS, &keys, lines);
}

fn list<'a>(
    p: &mut Painter<'_>,
    title: &str,
    count: usize,
    cursor: usize,
    columns: &[Column],
    keys: &[(&str, &str)],
    lines: impl FnOnce(usize, usize) -> Vec<Line<'a>>,
) {
    let screen = p.area();
    let height = (count as u16).saturating_add(3).clamp(6, (screen.height * 2 / 3).max(6));
    let wide = (width(title) as u16 + 8).max(100);
    let inside = popup::open(p, (screen.width.min(wide), height), &p.titled(title), false);
    let rows = Rect { height: inside.height.saturating_sub(1), x: inside.x.saturating_sub(1), width: inside.width + 2, ..inside };
    let height = usize::from(rows.height).max(1);
    let lines = lines((cursor + 1).saturating_sub(height), height);
    table::draw(p, rows, columns, &lines, false, true);
    popup::keys(p, inside, keys);
}
