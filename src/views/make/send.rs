//! From the form to its changes: what it asks of the outside, and what comes of the answers.

use super::{MakeKey, Page, Step, View, What, convert, fields};
use crate::app::desk::Desk;
use crate::app::drafts::{DraftEffect, Kept, Planned};
use crate::app::msg::Effect;
use crate::app::text::{DockerText, FormText, Text};
use crate::app::wish::{Next, Wish};
use crate::model::change::reason::DocumentReason;
use crate::model::change::{Change, Hidden, Intent, Reason, Target};
use crate::model::{Kind, Name};
use std::sync::Arc;

impl View {
    pub(super) fn go_on(&mut self, desk: &mut Desk<'_>) {
        self.error = None;
        if let Some(text) = self.typed_command() {
            self.suggestions.clear();
            return self.put_text(&text, false);
        }
        if self.page == Page::Image {
            if let Some(wanted) = fields::check(&mut self.entries) {
                if !is_there(desk, &wanted.namespace, &wanted.name) {
                    return self.plan(Hidden::new(wanted.yaml()), desk);
                }
                set_error(self, What::Name, FormText::Exists.into());
            }
            if let Some(wrong) = self.entries.iter().position(|e| e.error.is_some()) {
                self.at = wrong;
                self.suggest(true, desk);
            }
            return;
        }
        let namespace = self.value(What::Namespace).to_owned();
        let path = self.value(What::Path).to_owned();
        if !namespace.is_empty()
            && let Err(e) = crate::model::naming::dns_label(&namespace)
        {
            set_error(self, What::Namespace, FormText::Name(e).into());
        } else if !path.is_empty() {
            let id = desk.fresh_id();
            desk.effects.push(Effect::Draft(DraftEffect::Read(id, path)));
            self.waits(id, Step::Reading, desk);
        } else if self.conversion.as_ref().is_some_and(|_| self.text.reveal().is_empty()) {
            self.error = Some(DockerText::Nothing(desk.keymap.hint_of(MakeKey::Source)).into());
        } else if self.text.reveal().trim().is_empty() {
            let key = desk.keymap.hint_of(MakeKey::Editor);
            set_error(self, What::Path, FormText::NoPath(key).into());
        } else {
            self.plan(self.text.clone(), desk);
        }
    }

    fn plan(&mut self, text: Hidden, desk: &mut Desk<'_>) {
        let id = desk.fresh_id();
        let namespace: Name = self.value(What::Namespace).into();
        desk.effects.push(Effect::Draft(DraftEffect::Plan(desk.cluster.session, id, text, namespace)));
        self.waits(id, Step::Planning, desk);
    }

    pub(super) fn file_read(&mut self, answer: Result<Hidden, String>, desk: &mut Desk<'_>) {
        match answer {
            // What it becomes is to be read before it is planned.
            Ok(text) if convert::is_known(text.reveal()) => self.put_text(text.reveal(), false),
            // The text stays the file's: what is planned next time is read from it again.
            Ok(text) => self.plan(text, desk),
            Err(reason) => set_error(self, What::Path, Reason::from(reason).into()),
        }
    }

    pub(super) fn planned(&mut self, answer: Result<Planned, Reason>, desk: &mut Desk<'_>) -> Next {
        let planned = answer.and_then(|planned| twice(&planned).map_or(Ok(planned), Err));
        let planned = match planned {
            Ok(planned) if planned.iter().any(|(_, change)| change.is_ok()) => planned,
            Ok(planned) => {
                self.error = planned.into_iter().find_map(|(_, change)| change.err()).map(Into::into);
                return Next::Stay;
            }
            Err(reason) => {
                self.error = Some(reason.into());
                return Next::Stay;
            }
        };
        let (mut intents, mut refused) = (Vec::new(), Vec::new());
        for (target, change) in planned {
            refused.push(change.as_ref().err().cloned());
            let change = change.unwrap_or(Change::Apply { manifest: Hidden::default() });
            intents.push(Intent::new(desk.fresh_id(), target, change));
        }
        let looked: Vec<&Intent> = intents.iter().zip(&refused).filter(|(_, r)| r.is_none()).map(|(i, _)| i).collect();
        if desk.forbids(&looked) {
            // It is said in the form as well.
            self.error = desk.messages.current().map(|m| m.text.clone());
            return Next::Stay;
        }
        desk.drafts.made = intents.iter().map(|i| i.id).collect();
        desk.drafts.make = Some(Kept { form: Arc::new(self.clone()), fault: None });
        Next::Replace(Wish::Look { intents, refused, plan: None })
    }
}

/// Whether such a Deployment is known: making one must not change another in silence.
fn is_there(desk: &Desk<'_>, namespace: &str, name: &str) -> bool {
    let mut workloads = desk.cluster.store.workloads();
    workloads.any(|w| w.kind.kind() == Kind::Deployment && *w.namespace == *namespace && *w.name == *name)
}

fn set_error(form: &mut View, what: What, error: Text) {
    if let Some(entry) = form.entries.iter_mut().find(|e| e.what == what) {
        entry.error = Some(error);
    }
}

/// What is wrong where two documents are the same object: the later one would undo the earlier.
fn twice(planned: &Planned) -> Option<Reason> {
    let same = |a: &Target, b: &Target| a.resource == b.resource && a.namespace == b.namespace && a.name == b.name;
    planned.iter().enumerate().find_map(|(i, (target, _))| {
        let first = planned.iter().take(i).position(|(earlier, _)| same(earlier, target))?;
        Some(DocumentReason::Twice(first + 1, i + 1, target.resource.kind.clone(), target.name.clone()).into())
    })
}
