//! What the API server lets its user do: one question and its answer, for the keys, for `check` and for a change alike.

use super::session::Session;
use crate::model::text::clean;
use k8s_openapi::api::authorization::v1::{ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec};
use serde::Deserialize;
use std::time::Duration;

/// Whether the user may do something, in the words of a SelfSubjectAccessReview. What is empty is not asked about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Question<'a> {
    /// Such as `patch`.
    pub(super) verb: &'a str,
    /// The API group; empty for the core's.
    pub(super) group: &'a str,
    /// Its plural.
    pub(super) resource: &'a str,
    /// Such as `scale`.
    pub(super) subresource: &'a str,
    /// The namespace; empty for all, or for what has none.
    pub(super) namespace: &'a str,
    /// One object's name; empty for any.
    pub(super) name: &'a str,
}

/// What the API server says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// Allowed.
    Yes,
    /// Denied, with its reason in words, cleaned; empty where it gives none.
    No(String),
    /// It is not known: the question failed, or an authoriser did. That is never taken for a "no".
    Unknown,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Review {
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

impl Question<'_> {
    /// What it is about: `deployments/scale`.
    pub(super) fn what(&self) -> String {
        if self.subresource.is_empty() { self.resource.to_owned() } else { format!("{}/{}", self.resource, self.subresource) }
    }

    /// Asks it.
    pub(super) async fn ask(&self, session: &Session, deadline: Duration) -> Answer {
        let Ok(body) = serde_json::to_vec(&self.review()) else { return Answer::Unknown };
        match session.review(body, deadline).await {
            Ok(body) => answer(&body),
            Err(_) => Answer::Unknown,
        }
    }

    fn review(&self) -> SelfSubjectAccessReview {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let attributes = ResourceAttributes {
            namespace: some(self.namespace),
            verb: some(self.verb),
            group: some(self.group),
            resource: some(self.resource),
            subresource: some(self.subresource),
            name: some(self.name),
            ..ResourceAttributes::default()
        };
        let spec = SelfSubjectAccessReviewSpec { resource_attributes: Some(attributes), ..SelfSubjectAccessReviewSpec::default() };
        SelfSubjectAccessReview { spec, ..SelfSubjectAccessReview::default() }
    }
}

fn answer(body: &[u8]) -> Answer {
    let Some(status) = serde_json::from_slice::<Review>(body).ok().and_then(|r| r.status) else { return Answer::Unknown };
    let failed = status.evaluation_error.is_some_and(|e| !e.is_empty());
    match (status.allowed, status.denied) {
        (true, _) => Answer::Yes,
        // An authoriser that failed has not said "no", unless another said so outright.
        (false, false) if failed => Answer::Unknown,
        (false, _) => Answer::No(status.reason.map(|r| clean(&r).into_owned()).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_answer_is_no_no() {
        for (body, want) in [
            (r#"{"status":{"allowed":true}}"#, Answer::Yes),
            (r#"{"status":{"allowed":true,"evaluationError":"webhook down"}}"#, Answer::Yes),
            (r#"{"status":{"allowed":false}}"#, Answer::No(String::new())),
            (r#"{"status":{"allowed":false,"reason":"no\u001b[2J"}}"#, Answer::No("no[2J".into())),
            (r#"{"status":{"allowed":false,"evaluationError":""}}"#, Answer::No(String::new())),
            (r#"{"status":{"allowed":false,"evaluationError":"webhook down"}}"#, Answer::Unknown),
            (r#"{"status":{"allowed":false,"denied":true,"evaluationError":"webhook down","reason":"r"}}"#, Answer::No("r".into())),
            (r#"{"status":{}}"#, Answer::No(String::new())),
            (r#"{"status":null}"#, Answer::Unknown),
            ("{}", Answer::Unknown),
            (r#"{"status":{"allowed":"yes"}}"#, Answer::Unknown),
            ("<html>", Answer::Unknown),
            ("", Answer::Unknown),
        ] {
            assert_eq!(answer(body.as_bytes()), want, "{body}");
        }
    }

    #[test]
    fn what_is_empty_is_not_asked_about() {
        let scale = Question { verb: "patch", group: "apps", resource: "deployments", subresource: "scale", ..Question::default() };
        let asked = serde_json::to_value(scale.review()).unwrap();
        let want = serde_json::json!({ "verb": "patch", "group": "apps", "resource": "deployments", "subresource": "scale" });
        assert_eq!(asked.pointer("/spec/resourceAttributes"), Some(&want));
        assert_eq!(scale.what(), "deployments/scale");
    }
}
