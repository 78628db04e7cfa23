//! A plan of an earlier run that the journal has without an end.

use crate::app::messages::Level;
use crate::app::promotion::{PlanStep, Promotion, Proposal, Stage};
use crate::app::state::State;
use crate::app::text::PromotionText;
use crate::command::Command;
use crate::model::SessionId;
use crate::model::change::{Change, Consent, Intent, Target};
use crate::model::promotion::PlanRecord;

impl State {
    /// Says that it was not finished, and shows it where the plan of this run is, while there is none.
    pub(in crate::app) fn plan_found(&mut self, record: PlanRecord) {
        if self.promotion.is_some() {
            return;
        }
        let PlanRecord { id: entry, time, note, .. } = record;
        let mut steps = Vec::new();
        for step in &note.steps {
            let Some(kind) = step.workload() else { continue };
            let target = Target {
                context: note.route.to.context.clone(),
                resource: kind.into(),
                namespace: note.route.to.namespace.clone(),
                name: step.name.clone(),
                uid: step.uid(),
            };
            let change = Change::SetImages { swaps: step.swaps.clone() };
            steps.push(PlanStep::new(Intent::new(self.fresh_id(), target, change), Vec::new()));
        }
        let (route, back) = (note.route, note.back);
        let (left, notices) = (Vec::new(), Vec::new());
        let proposal = Proposal { session: SessionId::default(), route, back, steps: Vec::new(), left, notices };
        let count = steps.len();
        let found = Promotion::new(self.fresh_id(), &proposal, steps, Consent::default(), time);
        self.promotion = Some(Promotion { entry, stage: Stage::Found, ..found });
        let text = PromotionText::Unfinished {
            route: Box::new(proposal.route),
            count,
            ago: time.age(self.now),
            command: Command::Promotion.entry().name,
        };
        self.messages.say(self.now, Level::Warn, text);
    }
}
