//! What the user may do: the server's list of rules, and single questions where it says that the list is not whole.

use super::read::RawRule;
use crate::cluster::access::{Answer, Question};
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::cluster::wire::nullable;
use crate::model::Name;
use crate::model::kinds::Kinds;
use crate::model::rbac::mine::{self, KindRow, May, Mine, MyRules, VERBS};
use crate::model::rbac::{Extent, Rule, is_in_itself};
use crate::model::text::clean;
use crate::model::trouble::Trouble;
use futures::StreamExt;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// A namespace that cannot be: the rules that hold in it hold everywhere.
const NOWHERE: &str = "-";
/// How long one question may take.
const DEADLINE: Duration = Duration::from_secs(5);
/// Questions on their way at once, and how many are asked at the most.
const AT_ONCE: usize = 8;
const MOST: usize = 400;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Review {
    #[serde(deserialize_with = "nullable")]
    status: Status,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Status {
    #[serde(deserialize_with = "nullable")]
    resource_rules: Vec<RawRule>,
    #[serde(deserialize_with = "nullable")]
    non_resource_rules: Vec<RawRule>,
    incomplete: bool,
    #[serde(deserialize_with = "nullable")]
    evaluation_error: String,
}

/// The rules that hold in a namespace, and why they are not all.
async fn rules(session: &Session, namespace: &str) -> Result<(Vec<Rule>, Option<Name>), ApiError> {
    let asked = serde_json::json!({
        "kind": "SelfSubjectRulesReview", "apiVersion": "authorization.k8s.io/v1", "spec": { "namespace": namespace },
    });
    let body = serde_json::to_vec(&asked).map_err(ApiError::unread)?;
    let body = session.review_rules(body, READ_DEADLINE).await?;
    let Status { resource_rules, non_resource_rules, incomplete, evaluation_error } =
        serde_json::from_slice::<Review>(&body).map_err(ApiError::unread)?.status;
    let rules = resource_rules.iter().chain(&non_resource_rules).map(RawRule::rule).collect();
    Ok((rules, incomplete.then(|| clean(&evaluation_error).into())))
}

pub(super) async fn read(
    session: &Session,
    namespace: Option<Name>,
    (kinds, no_kinds): (Kinds, Option<Arc<Trouble>>),
) -> Result<Mine, ApiError> {
    let (everywhere, cut) = rules(session, NOWHERE).await?;
    let (here, cut) = match &namespace {
        Some(namespace) => rules(session, namespace).await?,
        None => (everywhere.clone(), cut),
    };
    let rules = MyRules { namespace: namespace.clone(), here, everywhere };
    let mut rows = mine::rows(&kinds, &rules, cut.is_none());
    if cut.is_some() {
        ask(session, namespace.as_deref().unwrap_or_default(), &mut rows).await;
    }
    let missing = kinds.missing.iter().map(|(group, _)| group.clone()).collect();
    // A path is in no namespace: no binding of one gives it.
    Ok(Mine { namespace, rows, urls: mine::urls(&rules.everywhere), incomplete: cut, missing, no_kinds })
}

/// Asks one by one about what the list of rules leaves open.
async fn ask(session: &Session, namespace: &str, rows: &mut [KindRow]) {
    let open = |(i, row): (usize, &KindRow)| {
        let open = row.may.iter().enumerate().filter(|(_, may)| **may == May::Unknown);
        open.map(|(column, _)| (i, column)).collect::<Vec<_>>()
    };
    let open: Vec<(usize, usize)> = rows.iter().enumerate().flat_map(open).take(MOST).collect();
    let asked: &[KindRow] = rows;
    let answers: Vec<_> = futures::stream::iter(open)
        .map(|(i, column)| async move { (i, column, one(session, namespace, &asked[i], VERBS[column]).await) })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    for (i, column, may) in answers {
        rows[i].may[column] = may;
    }
}

async fn one(session: &Session, namespace: &str, row: &KindRow, verb: &str) -> May {
    let KindRow { group, plural, sub, namespaced, .. } = row;
    let place = if *namespaced { namespace } else { "" };
    let all = Question { verb, group, resource: plural, subresource: sub, namespace: place, name: "" };
    match all.ask(session, DEADLINE).await {
        Answer::Yes => May::Yes(Extent::All),
        Answer::Unknown => May::Unknown,
        // The namespace itself may be allowed where others are not.
        Answer::No(_) if !namespace.is_empty() && is_in_itself(group, plural, sub, verb) => {
            match (Question { namespace, name: namespace, ..all }).ask(session, DEADLINE).await {
                Answer::Yes => May::Yes(Extent::Only(vec![namespace.into()])),
                Answer::No(_) => May::No,
                Answer::Unknown => May::Unknown,
            }
        }
        Answer::No(_) => May::No,
    }
}
