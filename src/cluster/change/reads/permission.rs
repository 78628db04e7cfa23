//! Asking whether the user may make a change, before it is rehearsed.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::parse;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::spec::Need;
use crate::model::change::{Change, Target};
use crate::model::text::clean;
use serde_json::{Value, json};

/// Verb, group, resource and subresource.
type Attributes<'a> = (&'static str, &'a str, &'a str, &'static str);

/// A right of a change as it is asked about for this target.
fn attributes<'a>(target: &'a Target, need: &Need) -> Attributes<'a> {
    match *need {
        Need::Target(verb, subresource) => (verb, &*target.resource.group, &*target.resource.plural, subresource),
        Need::Other(verb, group, plural, subresource) => (verb, group, plural, subresource),
    }
}

/// Asks whether the user may. A question that failed is no "no": the rehearsal needs the same right and will tell.
pub(crate) async fn check(session: &Session, target: &Target, change: &Change) -> Result<(), ChangeError> {
    let asked = change.spec().needs.iter().map(|need| ask(session, target, attributes(target, need)));
    let answers = futures::future::join_all(asked).await;
    answers.into_iter().collect()
}

async fn ask(session: &Session, target: &Target, (verb, group, resource, subresource): Attributes<'_>) -> Result<(), ChangeError> {
    let mut attributes = json!({
        "verb": verb, "group": group, "resource": resource, "subresource": subresource, "namespace": &*target.namespace,
    });
    // The right to create names no object, and an eviction on a node is of any pod.
    if verb != "create" {
        attributes["name"] = (*target.name).into();
    }
    let body = json!({
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": attributes},
    });
    let Ok(answer) = session.review(body.to_string().into_bytes(), READ_DEADLINE).await else { return Ok(()) };
    let answer = parse(&answer).unwrap_or_default();
    if answer.pointer("/status/allowed") != Some(&Value::Bool(false)) {
        return Ok(());
    }
    let slash = if subresource.is_empty() { String::new() } else { format!("/{subresource}") };
    let place = if target.namespace.is_empty() { String::new() } else { format!("in {} ", target.namespace) };
    let reason = answer.pointer("/status/reason").and_then(Value::as_str).filter(|r| !r.is_empty());
    let reason = reason.map_or(String::new(), |r| format!(": {}", clean(r)));
    Err(ChangeError::Denied(format!("denied: you may not {verb} {resource}{slash} {place}of {}{reason}", target.context)))
}
