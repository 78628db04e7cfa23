//! Changes that are looked at, and the question where it is asked: what they would change, what they touch, what speaks against them.

use super::difference::{difference, difference_rows};
use super::forms::is_prod;
use super::paint::{Painter, width};
use super::pane::wrapped;
use super::popup;
use crate::app::State;
use crate::app::modes::{Question, Waiting};
use crate::model::change::{Intent, Preview};
use crate::model::guard::Ask;
use crate::model::revision::Difference;
use crate::theme::Role;
use ratatui::layout::{Position, Rect};
use std::borrow::Cow;

/// How many differences of one object are shown where several are asked about.
const EACH: usize = 3;

/// `roll back lab-admin ▸ iot-prod ▸ Deployment web`, or `restart 3 objects in iot-prod of lab-admin`.
fn title(intents: &[&Intent]) -> String {
    match intents {
        [one] => format!("{} {}", one.change.verb(), one.target.place()),
        [first, ..] => {
            let same = intents.iter().all(|i| i.target.namespace == first.target.namespace && !first.target.namespace.is_empty());
            let place = if same { format!("in {} ", first.target.namespace) } else { String::new() };
            format!("{} {} objects {place}of {}", first.change.verb(), intents.len(), first.target.context)
        }
        [] => String::new(),
    }
}

pub(super) fn waiting(state: &State, p: &mut Painter<'_>, waiting: &Waiting) {
    let intents: Vec<&Intent> = waiting.intents.iter().collect();
    let title = title(&intents);
    let prod = intents.iter().any(|i| is_prod(state, &i.target));
    let inside = popup::open(p, (width(&title) as u16 + 12, 5), &title, prod);
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

/// A piece of the question's text.
enum Piece<'a> {
    Words(String, Role),
    Difference(Cow<'a, Difference>),
}

impl Piece<'_> {
    fn rows(&self, room: u16) -> u16 {
        match self {
            Self::Words(text, _) => lines(text, room),
            Self::Difference(d) => difference_rows(d, room.into()),
        }
    }
}

/// How many lines a text takes, broken at blanks as [`wrapped`] does.
fn lines(text: &str, room: u16) -> u16 {
    let (mut count, mut at) = (1u16, 0usize);
    for word in text.split_whitespace() {
        let w = width(word);
        if at > 0 && at + 1 + w > room.into() {
            (count, at) = (count + 1, w);
        } else {
            at += w + usize::from(at > 0);
        }
    }
    count
}

fn pieces(question: &Question, revealed: bool) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let several = question.previews.len() + question.refused.len() > 1;
    for preview in &question.previews {
        of_preview(preview, several, revealed, &mut out);
    }
    for (intent, reason) in &question.refused {
        out.push(Piece::Words(format!("✗ {} {}: {reason}", intent.target.resource, intent.target.name), Role::Bad));
    }
    if let Some(why) = &question.decision.why {
        out.push(Piece::Words(why.to_string(), Role::Dim));
    }
    if let Some(why) = question.unwritten() {
        out.push(Piece::Words(format!("⚠ {why}"), Role::Bad));
        out.push(Piece::Words("⚠ y also means: continue without the journal".into(), Role::Bad));
    }
    out
}

fn of_preview<'a>(preview: &'a Preview, several: bool, revealed: bool, out: &mut Vec<Piece<'a>>) {
    let intent = &preview.intent;
    let words = intent.change.words();
    if several {
        let place = if intent.target.namespace.is_empty() { String::new() } else { format!("{} ▸ ", intent.target.namespace) };
        out.push(Piece::Words(format!("{place}{} {}: {words}", intent.target.resource, intent.target.name), Role::Accent));
    } else {
        out.push(Piece::Words(words, Role::Accent));
    }
    let shown = if several { EACH } else { usize::MAX };
    let difference = |d: &'a Difference| Piece::Difference(if revealed { Cow::Borrowed(d) } else { d.masked() });
    out.extend(preview.differences.iter().take(shown).map(difference));
    if !revealed && preview.differences.iter().any(|d| matches!(d.masked(), Cow::Owned(_))) {
        out.push(Piece::Words("values that may be secret are hidden: Ctrl-x shows them".into(), Role::Dim));
    }
    if preview.differences.len() > shown {
        out.push(Piece::Words(format!("… {} more", preview.differences.len() - shown), Role::Dim));
    }
    if !preview.touches.is_empty() {
        out.push(Piece::Words(preview.touches.clone(), Role::Dim));
    }
    out.extend(preview.warnings.iter().map(|w| Piece::Words(format!("⚠ {w}"), Role::Warn)));
}

/// The question. Its answers stand below it once they are taken.
pub(super) fn draw(state: &State, p: &mut Painter<'_>, question: &Question) -> Option<Position> {
    let answers = question.takes_answers(state.now);
    let intents: Vec<&Intent> = question.previews.iter().map(|p| &p.intent).collect();
    let pieces = pieces(question, state.revealed);
    let title = title(&intents);
    let screen = p.area();
    let longest = |piece: &Piece<'_>| match piece {
        Piece::Words(text, _) => width(text),
        Piece::Difference(d) => width(&d.path) + [&d.old, &d.new].iter().map(|v| v.as_deref().map_or(0, width) + 3).sum::<usize>(),
    };
    let widest = pieces.iter().map(longest).max().unwrap_or(0).max(width(&title));
    let w = (widest as u16).saturating_add(10).clamp(60, 110).min(screen.width.saturating_sub(2));
    let room = w.saturating_sub(4).max(10);
    let rows: u16 = pieces.iter().map(|piece| piece.rows(room)).sum();
    let prod = question.decision.prod;
    let inside = popup::open(p, (w, rows.saturating_add(5)), &title, prod);
    let end = inside.bottom().saturating_sub(3);
    let fits = u16::from(inside.y + rows <= end + 1);
    let mut y = inside.y;
    // What does not fit is reached with the arrows, and never in silence.
    let skip = if fits == 1 { 0 } else { question.scroll.min(pieces.len().saturating_sub(1)) };
    let mut left = 0;
    for piece in pieces.iter().skip(skip) {
        if y + piece.rows(room) > end + fits {
            left += 1;
            continue;
        }
        if left > 0 {
            left += 1;
            continue;
        }
        match piece {
            Piece::Words(text, role) => {
                let area = Rect { x: inside.x.saturating_sub(1), y, width: inside.width + 2, height: inside.bottom() - y };
                y += wrapped(p, area, text, *role).max(1);
            }
            Piece::Difference(d) => {
                let height = difference_rows(d, inside.width.into());
                difference(p, Rect { x: inside.x, y, width: inside.width, height }, d);
                y += height;
            }
        }
    }
    if left > 0 {
        p.text(inside.x, end, inside.width, &format!("… {left} more below: ↓ and ↑"), Role::Warn);
    }
    if !answers {
        popup::keys(p, inside, &[("Esc", p.tr("leave it"))]);
        return None;
    }
    ask(p, inside, question)
}

fn ask(p: &mut Painter<'_>, inside: Rect, question: &Question) -> Option<Position> {
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
            x += p.text(x, ask, inside.right().saturating_sub(x), p.tr("Type"), Role::Text) + 1;
            x += p.text(x, ask, inside.right().saturating_sub(x), &question.phrase(), Role::Accent) + 1;
            x += p.text(x, ask, inside.right().saturating_sub(x), p.tr("to do it:"), Role::Text) + 1;
            p.text(x, ask, inside.right().saturating_sub(x), question.field.text(), Role::Input);
            popup::keys(p, inside, &[("Enter", p.tr("do it")), ("Esc", p.tr("cancel"))]);
            Some(Position { x: (x + question.field.column() as u16).min(inside.right()), y: ask })
        }
    }
}
