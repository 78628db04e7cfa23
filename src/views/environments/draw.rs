//! Draws the grid, and below it the cell under the cursor.

use super::{EnvironmentsKey, View};
use crate::app::State;
use crate::app::environments::{GridLine, since};
use crate::app::room::Room;
use crate::app::text::{EnvironmentsText, Word};
use crate::model::environments::grid::Standing;
use crate::model::image;
use crate::model::workload::Workload;
use crate::model::{Uid, Words, WorkloadKind};
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::pane::mood_role;
use crate::ui::table::{Cell, Column, Line, draw_named};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

/// Columns that a cell needs at the least: `✓ 1.9.0  ↑1`.
const CELL: u16 = 12;
/// Columns of an environment from which on its replicas and the age of its revision stand in the cell.
const WITH_AGE: u16 = 24;
/// Columns of the workload's name at the least.
const NAME: u16 = 14;
/// Columns before what is told of the cell under the cursor.
const LEAD: u16 = 12;

fn words(p: &Painter<'_>, text: EnvironmentsText) -> String {
    p.words(&text.into())
}

/// The mark of how a cell stands, in as few columns as can be.
fn mark(standing: Standing) -> (String, Role) {
    match standing {
        Standing::Last | Standing::Same | Standing::Missing => (String::new(), Role::Dim),
        Standing::Ahead(n) => (format!("↑{n}"), Role::Busy),
        Standing::Behind(n) => (format!("↓{n}"), Role::Warn),
        Standing::OtherRepository | Standing::OtherDigest | Standing::OtherContainers | Standing::Different => {
            ("≠".into(), Role::Warn)
        }
    }
}

fn tag(w: &Workload) -> String {
    let Some(first) = w.images.iter().find(|i| !i.init).or_else(|| w.images.first()) else { return "–".into() };
    image::short(&first.image)
}

fn cell<'a>(state: &State, p: &Painter<'_>, of: &(Option<Uid>, Standing), room: u16) -> Cell<'a> {
    let (uid, standing) = of;
    let Some(w) = uid.as_ref().and_then(|uid| state.cluster.store.workload(uid)) else {
        return Cell::dim(format!("– {}", p.word(Word::Missing)));
    };
    let health = state.panes.rows.survey.health.get(&w.uid);
    let mood = health.map(|h| h.state.mood());
    let (sign, _) = mark(*standing);
    let mut text = format!("{} {}", mood.map_or("?", |m| m.glyph()), tag(w));
    if !sign.is_empty() {
        text += &format!("  {sign}");
    }
    if room >= WITH_AGE {
        let age = since(&state.cluster, w, state.time()).map(|at| format!("  {}", at.age(state.time()))).unwrap_or_default();
        text += &format!("  {}{age}", w.ready_words());
    }
    Cell::new(text, mood.map_or(Role::Stale, mood_role))
}

fn line<'a>(state: &State, p: &Painter<'_>, row: &GridLine, room: u16) -> Line<'a> {
    let kind = match row.kind {
        WorkloadKind::Deployment => String::new(),
        other @ (WorkloadKind::StatefulSet | WorkloadKind::DaemonSet | WorkloadKind::Job | WorkloadKind::CronJob) => {
            format!(" {}", other.short())
        }
    };
    let mut cells = vec![Cell::plain(format!("{}{kind}", row.name))];
    cells.extend(row.cells.iter().map(|of| cell(state, p, of, room)));
    Line::new(cells)
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let title = view.name(state.lang);
    let counted = view.group().map_or_else(|| title.clone(), |g| format!("{title}  {} ({})", g.name, view.rows.len()));
    let inside = Head::new(p, &counted, "", false).open_full(p);
    let leave = back(state, p.word(Word::Leave));
    let Some(group) = view.group() else {
        let words = words(p, EnvironmentsText::None);
        return listing::instead(p, inside, (&words, Role::Dim), &[leave]);
    };
    let name = view.rows.iter().map(|r| width(&r.name) as u16 + 4).max().unwrap_or(NAME).clamp(NAME, 30);
    let count = group.environments.len().max(1) as u16;
    let room = (inside.width.saturating_sub(name + 2) / count).saturating_sub(2).max(CELL);
    // Where not all fit, those around the cursor do.
    let fit = usize::from((inside.width.saturating_sub(name) / (room + 2)).max(1));
    let first = (view.at + 1).saturating_sub(fit);
    let shown = first..(first + fit).min(group.environments.len());
    let titles: Vec<String> = group.environments[shown.clone()]
        .iter()
        .enumerate()
        .map(|(i, e)| if first + i == view.at { format!("▸ {}", e.name) } else { e.name.to_string() })
        .collect();
    let workload = p.word(Words::new("WORKLOAD", "工作负载"));
    let named: Vec<&str> = std::iter::once(workload).chain(titles.iter().map(String::as_str)).collect();
    let mut columns = vec![Column::new(Words::NONE, name, name, 0)];
    columns.extend(shown.clone().map(|_| Column::new(Words::NONE, room, room, 0)));
    let lines: Vec<Line<'_>> = view
        .list
        .drawn_rows()
        .filter_map(|(key, on)| {
            let row = view.rows.iter().find(|r| r.key() == *key)?;
            let cut = GridLine { cells: row.cells[shown.clone()].to_vec(), ..row.clone() };
            let marked = view.list.marks().contains(key);
            Some(Line { cursor: on, marked, ..line(state, p, &cut, room) })
        })
        .collect();
    let (area, titled) = view.list.place_of_rows();
    draw_named(p, listing::rect(area), (&columns, &named), &lines, titled, true);
    if let Some((area, _)) = listing::told(&view.list) {
        below(state, p, area, view);
    }
    let mut hints = vec![up_down(state, p.word(Word::Choose))];
    hints.extend([EnvironmentsKey::Right, EnvironmentsKey::Open, EnvironmentsKey::Mark].map(|k| own(state, p, k)));
    if view.groups.len() > 1 {
        hints.push(own(state, p, EnvironmentsKey::Group));
    }
    hints.push(leave);
    popup::full_keys(p, &hints);
    None
}

/// The cell under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, view: &View) {
    let (Some(row), Some(environment)) = (view.row(), view.environment()) else { return };
    let Some((uid, standing)) = row.cells.get(view.at) else { return };
    let title = format!("{}  {}  ", row.name, environment.place.namespace);
    let stands = words(p, EnvironmentsText::Stands(*standing));
    let Some(w) = uid.as_ref().and_then(|uid| state.cluster.store.workload(uid)) else {
        return popup::facts(p, area, &title, LEAD, &[(p.word(Word::Stands), stands, Role::Dim)]);
    };
    let images = w.images.iter().map(|i| format!("{} {}", i.container, i.image)).collect::<Vec<_>>().join(", ");
    let health = state.panes.rows.survey.health.get(&w.uid);
    let why = health.map(|h| p.health(&h.why)).unwrap_or_default();
    let ready = if why.is_empty() { w.ready_words() } else { format!("{}  {why}", w.ready_words()) };
    let role = health.map_or(Role::Text, |h| mood_role(h.state.mood()));
    let mut facts = vec![(p.word(Word::Ready), ready, role), (p.word(Word::Image), images, Role::Text)];
    if let Some(at) = since(&state.cluster, w, state.time()) {
        facts.push((p.word(Word::Since), words(p, EnvironmentsText::Since(w.revision, at.age(state.time()))), Role::Text));
    }
    facts.push((p.word(Word::Stands), stands, mark(*standing).1));
    popup::facts(p, area, &title, LEAD, &facts);
}
