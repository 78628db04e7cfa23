//! The lines of the logs pane.

use crate::app::State;
use crate::app::logs::Stamp;
use crate::command::Pane;
use crate::logs::{Colour, Level, RULE, RowKind, TextStyle, ViewRow};
use crate::model::Time;
use crate::theme::Role;
use crate::ui::paint::{Painter, given, width};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

pub(super) fn draw(state: &State, p: &mut Painter<'_>, inside: Rect, rows: &[ViewRow]) {
    let (lead, hang) = (state.panes.logs.layout().lead, state.panes.logs.layout().hang);
    for (i, row) in rows.iter().take(usize::from(inside.height)).enumerate() {
        let y = inside.y + i as u16;
        let lead = if row.row == 0 { lead } else { hang };
        if row.cursor {
            let role = if state.panes.focus == Pane::Logs { Role::Selection } else { Role::SelectionIdle };
            p.tint(Rect { y, height: 1, ..inside }, role);
        }
        if row.row == 0 {
            prefix(state, p, inside, y, lead, row);
        }
        let at = inside.x + lead;
        match row.kind {
            RowKind::Text => text(p, inside, at, y, row),
            RowKind::Remark => remark(p, inside, at, y, row),
        }
        if row.row == 0
            && let Some(mark) = state.panes.logs.mark_of(row.id)
        {
            let words = format!(" ◆ {}", mark.name);
            let w = (width(&words) as u16 + 1).min(inside.width / 2);
            p.text(inside.right().saturating_sub(w), y, w, &format!("{words} "), Role::Marked);
        }
    }
}

fn prefix(state: &State, p: &mut Painter<'_>, inside: Rect, y: u16, lead: u16, row: &ViewRow) {
    let (mut x, end) = (inside.x, inside.x + lead);
    // Where there is little room the time stays whole.
    let label = state.panes.logs.label_width().min(lead.saturating_sub(state.panes.logs.stamp().width()));
    if label > 0 {
        p.styled(x, y, (label - 1).min(end.saturating_sub(x)), &state.panes.logs.label(row.source), p.prefix(row.source as usize));
        x += label;
    }
    let time = Time::from_millis(row.nanos.div_euclid(1_000_000));
    let zoned = || time.to_chrono().with_timezone(&state.zone);
    let stamp = match state.panes.logs.stamp() {
        Stamp::None => return,
        Stamp::Time => zoned().format("%H:%M:%S").to_string(),
        Stamp::Age => time.age(state.time()),
        Stamp::Full => zoned().format("%Y-%m-%d %H:%M:%S%.3f").to_string(),
    };
    p.text(x, y, end.saturating_sub(x + 1), &stamp, Role::Dim);
}

fn text(p: &mut Painter<'_>, inside: Rect, at: u16, y: u16, row: &ViewRow) {
    let base = p.style(match row.level {
        _ if row.around => Role::Dim,
        Some(Level::Error) => Role::LogError,
        Some(Level::Warn) => Role::LogWarn,
        Some(Level::Debug | Level::Trace) => Role::LogDebug,
        Some(Level::Info) | None => Role::LogInfo,
    });
    let mut x = at;
    for span in &row.spans {
        let mut style = inked(p, base, &span.text_style);
        if span.hit {
            style = style.patch(p.style(if row.cursor { Role::MatchCurrent } else { Role::Match }));
        }
        x += p.styled(x, y, inside.right().saturating_sub(x), &span.text, style);
    }
    if row.right {
        p.symbol(inside.right() - 1, y, "›", Role::Dim);
    }
    if row.left {
        p.symbol(at, y, "‹", Role::Dim);
    }
}

fn remark(p: &mut Painter<'_>, inside: Rect, at: u16, y: u16, row: &ViewRow) {
    let words: String = row.spans.iter().map(|s| s.text.as_str()).collect();
    p.text(at, y, inside.right().saturating_sub(at), &format!("{RULE} {words} {RULE}"), Role::LogMark);
}

/// The colours of the source over those of the level.
fn inked(p: &Painter<'_>, base: Style, text_style: &TextStyle) -> Style {
    let colour = |c: Colour| match c {
        Colour::Ansi(n) | Colour::Indexed(n) => Color::Indexed(n),
        Colour::Rgb(r, g, b) => Color::Rgb(r, g, b),
    };
    let emphasis = [
        (text_style.bold, Modifier::BOLD),
        (text_style.dim, Modifier::DIM),
        (text_style.italic, Modifier::ITALIC),
        (text_style.underline, Modifier::UNDERLINED),
        (text_style.reverse, Modifier::REVERSED),
        (text_style.strike, Modifier::CROSSED_OUT),
    ];
    p.foreign(base, text_style.fg.map(colour), text_style.bg.map(colour), given(emphasis))
}
