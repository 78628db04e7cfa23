//! Asking whether the user may make a change, before it is tried.

use crate::cluster::access::{Answer, Question};
use crate::cluster::change::error::ChangeError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::reason::{Denied, Refusal};
use crate::model::change::spec::Need;
use crate::model::change::{Change, Target};
use crate::model::rbac::is_in_itself;

/// Verb, group, resource and subresource.
type Attributes<'a> = (&'static str, &'a str, &'a str, &'static str);

/// A right of a change as it is asked about for this target.
fn attributes<'a>(target: &'a Target, need: &Need) -> Attributes<'a> {
    match *need {
        Need::Target(verb, subresource) => (verb, &*target.resource.group, &*target.resource.plural, subresource),
        Need::Other(verb, group, plural, subresource) => (verb, group, plural, subresource),
    }
}

/// Asks whether the user may. A question that failed is no "no": the dry run needs the same right and will tell.
pub(crate) async fn check(session: &Session, target: &Target, change: &Change) -> Result<(), ChangeError> {
    let asked = change.spec().needs.iter().map(|need| ask(session, target, attributes(target, need)));
    let answers = futures::future::join_all(asked).await;
    answers.into_iter().collect()
}

async fn ask(session: &Session, target: &Target, (verb, group, resource, subresource): Attributes<'_>) -> Result<(), ChangeError> {
    // The right to create names no object, and what is of another kind is not of this name: an eviction on a node is of any pod.
    let own = group == &*target.resource.group && resource == &*target.resource.plural;
    let name = if verb == "create" || !own { "" } else { &*target.name };
    let itself = !name.is_empty() && is_in_itself(group, resource, subresource, verb);
    let namespace = if itself { name } else { &*target.namespace };
    let question = Question { verb, group, resource, subresource, namespace, name };
    let reason = match question.ask(session, READ_DEADLINE).await {
        Answer::Yes | Answer::Unknown => return Ok(()),
        Answer::No(reason) => reason,
    };
    let slash = if subresource.is_empty() { "" } else { "/" };
    let denied = Denied {
        verb,
        resource: format!("{resource}{slash}{subresource}"),
        namespace: target.namespace.clone(),
        context: target.context.clone(),
        reason,
    };
    Err(Refusal::Denied(Box::new(denied)).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::target;
    use crate::cluster::reflector::tests::server::Server;

    #[tokio::test]
    async fn only_a_no_that_was_said_denies() {
        for (answer, denied) in [
            (r#"{"status":{"allowed":true}}"#, None),
            (r#"{"status":{"allowed":false,"evaluationError":"webhook down"}}"#, None),
            ("<html>", None),
            (r#"{"status":{"allowed":false}}"#, Some("denied: you may not patch deployments/scale in iot of lab")),
            (
                r#"{"status":{"allowed":false,"denied":true,"reason":"no\u001b[2J","evaluationError":"x"}}"#,
                Some("denied: you may not patch deployments/scale in iot of lab: no[2J"),
            ),
        ] {
            let mut server = Server::start().await;
            let session = server.session();
            let checked = tokio::spawn(async move { check(&session, &target(), &Change::Scale { from: 1, to: 2 }).await });
            let ask = server.ask().await;
            assert!(ask.body.contains(r#""name":"web""#) && ask.body.contains(r#""subresource":"scale""#), "{}", ask.body);
            ask.json(answer);
            let said = checked.await.unwrap().err().map(|e| e.to_string());
            assert_eq!(said.as_deref(), denied, "{answer}");
        }
    }
}
