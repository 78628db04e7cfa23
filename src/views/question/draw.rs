//! Draws a question: what the changes would change, what they touch, what speaks against them.

use super::{QuestionKey, View};
use crate::app::State;
use crate::app::text::{QuestionText, Word};
use crate::command::Command;
use crate::model::guard::Ask;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::target::Head;
use crate::ui::text::{back, key_of, own};
use crate::ui::{field, popup, text};
use ratatui::layout::{Position, Rect};

/// Draws it. Gives the place of the text cursor, where a name is typed.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, question: &View) -> Option<Position> {
    let form = question.shape(state.size, p.way(), state.lang);
    let inside = Head::new(p, p.word(form.head.0), form.head.1, question.decision.prod).open(p, form.size);
    let (_, height) = form.room;
    text::pager(p, Rect { height: height.min(inside.height), ..inside }, &question.pager);
    // What does not fit is reached with the arrows, and never in silence.
    let more = question.pager.below();
    if more > 0 || question.pager.scroll() > 0 {
        let y = inside.bottom().saturating_sub(3);
        let [down, up] = [Command::Down, Command::Up].map(|c| key_of(state, c, "").0);
        let words = p.words(&QuestionText::MoreBelow { count: more, down, up }.into());
        p.text(inside.x, y, inside.width, &words, Role::Warn);
    }
    ask(state, p, inside, question)
}

fn ask(state: &State, p: &mut Painter<'_>, inside: Rect, question: &View) -> Option<Position> {
    // What was typed ahead is not meant for it: its answers stand below it once they are taken.
    if !question.takes_answers(state.now) {
        popup::keys(p, inside, &[back(state, p.word(Word::Cancel))]);
        return None;
    }
    match question.decision.ask {
        Ask::None | Ask::Yes | Ask::Deny => {
            let mut keys = vec![own(state, p, QuestionKey::Yes), own(state, p, QuestionKey::No), back(state, p.word(Word::Cancel))];
            keys.extend(question.offers_then().then(|| own(state, p, QuestionKey::Then)));
            popup::keys(p, inside, &keys);
            None
        }
        Ask::Name => {
            let ask = inside.bottom().saturating_sub(2);
            let mut x = inside.x;
            if question.mistyped {
                x += p.text(x, ask, inside.width, p.word(Word::NotThatName), Role::Bad) + 1;
            }
            if question.asks_beside(inside.width.into(), state.lang) {
                x += p.text(x, ask, inside.right().saturating_sub(x), p.word(Word::TypeIt), Role::Text) + 1;
                x += p.text(x, ask, inside.right().saturating_sub(x), &question.phrase(), Role::Accent) + 1;
                x += p.text(x, ask, inside.right().saturating_sub(x), p.word(Word::ToDoIt), Role::Text) + 1;
            } else {
                x += p.text(x, ask, inside.right().saturating_sub(x), "> ", Role::Key);
            }
            let (cursor, _) = field::draw(p, (x, ask, inside.right().saturating_sub(x)), &question.field, true);
            let mut keys = vec![own(state, p, QuestionKey::Send), back(state, p.word(Word::Cancel))];
            keys.extend(question.offers_then().then(|| own(state, p, QuestionKey::Then)));
            popup::keys(p, inside, &keys);
            Some(cursor)
        }
    }
}
