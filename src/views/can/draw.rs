//! Draws the table, and below it the row under the cursor.

use super::{CanKey, Row, View};
use crate::app::State;
use crate::app::room::Room;
use crate::app::text::{AccessText, Word};
use crate::model::rbac::Extent;
use crate::model::rbac::mine::{KindRow, May, Mine, VERBS};
use crate::model::{Name, Words};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 10] = [
    Column::new(Words::new("KIND", "类型"), 20, 44, 0),
    verb("GET", 3),
    verb("LIST", 4),
    verb("WATCH", 5),
    verb("CREATE", 6),
    verb("UPDATE", 6),
    verb("PATCH", 5),
    verb("DELETE", 6),
    verb("ALL", 3),
    Column::new(Words::new("OTHER", "其他"), 5, 0, 1).growing(),
];

/// Verbs are called as the API calls them in every language; `ALL` deletes all at once.
const fn verb(word: &'static str, min: u16) -> Column {
    Column::new(Words::new(word, word), min, min, 0)
}

/// Columns before what is told of one.
const LEAD: u16 = 12;

fn sign<'a>(may: &May) -> Cell<'a> {
    match may {
        May::Yes(Extent::All) => Cell::new("✓", Role::Good),
        May::Yes(Extent::Only(_)) => Cell::new("◐", Role::Warn),
        May::No => Cell::dim("–"),
        May::Unknown => Cell::new("?", Role::Stale),
        May::Never => Cell::dim(""),
    }
}

fn line<'a>(p: &Painter<'_>, mine: &Mine, row: Row) -> Option<Line<'a>> {
    let note = |text: String, role| {
        let mut cells = vec![Cell::new(text, role)];
        cells.extend((0..9).map(|_| Cell::dim("")));
        cells
    };
    let cells = match row {
        Row::Kind(i) => {
            let kind = mine.rows.get(i)?;
            let mut cells = vec![Cell::plain(kind.name())];
            cells.extend(kind.may.iter().map(sign));
            let other = |(verb, extent): &(Name, Extent)| match extent {
                Extent::All => verb.to_string(),
                Extent::Only(_) => format!("◐{verb}"),
            };
            cells.push(Cell::plain(kind.others.iter().map(other).collect::<Vec<_>>().join(" ")));
            cells
        }
        Row::Url(i) => {
            let (url, verbs) = mine.urls.get(i)?;
            let mut cells = note(url.to_string(), Role::Text);
            cells[1] = if verbs.iter().any(|v| matches!(&**v, "get" | "*")) { Cell::new("✓", Role::Good) } else { Cell::dim("") };
            cells[9] = Cell::plain(verbs.iter().filter(|v| &***v != "get").map(|v| &**v).collect::<Vec<_>>().join(" "));
            cells
        }
        Row::Incomplete => note(format!("? {}", p.words(&AccessText::NotWhole.into())), Role::Stale),
        Row::NoKinds => note(format!("? {}", p.word(Word::KindsNotKnown)), Role::Stale),
        Row::Missing => note(format!("? {}", p.word(Word::NotListed)), Role::Stale),
        Row::Others => note(p.word(Word::OtherAuthorizers).to_owned(), Role::Dim),
    };
    Some(Line::new(cells))
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let title = view.name(state.lang);
    let context = &state.cluster.context;
    let inside = Head::new(p, &format!("{title}  {} ({})", context.name, context.user), "", false).open_full(p);
    let mut hints = vec![own(state, p, CanKey::Again), back(state, p.word(Word::Leave))];
    let mine = match &view.answer {
        Some(Ok(mine)) => mine,
        Some(Err(why)) => {
            let words = p.words(&why.clone().into());
            return listing::instead(p, inside, (&words, Role::Bad), &hints);
        }
        None => {
            let words = format!("{} {} s", p.word(Word::Asking), state.now.since(view.since) / 1000);
            return listing::instead(p, inside, (&words, Role::Busy), &hints);
        }
    };
    listing::draw(p, &view.list, &COLUMNS, |p, row| line(p, mine, *row));
    if let Some((area, row)) = listing::told(&view.list) {
        below(p, area, mine, *row);
    }
    hints.insert(0, own(state, p, CanKey::All));
    hints.insert(0, up_down(state, p.word(Word::Choose)));
    popup::full_keys(p, &hints);
    None
}

/// What may be done with a kind, in words.
fn verbs(kind: &KindRow) -> AccessText {
    let (mut all, mut some): (Vec<Name>, Vec<(Name, Vec<Name>)>) = (Vec::new(), Vec::new());
    for (verb, may) in VERBS.iter().zip(&kind.may) {
        match may {
            May::Yes(Extent::All) => all.push((*verb).into()),
            May::Yes(Extent::Only(names)) => some.push(((*verb).into(), names.clone())),
            May::No | May::Unknown | May::Never => {}
        }
    }
    for (verb, extent) in &kind.others {
        match extent {
            Extent::All => all.push(verb.clone()),
            Extent::Only(names) => some.push((verb.clone(), names.clone())),
        }
    }
    AccessText::Verbs { all, some }
}

/// The row under the cursor, whole.
fn below(p: &mut Painter<'_>, area: Rect, mine: &Mine, row: Row) {
    let words = |text: AccessText| p.words(&text.into());
    let note = match row {
        Row::Kind(i) => {
            let Some(kind) = mine.rows.get(i) else { return };
            let place = mine.namespace.clone().filter(|_| kind.namespaced).unwrap_or_else(|| "".into());
            let facts = [
                (p.word(Word::Object), kind.name(), Role::Text),
                (p.word(Word::Allowed), words(verbs(kind)), Role::Text),
                (p.word(Word::Where), words(AccessText::Where(place)), Role::Text),
            ];
            return popup::facts(p, area, "", LEAD, &facts);
        }
        Row::Url(i) => {
            let Some((url, verbs)) = mine.urls.get(i) else { return };
            let facts = [
                (p.word(Word::PathOfApi), url.to_string(), Role::Text),
                (p.word(Word::Allowed), words(AccessText::List(verbs.clone())), Role::Text),
            ];
            return popup::facts(p, area, "", LEAD, &facts);
        }
        Row::Incomplete => AccessText::Incomplete(mine.incomplete.clone().unwrap_or_else(|| "".into())),
        Row::NoKinds => mine.no_kinds.clone().map_or(AccessText::Nothing, AccessText::NoKinds),
        Row::Missing => AccessText::Missing(mine.missing.clone()),
        Row::Others => AccessText::Others,
    };
    popup::facts(p, area, "", 0, &[("", p.words(&note.into()), Role::Text)]);
}
