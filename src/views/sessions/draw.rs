//! Draws the list.

use super::keys::BEGINS;
use super::{SessionsKey, View};
use crate::app::State;
use crate::app::room::Room;
use crate::app::text::{InsideText, PlaceText, Word};
use crate::command::Command;
use crate::model::Words;
use crate::model::process::End;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own};
use crate::ui::{listing, popup};
use ratatui::layout::Position;

const COLUMNS: [Column; 4] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::NONE, 5, 0, 0),
    Column::new(Words::NONE, 10, 0, 0).growing(),
    Column::new(Words::NONE, 6, 0, 1),
];

const fn looks(end: Option<&End>) -> (&'static str, Role) {
    match end {
        None => ("●", Role::Live),
        Some(End::Exited(0)) => ("✓", Role::Good),
        Some(End::Exited(_)) => ("✗", Role::Warn),
        Some(End::Closed) => ("○", Role::Dim),
        Some(End::Failed(_) | End::Lost(_)) => ("✗", Role::Bad),
    }
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let inside = Head::new(p, &view.name(state.lang), "", false).open_full(p);
    if view.list.rows().is_empty() {
        let words = InsideText::NothingRuns(state.keymap.key_or_name(Command::Shell, BEGINS));
        let words = p.words(&words.into());
        return listing::instead(p, inside, (&words, Role::Dim), &[back(state, p.word(Word::Leave))]);
    }
    listing::draw(p, &view.list, &COLUMNS, |p, id| {
        let (look, word, place, words) = match (state.processes.terminal(*id), state.processes.run(*id)) {
            (Some(t), _) => {
                (looks(t.ended.as_ref().map(|(_, end)| end)), t.word(state.lang), t.place(), p.words(&t.state(state.now)))
            }
            (None, Some(run)) => {
                let well = if run.is_well() { ("✓", Role::Good) } else { ("✗", Role::Warn) };
                let look = if run.ended.is_some() { well } else { looks(None) };
                let place = match &run.parts[..] {
                    [one] => format!("{} ▸ {} ▸ {}  {}", one.target.context, one.target.namespace, one.target.name, run.command),
                    parts => format!("{}  {}", p.words(&PlaceText::Pods(parts.len()).into()), run.command),
                };
                (look, p.word(Word::Command), place, p.words(&run.state()))
            }
            (None, None) => (("", Role::Dim), "", String::new(), String::new()),
        };
        let cells = vec![Cell::new(look.0, look.1), Cell::dim(word), Cell::new(place, Role::Text), Cell::new(words, look.1)];
        Some(Line::new(cells))
    });
    let keys = [own(state, p, SessionsKey::Open), own(state, p, SessionsKey::End), back(state, p.word(Word::Leave))];
    popup::full_keys(p, &keys);
    None
}
