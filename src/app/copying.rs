//! What becomes of copies: begun, told of, ended.

use super::copies::Copy;
use super::messages::Level;
use super::msg::Effect;
use super::state::State;
use super::text::{Act, CopyText};
use super::wish::Wish;
use crate::model::SessionId;
use crate::model::change::{Consent, Outcome, Preview};
use crate::model::copy::CopyNews;

impl State {
    /// Begins copies that were confirmed, and shows them.
    pub(super) fn copy_files(&mut self, session: SessionId, previews: Vec<Preview>, consent: &Consent, effects: &mut Vec<Effect>) {
        for preview in previews {
            let (id, target, change) = (preview.intent.id, preview.intent.target.clone(), preview.intent.change.clone());
            self.copies.trim();
            let (since, news) = (self.now, CopyNews::default());
            self.copies.list.push(Copy { id, session, target, change, since, news, ended: None, ending: false });
            effects.push(Effect::CopyFiles(session, preview, consent.clone()));
            self.open(&Wish::Copies(id), effects);
        }
    }

    /// How one goes.
    pub(super) fn copy_goes(&mut self, session: SessionId, id: u64, news: CopyNews) {
        if let Some(copy) = self.copies.list.iter_mut().find(|c| c.id == id && c.session == session) {
            copy.news = news;
        }
    }

    /// One has ended.
    pub(super) fn copy_ended(&mut self, session: SessionId, id: u64, outcome: Outcome) {
        let now = self.now;
        let Some(copy) = self.copies.list.iter_mut().find(|c| c.id == id && c.session == session) else { return };
        let stopped = copy.ending;
        let act = Box::new(Act { verb: copy.change.does(), target: copy.target.clone() });
        let target = copy.target.clone();
        let (level, text) = match &outcome {
            Outcome::Done { note: Some(note) } => (Level::Good, CopyText::Done(act, note.clone())),
            Outcome::Done { note: None } | Outcome::Taken { .. } | Outcome::Held { .. } => (Level::Good, CopyText::Over(act)),
            Outcome::Failed { reason } if stopped => (Level::Info, CopyText::Not(act, reason.clone())),
            Outcome::Refused { reason } | Outcome::Failed { reason } | Outcome::Undone { reason } => {
                (Level::Error, CopyText::Not(act, reason.clone()))
            }
            Outcome::Partial { reason } | Outcome::Unknown { reason } => (Level::Warn, CopyText::Unknown(act, reason.clone())),
        };
        copy.ended = Some((now, outcome));
        self.messages.say_about(now, level, text, &target);
        self.news_of(session);
    }
}
