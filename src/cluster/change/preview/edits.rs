//! Editing an object as text: what was handed out is remembered, so that the difference to it is what is sent, and nothing else.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::lock::lock;
use crate::cluster::change::object::told::list;
use crate::cluster::change::object::{Object, decoded, diff, merge};
use crate::cluster::change::reads;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::cluster::yaml;
use crate::model::change::reason::{DocumentReason, Reason, Refusal};
use crate::model::change::{Change, Hidden, Intent, Target};
use crate::model::hide::is_copy;
use serde_json::Value;
use std::sync::Mutex;

/// How many objects that were handed out are remembered.
const REMEMBERED: usize = 16;

/// The objects whose text was handed out, by UID and resourceVersion.
#[derive(Default)]
pub(crate) struct Edits(Mutex<Vec<Object>>);

impl Edits {
    fn find(&self, uid: &str, version: &str) -> Option<Object> {
        lock(&self.0).iter().find(|o| o.uid() == uid && o.resource_version() == version).cloned()
    }

    fn keep(&self, object: Object) {
        let mut edits = lock(&self.0);
        if edits.len() >= REMEMBERED {
            edits.remove(0);
        }
        edits.push(object);
    }

    /// An edit is of the text that was handed out: where the object is another by now, it is refused and not merged in silence.
    pub(crate) fn check(&self, intent: &Intent, now: &Object) -> Result<(), ChangeError> {
        let Change::Edit { base, .. } = &intent.change else { return Ok(()) };
        // An undo has held the object against what was left already.
        if base.is_empty() || *base == now.resource_version() {
            return Ok(());
        }
        let Some(then) = self.find(now.uid(), base) else {
            return Err(DocumentReason::OpenedLongAgo.into());
        };
        let moved = diff::objects(&then, now);
        if moved.is_empty() { Ok(()) } else { Err(Refusal::Moved(list(&moved)).into()) }
    }

    /// The object's text to be edited: YAML without what only the server writes, and its resourceVersion.
    pub(crate) async fn text(&self, session: &Session, target: &Target) -> Result<(String, String), ChangeError> {
        let object = reads::fetch(session, target, READ_DEADLINE).await?;
        if target.resource.has_entries() && object.json["immutable"] == true {
            return Err(DocumentReason::Immutable.into());
        }
        let version = object.resource_version().to_owned();
        let text = yaml::write(&shown(&object.json)).map_err(Reason::Words)?;
        self.keep(object);
        Ok((text, version))
    }

    /// The text of an object as it was handed out, by its version.
    pub(crate) fn handed(&self, target: &Target, version: &str) -> Option<String> {
        let object = self.find(&target.uid.to_string(), version)?;
        yaml::write(&shown(&object.json)).ok()
    }

    /// A text that was edited before, to be edited again: as it stands while the object is as it was handed out, else laid over the object
    /// as it is now, so that nothing that others changed meanwhile is taken back. Also the version that the answer is of. `base` is what was
    /// handed out then, where that was in an earlier run.
    ///
    /// # Errors
    /// When the object cannot be read.
    pub(crate) async fn text_again(
        &self,
        session: &Session,
        target: &Target,
        version: &str,
        base: Option<&str>,
        text: &str,
    ) -> Result<(String, String), ChangeError> {
        let uid = target.uid.to_string();
        if self.find(&uid, version).is_none()
            && let Some(object) = base.and_then(|base| handed_out(target, version, base))
        {
            self.keep(object);
        }
        let then = self.find(&uid, version);
        let (fresh, now) = self.text(session, target).await?;
        let Some(then) = then else { return Ok((text.to_owned(), now)) };
        let new = self.find(&target.uid.to_string(), &now);
        let moved = new.as_ref().is_some_and(|new| !diff::objects(&then, new).is_empty());
        let mine: Result<Value, String> = yaml::read(text);
        match (moved, mine, yaml::read(&fresh)) {
            (true, Ok(mine), Ok(mut over)) => {
                merge::apply(&mut over, &merge::between(&shown(&then.json), &mine));
                Ok((yaml::write(&over).map_err(Reason::Words)?, now))
            }
            // What is no YAML yet cannot be laid over anything.
            (true, ..) => Ok((text.to_owned(), version.to_owned())),
            (false, ..) => Ok((text.to_owned(), now)),
        }
    }

    /// The change that an edited text asks for: the merge patch between what was handed out and it. `None` where nothing was changed.
    pub(crate) fn edited(&self, target: &Target, version: &str, text: &str) -> Result<Option<Change>, ChangeError> {
        let uid = target.uid.to_string();
        let then = self.find(&uid, version);
        let then = then.ok_or(DocumentReason::OpenedLongAgo)?;
        let mut new: Value = yaml::read(text).map_err(DocumentReason::NotYaml)?;
        let old = editable(&then.json);
        decoded::encode(&mut new, &old)?;
        for (pointer, what) in
            [("/kind", "kind"), ("/metadata/name", "name"), ("/metadata/namespace", "namespace"), ("/metadata/uid", "uid")]
        {
            if old.pointer(pointer) != new.pointer(pointer) {
                return Err(DocumentReason::Another(what).into());
            }
        }
        let patch = merge::between(&old, &new);
        if patch.as_object().is_some_and(serde_json::Map::is_empty) {
            return Ok(None);
        }
        let after = Object { workload: then.workload, json: new };
        let before = Object { workload: then.workload, json: old };
        let paths = diff::objects(&before, &after).into_iter().map(|d| d.path).collect();
        Ok(Some(Change::Edit { base: version.to_owned(), paths, patch: Hidden::new(patch.to_string()) }))
    }
}

/// An object made of the text that was handed out; `None` for a text of another.
fn handed_out(target: &Target, version: &str, base: &str) -> Option<Object> {
    let mut json: Value = yaml::read(base).ok()?;
    decoded::encode(&mut json, &Value::Null).ok()?;
    json.get_mut("metadata")?.as_object_mut()?.insert("resourceVersion".into(), version.into());
    let object = Object { workload: target.workload(), json };
    (object.uid() == target.uid.to_string()).then_some(object)
}

/// The object as it is handed out: a Secret with its values decoded.
fn shown(json: &Value) -> Value {
    let mut json = editable(json);
    decoded::decode(&mut json);
    json
}

/// The object without its status and what only the server writes.
fn editable(json: &Value) -> Value {
    let mut json = json.clone();
    let secret = json.get("kind").and_then(Value::as_str) == Some("Secret");
    if let Some(map) = json.as_object_mut() {
        map.shift_remove("status");
        if let Some(metadata) = map.get_mut("metadata").and_then(Value::as_object_mut) {
            for key in ["managedFields", "selfLink", "generation", "resourceVersion"] {
                metadata.shift_remove(key);
            }
            // A Secret's copy of itself shows in plain text what its data does not; kubectl writes it anew when it is applied again.
            if secret && let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
                annotations.retain(|key, _| !is_copy(key));
            }
        }
    }
    json
}
