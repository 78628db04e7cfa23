//! Draws the list, and below it the copy under the cursor.

use super::{CopiesKey, View};
use crate::app::State;
use crate::app::copies::Copy;
use crate::app::room::Room;
use crate::app::text::{CopyText, Text};
use crate::command::{Command, Pane, Row, Spot};
use crate::model::change::Outcome;
use crate::model::forward::bytes;
use crate::model::{fit, human_duration};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::popup;
use crate::ui::table::{self, Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use ratatui::layout::{Position, Rect};

const fn column(title: &'static str, min: u16, max: u16, give_up: u8) -> Column {
    Column { title, min, max, grow: false, right: false, give_up }
}

const COLUMNS: [Column; 6] = [
    column("", 1, 0, 0),
    Column { grow: true, ..column("COPY", 24, 0, 0) },
    column("POD", 12, 40, 2),
    Column { right: true, ..column("BYTES", 9, 12, 0) },
    Column { right: true, ..column("RATE", 11, 13, 1) },
    Column { right: true, ..column("TIME", 5, 8, 1) },
];

/// Columns of a bar.
const BAR: u64 = 24;

/// Glyph, colour and words of how one stands.
fn standing(p: &Painter<'_>, copy: &Copy) -> (&'static str, Role, String) {
    match &copy.ended {
        None if copy.is_ending() => ("◐", Role::Warn, p.tr("is being ended").into()),
        None => ("◐", Role::Accent, p.tr("under way").into()),
        Some((_, Outcome::Done { note })) => {
            ("✓", Role::Good, note.as_deref().map_or_else(|| p.tr("done").into(), |note| p.say(note).into()))
        }
        Some((_, Outcome::Taken { .. } | Outcome::Held { .. })) => ("✓", Role::Good, p.tr("done").into()),
        Some((
            _,
            Outcome::Failed { reason }
            | Outcome::Undone { reason }
            | Outcome::Refused { reason }
            | Outcome::Partial { reason }
            | Outcome::Unknown { reason },
        )) => ("✗", Role::Bad, p.say(reason).into()),
    }
}

fn rate(state: &State, copy: &Copy) -> String {
    format!("{}/s", bytes(copy.rate(state.now)))
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let copies = &state.copies;
    let title = view.name(state.lang);
    let counted = if copies.running() > 0 { format!("{title} ({})", copies.running()) } else { title.clone() };
    let inside = Head::new(p, &counted, "", false).open_full(p);
    if copies.all().is_empty() {
        let key = state.keymap.key_or_name(Command::CopyFiles, Spot { pane: Pane::Pods, row: Row::Pod });
        let words = Text::from(CopyText::None(key)).words(state.lang);
        p.text(inside.x, inside.y, inside.width, &words, Role::Dim);
        popup::full_keys(p, &[back(state, p.tr("leave"))]);
        return None;
    }
    let (rows, whole) = View::rooms(state.size, &p.titled(&title));
    let row = view.row(copies);
    let first = view.top(row, usize::from(rows.saturating_sub(1)));
    let line = |(i, copy): (usize, &Copy)| {
        let (glyph, role, _) = standing(p, copy);
        let cells = vec![
            Cell::new(glyph, role),
            Cell::plain(copy.paths()),
            Cell::plain(copy.target.name.to_string()),
            Cell::plain(bytes(copy.news.bytes)),
            Cell::plain(rate(state, copy)),
            Cell::plain(human_duration(copy.took(state.now))),
        ];
        Line { cells, cursor: i == row, marked: false }
    };
    let lines: Vec<Line<'_>> = copies.all().iter().enumerate().skip(first).take(rows.into()).map(line).collect();
    let list = Rect { x: inside.x.saturating_sub(1), width: inside.width + 2, height: rows.min(inside.height), ..inside };
    table::draw(p, list, &COLUMNS, &lines, true, true);
    let chosen = view.chosen(copies);
    if let (Some(copy), true) = (chosen, whole > 0) {
        below(state, p, Rect { y: inside.y + rows, height: whole + 1, ..inside }, copy);
    }
    let mut keys = vec![up_down(state, p.tr("choose"))];
    if chosen.is_some_and(Copy::runs) {
        keys.push(own(state, p, CopiesKey::Behind));
        keys.push(back(state, p.tr("end it")));
    } else {
        keys.push(back(state, p.tr("leave")));
    }
    popup::full_keys(p, &keys);
    None
}

/// The one under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, copy: &Copy) {
    for x in area.x..area.right() {
        p.symbol(x, area.y, "─", Role::Border);
    }
    let (_, role, words) = standing(p, copy);
    let over = match copy.news.of.filter(|of| *of > 0) {
        Some(of) => {
            let part = (u128::from(copy.news.bytes.min(of)) * u128::from(BAR) / u128::from(of)) as usize;
            let bar: String = (0..BAR as usize).map(|i| if i < part { '█' } else { '░' }).collect();
            format!("{bar} {} {} {}", bytes(copy.news.bytes), p.tr("of"), bytes(of))
        }
        None => bytes(copy.news.bytes),
    };
    let rows = [
        (p.tr("copy"), copy.paths(), Role::Title),
        (p.tr("pod"), copy.target.place(), Role::Text),
        (p.tr("bytes"), over, Role::Text),
        (p.tr("rate"), format!("{}, {}", rate(state, copy), human_duration(copy.took(state.now))), Role::Text),
        (p.tr("state"), words, role),
    ];
    let lead = 10u16.min(area.width);
    let room = usize::from(area.width.saturating_sub(lead)).max(1);
    let mut y = area.y + 1;
    for (name, text, role) in rows {
        for (i, part) in fit::rows(&text, room).into_iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            if i == 0 {
                p.text(area.x, y, lead, name, Role::Dim);
            }
            p.text(area.x + lead, y, area.width.saturating_sub(lead), text[part].trim_end(), role);
            y += 1;
        }
    }
}
