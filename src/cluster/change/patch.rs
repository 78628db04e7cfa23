//! One small patch: where it goes, how it is written, and the preconditions that every one carries.

use super::object::Object;
use crate::journal::PatchNote;
use crate::model::change::Target;
use serde_json::{Value, json};

/// The field manager that all of dogwatch's writes name.
pub(super) const MANAGER: &str = "dogwatch";

/// How a patch is read by the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PatchType {
    Merge,
    Strategic,
    Json,
}

impl PatchType {
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Merge => "application/merge-patch+json",
            Self::Strategic => "application/strategic-merge-patch+json",
            Self::Json => "application/json-patch+json",
        }
    }
}

/// A patch, ready to be rehearsed and sent.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Patch {
    /// The object's path, with its subresource.
    pub(super) path: String,
    pub(super) kind: PatchType,
    pub(super) body: Value,
    /// Whether the body may hold secrets, and so must not be written to the journal.
    pub(super) private: bool,
}

impl Patch {
    /// A merge or strategic merge patch of `spec`.
    ///
    /// UID and resourceVersion stand in its metadata: the API server takes a resourceVersion in a patch as an optimistic lock (409
    /// Conflict) and refuses a UID that is not the object's, on the object itself and on `/scale` (tried on 1.20).
    pub(super) fn merge(target: &Target, subresource: &str, kind: PatchType, object: &Object, spec: &Value) -> Self {
        let body = json!({
            "metadata": {"uid": object.uid(), "resourceVersion": object.resource_version()},
            "spec": spec,
        });
        Self { path: format!("{}{subresource}", super::object::path(target)), kind, body, private: false }
    }

    /// A JSON patch with the same preconditions.
    ///
    /// The UID is tested. The resourceVersion is replaced by the one that was seen: where it is not the object's any more that is a 409,
    /// as with the other patches, while a failed test is a 422 that tells nothing of its cause.
    pub(super) fn json(target: &Target, object: &Object, operations: Vec<Value>) -> Self {
        let mut all = vec![
            json!({"op": "test", "path": "/metadata/uid", "value": object.uid()}),
            json!({"op": "replace", "path": "/metadata/resourceVersion", "value": object.resource_version()}),
        ];
        all.extend(operations);
        Self { path: super::object::path(target), kind: PatchType::Json, body: Value::Array(all), private: false }
    }

    /// Keeps the body out of the journal.
    pub(super) const fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Path and query as it is sent.
    pub(super) fn send_path(&self) -> String {
        format!("{}?fieldManager={MANAGER}", self.path)
    }

    /// Path and query of its rehearsal.
    pub(super) fn rehearsal_path(&self) -> String {
        format!("{}?dryRun=All&fieldManager={MANAGER}", self.path)
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.body.to_string().into_bytes()
    }

    /// What the journal says of it.
    pub(super) fn note(&self) -> PatchNote {
        PatchNote {
            path: self.send_path(),
            content_type: self.kind.content_type().to_owned(),
            body: (!self.private).then(|| self.body.clone()),
        }
    }
}
