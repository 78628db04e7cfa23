//! A plan that was agreed to is carried out: each step is looked at again, sent, and followed until it is available; the first that fails, or
//! does not get on, stops it. While the server does not answer it waits, and then looks where it stands.

use crate::app::left::of_context;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::promotion::{PlanStep, Promotion, Proposal, Stage, StepPhase};
use crate::app::rollouts::{Phase, Rollout};
use crate::app::state::State;
use crate::app::text::{ChangeText, PromotionText, Text};
use crate::app::wish::Wish;
use crate::command::Command;
use crate::model::change::{Consent, Intent, Part, Preview, Reason};
use crate::model::feed::LinkState;
use crate::model::promotion::PlanEnd;
use crate::model::workload_health::State as Health;
use crate::model::{Name, SessionId, human_duration};

/// How long a step may be stuck before it stops the plan, in milliseconds: what the pods before it have left behind may stand for a moment.
const STUCK_MS: i64 = 5_000;
/// How long is waited before a look that was not answered is made again, in milliseconds; each time twice as long, up to [`MOST_MS`].
const AGAIN_MS: i64 = 1_000;
const MOST_MS: i64 = 30_000;
/// How often a look is made again while the server is there and does not answer it.
const TRIES: u32 = 8;

impl State {
    /// The question about a plan was answered with yes.
    pub(in crate::app) fn promote(
        &mut self,
        previews: Vec<Preview>,
        consent: Consent,
        proposal: &Proposal,
        effects: &mut Vec<Effect>,
    ) {
        self.panes.workloads.unmark();
        self.panes.pods.unmark();
        // Each is looked at again before it is sent.
        effects.push(Effect::Forget(proposal.session, previews.iter().map(|p| p.intent.id).collect()));
        self.leave_promotion(effects);
        let steps = previews.into_iter().map(|p| PlanStep::new(p.intent, p.differences)).collect();
        let promotion = Promotion::new(self.fresh_id(), proposal, steps, consent, self.now);
        effects.push(Effect::BeginPlan(proposal.session, promotion.id, Box::new(promotion.note()), promotion.consent.clone()));
        self.promotion = Some(promotion);
        self.open(&Wish::Command(Command::Promotion), effects);
    }

    /// The plan was written down, or could not be.
    pub(in crate::app) fn plan_begun(&mut self, id: u64, answer: Result<Name, Reason>, effects: &mut Vec<Effect>) {
        let Some(p) = self.promotion.as_mut().filter(|p| p.id == id) else { return };
        match (answer, &p.stage) {
            (Ok(entry), Stage::Begins) => (p.entry, p.stage) = (entry, Stage::Runs),
            // It was stopped before it was written down.
            (Ok(entry), Stage::Runs | Stage::Stopped(_) | Stage::Done(_) | Stage::Found) => {
                p.entry = entry;
                let reason = Reason::Words(PromotionText::ByUser.to_string());
                self.end_plan(PlanEnd::Stopped { step: 1, reason }, effects);
            }
            (Err(reason), Stage::Begins) => self.stop_promotion(0, reason.into(), effects),
            (Err(_), Stage::Runs | Stage::Stopped(_) | Stage::Done(_) | Stage::Found) => {}
        }
    }

    /// Whether an answer to a look is waited for by a plan, or by a question about one: its cluster may be in a tab behind.
    pub(in crate::app) fn awaits_plan(&self, session: SessionId, id: u64) -> bool {
        let looks = self.promotion.as_ref().is_some_and(|p| p.steps.iter().any(|s| s.intent.id == id));
        looks || self.views.iter().any(|room| room.awaits() == Some(session) && room.intents().contains(&id))
    }

    /// Carries the plan on as far as that goes now.
    pub(in crate::app) fn follow_promotion(&mut self, effects: &mut Vec<Effect>) {
        self.say_link();
        while self.promotion_goes(effects) {}
    }

    /// Says that it waits while its server does not answer, and that it goes on.
    fn say_link(&mut self) {
        let Some(p) = self.promotion.as_ref().filter(|p| p.stage == Stage::Runs) else { return };
        let Some(cluster) = of_context(&self.cluster, &self.left, &p.route.to.context) else { return };
        let (down, route) = (matches!(cluster.store.link(), LinkState::Down { .. }), Box::new(p.route.clone()));
        if down == p.waits {
            return;
        }
        let (level, text) =
            if down { (Level::Warn, PromotionText::LinkDown(route)) } else { (Level::Info, PromotionText::LinkUp(route)) };
        if let Some(p) = &mut self.promotion {
            (p.waits, p.again) = (down, (self.now, 0));
        }
        self.messages.say(self.now, level, text);
    }

    /// One move; whether another may follow.
    fn promotion_goes(&mut self, effects: &mut Vec<Effect>) -> bool {
        let Some(p) = &self.promotion else { return false };
        match p.stage {
            Stage::Begins | Stage::Done(_) | Stage::Found => return false,
            Stage::Stopped(at) => {
                self.look_at_stopped(at);
                return false;
            }
            Stage::Runs => {}
        }
        let Some(at) = p.at() else {
            self.promotion_done(effects);
            return false;
        };
        match &p.steps[at].phase {
            StepPhase::Waits => self.look_at_step(at, false, effects),
            StepPhase::Unsure(_) => self.look_at_step(at, true, effects),
            StepPhase::Sent => self.follow_step(at, effects),
            StepPhase::Looks(_) | StepPhase::Done | StepPhase::Failed(..) => false,
        }
    }

    /// Looks at a step as it is now, where the server is there.
    fn look_at_step(&mut self, at: usize, unsure: bool, effects: &mut Vec<Effect>) -> bool {
        let Some(p) = &self.promotion else { return false };
        let context = p.route.to.context.clone();
        let Some(cluster) = of_context(&self.cluster, &self.left, &context) else {
            self.stop_promotion(at, PromotionText::NotOpen(context).into(), effects);
            return false;
        };
        if !matches!(cluster.store.link(), LinkState::Up { .. }) || self.now < p.again.0 {
            return false;
        }
        let session = cluster.session;
        let id = self.fresh_id();
        let Some(p) = &mut self.promotion else { return false };
        let (plan, of) = (p.entry.clone(), p.steps.len());
        let Some(step) = p.steps.get_mut(at) else { return false };
        step.intent.id = id;
        step.intent.part = Some(Part { plan, step: at + 1, of });
        step.phase = StepPhase::Looks(unsure);
        effects.push(Effect::Preview(session, step.intent.clone()));
        false
    }

    /// The answer to such a look; `false` where it is for somebody else.
    pub(in crate::app) fn step_previewed(
        &mut self,
        session: SessionId,
        id: u64,
        answer: &Result<Box<Preview>, Reason>,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let Some(p) = &mut self.promotion else { return false };
        let Some(at) = p.steps.iter().position(|s| s.intent.id == id) else { return false };
        let StepPhase::Looks(unsure) = p.steps[at].phase else { return true };
        // Nothing of one cluster is taken for another's.
        if of_context(&self.cluster, &self.left, &p.route.to.context).is_none_or(|c| c.session != session) {
            return true;
        }
        let step = &p.steps[at];
        match answer {
            Err(Reason::Trouble(_)) if p.again.1 < TRIES => {
                let tries = p.again.1 + 1;
                p.again = (self.now.plus((AGAIN_MS << tries.min(6)).min(MOST_MS)), tries);
                let unknown = || StepPhase::Unsure(Box::new(PromotionText::NoAnswer.into()));
                p.steps[at].phase = if unsure { unknown() } else { StepPhase::Waits };
            }
            Err(reason) => self.stop_promotion(at, reason.clone().into(), effects),
            Ok(preview) if unsure && preview.differences.is_empty() => self.adopt_step(session, at, preview),
            Ok(_) if step.moved => self.stop_promotion(at, PromotionText::Replaced.into(), effects),
            Ok(preview) if preview.differences != step.confirmed => {
                effects.push(Effect::Forget(session, vec![id]));
                self.stop_promotion(at, PromotionText::Differs.into(), effects);
            }
            Ok(preview) => self.send_step(session, at, preview, effects),
        }
        true
    }

    fn send_step(&mut self, session: SessionId, at: usize, preview: &Preview, effects: &mut Vec<Effect>) {
        let Some(p) = &mut self.promotion else { return };
        let Some(step) = p.steps.get_mut(at) else { return };
        p.again = (self.now, 0);
        (step.phase, step.ails) = (StepPhase::Sent, None);
        step.intent = preview.intent.clone();
        // All of it is taken back together.
        let (group, consent) = (p.id, p.consent.clone());
        self.send_change(preview.clone(), group, &consent, session, effects);
    }

    /// It was sent without an answer, and its images are there: it is followed from here.
    fn adopt_step(&mut self, session: SessionId, at: usize, preview: &Preview) {
        let Some(step) = self.promotion.as_mut().and_then(|p| p.steps.get_mut(at)) else { return };
        step.intent = preview.intent.clone();
        (step.phase, step.moved, step.ails) = (StepPhase::Sent, true, None);
        let intent = preview.intent.sent();
        self.changes.adopt(Rollout::following(intent, preview.generation, session, self.now));
    }

    /// How a step that was sent goes.
    fn follow_step(&mut self, at: usize, effects: &mut Vec<Effect>) -> bool {
        let Some(step) = self.promotion.as_mut().and_then(|p| p.steps.get_mut(at)) else { return false };
        let Some(rollout) = self.changes.all().iter().find(|r| r.intent.id == step.intent.id) else {
            if self.changes.all().iter().any(|r| r.intent.target == step.intent.target) {
                self.stop_promotion(at, PromotionText::Replaced.into(), effects);
                return false;
            }
            // Its session was left: it is looked for anew.
            step.phase = StepPhase::Unsure(Box::new(PromotionText::NoAnswer.into()));
            return true;
        };
        match &rollout.phase {
            Phase::Sending | Phase::Leaving(_) => false,
            Phase::Done(_) => {
                step.remembered |= !step.moved;
                (step.phase, step.moved) = (StepPhase::Done, true);
                true
            }
            Phase::Failed(Text::Change(ChangeText::UnknownWhether(why))) => {
                step.phase = StepPhase::Unsure(why.clone());
                true
            }
            Phase::Failed(why) => {
                let why = why.clone();
                self.stop_promotion(at, why, effects);
                false
            }
            Phase::Following(generation) => {
                let generation = *generation;
                step.remembered |= !step.moved;
                step.moved = true;
                self.judge_step(at, generation, effects);
                false
            }
        }
    }

    /// Stops where the rollout of a step does not get on.
    fn judge_step(&mut self, at: usize, generation: i64, effects: &mut Vec<Effect>) {
        let Some(p) = &mut self.promotion else { return };
        let Some(cluster) = of_context(&self.cluster, &self.left, &p.route.to.context) else { return };
        let Some(step) = p.steps.get_mut(at) else { return };
        let Some(w) = cluster.store.workload(&step.intent.target.uid) else { return };
        // What is not known to be so now says nothing.
        if !matches!(cluster.store.link(), LinkState::Up { .. }) || w.observed < generation {
            return;
        }
        let health = cluster.store.health(w, cluster.time(self.now));
        let ails = match health.state {
            Health::Stuck | Health::Failed | Health::BadRelease => Some(Text::from(health.why)),
            Health::Paused => Some(PromotionText::Paused.into()),
            Health::Degraded
            | Health::Progressing
            | Health::Missed
            | Health::Running
            | Health::Suspended
            | Health::Healthy
            | Health::Active
            | Health::Complete
            | Health::Idle
            | Health::FailedLongAgo => None,
        };
        let Some(why) = ails else {
            step.ails = None;
            return;
        };
        let since = *step.ails.get_or_insert(self.now);
        if self.now.since(since) >= STUCK_MS {
            self.stop_promotion(at, why, effects);
        }
    }

    /// Whether the step that has stopped it has become available after all.
    fn look_at_stopped(&mut self, at: usize) {
        let Some(p) = &mut self.promotion else { return };
        let route = Box::new(p.route.clone());
        let Some(step) = p.steps.get_mut(at) else { return };
        let (id, name) = (step.intent.id, step.intent.target.name.clone());
        let StepPhase::Failed(_, again @ false) = &mut step.phase else { return };
        if self.changes.all().iter().any(|r| r.intent.id == id && matches!(r.phase, Phase::Done(_))) {
            *again = true;
            let text = PromotionText::ReadyAfterAll(route, name, Command::Promotion.entry().name);
            self.messages.say(self.now, Level::Info, text);
        }
    }

    /// Stops the plan at a step.
    pub(super) fn stop_promotion(&mut self, at: usize, why: Text, effects: &mut Vec<Effect>) {
        let Some(p) = &mut self.promotion else { return };
        let (route, of) = (Box::new(p.route.clone()), p.steps.len());
        let Some(step) = p.steps.get_mut(at) else { return };
        step.phase = StepPhase::Failed(Box::new(why.clone()), false);
        p.stage = Stage::Stopped(at);
        let name = step.intent.target.name.clone();
        self.end_plan(PlanEnd::Stopped { step: at + 1, reason: Reason::Words(why.to_string()) }, effects);
        let text = PromotionText::Stopped {
            route,
            step: (at + 1, of),
            name,
            why: Box::new(why),
            moved: self.moved_steps().len(),
            command: Command::Promotion.entry().name,
        };
        self.messages.say(self.now, Level::Error, text);
    }

    fn promotion_done(&mut self, effects: &mut Vec<Effect>) {
        let now = self.now;
        let Some(p) = &mut self.promotion else { return };
        p.stage = Stage::Done(now);
        let took = human_duration(now.since(p.began));
        let text = PromotionText::AllDone { route: Box::new(p.route.clone()), count: p.steps.len(), took, back: p.back };
        self.end_plan(PlanEnd::Done, effects);
        self.messages.say(now, Level::Good, text);
    }

    /// Writes down how the plan ended.
    pub(super) fn end_plan(&self, end: PlanEnd, effects: &mut Vec<Effect>) {
        let Some(p) = self.promotion.as_ref().filter(|p| !p.entry.is_empty()) else { return };
        let cluster = of_context(&self.cluster, &self.left, &p.route.to.context).unwrap_or(&self.cluster);
        effects.push(Effect::EndPlan(cluster.session, p.entry.clone(), end));
    }

    /// Another plan comes in the place of the one before: what of that was not finished its user knows.
    fn leave_promotion(&mut self, effects: &mut Vec<Effect>) {
        if self.promotion.as_ref().is_some_and(|p| p.stage == Stage::Found) {
            self.end_plan(PlanEnd::Left, effects);
        }
        self.promotion = None;
    }

    /// The changes of the plan that were taken: by which their objects are held to be moved.
    pub(super) fn moved_steps(&self) -> Vec<Intent> {
        let Some(p) = &self.promotion else { return Vec::new() };
        let moved = |step: &&PlanStep| match p.stage {
            Stage::Found => self.has_images(&step.intent),
            Stage::Begins | Stage::Runs | Stage::Stopped(_) | Stage::Done(_) => step.moved,
        };
        p.steps.iter().filter(moved).map(|step| step.intent.clone()).collect()
    }
}
