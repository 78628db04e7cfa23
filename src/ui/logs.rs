//! The logs pane.

use super::paint::{Painter, width};
use super::pane::{self, Frame};
use crate::app::State;
use crate::app::logs::{LogTarget, Stamp};
use crate::command::{Command, Pane};
use crate::logs::{Colour, Ink, Level, RowKind, ViewRow};
use crate::theme::Role;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

pub(super) fn draw(state: &State, p: &mut Painter<'_>, frame: Frame) {
    let title = title(state, p);
    let inside = pane::draw(state, p, frame, Pane::Logs, &title, None);
    corner(state, p, frame);
    let rows = state.logs.rows();
    if rows.is_empty() {
        return nothing(state, p, inside);
    }
    let (lead, hang) = (state.logs.layout().lead, state.logs.layout().hang);
    for (i, row) in rows.iter().take(usize::from(inside.height)).enumerate() {
        let y = inside.y + i as u16;
        let lead = if row.row == 0 { lead } else { hang };
        if row.row == 0 {
            prefix(state, p, inside, y, lead, row);
        }
        let at = inside.x + lead;
        match row.kind {
            RowKind::Text => text(p, inside, at, y, row),
            RowKind::Mark => mark(p, inside, at, y, row, "", ""),
            RowKind::Gap(ms) => mark(p, inside, at, y, row, &format!("{:.1} s could not be had: ", f64::from(ms) / 1000.0), ""),
        }
    }
}

fn title(state: &State, p: &Painter<'_>) -> String {
    let logs = &state.logs;
    let mut parts =
        vec![if logs.target.is_some() { format!("{} {}", p.tr("Logs of"), logs.name) } else { p.tr("Logs").to_owned() }];
    if matches!(logs.target, Some(LogTarget::Workload(_))) {
        parts.push(format!("{} {}", logs.pods, p.tr(if logs.pods == 1 { "pod" } else { "pods" })));
    }
    if logs.previous {
        parts.push(p.tr("previous run").into());
    }
    if let Some(found) = logs.matches() {
        parts.push(format!("{found} {} {}", p.tr("of"), logs.buffer().len()));
    }
    if logs.target.is_some() && !logs.previous {
        parts.push(match (logs.is_following(), logs.new_lines()) {
            (true, _) => p.tr("following").into(),
            (false, 0) => format!("⏸ {}", p.tr("paused")),
            (false, n) => format!("⏸ {}, {n} {}", p.tr("paused"), p.tr("new")),
        });
    }
    if logs.pinned && state.focus != Pane::Logs {
        parts.push(p.tr("pinned").into());
    }
    parts.join(" · ")
}

/// What was dropped stands where it would have stood: on top, to the right.
fn corner(state: &State, p: &mut Painter<'_>, frame: Frame) {
    let dropped = state.logs.buffer().dropped();
    if dropped == 0 {
        return;
    }
    let text = format!(" {dropped} {} ", p.tr("older lines dropped"));
    let w = width(&text) as u16;
    if w + 6 < frame.area.width {
        p.text(frame.area.right() - w - 2, frame.area.y, w, &text, Role::Warn);
    }
}

fn nothing(state: &State, p: &mut Painter<'_>, inside: Rect) {
    let logs = &state.logs;
    let key = state.keymap.hint(Command::Logs);
    let words = if logs.target.is_none() {
        format!("{key} {}", p.tr("follows the logs of what is selected"))
    } else if logs.matches() == Some(0) && !logs.buffer().is_empty() {
        p.tr("no line passes the filter; Esc clears it").to_owned()
    } else if logs.pods == 0 {
        p.tr("no pods, so no logs").to_owned()
    } else {
        p.tr("no lines yet").to_owned()
    };
    pane::wrapped(p, inside, &words, Role::Dim);
}

fn prefix(state: &State, p: &mut Painter<'_>, inside: Rect, y: u16, lead: u16, row: &ViewRow) {
    let (mut x, end) = (inside.x, inside.x + lead);
    let label = state.logs.label_width();
    if label > 0 {
        p.styled(x, y, (label - 1).min(end.saturating_sub(x)), &state.logs.label(row.source), p.prefix(row.source as usize));
        x += label;
    }
    let zoned = || crate::model::Time::from_millis(row.nanos / 1_000_000).to_chrono().with_timezone(&state.zone);
    let stamp = match state.logs.stamp {
        Stamp::None => return,
        Stamp::Time => zoned().format("%H:%M:%S").to_string(),
        Stamp::Full => zoned().format("%Y-%m-%d %H:%M:%S%.3f").to_string(),
    };
    p.text(x, y, end.saturating_sub(x + 1), &stamp, Role::Dim);
}

fn text(p: &mut Painter<'_>, inside: Rect, at: u16, y: u16, row: &ViewRow) {
    let base = p.style(match row.level {
        Some(Level::Error) => Role::LogError,
        Some(Level::Warn) => Role::LogWarn,
        Some(Level::Debug | Level::Trace) => Role::LogDebug,
        Some(Level::Info) | None => Role::LogInfo,
    });
    let mut x = at;
    for span in &row.spans {
        x += p.styled(x, y, inside.right().saturating_sub(x), &span.text, inked(base, &span.ink));
    }
    if row.right {
        p.symbol(inside.right() - 1, y, "›", Role::Dim);
    }
    if row.left {
        p.symbol(at, y, "‹", Role::Dim);
    }
}

fn mark(p: &mut Painter<'_>, inside: Rect, at: u16, y: u16, row: &ViewRow, before: &str, after: &str) {
    let words: String = row.spans.iter().map(|s| s.text.as_str()).collect();
    p.text(at, y, inside.right().saturating_sub(at), &format!("╌╌ {before}{words}{after} ╌╌"), Role::LogMark);
}

/// The colours of the source over those of the level.
fn inked(mut style: Style, ink: &Ink) -> Style {
    let colour = |c: Colour| match c {
        Colour::Ansi(n) | Colour::Indexed(n) => Color::Indexed(n),
        Colour::Rgb(r, g, b) => Color::Rgb(r, g, b),
    };
    if let Some(c) = ink.fg {
        style = style.fg(colour(c));
    }
    if let Some(c) = ink.bg {
        style = style.bg(colour(c));
    }
    for (on, modifier) in [
        (ink.bold, Modifier::BOLD),
        (ink.dim, Modifier::DIM),
        (ink.italic, Modifier::ITALIC),
        (ink.underline, Modifier::UNDERLINED),
        (ink.reverse, Modifier::REVERSED),
        (ink.strike, Modifier::CROSSED_OUT),
    ] {
        if on {
            style = style.add_modifier(modifier);
        }
    }
    style
}
