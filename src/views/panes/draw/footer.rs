//! The two lines at the bottom: what is said, and the keys.

use crate::app::State;
use crate::app::messages::Level;
use crate::app::room::{MessageLine, Room};
use crate::app::soaks::Soaking;
use crate::app::text::{KeyText, PlaceText, Word};
use crate::command::{Command, Pane};
use crate::model::fit::amid;
use crate::model::health::Mood;
use crate::theme::Role;
use crate::ui::paint::{Painter, width};
use crate::ui::pane::mood_role;
use ratatui::layout::Rect;

/// The commands whose keys are shown, those that matter most first.
const HINTS: [Command; 34] = [
    Command::RollBack,
    Command::Track,
    Command::Trigger,
    Command::SuspendCron,
    Command::Cordon,
    Command::Uncordon,
    Command::Drain,
    Command::Pause,
    Command::Logs,
    Command::Shell,
    Command::Attach,
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

/// Behind how many of them those of the settings' own commands stand.
const OWN: usize = 6;

/// The keys of the focused pane: from the command table, those that are not available dimmed.
pub(super) fn keys(state: &State, p: &mut Painter<'_>, area: Rect) {
    let (situation, spot) = (state.situation(), state.spot());
    let mut pieces: Vec<(String, String, bool, bool)> = Vec::new();
    for command in HINTS {
        let entry = command.entry();
        if entry.hint.is_empty() || !entry.place.covers(spot) || !situation.fits(command) {
            continue;
        }
        // A command of the settings may have taken it.
        let key = state.keymap.keys_at(command, spot).into_iter().find(|key| state.own_of_key(*key).is_none());
        if let Some(key) = key {
            let last = matches!(command, Command::Palette | Command::Help);
            pieces.push((key.to_string(), p.word(entry.hint).to_owned(), situation.check(command).is_ok(), last));
        }
    }
    let own = state.owns_here().map(|(own, key)| (key.to_string(), own.name.to_string(), state.can_own(own).is_ok(), false));
    let at = pieces.len().min(OWN);
    pieces.splice(at..at, own);
    let room = usize::from(area.width.saturating_sub(2));
    let used = |pieces: &[(String, String, bool, bool)]| {
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
        x += p.text(x, area.y, area.right().saturating_sub(x), &words, words_role) + 2;
    }
}

/// The line of what is said: a message while it is new, else a change on its way, else what is wrong, else advice.
pub(super) fn message(state: &State, p: &mut Painter<'_>, area: Rect) {
    let x = area.x + 1;
    let room = area.width.saturating_sub(2);
    let said = state.said();
    let high = area.height.max(1);
    let lowest = area.y + high - 1;
    if let Some(level) = said.level {
        let role = match level {
            Level::Error => Role::ErrorMessage,
            Level::Warn => Role::Warn,
            Level::Good => Role::Good,
            Level::Info => Role::InfoMessage,
        };
        // Over what has the whole screen it stands above its line for a while.
        let lines = said.lines.len() as u16 + u16::from(said.rollout);
        let top = (lowest + 1).saturating_sub(lines.max(high));
        let over = Rect { y: top, height: lowest + 1 - top, ..area };
        p.fill(over, Role::Text);
        for (y, line) in (top..=lowest).zip(&said.lines) {
            let used = p.text(x, y, room, line, role);
            if usize::from(y - top) + 1 == said.lines.len() {
                p.text(x + used, y, room.saturating_sub(used), &said.more, Role::Hint);
            }
        }
        if said.rollout {
            rollout(state, p, Rect { y: lowest, height: 1, ..area });
        }
    } else if said.rollout {
        rollout(state, p, Rect { y: lowest, height: 1, ..area });
    } else if let Some(advice) = state.advice().filter(|_| state.panes.focus != Pane::Browser) {
        p.text(x, area.y, room, &amid(&format!("⚠ {}", p.words(&advice.into())), room.into()), Role::Warn);
    } else if let Some((name, text, mood)) = state.soak_line() {
        let x = x + p.text(x, area.y, room, mood.glyph(), mood_role(mood)) + 1;
        let x = x + p.text(x, area.y, area.right().saturating_sub(x + 1), &name, Role::Accent) + 2;
        let room = area.right().saturating_sub(x + 1);
        p.text(x, area.y, room, &amid(&p.words(&text.into()), room.into()), mood_role(mood));
    } else if let Some(why) = denied_words(state) {
        p.text(x, area.y, room, &amid(&p.words(&why.into()), room.into()), Role::Denied);
    }
}

/// What is said while something lies over the panes: a word about a key is seen also where a box covers its line, or a field stands in it.
pub(super) fn over(state: &State, p: &mut Painter<'_>, line: Rect, keys: Rect) {
    let hints = state.messages.hints();
    let place = match state.top().map(Room::line) {
        None | Some(MessageLine::Typed) => None,
        // Its field stands in the line of messages: the keys give way.
        Some(MessageLine::Field) => hints.then_some(keys),
        // What is looked for stands in the line of messages, and gives way to what is said, not to a change on its way.
        Some(MessageLine::Found) => state.said().level.map(|_| line),
        Some(MessageLine::Free) => Some(line),
        Some(MessageLine::Passing | MessageLine::Hints) => hints.then_some(line),
    };
    let Some(place) = place else { return };
    if place == keys {
        p.fill(keys, Role::Text);
    }
    message(state, p, place);
}

/// Why the changes of the selected workload are not allowed, where they are not.
fn denied_words(state: &State) -> Option<KeyText> {
    if !matches!(state.panes.focus, Pane::Workloads | Pane::Pods) || state.readonly {
        return None;
    }
    let situation = state.situation();
    let change = if situation.workload?.rolls() { Command::Restart } else { Command::Delete };
    match (situation.check(change), situation.check(Command::Logs)) {
        (Err(why), Ok(())) => Some(KeyText::NoChanges(why)),
        (Err(why), Err(_)) => Some(KeyText::NoChangesOrLogs(why)),
        _ => None,
    }
}

/// A change on its way: `◐ device-service → rev 7   new ▓▓▓▓▓▓░░░░ 3/4   old 1  ready 3/4  9s`.
fn rollout(state: &State, p: &mut Painter<'_>, area: Rect) {
    let all = state.changes.shown();
    // The one that is on its way, else the one that ended last.
    let Some(r) = all.iter().rev().find(|r| !matches!(r.phase, crate::app::rollouts::Phase::Done(_))).or(all.last()).copied()
    else {
        return;
    };
    let line = state.rollout_line(r);
    let mut x = area.x + 1;
    let end = area.right().saturating_sub(1);
    x += p.text(x, area.y, end.saturating_sub(x), line.mood.glyph(), mood_role(line.mood)) + 1;
    x += p.text(x, area.y, end.saturating_sub(x), &p.words(&line.what), Role::Accent);
    let namespace = &r.intent.target.namespace;
    if !namespace.is_empty() && area.width >= 100 {
        x +=
            p.text(x, area.y, end.saturating_sub(x), &format!(" {}", p.words(&PlaceText::In(namespace.clone()).into())), Role::Dim);
    }
    x += 3;
    let narrow = area.width < 110;
    if let Some((ready, of)) = line.bar {
        // What is wrong needs the room more than a bar that stands still.
        let cells = if narrow && line.mood == Mood::Unwell { 0u32 } else { 10 };
        let full = (ready.min(of) * cells).checked_div(of).unwrap_or(cells);
        let drains = r.intent.change.spec().long;
        x += p.text(x, area.y, end.saturating_sub(x), p.word(if drains { Word::GoneBar } else { Word::NewBar }), Role::Dim);
        x += p.text(x, area.y, end.saturating_sub(x), &"▓".repeat(full as usize), Role::Bar);
        x += p.text(x, area.y, end.saturating_sub(x), &"░".repeat((cells - full) as usize), Role::BarRest);
        x += p.text(x, area.y, end.saturating_sub(x), &format!(" {ready}/{of}"), Role::Text) + 3;
    }
    // The way out, and that there are more, come before the words: those may be longer than the line.
    if state.drains(r) {
        x += p.text(x, area.y, end.saturating_sub(x), p.word(Word::StopEndsIt), Role::Hint) + 2;
    }
    if all.len() > 1 {
        x += p.text(x, area.y, end.saturating_sub(x), &format!("(+{})", all.len() - 1), Role::Dim) + 2;
    }
    if state.soaks.of(&r.intent.target).is_some_and(Soaking::is_running) {
        let key = state.keymap.hint(Command::Track);
        x += p.text(x, area.y, end.saturating_sub(x), &format!("{key} {}", p.word(Word::Watched)), Role::Hint) + 2;
    }
    let room = end.saturating_sub(x);
    p.text(x, area.y, room, &amid(&p.words(&line.words), room.into()), mood_role(line.mood));
}
