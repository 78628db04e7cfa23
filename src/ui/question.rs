//! Changes that are looked at, and the question where it is asked: what they would change, what they touch, what speaks against them.

use super::forms::is_prod;
use super::paint::Painter;
use super::target::Head;
use super::{field, popup, text};
use crate::app::State;
use crate::app::modes::question::title;
use crate::app::modes::{Question, Waiting};
use crate::model::change::Intent;
use crate::model::guard::Ask;
use crate::theme::Role;
use ratatui::layout::{Position, Rect};

pub(super) fn waiting(state: &State, p: &mut Painter<'_>, waiting: &Waiting) {
    let intents: Vec<&Intent> = waiting.intents.iter().collect();
    let prod = intents.iter().any(|i| is_prod(state, &i.target));
    let (word, place) = title(&intents);
    let inside = Head::new(p, p.tr(word), p.say(&place).into_owned(), prod).open(p, (60, 5));
    let seconds = state.now.since(waiting.since) / 1000;
    let mut words = p.tr("asking the API server: permission, dry run …").to_owned();
    if intents.len() > 1 {
        let came = waiting.answers.iter().flatten().count();
        words = format!("{words}  {came}/{}", intents.len());
    }
    if seconds > 0 {
        words = format!("{words}  {seconds} s");
    }
    p.text(inside.x, inside.y, inside.width, &words, Role::Busy);
    popup::keys(p, inside, &[("Esc", p.tr("leave"))]);
}

pub(super) fn draw(state: &State, p: &mut Painter<'_>, question: &Question) -> Option<Position> {
    let form = question.shape(state.size, p.way(), state.lang);
    let inside = Head::new(p, p.tr(form.head.0), p.say(&form.head.1).into_owned(), question.decision.prod).open(p, form.size);
    let (_, height) = form.room;
    text::pager(p, Rect { height: height.min(inside.height), ..inside }, &question.pager);
    // What does not fit is reached with the arrows, and never in silence.
    let more = question.pager.below();
    if more > 0 || question.pager.scroll() > 0 {
        let y = inside.bottom().saturating_sub(3);
        p.text(inside.x, y, inside.width, &p.say(&format!("… {more} more below: ↓ and ↑")), Role::Warn);
    }
    ask(state, p, inside, question)
}

fn ask(state: &State, p: &mut Painter<'_>, inside: Rect, question: &Question) -> Option<Position> {
    // What was typed ahead is not meant for it: its answers stand below it once they are taken.
    if !question.takes_answers(state.now) {
        popup::keys(p, inside, &[("Esc", p.tr("cancel"))]);
        return None;
    }
    match question.decision.ask {
        Ask::None | Ask::Yes | Ask::Deny => {
            popup::keys(p, inside, &[("y", p.tr("do it")), ("n", p.tr("cancel")), ("Esc", p.tr("cancel"))]);
            None
        }
        Ask::Name => {
            let ask = inside.bottom().saturating_sub(2);
            let mut x = inside.x;
            if question.mistyped {
                x += p.text(x, ask, inside.width, p.tr("Not that name."), Role::Bad) + 1;
            }
            if question.asks_beside(inside.width.into(), state.lang) {
                x += p.text(x, ask, inside.right().saturating_sub(x), p.tr("Type"), Role::Text) + 1;
                x += p.text(x, ask, inside.right().saturating_sub(x), &question.phrase(), Role::Accent) + 1;
                x += p.text(x, ask, inside.right().saturating_sub(x), p.tr("to do it:"), Role::Text) + 1;
            } else {
                x += p.text(x, ask, inside.right().saturating_sub(x), "> ", Role::Key);
            }
            let (cursor, _) = field::draw(p, (x, ask, inside.right().saturating_sub(x)), &question.field, true);
            popup::keys(p, inside, &[("Enter", p.tr("do it")), ("Esc", p.tr("cancel"))]);
            Some(cursor)
        }
    }
}
