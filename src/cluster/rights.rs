//! What the user may do, asked of the API server.

use super::access::{Answer, Question};
use super::session::Session;
use crate::model::Name;
use crate::model::rights::{Right, Rights, Verdict};
use futures::future::join_all;
use std::time::Duration;

/// How long one question may take. They are asked all at once.
const DEADLINE: Duration = Duration::from_secs(5);

/// Asks for every [`Right`] in a namespace. A question that failed has no verdict: it is never taken for a "no".
pub async fn review(session: &Session, namespace: &Name) -> Rights {
    let answers = join_all(Right::ALL.iter().map(|right| ask(session, namespace, *right))).await;
    let verdicts = Right::ALL.into_iter().zip(answers).filter_map(|(right, answer)| Some((right, answer?))).collect();
    Rights { namespace: namespace.clone(), verdicts }
}

async fn ask(session: &Session, namespace: &Name, right: Right) -> Option<Verdict> {
    let (verb, group, resource, subresource) = right.attributes();
    let question = Question { verb, group, resource, subresource, namespace, name: "" };
    match question.ask(session, DEADLINE).await {
        Answer::Yes => Some(Verdict::Yes),
        Answer::No(reason) => Some(Verdict::no(verb, &question.what(), namespace, reason)),
        Answer::Unknown => None,
    }
}
