//! Taking the last change back.

use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::model::change::Intent;

impl State {
    /// Looks at the reverse of the last change that was taken: all of it, where one question was about several objects.
    pub(in crate::app) fn undo(&mut self, effects: &mut Vec<Effect>) {
        let Some(last) = self.changes.done.last().cloned() else {
            return self.messages.say(self.now, Level::Info, "Nothing to undo in this run");
        };
        if last.target.context != self.context.name {
            let text = format!(
                "Your last change was in {}: {} {}; switch there to undo it",
                last.target.context,
                last.change.verb(),
                last.target
            );
            return self.messages.say(self.now, Level::Warn, text);
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
                    let text = format!("Cannot undo: {} {}: {why}", intent.change.verb(), intent.target);
                    self.messages.say(self.now, Level::Warn, text);
                }
            }
        }
        if !intents.is_empty() {
            self.look_at_intents(intents, effects);
        }
    }
}
