//! The number of replicas that an object is to have, read from its `/scale`, where the number that a form begins with has to be true.

use super::error::ApiError;
use super::session::{READ_DEADLINE, Session};
use crate::model::change::Target;
use crate::model::naming::segment;
use crate::model::trouble::Unread;
use serde_json::Value;

/// The replicas that the target's spec asks for now.
pub async fn wanted(session: &Session, target: &Target) -> Result<u32, ApiError> {
    let namespace = Some(&*target.namespace).filter(|n| !n.is_empty());
    let path = format!("{}/{}/scale", target.resource.path(namespace), segment(&target.name));
    let body = session.get(&path, READ_DEADLINE).await?;
    let scale: Value = serde_json::from_slice(&body).map_err(ApiError::unread)?;
    if scale["metadata"]["uid"].as_str().is_some_and(|uid| uid != target.uid.to_string()) {
        return Err(ApiError::Decode(Unread::Recreated(target.to_string())));
    }
    // A Scale without the field asks for none.
    Ok(scale["spec"]["replicas"].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0))
}
