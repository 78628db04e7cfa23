//! From YAML to changes: every document is one server-side apply of its own, with a result of its own.

use super::error::ChangeError;
use super::gate::Gate;
use crate::cluster::{discovery, yaml};
use crate::model::Name;
use crate::model::change::{Change, Hidden, Target};
use crate::model::resource::Resource;
use crate::model::text::clean;
use serde_json::{Value, json};
use std::collections::HashMap;

impl Gate {
    /// The changes that a text of one or more YAML documents asks for. `namespace` is for those that name none. Nothing is sent.
    pub async fn plan(&self, text: &str, namespace: &Name) -> Result<Vec<(Target, Change)>, ChangeError> {
        let documents = yaml::read_all(text).map_err(ChangeError::NotYaml)?;
        if documents.is_empty() {
            return Err(ChangeError::NotPossible("there is no object in that text".into()));
        }
        let mut known: HashMap<String, Vec<discovery::Served>> = HashMap::new();
        let mut changes = Vec::with_capacity(documents.len());
        for (i, document) in documents.into_iter().enumerate() {
            let number = i + 1;
            let wrong = |what: String| ChangeError::NotPossible(format!("document {number}: {what}"));
            let (api_version, kind, name) = identity(&document).map_err(wrong)?;
            if !known.contains_key(&api_version) {
                let served = discovery::of(&self.session, &api_version).await;
                let served = match served {
                    Err(e) if e.code() == Some(404) => Vec::new(),
                    other => other?,
                };
                known.insert(api_version.clone(), served);
            }
            let served = known.get(&api_version).into_iter().flatten().find(|s| *s.resource.kind == *kind);
            let served = served.ok_or_else(|| wrong(format!("the server knows no {kind} of {api_version}")))?;
            changes.push(self.applying(document, &served.resource, namespace, &name).map_err(wrong)?);
        }
        Ok(changes)
    }

    fn applying(&self, mut document: Value, resource: &Resource, namespace: &Name, name: &str) -> Result<(Target, Change), String> {
        let mut place: Name = "".into();
        if resource.namespaced {
            let own = document.pointer("/metadata/namespace").and_then(Value::as_str).filter(|n| !n.is_empty());
            place = own.map_or_else(|| namespace.clone(), Name::from);
            if place.is_empty() {
                return Err(format!("{} {name} names no namespace, and none is in view", resource.kind));
            }
            super::object::set(&mut document, &["metadata", "namespace"], json!(&*place));
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
        let target = Target {
            context: self.session.context.clone(),
            resource: resource.clone(),
            namespace: place,
            name: name.into(),
            uid: Target::unborn(),
        };
        Ok((target, Change::Apply { manifest: Hidden::new(document.to_string()) }))
    }
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

/// apiVersion, kind and name of a document.
fn identity(document: &Value) -> Result<(String, String, String), String> {
    let field = |pointer: &str, what: &str| {
        let text = document.pointer(pointer).and_then(Value::as_str).filter(|t| !t.is_empty());
        text.map(|t| clean(t).into_owned()).ok_or_else(|| format!("it has no {what}"))
    };
    if !document.is_object() {
        return Err("it is no object".into());
    }
    Ok((field("/apiVersion", "apiVersion")?, field("/kind", "kind")?, field("/metadata/name", "metadata.name")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_say_their_protocol() {
        let mut document = json!({"kind": "Service", "spec": {"ports": [{"port": 80}, {"port": 53, "protocol": "UDP"}]}});
        say_protocols(&mut document);
        assert_eq!(document["spec"]["ports"], json!([{"port": 80, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}]));
    }

    #[test]
    fn what_a_document_lacks_is_named() {
        for (document, want) in [
            (json!("text"), "it is no object"),
            (json!({"kind": "Pod"}), "it has no apiVersion"),
            (json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "x-"}}), "it has no metadata.name"),
        ] {
            assert_eq!(identity(&document).unwrap_err(), want);
        }
    }
}
