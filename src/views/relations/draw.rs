//! Draws the tree, and below it the row under the cursor.

use super::told::{self, Rest};
use super::{Key, RelationsKey, View};
use crate::app::State;
use crate::app::moment::Moment;
use crate::app::room::Room;
use crate::app::text::{RelationsText, Word};
use crate::model::health::Mood;
use crate::model::relations::{Branch, Link, Tree, Unseen};
use crate::model::{Words, human_duration};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::pane::{mood_role, wrapped};
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 4] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("OBJECT", "对象"), 34, 72, 0),
    Column::new(Words::new("HOW", "方式"), 15, 34, 0),
    Column::new(Words::new("STANDS", "状况"), 16, 0, 0).growing(),
];

/// Columns before what is told of one.
const LEAD: u16 = 10;

fn moment(state: &State) -> Moment<'_> {
    Moment { cluster: &state.cluster, time: state.time(), lang: state.lang }
}

/// How an object is, in words.
fn stands(state: &State, p: &Painter<'_>, branch: &Branch) -> (Mood, String) {
    let how = told::how(branch, &state.panes.rows.survey.health, moment(state));
    let rest = match how.rest {
        Rest::Why(why) => p.health(&why),
        Rest::Text(text) => p.words(&text),
    };
    let words = [how.head, rest].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("  ");
    (how.mood, words)
}

fn link(p: &Painter<'_>, branch: &Branch) -> String {
    p.words(&RelationsText::Link(branch.link.clone()).into())
}

fn branch_line<'a>(state: &State, p: &Painter<'_>, view: &View, (tree, at): (&Tree, usize)) -> Option<Line<'a>> {
    let branch = tree.rows.get(at)?;
    let (mood, words) = stands(state, p, branch);
    let role = mood_role(mood);
    let name = format!("{}{}", told::lead(&tree.rows, at), told::named(&branch.thing, &view.target.namespace));
    let cells = vec![
        Cell::new(mood.glyph(), role),
        Cell::plain(name),
        Cell::dim(link(p, branch)),
        Cell::new(words, if mood == Mood::Well { Role::Text } else { role }),
    ];
    Some(Line::new(cells))
}

fn unseen_line<'a>(p: &Painter<'_>, unseen: &Unseen) -> Line<'a> {
    Line::new(vec![
        Cell::new("?", Role::Stale),
        Cell::new(unseen.plural.to_string(), Role::Stale),
        Cell::new(p.word(Word::NotLookedAt), Role::Stale),
        Cell::dim(p.words(&RelationsText::Unseen(unseen.clone()).into())),
    ])
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let prod = state.guards.is_prod(&view.target);
    let inside = Head::alone(&view.name(state.lang), view.target.place(), prod).open_full(p);
    let Some(tree) = &view.tree else {
        match &view.trouble {
            Some(why) => _ = wrapped(p, inside, &p.trouble(why), Role::Bad),
            None => _ = p.text(inside.x, inside.y, inside.width, &p.words(&RelationsText::Looking.into()), Role::Dim),
        }
        popup::full_keys(p, &[back(state, p.word(Word::Leave))]);
        return None;
    };
    listing::draw(p, &view.list, &COLUMNS, |p, key| match view.branch(key) {
        Some((at, _)) => branch_line(state, p, view, (tree, at)),
        None => view.unseen(key).map(|unseen| unseen_line(p, unseen)),
    });
    if let Some((area, key)) = listing::told(&view.list) {
        below(state, p, area, (view, key), tree);
    }
    let hints = vec![
        up_down(state, p.word(Word::Choose)),
        own(state, p, RelationsKey::Open),
        own(state, p, RelationsKey::Tree),
        own(state, p, RelationsKey::Describe),
        back(state, p.word(Word::Leave)),
    ];
    popup::full_keys(p, &hints);
    None
}

/// What was looked through and when, and what it came to.
fn searched(state: &State, p: &Painter<'_>, view: &View, tree: &Tree) -> (String, Role) {
    let mut all = Vec::new();
    if let Some(why) = &view.trouble {
        all.push(RelationsText::Failed(why.clone()));
    }
    if tree.used_by && !tree.rows.iter().any(|b| matches!(b.link, Link::Uses(_))) {
        all.push(RelationsText::Unused(tree.unseen.is_empty()));
    }
    if !tree.searched.is_empty() {
        all.push(RelationsText::Searched(tree.searched.clone()));
    }
    if tree.more > 0 {
        all.push(RelationsText::More(tree.more));
    }
    if let Some(came) = view.came.filter(|_| view.trouble.is_none()) {
        all.push(RelationsText::Looked(human_duration(state.now.since(came).max(0))));
    }
    let role = if view.trouble.is_some() { Role::Stale } else { Role::Text };
    (p.words(&RelationsText::All(all).into()), role)
}

/// The row under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, (view, key): (&View, &Key), tree: &Tree) {
    let (searched, role) = searched(state, p, view, tree);
    let looked = (p.word(Word::Searched), searched, role);
    if let Some((_, branch)) = view.branch(key) {
        let (mood, words) = stands(state, p, branch);
        let title = format!("{}  ", branch.thing.target(&view.target.context).place());
        let facts = [
            (p.word(Word::How), link(p, branch), Role::Text),
            (p.word(Word::Stands), words, if mood == Mood::Well { Role::Text } else { mood_role(mood) }),
            looked,
        ];
        return popup::facts(p, area, &title, LEAD, &facts);
    }
    if let Some(unseen) = view.unseen(key) {
        let facts = [(p.word(Word::NotSeen), p.words(&RelationsText::Unseen(unseen.clone()).into()), Role::Stale), looked];
        popup::facts(p, area, &format!("{}  ", unseen.plural), LEAD, &facts);
    }
}
