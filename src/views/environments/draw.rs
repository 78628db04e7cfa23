//! Draws the grid, and below it the cell under the cursor.

mod cells;

use super::{EnvironmentsKey, View};
use crate::app::State;
use crate::app::environments::{GridLine, Reached, since};
use crate::app::room::Room;
use crate::app::text::{EnvironmentsText, Word};
use crate::model::environments::group::{Environment, Group};
use crate::model::{Words, WorkloadKind};
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::pane::{marked, mood_role};
use crate::ui::table::{Column, GAP, Line, draw_named};
use crate::ui::target::Head;
use crate::ui::text::{back, looked_for, own, up_down};
use crate::ui::{listing, popup};
use cells::{cell, marks, title};
use ratatui::layout::{Position, Rect};

/// Columns that a cell needs at the least: `▸✓ 1.9.0 ↑1`.
const CELL: u16 = 13;
/// Columns that a cell has use for at the most.
const ROOMY: u16 = 44;
/// Columns of the workload's name at the least, and at the most.
const NAME: (u16, u16) = (12, 30);
/// Columns before what is told of the cell under the cursor.
const LEAD: u16 = 12;

fn words(p: &Painter<'_>, text: EnvironmentsText) -> String {
    p.words(&text.into())
}

/// The workload's name, and its kind where that is another than most have.
fn name(row: &GridLine) -> String {
    match row.kind {
        WorkloadKind::Deployment => row.name.to_string(),
        other @ (WorkloadKind::StatefulSet | WorkloadKind::DaemonSet | WorkloadKind::Job | WorkloadKind::CronJob) => {
            format!("{} {}", row.name, other.short())
        }
    }
}

/// Which environments are shown, and how wide their cells are: where not all fit, those around the cursor are.
fn columns(view: &View, group: &Group, room: u16, names: u16) -> (std::ops::Range<usize>, u16) {
    let count = group.environments.len().max(1);
    let fit = usize::from((room.saturating_sub(names + 1) / (CELL + GAP)).max(1)).min(count);
    let first = (view.at + 1).saturating_sub(fit).min(count - fit);
    let cell = (room.saturating_sub(names + 1) / fit as u16).saturating_sub(GAP).clamp(CELL, ROOMY);
    (first..first + fit, cell)
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let all = &state.environments;
    let called = view.name(state.lang);
    let leave = back(state, p.word(Word::Leave));
    let Some(group) = all.group() else {
        let inside = Head::new(p, &called, "", false).open_full(p);
        let words = words(p, EnvironmentsText::None);
        return listing::instead(p, inside, (&words, Role::Dim), &[leave]);
    };
    let marks = marked(p, view.list.marks().len());
    let counted = if view.list.rows().len() == all.rows.len() {
        all.rows.len().to_string()
    } else {
        format!("{}/{}", view.list.rows().len(), all.rows.len())
    };
    let names = all.rows.iter().map(|r| width(&name(r)) as u16).max().unwrap_or(0).clamp(NAME.0, NAME.1);
    let head = format!("{called}  {} ({counted}) {marks}", group.name);
    let inside = Head::new(p, head.trim_end(), "", false).open_full(p);
    let (shown, room) = columns(view, group, inside.width + 1, names);
    if view.list.rows().is_empty() {
        let why = if all.rows.is_empty() { EnvironmentsText::NoRows } else { EnvironmentsText::Hidden };
        p.text(inside.x, inside.y, inside.width, &words(p, why), Role::Dim);
    } else {
        grid(state, p, view, (group, shown.clone()), (names, room));
    }
    if let Some((area, _)) = listing::told(&view.list) {
        below(state, p, area, view);
    }
    let outside = group.environments.len() - shown.len();
    if outside > 0 {
        let text = format!(" {} ", words(p, EnvironmentsText::MoreAside(shown.start, outside - shown.start)));
        p.right(inside.x, inside.y.saturating_sub(1), inside.width, &text, Role::Dim);
    }
    let mut hints = vec![up_down(state, p.word(Word::Choose))];
    hints.extend([EnvironmentsKey::Open, EnvironmentsKey::Promote].map(|k| own(state, p, k)));
    let closed = matches!(view.environment(all), Some((_, Reached::Closed)));
    if closed {
        hints.push(own(state, p, EnvironmentsKey::Tab));
    }
    hints.extend([EnvironmentsKey::Mark, EnvironmentsKey::Uneven, EnvironmentsKey::Filter].map(|k| own(state, p, k)));
    if all.groups.len() > 1 {
        hints.push(own(state, p, EnvironmentsKey::Group));
    }
    hints.extend(
        [EnvironmentsKey::GoTo, EnvironmentsKey::Logs, EnvironmentsKey::Image, EnvironmentsKey::RollBack].map(|k| own(state, p, k)),
    );
    hints.push(leave);
    popup::full_keys(p, &hints);
    let place = view.list.place();
    let found =
        (!view.filter.is_empty()).then(|| (&*view.filter, Some(if place.1 == 0 { (0, 0) } else { (place.0 + 1, place.1) })));
    looked_for(state, p, view.typing.as_ref().map(|(field, _)| field), found)
}

fn grid(
    state: &State,
    p: &mut Painter<'_>,
    view: &View,
    (group, shown): (&Group, std::ops::Range<usize>),
    (names, room): (u16, u16),
) {
    let all = &state.environments;
    let of = |at: usize| -> Option<(&Environment, &Reached)> { group.environments.get(at).zip(all.reached.get(at)) };
    let titles: Vec<String> =
        shown.clone().filter_map(|at| of(at).map(|(e, reached)| title(state, p, e, reached, at == view.at))).collect();
    let workload = p.word(Words::new("WORKLOAD", "工作负载"));
    let named: Vec<&str> = std::iter::once(workload).chain(titles.iter().map(String::as_str)).collect();
    let mut columns = vec![Column::new(Words::NONE, names, names, 0)];
    columns.extend(shown.clone().map(|_| Column::new(Words::NONE, room, room, 0)));
    let lines: Vec<Line<'_>> = view
        .list
        .drawn_rows()
        .filter_map(|(key, cursor)| {
            let row = all.rows.iter().find(|r| r.key() == *key)?;
            let mut cells = vec![crate::ui::table::Cell::plain(name(row))];
            cells.extend(
                shown.clone().filter_map(|at| Some(cell(state, p, of(at)?, row.cells.get(at)?, (room, cursor && at == view.at)))),
            );
            Some(Line { cursor, marked: view.list.marks().contains(key), cells })
        })
        .collect();
    let (area, titled) = view.list.place_of_rows();
    draw_named(p, listing::rect(area), (&columns, &named), &lines, titled, true);
}

/// The cell under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, view: &View) {
    let all = &state.environments;
    let (Some(row), Some((environment, reached)), Some((_, cell))) = (view.row(all), view.environment(all), view.cell(all)) else {
        return;
    };
    let at = match &environment.place.context {
        Some(context) => format!("{context} ▸ {}", environment.place.namespace),
        None => environment.place.namespace.to_string(),
    };
    let title = format!("{}  {at}  ", row.name);
    let last = row.last().and_then(|at| all.group()?.environments.get(at)).map(|e| e.name.clone()).unwrap_or_default();
    let found = cell.uid().and_then(|uid| state.in_environment(&environment.place, uid));
    let Some((cluster, w, health)) = found else {
        let why = match reached {
            Reached::Live | Reached::Stale(_) => EnvironmentsText::Stands(cell.standing, last),
            Reached::Waiting => EnvironmentsText::Waiting,
            Reached::Denied(why) => EnvironmentsText::MayNotList(why.clone()),
            Reached::Closed => {
                let context = environment.place.context.clone().unwrap_or_default();
                EnvironmentsText::NotOpen(context, state.keymap.hint_of(EnvironmentsKey::Tab))
            }
            Reached::NoContext => EnvironmentsText::NoContext(environment.place.context.clone().unwrap_or_default()),
        };
        let stands = words(p, why);
        return popup::facts(p, area, &title, LEAD, &[(p.word(Word::Stands), stands, Role::Dim)]);
    };
    let images = w.images.iter().map(|i| format!("{} {}", i.container, i.image)).collect::<Vec<_>>().join(", ");
    let why = health.map(|h| p.health(&h.why)).unwrap_or_default();
    let ready = if why.is_empty() { w.ready_words() } else { format!("{}  {why}", w.ready_words()) };
    let role = health.map_or(Role::Text, |h| mood_role(h.state.mood()));
    let mut facts = vec![(p.word(Word::Ready), ready, role), (p.word(Word::Image), images, Role::Text)];
    let now = cluster.time(state.now);
    if let Some(at) = since(cluster, w, now) {
        facts.push((p.word(Word::Since), words(p, EnvironmentsText::Since(w.revision, at.age(now))), Role::Text));
    }
    let mut stands = words(p, EnvironmentsText::Stands(cell.standing, last));
    if cell.differs.any() {
        stands = format!("{stands}; {}", words(p, EnvironmentsText::Differs(cell.differs.clone())));
    }
    facts.push((p.word(Word::Stands), stands, marks(cell).2));
    popup::facts(p, area, &title, LEAD, &facts);
}
