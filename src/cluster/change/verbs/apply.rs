//! Make or change an object by server-side apply, as `kubectl apply --server-side`; never by force.

use crate::cluster::change::object::request::{Form, Request};
use crate::cluster::change::object::{Object, path, rollout, set};
use crate::cluster::error::ApiError;
use crate::model::change::{Target, Touches};
use serde_json::Value;

/// The manifest, with the preconditions where the object is there already. What is not there yet has none to name: the gate looks once
/// more right before it sends, and a field that another manager set meanwhile is a conflict.
pub(crate) fn request(target: &Target, object: &Object, manifest: &Value) -> Request {
    let mut body = manifest.clone();
    if object.exists() {
        set(&mut body, &["metadata", "uid"], object.uid().into());
        set(&mut body, &["metadata", "resourceVersion"], object.resource_version().into());
    }
    Request::new(path(target), Form::Apply, body).private().strict()
}

/// Whether the server says no because the namespace of an object that is yet to be made is not there.
pub(crate) fn lacks_namespace(object: &Object, error: &ApiError) -> bool {
    !object.exists() && matches!(error, ApiError::Status { code: 404, message, .. } if message.starts_with("namespaces "))
}

pub(crate) fn touches(object: &Object, after: &Object) -> Touches {
    match object.exists() {
        false => Touches::NewObject,
        true if rollout::replaces(object, after) => rollout::rolled(object),
        true => Touches::NoPods,
    }
}

/// Whether all that the manifest says is so: lists element by element, named ones by their names.
pub(crate) fn holds(manifest: &Value, object: &Value) -> bool {
    match (manifest, object) {
        (Value::Object(m), Value::Object(o)) => m.iter().all(|(k, v)| match o.get(k) {
            Some(there) => holds(v, there),
            None => v.is_null() || v.as_array().is_some_and(Vec::is_empty) || v.as_object().is_some_and(serde_json::Map::is_empty),
        }),
        (Value::Array(m), Value::Array(o)) => {
            m.len() <= o.len() && m.iter().enumerate().all(|(i, v)| element(o, i, v).is_some_and(|there| holds(v, there)))
        }
        // Numbers that may be written as text, such as `cpu: 1`, and durations are filled in by the server as it likes.
        (a, b) => a == b || (!a.is_object() && !a.is_array() && word(a) == word(b)),
    }
}

fn element<'a>(list: &'a [Value], index: usize, like: &Value) -> Option<&'a Value> {
    match like.get("name") {
        Some(name) => list.iter().find(|v| v.get("name") == Some(name)),
        None => list.get(index),
    }
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::{deployment, target};
    use crate::model::change::Target as T;
    use serde_json::json;

    #[test]
    fn a_new_object_is_sent_as_it_is_and_another_with_its_preconditions() {
        let manifest = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}});
        let absent = Object { workload: None, json: Value::Null };
        let unborn = T { uid: T::unborn(), ..target() };
        let request = request(&unborn, &absent, &manifest);
        assert_eq!(
            request.send_path(),
            "/apis/apps/v1/namespaces/iot/deployments/web?fieldManager=dogwatch&fieldValidation=Strict"
        );
        assert_eq!(request.form.content_type(), "application/apply-patch+yaml");
        assert_eq!(
            String::from_utf8(request.bytes()).unwrap(),
            r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"}}"#
        );
        assert!(request.private);
        let request = super::request(&unborn, &deployment(), &manifest);
        assert_eq!(
            String::from_utf8(request.bytes()).unwrap(),
            r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","uid":"0b7e1c2a-91d4-4f6b-8a11-00c0ffee0001","resourceVersion":"41"}}"#
        );
    }

    #[test]
    fn what_a_manifest_says_is_found_among_the_defaults() {
        let object = json!({"spec": {"replicas": 2, "ports": [{"name": "http", "port": 80, "protocol": "TCP"}], "cpu": "1"}});
        assert!(holds(&json!({"spec": {"ports": [{"name": "http", "port": 80}], "cpu": 1, "env": []}}), &object));
        assert!(!holds(&json!({"spec": {"replicas": 3}}), &object));
        assert!(!holds(&json!({"spec": {"ports": [{"name": "web"}]}}), &object));
    }
}
