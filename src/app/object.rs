//! What is done with the object under the cursor that changes nothing: copied, fetched, its namespace looked at.

use super::messages::Level;
use super::msg::{Effect, Fetch, ObjectRef};
use super::rows::{ContainerKey, NamespaceKey, WorkloadKey};
use super::state::{State, View};
use super::text::{KeyText, PlaceText, Text, Word};
use super::wish::Wish;
use crate::command::{Pane, Row};
use crate::model::{Kind, Name};

impl State {
    /// The namespace of the row under the cursor: the row itself, where it is one.
    fn row_namespace(&self) -> Option<Name> {
        let object = self.object()?;
        let is_one = object.resource.is("", "Namespace");
        Some(if is_one { object.name } else { object.namespace }).filter(|n| !n.is_empty())
    }

    pub(super) fn copy_namespace(&mut self, effects: &mut Vec<Effect>) {
        match self.row_namespace() {
            Some(name) => effects.push(Effect::Copy(name.to_string())),
            None => self.hint(KeyText::NoNamespacedRow),
        }
    }

    /// Looks at the namespace of the row alone. A namespace of the browser is gone to, as from any list of them.
    pub(super) fn use_namespace(&mut self, effects: &mut Vec<Effect>) {
        let Some(name) = self.row_namespace() else { return self.hint(KeyText::NoNamespacedRow) };
        let chosen = self.spot().row == Row::Namespace;
        self.look_at(View::These(vec![name]), effects);
        if chosen {
            self.panes.focus = Pane::Workloads;
        }
    }

    pub(super) fn toggle_favourite(&mut self, effects: &mut Vec<Effect>) {
        let selected = self.panes.namespaces.selected().filter(|_| self.panes.focus == Pane::Namespaces);
        let selected = selected.and_then(|key| if let NamespaceKey::One(name) = key { Some(name) } else { None });
        let Some(name) = selected.or(self.panes.view.one()).cloned() else {
            return self.messages.say(self.now, Level::Info, PlaceText::NoOneFavourite);
        };
        let memory = self.remembered.entry(self.cluster.context.name.clone()).or_default();
        let text = if memory.favourites.iter().any(|f| **f == *name) {
            memory.favourites.retain(|f| **f != *name);
            PlaceText::NoFavourite(name)
        } else {
            memory.favourites.push(name.to_string());
            PlaceText::Favourite(name)
        };
        self.messages.say(self.now, Level::Info, text);
        effects.push(Effect::Remember(self.cluster.context.name.clone(), memory.clone()));
    }

    pub(super) fn copy(&mut self, effects: &mut Vec<Effect>) {
        let text = match self.panes.focus {
            Pane::Namespaces => {
                self.panes.namespaces.selected().and_then(|k| if let NamespaceKey::One(n) = k { Some(n.to_string()) } else { None })
            }
            Pane::Workloads => self.workload().map(|w| w.name.to_string()),
            Pane::Pods => match (&self.panes.pod_open, self.panes.containers.selected()) {
                (Some(_), Some(ContainerKey { name, .. })) => Some(name.to_string()),
                _ => self.panes.pods.selected().and_then(|uid| self.cluster.store.pod(uid)).map(|p| p.name.to_string()),
            },
            Pane::Logs => self.panes.logs.copy_text(),
            Pane::Browser => self.panes.browse.as_ref().and_then(|b| b.selected()).map(|r| r.name.to_string()),
        };
        match text {
            Some(text) => effects.push(Effect::Copy(text)),
            None => self.messages.say(self.now, Level::Info, PlaceText::NothingToCopy),
        }
    }

    pub(super) fn fetch(&mut self, describe: bool, effects: &mut Vec<Effect>) {
        let Some(object) = self.object() else {
            self.messages.say(self.now, Level::Info, PlaceText::NoObject);
            return;
        };
        let (title, place) = (if describe { Word::Describe.of(self.lang) } else { "YAML" }.to_owned(), self.place_of(&object));
        let fetch = if describe { Fetch::Describe(object, false) } else { Fetch::Yaml(object, false) };
        self.open(&Wish::Fetch { title, place, fetch }, effects);
    }

    /// The events of a workload with its ReplicaSets and pods, or of a pod.
    pub(super) fn open_events(&mut self, effects: &mut Vec<Effect>) {
        let Some(object) = self.object().filter(|o| !o.namespace.is_empty()) else {
            self.messages.say(self.now, Level::Info, PlaceText::NoWorkloadOrPod);
            return;
        };
        let mut uids = vec![object.uid.clone()];
        if let Some(w) = self.cluster.store.workload(&object.uid) {
            uids.extend(self.cluster.store.replicasets_of(&w.uid).map(|r| r.uid.clone()));
            uids.extend(self.cluster.store.jobs_of(&w.uid).map(|j| j.uid.clone()));
            uids.extend(self.cluster.store.pods_of(w).into_iter().map(|(p, _)| p.uid.clone()));
        }
        let (title, place) = (Word::Events.of(self.lang).to_owned(), self.place_of(&object));
        self.open(&Wish::Fetch { title, place, fetch: Fetch::Events(object.namespace, uids) }, effects);
    }

    /// An object with its context and namespace, as titles name it.
    fn place_of(&self, object: &ObjectRef) -> String {
        self.target_of(object).place()
    }

    /// The object under the cursor of the focused pane.
    pub(super) fn object(&self) -> Option<ObjectRef> {
        match self.panes.focus {
            Pane::Namespaces => {
                let Some(NamespaceKey::One(name)) = self.panes.namespaces.selected() else { return None };
                let ns = self.cluster.store.namespaces().find(|n| n.name == *name)?;
                Some(ObjectRef {
                    resource: Kind::Namespace.into(),
                    namespace: "".into(),
                    name: ns.name.clone(),
                    uid: ns.uid.clone(),
                })
            }
            Pane::Workloads => {
                let w = self.workload()?;
                Some(ObjectRef { resource: w.resource(), namespace: w.namespace.clone(), name: w.name.clone(), uid: w.uid.clone() })
            }
            Pane::Pods => {
                let p = self.subject_pod()?;
                Some(ObjectRef {
                    resource: Kind::Pod.into(),
                    namespace: p.namespace.clone(),
                    name: (&*p.name).into(),
                    uid: p.uid.clone(),
                })
            }
            Pane::Browser => self.browsed_object(),
            Pane::Logs => None,
        }
    }

    /// The title's word for the pods pane: whose pods they are.
    pub fn pods_of_words(&self) -> String {
        match (self.panes.all_pods, self.panes.workloads.held().filter(|_| !self.panes.workloads.seeks())) {
            (false, None) if self.panes.workloads.seeks() => Word::OfNothing.of(self.lang).to_owned(),
            (false, Some(WorkloadKey::Workload(uid))) => self
                .cluster
                .store
                .workload(uid)
                .map(|w| Text::from(PlaceText::Of(w.name.clone())).words(self.lang))
                .unwrap_or_else(|| Word::OfDeletedWorkload.of(self.lang).into()),
            (false, Some(WorkloadKey::Standalone(namespace))) => Text::from(PlaceText::Alone(namespace.clone())).words(self.lang),
            _ => format!("{} {}", Word::In.of(self.lang), self.view_words()),
        }
    }
}
