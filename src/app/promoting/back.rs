//! What becomes of a plan by its user's hand: it is stopped, goes on, is taken back, is let be.

use crate::app::left::of_context;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::promotion::{PlanWish, Promotion, Stage, StepPhase};
use crate::app::state::State;
use crate::app::text::PromotionText;
use crate::model::change::{Change, Intent};
use crate::model::promotion::PlanEnd;

impl State {
    /// Does what is wanted of the plan, or says why that cannot be.
    pub(in crate::app) fn plan_wish(&mut self, wish: PlanWish, effects: &mut Vec<Effect>) {
        let Some(p) = &self.promotion else { return self.hint(PromotionText::None) };
        match (wish, &p.stage) {
            (PlanWish::Stop, Stage::Begins | Stage::Runs) => {
                let at = p.at().unwrap_or_default();
                self.stop_promotion(at, PromotionText::ByUser.into(), effects);
            }
            (PlanWish::Stop, Stage::Found) => {
                self.end_plan(PlanEnd::Left, effects);
                self.promotion = None;
                self.messages.say(self.now, Level::Info, PromotionText::LetBe);
            }
            (PlanWish::Stop, Stage::Stopped(_) | Stage::Done(_)) => self.hint(PromotionText::HasEnded),
            (PlanWish::GoOn, Stage::Begins | Stage::Runs) => self.hint(PromotionText::GoesOn),
            (PlanWish::GoOn, Stage::Done(_)) => self.hint(PromotionText::HasEnded),
            (PlanWish::GoOn, Stage::Stopped(at)) if p.can_go_on() => {
                let at = *at;
                if let Some(p) = &mut self.promotion {
                    (p.stage, p.again) = (Stage::Runs, (self.now, 0));
                    if let Some(step) = p.steps.get_mut(at) {
                        step.phase = StepPhase::Done;
                    }
                }
            }
            (PlanWish::GoOn, Stage::Stopped(_) | Stage::Found) => self.ask_for_rest(effects),
            (PlanWish::TakeBack, Stage::Begins | Stage::Runs) => self.hint(PromotionText::StopFirst),
            (PlanWish::TakeBack, Stage::Stopped(_) | Stage::Done(_) | Stage::Found) => self.take_back(effects),
        }
    }

    /// Asks about the steps that were not moved, as a plan of their own.
    fn ask_for_rest(&mut self, effects: &mut Vec<Effect>) {
        let Some(p) = self.promotion.clone() else { return };
        let moved: Vec<u64> = self.moved_steps().iter().map(|i| i.id).collect();
        let mut intents: Vec<Intent> = Vec::new();
        for step in p.steps.iter().filter(|s| !moved.contains(&s.intent.id)) {
            intents.push(Intent { id: self.fresh_id(), ..step.intent.clone() });
        }
        if intents.is_empty() {
            return self.hint(PromotionText::NothingLeft);
        }
        self.look_at_steps(p.route, p.back, intents, effects);
    }

    /// Asks about taking back what was moved, the last one first.
    fn take_back(&mut self, effects: &mut Vec<Effect>) {
        let Some(p) = self.promotion.clone() else { return };
        let mut intents = Vec::new();
        for moved in self.moved_steps().into_iter().rev() {
            let Ok(change) = moved.change.reverse() else { continue };
            let remembered = p.steps.iter().any(|s| s.intent.id == moved.id && s.remembered);
            let id = self.fresh_id();
            let back = Intent::new(id, moved.target.clone(), change);
            intents.push(Intent { undoes: remembered.then_some(moved.id), ..back });
        }
        if intents.is_empty() {
            return self.hint(PromotionText::NothingToTakeBack);
        }
        self.look_at_steps(p.route, !p.back, intents, effects);
    }

    /// Whether an object has the images that a step gives it.
    pub(super) fn has_images(&self, intent: &Intent) -> bool {
        let Change::SetImages { swaps } = &intent.change else { return false };
        self.images_of(intent).is_some_and(|has| {
            swaps
                .iter()
                .all(|s| has.iter().any(|(container, init, image)| *container == s.container && *init == s.init && *image == s.to))
        })
    }

    /// The images that the object of a step has now; `None` where that is not known.
    pub(super) fn images_of(&self, intent: &Intent) -> Option<Vec<(String, bool, String)>> {
        let cluster = of_context(&self.cluster, &self.left, &intent.target.context)?;
        let w = cluster.store.workload(&intent.target.uid)?;
        Some(w.images.iter().map(|i| (i.container.to_string(), i.init, i.image.to_string())).collect())
    }

    /// The plan that is shown.
    pub const fn promotion(&self) -> Option<&Promotion> {
        self.promotion.as_ref()
    }
}
