//! Changes that are begun in the browser: what their rows are, and what is asked for them first.

use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::app::subjects::Subject;
use crate::app::text::{AskText, ChangeText};
use crate::app::wish::Wish;
use crate::command::Pane;
use crate::model::SessionId;
use crate::model::change::Target;
use crate::model::table::TableRow;
use crate::model::trouble::Trouble;
use std::sync::Arc;

impl State {
    /// The rows that a change is for, marked or under the cursor. `None` where one of them cannot be changed safely.
    pub(in crate::app) fn browsed_subjects(&mut self) -> Option<Vec<Subject>> {
        let browse = self.panes.browse.as_ref()?;
        let rows: Vec<&TableRow> = browse.subjects();
        if let Some(row) = rows.iter().find(|r| !r.identified) {
            let text = AskText::NoUid(row.name.clone(), row.namespace.clone());
            self.messages.say(self.now, Level::Warn, text);
            return None;
        }
        let suspend = browse.column("Suspend");
        let held = |row: &TableRow| match row.cells.get(suspend?)?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" | "<unset>" | "" => Some(false),
            _ => None,
        };
        let subject = |row: &&TableRow| Subject {
            target: Target {
                context: self.cluster.context.name.clone(),
                resource: browse.served.resource.clone(),
                namespace: row.namespace.clone(),
                name: row.name.clone(),
                uid: row.uid.clone(),
            },
            workload: self.cluster.store.workload(&row.uid).cloned(),
            held: held(row),
        };
        Some(rows.iter().map(subject).collect())
    }

    /// Asks for the number of replicas that the form for an object begins with.
    pub(in crate::app) fn ask_replicas(&mut self, target: Target, effects: &mut Vec<Effect>) {
        let id = self.fresh_id();
        effects.push(Effect::Replicas(self.cluster.session, id, target.clone()));
        if let Some(browse) = &mut self.panes.browse {
            browse.scaling = Some((id, target));
        }
    }

    /// Its user goes on to something else in the browser: the number of replicas that was asked for opens no form.
    pub(in crate::app) fn forget_replicas(&mut self) {
        if let Some(browse) = self.panes.browse.as_mut().filter(|_| self.panes.focus == Pane::Browser) {
            browse.scaling = None;
        }
    }

    /// The number of replicas has come: the form opens, unless its user has gone on to something else.
    pub(in crate::app) fn replicas_came(&mut self, id: u64, answer: Result<u32, Arc<Trouble>>, effects: &mut Vec<Effect>) {
        let waiting = self.panes.browse.as_mut().and_then(|b| b.scaling.take_if(|(asked, _)| *asked == id));
        let Some((_, target)) = waiting.filter(|_| self.views.is_empty()) else { return };
        match answer {
            Ok(from) => self.open(&Wish::Scale(vec![(target, from)]), effects),
            Err(why) => {
                let text = AskText::ReplicasUnread(Box::new(target.clone()), why.into());
                self.messages.say_about(self.now, Level::Error, text, &target);
            }
        }
    }

    /// The drain that is under way: the one that began last.
    pub(in crate::app) fn drain_under_way(&self) -> Option<(SessionId, u64, &Target)> {
        let sending = |r: &&crate::app::rollouts::Rollout| r.phase == crate::app::rollouts::Phase::Sending;
        let drain = self.changes.all().iter().rev().filter(sending).find(|r| r.intent.change.spec().long)?;
        Some((drain.session, drain.intent.id, &drain.intent.target))
    }

    /// Whether a change on its way is a drain that can be ended.
    pub fn drains(&self, rollout: &crate::app::rollouts::Rollout) -> bool {
        self.drain_under_way().is_some_and(|(_, id, _)| id == rollout.intent.id)
    }

    pub(in crate::app) fn stop_drain(&mut self, effects: &mut Vec<Effect>) {
        let Some((session, id, target)) = self.drain_under_way() else { return };
        let text = ChangeText::StoppingDrain(Box::new(target.clone()));
        effects.push(Effect::StopChange(session, id));
        self.messages.say(self.now, Level::Info, text);
    }
}
