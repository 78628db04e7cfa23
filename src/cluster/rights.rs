//! What the user may do, asked of the API server.

use super::error::ApiError;
use super::session::Session;
use crate::model::Name;
use crate::model::rights::{Right, Rights, Verdict};
use crate::model::text::clean;
use futures::future::join_all;
use k8s_openapi::api::authorization::v1::{ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec};
use serde::Deserialize;
use std::time::Duration;

/// How long one question may take. They are asked all at once.
const DEADLINE: Duration = Duration::from_secs(5);

/// Asks for every [`Right`] in a namespace. A question that failed has no verdict: it is never taken for a "no".
pub async fn review(session: &Session, namespace: &Name) -> Rights {
    let answers = join_all(Right::ALL.iter().map(|right| ask(session, namespace, *right))).await;
    let verdicts =
        Right::ALL.into_iter().zip(answers).filter_map(|(right, answer)| Some((right, answer.ok().flatten()?))).collect();
    Rights { namespace: namespace.clone(), verdicts }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Answer {
    status: Option<Status>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Status {
    allowed: bool,
    denied: bool,
    reason: Option<String>,
    evaluation_error: Option<String>,
}

async fn ask(session: &Session, namespace: &Name, right: Right) -> Result<Option<Verdict>, ApiError> {
    let (verb, group, resource, subresource) = right.attributes();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let question = SelfSubjectAccessReview {
        spec: SelfSubjectAccessReviewSpec {
            resource_attributes: Some(ResourceAttributes {
                namespace: Some(namespace.to_string()),
                verb: Some(verb.to_owned()),
                group: some(group),
                resource: Some(resource.to_owned()),
                subresource: some(subresource),
                ..ResourceAttributes::default()
            }),
            ..SelfSubjectAccessReviewSpec::default()
        },
        ..SelfSubjectAccessReview::default()
    };
    let body = serde_json::to_vec(&question).map_err(|e| ApiError::Decode(e.to_string()))?;
    let answer = session.review(body, DEADLINE).await?;
    let answer: Answer = serde_json::from_slice(&answer).map_err(|e| ApiError::Decode(e.to_string()))?;
    Ok(answer.status.and_then(|s| verdict(s, namespace, right)))
}

fn verdict(status: Status, namespace: &Name, right: Right) -> Option<Verdict> {
    if status.allowed {
        return Some(Verdict::Yes);
    }
    // An authoriser that failed has not said "no", unless another said so outright.
    if !status.denied && status.evaluation_error.is_some_and(|e| !e.is_empty()) {
        return None;
    }
    let (verb, _, resource, subresource) = right.attributes();
    let what = if subresource.is_empty() { resource.to_owned() } else { format!("{resource}/{subresource}") };
    let reason = status.reason.filter(|r| !r.is_empty()).map(|r| format!(": {}", clean(&r))).unwrap_or_default();
    Some(Verdict::No(format!("you may not {verb} {what} in {namespace}{reason}").into()))
}
