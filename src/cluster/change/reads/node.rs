//! The pods of a node.

use crate::cluster::change::object::{items, parse};
use crate::cluster::error::ApiError;
use crate::cluster::session::Session;
use crate::model::naming::segment;
use serde_json::Value;
use std::time::Duration;

/// All pods that are on the node of this name.
pub(crate) async fn pods(session: &Session, node: &str, deadline: Duration) -> Result<Vec<Value>, ApiError> {
    let path = format!("/api/v1/pods?fieldSelector={}", segment(&format!("spec.nodeName={node}")));
    Ok(items(parse(&session.get(&path, deadline).await?)?))
}
