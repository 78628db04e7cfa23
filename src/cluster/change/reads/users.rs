//! Who uses a claim.

use crate::cluster::change::object::{held, items, parse};
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::Target;
use crate::model::naming::segment;

/// The pods that use the target, where it is a claim. One that cannot be asked for is no user.
pub(crate) async fn of(session: &Session, target: &Target) -> Vec<String> {
    if !target.resource.is("", "PersistentVolumeClaim") {
        return Vec::new();
    }
    let path = format!("/api/v1/namespaces/{}/pods?limit=500", segment(&target.namespace));
    let Ok(body) = session.get(&path, READ_DEADLINE).await else { return Vec::new() };
    parse(&body).map(items).map(|pods| held::users(&pods, &target.name)).unwrap_or_default()
}
