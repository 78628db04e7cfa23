//! Draws the list, and below it the row under the cursor.

use super::{StaleKey, View};
use crate::app::State;
use crate::app::room::Room;
use crate::app::text::{StaleText, Word};
use crate::model::stale::{Row, StaleFound, State as Standing};
use crate::model::{Words, human_duration};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, since, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 6] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("WORKLOAD", "工作负载"), 18, 40, 0),
    Column::new(Words::new("READS", "读取"), 18, 44, 0),
    Column::new(Words::new("CHANGED", "更改"), 7, 9, 1).right(),
    Column::new(Words::new("PODS", "POD"), 5, 8, 0).right(),
    Column::new(Words::new("STANDS", "状况"), 14, 0, 2).growing(),
];

/// Columns before what is told of one.
const LEAD: u16 = 12;

const fn look(state: Standing) -> (&'static str, Role) {
    match state {
        Standing::Stale(_) => ("✗", Role::Bad),
        Standing::Coming => ("◐", Role::Warn),
        Standing::Unknown => ("?", Role::Stale),
        Standing::Renewed => ("○", Role::Dim),
    }
}

fn words(p: &Painter<'_>, text: StaleText) -> String {
    p.words(&text.into())
}

fn line<'a>(state: &State, p: &Painter<'_>, row: &Row) -> Line<'a> {
    let (glyph, role) = look(row.state);
    let ago = row.changed.as_ref().map_or_else(|| "?".to_owned(), |c| c.at.age(state.time()));
    let name = if state.panes.view.one().is_some() {
        row.holder.name.to_string()
    } else {
        format!("{}/{}", row.holder.namespace, row.holder.name)
    };
    Line::new(vec![
        Cell::new(glyph, role),
        Cell::plain(name),
        Cell::plain(format!("{} {}", row.source.resource(), row.source.name)),
        Cell::plain(ago),
        Cell::plain(format!("{}/{}", row.pods, row.of)),
        Cell::dim(words(p, StaleText::Short(row.state))),
    ])
}

/// What could not be looked at, as far as there is room for it.
fn unseen(p: &mut Painter<'_>, area: Rect, found: &StaleFound) {
    for (y, one) in (area.y..area.bottom()).zip(&found.unseen) {
        let words = words(p, StaleText::Unseen(one.clone()));
        p.text(area.x, y, area.width, &words, Role::Stale);
    }
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let title = view.name(state.lang);
    let mut counted = match view.rows.iter().filter(|row| matches!(row.state, Standing::Stale(_))).count() {
        0 => title.clone(),
        n => format!("{title} ({n})"),
    };
    if let Some((found, came)) = &view.found {
        let ago = human_duration(state.now.since(*came).max(0));
        counted += &format!("  {}", words(p, StaleText::Looked(found.pods, ago)));
        if !found.unseen.is_empty() {
            counted += &format!("  {}", words(p, StaleText::NotSeen(found.unseen.len())));
        }
    }
    let inside = Head::new(p, &counted, "", false).open_full(p);
    let mut hints = vec![own(state, p, StaleKey::Again), back(state, p.word(Word::Leave))];
    let Some((found, _)) = &view.found else {
        let begun = view.asked.map_or(state.now, |(_, begun)| begun);
        let words = since(p.word(Word::Asking), state.now, begun);
        return listing::instead(p, inside, (&words, Role::Busy), &hints);
    };
    if view.rows.is_empty() {
        let below = Rect { y: inside.y + 2.min(inside.height), height: inside.height.saturating_sub(2), ..inside };
        unseen(p, below, found);
        let words = words(p, StaleText::None);
        return listing::instead(p, inside, (&words, Role::Dim), &hints);
    }
    listing::draw(p, &view.list, &COLUMNS, |p, key| view.rows.iter().find(|r| super::key(r) == *key).map(|r| line(state, p, r)));
    if let Some(area) = view.list.place_of_told() {
        below(state, p, listing::rect(area), view, found);
    }
    let more = [StaleKey::Restart, StaleKey::Open, StaleKey::Keys].map(|k| own(state, p, k));
    hints.splice(0..0, [up_down(state, p.word(Word::Choose))].into_iter().chain(more));
    popup::full_keys(p, &hints);
    None
}

/// The row under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, view: &View, found: &StaleFound) {
    let Some(row) = view.chosen() else { return unseen(p, Rect { y: area.y + 1, height: area.height - 1, ..area }, found) };
    let (_, role) = look(row.state);
    let context = &state.cluster.context.name;
    let source = format!("{} ▸ {} {}", row.source.namespace, row.source.resource(), row.source.name);
    let changed = row
        .changed
        .as_ref()
        .map_or_else(|| words(p, StaleText::NotNoted), |c| words(p, StaleText::Changed(c.at.age(state.time()), c.by.clone())));
    let mut facts = vec![
        (p.word(Word::Object), row.holder.target(context).place(), Role::Text),
        (p.word(Word::ReadsIt), source, Role::Text),
        (p.word(Word::ChangedTitle), changed, Role::Text),
        (p.word(Word::Stands), words(p, StaleText::Stands(row.state)), role),
        (p.word(Word::WhatToDo), words(p, StaleText::ToDo(row.state)), Role::Text),
    ];
    facts.extend(found.unseen.iter().map(|u| (p.word(Word::NotSeen), words(p, StaleText::Unseen(u.clone())), Role::Stale)));
    let title = format!("{}  ", row.holder.name);
    popup::facts(p, area, &title, LEAD, &facts);
}
