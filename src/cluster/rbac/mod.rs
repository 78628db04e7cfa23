//! Who may do what, read from the API server: its own list of what the user may do, and roles with their bindings.

mod mine;
mod read;
#[cfg(test)]
mod tests;

use super::discovery;
use super::session::Session;
use crate::model::Name;
use crate::model::kinds::Kinds;
use crate::model::rbac::who::{self, Listed, Who};
use crate::model::rbac::{Access, AccessWish, Asked, RbacKind, Thing, Typed};
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// Answers a question. Roles and bindings that cannot be read are named in the answer; an error is where nothing at all can be said.
pub async fn answer(session: &Session, wish: AccessWish) -> Result<Access, Arc<Trouble>> {
    match wish {
        AccessWish::Mine { namespace, kinds } => {
            let kinds = served(session, kinds).await;
            mine::read(session, namespace, kinds).await.map(Access::Mine).map_err(|e| e.trouble().into())
        }
        AccessWish::Who { typed, namespaces, kinds } => {
            let (kinds, unknown) = served(session, kinds).await;
            Ok(Access::Who(who(session, &typed, namespaces, &kinds, unknown).await))
        }
    }
}

/// The kinds that are served, and why they are not known where they are not.
async fn served(session: &Session, known: Option<Kinds>) -> (Kinds, Option<Arc<Trouble>>) {
    let read = match known {
        Some(kinds) => Ok(kinds),
        None => discovery::all(session).await,
    };
    match read {
        Ok(kinds) => (kinds, None),
        Err(e) => (Kinds::default(), Some(e.trouble().into())),
    }
}

/// Whether a kind that is not among those known may be one all the same: of a group that did not answer.
fn missed(asked: &Asked, kinds: &Kinds) -> Option<Arc<Trouble>> {
    let Thing::Objects { group: of, .. } = &asked.thing else { return None };
    let name = |missing: &str| missing.split('/').next().is_some_and(|group| group == &**of);
    kinds.missing.iter().find(|(missing, _)| of.is_empty() || name(missing)).map(|(_, why)| why.clone())
}

async fn who(session: &Session, typed: &Typed, namespaces: Vec<Name>, kinds: &Kinds, unknown: Option<Arc<Trouble>>) -> Who {
    let (asked, namespaced, served) = typed.asked(kinds);
    // Of what has no namespace, no binding of one gives anything; but of a namespace itself those in it do.
    let itself = asked.is_in_itself();
    let namespaces = match asked.name() {
        one if itself && !one.is_empty() => vec![one.into()],
        _ if namespaced || itself => namespaces,
        _ => Vec::new(),
    };
    let wanted = |kind: RbacKind| namespaced || itself || matches!(kind, RbacKind::ClusterRole | RbacKind::ClusterRoleBinding);
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
    let unknown = || unknown.or_else(|| missed(&asked, kinds));
    let listed = if served { Listed::Yes } else { unknown().map_or(Listed::No, Listed::Unknown) };
    Who { asked, namespaces, listed, grants, undecided, unread: read.unread }
}
