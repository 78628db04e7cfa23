//! The resource browser: the server's columns, over the room of all panes.

use crate::app::State;
use crate::app::browser::Browse;
use crate::app::clock::Clock;
use crate::app::layout::{Area, titled};
use crate::app::text::Word;
use crate::command::Pane;
use crate::model::table::{Ago, TableRow};
use crate::model::time::UNKNOWN;
use crate::model::{Time, Words, human_duration};
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::pane::{self, Frame};
use crate::ui::table::{self, Cell, Column, Line, draw_named};

/// A column that is drawn: one of ours, or a cell of the server's.
#[derive(Clone, Copy, PartialEq)]
enum From {
    Mark,
    Namespace,
    Cell(usize),
}

pub(super) fn draw(state: &State, p: &mut Painter<'_>, frame: Frame) {
    let Some(browse) = &state.panes.browse else { return };
    let freshness = state.browse_freshness();
    let resource = &browse.served.resource;
    let (place, count) = browse.list.place();
    let title = [
        resource.kind.to_string(),
        resource.api_version(),
        if resource.namespaced { state.view_words() } else { String::new() },
        if count > frame.inside().height as usize { format!("({}/{count})", place + 1) } else { format!("({count})") },
        order_words(p, browse),
        if browse.marks.is_empty() { String::new() } else { format!("{} {}", browse.marks.len(), p.word(Word::Marked)) },
    ];
    let title = title.iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    let inside = pane::draw(state, p, frame, Pane::Browser, (&title, &state.view_words()), Some(&freshness));
    let a = frame.area;
    let titles = titled(Pane::Browser, Area { x: a.x, y: a.y, w: a.width, h: a.height });
    let height = usize::from(inside.height) - usize::from(titles && inside.height > 0);
    let shown = shown(browse, state.wide);
    let clock = state.clock_of(&freshness);
    let lines: Vec<Line<'_>> = browse
        .list
        .window(height)
        .filter_map(|(uid, cursor)| {
            let row = browse.row(uid)?;
            let marked = browse.marks.contains(uid);
            let forwarded = state.forwards.leads_to(uid);
            let cells = shown.iter().map(|from| cell(clock, browse, row, *from, (marked, forwarded))).collect();
            Some(Line { cells, cursor, marked: false })
        })
        .collect();
    if lines.is_empty() {
        let none = format!("{} {}", p.word(Word::NoSuch), resource.plural);
        let nothing = if resource.namespaced { format!("{none} {} {}", p.word(Word::In), state.view_words()) } else { none };
        let filtered = !state.filter_text(Pane::Browser).is_empty();
        return pane::empty(state, p, inside, &freshness, filtered, &nothing);
    }
    let words: Vec<_> = shown.iter().map(|from| super::titles::title(state.lang, title_of(browse, *from))).collect();
    let words: Vec<&str> = words.iter().map(|title| &**title).collect();
    let columns: Vec<Column> =
        shown.iter().enumerate().map(|(at, from)| column(browse, (at, *from), &words, &lines, inside.width)).collect();
    draw_named(p, inside, (&columns, &words), &lines, titles, true);
}

/// How the rows are sorted.
fn order_words(p: &Painter<'_>, browse: &Browse) -> String {
    let words = p.word(browse.order.words());
    browse.sorted_by().map_or_else(|| words.to_owned(), |column| format!("{words} {column}"))
}

/// Which columns are drawn, in their order.
fn shown(browse: &Browse, wide: bool) -> Vec<From> {
    let mut shown = Vec::new();
    if !browse.marks.is_empty() {
        shown.push(From::Mark);
    }
    if browse.names_namespaces() {
        shown.push(From::Namespace);
    }
    shown.extend(browse.drawn(wide).map(From::Cell));
    shown
}

/// Titles stand in capitals, as kubectl prints them.
fn title_of(browse: &Browse, from: From) -> String {
    match from {
        From::Mark => String::new(),
        From::Namespace => "NAMESPACE".into(),
        From::Cell(i) => browse.columns.get(i).map_or_else(String::new, |c| c.name.to_uppercase()),
    }
}

fn column(browse: &Browse, (at, from): (usize, From), titles: &[&str], lines: &[Line<'_>], room: u16) -> Column {
    let words = titles.get(at).copied().unwrap_or_default();
    let lower = match from {
        From::Cell(i) => browse.columns.get(i).map_or_else(String::new, |c| c.name.to_ascii_lowercase()),
        From::Mark | From::Namespace => String::new(),
    };
    let widest = match lower.as_str() {
        "age" | "last seen" | "first seen" | "last schedule" | "duration" => table::AGE,
        "restarts" => table::with_ages(lines.iter().filter_map(|l| l.cells.get(at)).map(|c| &*c.0)),
        _ => 1,
    };
    let min = (width(words) as u16).clamp(1, 24).max(widest);
    // A name is not given up; but one that is very long leaves room for what it is about, where that needs it.
    let others = |at: usize| {
        let widest = |other| lines.iter().filter_map(|l| l.cells.get(other)).map(|c: &Cell<'_>| width(&c.0)).max().unwrap_or(0);
        let of = |(other, words): (usize, &&str)| {
            if other == at { 0 } else { widest(other).max(width(words)) + usize::from(table::GAP) }
        };
        u16::try_from(titles.iter().enumerate().map(of).sum::<usize>()).unwrap_or(u16::MAX)
    };
    let (max, give_up) = match from {
        From::Mark => (1, 0),
        From::Namespace => (24, 0),
        From::Cell(i) => match browse.columns.get(i) {
            Some(c) if c.name.eq_ignore_ascii_case("name") => ((room * 9 / 20).max(16).max(room.saturating_sub(others(at) + 1)), 0),
            Some(c) if c.name.eq_ignore_ascii_case("age") => (0, 1),
            Some(c) if c.wide => (40, 3),
            _ => (0, 2),
        },
    };
    Column::new(Words::NONE, min, max, give_up)
}

const TERMINATING: &str = "Terminating";

fn cell<'a>(clock: Clock, browse: &'a Browse, row: &'a TableRow, from: From, (marked, forwarded): (bool, bool)) -> Cell<'a> {
    let at = match from {
        From::Mark => return Cell::new(if marked { "*" } else { "" }, Role::Accent),
        From::Namespace => return Cell::dim(&*row.namespace),
        From::Cell(i) => i,
    };
    let (name, ago) = browse.columns.get(at).map_or(("", Ago::No), |c| (&*c.name, c.ago));
    let text = row.cells.get(at).map_or("", |c| &**c);
    // The server's word for it stands still between two events.
    let passed = browse.told(&row.uid).map_or(0, |told| clock.known.since(told));
    match (name.to_ascii_lowercase().as_str(), ago) {
        // What is yet to come has no age.
        (_, Ago::Since) => match Time::parse(text).filter(|t| *t <= clock.cluster) {
            Some(then) => Cell::dim(then.age(clock.cluster)),
            None => Cell::dim(text),
        },
        ("age", _) => match row.created {
            Some(created) => Cell::dim(created.age(clock.cluster)),
            None if text.is_empty() => Cell::dim(UNKNOWN),
            None => Cell::dim(later(text, passed).unwrap_or_else(|| text.to_owned())),
        },
        (_, Ago::Whole) => Cell::dim(later(text, passed).unwrap_or_else(|| text.to_owned())),
        (column, Ago::Bracket) => Cell::new(bracket(text, passed).unwrap_or_else(|| text.to_owned()), tone(column, text)),
        (_, Ago::Duration) if !browse.is_complete(row) => {
            Cell::new(later(text, passed).unwrap_or_else(|| text.to_owned()), Role::Text)
        }
        // The server says it of few kinds; an object that is held by a finalizer may stay so for ever.
        ("name", _) if forwarded => Cell::new(format!("⇄ {text}"), if marked { Role::Accent } else { Role::Text }),
        ("name", _) if row.leaving.is_some() => Cell::new(leaving(row, text), Role::Warn),
        ("name", _) => Cell::new(text, if marked { Role::Accent } else { Role::Text }),
        (column, Ago::No | Ago::Duration) => Cell::new(text, tone(column, text)),
    }
}

/// The name of an object that is going, with what holds it; that it is going only where none of its other cells says so.
fn leaving(row: &TableRow, name: &str) -> String {
    let word = if row.cells.iter().any(|c| &**c == TERMINATING) { "" } else { TERMINATING };
    let held = row.leaving.as_deref().unwrap_or_default();
    let why = [word, held].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(": ");
    if why.is_empty() { name.to_owned() } else { format!("{name} ({why})") }
}

/// A number and how long ago, of which the server said how long ago it was when it told of it: `4 (3m21s ago)`.
fn bracket(text: &str, passed: i64) -> Option<String> {
    let (number, rest) = text.split_once(" (")?;
    Some(format!("{number} ({} ago)", later(rest.strip_suffix(" ago)")?, passed)?))
}

/// How long ago something is, of which the server said how long ago it was when it told of it: `17s`, `3h11m`, `15m (x3 over 20m)`.
fn later(text: &str, passed: i64) -> Option<String> {
    let (span, rest) = text.split_once(' ').map_or((text, ""), |(span, rest)| (span, rest));
    let (mut ms, mut number) = (0i64, None);
    for c in span.chars() {
        let unit = match (c, number) {
            (c, n) if c.is_ascii_digit() => {
                number = n.unwrap_or(0i64).checked_mul(10)?.checked_add(i64::from(c.to_digit(10)?));
                continue;
            }
            ('s', Some(_)) => 1000,
            ('m', Some(_)) => 60_000,
            ('h', Some(_)) => 3_600_000,
            ('d', Some(_)) => 86_400_000,
            ('y', Some(_)) => 31_536_000_000,
            _ => return None,
        };
        ms = ms.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    let words = human_duration(ms.checked_add(passed.max(0))?);
    match (span.is_empty() || number.is_some(), rest) {
        (true, _) => None,
        (false, "") => Some(words),
        (false, rest) => Some(format!("{words} {rest}")),
    }
}

/// How a cell is drawn. The word is what tells; the colour only catches the eye.
fn tone(column: &str, text: &str) -> Role {
    let bad = ["NotReady", "Error", "Failed", "BackOff", "ErrImage", "Evicted", "OOMKilled", "Lost", "ContainerStatusUnknown"];
    let warns = ["SchedulingDisabled", "Pending", "Terminating", "ContainerCreating", "PodInitializing", "Unknown", "Init:"];
    match column {
        "status" | "phase" | "reason" | "state" if bad.iter().any(|b| text.contains(b)) => Role::Bad,
        "status" | "phase" | "reason" | "state" if warns.iter().any(|w| text.contains(w)) => Role::Warn,
        "suspend" if text.eq_ignore_ascii_case("true") => Role::Paused,
        "type" if text == "Warning" => Role::Warn,
        "ready" | "completions" => match text.split_once('/').map(|(a, b)| (a.parse::<u32>(), b.parse::<u32>())) {
            Some((Ok(is), Ok(wanted))) if is < wanted => Role::Warn,
            _ => Role::Text,
        },
        _ => Role::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_going_says_so_once_and_what_holds_it() {
        for (cells, held, want) in [
            (vec!["data", "Bound"], "", "data (Terminating)"),
            (vec!["data", "Bound"], "example.test/hold", "data (Terminating: example.test/hold)"),
            (vec!["data", "Terminating"], "example.test/hold", "data (example.test/hold)"),
            (vec!["data", "Terminating"], "", "data"),
        ] {
            let cells: Vec<crate::model::Name> = cells.into_iter().map(Into::into).collect();
            let row = TableRow {
                uid: crate::model::Uid::new("u"),
                identified: true,
                namespace: "ns".into(),
                name: "data".into(),
                labels: Default::default(),
                created: None,
                leaving: Some(held.into()),
                cells: cells.into(),
            };
            assert_eq!(leaving(&row, "data"), want);
        }
    }

    #[test]
    fn how_long_ago_grows_with_time() {
        for (text, passed, want) in [
            ("17s", 3000, Some("20s")),
            ("3h11m", 9 * 60_000, Some("3h20m")),
            ("15m (x3 over 20m)", 60_000, Some("16m (x3 over 20m)")),
            ("<unknown>", 1000, None),
            ("<none>", 1000, None),
            ("12", 1000, None),
            ("", 1000, None),
        ] {
            assert_eq!(later(text, passed).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn the_last_restart_goes_on_as_time_does() {
        for (text, passed, want) in [
            ("4 (3m21s ago)", 9000, Some("4 (3m30s ago)")),
            ("12 (47h ago)", 3_600_000, Some("12 (2d ago)")),
            ("0", 1000, None),
            ("4 (<invalid> ago)", 1000, None),
            ("4 (soon)", 1000, None),
        ] {
            assert_eq!(bracket(text, passed).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn what_is_not_well_catches_the_eye() {
        for (column, text, want) in [
            ("status", "Ready", Role::Text),
            ("status", "Ready,SchedulingDisabled", Role::Warn),
            ("status", "NotReady,SchedulingDisabled", Role::Bad),
            ("status", "CrashLoopBackOff", Role::Bad),
            ("ready", "1/2", Role::Warn),
            ("ready", "2/2", Role::Text),
            ("ready", "True", Role::Text),
            ("suspend", "True", Role::Paused),
            ("message", "Error", Role::Text),
        ] {
            assert_eq!(tone(column, text), want, "{column} {text}");
        }
    }
}
