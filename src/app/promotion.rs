//! Promotion as values: what is proposed, and the plan that is carried out, step by step.

use super::text::Text;
use crate::model::change::{Change, Consent, Intent};
use crate::model::promotion::{Left, Notice, PlanNote, Route, Step, StepNote};
use crate::model::revision::Difference;
use crate::model::{Name, SessionId, Time, Words};

/// A plan that is looked at and asked about: its changes stand beside it, in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// The session of the environment that it goes to.
    pub session: SessionId,
    /// From where to where.
    pub route: Route,
    /// Whether it takes another one back.
    pub back: bool,
    /// What is to be known of single steps.
    pub steps: Vec<Step>,
    /// What is not moved, and why.
    pub left: Vec<Left>,
    /// What is to be known of it as a whole.
    pub notices: Vec<Notice>,
}

impl Proposal {
    /// What is asked, and from where to where.
    pub fn title(&self) -> (Words, String) {
        let verb = if self.back { Words::new("take back", "撤回") } else { Words::new("promote", "晋级") };
        let Route { from, to } = &self.route;
        let place = if from.context == to.context { format!("{} ▸ {}", to.context, self.route) } else { self.route.to_string() };
        (verb, place)
    }
}

/// How far a plan has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// It is being written down.
    Begins,
    /// One step after the other.
    Runs,
    /// The step of this index has stopped it.
    Stopped(usize),
    /// All steps have come to a good end, at that time.
    Done(Time),
    /// The journal has it, from an earlier run, without an end.
    Found,
}

/// How far a step has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StepPhase {
    /// It has not been sent.
    Waits,
    /// It is looked at again; whether it was sent before, and no answer came.
    Looks(bool),
    /// It was sent, and is followed with the other changes.
    Sent,
    /// It was sent, and no answer came.
    Unsure(Box<Text>),
    /// It is available.
    Done,
    /// It has stopped the plan, and why; whether it has become available since.
    Failed(Box<Text>, bool),
}

/// What its user wants of a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlanWish {
    /// No further step is sent.
    Stop,
    /// It goes on, where the step that stopped it is available by now; else what is left of it is asked about anew.
    GoOn,
    /// What was moved goes back, the last one first.
    TakeBack,
}

/// A step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanStep {
    /// The change; its number is that of the last look at it.
    pub intent: Intent,
    /// What would differ, as it was confirmed.
    pub confirmed: Vec<Difference>,
    /// How far it is.
    pub phase: StepPhase,
    /// Whether its images were taken.
    pub moved: bool,
    /// Whether the answer that it was taken is remembered, so that it can be taken back as it was.
    pub remembered: bool,
    /// Since when it has not got on.
    pub ails: Option<Time>,
}

impl PlanStep {
    /// It, before anything has come of it.
    pub const fn new(intent: Intent, confirmed: Vec<Difference>) -> Self {
        Self { intent, confirmed, phase: StepPhase::Waits, moved: false, remembered: false, ails: None }
    }
}

/// A plan that was agreed to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Promotion {
    /// The number of its question.
    pub id: u64,
    /// Its entry in the journal; empty for none.
    pub entry: Name,
    /// From where to where.
    pub route: Route,
    /// Whether it takes another one back.
    pub back: bool,
    /// The steps, in their order.
    pub steps: Vec<PlanStep>,
    /// The one answer, which counts for each of them.
    pub consent: Consent,
    /// How far it is.
    pub stage: Stage,
    /// When it was begun.
    pub began: Time,
    /// Before which time nothing is asked again, and how often there was no answer.
    pub(super) again: (Time, u32),
    /// Whether it was said that it waits for the server.
    pub(super) waits: bool,
}

impl Promotion {
    /// One that was agreed to.
    pub(super) fn new(id: u64, proposal: &Proposal, steps: Vec<PlanStep>, consent: Consent, now: Time) -> Self {
        Self {
            id,
            entry: Name::default(),
            route: proposal.route.clone(),
            back: proposal.back,
            steps,
            consent,
            stage: Stage::Begins,
            began: now,
            again: (now, 0),
            waits: false,
        }
    }

    /// Whether it is under way.
    pub const fn runs(&self) -> bool {
        matches!(self.stage, Stage::Begins | Stage::Runs)
    }

    /// The index of the step that it is at; none where all are done.
    pub fn at(&self) -> Option<usize> {
        self.steps.iter().position(|step| step.phase != StepPhase::Done)
    }

    /// Steps that are done.
    pub fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.phase == StepPhase::Done).count()
    }

    /// Whether the step that stopped it has become available since.
    pub fn can_go_on(&self) -> bool {
        let Stage::Stopped(at) = self.stage else { return false };
        self.steps.get(at).is_some_and(|step| matches!(step.phase, StepPhase::Failed(_, true)))
    }

    /// What the journal has of it.
    pub(super) fn note(&self) -> PlanNote {
        let step = |step: &PlanStep| {
            let target = &step.intent.target;
            let swaps = if let Change::SetImages { swaps } = &step.intent.change { swaps.clone() } else { Vec::new() };
            StepNote { kind: target.resource.kind.clone(), name: target.name.clone(), uid: target.uid.to_string(), swaps }
        };
        PlanNote { route: self.route.clone(), back: self.back, steps: self.steps.iter().map(step).collect() }
    }
}
