//! Editing an object as text: what was handed out is remembered, so that the difference to it is what is sent, and nothing else.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::lock::lock;
use crate::cluster::change::object::told::list;
use crate::cluster::change::object::{Object, decoded, diff, merge, sealed, set};
use crate::cluster::change::reads;
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::cluster::yaml;
use crate::model::change::reason::{DocumentReason, Reason, Refusal};
use crate::model::change::{Change, Hidden, Intent, Piece, Target};
use crate::model::hide::is_copy;
use crate::model::text::clean;
use crate::model::trouble::Unread;
use crate::yaml::without_values;
use serde_json::{Value, json};
use std::sync::Mutex;

/// How many objects that were handed out are remembered.
const REMEMBERED: usize = 16;

/// The objects whose text was handed out, by UID and resourceVersion; of Secrets without their values.
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
        edits.push(object.sealed());
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
        let moved = diff::objects(&then, &now.clone().sealed());
        if moved.is_empty() { Ok(()) } else { Err(Refusal::Moved(list(&moved)).into()) }
    }

    /// The text to be edited: the object as YAML without what only the server writes, or one key with its value; and its resourceVersion.
    pub(crate) async fn text(&self, session: &Session, part: &Piece) -> Result<(String, String), ChangeError> {
        let target = &part.target;
        let object = reads::fetch(session, target, READ_DEADLINE).await?;
        if target.resource.has_entries() && object.json["immutable"] == true {
            return Err(DocumentReason::Immutable.into());
        }
        let version = object.resource_version().to_owned();
        let text = yaml::write(&of(part, &object.json)?).map_err(Reason::Words)?;
        self.keep(object);
        Ok((text, version))
    }

    /// The text of an object as it was handed out, by its version; `None` for a Secret, of which it is not remembered.
    pub(crate) fn handed(&self, part: &Piece, version: &str) -> Option<String> {
        let target = &part.target;
        if target.resource.is_secret() {
            return None;
        }
        let object = self.find(&target.uid.to_string(), version)?;
        yaml::write(&of(part, &object.json).ok()?).ok()
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
        part: &Piece,
        version: &str,
        base: Option<&str>,
        text: &str,
    ) -> Result<(String, String), ChangeError> {
        let Piece { target, key } = part;
        // Nobody keeps a text of one.
        if target.resource.is_secret() {
            return self.text(session, part).await;
        }
        let uid = target.uid.to_string();
        if let Some(key) = key {
            let then = self.find(&uid, version);
            let (_, now) = self.text(session, part).await?;
            return Ok((text.to_owned(), self.of_one(&uid, key, (version, then, base), now)));
        }
        if self.find(&uid, version).is_none()
            && let Some(object) = base.and_then(|base| handed_out(target, version, base))
        {
            self.keep(object);
        }
        let then = self.find(&uid, version);
        let (fresh, now) = self.text(session, part).await?;
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

    /// The version that the text of one value is of, once it is edited again: the one that is there now where the value is as it was handed
    /// out. Else, and where that is not known, the old one, by which it is refused: it is laid over nothing that others wrote.
    fn of_one(&self, uid: &str, key: &str, (version, then, base): (&str, Option<Object>, Option<&str>), now: String) -> String {
        let Some(new) = self.find(uid, &now) else { return version.to_owned() };
        let known = then.is_some();
        let from_base = || {
            let base: Value = yaml::read(base?).ok()?;
            let mut then = new.clone();
            set(&mut then.json, &["metadata", "resourceVersion"], version.into());
            set(&mut then.json, &["data", key], decoded::coded(&new.json, base.get(key)?.as_str()?));
            Some(then)
        };
        let Some(then) = then.or_else(from_base) else { return version.to_owned() };
        if then.json["data"].get(key) == new.json["data"].get(key) {
            return now;
        }
        // What an earlier run has handed out is remembered, so that it can be said what is another by now.
        if !known {
            self.keep(then);
        }
        version.to_owned()
    }

    /// The change that an edited text asks for: the merge patch between what was handed out and it. `None` where nothing was changed.
    pub(crate) fn edited(&self, part: &Piece, version: &str, text: &str) -> Result<Option<Change>, ChangeError> {
        let Piece { target, key } = part;
        let uid = target.uid.to_string();
        let then = self.find(&uid, version);
        let then = then.ok_or(DocumentReason::OpenedLongAgo)?;
        let mut new = parsed(target, text)?;
        let old = editable(&then.json);
        if let Some(key) = key {
            return value_edited(old, key, &new, version);
        }
        decoded::encode(&mut new)?;
        for (pointer, what) in
            [("/kind", "kind"), ("/metadata/name", "name"), ("/metadata/namespace", "namespace"), ("/metadata/uid", "uid")]
        {
            if old.pointer(pointer) != new.pointer(pointer) {
                return Err(DocumentReason::Another(what).into());
            }
        }
        let after = sealed::sealed(new.clone());
        let mut patch = merge::between(&old, &after);
        if patch.as_object().is_some_and(serde_json::Map::is_empty) {
            return Ok(None);
        }
        sealed::open(&mut patch, &new);
        let after = Object { workload: then.workload, json: after };
        let before = Object { workload: then.workload, json: old };
        let paths = diff::objects(&before, &after).into_iter().map(|d| d.path).collect();
        Ok(Some(Change::Edit { base: version.to_owned(), paths, patch: Hidden::new(patch.to_string()) }))
    }
}

/// What is edited, of an object.
fn of(Piece { key, .. }: &Piece, json: &Value) -> Result<Value, ChangeError> {
    let Some(key) = key else { return Ok(shown(json)) };
    let value = decoded::value(json, key).unwrap_or_else(|| Err(ApiError::Decode(Unread::NoKey).into()))?;
    Ok(Value::Object([(key.to_string(), value.into())].into_iter().collect()))
}

/// The change that the edited value of one key asks for.
fn value_edited(old: Value, key: &str, new: &Value, version: &str) -> Result<Option<Change>, ChangeError> {
    let no_text = || DocumentReason::NoText(key.into());
    let new = new.as_object().ok_or_else(no_text)?;
    if let Some(other) = new.keys().find(|k| *k != key) {
        return Err(DocumentReason::Beside(clean(other).into(), key.into()).into());
    }
    let value = decoded::coded(&old, new.get(key).and_then(Value::as_str).ok_or_else(no_text)?);
    let mut known = json!({"apiVersion": old["apiVersion"], "kind": old["kind"], "data": {key: value}});
    let patch = json!({"data": {key: value}});
    known = sealed::sealed(known);
    let mut after = old.clone();
    set(&mut after, &["data", key], known["data"][key].take());
    let [before, after] = [old, after].map(|json| Object { workload: None, json });
    let paths: Vec<String> = diff::objects(&before, &after).into_iter().map(|d| d.path).collect();
    let change = Change::Edit { base: version.to_owned(), paths, patch: Hidden::new(patch.to_string()) };
    Ok(Some(change).filter(|_| before.json != after.json))
}

/// What somebody has written. Of a Secret the parser's words may quote a value.
fn parsed(target: &Target, text: &str) -> Result<Value, DocumentReason> {
    let told = |why: String| if target.resource.is_secret() { without_values(&why) } else { why };
    yaml::read(text).map_err(|why| DocumentReason::NotYaml(told(why)))
}

/// An object made of the text that was handed out; `None` for a text of another.
fn handed_out(target: &Target, version: &str, base: &str) -> Option<Object> {
    let mut json: Value = yaml::read(base).ok()?;
    decoded::encode(&mut json).ok()?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Uid;
    use crate::model::resource::Resource;

    fn of_key(kind: &str, plural: &str, key: Option<&str>) -> Piece {
        let resource = Resource::new("", "v1", plural, kind, true);
        let target = Target { context: "lab".into(), resource, namespace: "iot".into(), name: "db".into(), uid: Uid::new("u") };
        Piece { target, key: key.map(Into::into) }
    }

    fn kept(kind: &str, more: &Value) -> Edits {
        let mut json = json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": "db", "uid": "u", "resourceVersion": "41"}});
        merge::apply(&mut json, more);
        let edits = Edits::default();
        edits.keep(Object { workload: None, json });
        edits
    }

    fn told(answer: Result<Option<Change>, ChangeError>) -> Result<Option<(Vec<String>, String)>, String> {
        let one =
            |change: Change| if let Change::Edit { paths, patch, .. } = change { (paths, patch.reveal().into()) } else { panic!() };
        answer.map(|change| change.map(one)).map_err(|e| e.to_string())
    }

    #[test]
    fn the_value_of_one_key_is_edited_and_nothing_else() {
        let edits = kept("Secret", &json!({"data": {"password": "aHVudGVyMg==", "other": "eA=="}}));
        let part = of_key("Secret", "secrets", Some("password"));
        let edited = |text: &str| told(edits.edited(&part, "41", text));
        assert_eq!(edited("password: hunter2\n"), Ok(None), "nothing was typed");
        let change = Some((vec!["data.password".to_owned()], r#"{"data":{"password":"aHVudGVyMw=="}}"#.to_owned()));
        assert_eq!(edited("password: hunter3\n"), Ok(change));
        for (text, says) in [
            ("password: 8080\n", "quotes"),
            ("password:\n", "quotes"),
            ("hunter3\n", "quotes"),
            ("password: hunter3\nmore: hunter3\n", "more stands beside password"),
            ("password: 'hunter3\n", "not valid YAML"),
        ] {
            let said = edited(text).unwrap_err();
            assert!(said.contains(says) && !said.contains("hunter3"), "{text}: {said}");
        }
        let object = json!({"apiVersion": "v1", "kind": "Secret", "data": {"password": "aHVudGVyMg==", "bytes": "/wA="}});
        assert_eq!(of(&part, &object).unwrap(), json!({"password": "hunter2"}));
        for (key, says) in [("bytes", "no text"), ("none", "no such key")] {
            let said = of(&of_key("Secret", "secrets", Some(key)), &object).unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
        let map = kept("ConfigMap", &json!({"data": {"a.conf": "a = 1\n"}, "binaryData": {"logo": "/wA="}}));
        let part = of_key("ConfigMap", "configmaps", Some("a.conf"));
        assert_eq!(map.handed(&part, "41").as_deref(), Some("a.conf: |\n  a = 1\n"));
        let change = Some((vec!["data[a.conf]".to_owned()], r#"{"data":{"a.conf":"a = 2\n"}}"#.to_owned()));
        assert_eq!(told(map.edited(&part, "41", "a.conf: |\n  a = 2\n")), Ok(change));
    }

    #[test]
    fn a_text_of_one_key_is_of_the_newest_version_only_where_its_value_is_as_it_was() {
        let part = of_key("ConfigMap", "configmaps", Some("a"));
        let object = |version: &str, a: &str, b: &str| {
            let json = json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": a, "b": b},
                "metadata": {"name": "db", "uid": "u", "resourceVersion": version}});
            Object { workload: None, json }
        };
        // What this run remembers, what an earlier one has left, what is there now; the version, and what is refused then.
        for (then, base, now, want, moved) in [
            (Some(("1", "x")), None, ("1", "x"), "42", None),
            (Some(("1", "x")), None, ("1", "y"), "42", None),
            (Some(("1", "x")), None, ("2", "x"), "41", Some("data.a")),
            (None, Some("a: '1'\n"), ("1", "y"), "42", None),
            (None, Some("a: '1'\n"), ("2", "y"), "41", Some("data.a")),
            (None, Some("a: '1"), ("1", "x"), "41", Some("long")),
            (None, None, ("1", "x"), "41", Some("long")),
        ] {
            let edits = Edits::default();
            let then = then.map(|(a, b)| object("41", a, b));
            then.iter().cloned().for_each(|then| edits.keep(then));
            let now = object("42", now.0, now.1);
            edits.keep(now.clone());
            let version = edits.of_one("u", "a", ("41", then, base), "42".into());
            assert_eq!(version, want, "{base:?} {now:?}");
            let sent = edits.edited(&part, &version, "a: '3'\n").map(|change| Intent::new(1, part.target.clone(), change.unwrap()));
            let said = sent.and_then(|intent| edits.check(&intent, &now)).err().map(|e| e.to_string());
            assert_eq!(said.is_some(), moved.is_some(), "{said:?}");
            assert!(
                moved.is_none_or(|moved| said.as_ref().is_some_and(|said| said.contains(moved) && !said.contains("data.b"))),
                "{said:?}"
            );
        }
    }

    #[test]
    fn of_a_secret_no_value_is_remembered_and_no_fault_quotes_one() {
        let edits = kept("Secret", &json!({"data": {"password": "aHVudGVyMg==", "same": "eA=="}}));
        let part = of_key("Secret", "secrets", None);
        let remembered = format!("{:?}", lock(&edits.0).iter().map(|o| o.json.to_string()).collect::<Vec<_>>());
        assert!(
            remembered.contains("password") && !remembered.contains("aHVudGVy") && !remembered.contains("eA=="),
            "{remembered}"
        );
        assert_eq!(edits.handed(&part, "41"), None);
        let text = |data: &str| format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: db, uid: u}}\n{data}");
        let edited = |data: &str| told(edits.edited(&part, "41", &text(data)));
        assert_eq!(edited("stringData: {password: hunter2, same: x}\n"), Ok(None));
        let change = |patch: &str, path: &str| Ok(Some((vec![path.to_owned()], patch.to_owned())));
        assert_eq!(
            edited("stringData: {password: hunter3, same: x}\n"),
            change(r#"{"data":{"password":"aHVudGVyMw=="}}"#, "data.password")
        );
        assert_eq!(edited("stringData: {password: hunter2}\n"), change(r#"{"data":{"same":null}}"#, "data.same"));
        for data in
            ["stringData: {password: \"hunter3}\n", "stringData: {password: *hunter3}\n", "stringData: {a: !!int hunter3}\n"]
        {
            let said = edited(data).unwrap_err();
            assert!(said.contains("YAML") && !said.contains("hunter3"), "{data}: {said}");
        }
    }
}
