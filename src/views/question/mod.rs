//! Changes wait for their confirmation: the targets are named whole. Several marked rows are one question.

pub mod draw;
mod keys;
mod plan;
mod then;
pub mod told;

pub use keys::QuestionKey;

use crate::app::changes::title;
use crate::app::desk::{self, Desk};
use crate::app::field::Field;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::pager::Pager;
use crate::app::promotion::Proposal;
use crate::app::room::{Frame, Room};
use crate::app::text::{Act, AskText, OwnText};
use crate::app::wish::Wish;
use crate::command::Over;
use crate::model::change::reason::{Refusal, TerminalReason};
use crate::model::change::{Change, Consent, Intent, Preview, Reason, Then};
use crate::model::guard::{Ask, Decision};
use crate::model::own;
use crate::model::ruling::Why;
use crate::model::{Lang, SessionId, Time, Words};

/// How long a question stands before an answer is taken, in milliseconds: what was typed ahead is not meant for it.
pub const UNANSWERED_MS: i64 = 300;

/// Changes that wait for their confirmation.
#[derive(Clone, Debug)]
pub struct View {
    /// The session in which the changes were looked at: they are sent in no other.
    pub session: SessionId,
    /// What was looked at, one for each change that is possible.
    pub previews: Vec<Preview>,
    /// Those that are not, and why.
    pub refused: Vec<(Intent, Reason)>,
    /// The plan that they are the steps of.
    pub plan: Option<Box<Proposal>>,
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
    /// The keys that answer with yes and that show what may be secret.
    keys: (String, String),
    /// What is to follow by itself.
    pub then: Then,
}

impl View {
    /// Whether an answer is taken: it has been on the screen for as long as it takes to see it.
    pub fn takes_answers(&self, now: Time) -> bool {
        self.shown.is_some_and(|at| now.since(at) >= UNANSWERED_MS)
    }

    /// What must be typed where a name is asked for.
    pub fn phrase(&self) -> String {
        self.previews.first().map_or_else(String::new, |p| p.intent.phrase(self.previews.len()))
    }

    /// Why the journal cannot be written, where it cannot: the answer is then also a consent to that.
    pub fn unwritten(&self) -> Option<&Reason> {
        self.previews.iter().find_map(|p| p.unwritten.as_ref())
    }

    /// What is asked, and of whom: `roll back` and `lab-admin ▸ iot-prod ▸ Deployment web`, or `restart` and `3 objects in iot-prod of
    /// lab-admin`.
    pub fn title(&self, lang: Lang) -> (Words, String) {
        let intents: Vec<&Intent> = self.previews.iter().map(|p| &p.intent).collect();
        self.plan.as_ref().map_or_else(|| title(&intents, lang), |plan| plan.title())
    }
}

/// Of a command whose program is not on this machine: which that is, and what would be typed where it is.
fn absent(intent: &Intent, reason: &Reason) -> Option<(String, String)> {
    let (Change::Command { argv, variables, .. }, Reason::Terminal(TerminalReason::NoSuch(program))) = (&intent.change, reason)
    else {
        return None;
    };
    Some((program.clone(), own::line(variables, argv)))
}

/// The question that the answers to a look lead to; none where nothing of it can be done, or nothing is asked.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Confirm { session, previews, refused, plan } = wish else { return None };
    for (intent, reason) in refused {
        if let (Some(undone), Reason::Refusal(Refusal::NotRemembered)) = (intent.undoes, reason) {
            desk.asks.push(desk::Ask::LetStand(undone));
        }
        if let Some((program, line)) = absent(intent, reason).filter(|_| refused.len() == 1) {
            let told = OwnText::NotThere(program, line.clone()).into();
            desk.effects.push(Effect::CopyLine(line, told));
            continue;
        }
        let text = AskText::Cannot(Act::of(intent), reason.clone().into());
        desk.messages.say_about(desk.now, Level::Error, text, &intent.target);
    }
    if previews.is_empty() {
        return None;
    }
    let mut decision = desk.decide(previews.iter().flat_map(Preview::subjects), previews.len());
    decision.ask = decision.ask.max(previews.iter().map(Preview::least).max().unwrap_or(Ask::None));
    // What only the look could tell: a drain that takes pods from where it is not allowed.
    if decision.ask == Ask::Deny {
        desk.effects.push(Effect::Forget(*session, previews.iter().map(|p| p.intent.id).collect()));
        desk.forbidden_by_rule(&decision, previews.first().map(|p| &p.intent));
        return None;
    }
    // PROD stands in the frame of every question; that the name alone makes it so is told once.
    if let Some(Why::Named(name)) = &decision.why {
        if desk.told_named.contains(name) {
            decision.why = None;
        } else {
            desk.told_named.push(name.clone());
        }
    }
    let view = View {
        session: *session,
        previews: previews.clone(),
        refused: refused.clone(),
        plan: plan.clone(),
        decision,
        field: Field::default(),
        mistyped: false,
        shown: None,
        pager: Pager::default(),
        laid: None,
        revealed: false,
        keys: <(String, String)>::default(),
        then: Then::Nothing,
    };
    // Where the rules ask nothing and there is nothing to tell, it is sent at once.
    // A stream that warns of something is asked about everywhere: what is typed next would reach the container's own program, a container
    // for debugging stays, others could reach the port. Nobody has been told yet.
    let tells = view.previews.iter().any(|p| p.intent.change.spec().stream.is_some() && !p.warnings.is_empty());
    if view.decision.ask == Ask::None && view.refused.is_empty() && view.unwritten().is_none() && !tells && view.plan.is_none() {
        let consent = Consent { count: view.previews.len(), ..Consent::default() };
        desk.asks.push(desk::Ask::CarryOut(*session, view.previews, consent));
        return None;
    }
    Some(Box::new(view))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        self.title(lang).0.of(lang).into()
    }

    fn types(&self) -> bool {
        self.decision.ask == Ask::Name
    }

    fn over(&self) -> Over {
        Over::Form
    }

    fn reveals(&self) -> bool {
        true
    }

    fn intents(&self) -> Vec<u64> {
        self.previews.iter().map(|p| p.intent.id).collect()
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        self.lay_into(frame);
    }

    /// One that lies below something else is not seen.
    fn drawn(&mut self, now: Time, on_top: bool) {
        self.shown = if on_top { self.shown.or(Some(now)) } else { None };
    }

    /// It says when it takes an answer.
    fn wakes_at(&self) -> Option<Time> {
        self.shown.map(|at| at.plus(UNANSWERED_MS))
    }

    fn paste(&mut self, text: &str, desk: &mut Desk<'_>) {
        if self.types() && self.takes_answers(desk.now) {
            self.field.paste(text.trim());
        }
    }
}
