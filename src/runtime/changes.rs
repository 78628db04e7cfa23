//! Changes that are sent: each in a task that outlives the view and the session.

use super::outside::Outside;
use crate::app::messages::Level;
use crate::app::msg::Msg;
use crate::cluster::change::{Gate, Leaving};
use crate::model::SessionId;
use crate::model::change::reason::Refusal;
use crate::model::change::{Consent, Ends, Intent, Onward, Outcome, Preview, Progress, Reason};
use std::sync::{Arc, Weak};

impl Outside {
    /// Sends a change, in a task that outlives the view and the session: an entry of the journal is never left without its end.
    pub(super) fn change(&mut self, session: SessionId, preview: Preview, consent: Consent) {
        let Some(open) = self.open.get(&session) else {
            let reason = Refusal::Anew.into();
            let refused = Msg::CarriedOut(session, preview.intent.id, Outcome::Refused { reason });
            let tx = self.tx.clone();
            return drop(tokio::spawn(async move { tx.send(refused).await }));
        };
        let (gate, tx) = (open.gate.clone(), self.tx.clone());
        self.sent.retain(|_, gate| gate.strong_count() > 0);
        self.sent.insert((session, preview.intent.id), Arc::downgrade(&gate));
        let turn = preview.intent.change.spec().in_order.then(|| self.applies.draw());
        tokio::spawn(async move {
            let _turn = match turn {
                Some(turn) => Some(turn.come().await),
                None => None,
            };
            let id = preview.intent.id;
            let target = preview.intent.target.clone();
            let ends = preview.intent.change.ends(&target.resource);
            let told = tx.clone();
            // Progress that finds the channel full is followed by more.
            let progress = move |progress: Progress| drop(told.try_send(Msg::Progressed(session, progress)));
            let carried = gate.carry_out(preview, &consent, &progress).await;
            if let Some(trouble) = carried.trouble {
                let _ = tx.send(Msg::Note(Level::Error, Reason::from(trouble).into())).await;
            }
            let goes = ends == Ends::Gone && matches!(carried.outcome, Outcome::Taken { .. });
            let _ = tx.send(Msg::CarriedOut(session, id, carried.outcome)).await;
            if goes {
                // What is left of it is followed only as long as its session is there.
                let weak = Arc::downgrade(&gate);
                drop(gate);
                let tell = move |news| {
                    let tx = tx.clone();
                    async move {
                        let msg = match news {
                            Leaving::Held(held) => Msg::Leaving(session, id, held),
                            Leaving::Outcome(outcome) => Msg::CarriedOut(session, id, outcome),
                        };
                        let _ = tx.send(msg).await;
                    }
                };
                Gate::see_off(weak, id, target, tell).await;
            }
        });
    }

    /// Looks at and sends a change that was chosen to follow another, in a task that outlives the session.
    pub(super) fn carry_on(&mut self, session: SessionId, intent: Intent, onward: Onward, why: Option<Reason>) {
        let (id, tx) = (intent.id, self.tx.clone());
        let gate = self.open.get(&session).map(|open| open.gate.clone());
        if let Some(gate) = &gate {
            self.sent.insert((session, id), Arc::downgrade(gate));
        }
        tokio::spawn(async move {
            let outcome = match gate {
                None => Outcome::Refused { reason: Refusal::Anew.into() },
                Some(gate) => {
                    let carried = gate.carry_on(intent, &onward, why).await;
                    if let Some(trouble) = carried.trouble {
                        let _ = tx.send(Msg::Note(Level::Error, Reason::from(trouble).into())).await;
                    }
                    carried.outcome
                }
            };
            let _ = tx.send(Msg::CarriedOut(session, id, outcome)).await;
        });
    }

    /// The gate that sent a change, while it is there.
    pub(super) fn sender(&self, session: SessionId, id: u64) -> Option<Arc<Gate>> {
        self.sent.get(&(session, id)).and_then(Weak::upgrade)
    }

    pub(super) fn stop(&self, session: SessionId, id: u64) {
        if let Some(gate) = self.sender(session, id) {
            gate.stop(id);
        }
    }

    /// Writes down how a change ended that is followed no further.
    pub(super) fn conclude(&self, session: SessionId, id: u64, outcome: Outcome) {
        let Some(gate) = self.sender(session, id) else { return };
        let tx = self.tx.clone();
        tokio::spawn(async move {
            if let Err(trouble) = gate.conclude(id, outcome).await {
                let _ = tx.send(Msg::Note(Level::Error, Reason::from(trouble).into())).await;
            }
        });
    }
}
