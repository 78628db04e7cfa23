//! The volumes of a node's pods: where else they can be had.

use crate::cluster::change::object::{parse, placement};
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::naming::segment;
use crate::model::nodes::Term;
use futures::{StreamExt, stream};
use serde_json::Value;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;
use tokio::time::timeout;

/// Claims that are looked at at once.
const AT_ONCE: usize = 8;

/// A volume that is bound to a claim.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Bound {
    /// The nodes that have it.
    pub(crate) terms: Vec<Term>,
    /// Whether it is a part of a node.
    pub(crate) local: bool,
}

/// The volumes of the claims of some pods, by namespace and claim, and the first failure, after which no more is asked. A claim that is not
/// bound, or is gone, has none. All of it has one deadline.
pub(crate) async fn of(session: &Session, pods: &[&Value]) -> (HashMap<(String, String), Bound>, Option<ApiError>) {
    let text = |v: &Value, pointer: &str| v.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut claims: Vec<(String, String)> =
        pods.iter().flat_map(|pod| placement::claims(pod).into_iter().map(|c| (text(pod, "/metadata/namespace"), c))).collect();
    claims.sort();
    claims.dedup();
    let one = |claim: (String, String)| async move {
        let bound = bound(session, &claim.0, &claim.1).await;
        (claim, bound)
    };
    gather(claims, one, READ_DEADLINE).await
}

async fn gather<K: Eq + Hash, F: Future<Output = (K, Result<Option<Bound>, ApiError>)>>(
    claims: Vec<K>,
    one: impl Fn(K) -> F,
    deadline: Duration,
) -> (HashMap<K, Bound>, Option<ApiError>) {
    let mut out = HashMap::new();
    let all = async {
        let mut answers = std::pin::pin!(stream::iter(claims).map(one).buffered(AT_ONCE));
        while let Some((claim, answer)) = answers.next().await {
            match answer {
                Ok(Some(bound)) => drop(out.insert(claim, bound)),
                Ok(None) => {}
                Err(e) if e.code() == Some(404) => {}
                Err(e) => return Some(e),
            }
        }
        None
    };
    let failed = timeout(deadline, all).await.unwrap_or(Some(ApiError::Timeout(deadline)));
    (out, failed)
}

async fn bound(session: &Session, namespace: &str, claim: &str) -> Result<Option<Bound>, ApiError> {
    let path = format!("/api/v1/namespaces/{}/persistentvolumeclaims/{}", segment(namespace), segment(claim));
    let claim = parse(&session.get(&path, READ_DEADLINE).await?)?;
    let Some(volume) = claim.pointer("/spec/volumeName").and_then(Value::as_str).filter(|v| !v.is_empty()) else { return Ok(None) };
    let volume = parse(&session.get(&format!("/api/v1/persistentvolumes/{}", segment(volume)), READ_DEADLINE).await?)?;
    let spec = |field: &str| volume.pointer(&format!("/spec/{field}"));
    let local = spec("local").is_some() || spec("hostPath").is_some();
    Ok(Some(Bound { terms: placement::terms(spec("nodeAffinity/required")), local }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[tokio::test]
    async fn a_server_that_fails_is_not_asked_on() {
        let fails = |code| ApiError::Status { code, reason: String::new(), message: "no".into(), retry_after: None };
        let asked = Cell::new(0);
        let count = |n: u32| {
            asked.set(asked.get() + 1);
            n
        };
        let gone = |n: u32| async move { (n, if n == 1 { Err(fails(404)) } else { Ok(Some(Bound::default())) }) };
        let (bound, failed) = gather((0..100).collect(), |n| gone(count(n)), READ_DEADLINE).await;
        assert_eq!((bound.len(), failed, asked.take()), (99, None, 100), "one that is gone is no failure");
        let broken = |n: u32| async move { (n, if n == 1 { Err(fails(503)) } else { Ok(Some(Bound::default())) }) };
        let (bound, failed) = gather((0..100).collect(), |n| broken(count(n)), READ_DEADLINE).await;
        assert_eq!((bound.len(), failed), (1, Some(fails(503))));
        assert!(asked.take() <= AT_ONCE as u32 + 2, "no more is asked after it");
        let silent = |n: u32| async move {
            if n > 0 {
                std::future::pending::<()>().await;
            }
            (n, Ok(Some(Bound::default())))
        };
        let (bound, failed) = gather((0..3).collect(), silent, Duration::ZERO).await;
        assert_eq!((bound.len(), failed), (1, Some(ApiError::Timeout(Duration::ZERO))), "what was answered in time is known");
    }
}
