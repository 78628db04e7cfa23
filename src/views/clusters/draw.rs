//! Draws the overview, and below it the row under the cursor.

use super::{ClustersKey, View};
use crate::app::State;
use crate::app::overview::{Figures, OverviewRow, Reach};
use crate::app::room::Room;
use crate::app::text::{OverviewText, Word};
use crate::model::{Words, human_duration};
use crate::store::NamespaceRollup;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 9] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("TAB", "标签"), 1, 0, 5),
    Column::new(Words::new("CONTEXT", "上下文"), 12, 32, 0),
    Column::new(Words::new("VERSION", "版本"), 7, 14, 4),
    Column::new(Words::new("REACHED", "连通"), 10, 24, 0),
    Column::new(Words::new("NS", "命名空间"), 2, 0, 6).right(),
    Column::new(Words::new("WORKLOADS", "工作负载"), 9, 0, 0),
    Column::new(Words::new("NODES", "节点"), 5, 0, 2).right(),
    Column::new(Words::new("WORST", "最严重"), 14, 0, 1).growing(),
];

/// Columns before what is told of one.
const LEAD: u16 = 12;

fn reach(state: &State, p: &Painter<'_>, row: &OverviewRow) -> (&'static str, String, Role) {
    let words = |text: OverviewText| p.words(&text.into());
    match &row.reach {
        Reach::NotAsked => ("", String::new(), Role::Dim),
        Reach::Asking(since) => ("◌", words(OverviewText::Asking(state.now.since(*since).max(0) / 1000)), Role::Stale),
        Reach::Live(latency) => ("●", words(OverviewText::Live(*latency)), Role::Live),
        Reach::Answered(at) => ("●", words(OverviewText::Answered(human_duration(state.now.since(*at).max(0)))), Role::Live),
        Reach::Away(why) => ("✗", words(OverviewText::Away(why.clone())), Role::Bad),
        Reach::SignIn(_) => ("◌", words(OverviewText::NeedsSignIn), Role::Warn),
    }
}

/// Whether what is known of a context is from before.
const fn is_old(row: &OverviewRow) -> bool {
    matches!(row.reach, Reach::Away(_) | Reach::SignIn(_) | Reach::Asking(_))
}

fn workloads(rollup: &NamespaceRollup) -> (String, Role) {
    let role = match (rollup.unwell, rollup.busy) {
        (0, 0) => Role::Good,
        (0, _) => Role::Busy,
        _ => Role::Bad,
    };
    (format!("✓{} ✗{} ◐{}", rollup.well, rollup.unwell, rollup.busy), role)
}

fn worst(p: &Painter<'_>, figures: &Figures) -> String {
    let text = figures.worst.as_ref().map(|w| OverviewText::Worst(w.namespace.clone(), w.name.clone(), w.why.clone()));
    text.map_or_else(String::new, |text| p.words(&text.into()))
}

/// How many namespaces there are; of how many it is, where not all may be listed.
fn namespaces(p: &Painter<'_>, figures: &Figures) -> String {
    match (figures.namespaces, &figures.only) {
        (_, Some(only)) => p.words(&OverviewText::OnlyCount(only.namespaces.len()).into()),
        (Some(count), None) => count.to_string(),
        (None, None) => "–".to_owned(),
    }
}

/// What is worst, or else what there is to say of what nobody may look at.
fn worst_or_only(p: &Painter<'_>, figures: &Figures) -> String {
    match (&figures.worst, &figures.only) {
        (None, Some(only)) => p.words(&OverviewText::Only(only.namespaces.clone()).into()),
        (Some(_), _) | (None, None) => worst(p, figures),
    }
}

fn line<'a>(state: &State, p: &Painter<'_>, row: &OverviewRow) -> Line<'a> {
    let (glyph, reached, role) = reach(state, p, row);
    let (figures, old) = (&row.figures, is_old(row));
    let known = |text: String, role: Role| Cell::new(text, if old { Role::Stale } else { role });
    let (counts, health) = figures.workloads.as_ref().map_or_else(|| ("–".to_owned(), Role::Dim), workloads);
    let (nodes, nodes_role) = match figures.nodes {
        Some((ready, all)) => (format!("{ready}/{all}"), if ready < all { Role::Bad } else { Role::Text }),
        None => ("–".to_owned(), Role::Dim),
    };
    Line::new(vec![
        Cell::new(glyph, role),
        Cell::dim(row.tab.map(|n| n.to_string()).unwrap_or_default()),
        Cell::new(row.context.name.to_string(), if row.prod { Role::Prod } else { Role::Text }),
        known(figures.version.to_string(), Role::Dim),
        Cell::new(reached, role),
        known(namespaces(p, figures), if figures.only.is_some() { Role::Warn } else { Role::Text }),
        known(counts, health),
        known(nodes, nodes_role),
        known(worst_or_only(p, figures), if figures.worst.is_some() { Role::Text } else { Role::Warn }),
    ])
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let title = view.name(state.lang);
    let all = state.overview.rows().len();
    Head::new(p, &format!("{title} ({all})"), "", false).open_full(p);
    listing::draw(p, &view.list, &COLUMNS, |p, name| state.overview.row(name).map(|row| line(state, p, row)));
    let row = view.list.selected().and_then(|name| state.overview.row(name));
    if let (Some((area, _)), Some(row)) = (listing::told(&view.list), row) {
        below(state, p, area, row);
    }
    let mut hints =
        vec![up_down(state, p.word(Word::Choose)), own(state, p, ClustersKey::Open), own(state, p, ClustersKey::NewTab)];
    if row.is_some_and(|row| matches!(row.reach, Reach::SignIn(_))) {
        hints.push(own(state, p, ClustersKey::SignIn));
    }
    hints.extend([own(state, p, ClustersKey::Again), back(state, p.word(Word::Leave))]);
    popup::full_keys(p, &hints);
    None
}

/// The row under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, row: &OverviewRow) {
    let words = |text: OverviewText| p.words(&text.into());
    let (_, reached, role) = reach(state, p, row);
    let reached = match &row.reach {
        Reach::SignIn(plugin) => {
            let keys = [ClustersKey::SignIn, ClustersKey::Open].map(|key| state.keymap.hint_of(key));
            let [run, open] = keys;
            words(OverviewText::SignIn(plugin.clone(), run, open))
        }
        Reach::NotAsked | Reach::Asking(_) | Reach::Live(_) | Reach::Answered(_) | Reach::Away(_) => reached,
    };
    let context = &row.context;
    let mut facts = vec![
        (p.word(Word::Cluster), words(OverviewText::Place(context.cluster.clone(), context.user.clone())), Role::Text),
        (p.word(Word::Reached), reached, role),
    ];
    if row.figures.worst.is_some() {
        facts.push((p.word(Word::Worst), worst(p, &row.figures), if is_old(row) { Role::Stale } else { Role::Bad }));
    }
    if let Some(only) = &row.figures.only {
        let beyond = OverviewText::Beyond(only.namespaces.clone(), only.why.clone());
        facts.push((p.word(Word::NotSeen), words(beyond), Role::Stale));
    }
    for (what, why) in &row.figures.unseen {
        facts.push((p.word(Word::NotSeen), words(OverviewText::Unseen(what.clone(), why.clone())), Role::Stale));
    }
    popup::facts(p, area, &format!("{}  ", context.name), LEAD, &facts);
}
