//! What becomes of what the user has written, as the answers come.

use super::draft::{DraftMsg, KeptEdit};
use super::messages::Level;
use super::msg::Effect;
use super::room::News;
use super::state::State;
use super::text::{DraftText, EditKeys};
use super::wish::Wish;
use crate::model::change::{Outcome, Piece, Preview, Reason};

impl State {
    pub(super) fn draft(&mut self, msg: DraftMsg, effects: &mut Vec<Effect>) {
        match msg {
            // What was asked of a cluster that is behind was left with it.
            DraftMsg::Planned(session, ..)
            | DraftMsg::Text(session, ..)
            | DraftMsg::Left(session, ..)
            | DraftMsg::Edited(session, ..)
                if self.is_behind(session) => {}
            DraftMsg::Waiting(parts) => self.texts_wait(&parts),
            msg @ (DraftMsg::Planned(..)
            | DraftMsg::Read(..)
            | DraftMsg::Text(..)
            | DraftMsg::Left(..)
            | DraftMsg::Closed(..)
            | DraftMsg::Edited(..)) => {
                self.hear(&News::Draft(msg), effects);
            }
        }
    }

    /// Says of which objects a text is kept from an earlier run.
    fn texts_wait(&mut self, parts: &[Piece]) {
        let Some(first) = parts.first() else { return };
        let keys = EditKeys::of(&self.keymap);
        let text = DraftText::Waits(Box::new(first.clone()), parts.len() - 1, keys);
        self.messages.say(self.now, Level::Info, text);
    }

    /// The answer to a look, and what was written is given back where nothing of it can be done.
    pub(super) fn draft_previewed(&mut self, id: u64, answer: Result<Box<Preview>, Reason>, effects: &mut Vec<Effect>) {
        let Some(ids) = self.views.iter().map(|room| room.intents()).find(|ids| ids.contains(&id)) else { return };
        if let Err(reason) = &answer {
            self.note_fault(id, reason);
        }
        self.hear(&News::Previewed(id, answer), effects);
        // Where a rule asks nothing it was sent at once.
        let sent = self.changes.all().iter().any(|r| ids.contains(&r.intent.id));
        if sent || self.asked().iter().any(|id| ids.contains(id)) {
            return;
        }
        if ids.iter().any(|id| self.drafts.made.contains(id)) {
            self.drafts.made.clear();
            self.open(&Wish::Make(None), effects);
        }
        self.say_where_kept(|e| e.intent.is_some_and(|id| ids.contains(&id)));
    }

    /// The changes that are looked at or asked about.
    fn asked(&self) -> Vec<u64> {
        self.views.iter().flat_map(|room| room.intents()).collect()
    }

    /// What became of a change that was written here.
    pub(super) fn draft_ended(&mut self, id: u64, outcome: &Outcome, effects: &mut Vec<Effect>) {
        let reason = match outcome {
            Outcome::Taken { .. } => {
                let done = self.drafts.edits.iter().find(|e| e.intent == Some(id)).map(|e| e.part.clone());
                if let Some(part) = done {
                    self.drafts.drop_edit(&part, effects);
                }
                if self.drafts.made.contains(&id) {
                    self.drafts.made.retain(|m| *m != id);
                    if self.drafts.made.is_empty() {
                        self.drafts.make = None;
                    }
                }
                return;
            }
            // What became of it later was taken before.
            Outcome::Done { .. } | Outcome::Held { .. } | Outcome::Failed { .. } | Outcome::Undone { .. } => return,
            Outcome::Refused { reason } | Outcome::Partial { reason } | Outcome::Unknown { reason } => reason,
        };
        self.note_fault(id, reason);
        self.say_where_kept(|e| e.intent == Some(id));
    }

    /// A question or a look was left: what was written for it is kept, and that is said.
    pub(super) fn draft_left(&mut self) {
        let asked = self.asked();
        let sent: Vec<u64> = self.changes.all().iter().map(|r| r.intent.id).collect();
        self.say_where_kept(|e| e.intent.is_some_and(|id| !asked.contains(&id) && !sent.contains(&id)));
    }

    fn note_fault(&mut self, id: u64, reason: &Reason) {
        for edit in self.drafts.edits.iter_mut().filter(|e| e.intent == Some(id)) {
            edit.fault = Some(reason.clone().into());
        }
        if self.drafts.made.contains(&id)
            && let Some(kept) = &mut self.drafts.make
        {
            kept.fault = Some(reason.clone().into());
        }
    }

    /// As [`Desk::say_where_kept`].
    pub(super) fn say_where_kept(&mut self, which: impl Fn(&KeptEdit) -> bool) {
        self.desk(&mut Vec::new()).1.say_where_kept(which);
    }
}
