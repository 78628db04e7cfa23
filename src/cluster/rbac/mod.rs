//! Who may do what, read from the API server: its own list of what the user may do, and roles with their bindings.

mod mine;
mod read;
#[cfg(test)]
mod tests;

use super::discovery;
use super::session::Session;
use crate::model::Name;
use crate::model::kinds::Kinds;
use crate::model::rbac::who::{self, Who};
use crate::model::rbac::{Access, AccessWish, RbacKind, Typed};
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// Answers a question. Roles and bindings that cannot be read are named in the answer; an error is where nothing at all can be said.
pub async fn answer(session: &Session, wish: AccessWish) -> Result<Access, Arc<Trouble>> {
    match wish {
        AccessWish::Mine { namespace, kinds } => {
            let kinds = served(session, kinds).await;
            mine::read(session, namespace, &kinds).await.map(Access::Mine).map_err(|e| e.trouble().into())
        }
        AccessWish::Who { typed, namespaces, kinds } => {
            let kinds = served(session, kinds).await;
            Ok(Access::Who(who(session, &typed, namespaces, &kinds).await))
        }
    }
}

/// The kinds that are served. Where that is not known, a kind is what it was typed as.
async fn served(session: &Session, known: Option<Kinds>) -> Kinds {
    match known {
        Some(kinds) => kinds,
        None => discovery::all(session).await.unwrap_or_default(),
    }
}

async fn who(session: &Session, typed: &Typed, namespaces: Vec<Name>, kinds: &Kinds) -> Who {
    let (asked, namespaced, served) = typed.asked(kinds);
    // Of what has no namespace, no binding of one gives anything.
    let wanted = |kind: RbacKind| namespaced || matches!(kind, RbacKind::ClusterRole | RbacKind::ClusterRoleBinding);
    let mut read = read::Read::default();
    let lists = RbacKind::ALL.into_iter().filter(|kind| wanted(*kind)).flat_map(|kind| {
        let local = kind.resource().namespaced && !namespaces.is_empty();
        let places = if local { namespaces.iter().cloned().map(Some).collect() } else { vec![None] };
        places.into_iter().map(move |place| (kind, place))
    });
    let lists: Vec<_> = lists.collect();
    for answer in read::all(session, lists).await {
        read.take(answer);
    }
    let (grants, undecided) = who::grants(&asked, &read.roles, &read.bindings, &read.unread);
    let namespaces = if namespaced { namespaces } else { Vec::new() };
    Who { asked, namespaces, served, grants, undecided, unread: read.unread }
}
