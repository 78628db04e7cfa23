//! Commands of the settings: which there are for the row under the cursor, why not, and what they are given of it.

use super::browser::Browse;
use super::messages::Level;
use super::msg::Effect;
use super::room::Room;
use super::state::State;
use super::text::OwnText;
use crate::command::{Key, Lack, Over, Own, Pane};
use crate::model::Name;
use crate::model::change::{Change, Target};
use crate::model::own::{self, Filled, Value};
use crate::model::pod::{Container, ContainerRole, Pod};
use crate::model::table::TableRow;
use crate::model::workload::Workload;

/// For how many rows one may run at once: all of them are programs of this machine.
const MOST: usize = 64;

/// An object, and what is known of it that a command can be given.
struct Facts<'a> {
    target: Target,
    pod: Option<&'a Pod>,
    workload: Option<&'a Workload>,
    row: Option<(&'a Browse, &'a TableRow)>,
    /// The container under the cursor.
    container: Option<Name>,
    /// What the row of a view says.
    cells: &'a [(&'static str, String)],
}

impl Facts<'_> {
    fn label(&self, key: &str) -> Option<&str> {
        let labels = self.pod.map(|p| &p.labels).or(self.workload.map(|w| &w.labels)).or(self.row.map(|(_, row)| &row.labels));
        labels?.get(key)
    }

    fn cell(&self, column: &str) -> Option<&str> {
        let told = self.cells.iter().find(|(title, _)| title.eq_ignore_ascii_case(column)).map(|(_, cell)| &**cell);
        if told.is_some_and(|cell| !cell.is_empty()) {
            return told;
        }
        let (browse, row) = self.row?;
        let cell = row.cells.get(browse.column(column)?)?;
        Some(&**cell).filter(|cell| !cell.is_empty() && *cell != "<none>")
    }

    /// The container under the cursor, or the only one.
    fn container(&self) -> Option<(&str, &str)> {
        if let Some(pod) = self.pod {
            let of = |c: &'_ Container| -> bool { c.role == ContainerRole::App };
            let mut own = pod.containers.iter().filter(|c| match &self.container {
                Some(name) => c.name == *name,
                None => of(c),
            });
            return own.next().filter(|_| own.next().is_none()).map(|c| (&*c.name, &*c.image));
        }
        let mut own = self.workload?.images.iter().filter(|i| !i.init);
        own.next().filter(|_| own.next().is_none()).map(|i| (&*i.container, &*i.image))
    }
}

impl State {
    /// The view over the panes whose rows the keys are for; what is only typed into it is none.
    fn own_view(&self) -> Option<&dyn Room> {
        self.views.iter().rev().find(|room| room.over() != Over::Panes)
    }

    /// The kind of the row under the cursor, as the API names it.
    fn own_kind(&self) -> Option<Name> {
        if let Some(view) = self.own_view() {
            return view.own_row().map(|row| row.resource.kind);
        }
        match self.panes.focus {
            Pane::Workloads => self.workload().map(|w| w.resource().kind),
            Pane::Pods => self.subject_pod().map(|_| "Pod".into()),
            Pane::Browser => {
                let browse = self.panes.browse.as_ref()?;
                (!browse.marks.is_empty() || browse.selected().is_some()).then(|| browse.served.resource.kind.clone())
            }
            Pane::Namespaces | Pane::Logs => None,
        }
    }

    /// The command of the settings that a key means on the row under the cursor.
    pub fn own_of_key(&self, key: Key) -> Option<&Own> {
        if self.own.all.is_empty() {
            return None;
        }
        self.own.of_key(key, &self.own_kind()?, &self.cluster.context.name)
    }

    /// The one that a key means on the row of the view on top.
    pub(super) fn own_over(&self, key: Key) -> Option<&Own> {
        self.views.top().filter(|top| !top.types() && top.own_row().is_some())?;
        self.own_of_key(key).filter(|own| self.own_key(own).is_some())
    }

    /// The key of one where the user is: what a view's own keys do there they do also then, but where the settings give one away.
    pub(super) fn own_key(&self, own: &Own) -> Option<Key> {
        let means = |view: &dyn Room, key: Key| {
            view.table().entries.iter().any(|e| self.keymap.keys_of(e).contains(&key)) || self.keymap.shared(key).is_some()
        };
        own.key.filter(|key| own.overrides || self.own_view().is_none_or(|view| !means(view, *key)))
    }

    /// Those with a key that are for the row under the cursor.
    pub fn owns_here(&self) -> impl Iterator<Item = (&Own, Key)> {
        let kind = if self.own.all.is_empty() { None } else { self.own_kind() };
        let here = move |own: &&Own| kind.as_ref().is_some_and(|kind| own.is_for(kind)) && own.is_in(&self.cluster.context.name);
        self.own.all.iter().filter(here).filter_map(|own| Some((own, self.own_key(own)?)))
    }

    /// Whether one can be had here and now.
    ///
    /// # Errors
    /// Why not.
    pub fn can_own(&self, own: &Own) -> Result<(), Lack> {
        match self.situation_here().over {
            Over::Panes => {}
            Over::View if self.own_view().is_some_and(|view| view.own_row().is_some()) => {}
            Over::View => return Err(Lack::ViewOnTop),
            Over::Form => return Err(Lack::FormOnTop),
        }
        if !own.is_in(&self.cluster.context.name) {
            return Err(Lack::OtherContexts);
        }
        let kind = self.own_kind().ok_or(Lack::NoRow)?;
        if !own.is_for(&kind) {
            return Err(Lack::OtherKinds(own.kind_words.clone()));
        }
        // What is marked is looked through when it is begun.
        match self.own_target() {
            Some(target) if !self.marks_any() => self.filled(own, target).map(|_| ()),
            Some(_) | None => Ok(()),
        }
    }

    fn marks_any(&self) -> bool {
        if self.own_view().is_some() {
            return false;
        }
        match self.panes.focus {
            Pane::Workloads => !self.panes.workloads.marks().is_empty(),
            Pane::Pods => self.panes.pod_open.is_none() && !self.panes.pods.marks().is_empty(),
            Pane::Browser => self.panes.browse.as_ref().is_some_and(|b| !b.marks.is_empty()),
            Pane::Namespaces | Pane::Logs => false,
        }
    }

    fn own_target(&self) -> Option<Target> {
        let context = self.cluster.context.name.clone();
        if let Some(view) = self.own_view() {
            let own::Row { resource, namespace, name, uid, .. } = view.own_row()?;
            return Some(Target { context, resource, namespace, name, uid });
        }
        match self.panes.focus {
            Pane::Workloads => self.workload().map(|w| self.target(w)),
            Pane::Pods => self.subject_pod().map(|pod| self.pod_target(pod)),
            Pane::Browser => {
                let object = self.browsed_object()?;
                let (resource, namespace, name, uid) = (object.resource, object.namespace, object.name, object.uid);
                Some(Target { context, resource, namespace, name, uid })
            }
            Pane::Namespaces | Pane::Logs => None,
        }
    }

    /// A command with the values of an object.
    fn filled(&self, own: &Own, target: Target) -> Result<Filled, Lack> {
        let over = self.own_view().and_then(Room::own_row);
        let cells = over.as_ref().map_or(&[][..], |row| &row.cells);
        let open = self.panes.focus == Pane::Pods && self.panes.pod_open.is_some();
        let browse = self.panes.browse.as_ref().filter(|_| self.panes.focus == Pane::Browser && over.is_none());
        let facts = Facts {
            pod: self.cluster.store.pod(&target.uid),
            workload: self.cluster.store.workload(&target.uid),
            row: browse.and_then(|browse| Some((browse, browse.row(&target.uid)?))),
            cells,
            container: self.panes.containers.selected().filter(|_| open && over.is_none()).map(|key| key.name.clone()),
            target,
        };
        Ok(own.runs.fill(&|value| self.value(&facts, value))?)
    }

    fn value(&self, facts: &Facts<'_>, value: &Value) -> Option<String> {
        let t = &facts.target;
        let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        match value {
            Value::Context => some(&t.context),
            Value::Cluster => some(&self.cluster.context.cluster),
            Value::User => some(&self.cluster.context.user),
            Value::Namespace => some(&t.namespace),
            Value::Kind => some(&t.resource.kind),
            Value::Plural => some(&t.resource.plural),
            // That of the core group has no name.
            Value::Group => Some(t.resource.group.to_string()),
            Value::Version => some(&t.resource.version),
            Value::Name => some(&t.name),
            Value::Uid => some(&t.uid.to_string()),
            Value::Container => facts.container().and_then(|(name, _)| some(name)),
            Value::Image => facts.container().and_then(|(_, image)| some(image)),
            Value::Pod => some(&t.name).filter(|_| t.resource.is_pod()),
            Value::Node if t.resource.is_node() => some(&t.name),
            Value::Node if t.resource.is_pod() => {
                facts.pod.and_then(|p| p.node.as_deref()).or_else(|| facts.cell("Node")).and_then(some)
            }
            Value::Node => None,
            Value::Filter => some(self.filter_text(self.panes.focus)),
            Value::Kubeconfig => self.own.kubeconfig.as_deref().and_then(some),
            Value::Label(key) => facts.label(key).and_then(some),
            Value::Column(name) => facts.cell(name).and_then(some),
        }
    }

    /// Begins a command of the settings for what is marked, else for what is under the cursor.
    pub(super) fn begin_own(&mut self, name: &str, effects: &mut Vec<Effect>) {
        let Some(own) = self.own.named(name).cloned() else { return };
        self.forget_replicas();
        let says = |why| OwnText::Unavailable(own.name.clone(), why);
        if let Err(why) = self.can_own(&own) {
            return self.messages.say(self.now, Level::Warn, says(why));
        }
        let targets: Vec<Target> = match self.own_view() {
            Some(_) => self.own_target().into_iter().collect(),
            None => {
                let Some(subjects) = self.subjects_of(true) else { return };
                subjects.into_iter().map(|s| s.target).collect()
            }
        };
        if own.terminal && targets.len() > 1 {
            let text = OwnText::OneRow(own.name.clone(), self.keymap.leaves(false));
            return self.messages.say(self.now, Level::Warn, text);
        }
        if targets.len() > MOST {
            let text = OwnText::TooMany(own.name.clone(), MOST, self.keymap.leaves(false));
            return self.messages.say(self.now, Level::Warn, text);
        }
        let mut changes = Vec::with_capacity(targets.len());
        for target in targets {
            let fits = own.is_for(&target.resource.kind);
            let filled = if fits { self.filled(&own, target.clone()) } else { Err(Lack::OtherKinds(own.kind_words.clone())) };
            match filled {
                Ok(Filled { argv, variables }) => {
                    let (name, terminal, confirm, harmless) = (own.name.to_string(), own.terminal, own.confirm, own.harmless);
                    changes.push((target, Change::Command { name, argv, variables, terminal, confirm, harmless }));
                }
                Err(why) => {
                    let text = OwnText::UnfitRow(own.name.clone(), target.name.clone(), why);
                    return self.messages.say(self.now, Level::Warn, text);
                }
            }
        }
        self.look_at_changes(changes, effects);
    }
}
