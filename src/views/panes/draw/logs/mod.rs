//! The logs pane: its frame says whose logs, how many lines, and what became of them; inside stand the counts over time and the lines, or
//! the digest of them.

mod chart;
mod digest;
mod rows;

use crate::app::State;
use crate::app::text::{FormText, LogsText, PlaceText, Word};
use crate::command::{Command, Pane};
use crate::logs::{Around, Level};
use crate::model::logs::LogSpan;
use crate::model::quantity::grouped;
use crate::model::time::human_duration;
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::pane::{self, Frame};
use ratatui::layout::Rect;

pub(super) fn draw(state: &State, p: &mut Painter<'_>, frame: Frame) {
    let mut title = title(state, p);
    // In the title where there is room, else below, where there often is.
    let mut hidden = hidden(state, p);
    if let Some(words) = hidden.take_if(|words| width(&title) + width(words) + BESIDE_TITLE <= usize::from(frame.area.width)) {
        title = format!("{title} · {words}");
    }
    let mut inside = pane::draw(state, p, frame, Pane::Logs, (&title, &state.panes.logs.name), None);
    top_right(state, p, frame);
    bottom(state, p, frame, hidden.as_deref());
    if state.panes.logs.shows_chart() {
        chart::draw(state, p, Rect { height: 1, ..inside });
        inside = below(inside);
    }
    if let Some(view) = state.panes.logs.digest() {
        return digest::draw(state, p, inside, view);
    }
    let rows = state.panes.logs.rows();
    if rows.is_empty() {
        return nothing(state, p, inside);
    }
    if let Some(titles) = state.panes.logs.view().titles().filter(|_| inside.height > 1) {
        let lead = state.panes.logs.layout().lead;
        let seen = crate::logs::wrap::window(&titles, state.panes.logs.column(), usize::from(inside.width.saturating_sub(lead)));
        let text = format!("{}{}", " ".repeat(seen.pad), titles.get(seen.range).unwrap_or_default());
        p.text(inside.x + lead, inside.y, inside.width.saturating_sub(lead), &text, Role::Header);
        inside = below(inside);
    }
    rows::draw(state, p, inside, &rows);
}

/// Columns beside the title: the frame's corners, and what stands to the right of it.
const BESIDE_TITLE: usize = 30;

const fn below(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
}

fn title(state: &State, p: &Painter<'_>) -> String {
    let logs = &state.panes.logs;
    let mut parts =
        vec![if logs.target.is_some() { format!("{} {}", p.word(Word::LogsOf), logs.name) } else { p.word(Word::Logs).to_owned() }];
    if logs.of_many() {
        parts.push(p.words(&PlaceText::Pods(logs.all_pods()).into()));
    }
    if logs.across {
        parts.push(format!("{} {}", logs.clusters(), p.word(Word::Clusters)));
    }
    if logs.left_out() > 0 {
        parts.push(format!("{} {}", grouped(logs.left_out() as u64), p.word(Word::LogsLeftOut)));
    }
    if logs.previous {
        parts.push(p.word(Word::PreviousRun).into());
    }
    if let Some(found) = logs.matches().filter(|_| logs.target.is_some()) {
        let searching = if logs.view().is_done() { "" } else { " …" };
        parts.push(format!("{} {} {}{searching}", grouped(found as u64), p.word(Word::Of), grouped(logs.buffer().len() as u64)));
    }
    if logs.target.is_some() && !logs.previous && logs.span != LogSpan::Head {
        parts.push(match (logs.is_following(), logs.new_lines()) {
            (true, _) => p.word(Word::Following).into(),
            (false, 0) => format!("⏸ {}", p.word(Word::Paused)),
            (false, n) => format!("⏸ {}{}{}", p.word(Word::Paused), p.comma(), p.words(&LogsText::New(n as u64).into())),
        });
    }
    if logs.pinned && state.panes.focus != Pane::Logs {
        parts.push(p.word(Word::Pinned).into());
    }
    parts.join(" · ")
}

/// What is left out of the lines, in words; nothing where all is shown.
fn hidden(state: &State, p: &Painter<'_>) -> Option<String> {
    let hidden = state.panes.logs.hidden();
    let names: Vec<&str> = hidden.iter().map(|part| p.word(part.words())).collect();
    (!names.is_empty() && state.panes.logs.digest().is_none())
        .then(|| format!("{}{}{}", p.word(Word::Hidden), p.colon(), names.join(p.comma())))
}

/// What was dropped stands where it would have stood: on top, to the right; and where the lines begin.
fn top_right(state: &State, p: &mut Painter<'_>, frame: Frame) {
    let logs = &state.panes.logs;
    let dropped = logs.buffer().dropped();
    let mut parts = Vec::new();
    if dropped > 0 {
        parts.push((format!("{} {}", grouped(dropped), p.word(Word::OlderLinesDropped)), Role::Warn));
    }
    match (logs.span, logs.since) {
        (LogSpan::Tail, _) => {}
        (LogSpan::Head, _) => parts.push((p.word(Word::FromFirstLine).into(), Role::Dim)),
        (LogSpan::All, _) => parts.push((p.word(Word::AllLines).into(), Role::Dim)),
        (LogSpan::Since(_), ms) => {
            parts.push((format!("{} {}", p.word(Word::Since), short(ms.unwrap_or_default())), Role::Dim));
        }
    }
    let mut end = frame.area.right().saturating_sub(2);
    for (text, role) in parts.iter().rev() {
        let text = format!(" {text} ");
        let w = width(&text) as u16;
        if w + 6 < frame.area.width && end > frame.area.x + w + 4 {
            p.text(end - w, frame.area.y, w, &text, *role);
            end -= w + 1;
        }
    }
}

/// `15m`, `24h`: the words of the keys.
fn short(ms: i64) -> String {
    match ms / 60_000 {
        m if m >= 60 && m % 60 == 0 => format!("{}h", m / 60),
        m if m > 0 => format!("{m}m"),
        _ => human_duration(ms),
    }
}

/// The lower frame: how the lines are shown, where that is not as usual, and the memory that they take.
fn bottom(state: &State, p: &mut Painter<'_>, frame: Frame, hidden: Option<&str>) {
    let logs = &state.panes.logs;
    if frame.joined_below || logs.target.is_none() || frame.area.height < 3 {
        return;
    }
    let y = frame.area.bottom() - 1;
    let mib = |bytes: usize| bytes.div_ceil(1 << 20);
    let memory = format!(" {} MiB {} {} ", mib(logs.buffer().bytes()), p.word(Word::Of), mib(logs.buffer().bound()));
    let w = width(&memory) as u16;
    let mut room = frame.area.width.saturating_sub(4);
    if w + 4 < room {
        p.text(frame.area.right() - w - 2, y, w, &memory, if logs.buffer().dropped() > 0 { Role::Warn } else { Role::Dim });
        room -= w + 1;
    }
    let mut x = frame.area.x + 2;
    let mut put = |p: &mut Painter<'_>, text: &str, role| {
        let w = p.text(x, y, room, &format!(" {text} "), role);
        x += w;
        room = room.saturating_sub(w);
    };
    if let Some(row) = logs.row() {
        put(p, &format!("{} {}", p.word(Word::Pattern), row.pattern().unwrap_or(p.word(Word::AnyOther))), Role::Match);
    }
    if let Some(error) = logs.view().filter_error() {
        let error = p.words(&FormText::Term(error.clone()).into());
        put(p, &error, Role::Warn);
    }
    match logs.floor {
        Some(Level::Error) => put(p, p.word(Word::ErrorsOnly), Role::Match),
        Some(_) => put(p, p.word(Word::WarningsAndErrorsOnly), Role::Match),
        None => {}
    }
    if logs.matches().is_some() {
        match logs.view().around() {
            Around::Lines(0) => {}
            Around::Lines(n) => put(p, &format!("±{n} {}", p.word(Word::Lines)), Role::Dim),
            Around::All => put(p, p.word(Word::AllLinesAround), Role::Dim),
        }
    }
    if !logs.view().is_folded() {
        put(p, p.word(Word::TracesUnfolded), Role::Dim);
    }
    if logs.wrap {
        put(p, p.word(Word::Wrapped), Role::Dim);
    }
    if !logs.marks().is_empty() {
        put(p, &format!("◆ {}", logs.marks().len()), Role::Dim);
    }
    if let Some(hidden) = hidden {
        put(p, hidden, Role::Dim);
    }
}

fn nothing(state: &State, p: &mut Painter<'_>, inside: Rect) {
    let logs = &state.panes.logs;
    let key = state.keymap.hint(Command::Logs);
    let words = if logs.target.is_none() {
        format!("{key} {}", p.word(Word::FollowsLogs))
    } else if logs.matches() == Some(0) && !logs.buffer().is_empty() {
        match logs.view().is_done() {
            true => {
                let back = state.keymap.leaves(false);
                p.words(&LogsText::NoLine(back).into())
            }
            false => p.word(Word::Searching).to_owned(),
        }
    } else if logs.all_pods() == 0 {
        p.word(Word::NoPodsNoLogs).to_owned()
    } else {
        p.word(Word::NoLinesYet).to_owned()
    };
    pane::wrapped(p, inside, &words, Role::Dim);
}
