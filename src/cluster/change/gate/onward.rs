//! What was chosen to follow a change by itself: looked at and sent without another question, on the answer to the first one.

use super::Gate;
use super::sender::Carried;
use crate::model::Time;
use crate::model::change::reason::Refusal;
use crate::model::change::{Intent, Onward, Outcome, Reason};

impl Gate {
    /// Looks at a change that was chosen to follow another, and sends it: the guard rules are asked anew, and the answer to the first
    /// question is held against what they say of this one. `why` is what the journal says of its reason. It has an entry of its own there.
    pub async fn carry_on(&self, intent: Intent, onward: &Onward, why: Option<Reason>) -> Carried {
        let refused = |reason: Reason| Carried { outcome: Outcome::Refused { reason }, entry: None, trouble: None };
        let Some(sender) = &self.sender else { return refused(Refusal::ReadOnly.into()) };
        let id = intent.id;
        let preview = match self.preview(intent).await {
            Ok(preview) => preview,
            Err(e) => return refused(e.into()),
        };
        let Some(prepared) = sender.take(id) else { return refused(Refusal::Stale.into()) };
        let decision = self.guards.decide_all(preview.subjects(), onward.consent.count, Time::system(), self.zone);
        if !onward.suffices(decision.ask.max(preview.least()), &preview.intent) {
            return refused(decision.why.map_or(Refusal::Unconfirmed, Refusal::Rule).into());
        }
        sender.carry_out(&self.session, prepared, (&onward.consent, why), &|_| {}).await
    }
}
