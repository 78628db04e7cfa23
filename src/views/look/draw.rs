//! Draws what is being looked at, and for how long.

use super::View;
use crate::app::State;
use crate::app::text::Word;
use crate::model::change::Intent;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::popup;
use crate::ui::target::Head;
use crate::ui::text::back;
use ratatui::layout::Position;

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, waiting: &View) -> Option<Position> {
    let intents: Vec<&Intent> = waiting.intents.iter().collect();
    let prod = intents.iter().any(|i| state.guards.is_prod(&i.target));
    let (word, place) = waiting.title(state.lang);
    let inside = Head::new(p, p.word(word), place, prod).open(p, (60, 5));
    let seconds = state.now.since(waiting.since) / 1000;
    let mut words = p.word(Word::AskingDryRun).to_owned();
    if intents.len() > 1 {
        let came = waiting.answers.iter().flatten().count();
        words = format!("{words}  {came}/{}", intents.len());
    }
    if seconds > 0 {
        words = format!("{words}  {seconds} s");
    }
    p.text(inside.x, inside.y, inside.width, &words, Role::Busy);
    popup::keys(p, inside, &[back(state, p.word(Word::Leave))]);
    None
}
