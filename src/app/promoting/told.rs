//! Where a plan and its steps stand, in words.

use crate::app::left::of_context;
use crate::app::promotion::{PlanStep, Promotion, Stage, StepPhase};
use crate::app::rollouts::Phase;
use crate::app::state::State;
use crate::app::text::{PromotionText, Text};
use crate::model::change::Change;
use crate::model::feed::LinkState;
use crate::model::health::Mood;
use crate::model::human_duration;

impl State {
    /// Where the plan stands.
    pub fn promotion_told(&self, p: &Promotion) -> (Mood, Text) {
        let of = p.steps.len();
        let (mood, text) = match p.stage {
            Stage::Begins => (Mood::Busy, PromotionText::Begins),
            Stage::Runs => {
                let link = of_context(&self.cluster, &self.left, &p.route.to.context).map(|c| c.store.link());
                match link {
                    Some(LinkState::Down { since, .. }) => (Mood::Busy, PromotionText::WaitsSince(self.clock(*since))),
                    Some(LinkState::Up { .. } | LinkState::Connecting) | None => {
                        let took = human_duration(self.now.since(p.began));
                        (Mood::Busy, PromotionText::Goes { step: (p.done() + 1, of), took })
                    }
                }
            }
            Stage::Stopped(at) if p.can_go_on() => (Mood::Busy, PromotionText::StoppedReady((at + 1, of))),
            Stage::Stopped(at) => (Mood::Unwell, PromotionText::StoppedAt((at + 1, of), self.moved_steps().len())),
            Stage::Done(at) => (Mood::Well, PromotionText::Took(human_duration(at.since(p.began)))),
            Stage::Found => (Mood::Busy, PromotionText::Found { ago: p.began.age(self.now), moved: self.moved_steps().len(), of }),
        };
        (mood, text.into())
    }

    /// Where a step of it stands.
    pub fn step_told(&self, p: &Promotion, step: &PlanStep) -> (Mood, Text) {
        let (mood, text) = match &step.phase {
            StepPhase::Waits if p.stage == Stage::Found => return self.found_told(step),
            StepPhase::Waits if p.runs() => (Mood::Idle, PromotionText::Waits),
            StepPhase::Waits => (Mood::Idle, PromotionText::NotSent),
            StepPhase::Looks(_) => (Mood::Busy, PromotionText::Looks),
            StepPhase::Unsure(why) => (Mood::Busy, PromotionText::Unsure(why.clone())),
            StepPhase::Done => (Mood::Well, PromotionText::Available),
            StepPhase::Failed(_, true) => (Mood::Well, PromotionText::AvailableAfterAll),
            StepPhase::Failed(why, false) => return (Mood::Unwell, (**why).clone()),
            StepPhase::Sent => {
                let rollout = self.changes.all().iter().find(|r| r.intent.id == step.intent.id);
                return match rollout {
                    Some(rollout) if !matches!(rollout.phase, Phase::Done(_)) => {
                        let line = self.rollout_line(rollout);
                        (line.mood, line.words)
                    }
                    Some(_) | None => (Mood::Busy, PromotionText::Looks.into()),
                };
            }
        };
        (mood, text.into())
    }

    /// Where a step of an earlier run stands, by the images that are there now.
    fn found_told(&self, step: &PlanStep) -> (Mood, Text) {
        let Some(has) = self.images_of(&step.intent) else { return (Mood::Unknown, PromotionText::NotSeen.into()) };
        if self.has_images(&step.intent) {
            return (Mood::Well, PromotionText::HasThem.into());
        }
        let swaps = if let Change::SetImages { swaps } = &step.intent.change { swaps.as_slice() } else { &[] };
        let before =
            swaps.iter().all(|s| has.iter().any(|(c, init, image)| *c == s.container && *init == s.init && *image == s.from));
        let text = if before { PromotionText::HasOld } else { PromotionText::HasOther };
        (Mood::Idle, text.into())
    }
}
