//! Looking at a change and asking for it, where it is asked: the target is named whole.

use crate::app::changes::Guard;
use crate::app::field::Field;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::{Code, Key};
use crate::model::Time;
use crate::model::change::{Change, Intent, Preview, Target};

/// A change that is being looked at.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The change.
    pub intent: Intent,
    /// Since when.
    pub since: Time,
}

/// A change that waits for its confirmation.
#[derive(Clone, Debug)]
pub struct Question {
    /// What was looked at.
    pub preview: Preview,
    /// What must be typed.
    pub guard: Guard,
    /// What is typed, where a name is asked for.
    pub field: Field,
}

impl State {
    /// Has a change looked at: permission, dry run, what it touches. The answer opens the question.
    pub(in crate::app) fn look_at_change(&mut self, target: Target, change: Change, effects: &mut Vec<Effect>) {
        let intent = Intent { id: self.fresh_id(), target, change };
        self.mode = super::Mode::Waiting(Waiting { intent: intent.clone(), since: self.now });
        effects.push(Effect::Preview(intent));
    }

    /// The answer to a look. One that was abandoned finds nobody waiting and is dropped: nothing was sent.
    pub(in crate::app) fn previewed(&mut self, id: u64, answer: Result<Preview, String>) {
        if !matches!(&self.mode, super::Mode::Waiting(w) if w.intent.id == id) {
            return;
        }
        let super::Mode::Waiting(waiting) = std::mem::take(&mut self.mode) else { return };
        match answer {
            Ok(preview) => {
                let guard = self.guard(&preview.intent.target);
                self.mode = super::Mode::Question(Question { preview, guard, field: Field::default() });
            }
            Err(reason) => {
                let Intent { target, change, .. } = &waiting.intent;
                self.messages.say(self.now, Level::Error, format!("{reason} — cannot {} {target}", change.verb()));
            }
        }
    }

    pub(in crate::app) fn question_key(&mut self, mut question: Question, key: Key, effects: &mut Vec<Effect>) {
        let leave = key.code == Code::Esc || key == Key::ctrl('c');
        match question.guard {
            _ if leave => {
                self.messages.say(self.now, Level::Info, "left as it is");
            }
            Guard::Yes if matches!(key.typed(), Some('y' | 'Y')) => self.carry_out(question.preview, effects),
            Guard::Yes if matches!(key.typed(), Some('n' | 'N')) => self.messages.say(self.now, Level::Info, "left as it is"),
            Guard::Name if key.code == Code::Enter && question.field.text() == &*question.preview.intent.target.name => {
                self.carry_out(question.preview, effects);
            }
            Guard::Name => {
                question.field.key(key);
                self.mode = super::Mode::Question(question);
            }
            // Any other key answers nothing, so that one pressed in haste cannot.
            Guard::Yes => self.mode = super::Mode::Question(question),
        }
    }
}
