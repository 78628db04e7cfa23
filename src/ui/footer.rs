//! The two lines at the bottom: what is said, and the keys.

use super::field;
use super::paint::{Painter, width};
use super::pane::mood_role;
use crate::app::State;
use crate::app::field::Field;
use crate::app::messages::Level;
use crate::app::modes::Mode;
use crate::command::{Command, Pane};
use crate::model::change::Change;
use crate::model::feed::LinkState;
use crate::model::fit::amid;
use crate::theme::Role;
use ratatui::layout::{Position, Rect};

/// The commands whose keys are shown, those that matter most first.
const HINTS: [Command; 32] = [
    Command::RollBack,
    Command::Track,
    Command::Trigger,
    Command::SuspendCron,
    Command::Cordon,
    Command::Uncordon,
    Command::Drain,
    Command::Pause,
    Command::Logs,
    Command::Events,
    Command::Scale,
    Command::Image,
    Command::Restart,
    Command::Namespace,
    Command::Filter,
    Command::NextMatch,
    Command::Levels,
    Command::Digest,
    Command::SaveLogs,
    Command::Wrap,
    Command::Timestamps,
    Command::Columns,
    Command::MarkLine,
    Command::Describe,
    Command::Yaml,
    Command::Delete,
    Command::Mark,
    Command::Zoom,
    Command::FocusNext,
    Command::Palette,
    Command::Help,
    Command::Quit,
];

/// The keys of the focused pane: from the command table, those that are not available dimmed.
pub(super) fn keys(state: &State, p: &mut Painter<'_>, area: Rect) {
    let (situation, spot) = (state.situation(), state.spot());
    let mut pieces: Vec<(String, &'static str, bool, bool)> = Vec::new();
    for command in HINTS {
        let entry = command.entry();
        if entry.hint.is_empty() || !entry.place.covers(spot) || !situation.fits(command) {
            continue;
        }
        let key = state.keymap.hint_at(command, spot);
        if !key.is_empty() {
            let last = matches!(command, Command::Palette | Command::Help);
            pieces.push((key, p.tr(entry.hint), situation.check(command).is_ok(), last));
        }
    }
    let room = usize::from(area.width.saturating_sub(2));
    let used = |pieces: &[(String, &str, bool, bool)]| {
        pieces.iter().map(|(k, w, ..)| width(k) + width(w) + 3).sum::<usize>().saturating_sub(2)
    };
    // The palette and the help stay: they lead to all the others.
    while used(&pieces) > room {
        let Some(i) = pieces.iter().rposition(|(.., last)| !last) else { break };
        pieces.remove(i);
    }
    let mut x = area.x + 1;
    for (key, words, available, _) in pieces {
        let (key_role, words_role) = if available { (Role::Key, Role::Hint) } else { (Role::Disabled, Role::Disabled) };
        x += p.text(x, area.y, area.right().saturating_sub(x), &key, key_role) + 1;
        x += p.text(x, area.y, area.right().saturating_sub(x), words, words_role) + 2;
    }
}

/// The line of what is said: a message while it is new, else a change on its way, else what is wrong, else advice.
pub(super) fn message(state: &State, p: &mut Painter<'_>, area: Rect) {
    let x = area.x + 1;
    let room = area.width.saturating_sub(2);
    if let Some(m) = state.messages.current() {
        let role = match m.level {
            Level::Error => Role::ErrorMessage,
            Level::Warn => Role::Warn,
            Level::Good => Role::Good,
            Level::Info => Role::InfoMessage,
        };
        let glyph = match m.level {
            Level::Error => "✗ ",
            Level::Warn => "⚠ ",
            Level::Good => "✓ ",
            Level::Info => "",
        };
        let text = format!("{glyph}{}", m.text);
        // What is too long shows its end as well, where the key to it stands. A word about a key is not kept.
        let kept = state.messages.is_kept() && matches!(state.mode, Mode::Normal) && width(&text) > usize::from(room);
        let key = if kept { state.keymap.hint_at(Command::Messages, state.spot()) } else { String::new() };
        let more = if key.is_empty() { String::new() } else { format!("  {key} {}", p.tr("shows all of it")) };
        let left = room.saturating_sub(width(&more) as u16);
        let used = p.text(x, area.y, left, &amid(&text, left.into()), role);
        p.text(x + used, area.y, room.saturating_sub(used), &more, Role::Hint);
    } else if !state.changes.shown().is_empty() {
        rollout(state, p, area);
    } else if let LinkState::Down { error, .. } = state.store.link() {
        p.text(x, area.y, room, &amid(&format!("⚠ {}: {error}", p.tr("not connected")), room.into()), Role::Warn);
    } else if let Some(advice) = state.advice().filter(|_| state.focus != Pane::Browser) {
        p.text(x, area.y, room, &amid(&format!("⚠ {advice}"), room.into()), Role::Warn);
    } else if let Some(why) = denied_words(state) {
        p.text(x, area.y, room, &amid(&why, room.into()), Role::Denied);
    }
}

/// Why the changes of the selected workload are not allowed, where they are not.
fn denied_words(state: &State) -> Option<String> {
    if !matches!(state.focus, Pane::Workloads | Pane::Pods) || state.readonly {
        return None;
    }
    let situation = state.situation();
    let change = if situation.workload?.rolls() { Command::Restart } else { Command::Delete };
    match (situation.check(change), situation.check(Command::Logs)) {
        (Err(why), Ok(())) => Some(format!("changes are not allowed: {why}")),
        (Err(why), Err(_)) => Some(format!("changes and logs are not allowed: {why}")),
        _ => None,
    }
}

/// A change on its way: `◐ device-service → rev 7   new ▓▓▓▓▓▓░░░░ 3/4   old 1  ready 3/4  9s`.
fn rollout(state: &State, p: &mut Painter<'_>, area: Rect) {
    let all = state.changes.shown();
    // The one that is on its way, else the one that ended last.
    let Some(r) = all.iter().rev().find(|r| !matches!(r.phase, crate::app::changes::Phase::Done(_))).or(all.last()).copied() else {
        return;
    };
    let line = state.rollout_line(r);
    let mut x = area.x + 1;
    let end = area.right().saturating_sub(1);
    x += p.text(x, area.y, end.saturating_sub(x), line.mood.glyph(), mood_role(line.mood)) + 1;
    x += p.text(x, area.y, end.saturating_sub(x), &line.what, Role::Accent) + 3;
    if let Some((ready, of)) = line.bar {
        let cells = 10u32;
        let full = (ready.min(of) * cells).checked_div(of).unwrap_or(cells);
        let drains = matches!(r.intent.change, Change::Drain { .. });
        x += p.text(x, area.y, end.saturating_sub(x), if drains { "gone " } else { "new " }, Role::Dim);
        x += p.text(x, area.y, end.saturating_sub(x), &"▓".repeat(full as usize), Role::Bar);
        x += p.text(x, area.y, end.saturating_sub(x), &"░".repeat((cells - full) as usize), Role::BarRest);
        x += p.text(x, area.y, end.saturating_sub(x), &format!(" {ready}/{of}"), Role::Text) + 3;
    }
    // The way out, and that there are more, come before the words: those may be longer than the line.
    if state.drains(r) {
        x += p.text(x, area.y, end.saturating_sub(x), p.tr(":stop ends it"), Role::Hint) + 2;
    }
    if all.len() > 1 {
        x += p.text(x, area.y, end.saturating_sub(x), &format!("(+{})", all.len() - 1), Role::Dim) + 2;
    }
    let room = end.saturating_sub(x);
    p.text(x, area.y, room, &amid(&line.words, room.into()), mood_role(line.mood));
}

/// The filter that is being typed.
pub(super) fn filter(state: &State, p: &mut Painter<'_>, area: Rect, (pane, field): (Pane, &Field)) -> Option<Position> {
    p.fill(area, Role::Input);
    let x = area.x + 1;
    let w = p.text(x, area.y, 2, "/", Role::Key);
    let error = state.filter(pane).error();
    // What is wrong with it has its room, and the text moves.
    let kept = error.map_or(0, |e| (width(e) as u16 + 3).min(area.width / 2));
    let (cursor, typed) = field::draw(p, (x + w, area.y, area.width.saturating_sub(w + 2 + kept)), field, true);
    if let Some(error) = error {
        let at = x + w + typed + 2;
        p.text(at, area.y, area.right().saturating_sub(at + 1), error, Role::Warn);
    }
    Some(cursor)
}
