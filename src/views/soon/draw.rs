//! Draws the list, and below it the row under the cursor.

use super::{SoonKey, View};
use crate::app::State;
use crate::app::room::Room;
use crate::app::text::{SoonText, Word};
use crate::model::soon::{DAY_MS, Due, FULL, Holder, RowKey, Unseen};
use crate::model::{Name, Time, Words, human_duration};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 5] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("LEFT", "剩余"), 6, 8, 0).right(),
    Column::new(Words::new("WHAT", "项目"), 22, 34, 0),
    Column::new(Words::new("WHERE", "位置"), 24, 48, 0),
    Column::new(Words::new("STANDS", "状况"), 30, 0, 2).growing(),
];

/// Columns before what is told of one.
const LEAD: u16 = 12;

/// Glyph and colour of what runs out.
fn urgency(due: &Due, now: Time) -> (&'static str, Role) {
    match due.matter.until().map(|until| until.since(now)) {
        Some(left) if left <= DAY_MS && !due.matter.is_renewed() => ("✗", Role::Bad),
        Some(_) => ("◐", Role::Warn),
        None if due.matter.nearness() > FULL => ("✗", Role::Bad),
        None => ("◐", Role::Warn),
    }
}

fn place(due: &Due) -> String {
    let holder = &due.holder;
    if holder.namespace.is_empty() { holder.name.to_string() } else { format!("{}/{}", holder.namespace, holder.name) }
}

/// Where it is, whole.
pub(super) fn whole_place(context: &Name, due: &Due) -> String {
    if due.holder.is_object() {
        return due.holder.target(context).place();
    }
    let Holder { namespace, name, .. } = &due.holder;
    let path = [context, namespace, name].into_iter().filter(|part| !part.is_empty());
    path.map(|part| &**part).collect::<Vec<_>>().join(" ▸ ")
}

fn due_line<'a>(p: &Painter<'_>, due: &Due, now: Time) -> Line<'a> {
    let (glyph, role) = urgency(due, now);
    let words = |text: SoonText| p.words(&text.into());
    Line::new(vec![
        Cell::new(glyph, role),
        Cell::new(words(SoonText::Left(due.matter.clone(), now)), role),
        Cell::plain(words(SoonText::What(due.matter.clone()))),
        Cell::plain(place(due)),
        Cell::dim(words(SoonText::Stands(due.matter.clone(), now))),
    ])
}

fn unseen_line<'a>(p: &Painter<'_>, unseen: &Unseen) -> Line<'a> {
    Line::new(vec![
        Cell::new("?", Role::Stale),
        Cell::new("–", Role::Dim),
        Cell::new(p.words(&SoonText::Source(unseen.source).into()), Role::Stale),
        Cell::new(p.word(Word::NotLookedAt), Role::Stale),
        Cell::dim(p.words(&SoonText::Unseen(unseen.clone()).into())),
    ])
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let (soon, now) = (&state.cluster.soon, state.time());
    let title = view.name(state.lang);
    let (due, unseen) = (soon.count(), soon.unseen().count());
    let mut counted = if due > 0 { format!("{title} ({due})") } else { title.clone() };
    if unseen > 0 {
        counted += &format!("  {}", p.words(&SoonText::NotSeen(unseen).into()));
    }
    match (soon.looking(), soon.ended()) {
        (Some((done, of)), _) => counted += &format!("  {}", p.words(&SoonText::Looking(done, of).into())),
        (None, Some(ended)) => {
            let ago = human_duration(state.now.since(ended).max(0));
            counted += &format!("  {}", p.words(&SoonText::Looked(ago).into()));
        }
        (None, None) => {}
    }
    let inside = Head::new(p, &counted, "", false).open_full(p);
    let mut hints = vec![own(state, p, SoonKey::Again), back(state, p.word(Word::Leave))];
    if soon.rows().is_empty() {
        let words = match (soon.looking(), soon.ended()) {
            (Some((done, of)), _) => p.words(&SoonText::Looking(done, of).into()),
            (None, Some(_)) => p.words(&SoonText::None.into()),
            (None, None) => p.word(Word::WaitsForServer).into(),
        };
        return listing::instead(p, inside, (&words, Role::Dim), &hints);
    }
    listing::draw(p, &view.list, &COLUMNS, |p, key| match soon.due_of(key) {
        Some(due) => Some(due_line(p, due, now)),
        None => soon.unseen_of(key).map(|unseen| unseen_line(p, unseen)),
    });
    if let Some((area, key)) = listing::told(&view.list) {
        below(state, p, area, key);
    }
    let more = [SoonKey::Open, SoonKey::Describe].map(|key| own(state, p, key));
    hints.splice(0..0, [up_down(state, p.word(Word::Choose))].into_iter().chain(more));
    popup::full_keys(p, &hints);
    None
}

/// The row under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, key: &RowKey) {
    let (soon, now) = (&state.cluster.soon, state.time());
    if let Some(due) = soon.due_of(key) {
        let (_, role) = urgency(due, now);
        let words = |text: SoonText| p.words(&text.into());
        let left = words(SoonText::Left(due.matter.clone(), now));
        let facts = [
            (p.word(Word::Object), whole_place(&state.cluster.context.name, due), Role::Text),
            (p.word(Word::Left), left, role),
            (p.word(Word::Stands), words(SoonText::Stands(due.matter.clone(), now)), Role::Text),
            (p.word(Word::WhatToDo), words(SoonText::ToDo(due.matter.clone())), Role::Text),
        ];
        let title = format!("{}  ", words(SoonText::What(due.matter.clone())));
        return popup::facts(p, area, &title, LEAD, &facts);
    }
    if let Some(unseen) = soon.unseen_of(key) {
        let title = format!("{}  ", p.words(&SoonText::Source(unseen.source).into()));
        let facts = [(p.word(Word::NotSeen), p.words(&SoonText::Unseen(unseen.clone()).into()), Role::Stale)];
        popup::facts(p, area, &title, LEAD, &facts);
    }
}
