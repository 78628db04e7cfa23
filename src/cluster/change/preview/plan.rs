//! From YAML to changes: every document is one server-side apply of its own, with a result of its own.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::lock::lock;
use crate::cluster::change::object::set;
use crate::cluster::session::Session;
use crate::cluster::{discovery, yaml};
use crate::model::Name;
use crate::model::change::reason::DocumentReason;
use crate::model::change::{Change, Hidden, Target, Warning};
use crate::model::resource::Resource;
use crate::model::text::clean;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Mutex;

/// What one document asks for; or why it cannot be done, which stops none of the others.
pub type Document = (Target, Result<Change, DocumentReason>);

/// The namespaces that the text which was planned last makes before it needs them.
#[derive(Default)]
pub(crate) struct Coming(Mutex<Vec<Name>>);

impl Coming {
    /// The changes that a text of one or more YAML documents asks for, in its order. `namespace` is for those that name none. Nothing is
    /// sent.
    ///
    /// # Errors
    /// When the text is no YAML, has no object in it, or the server cannot be asked what it serves.
    pub(crate) async fn plan(&self, session: &Session, text: &str, namespace: &Name) -> Result<Vec<Document>, ChangeError> {
        let documents = yaml::read_all(text).map_err(DocumentReason::NotYaml)?;
        if documents.is_empty() {
            return Err(DocumentReason::Empty.into());
        }
        let mut known: HashMap<String, Vec<discovery::Served>> = HashMap::new();
        let mut planned = Vec::with_capacity(documents.len());
        for (i, document) in documents.into_iter().enumerate() {
            let number = i + 1;
            let wrong = |resource: Resource, name: &str, what: DocumentReason| {
                let namespace = if resource.namespaced { namespace.clone() } else { "".into() };
                let name = name.into();
                let target = Target { context: session.context.clone(), resource, namespace, name, uid: Target::unborn() };
                (target, Err(DocumentReason::In(number, Box::new(what))))
            };
            let (api_version, kind, name) = match identity(&document) {
                Ok(identity) => identity,
                Err(what) => {
                    planned.push(wrong(Resource::new("", "", "", "document", false), &number.to_string(), what));
                    continue;
                }
            };
            if !known.contains_key(&api_version) {
                let served = discovery::of(session, &api_version).await;
                let served = match served {
                    Err(e) if e.code() == Some(404) => Vec::new(),
                    other => other?,
                };
                known.insert(api_version.clone(), served);
            }
            let served = known.get(&api_version).into_iter().flatten().find(|s| *s.resource.kind == *kind);
            planned.push(match served.map(|s| (s, applying(&session.context, document, &s.resource, namespace, &name))) {
                Some((_, Ok((target, change)))) => (target, Ok(change)),
                Some((served, Err(what))) => wrong(served.resource.clone(), &name, what),
                None => {
                    let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
                    let resource = Resource::new(group, version, "", &kind, true);
                    wrong(resource, &name, DocumentReason::UnknownKind(kind.clone(), api_version.clone()))
                }
            });
        }
        *lock(&self.0) = namespaces_first(&mut planned);
        Ok(planned)
    }

    /// Why the server cannot try an object whose namespace is not there yet.
    ///
    /// # Errors
    /// When nothing that was planned makes the namespace.
    pub(crate) fn of(&self, target: &Target) -> Result<Warning, ChangeError> {
        let namespace = &target.namespace;
        if lock(&self.0).contains(namespace) {
            return Ok(Warning::NamespaceComes(namespace.clone()));
        }
        Err(DocumentReason::NamespaceMissing(namespace.clone(), target.context.clone()).into())
    }
}

/// The change that a document asks for.
fn applying(
    context: &Name,
    mut document: Value,
    resource: &Resource,
    namespace: &Name,
    name: &str,
) -> Result<(Target, Change), DocumentReason> {
    let mut place: Name = "".into();
    if resource.namespaced {
        let own = document.pointer("/metadata/namespace").and_then(Value::as_str).filter(|n| !n.is_empty());
        place = own.map_or_else(|| namespace.clone(), Name::from);
        if place.is_empty() {
            return Err(DocumentReason::NoNamespace(resource.kind.clone(), name.to_owned()));
        }
        set(&mut document, &["metadata", "namespace"], json!(&*place));
    }
    if let Some(metadata) = document.pointer_mut("/metadata").and_then(Value::as_object_mut) {
        // What `kubectl get -o yaml` prints and no manifest may say: server-side apply refuses managedFields.
        for key in ["managedFields", "resourceVersion", "uid", "selfLink", "creationTimestamp", "generation"] {
            metadata.shift_remove(key);
        }
    }
    if let Some(map) = document.as_object_mut() {
        map.shift_remove("status");
    }
    say_protocols(&mut document);
    let target =
        Target { context: context.clone(), resource: resource.clone(), namespace: place, name: name.into(), uid: Target::unborn() };
    Ok((target, Change::Apply { manifest: Hidden::new(document.to_string()) }))
}

/// Says the protocol of ports outright where a manifest leaves it to its default: it is part of their key, and servers before 1.21
/// refuse to apply a port without it (kubernetes/kubernetes#92332).
fn say_protocols(document: &mut Value) {
    if document.get("kind").and_then(Value::as_str) == Some("Service") {
        say_protocol(document.pointer_mut("/spec/ports"));
    }
    say_in_containers(document);
}

fn say_in_containers(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                match value {
                    Value::Array(containers) if matches!(key.as_str(), "containers" | "initContainers") => {
                        containers.iter_mut().for_each(|c| say_protocol(c.get_mut("ports")));
                    }
                    other => say_in_containers(other),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(say_in_containers),
        _ => {}
    }
}

fn say_protocol(ports: Option<&mut Value>) {
    for port in ports.and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut) {
        if !port.contains_key("protocol") {
            port.insert("protocol".into(), "TCP".into());
        }
    }
}

/// The namespaces that the documents make. A document that stands before the one that makes its namespace is refused: it is sent first.
fn namespaces_first(planned: &mut [Document]) -> Vec<Name> {
    let makes = |(target, change): &Document| (target.resource.is("", "Namespace") && change.is_ok()).then(|| target.name.clone());
    let made: Vec<Option<Name>> = planned.iter().map(makes).collect();
    for (i, (target, change)) in planned.iter_mut().enumerate() {
        let at = |namespace: &Name| made.iter().position(|m| m.as_ref() == Some(namespace));
        if let Some(later) = at(&target.namespace).filter(|later| *later > i) {
            *change = Err(DocumentReason::Before(i + 1, later + 1));
        }
    }
    made.into_iter().flatten().collect()
}

/// apiVersion, kind and name of a document.
fn identity(document: &Value) -> Result<(String, String, String), DocumentReason> {
    let field = |pointer: &str, what: &'static str| {
        let text = document.pointer(pointer).and_then(Value::as_str).filter(|t| !t.is_empty());
        text.map(|t| clean(t).into_owned()).ok_or(DocumentReason::Lacks(what))
    };
    if !document.is_object() {
        return Err(DocumentReason::NoObject);
    }
    Ok((field("/apiVersion", "apiVersion")?, field("/kind", "kind")?, field("/metadata/name", "metadata.name")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    fn document(resource: Resource, namespace: &str, name: &str) -> Document {
        let (context, namespace, name) = ("lab".into(), namespace.into(), name.into());
        let target = Target { context, resource, namespace, name, uid: Target::unborn() };
        (target, Ok(Change::Apply { manifest: Hidden::default() }))
    }

    #[test]
    fn a_namespace_stands_before_what_lives_in_it() {
        let namespace = || document(Kind::Namespace.into(), "", "new");
        let pod = || document(Kind::Pod.into(), "new", "web");
        let other = || document(Kind::Pod.into(), "old", "web");
        let mut good = [namespace(), pod(), other()];
        assert_eq!(namespaces_first(&mut good), ["new".into()]);
        assert!(good.iter().all(|(_, change)| change.is_ok()));
        let mut bad = [other(), pod(), namespace()];
        assert_eq!(namespaces_first(&mut bad), ["new".into()]);
        assert_eq!(bad[1].1, Err(DocumentReason::Before(2, 3)));
        assert!(bad[0].1.is_ok() && bad[2].1.is_ok());
    }

    #[test]
    fn ports_say_their_protocol() {
        let mut document = json!({"kind": "Service", "spec": {"ports": [{"port": 80}, {"port": 53, "protocol": "UDP"}]}});
        say_protocols(&mut document);
        assert_eq!(document["spec"]["ports"], json!([{"port": 80, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}]));
    }

    #[test]
    fn what_a_document_lacks_is_named() {
        for (document, want) in [
            (json!("text"), "it is not an object"),
            (json!({"kind": "Pod"}), "it has no apiVersion"),
            (json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "x-"}}), "it has no metadata.name"),
        ] {
            assert_eq!(identity(&document).unwrap_err().to_string(), want);
        }
    }
}
