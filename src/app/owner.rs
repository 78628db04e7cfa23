//! From the object under the cursor to what it hangs together with: to its owner, the one that the watches know or that its metadata name; and
//! to the tree of all.

use super::messages::Level;
use super::msg::{Effect, ObjectRef};
use super::state::State;
use super::text::PlaceText;
use super::wish::Wish;
use crate::model::change::Target;
use crate::model::resource::Resource;
use crate::model::trouble::Trouble;
use crate::model::{Kind, Name, Uid};
use std::sync::Arc;

impl State {
    /// Goes to the owner of the object under the cursor.
    pub(super) fn go_to_owner(&mut self, effects: &mut Vec<Effect>) {
        let Some(object) = self.object() else {
            return self.messages.say(self.now, Level::Info, PlaceText::NoObject);
        };
        if let Some(owner) = self.watched_owner(&object.uid) {
            let target = self.target_of(&owner);
            return self.show_object(&target, effects);
        }
        let target = self.target_of(&object);
        self.hint(PlaceText::AskingOwner(Box::new(target.clone())));
        effects.push(Effect::Owner(self.cluster.session, target));
    }

    /// Shows how the object under the cursor hangs together with others.
    pub(super) fn open_relations(&mut self, effects: &mut Vec<Effect>) {
        let Some(object) = self.object() else {
            return self.messages.say(self.now, Level::Info, PlaceText::NoObject);
        };
        let target = self.target_of(&object);
        self.open(&Wish::Relations(target), effects);
    }

    /// The owner of what is watched, where that is watched as well.
    fn watched_owner(&self, uid: &Uid) -> Option<ObjectRef> {
        let store = &self.cluster.store;
        let replicaset = |uid: &Uid| store.replicasets().find(|r| r.uid == *uid);
        let owner = match (store.pod(uid), store.workload(uid)) {
            (Some(pod), _) => pod.owner.as_ref(),
            (None, Some(workload)) => workload.owner(),
            (None, None) => replicaset(uid).and_then(|r| r.owner.as_ref()),
        }?;
        let object = |resource: Resource, namespace: &Name, name: &Name, uid: &Uid| ObjectRef {
            resource,
            namespace: namespace.clone(),
            name: name.clone(),
            uid: uid.clone(),
        };
        let workload = store.workload(owner).map(|w| object(w.resource(), &w.namespace, &w.name, &w.uid));
        workload.or_else(|| replicaset(owner).map(|r| object(Kind::ReplicaSet.into(), &r.namespace, &r.name, &r.uid)))
    }

    /// The owner of an object that was asked for. Who has gone on meanwhile is not brought back.
    pub(super) fn owner_came(&mut self, of: &Target, answer: Result<Option<Box<Target>>, Arc<Trouble>>, effects: &mut Vec<Effect>) {
        if !self.views.is_empty() || self.object().is_none_or(|object| object.uid != of.uid) {
            return;
        }
        let of = Box::new(of.clone());
        match answer {
            Ok(Some(owner)) => {
                self.messages.dismiss();
                self.show_object(&owner, effects);
            }
            Ok(None) => self.hint(PlaceText::NoOwner(of)),
            Err(why) => self.messages.say(self.now, Level::Warn, PlaceText::OwnerUnread(of, Box::new(why.into()))),
        }
    }
}
