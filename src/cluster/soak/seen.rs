//! The workload and its pods, as they are read in each look.

use crate::cluster::change::selector;
use crate::cluster::error::ApiError;
use crate::cluster::path::encode;
use crate::cluster::session::Session;
use crate::cluster::wire::Decoder;
use crate::model::Kind;
use crate::model::change::Target;
use crate::model::feed::Row;
use crate::model::naming::segment;
use crate::model::pod::Pod;
use crate::model::trouble::Unread;
use crate::model::workload::Workload;
use serde::Deserialize;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

/// How long an answer may take: the next look asks again.
pub(super) const DEADLINE: Duration = Duration::from_secs(10);
/// Pods on a page, and pages.
const PAGE: usize = 250;
const PAGES: usize = 20;

/// A workload, with what its rows do not keep.
pub(super) struct Whole {
    pub(super) workload: Workload,
    /// Its selector, as a query has it.
    pub(super) selector: String,
    /// Its pod template.
    pub(super) template: Value,
    /// What stands for that.
    pub(super) hash: u64,
}

#[derive(Deserialize)]
struct Object {
    spec: Spec,
}

#[derive(Deserialize)]
struct Spec {
    #[serde(default)]
    selector: Value,
    #[serde(default)]
    template: Value,
}

fn hash(template: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    template.to_string().hash(&mut hasher);
    hasher.finish()
}

/// Reads the workload.
pub(super) async fn workload(session: &Session, target: &Target, decoder: &mut Decoder) -> Result<Whole, ApiError> {
    let path = format!("{}/{}", target.resource.path(Some(&target.namespace)), segment(&target.name));
    let body = session.get(&path, DEADLINE).await?;
    // What serde says may quote what it could not read.
    let no_object = || ApiError::Decode(Unread::NoObject);
    let Row::Workload(workload) = decoder.object(&body)? else { return Err(no_object()) };
    let Object { spec: Spec { selector, template } } = serde_json::from_slice(&body).map_err(|_| no_object())?;
    let selector = selector::read(&selector).ok_or_else(no_object)?.to_string();
    Ok(Whole { workload, selector, hash: hash(&template), template })
}

/// Reads the pods that a selector finds.
pub(super) async fn pods(session: &Session, namespace: &str, selector: &str, decoder: &mut Decoder) -> Result<Vec<Pod>, ApiError> {
    let collection = format!("{}?labelSelector={}", Kind::Pod.path(Some(namespace)), encode(selector));
    let (mut pods, mut next) = (Vec::new(), String::new());
    for _ in 0..PAGES {
        let path = format!("{collection}&limit={PAGE}{next}");
        let page = decoder.page(&session.get_page(&path, crate::cluster::session::JSON, DEADLINE).await?)?;
        pods.extend(page.rows.into_iter().filter_map(|row| match row {
            Row::Pod(pod) => Some(pod),
            Row::Namespace(_) | Row::Workload(_) | Row::ReplicaSet(_) => None,
        }));
        if page.head.next.is_empty() {
            break;
        }
        next = format!("&continue={}", encode(&page.head.next));
    }
    Ok(pods)
}
