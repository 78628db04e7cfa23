//! The namespaces pane: environments, with how each is.

use crate::app::State;
use crate::app::rows::NamespaceKey;
use crate::app::text::Word;
use crate::command::Pane;
use crate::model::health::Mood;
use crate::model::{Kind, Words};
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::pane::{self, Frame, mood_role};
use crate::ui::table::{Cell, Column, Line};

const COLUMNS: [Column; 3] =
    [Column::new(Words::NONE, 1, 0, 0), Column::new(Words::NONE, 6, 0, 0).growing(), Column::new(Words::NONE, 3, 0, 1).right()];

pub(super) fn draw(state: &State, p: &mut Painter<'_>, frame: Frame) {
    let freshness = state.freshness(&[Kind::Namespace]);
    let title = p.word(Word::Namespaces);
    let inside = pane::draw(state, p, frame, Pane::Namespaces, (title, ""), Some(&freshness));
    let all = p.word(Word::All);
    let height = usize::from(inside.height);
    let numbers = state.numbers();
    let lines: Vec<Line<'_>> = state
        .panes
        .namespaces
        .window(height)
        .map(|(key, cursor)| {
            let rows = &state.panes.rows;
            let (name, rollup, (ready, pods)) = match key {
                NamespaceKey::All => (all.to_owned(), Some(rows.everything.all), rows.everything.pods),
                NamespaceKey::Several => (state.view_words(), Some(rows.totals.all), rows.totals.pods),
                NamespaceKey::One(name) => {
                    let rollup = rows.survey.rollups.get(name).copied();
                    (name.to_string(), rollup, rollup.map(|r| r.figures()).unwrap_or_default())
                }
            };
            let mood = rollup.map_or(Mood::Idle, |r| r.mood());
            let some = pods > 0 || rollup.is_some_and(|r| r.workloads > 0);
            let figures = if some { format!("{ready}/{pods}") } else { String::new() };
            let in_view = match (key, &state.panes.view) {
                (NamespaceKey::One(name), view) => !matches!(view, crate::app::state::View::All) && view.covers(name),
                (NamespaceKey::All, view) => matches!(view, crate::app::state::View::All),
                (NamespaceKey::Several, _) => true,
            };
            let role = if in_view {
                Role::Accent
            } else if mood == Mood::Idle {
                Role::Dim
            } else {
                Role::Text
            };
            // The key that leads there stands before the name.
            let number = if let NamespaceKey::One(name) = key { numbers.of(name) } else { None };
            let name = match number {
                _ if numbers.is_empty() => name,
                Some(number) => format!("{number} {name}"),
                None => format!("  {name}"),
            };
            let cells = vec![Cell::new(mood.glyph(), mood_role(mood)), Cell::new(name, role), Cell::dim(figures)];
            Line { cells, cursor, marked: false }
        })
        .collect();
    crate::ui::table::draw(p, inside, &COLUMNS, &lines, false, state.panes.focus == Pane::Namespaces);
    // Those who may not list namespaces are told so below the ones they can have.
    if let crate::app::scope::Freshness::Denied(error) = &freshness {
        let used = lines.len() as u16 + 1;
        if used < inside.height {
            let rest = ratatui::layout::Rect { y: inside.y + used, height: inside.height - used, ..inside };
            let hint = p.word(Word::OpensUnlisted);
            let lines = {
                let words = p.trouble(error);
                pane::wrapped(p, rest, &words, Role::Denied)
            };
            let rest =
                ratatui::layout::Rect { y: rest.y + lines.min(rest.height), height: rest.height.saturating_sub(lines), ..rest };
            pane::wrapped(p, rest, hint, Role::Hint);
        }
    }
}
