//! Looking at changes and asking for them, where it is asked: the targets are named whole. Several marked rows are one question.

use crate::app::changes::Guard;
use crate::app::field::Field;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::{Code, Key};
use crate::model::Time;
use crate::model::change::{Change, Consent, Intent, Preview, Target};

/// Changes that are being looked at.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The changes.
    pub intents: Vec<Intent>,
    /// The answers that have come, in their order.
    pub answers: Vec<Option<Result<Preview, String>>>,
    /// Since when.
    pub since: Time,
}

/// Changes that wait for their confirmation.
#[derive(Clone, Debug)]
pub struct Question {
    /// What was looked at, one for each change that is possible.
    pub previews: Vec<Preview>,
    /// Those that are not, and why.
    pub refused: Vec<(Intent, String)>,
    /// What must be typed.
    pub guard: Guard,
    /// What is typed, where a name is asked for.
    pub field: Field,
    /// The first line that is drawn.
    pub scroll: usize,
}

impl Question {
    /// What must be typed where a name is asked for: the object's, or for several the number of them and their namespace.
    pub fn name(&self) -> String {
        match &self.previews[..] {
            [one] => one.intent.target.name.to_string(),
            all => all.first().map_or_else(String::new, |p| format!("{} {}", all.len(), p.intent.target.namespace).trim().to_owned()),
        }
    }

    /// Why the journal cannot be written, where it cannot: the answer is then also a consent to that.
    pub fn unwritten(&self) -> Option<&str> {
        self.previews.iter().find_map(|p| p.unwritten.as_deref())
    }
}

impl State {
    /// Has changes looked at: permission, dry run, what they touch. The answers open the question.
    pub(in crate::app) fn look_at_changes(&mut self, changes: Vec<(Target, Change)>, effects: &mut Vec<Effect>) {
        let intents = changes.into_iter().map(|(target, change)| Intent::new(self.fresh_id(), target, change)).collect();
        self.look_at_intents(intents, effects);
    }

    /// As [`State::look_at_changes`], of intents that are made already.
    pub(in crate::app) fn look_at_intents(&mut self, intents: Vec<Intent>, effects: &mut Vec<Effect>) {
        effects.extend(intents.iter().cloned().map(Effect::Preview));
        let answers = vec![None; intents.len()];
        self.mode = super::Mode::Waiting(Waiting { intents, answers, since: self.now });
    }

    /// As [`State::look_at_changes`], of one.
    pub(in crate::app) fn look_at_change(&mut self, target: Target, change: Change, effects: &mut Vec<Effect>) {
        self.look_at_changes(vec![(target, change)], effects);
    }

    /// The answer to a look. One that was abandoned finds nobody waiting and is dropped: nothing was sent.
    pub(in crate::app) fn previewed(&mut self, id: u64, answer: Result<Preview, String>) {
        let super::Mode::Waiting(waiting) = &mut self.mode else { return };
        let Some(at) = waiting.intents.iter().position(|i| i.id == id) else { return };
        waiting.answers[at] = Some(answer);
        if waiting.answers.iter().any(Option::is_none) {
            return;
        }
        let super::Mode::Waiting(waiting) = std::mem::take(&mut self.mode) else { return };
        let (mut previews, mut refused) = (Vec::new(), Vec::new());
        for (intent, answer) in waiting.intents.into_iter().zip(waiting.answers.into_iter().flatten()) {
            match answer {
                Ok(preview) => previews.push(preview),
                Err(reason) => refused.push((intent, reason)),
            }
        }
        for (intent, reason) in &refused {
            let text = format!("{reason} — cannot {} {}", intent.change.verb(), intent.target);
            self.messages.say(self.now, Level::Error, text);
        }
        if previews.is_empty() {
            return;
        }
        let targets: Vec<&Target> = previews.iter().map(|p| &p.intent.target).collect();
        let guard = self.guard(&targets);
        self.mode = super::Mode::Question(Question { previews, refused, guard, field: Field::default(), scroll: 0 });
    }

    pub(in crate::app) fn question_key(&mut self, mut question: Question, key: Key, effects: &mut Vec<Effect>) {
        let leave = key.code == Code::Esc || key == Key::ctrl('c');
        let unwritten = question.unwritten().is_some();
        let consent = |typed: Option<String>, count: usize| Consent { yes: true, typed, unwritten, count };
        match (question.guard, key.code) {
            _ if leave => self.left_as_it_is(&question, effects),
            (_, Code::Down) => {
                question.scroll += 1;
                self.mode = super::Mode::Question(question);
            }
            (_, Code::Up) => {
                question.scroll = question.scroll.saturating_sub(1);
                self.mode = super::Mode::Question(question);
            }
            (Guard::Yes, _) if matches!(key.typed(), Some('y' | 'Y')) => {
                let consent = consent(None, question.previews.len());
                self.carry_out(question.previews, &consent, effects);
            }
            (Guard::Yes, _) if matches!(key.typed(), Some('n' | 'N')) => self.left_as_it_is(&question, effects),
            (Guard::Name, Code::Enter) if question.field.text() == question.name() => {
                let consent = consent(Some(question.field.text().to_owned()), question.previews.len());
                self.carry_out(question.previews, &consent, effects);
            }
            (Guard::Name, _) => {
                question.field.key(key);
                self.mode = super::Mode::Question(question);
            }
            // Any other key answers nothing, so that one pressed in haste cannot.
            (Guard::Yes, _) => self.mode = super::Mode::Question(question),
        }
    }

    fn left_as_it_is(&mut self, question: &Question, effects: &mut Vec<Effect>) {
        effects.push(Effect::Forget(question.previews.iter().map(|p| p.intent.id).collect()));
        self.messages.say(self.now, Level::Info, "left as it is");
    }
}
