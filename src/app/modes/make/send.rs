//! From the form to its changes: what it asks of the outside, and what comes of the answers.

use super::{MakeForm, Page, Pending, Step, What, fields};
use crate::app::drafts::{DraftEffect, EditorEnd, Planned};
use crate::app::modes::Mode;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::app::wish::Wish;
use crate::model::change::{Change, Hidden, Intent, Target};
use crate::model::{Kind, Name};

impl State {
    pub(super) fn make_go_on(&mut self, effects: &mut Vec<Effect>) {
        let Some(form) = self.make() else { return };
        form.error = None;
        if form.page == Page::Image {
            if let Some(wanted) = fields::check(&mut form.entries) {
                if !self.is_there(&wanted.namespace, &wanted.name) {
                    return self.plan(Hidden::new(wanted.yaml()), effects);
                }
                self.make_wrong(What::Name, "a Deployment of that name already exists");
            }
            let Some(form) = self.make() else { return };
            if let Some(wrong) = form.entries.iter().position(|e| e.error.is_some()) {
                form.at = wrong;
                self.suggest(true);
            }
            return;
        }
        let namespace = form.value(What::Namespace).to_owned();
        let path = form.value(What::Path).to_owned();
        if !namespace.is_empty()
            && let Err(e) = crate::model::naming::dns_label(&namespace)
        {
            set_error(form, What::Namespace, &e.to_string());
        } else if !path.is_empty() {
            let id = self.fresh_id();
            effects.push(Effect::Draft(DraftEffect::Read(id, path)));
            self.make_waits(Pending { id, step: Step::Reading, since: self.now });
        } else if form.text.reveal().trim().is_empty() {
            set_error(form, What::Path, "give the path of a file, paste the text, or write it with Ctrl-e");
        } else {
            let text = form.text.clone();
            self.plan(text, effects);
        }
    }

    fn make_wrong(&mut self, what: What, error: &str) {
        if let Some(form) = self.make() {
            set_error(form, what, error);
        }
    }

    /// Whether such a Deployment is known: making one must not change another in silence.
    fn is_there(&self, namespace: &str, name: &str) -> bool {
        self.cluster.store.workloads().any(|w| w.kind.kind() == Kind::Deployment && *w.namespace == *namespace && *w.name == *name)
    }

    fn plan(&mut self, text: Hidden, effects: &mut Vec<Effect>) {
        let id = self.fresh_id();
        let Some(form) = self.make() else { return };
        let namespace: Name = form.value(What::Namespace).into();
        effects.push(Effect::Draft(DraftEffect::Plan(self.cluster.session, id, text, namespace)));
        self.make_waits(Pending { id, step: Step::Planning, since: self.now });
    }

    /// The form, where it waits for this answer; it waits no more.
    fn make_waiting(&mut self, id: u64) -> Option<&mut MakeForm> {
        let form = self.make().filter(|form| form.pending.is_some_and(|p| p.id == id))?;
        form.pending = None;
        Some(form)
    }

    pub(in crate::app) fn file_read(&mut self, id: u64, answer: Result<Hidden, String>, effects: &mut Vec<Effect>) {
        let Some(form) = self.make_waiting(id) else { return };
        match answer {
            // The text stays the file's: what is planned next time is read from it again.
            Ok(text) => self.plan(text, effects),
            Err(reason) => set_error(form, What::Path, &reason),
        }
    }

    pub(in crate::app) fn make_editor_closed(&mut self, id: u64, end: EditorEnd, effects: &mut Vec<Effect>) {
        let Some(form) = self.make_waiting(id) else { return };
        effects.extend(end.path.map(|p| Effect::Draft(DraftEffect::Drop(p))));
        form.put_text(end.text.reveal());
        form.error = end.fault;
    }

    pub(in crate::app) fn planned(&mut self, id: u64, answer: Result<Planned, String>, effects: &mut Vec<Effect>) {
        let Some(form) = self.make_waiting(id) else { return };
        let planned = answer.and_then(|planned| twice(&planned).map_or(Ok(planned), Err));
        let planned = match planned {
            Ok(planned) if planned.iter().any(|(_, change)| change.is_ok()) => planned,
            Ok(planned) => {
                form.error = planned.into_iter().find_map(|(_, change)| change.err());
                return;
            }
            Err(reason) => {
                form.error = Some(reason);
                return;
            }
        };
        let kept = Box::new(form.clone());
        let (mut intents, mut refused) = (Vec::new(), Vec::new());
        for (target, change) in planned {
            refused.push(change.as_ref().err().cloned());
            let change = change.unwrap_or(Change::Apply { manifest: Hidden::default() });
            intents.push(Intent::new(self.fresh_id(), target, change));
        }
        self.drafts.made = intents.iter().map(|i| i.id).collect();
        match self.made(&Wish::Look { intents, refused }, effects) {
            Some(look) => {
                self.drafts.make = Some(kept);
                self.views.swap(|mode| matches!(mode, Mode::Make(_)), Some(look));
            }
            None => {
                // A rule forbids it, which was said; it is said in the form as well.
                let why = self.messages.current().map(|m| m.text.clone());
                if let Some(form) = self.make() {
                    form.error = why;
                }
            }
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
