//! Draws the answer, and below it the row under the cursor.

use super::keys::target;
use super::{Row, View, WhoCanKey};
use crate::app::State;
use crate::app::room::Room;
use crate::app::text::{AccessText, Word};
use crate::model::Words;
use crate::model::rbac::who::{By, Grant, Listed, Who};
use crate::model::rbac::{Extent, Subject, SubjectKind};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 6] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("WHO", "主体"), 22, 46, 0),
    Column::new(Words::new("SCOPE", "范围"), 10, 24, 0),
    Column::new(Words::new("BINDING", "绑定"), 12, 36, 0),
    Column::new(Words::new("ROLE", "角色"), 10, 36, 1),
    Column::new(Words::new("OBJECTS", "对象"), 8, 0, 2).growing(),
];

/// Columns before what is told of one.
const LEAD: u16 = 12;

fn subject(of: &Subject) -> String {
    let kind = of.kind.word();
    match of.kind {
        SubjectKind::ServiceAccount if !of.namespace.is_empty() => format!("{kind} {}/{}", of.namespace, of.name),
        SubjectKind::ServiceAccount | SubjectKind::Group | SubjectKind::User => format!("{kind} {}", of.name),
    }
}

fn grant_line<'a>(p: &Painter<'_>, grant: &Grant) -> Line<'a> {
    let words = |text: AccessText| p.words(&text.into());
    let (binding, role) = match &grant.by {
        By::Server => (Cell::dim("–"), Cell::dim("–")),
        By::Binding { binding, role, .. } => (Cell::plain(binding.name.to_string()), Cell::dim(role.name.to_string())),
    };
    let glyph = match grant.extent {
        Extent::All => Cell::new("✓", Role::Good),
        Extent::Only(_) => Cell::new("◐", Role::Warn),
    };
    let place = words(AccessText::Where(grant.namespace.clone()));
    let only = Cell::plain(words(AccessText::Extent(grant.extent.clone())));
    Line::new(vec![glyph, Cell::plain(subject(&grant.subject)), Cell::plain(place), binding, role, only])
}

/// What is told of a row that is about no one who may: in few words and whole.
fn note(who: &Who, row: Row) -> Option<AccessText> {
    match row {
        Row::Grant(_) => None,
        Row::NotServed => Some(AccessText::NotServed(who.asked.clone(), who.listed.clone())),
        Row::Unread(i) => who.unread.get(i).cloned().map(AccessText::Unread),
        Row::Undecided => Some(AccessText::Undecided(who.undecided)),
        Row::Others => Some(AccessText::Others),
    }
}

fn line<'a>(p: &Painter<'_>, who: &Who, row: Row) -> Option<Line<'a>> {
    if let Row::Grant(i) = row {
        return who.grants.get(i).map(|grant| grant_line(p, grant));
    }
    let short = match row {
        Row::Unread(i) => p.words(&AccessText::NotSeen(who.unread.get(i)?.clone()).into()),
        Row::NotServed if matches!(who.listed, Listed::Unknown(_)) => p.word(Word::KindsNotKnown).to_owned(),
        Row::NotServed => p.word(Word::NotListed).to_owned(),
        Row::Undecided => p.word(Word::NotDecided).to_owned(),
        Row::Others | Row::Grant(_) => p.word(Word::OtherAuthorizers).to_owned(),
    };
    let (glyph, role) = if row == Row::Others { ("·", Role::Dim) } else { ("?", Role::Stale) };
    let mut cells = vec![Cell::new(glyph, role), Cell::new(short, role)];
    cells.extend((0..4).map(|_| Cell::dim("")));
    Some(Line::new(cells))
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let title = view.name(state.lang);
    let place = view.namespaces.iter().map(|n| &**n).collect::<Vec<_>>().join(" ");
    let context = &state.cluster.context.name;
    let place = if place.is_empty() { context.to_string() } else { format!("{context} ▸ {place}") };
    let mut counted = title.clone();
    if let Some(who) = view.who() {
        let whole = who.unread.is_empty() && who.undecided == 0 && !matches!(who.listed, Listed::Unknown(_));
        counted += &format!(" ({})", p.words(&AccessText::Counted(who.grants.len()).into()));
        if !whole {
            counted += &format!("  {}", p.words(&AccessText::NotWhole.into()));
        }
    }
    let inside = Head::new(p, &format!("{counted}  {place}"), "", false).open_full(p);
    let mut hints = vec![own(state, p, WhoCanKey::Again), back(state, p.word(Word::Leave))];
    let who = match &view.answer {
        Some(Ok(who)) => who,
        Some(Err(why)) => {
            let words = p.words(&why.clone().into());
            return listing::instead(p, inside, (&words, Role::Bad), &hints);
        }
        None => {
            let words = format!("{} {} s", p.word(Word::Asking), state.now.since(view.since) / 1000);
            return listing::instead(p, inside, (&words, Role::Busy), &hints);
        }
    };
    listing::draw(p, &view.list, &COLUMNS, |p, row| line(p, who, *row));
    if let Some((area, row)) = listing::told(&view.list) {
        below(state, p, area, who, *row);
    }
    if matches!(view.under_cursor(), Some(Grant { by: By::Binding { .. }, .. })) {
        hints.insert(0, own(state, p, WhoCanKey::Role));
        hints.insert(0, own(state, p, WhoCanKey::Binding));
    }
    hints.insert(0, up_down(state, p.word(Word::Choose)));
    popup::full_keys(p, &hints);
    None
}

/// The row under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, who: &Who, row: Row) {
    if let Some(note) = note(who, row) {
        return popup::facts(p, area, "", 0, &[("", p.words(&note.into()), Role::Text)]);
    }
    let Row::Grant(i) = row else { return };
    let Some(grant) = who.grants.get(i) else { return };
    let words = |text: AccessText| p.words(&text.into());
    let means = words(AccessText::Means(grant.subject.clone()));
    let whom = if means.is_empty() { subject(&grant.subject) } else { format!("{}{}{means}", subject(&grant.subject), p.colon()) };
    let mut facts = vec![(p.word(Word::Who), whom, Role::Text)];
    match &grant.by {
        By::Server => facts.push((p.word(Word::GivenBy), words(AccessText::ByServer), Role::Text)),
        By::Binding { binding, role, rules } => {
            let context = &state.cluster.context.name;
            facts.push((p.word(Word::GivenBy), target(binding, context).place(), Role::Text));
            facts.push((p.word(Word::Role), target(role, context).place(), Role::Text));
            let rules = rules.iter().map(|rule| (p.word(Word::Rule), words(AccessText::Rule(rule.clone())), Role::Text));
            facts.extend(rules);
        }
    }
    popup::facts(p, area, "", LEAD, &facts);
}
