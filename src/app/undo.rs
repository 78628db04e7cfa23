//! Taking the last change back.

use super::messages::Level;
use super::msg::Effect;
use super::state::State;
use super::text::{Act, AskText, Text};
use super::wish::Wish;
use crate::command::{Key, Pane};
use crate::model::Uid;
use crate::model::change::Intent;

/// How long the key means a change that was pointed at, in milliseconds.
const POINTED_MS: i64 = 6_000;

impl State {
    /// Whether the key that takes the last change back is meant for it: the cursor is on its object, or it is offered under the rows. On
    /// the row of another object the key may be meant for that one, by a hand that knows it so.
    pub(super) fn undo_is_meant(&self) -> bool {
        let Some(last) = self.changes.done.last() else { return true };
        let group = self.changes.groups.get(&last.id);
        let together = || self.changes.done.iter().filter(|i| self.changes.groups.get(&i.id) == group);
        let pointed = self.undo_asked.is_some_and(|(id, until)| id == last.id && self.now <= until);
        let here = self.under_cursor().is_some_and(|uid| together().any(|i| i.target.uid == uid));
        let offered = self.panes.focus != Pane::Browser && self.changes.all().iter().any(|r| r.intent.id == last.id);
        last.target.context != self.cluster.context.name || pointed || here || offered
    }

    /// Says which change the key would take back. Pressed again it looks at that.
    pub(super) fn point_at_undo(&mut self, key: Key) {
        let Some(last) = self.changes.done.last() else { return };
        let (id, act) = (last.id, Act::of(last));
        let text = AskText::WouldUndo { act, other_row: self.under_cursor().is_some(), key: key.to_string() };
        self.undo_asked = Some((id, self.now.plus(POINTED_MS)));
        self.messages.hint(self.now, Level::Info, text, POINTED_MS);
    }

    /// The object under the cursor of the pane that has the focus.
    fn under_cursor(&self) -> Option<Uid> {
        match self.panes.focus {
            Pane::Workloads => self.workload().map(|w| w.uid.clone()),
            Pane::Pods => self.panes.pods.selected().cloned(),
            Pane::Browser => self.panes.browse.as_ref().and_then(|b| b.list.selected().cloned()),
            Pane::Namespaces | Pane::Logs => None,
        }
    }

    /// Looks at the reverse of the last change that was taken: all of it, where one question was about several objects.
    pub(super) fn undo(&mut self, effects: &mut Vec<Effect>) {
        self.undo_asked = None;
        let Some(last) = self.changes.done.last().cloned() else {
            return self.messages.say(self.now, Level::Info, AskText::NothingToUndo);
        };
        if last.target.context != self.cluster.context.name {
            return self.messages.say(self.now, Level::Warn, AskText::UndoElsewhere(Act::of(&last)));
        }
        let group = |i: &Intent| self.changes.groups.get(&i.id).copied();
        let wanted = group(&last);
        let together: Vec<Intent> = self.changes.done.iter().filter(|i| group(i) == wanted).cloned().collect();
        let mut intents = Vec::new();
        for intent in together {
            match intent.change.reverse() {
                Ok(change) => {
                    let id = self.fresh_id();
                    intents.push(Intent { undoes: Some(intent.id), ..Intent::new(id, intent.target.clone(), change) });
                }
                Err(why) => {
                    // What cannot be taken back does not stand before what can.
                    self.changes.done.retain(|i| i.id != intent.id);
                    let text = AskText::CannotUndo(Act::of(&intent), Text::Term(why).into());
                    self.messages.say(self.now, Level::Warn, text);
                }
            }
        }
        if !intents.is_empty() {
            self.open(&Wish::look(intents), effects);
        }
    }
}
