//! What the lines at the bottom say, and how many of them it takes: a long message has two or three where the screen is high enough.

use super::messages::Level;
use super::rollouts::Phase;
use super::room::{MessageLine, Room};
use super::state::State;
use super::text::{Word, trouble};
use crate::command::Command;
use crate::model::feed::LinkState;
use crate::model::fit::{amid, rows, width};

/// What is said above the keys.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Said {
    /// How loud; `None` where nothing is said.
    pub level: Option<Level>,
    /// Its lines, as they fit the screen.
    pub lines: Vec<String>,
    /// The key that shows all of it, where the last line could not have its end.
    pub more: String,
    /// Whether a change has the line below.
    pub rollout: bool,
}

/// The lines of a text in `room` columns, at most so many; whether something is left out, for which `kept` columns of the last line stay
/// free. What is too long begins and ends as it does: the middle of its last line gives way.
fn fold(text: &str, room: usize, most: usize, kept: usize) -> (Vec<String>, bool) {
    let ranges = rows(text, room.max(1));
    if ranges.len() <= most {
        return (ranges.into_iter().map(|r| text[r].trim_end().to_owned()).collect(), false);
    }
    let mut lines: Vec<String> =
        ranges.iter().take(most.saturating_sub(1)).map(|r| text[r.clone()].trim_end().to_owned()).collect();
    let rest = ranges.get(lines.len()).map_or("", |r| &text[r.start..]);
    lines.push(amid(rest, room.saturating_sub(kept)).into_owned());
    (lines, true)
}

impl State {
    /// The most lines that a screen of this height has for what is said.
    fn most_said(&self) -> usize {
        use MessageLine as L;
        match self.top().map(Room::line) {
            // The panes make room for it; over what has the whole screen it stands for a while.
            None | Some(L::Free | L::Passing | L::Typed | L::Found) => match self.size.1 {
                20.. => 3,
                14.. => 2,
                0..14 => 1,
            },
            Some(L::Hints | L::Field) => 1,
        }
    }

    /// What is said: a message while it is new, above a change on its way; else that the API server does not answer. Ended changes and
    /// advice have their line where nothing else is said.
    pub fn said(&self) -> Said {
        let (room, most) = (usize::from(self.size.0.saturating_sub(2)), self.most_said());
        let on_its_way = |phase: &Phase| matches!(phase, Phase::Sending | Phase::Following(_) | Phase::Leaving(_));
        let running = self.changes.shown().iter().filter(|r| on_its_way(&r.phase)).map(|r| r.started).max();
        let Some(m) = self.messages.current() else {
            let mut out = Said { rollout: !self.changes.shown().is_empty(), ..Said::default() };
            if let (false, LinkState::Down { error, .. }) = (out.rollout, self.cluster.store.link()) {
                let lead = Word::NotConnected.of(self.lang);
                out.lines = fold(&format!("⚠ {lead}{}{}", self.lang.colon(), trouble(self.lang, error)), room, most, 0).0;
                out.level = Some(Level::Warn);
            }
            return out;
        };
        let kept = self.messages.is_kept();
        // With one line for both the newer one has it.
        if let (Some(started), true, 1) = (running, kept, most)
            && started > m.time
        {
            return Said { rollout: true, ..Said::default() };
        }
        let rollout = running.is_some() && kept && most > 1;
        let glyph = match m.level {
            Level::Error => "✗ ",
            Level::Warn => "⚠ ",
            Level::Good => "✓ ",
            Level::Info => "",
        };
        let text = format!("{glyph}{}", m.text.words(self.lang));
        // A word about a key is not kept, and over a form the key is another.
        let key = if kept && self.views.is_empty() { self.keymap.hint_at(Command::Messages, self.spot()) } else { String::new() };
        let more = if key.is_empty() { String::new() } else { format!("  {key} {}", Word::ShowsAllOfIt.of(self.lang)) };
        let (lines, cut) = fold(&text, room, most - usize::from(rollout), width(&more));
        Said { level: Some(m.level), lines, more: if cut { more } else { String::new() }, rollout }
    }

    /// How many lines what is said takes: one at the least.
    pub(super) fn said_lines(&self) -> u16 {
        let said = self.said();
        (said.lines.len() + usize::from(said.rollout)).max(1) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_has_several_lines_and_keeps_its_ends() {
        let text = "one two three four five six seven eight nine ten";
        assert_eq!(fold(text, 60, 1, 9), (vec![text.to_owned()], false));
        assert_eq!(fold(text, 30, 2, 9).0, ["one two three four five six", "seven eight nine ten"]);
        let (lines, cut) = fold(text, 20, 2, 4);
        assert_eq!((&*lines[0], lines.len(), cut), ("one two three four", 2, true));
        assert!(lines[1].starts_with("five") && lines[1].ends_with("ten") && width(&lines[1]) <= 16, "{}", lines[1]);
        assert_eq!(fold("", 20, 3, 0), (vec![String::new()], false));
        for room in 0..40 {
            for most in 1..4 {
                let (lines, _) = fold(text, room, most, 6);
                assert!(lines.len() <= most && lines.iter().all(|l| width(l) <= room.max(1)), "{room} {most} {lines:?}");
            }
        }
    }
}
