//! Bodies: JSON, YAML or protobuf, held against their types.

use super::Request;
use crate::demo::failure::{Cause, Failure};
use crate::demo::json;
use crate::demo::schema::{self, Type, proto, strict};
use serde_json::Value;

const ACCEPTED: &str = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

/// Reads a body as the type of a kind. Protobuf is read by the type's field numbers.
pub fn decode(content: &str, body: &[u8], ty: Option<&Type>, kind: &str) -> Result<Value, Failure> {
    let unreadable =
        |why: String| Failure::bad_request(format!("the object provided is unrecognized (must be of type {kind}): {why}"));
    match content {
        "" | "application/json" => serde_json::from_slice(body).map_err(|e| unreadable(e.to_string())),
        "application/yaml" => yaml(body).map_err(unreadable),
        "application/vnd.kubernetes.protobuf" => {
            let (version, sent, message) = proto::envelope(body).ok_or_else(|| unreadable("no protobuf envelope".into()))?;
            let ty = ty.ok_or_else(|| Failure::media_type(content, ACCEPTED))?;
            let mut value = proto::decode(ty, message).ok_or_else(|| unreadable("broken protobuf".into()))?;
            value["apiVersion"] = version.into();
            value["kind"] = sent.into();
            Ok(value)
        }
        other => Err(Failure::media_type(other, ACCEPTED)),
    }
}

/// A YAML document as JSON.
pub fn yaml(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|e| e.to_string())?;
    serde_saphyr::from_str(text).map_err(|e| e.to_string())
}

/// What the client wants done about fields that its object's type does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validation {
    /// They are dropped.
    Ignore,
    /// They are dropped and named in a warning.
    Warn,
    /// The request fails.
    Strict,
}

impl Request {
    /// What stands in `fieldValidation`.
    pub fn validation(&self) -> Result<Validation, Failure> {
        Ok(match self.query.get("fieldValidation") {
            "" | "Warn" => Validation::Warn,
            "Ignore" => Validation::Ignore,
            "Strict" => Validation::Strict,
            other => {
                return Err(Failure::bad_request(format!(
                    "Invalid value: {other:?}: supported values: \"Ignore\", \"Strict\", \"Warn\" (parameter \"fieldValidation\")"
                )));
            }
        })
    }

    /// The type of what the request is about.
    pub fn ty(&self) -> Option<&'static Type> {
        let i = self.served.info;
        schema::of(i.group, i.version, i.kind)
    }

    /// The object that was sent, in the version it was sent in, without what its type does not have; and warnings.
    pub fn object(&self) -> Result<(Value, Vec<String>), Failure> {
        let kind = self.served.info.kind;
        let mut value = decode(&self.content, &self.body, self.ty(), kind)?;
        self.check_kind(&value)?;
        let version = self.served.info.version;
        let head = format!("{kind} in version {version:?} cannot be handled as a {kind}: ");
        let unknown = self.prune(&mut value).map_err(|why| Failure::bad_request(format!("{head}{why}")))?;
        if self.validation()? == Validation::Strict && !unknown.is_empty() {
            return Err(Failure::bad_request(format!("{head}strict decoding error: {}", unknown.join(", "))));
        }
        Ok((value, unknown))
    }

    /// Takes out of an object what its type does not have; says what that was.
    pub fn prune(&self, value: &mut Value) -> Result<Vec<String>, String> {
        let Some(ty) = self.ty() else { return Ok(Vec::new()) };
        let unknown = strict::check(ty, value)?;
        Ok(unknown.into_iter().map(|f| format!("unknown field {f:?}")).collect())
    }

    /// The same for the outcome of a patch, whose mistakes are the patch's.
    pub fn prune_patched(&self, value: &mut Value) -> Result<Vec<String>, Failure> {
        let fail = |why: String| {
            let shown = Value::from(String::from_utf8_lossy(&self.body).into_owned());
            Failure::invalid(self.res, &self.key.name, &[Cause::invalid("patch", &shown, &why)])
        };
        let unknown = self.prune(value).map_err(fail)?;
        if self.validation()? == Validation::Strict && !unknown.is_empty() {
            return Err(fail(format!("strict decoding error: {}", unknown.join(", "))));
        }
        Ok(unknown)
    }

    fn check_kind(&self, object: &Value) -> Result<(), Failure> {
        let i = self.served.info;
        let (kind, version) = (json::text(object, "/kind"), json::text(object, "/apiVersion"));
        if (kind.is_empty() || kind == i.kind) && (version.is_empty() || version == i.api_version()) {
            return Ok(());
        }
        if kind == i.kind {
            return Err(Failure::bad_request(format!(
                "the API version in the data ({version}) does not match the expected API version ({})",
                i.api_version()
            )));
        }
        Err(Failure::bad_request(format!(
            "{kind} in version {version:?} cannot be handled as a {}: no kind {kind:?} is registered for version {version:?}",
            i.kind
        )))
    }
}
