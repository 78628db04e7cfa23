//! The volumes of a node's pods: where else they can be had.

use crate::cluster::change::object::{parse, placement};
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::naming::segment;
use crate::model::nodes::Term;
use futures::StreamExt;
use futures::stream;
use serde_json::Value;
use std::collections::HashMap;

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

/// The volumes of the claims of some pods, by namespace and claim, and the first failure. A claim that is not bound, or is gone, has none.
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
    let answers: Vec<_> = stream::iter(claims).map(one).buffered(AT_ONCE).collect().await;
    let (mut out, mut failed) = (HashMap::new(), None);
    for (claim, answer) in answers {
        match answer {
            Ok(Some(bound)) => drop(out.insert(claim, bound)),
            Ok(None) => {}
            Err(e) if e.code() == Some(404) => {}
            Err(e) => failed = failed.or(Some(e)),
        }
    }
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
