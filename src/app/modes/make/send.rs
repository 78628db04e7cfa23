//! From the form to its changes: what it asks of the outside, and what comes of the answers.

use super::{MakeForm, Page, Pending, Step, What, fields};
use crate::app::drafts::{DraftEffect, EditorEnd, Planned};
use crate::app::modes::Mode;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::model::change::{Change, Hidden, Intent, Target};
use crate::model::{Kind, Name};

impl State {
    pub(super) fn make_go_on(&mut self, mut form: Box<MakeForm>, effects: &mut Vec<Effect>) {
        form.error = None;
        if form.page == Page::Image {
            let wanted = fields::check(&mut form.entries);
            let there = wanted.as_ref().is_some_and(|w| self.is_there(&w.namespace, &w.name));
            match wanted {
                Some(w) if !there => return self.plan(form, Hidden::new(w.yaml()), effects),
                Some(_) => set_error(&mut form, What::Name, "a Deployment of that name already exists"),
                None => {}
            }
            if let Some(wrong) = form.entries.iter().position(|e| e.error.is_some()) {
                form.at = wrong;
                self.suggest(&mut form, true);
            }
        } else {
            let namespace = form.value(What::Namespace).to_owned();
            if !namespace.is_empty()
                && let Err(e) = crate::model::naming::dns_label(&namespace)
            {
                set_error(&mut form, What::Namespace, &e.to_string());
            } else if !form.value(What::Path).is_empty() {
                let id = self.fresh_id();
                effects.push(Effect::Draft(DraftEffect::Read(id, form.value(What::Path).to_owned())));
                form.pending = Some(Pending { id, step: Step::Reading, since: self.now });
            } else if form.text.reveal().trim().is_empty() {
                set_error(&mut form, What::Path, "give the path of a file, paste the text, or write it with Ctrl-e");
            } else {
                let text = form.text.clone();
                return self.plan(form, text, effects);
            }
        }
        self.mode = Mode::Make(form);
    }

    /// Whether such a Deployment is known: making one must not change another in silence.
    fn is_there(&self, namespace: &str, name: &str) -> bool {
        self.cluster.store.workloads().any(|w| w.kind.kind() == Kind::Deployment && *w.namespace == *namespace && *w.name == *name)
    }

    fn plan(&mut self, mut form: Box<MakeForm>, text: Hidden, effects: &mut Vec<Effect>) {
        let id = self.fresh_id();
        let namespace: Name = form.value(What::Namespace).into();
        effects.push(Effect::Draft(DraftEffect::Plan(id, text, namespace)));
        form.pending = Some(Pending { id, step: Step::Planning, since: self.now });
        self.mode = Mode::Make(form);
    }

    /// Takes the form from the screen, where it waits for this answer.
    fn make_waiting(&mut self, id: u64) -> Option<Box<MakeForm>> {
        match std::mem::take(&mut self.mode) {
            Mode::Make(mut form) if form.pending.is_some_and(|p| p.id == id) => {
                form.pending = None;
                Some(form)
            }
            other => {
                self.mode = other;
                None
            }
        }
    }

    pub(in crate::app) fn file_read(&mut self, id: u64, answer: Result<Hidden, String>, effects: &mut Vec<Effect>) {
        let Some(mut form) = self.make_waiting(id) else { return };
        match answer {
            // The text stays the file's: what is planned next time is read from it again.
            Ok(text) => return self.plan(form, text, effects),
            Err(reason) => set_error(&mut form, What::Path, &reason),
        }
        self.mode = Mode::Make(form);
    }

    pub(in crate::app) fn make_editor_closed(&mut self, id: u64, end: EditorEnd, effects: &mut Vec<Effect>) {
        let Some(mut form) = self.make_waiting(id) else { return };
        effects.extend(end.path.map(|p| Effect::Draft(DraftEffect::Drop(p))));
        form.put_text(end.text.reveal());
        form.error = end.fault;
        self.mode = Mode::Make(form);
    }

    pub(in crate::app) fn planned(&mut self, id: u64, answer: Result<Planned, String>, effects: &mut Vec<Effect>) {
        let Some(mut form) = self.make_waiting(id) else { return };
        let planned = answer.and_then(|planned| twice(&planned).map_or(Ok(planned), Err));
        let planned = match planned {
            Ok(planned) if planned.iter().any(|(_, change)| change.is_ok()) => planned,
            Ok(planned) => {
                form.error = planned.into_iter().find_map(|(_, change)| change.err());
                return self.mode = Mode::Make(form);
            }
            Err(reason) => {
                form.error = Some(reason);
                return self.mode = Mode::Make(form);
            }
        };
        self.drafts.make = Some(form);
        let (mut intents, mut answers) = (Vec::new(), Vec::new());
        for (target, change) in planned {
            let refused = change.as_ref().err().cloned();
            let change = change.unwrap_or(Change::Apply { manifest: Hidden::default() });
            intents.push(Intent::new(self.fresh_id(), target, change));
            answers.push(refused.map(Err));
        }
        self.drafts.made = intents.iter().map(|i| i.id).collect();
        // Those that were refused already are not looked at, and stand among the answers.
        let looked: Vec<Intent> = intents.iter().zip(&answers).filter(|(_, a)| a.is_none()).map(|(i, _)| i.clone()).collect();
        self.look_at_intents(looked, effects);
        if let Mode::Waiting(waiting) = &mut self.mode {
            (waiting.intents, waiting.answers) = (intents, answers);
        } else if let Some(mut form) = self.drafts.make.take() {
            // A rule forbids it, which was said; it is said in the form as well.
            form.error = self.messages.current().map(|m| m.text.clone());
            self.mode = Mode::Make(form);
        }
    }
}

fn set_error(form: &mut MakeForm, what: What, error: &str) {
    if let Some(entry) = form.entries.iter_mut().find(|e| e.what == what) {
        entry.error = Some(error.to_owned());
    }
}

/// What is wrong where two documents are the same object: the later one would undo the earlier.
fn twice(planned: &Planned) -> Option<String> {
    let same = |a: &Target, b: &Target| a.resource == b.resource && a.namespace == b.namespace && a.name == b.name;
    planned.iter().enumerate().find_map(|(i, (target, _))| {
        let first = planned.iter().take(i).position(|(earlier, _)| same(earlier, target))?;
        Some(format!("documents {} and {} are both {} {}", first + 1, i + 1, target.resource, target.name))
    })
}
