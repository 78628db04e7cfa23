//! Draws the list, and below it the copy under the cursor.

use super::keys::BEGINS;
use super::{CopiesKey, View};
use crate::app::State;
use crate::app::copies::Copy;
use crate::app::room::Room;
use crate::app::text::{CopyText, Word};
use crate::command::Command;
use crate::model::Words;
use crate::model::change::Outcome;
use crate::model::forward::bytes;
use crate::model::human_duration;
use crate::theme::Role;
use crate::ui::paint::Painter;
use crate::ui::table::{Cell, Column, Line};
use crate::ui::target::Head;
use crate::ui::text::{back, own, up_down};
use crate::ui::{listing, popup};
use ratatui::layout::{Position, Rect};

const COLUMNS: [Column; 6] = [
    Column::new(Words::NONE, 1, 0, 0),
    Column::new(Words::new("COPY", "复制"), 24, 0, 0).growing(),
    Column::new(Words::new("POD", "POD"), 12, 40, 2),
    Column::new(Words::new("BYTES", "字节"), 9, 12, 0).right(),
    Column::new(Words::new("RATE", "速率"), 11, 13, 1).right(),
    Column::new(Words::new("TIME", "用时"), 5, 8, 1).right(),
];

/// Columns before what is told of one.
const LEAD: u16 = 10;
/// Columns of a bar.
const BAR: u64 = 24;

/// Glyph, colour and words of how one stands.
fn standing(p: &Painter<'_>, copy: &Copy) -> (&'static str, Role, String) {
    match &copy.ended {
        None if copy.is_ending() => ("◐", Role::Warn, p.word(Word::IsBeingEnded).into()),
        None => ("◐", Role::Accent, p.word(Word::UnderWay).into()),
        Some((_, Outcome::Done { note })) => {
            ("✓", Role::Good, note.as_ref().map_or_else(|| p.word(Word::Done).into(), |note| p.words(&note.clone().into())))
        }
        Some((_, Outcome::Taken { .. } | Outcome::Held { .. })) => ("✓", Role::Good, p.word(Word::Done).into()),
        // Ended by the user's own hand, and nothing is left of it.
        Some((_, Outcome::Failed { reason })) if copy.is_stopped() => ("○", Role::Dim, p.words(&reason.clone().into())),
        Some((_, Outcome::Partial { reason } | Outcome::Unknown { reason })) => ("⚠", Role::Warn, p.words(&reason.clone().into())),
        Some((_, Outcome::Failed { reason } | Outcome::Undone { reason } | Outcome::Refused { reason })) => {
            ("✗", Role::Bad, p.words(&reason.clone().into()))
        }
    }
}

fn rate(state: &State, copy: &Copy) -> String {
    format!("{}/s", bytes(copy.rate(state.now)))
}

/// Draws it.
pub(in crate::views) fn draw(state: &State, p: &mut Painter<'_>, view: &View) -> Option<Position> {
    let copies = &state.copies;
    let title = view.name(state.lang);
    let counted = if copies.running() > 0 { format!("{title} ({})", copies.running()) } else { title.clone() };
    let inside = Head::new(p, &counted, "", false).open_full(p);
    if copies.all().is_empty() {
        let words = p.words(&CopyText::None(state.keymap.key_or_name(Command::CopyFiles, BEGINS)).into());
        return listing::instead(p, inside, (&words, Role::Dim), &[back(state, p.word(Word::Leave))]);
    }
    listing::draw(p, &view.list, &COLUMNS, |p, id| {
        let copy = copies.of(*id)?;
        let (glyph, role, _) = standing(p, copy);
        Some(Line::new(vec![
            Cell::new(glyph, role),
            Cell::plain(copy.paths()),
            Cell::plain(copy.target.name.to_string()),
            Cell::plain(bytes(copy.news.bytes)),
            Cell::plain(rate(state, copy)),
            Cell::plain(human_duration(copy.took(state.now))),
        ]))
    });
    let chosen = view.chosen(copies);
    if let (Some((area, _)), Some(copy)) = (listing::told(&view.list), chosen) {
        below(state, p, area, copy);
    }
    let mut keys = vec![up_down(state, p.word(Word::Choose))];
    match chosen {
        Some(copy) if view.ends(copy) => {
            keys.push(own(state, p, CopiesKey::Behind));
            keys.push(back(state, p.word(Word::EndIt)));
        }
        Some(copy) if copy.runs() => {
            keys.push(own(state, p, CopiesKey::End));
            keys.push(back(state, p.word(Word::Leave)));
        }
        Some(_) | None => keys.push(back(state, p.word(Word::Leave))),
    }
    popup::full_keys(p, &keys);
    None
}

/// The one under the cursor, whole.
fn below(state: &State, p: &mut Painter<'_>, area: Rect, copy: &Copy) {
    let (_, role, words) = standing(p, copy);
    let over = match copy.news.of.filter(|of| *of > 0) {
        Some(of) => {
            let part = (u128::from(copy.news.bytes.min(of)) * u128::from(BAR) / u128::from(of)) as usize;
            let bar: String = (0..BAR as usize).map(|i| if i < part { '█' } else { '░' }).collect();
            format!("{bar} {} {} {}", bytes(copy.news.bytes), p.word(Word::Of), bytes(of))
        }
        None => bytes(copy.news.bytes),
    };
    let facts = [
        (p.word(Word::Copy), copy.paths(), Role::Title),
        (p.word(Word::Pod), copy.target.place(), Role::Text),
        (p.word(Word::Bytes), over, Role::Text),
        (p.word(Word::Rate), format!("{}{}{}", rate(state, copy), p.comma(), human_duration(copy.took(state.now))), Role::Text),
        (p.word(Word::State), words, role),
    ];
    popup::facts(p, area, "", LEAD, &facts);
}
