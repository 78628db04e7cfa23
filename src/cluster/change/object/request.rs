//! One small request: where it goes, how it is written, and the preconditions that every one carries.

use super::{Object, merge, path, set};
use crate::model::change::Target;
use serde_json::{Value, json};

/// The field manager that all of dogwatch's writes name.
pub(crate) const MANAGER: &str = "dogwatch";

/// How a request is read by the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// PATCH with a JSON merge patch.
    Merge,
    /// PATCH with a strategic merge patch.
    Strategic,
    /// PATCH with a JSON patch.
    Json,
    /// PATCH by server-side apply.
    Apply,
    /// POST of a new object, or of an eviction.
    Post,
    /// DELETE with its options.
    Delete,
}

impl Form {
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Merge => "application/merge-patch+json",
            Self::Strategic => "application/strategic-merge-patch+json",
            Self::Json => "application/json-patch+json",
            // JSON is YAML, and the only name that servers of all ages know.
            Self::Apply => "application/apply-patch+yaml",
            Self::Post | Self::Delete => "application/json",
        }
    }
}

/// A request, ready to be tried and sent.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Request {
    /// The path, with its subresource.
    pub(crate) path: String,
    pub(crate) form: Form,
    pub(crate) body: Value,
    /// Whether the body may hold secrets, and so must not be written to the journal.
    pub(crate) private: bool,
    /// Whether a field that the server does not know is an error, as it is for `kubectl edit` and `kubectl apply` (`fieldValidation`; servers
    /// before 1.25 pass it over).
    pub(crate) strict: bool,
}

impl Request {
    pub(crate) fn new(path: String, form: Form, body: Value) -> Self {
        Self { path, form, body, private: false, strict: false }
    }

    /// A merge or strategic merge patch of `spec`.
    ///
    /// UID and resourceVersion stand in its metadata: the API server takes a resourceVersion in a patch as an optimistic lock (409
    /// Conflict) and refuses a UID that is not the object's, on the object itself and on `/scale` (tried on 1.20).
    pub(crate) fn merge(target: &Target, subresource: &str, form: Form, object: &Object, spec: &Value) -> Self {
        let body = json!({"metadata": preconditions(object), "spec": spec});
        Self::new(format!("{}{subresource}", path(target)), form, body)
    }

    /// A JSON merge patch of any part of the object, with the same preconditions.
    pub(crate) fn merge_all(target: &Target, object: &Object, patch: &Value) -> Self {
        let mut body = json!({"metadata": preconditions(object)});
        merge::deepen(&mut body, patch);
        Self::new(path(target), Form::Merge, body)
    }

    /// A JSON patch with the same preconditions.
    ///
    /// The UID is tested. The resourceVersion is replaced by the one that was seen: where it is not the object's any more that is a 409,
    /// as with the other patches, while a failed test is a 422 that tells nothing of its cause.
    pub(crate) fn json(target: &Target, object: &Object, operations: Vec<Value>) -> Self {
        let mut all = vec![
            json!({"op": "test", "path": "/metadata/uid", "value": object.uid()}),
            json!({"op": "replace", "path": "/metadata/resourceVersion", "value": object.resource_version()}),
        ];
        all.extend(operations);
        Self::new(path(target), Form::Json, Value::Array(all))
    }

    /// Keeps the body out of the journal.
    pub(crate) const fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// A text that somebody wrote: what is typed wrong in it is not passed over.
    pub(crate) const fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Path and query as it is sent. A DELETE names no field manager.
    pub(crate) fn send_path(&self) -> String {
        if self.form == Form::Delete {
            return self.path.clone();
        }
        format!("{}?fieldManager={MANAGER}{}", self.path, self.validation())
    }

    /// Path and query of its dry run.
    pub(crate) fn dry_run_path(&self) -> String {
        if self.form == Form::Delete {
            return format!("{}?dryRun=All", self.path);
        }
        format!("{}?dryRun=All&fieldManager={MANAGER}{}", self.path, self.validation())
    }

    const fn validation(&self) -> &'static str {
        if self.strict { "&fieldValidation=Strict" } else { "" }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.body.to_string().into_bytes()
    }

    /// The body of its dry run. A DELETE whose options stand in its body is made by them alone: the server passes its query over, and
    /// would delete for good (found on 1.20).
    pub(crate) fn dry_run_bytes(&self) -> Vec<u8> {
        if self.form != Form::Delete {
            return self.bytes();
        }
        let mut body = self.body.clone();
        set(&mut body, &["dryRun"], json!(["All"]));
        body.to_string().into_bytes()
    }
}

fn preconditions(object: &Object) -> Value {
    json!({"uid": object.uid(), "resourceVersion": object.resource_version()})
}
