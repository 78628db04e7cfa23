//! What becomes of port-forwards: begun, answered, told, ended.

use super::forwards::Forward;
use super::messages::Level;
use super::msg::Effect;
use super::room::News;
use super::state::State;
use super::text::ForwardText;
use crate::model::SessionId;
use crate::model::change::{Change, Consent, Outcome, Preview, Reason};
use crate::model::forward::{ForwardNews, Offers};

impl State {
    /// Opens one that is saved in the present context.
    pub(super) fn open_saved_forward(&mut self, name: &str, effects: &mut Vec<Effect>) {
        let context = &self.cluster.context.name;
        let Some(saved) = self.forwards.saved_in(context).find(|s| &*s.name == name).cloned() else {
            let text = ForwardText::NotSaved(name.to_owned(), context.clone());
            return self.messages.say(self.now, Level::Warn, text);
        };
        if let Some(open) = self.forwards.list.iter().find(|f| f.is_as(&saved) && !f.is_ending()) {
            let text = open.url().map_or(ForwardText::NotYet, |url| ForwardText::OpenAlready(name.to_owned(), url));
            return self.messages.say(self.now, Level::Info, text);
        }
        if let Err(why) = self.situation().sends() {
            return self.messages.say(self.now, Level::Warn, why);
        }
        let id = self.fresh_id();
        effects.push(Effect::Ports(self.cluster.session, id, saved.target.clone()));
        self.forwards.opening = Some((id, saved));
    }

    /// The ports of an object have come: for the form, wherever it stands, or to open one that is saved.
    pub(super) fn ports_came(&mut self, id: u64, answer: Result<Offers, Reason>, effects: &mut Vec<Effect>) {
        if let Some((_, saved)) = self.forwards.opening.take_if(|(asked, _)| *asked == id) {
            match answer {
                Ok(offers) => {
                    let change = Change::Forward { port: saved.port, local: saved.local, address: saved.address };
                    self.look_at_changes(vec![(offers.target.clone(), change)], effects);
                }
                Err(why) => {
                    let text = ForwardText::NotFound(saved.name, why.into());
                    self.messages.say_about(self.now, Level::Error, text, &saved.target);
                }
            }
            return;
        }
        self.hear(&News::Ports(id, answer), effects);
    }

    /// Sends forwards that were confirmed.
    pub(super) fn forward(&mut self, session: SessionId, previews: Vec<Preview>, consent: &Consent, effects: &mut Vec<Effect>) {
        for preview in previews {
            let intent = &preview.intent;
            let Change::Forward { port, local, address } = &intent.change else { continue };
            let (port, local, address) = (port.clone(), *local, address.clone());
            let (id, target, since) = (intent.id, intent.target.clone(), self.now);
            self.forwards.list.push(Forward { id, session, target, port, local, address, since, news: None, ending: false });
            effects.push(Effect::Forward(session, preview, consent.clone()));
        }
    }

    /// How one goes.
    pub(super) fn forwarded(&mut self, session: SessionId, id: u64, news: ForwardNews) {
        let Some(forward) = self.forwards.list.iter_mut().find(|f| f.id == id && f.session == session) else { return };
        let opens = forward.news.replace(news).is_none();
        if opens && let Some(url) = forward.url() {
            let target = forward.target.clone();
            let text = ForwardText::LeadsTo(url, forward.port.clone(), target.clone().into());
            self.messages.say_about(self.now, Level::Good, text, &target);
        }
    }

    /// One has ended.
    pub(super) fn forward_ended(&mut self, session: SessionId, id: u64, outcome: &Outcome) {
        let Some(at) = self.forwards.list.iter().position(|f| f.id == id && f.session == session) else { return };
        let forward = self.forwards.list.remove(at);
        let target = &forward.target;
        let about = || Box::new(target.clone());
        let said = |reason: &Reason| reason.clone().into();
        let (level, text) = match outcome {
            Outcome::Done { note: Some(note) } => (Level::Info, ForwardText::Ended(said(note), about())),
            Outcome::Refused { reason } => (Level::Error, ForwardText::Cannot(said(reason), about())),
            Outcome::Held { reason }
            | Outcome::Failed { reason }
            | Outcome::Undone { reason }
            | Outcome::Partial { reason }
            | Outcome::Unknown { reason } => (Level::Warn, ForwardText::Ended(said(reason), about())),
            Outcome::Done { note: None } | Outcome::Taken { .. } => (Level::Info, ForwardText::Closed(about())),
        };
        self.messages.say_about(self.now, level, text, target);
        self.news_of(session);
    }
}
