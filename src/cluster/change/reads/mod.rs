//! What is read of the server for a change. This floor asks and sends nothing else: the object itself, revisions, autoscalers, budgets, rights.

pub(crate) mod autoscale;
pub(crate) mod budget;
pub(crate) mod history;
pub(crate) mod node;
pub(crate) mod permission;
pub(crate) mod related;
pub(crate) mod users;
pub(crate) mod volumes;
pub(crate) mod who;

use super::error::ChangeError;
use super::object::{Object, parse, path};
use crate::cluster::error::ApiError;
use crate::cluster::session::Session;
use crate::model::Uid;
use crate::model::change::Target;
use crate::model::change::reason::Refusal;
use serde_json::Value;
use std::time::Duration;

/// Reads the target afresh; an object of the same name with another UID is refused. One that is yet to be made may be there or not.
pub(crate) async fn fetch(session: &Session, target: &Target, deadline: Duration) -> Result<Object, ChangeError> {
    let workload = target.workload();
    let path = path(target);
    let body = match session.get(&path, deadline).await {
        Ok(body) => body,
        Err(e) if target.is_unborn() && e.code() == Some(404) => return Ok(Object { workload, json: Value::Null }),
        Err(e) => return Err(said(e, target)),
    };
    let object = Object { workload, json: parse(&body)? };
    if !target.is_unborn() && Uid::new(object.uid()) != target.uid {
        return Err(Refusal::Replaced(Box::new(target.clone())).into());
    }
    Ok(object)
}

/// A failure about the target, told as what it means.
pub(crate) fn said(error: ApiError, target: &Target) -> ChangeError {
    match error.code() {
        Some(404) => Refusal::Gone(Box::new(target.clone())).into(),
        Some(403) => Refusal::Forbidden(error.to_string()).into(),
        _ => ChangeError::Api(error),
    }
}
