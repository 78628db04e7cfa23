//! The owner of an object, as its metadata name it, and where the API serves that.

use super::discovery;
use super::error::ApiError;
use super::session::{METADATA, READ_DEADLINE, Session};
use super::wire::nullable;
use crate::model::change::Target;
use crate::model::naming::segment;
use crate::model::resource::Resource;
use crate::model::text::clean;
use crate::model::trouble::Unread;
use crate::model::{Kind, Uid};
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Object {
    #[serde(deserialize_with = "nullable")]
    metadata: Meta,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Meta {
    #[serde(deserialize_with = "nullable")]
    uid: String,
    #[serde(deserialize_with = "nullable")]
    owner_references: Vec<Owner>,
}

#[derive(Deserialize, Default, PartialEq, Debug)]
#[serde(default, rename_all = "camelCase")]
struct Owner {
    #[serde(deserialize_with = "nullable")]
    api_version: String,
    #[serde(deserialize_with = "nullable")]
    kind: String,
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    uid: String,
    #[serde(deserialize_with = "nullable")]
    controller: bool,
}

/// The one that controls it; where none does, the first.
fn first(owners: &[Owner]) -> Option<&Owner> {
    owners.iter().find(|o| o.controller).or_else(|| owners.first())
}

/// Where the API serves a kind of this group and version: known of what every server has, else asked for.
pub(super) async fn served(session: &Session, version: &str, kind: &str) -> Result<Resource, ApiError> {
    if let Some(known) = Kind::ALL.into_iter().map(Resource::from).find(|r| r.api_version() == version && &*r.kind == kind) {
        return Ok(known);
    }
    let served = discovery::of(session, version).await?;
    let resource = served.into_iter().map(|s| s.resource).find(|r| &*r.kind == kind);
    resource.ok_or_else(|| ApiError::Decode(Unread::NoKind(clean(version).into(), clean(kind).into())))
}

/// The owner of an object; `None` where it has none.
pub async fn of(session: &Session, target: &Target) -> Result<Option<Target>, ApiError> {
    let namespace = Some(&*target.namespace).filter(|n| !n.is_empty());
    let path = format!("{}/{}", target.resource.path(namespace), segment(&target.name));
    let body = session.get_page(&path, METADATA, READ_DEADLINE).await?;
    // What serde says may quote what it could not read.
    let Object { metadata } = serde_json::from_slice(&body).map_err(|_| ApiError::Decode(Unread::NoObject))?;
    if !metadata.uid.is_empty() && metadata.uid != target.uid.to_string() {
        return Err(ApiError::Decode(Unread::Recreated(target.to_string())));
    }
    let Some(owner) = first(&metadata.owner_references) else { return Ok(None) };
    let resource = served(session, &owner.api_version, &owner.kind).await?;
    let namespace = if resource.namespaced { target.namespace.clone() } else { "".into() };
    let (name, uid) = (clean(&owner.name).into(), Uid::new(&owner.uid));
    Ok(Some(Target { context: target.context.clone(), resource, namespace, name, uid }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_controls_it_is_its_owner() {
        let owners = |text: &str| serde_json::from_str::<Object>(text).unwrap().metadata.owner_references;
        for (text, want) in [
            (r#"{}"#, None),
            (r#"{"metadata":null}"#, None),
            (r#"{"metadata":{"ownerReferences":null}}"#, None),
            (r#"{"metadata":{"ownerReferences":[{"name":"a"},{"name":"b","controller":true}]}}"#, Some("b")),
            (r#"{"metadata":{"ownerReferences":[{"name":"a","controller":null},{"name":"b"}]}}"#, Some("a")),
        ] {
            assert_eq!(first(&owners(text)).map(|o| &*o.name), want, "{text}");
        }
    }
}
