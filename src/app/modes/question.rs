//! Looking at changes and asking for them, where it is asked: the targets are named whole. Several marked rows are one question.

pub mod told;

use super::{Mode, Next};
use crate::app::field::Field;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::pager::Pager;
use crate::app::state::State;
use crate::command::{Code, Key};
use crate::model::change::{Change, Consent, Intent, Preview, Target};
use crate::model::guard::{Ask, Decision};
use crate::model::{SessionId, Time};

/// How long a question stands before an answer is taken, in milliseconds: what was typed ahead is not meant for it.
pub const UNANSWERED_MS: i64 = 300;

/// Changes that are being looked at.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The session in which they are.
    pub session: SessionId,
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
    /// The session in which the changes were looked at: they are sent in no other.
    pub session: SessionId,
    /// What was looked at, one for each change that is possible.
    pub previews: Vec<Preview>,
    /// Those that are not, and why.
    pub refused: Vec<(Intent, String)>,
    /// What the guard rules ask for, and why.
    pub decision: Decision,
    /// What is typed, where a name is asked for.
    pub field: Field,
    /// Whether another name than the one that is asked for was confirmed.
    pub mistyped: bool,
    /// Since when it has been on the screen; `None` before it was drawn.
    pub shown: Option<Time>,
    /// What is told of it.
    pub pager: Pager,
    /// The screen and the columns of the way that the pager was made for.
    laid: Option<(u16, u16, usize, bool)>,
    /// Whether values that may be secret are shown.
    revealed: bool,
}

impl Question {
    /// Whether an answer is taken: it has been on the screen for as long as it takes to see it.
    pub fn takes_answers(&self, now: Time) -> bool {
        self.shown.is_some_and(|at| now.since(at) >= UNANSWERED_MS)
    }

    /// What must be typed where a name is asked for.
    pub fn phrase(&self) -> String {
        self.previews.first().map_or_else(String::new, |p| p.intent.phrase(self.previews.len()))
    }

    /// Why the journal cannot be written, where it cannot: the answer is then also a consent to that.
    pub fn unwritten(&self) -> Option<&str> {
        self.previews.iter().find_map(|p| p.unwritten.as_deref())
    }

    /// What is asked, and of whom: `roll back` and `lab-admin ▸ iot-prod ▸ Deployment web`, or `restart` and `3 objects in iot-prod of
    /// lab-admin`.
    pub fn title(&self) -> (&'static str, String) {
        let intents: Vec<&Intent> = self.previews.iter().map(|p| &p.intent).collect();
        title(&intents)
    }
}

/// A verb and whom it is for.
pub fn title(intents: &[&Intent]) -> (&'static str, String) {
    match intents {
        [one] => (one.change.verb(), one.target.place()),
        [first, ..] => {
            let same = intents.iter().all(|i| i.target.namespace == first.target.namespace && !first.target.namespace.is_empty());
            let place = if same { format!("in {} ", first.target.namespace) } else { String::new() };
            (first.change.verb(), format!("{} objects {place}of {}", intents.len(), first.target.context))
        }
        [] => ("", String::new()),
    }
}

impl State {
    /// Has changes looked at: permission, dry run, what they touch. The answers open the question.
    pub(in crate::app) fn look_at_changes(&mut self, changes: Vec<(Target, Change)>, effects: &mut Vec<Effect>) {
        let waiting = self.looking_at(changes, effects);
        self.open_view(waiting);
    }

    /// As [`State::look_at_changes`], of intents that are made already.
    pub(in crate::app) fn look_at_intents(&mut self, intents: Vec<Intent>, effects: &mut Vec<Effect>) {
        let waiting = self.looking_at_intents(intents, effects);
        self.open_view(waiting);
    }

    /// As [`State::look_at_changes`], and gives what waits for the answers: for the place of the form that asked. Where a guard rule forbids
    /// it, which is said, that is nothing.
    pub(in crate::app) fn looking_at(&mut self, changes: Vec<(Target, Change)>, effects: &mut Vec<Effect>) -> Option<Mode> {
        let intents = changes.into_iter().map(|(target, change)| Intent::new(self.fresh_id(), target, change)).collect();
        self.looking_at_intents(intents, effects)
    }

    /// As [`State::looking_at`], of intents that are made already.
    pub(in crate::app) fn looking_at_intents(&mut self, intents: Vec<Intent>, effects: &mut Vec<Effect>) -> Option<Mode> {
        let decision = self.decide(intents.iter().map(Intent::subject), intents.len());
        if decision.ask == Ask::Deny {
            self.forbidden_by_rule(&decision, intents.first());
            return None;
        }
        let session = self.cluster.session;
        effects.extend(intents.iter().map(|i| Effect::Preview(session, i.clone())));
        let answers = vec![None; intents.len()];
        Some(Mode::Waiting(Waiting { session, intents, answers, since: self.now }))
    }

    fn forbidden_by_rule(&mut self, decision: &Decision, intent: Option<&Intent>) {
        let why = decision.why.as_deref().unwrap_or("denied by a guard rule");
        let what = intent.map_or_else(String::new, |i| format!(" — cannot {} {}", i.change.verb(), i.target));
        let text = format!("{why}{what}");
        match intent {
            Some(intent) => self.messages.say_about(self.now, Level::Error, text, &intent.target),
            None => self.messages.say(self.now, Level::Error, text),
        }
    }

    /// The answer to a look: the question takes the place of what waits, wherever that stands. One that was abandoned finds nobody waiting
    /// and is dropped: nothing was sent.
    pub(in crate::app) fn previewed(&mut self, id: u64, answer: Result<Box<Preview>, String>, effects: &mut Vec<Effect>) {
        let Some((waiting, at)) = self.views.iter_mut().find_map(|mode| waits_for(mode, id)) else { return };
        waiting.answers[at] = Some(answer.map(|p| *p));
        if waiting.answers.iter().any(Option::is_none) {
            return;
        }
        let (session, intents, answers) = (waiting.session, waiting.intents.clone(), waiting.answers.split_off(0));
        let question = self.question_of(session, intents, answers.into_iter().flatten(), effects);
        let meant = |mode: &Mode| matches!(mode, Mode::Waiting(w) if w.intents.iter().any(|i| i.id == id));
        self.views.swap(meant, question.map(Mode::Question));
    }

    /// The question that the answers to a look lead to; `None` where nothing of it can be done, or nothing is asked.
    fn question_of(
        &mut self,
        session: SessionId,
        intents: Vec<Intent>,
        answers: impl Iterator<Item = Result<Preview, String>>,
        effects: &mut Vec<Effect>,
    ) -> Option<Question> {
        let (mut previews, mut refused) = (Vec::new(), Vec::new());
        for (intent, answer) in intents.into_iter().zip(answers) {
            match answer {
                Ok(preview) => previews.push(preview),
                Err(reason) => refused.push((intent, reason)),
            }
        }
        for (intent, reason) in &refused {
            let text = format!("{reason} — cannot {} {}", intent.change.verb(), intent.target);
            self.messages.say_about(self.now, Level::Error, text, &intent.target);
        }
        if previews.is_empty() {
            return None;
        }
        let mut decision = self.decide(previews.iter().flat_map(Preview::subjects), previews.len());
        // What only the look could tell: a drain that takes pods from where it is not allowed.
        if decision.ask == Ask::Deny {
            effects.push(Effect::Forget(session, previews.iter().map(|p| p.intent.id).collect()));
            self.forbidden_by_rule(&decision, previews.first().map(|p| &p.intent));
            return None;
        }
        // PROD stands in the frame of every question; that the name alone makes it so is told once.
        if decision.by_name
            && let Some(why) = &decision.why
        {
            if self.told_named.contains(why) {
                decision.why = None;
            } else {
                self.told_named.push(why.clone());
            }
        }
        let question = Question {
            session,
            previews,
            refused,
            decision,
            field: Field::default(),
            mistyped: false,
            shown: None,
            pager: Pager::default(),
            laid: None,
            revealed: false,
        };
        // Where the rules ask nothing and there is nothing to tell, it is sent at once.
        if question.decision.ask == Ask::None && question.refused.is_empty() && question.unwritten().is_none() {
            let consent = Consent { count: question.previews.len(), ..Consent::default() };
            self.carry_out(question.previews, &consent, session, effects);
            return None;
        }
        Some(question)
    }

    pub(in crate::app) fn question_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> Next {
        let Some(Mode::Question(question)) = self.views.top_mut() else { return Next::Stay };
        let leave = key.code == Code::Esc || key == Key::ctrl('c');
        let early = !question.takes_answers(self.now);
        match (question.decision.ask, key.code) {
            _ if leave => return self.left_as_it_is(effects),
            _ if key == Key::ctrl('x') => self.revealed = !self.revealed,
            (_, Code::Down | Code::Up) => question.pager.step(if key.code == Code::Down { 1 } else { -1 }),
            (_, Code::PageDown | Code::PageUp) => question.pager.page(key.code == Code::PageDown),
            _ if early => {}
            (Ask::None | Ask::Yes, _) if matches!(key.typed(), Some('y' | 'Y')) => return self.agreed(None, effects),
            (Ask::None | Ask::Yes, _) if matches!(key.typed(), Some('n' | 'N')) => return self.left_as_it_is(effects),
            (Ask::Name, Code::Enter) if question.field.text() == question.phrase() => {
                let typed = question.field.text().to_owned();
                return self.agreed(Some(typed), effects);
            }
            (Ask::Name, Code::Enter) => question.mistyped = true,
            (Ask::Name, _) => {
                question.mistyped = false;
                if !question.field.key(key) {
                    self.only_these(key, "type the name, then Enter; Esc cancels");
                }
            }
            // Any other key answers nothing, so that one pressed in haste cannot.
            (Ask::None | Ask::Yes | Ask::Deny, _) => self.only_these(key, "y or n; Esc cancels"),
        }
        Next::Stay
    }

    /// The question is answered with yes.
    fn agreed(&mut self, typed: Option<String>, effects: &mut Vec<Effect>) -> Next {
        let Some(Mode::Question(question)) = self.views.top_mut() else { return Next::Stay };
        let unwritten = question.unwritten().is_some();
        let (session, previews) = (question.session, question.previews.split_off(0));
        let consent = Consent { yes: true, typed, unwritten, count: previews.len() };
        self.carry_out(previews, &consent, session, effects);
        Next::Close
    }

    fn left_as_it_is(&mut self, effects: &mut Vec<Effect>) -> Next {
        let Some(Mode::Question(question)) = self.views.top() else { return Next::Stay };
        effects.push(Effect::Forget(question.session, question.previews.iter().map(|p| p.intent.id).collect()));
        self.messages.say(self.now, Level::Info, "Cancelled; nothing changed");
        Next::Close
    }
}

/// What waits for the answer to a change, and the place of that among its changes.
fn waits_for(mode: &mut Mode, id: u64) -> Option<(&mut Waiting, usize)> {
    let Mode::Waiting(waiting) = mode else { return None };
    let at = waiting.intents.iter().position(|i| i.id == id)?;
    Some((waiting, at))
}
