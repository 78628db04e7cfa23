//! The volumes of pods: where they can be had.

use crate::cluster::change::object::volume::{self, Reach};
use crate::cluster::change::object::{items, parse, placement};
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::Name;
use crate::model::naming::segment;
use crate::model::nodes::{Placement, Unseen, Volume};
use crate::model::text::clean;
use futures::{StreamExt, stream};
use serde_json::Value;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::timeout;

/// Claims that are looked at at once.
const AT_ONCE: usize = 8;
/// The most volumes that are looked through for one that a claim could have.
const VOLUMES: usize = 500;

/// What was found, by namespace and claim.
pub(crate) type Found = HashMap<(String, String), Reach>;

/// The volumes of the claims of some pods, and the first failure, after which no more is asked. All of it has one deadline.
pub(crate) async fn of(session: &Session, pods: &[&Value]) -> (Found, Option<ApiError>) {
    let text = |v: &Value, pointer: &str| v.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut claims: Vec<(String, String)> =
        pods.iter().flat_map(|pod| placement::claims(pod).into_iter().map(|c| (text(pod, "/metadata/namespace"), c))).collect();
    claims.sort();
    claims.dedup();
    let all = OnceCell::new();
    let one = |claim: (String, String)| {
        let all = &all;
        async move {
            let reach = reach(session, all, &claim.0, &claim.1).await;
            (claim, reach)
        }
    };
    gather(claims, one, READ_DEADLINE).await
}

async fn gather<K: Eq + Hash, F: Future<Output = (K, Result<Option<Reach>, ApiError>)>>(
    claims: Vec<K>,
    one: impl Fn(K) -> F,
    deadline: Duration,
) -> (HashMap<K, Reach>, Option<ApiError>) {
    let mut out = HashMap::new();
    let all = async {
        let mut answers = std::pin::pin!(stream::iter(claims).map(one).buffered(AT_ONCE));
        while let Some((claim, answer)) = answers.next().await {
            match answer {
                Ok(Some(reach)) => drop(out.insert(claim, reach)),
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

/// The volumes that are there: read once, where they are asked for; `None` where they could not be read, or are more than one page.
type All = OnceCell<Option<Vec<Value>>>;

async fn reach(session: &Session, all: &All, namespace: &str, claim: &str) -> Result<Option<Reach>, ApiError> {
    let path = format!("/api/v1/namespaces/{}/persistentvolumeclaims/{}", segment(namespace), segment(claim));
    let Some(claim) = there(session, &path).await? else { return Ok(Some(volume::unbound())) };
    if let Some(name) = claim.pointer("/spec/volumeName").and_then(Value::as_str).filter(|v| !v.is_empty()) {
        let bound = there(session, &format!("/api/v1/persistentvolumes/{}", segment(name))).await?;
        return Ok(Some(bound.map_or_else(volume::unbound, |v| volume::bound(&v))));
    }
    let class = volume::class(&claim);
    if class.is_empty() {
        return Ok(Some(volume::unbound()));
    }
    let class = match there(session, &format!("/apis/storage.k8s.io/v1/storageclasses/{}", segment(class))).await {
        Ok(Some(class)) if volume::waits(&class) => class,
        Ok(_) => return Ok(Some(volume::unbound())),
        Err(_) => return Ok(Some(Reach { dark: true, ..Reach::default() })),
    };
    let volumes = if volume::asks_volumes(&class) { all.get_or_init(|| volumes(session)).await.as_deref() } else { None };
    Ok(Some(volume::waiting(&claim, &class, volumes)))
}

async fn volumes(session: &Session) -> Option<Vec<Value>> {
    let list = parse(&session.get(&format!("/api/v1/persistentvolumes?limit={VOLUMES}"), READ_DEADLINE).await.ok()?).ok()?;
    let whole = list.pointer("/metadata/continue").and_then(Value::as_str).unwrap_or_default().is_empty();
    whole.then(|| items(list))
}

/// An object; `None` where it is not there.
async fn there(session: &Session, path: &str) -> Result<Option<Value>, ApiError> {
    match session.get(path, READ_DEADLINE).await {
        Ok(body) => parse(&body).map(Some),
        Err(e) if e.code() == Some(404) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Adds what was found of a pod's claims to what it says of its place. Gives those whose volumes are parts of a node.
pub(crate) fn add(placement: &mut Placement, pod: &Value, found: &Found) -> Vec<Name> {
    let namespace = pod.pointer("/metadata/namespace").and_then(Value::as_str).unwrap_or_default();
    let mut local = Vec::new();
    for claim in placement::claims(pod) {
        let Some(reach) = found.get(&(namespace.to_owned(), claim.clone())) else {
            placement.unseen.push(Unseen::Volumes);
            continue;
        };
        let claim = Name::from(&*clean(&claim));
        local.extend(reach.local.then(|| claim.clone()));
        let made = reach.made.then_some(Unseen::Space);
        placement.unseen.extend(reach.dark.then_some(Unseen::Volumes).into_iter().chain(made));
        placement.volumes.push(Volume { claim, terms: reach.terms.clone(), zones: reach.zones.clone(), unbound: reach.unbound });
    }
    placement.unseen.sort();
    placement.unseen.dedup();
    local
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
        let gone = |n: u32| async move { (n, if n == 1 { Err(fails(404)) } else { Ok(Some(Reach::default())) }) };
        let (bound, failed) = gather((0..100).collect(), |n| gone(count(n)), READ_DEADLINE).await;
        assert_eq!((bound.len(), failed, asked.take()), (99, None, 100), "one that is gone is no failure");
        let broken = |n: u32| async move { (n, if n == 1 { Err(fails(503)) } else { Ok(Some(Reach::default())) }) };
        let (bound, failed) = gather((0..100).collect(), |n| broken(count(n)), READ_DEADLINE).await;
        assert_eq!((bound.len(), failed), (1, Some(fails(503))));
        assert!(asked.take() <= AT_ONCE as u32 + 2, "no more is asked after it");
        let silent = |n: u32| async move {
            if n > 0 {
                std::future::pending::<()>().await;
            }
            (n, Ok(Some(Reach::default())))
        };
        let (bound, failed) = gather((0..3).collect(), silent, Duration::ZERO).await;
        assert_eq!((bound.len(), failed), (1, Some(ApiError::Timeout(Duration::ZERO))), "what was answered in time is known");
    }
}
