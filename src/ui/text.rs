//! A text that is read in a room, what is looked for in it, and its keys.

use super::field;
use super::paint::{Painter, width};
use crate::app::State;
use crate::app::field::Field;
use crate::app::pager::{Pager, Reading, Row, TextLine, Tone};
use crate::app::text::Word;
use crate::command::{Command, ViewCommand};
use crate::model::Time;
use crate::model::fit::middle;
use crate::theme::Role;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use std::ops::Range;

/// Words for what is waited for, and for how long.
pub(crate) fn since(words: &str, now: Time, since: Time) -> String {
    let seconds = now.since(since) / 1000;
    if seconds > 0 { format!("{words}  {seconds} s") } else { words.to_owned() }
}

/// The key of a view's command and its word.
pub(crate) fn own<C: ViewCommand>(state: &State, p: &Painter<'_>, command: C) -> (String, &'static str) {
    (state.keymap.hint_of(command), p.word(command.entry().hint))
}

/// The key that leaves a view, or goes a step back in it, and a word for that.
pub(crate) fn back(state: &State, words: &'static str) -> (String, &'static str) {
    (state.keymap.leaves(types(state)), words)
}

/// The keys that go up and down, and a word for what they do.
pub(crate) fn up_down(state: &State, words: &'static str) -> (String, &'static str) {
    (state.keymap.up_down(types(state)), words)
}

/// The key of a command in a view over the panes, and a word for what it does there.
pub(crate) fn key_of(state: &State, command: Command, words: &'static str) -> (String, &'static str) {
    (state.keymap.shown(command, types(state)), words)
}

fn types(state: &State) -> bool {
    state.top().is_some_and(|room| room.types())
}

/// The keys of what is looked for.
pub(crate) fn search_keys(state: &State, p: &Painter<'_>, text: &Pager) -> Vec<(String, &'static str)> {
    let mut keys = vec![own(state, p, Reading::Search)];
    if text.found().is_some_and(|(_, at)| at.is_some_and(|(_, count)| count > 1)) {
        let both = [Reading::Next, Reading::Previous].map(|c| state.keymap.hint_of(c));
        keys.push((both.join(" ").trim().to_owned(), p.word(Word::NextPrevious)));
    }
    keys
}

/// What is looked for in a text, and how many there are, on the line of messages.
pub(crate) fn search(state: &State, p: &mut Painter<'_>, text: &Pager) -> Option<Position> {
    looked_for(state, p, text.typing(), text.found())
}

/// As [`search`], of what is typed to be looked for, and of what is: which of how many one is at, `None` where it is no expression.
pub(crate) fn looked_for(
    state: &State,
    p: &mut Painter<'_>,
    typing: Option<&Field>,
    found: Option<(&str, Option<(usize, usize)>)>,
) -> Option<Position> {
    if typing.is_none() && found.is_none() {
        return None;
    }
    let a = state.layout.message;
    p.fill(Rect { x: a.x, y: a.y, width: a.w, height: a.h }, if typing.is_some() { Role::Input } else { Role::Text });
    let (words, role) = match found {
        None => (String::new(), Role::Dim),
        Some((_, None)) => (p.word(Word::NoExpression).to_owned(), Role::Warn),
        Some((_, Some((_, 0)))) => (p.word(Word::NothingFound).to_owned(), Role::Warn),
        Some((_, Some((at, count)))) => (format!("{at} {} {count}", p.word(Word::Of)), Role::Match),
    };
    let w = width(&words) as u16;
    let x = a.x + 1;
    let room = a.w.saturating_sub(w + 6);
    p.text(x, a.y, 1, "/", Role::Key);
    let (cursor, used) = match (typing, found) {
        (Some(typed), _) => {
            let (at, used) = field::draw(p, (x + 1, a.y, room), typed, true);
            (Some(at), used)
        }
        (None, Some((needle, _))) => (None, p.text(x + 1, a.y, room, needle, Role::Text)),
        (None, None) => (None, 0),
    };
    p.text(x + 1 + used + 2, a.y, w, &words, role);
    cursor
}

/// Draws the rows of a text that are in its room.
pub(crate) fn pager(p: &mut Painter<'_>, area: Rect, text: &Pager) {
    let two = text.columns().len() > 1;
    for (n, column) in text.columns().iter().enumerate() {
        let x = area.x + column.x;
        for (y, row) in (area.y..area.bottom()).zip(column.rows.iter().skip(text.scroll())) {
            let Some(row) = row else { continue };
            let Some(line) = text.lines().get(row.line) else { continue };
            let lead = if line.tone == Tone::Title { 0 } else { column.lead };
            if row.range.start == 0 && !line.lead.is_empty() {
                lead_of(p, (x, y, lead), line);
            }
            let lead = lead + row.indent;
            let room = Rect { x: x + lead, y, width: column.width.saturating_sub(lead), height: 1 };
            let hits: Vec<_> = text.hits(row.line).collect();
            row_of(p, room, line, row, &hits);
        }
        if two && n == 0 && text.is_paired() {
            for y in area.y..area.bottom() {
                p.symbol(x + column.width + 1, y, "│", Role::Border);
            }
        }
    }
}

fn lead_of(p: &mut Painter<'_>, (x, y, room): (u16, u16, u16), line: &TextLine) {
    let style = match line.tone {
        Tone::Dim => p.style(Role::Disabled),
        Tone::Add | Tone::AddPart | Tone::Remove | Tone::RemovePart => style(p, line.tone),
        _ => p.style(Role::Key),
    };
    let room = room.saturating_sub(1);
    p.styled(x, y, room, &middle(&line.lead, room.into()), style);
}

/// A row: the parts of its line that have a colour of their own, and what was looked for, in theirs.
fn row_of(p: &mut Painter<'_>, area: Rect, line: &TextLine, row: &Row, hits: &[(Range<usize>, bool)]) {
    let mut edges = vec![row.range.start, row.range.end];
    let ranges = line.spans.iter().map(|(r, _)| r).chain(hits.iter().map(|(r, _)| r));
    edges.extend(ranges.flat_map(|r| [r.start, r.end]).filter(|at| row.range.contains(at)));
    edges.sort_unstable();
    edges.dedup();
    let mut x = area.x;
    for pair in edges.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let within = |r: &Range<usize>| r.start <= from && to <= r.end;
        let tone = line.spans.iter().find(|(r, _)| within(r)).map_or(line.tone, |(_, tone)| *tone);
        let style = match hits.iter().find(|(r, _)| within(r)) {
            Some((_, true)) => p.style(Role::MatchCurrent),
            Some((_, false)) => p.style(Role::Match),
            None => style(p, tone),
        };
        let text = line.text.get(from..to).unwrap_or_default();
        // Blanks at the end of a row hang over its edge.
        let text = if to == row.range.end { text.trim_end_matches(' ') } else { text };
        x += p.styled(x, area.y, area.right().saturating_sub(x), text, style);
    }
}

fn style(p: &Painter<'_>, tone: Tone) -> Style {
    let (role, part) = match tone {
        Tone::Plain => (Role::Text, false),
        Tone::Title => (Role::Title, false),
        Tone::Dim => (Role::Dim, false),
        Tone::Good => (Role::Good, false),
        Tone::Warn => (Role::Warn, false),
        Tone::Bad => (Role::Bad, false),
        Tone::Accent => (Role::Accent, false),
        Tone::Add => (Role::DiffAdd, false),
        Tone::AddPart => (Role::DiffAdd, true),
        Tone::Remove => (Role::DiffRemove, false),
        Tone::RemovePart => (Role::DiffRemove, true),
    };
    let style = p.style(role);
    if part { style.add_modifier(Modifier::BOLD | Modifier::REVERSED) } else { style }
}
