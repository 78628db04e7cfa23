//! How an object hangs together with others, looked for once: its owners, what it makes, what selects it, what it refers to, and what refers to
//! it. Rules of what belongs to what are the model's; here it is read.

mod around;
mod family;
mod pods;
mod read;
mod referred;
#[cfg(test)]
mod tests;
mod users;

use super::error::ApiError;
use super::session::Session;
use crate::model::relations::{Branch, Link, RelationsWish, Stand, Thing, Tree, is_used, refs, select, stand};
use crate::model::resource::Resource;
use crate::model::text::clean;
use crate::model::trouble::Unread;
use crate::model::{Name, Uid};
use family::Family;
use read::{Reader, unread};
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// How long a whole look may take.
const LOOK: Duration = Duration::from_secs(45);
/// Owners above an object.
const OWNERS: usize = 6;
/// Rows of a tree: nobody reads more.
const MOST: usize = 1000;

/// What hangs together with an object.
///
/// # Errors
/// Why the object itself could not be read; what else could not be is told in the tree.
pub async fn look(session: &Session, wish: &RelationsWish) -> Result<Tree, ApiError> {
    within(session, wish, LOOK).await
}

/// What can be read within so long; of the rest it is told that it was not.
async fn within(session: &Session, wish: &RelationsWish, look: Duration) -> Result<Tree, ApiError> {
    let mut reader = Reader::new(session, &wish.namespaces, Instant::now() + look);
    let root = Thing::of(&wish.target);
    let object = reader.object(&root).await?;
    if object["metadata"]["uid"].as_str().is_some_and(|uid| uid != root.uid.to_string()) {
        return Err(ApiError::Decode(Unread::Recreated(wish.target.to_string())));
    }
    let owners = above(&reader, &object, &root.namespace).await;
    let mut rows: Vec<Branch> = Vec::new();
    for (thing, stand) in owners.iter().rev().cloned() {
        rows.push(Branch { depth: depth(rows.len()), link: Link::Owner, thing, stand });
    }
    let at = depth(rows.len());
    let own = if root.resource.is_pod() { pods::stand(&object.to_string()) } else { stand::of(&root.resource, &object) };
    let itself = rows.len();
    rows.push(Branch { depth: at, link: Link::Itself, thing: root.clone(), stand: own });

    let below = at.saturating_add(1);
    let family = Family::of(&mut reader, &root, &object).await;
    if root.resource.is("", "Service")
        && let Some(row) = rows.get_mut(itself)
        && object["spec"]["selector"].as_object().is_some_and(|s| !s.is_empty())
    {
        row.stand = family.serves();
    }
    rows.extend(family.rows(below));
    around::add(&mut reader, &mut rows, below, (&root, &object, &owners), &family).await;
    let mut referred = refs::of(&root.resource, &object);
    family.add_claims(&mut referred);
    referred::add(&reader, &mut rows, below, &root, &referred).await;
    rows.extend(family.idle_rows(below));
    let used_by = is_used(&root.resource);
    if used_by {
        users::add(&mut reader, &mut rows, below, &root).await;
    }
    let more = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let Reader { searched, unseen, .. } = reader;
    let selector = select::of(&root.resource, &object);
    Ok(Tree { rows, more, searched, unseen, used_by, selector })
}

fn depth(rows: usize) -> u8 {
    u8::try_from(rows).unwrap_or(u8::MAX)
}

/// The owners of an object, the nearest first, and how each is.
async fn above(reader: &Reader<'_>, object: &Value, namespace: &Name) -> Vec<(Thing, Stand)> {
    let (mut out, mut at) = (Vec::new(), object.clone());
    while out.len() < OWNERS {
        let owners: Vec<&Value> = at["metadata"]["ownerReferences"].as_array().into_iter().flatten().collect();
        let Some(owner) = owners.iter().find(|o| o["controller"] == true).or_else(|| owners.first()) else { break };
        let of = |key: &str| clean(owner[key].as_str().unwrap_or_default()).into_owned();
        let (version, kind) = (of("apiVersion"), of("kind"));
        let (resource, known) = match reader.served(&version, &kind).await {
            Ok(resource) => (resource, Ok(())),
            Err(e) => (Resource::guessed(&version, &kind), Err(unread(&e))),
        };
        let namespace = if resource.namespaced { namespace.clone() } else { "".into() };
        let thing = Thing { resource, namespace, name: of("name").into(), uid: Uid::new(&of("uid")) };
        if let Err(stand) = known {
            out.push((thing, stand));
            break;
        }
        match reader.object(&thing).await {
            Ok(object) if object["metadata"]["uid"] == thing.uid.to_string().as_str() => {
                out.push((thing.clone(), stand::of(&thing.resource, &object)));
                at = object;
            }
            answer => {
                out.push((thing, answer.map_or_else(|e| unread(&e), |_| Stand::Missing(false))));
                break;
            }
        }
    }
    out
}

/// Whether an object is owned by one of these.
fn is_owned_by(object: &Value, things: &[Thing]) -> Option<Uid> {
    let uids: Vec<Uid> = select::owners(object).map(Uid::new).collect();
    things.iter().map(|t| &t.uid).find(|uid| uids.contains(uid)).cloned()
}
