//! What an object refers to by name: whether each is there, and how it is.

use super::read::{Reader, thing, unread};
use crate::model::Uid;
use crate::model::relations::refs::{Ref, RefKind};
use crate::model::relations::{Branch, Link, Stand, Thing, refs, stand};
use futures::StreamExt;

/// Requests that are on their way at once.
const AT_ONCE: usize = 4;
/// References that are followed.
const MOST: usize = 200;

/// Who is referred to, and how it is; of a claim its volume as well.
async fn follow(reader: &Reader<'_>, reference: &Ref, from: &Thing, optional: bool) -> (Thing, Stand, Vec<Ref>) {
    let resource = reference.kind.resource();
    let own = if resource.namespaced { from.namespace.clone() } else { "".into() };
    let namespace = reference.namespace.clone().unwrap_or(own);
    let named = Thing { resource, namespace, name: reference.name.clone(), uid: Uid::new("") };
    match reader.object(&named).await {
        Ok(object) => {
            let found = thing(&named.resource, &object);
            let on = if reference.kind == RefKind::Claim { refs::of(&named.resource, &object) } else { Vec::new() };
            (found, stand::of(&named.resource, &object), on)
        }
        Err(e) if e.is_not_found() => (named, Stand::Missing(optional), Vec::new()),
        Err(e) => (named, unread(&e), Vec::new()),
    }
}

/// Adds what an object refers to, in the order of the references.
pub(super) async fn add(reader: &Reader<'_>, rows: &mut Vec<Branch>, depth: u8, root: &Thing, referred: &[Ref]) {
    let all: Vec<_> = futures::stream::iter(referred.iter().take(MOST).cloned().collect::<Vec<_>>())
        .map(|reference| async move {
            let found = follow(reader, &reference, root, reference.optional).await;
            (reference, found)
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    let row = |depth, how: &Ref, thing, stand| Branch { depth, link: Link::Refers(how.how.clone()), thing, stand };
    for (reference, (thing, stand, on)) in all {
        rows.push(row(depth, &reference, thing.clone(), stand));
        for next in on.iter().filter(|r| r.kind == RefKind::Volume) {
            let (volume, stand, _) = follow(reader, next, &thing, false).await;
            rows.push(row(depth.saturating_add(1), next, volume, stand));
        }
    }
}
