//! A pane's frame, its title, how fresh it is, and what an empty one says.

use super::paint::{Painter, width};
use super::table::Cell;
use crate::app::State;
use crate::app::scope::Freshness;
use crate::app::text::{FormText, PlaceText, Word};
use crate::command::Pane;
use crate::model::Uid;
use crate::model::fit::{within, words};
use crate::model::health::Mood;
use crate::theme::Role;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// Where a pane stands, and whether its frame is shared with its neighbours.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// The area, frames included.
    pub area: Rect,
    /// Whether its upper line is the lower line of the pane above.
    pub joined_above: bool,
    /// Whether the pane below draws the lower line.
    pub joined_below: bool,
}

impl Frame {
    /// The room inside.
    pub const fn inside(&self) -> Rect {
        Rect {
            x: self.area.x + 1,
            y: self.area.y + 1,
            width: self.area.width.saturating_sub(2),
            height: self.area.height.saturating_sub(2),
        }
    }
}

/// Draws a pane's frame with its title to the left and how fresh it is to the right; gives the room inside. Where the title is too long
/// the name in it loses its middle.
pub fn draw(
    state: &State,
    p: &mut Painter<'_>,
    frame: Frame,
    pane: Pane,
    (title, name): (&str, &str),
    freshness: Option<&Freshness>,
) -> Rect {
    let focused = state.panes.focus == pane;
    let role = if focused { Role::BorderFocused } else { Role::Border };
    let a = frame.area;
    let (left, right) = (a.x, a.right() - 1);
    let (top_left, top_right) = if frame.joined_above { ("├", "┤") } else { ("┌", "┐") };
    for y in a.y + 1..a.bottom() - u16::from(!frame.joined_below) {
        p.symbol(left, y, "│", role);
        p.symbol(right, y, "│", role);
    }
    line(p, a, a.y, (top_left, top_right), role);
    if !frame.joined_below {
        line(p, a, a.bottom() - 1, ("└", "┘"), role);
    }
    let mut room = a.width.saturating_sub(4);
    if let Some((forms, fresh_role)) = freshness.and_then(|f| fresh_words(state, p, f)) {
        // A narrow pane says it in short rather than not at all.
        let fits = |text: &String| width(text) + width(title) + 2 <= usize::from(room);
        let text = forms.into_iter().find(fits).unwrap_or_else(|| freshness.map_or("", glyph).to_owned());
        let w = (width(&text) as u16).min(room);
        if w + 2 <= room {
            p.text(right - w - 2, a.y, 1, " ", role);
            p.text(right - w - 1, a.y, w, &text, fresh_role);
            p.text(right - 1, a.y, 1, " ", role);
            room -= w + 3;
        }
    }
    let mut x = a.x + 1;
    x += p.text(x, a.y, room, " ", role);
    let title = within(title, name, usize::from(room.saturating_sub(1)));
    x += p.text(x, a.y, room.saturating_sub(1), &title, if focused { Role::Title } else { Role::Dim });
    let filter = state.filter_text(pane);
    if !filter.is_empty() {
        x += p.text(x, a.y, room.saturating_sub(x - a.x), &format!(" /{filter}"), Role::Match);
    }
    if let Some(error) = state.filter(pane).error() {
        x += p.text(
            x,
            a.y,
            room.saturating_sub(x - a.x),
            &format!(" {}", p.words(&FormText::Term(error.clone()).into())),
            Role::Warn,
        );
    }
    p.text(x, a.y, 1, " ", role);
    frame.inside()
}

/// How fresh what a view shows is, to the right in its frame.
pub(crate) fn stands(state: &State, p: &mut Painter<'_>, inside: Rect, freshness: &Freshness) {
    let Some((forms, role)) = fresh_words(state, p, freshness) else { return };
    let room = inside.width.saturating_sub(24);
    let text = forms.into_iter().find(|text| width(text) < usize::from(room)).unwrap_or_else(|| glyph(freshness).to_owned());
    let text = format!(" {text} ");
    let w = width(&text) as u16;
    if inside.y > 0 && w <= room {
        p.text(inside.right().saturating_sub(w), inside.y - 1, w, &text, role);
    }
}

fn line(p: &mut Painter<'_>, a: Rect, y: u16, (left, right): (&str, &str), role: Role) {
    p.symbol(a.x, y, left, role);
    for x in a.x + 1..a.right() - 1 {
        p.symbol(x, y, "─", role);
    }
    p.symbol(a.right() - 1, y, right, role);
}

/// How fresh a pane is, from its longest form to its shortest, and their role.
fn fresh_words(state: &State, p: &Painter<'_>, freshness: &Freshness) -> Option<(Vec<String>, Role)> {
    let (forms, role) = match freshness {
        Freshness::Live => (vec![String::new()], Role::Live),
        Freshness::Waiting => (vec![p.word(Word::Waiting).to_owned(), String::new()], Role::Stale),
        Freshness::Loading { listed, of } => {
            let count = of.map_or_else(|| listed.to_string(), |of| format!("{listed}/{of}"));
            (vec![format!("{} {count}", p.word(Word::Loading)), count], Role::Busy)
        }
        Freshness::Polling(every) => (vec![format!("{} {every} s", p.word(Word::ListedEvery)), format!("{every} s")], Role::Live),
        Freshness::Denied(_) => return Some((vec![p.word(Word::Denied).to_owned()], Role::Denied)),
        Freshness::Stale { since, retry, error } => {
            let clock = state.clock(*since);
            let since = format!("{} {clock}", p.word(Word::StaleSince));
            let why = few_words(&p.trouble(error));
            let wait = retry.since(state.now) / 1000;
            let colon = p.colon();
            // The waits of our own are shorter: this one the server has asked for.
            let asked = if wait > OWN_WAIT_S { format!("{}{} {wait} s", p.comma(), p.word(Word::AgainIn)) } else { String::new() };
            let forms = if why.is_empty() {
                vec![since]
            } else {
                vec![format!("{since}{colon}{why}{asked}"), format!("{since}{colon}{why}"), since]
            };
            (forms.into_iter().chain([clock]).collect(), Role::Stale)
        }
    };
    let glyph = glyph(freshness);
    Some((forms.iter().map(|form| format!("{glyph} {form}").trim_end().to_owned()).collect(), role))
}

/// The longest that a watch waits for its next try by itself, in seconds, with what its wait may be longer by chance.
const OWN_WAIT_S: i64 = 12;
/// Characters of a reason in a frame; the messages have it whole.
const REASON: usize = 48;

/// The beginning of a reason, up to where it goes into particulars.
fn few_words(error: &str) -> String {
    let end = [" (", ": ", ", not a Kubernetes"].iter().filter_map(|stop| error.find(stop)).min().unwrap_or(error.len());
    let short: String = error[..end].chars().take(REASON).collect();
    if short.len() < end { format!("{}…", short.trim_end()) } else { short }
}

const fn glyph(freshness: &Freshness) -> &'static str {
    match freshness {
        Freshness::Live | Freshness::Polling(_) => "●",
        _ => "◌",
    }
}

/// What an empty pane says: nothing there, filtered, denied, loading, unreachable.
pub fn empty(state: &State, p: &mut Painter<'_>, inside: Rect, freshness: &Freshness, filtered: bool, nothing: &str) {
    let (words, role) = match freshness {
        Freshness::Denied(error) => (p.trouble(error), Role::Denied),
        Freshness::Stale { error, .. } => (p.trouble(error), Role::Stale),
        Freshness::Waiting | Freshness::Loading { .. } => (p.word(Word::StillLoading).to_owned(), Role::Dim),
        _ if filtered => {
            let back = state.keymap.leaves(false);
            (p.words(&PlaceText::NoRow(back).into()), Role::Dim)
        }
        _ => (nothing.to_owned(), Role::Dim),
    };
    wrapped(p, inside, &words, role);
}

/// `3 marked`; nothing where nothing is.
pub fn marked(p: &Painter<'_>, count: usize) -> String {
    if count == 0 { String::new() } else { format!("{count} {}", p.word(Word::Marked)) }
}

/// A text over several lines, broken at blanks.
pub fn wrapped(p: &mut Painter<'_>, area: Rect, text: &str, role: Role) -> u16 {
    if text.is_empty() {
        return 0;
    }
    let room = area.width.saturating_sub(2);
    let rows = words(text, usize::from(room).max(1));
    let shown = (area.y..area.bottom()).zip(&rows);
    shown.map(|(y, row)| p.text(area.x + 1, y, room, text[row.clone()].trim(), role)).count() as u16
}

/// The role of a mood.
pub const fn mood_role(mood: Mood) -> Role {
    match mood {
        Mood::Unwell => Role::Bad,
        Mood::Busy => Role::Busy,
        Mood::Paused => Role::Paused,
        Mood::Well => Role::Good,
        Mood::Idle | Mood::Unknown => Role::Idle,
    }
}

/// The name of a row, with a mark where a port-forward leads to it.
pub(crate) fn forwarded<'a>(state: &State, uid: &Uid, name: impl Into<Cow<'a, str>>) -> Cell<'a> {
    let name = name.into();
    if state.forwards.leads_to(uid) { Cell::plain(format!("⇄ {name}")) } else { Cell::plain(name) }
}
