//! What a request fails with: a `Status` object in the words of a real API server.
//! The wording follows k8s.io/apimachinery/pkg/api/errors.

use super::resources::Res;
use serde_json::{Value, json};

/// A failed request.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// HTTP status.
    pub code: u16,
    /// Machine-readable reason; empty for none.
    pub reason: &'static str,
    /// One sentence.
    pub message: String,
    /// `details` of the Status.
    pub details: Value,
}

/// One field's mistake.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// `FieldValueInvalid` and the like.
    pub reason: &'static str,
    /// What is wrong, without the field.
    pub message: String,
    /// The field's path.
    pub field: String,
}

impl Cause {
    /// A value that is not allowed.
    pub fn invalid(field: &str, value: &Value, why: &str) -> Self {
        Self { reason: "FieldValueInvalid", message: format!("Invalid value: {value}: {why}"), field: field.into() }
    }

    /// A value that must be there.
    pub fn required(field: &str, why: &str) -> Self {
        let message = if why.is_empty() { "Required value".into() } else { format!("Required value: {why}") };
        Self { reason: "FieldValueRequired", message, field: field.into() }
    }

    /// A change that is not allowed.
    pub fn forbidden(field: &str, why: &str) -> Self {
        Self { reason: "FieldValueForbidden", message: format!("Forbidden: {why}"), field: field.into() }
    }
}

fn details(res: Res, name: &str) -> Value {
    let i = res.info();
    let mut d = json!({});
    if !name.is_empty() {
        d["name"] = name.into();
    }
    if !i.group.is_empty() {
        d["group"] = i.group.into();
    }
    d["kind"] = i.plural.into();
    d
}

impl Failure {
    fn new(code: u16, reason: &'static str, message: impl Into<String>, details: Value) -> Self {
        Self { code, reason, message: message.into(), details }
    }

    /// 404 for an object.
    pub fn not_found(res: Res, name: &str) -> Self {
        Self::new(404, "NotFound", format!("{} {name:?} not found", res.qualified()), details(res, name))
    }

    /// 404 for a path.
    pub fn no_such_path() -> Self {
        Self::new(404, "NotFound", "the server could not find the requested resource", json!({}))
    }

    /// 405.
    pub fn no_such_method() -> Self {
        Self::new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", json!({}))
    }

    /// 415.
    pub fn media_type(got: &str, accepted: &str) -> Self {
        let message = format!("the body of the request was in an unknown format - accepted media types include: {accepted}");
        Self::new(415, "UnsupportedMediaType", message, json!({ "received": got }))
    }

    /// 406.
    pub fn not_acceptable() -> Self {
        Self::new(406, "NotAcceptable", "only the following media types are accepted: application/json", json!({}))
    }

    /// 400.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message, Value::Null)
    }

    /// 401.
    pub fn unauthorized() -> Self {
        Self::new(401, "Unauthorized", "Unauthorized", Value::Null)
    }

    /// 403 with the authorizer's sentence.
    pub fn forbidden(message: String, kind: &str, group: &str, name: &str) -> Self {
        let mut d = json!({});
        for (key, value) in [("name", name), ("group", group), ("kind", kind)] {
            if !value.is_empty() {
                d[key] = value.into();
            }
        }
        Self::new(403, "Forbidden", message, d)
    }

    /// 409: the precondition on the version does not hold.
    pub fn modified(res: Res, name: &str) -> Self {
        Self::conflict(
            res,
            name,
            "the object has been modified; please apply your changes to the latest version and try again".into(),
        )
    }

    /// 409 with its cause.
    pub fn conflict(res: Res, name: &str, why: String) -> Self {
        let message = format!("Operation cannot be fulfilled on {} {name:?}: {why}", res.qualified());
        Self::new(409, "Conflict", message, details(res, name))
    }

    /// 409 on create.
    pub fn exists(res: Res, name: &str) -> Self {
        Self::new(409, "AlreadyExists", format!("{} {name:?} already exists", res.qualified()), details(res, name))
    }

    /// 410: the version asked for is no longer kept.
    pub fn expired(message: impl Into<String>) -> Self {
        Self::new(410, "Expired", message, Value::Null)
    }

    /// 410 on a watch.
    pub fn too_old(asked: u64, kept: u64) -> Self {
        Self::expired(format!("too old resource version: {asked} ({kept})"))
    }

    /// 422 with its causes.
    pub fn invalid(res: Res, name: &str, causes: &[Cause]) -> Self {
        let i = res.info();
        let kind = if i.group.is_empty() { i.kind.into() } else { format!("{}.{}", i.kind, i.group) };
        let one = |c: &Cause| format!("{}: {}", c.field, c.message);
        let what = match causes {
            [c] => one(c),
            _ => format!("[{}]", causes.iter().map(one).collect::<Vec<_>>().join(", ")),
        };
        let mut d = details(res, name);
        d["kind"] = i.kind.into();
        d["causes"] =
            causes.iter().map(|c| json!({ "reason": c.reason, "message": c.message, "field": c.field })).collect::<Vec<_>>().into();
        Self::new(422, "Invalid", format!("{kind} {name:?} is invalid: {what}"), d)
    }

    /// 422 for a patch that does not apply, as the generic error of a server that hides the cause.
    pub fn unprocessable() -> Self {
        Self::new(422, "Invalid", "the server rejected our request due to an error in our request", json!({}))
    }

    /// Any status, as a proxy or a server in trouble answers.
    pub fn plain(code: u16) -> Self {
        let (reason, message) = match code {
            401 => ("Unauthorized", "Unauthorized"),
            403 => ("Forbidden", "forbidden: the demo was told to answer so"),
            404 => ("NotFound", "the server could not find the requested resource"),
            429 => ("TooManyRequests", "the server has received too many requests and has asked us to try again later"),
            503 => ("ServiceUnavailable", "the server is currently unable to handle the request"),
            504 => (
                "Timeout",
                "the server was unable to return a response in the time allotted, but may still be processing the request",
            ),
            _ => ("InternalError", "an error on the server (\"demo fault\") has prevented the request from succeeding"),
        };
        Self::new(code, reason, message, Value::Null)
    }

    /// The `Status` object.
    pub fn status(&self) -> Value {
        let mut s = json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message });
        if !self.reason.is_empty() {
            s["reason"] = self.reason.into();
        }
        if !self.details.is_null() {
            s["details"] = self.details.clone();
        }
        s["code"] = self.code.into();
        s
    }
}
