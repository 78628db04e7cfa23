//! Watches of what the panes show: each scope is kept known by a reflector of its own, from its first list to its last event. Rows and states
//! go into one bounded channel as [`Feed`](crate::model::feed::Feed); decoding, conversion and coalescing are done here, off the main loop.

pub(super) mod scope;
mod supervisor;
#[cfg(test)]
mod tests;

pub use supervisor::Watches;

use super::error::ApiError;
use super::reflector;
use super::session::Session;
use crate::model::feed::{Row, Scope};

/// Lists a scope once, page by page, for a look without a screen. Begun anew, once, where the list grows too old on its way.
/// A kind that the server has under an older version alone is listed under that.
pub async fn list_once(session: &Session, scope: &Scope) -> Result<Vec<Row>, ApiError> {
    reflector::list_once(session, &mut scope::Objects::new(scope.clone())).await
}
