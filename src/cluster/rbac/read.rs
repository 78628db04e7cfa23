//! Roles and bindings, listed page by page.

use crate::cluster::body::PAGE;
use crate::cluster::error::ApiError;
use crate::cluster::path::encode;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::cluster::wire::nullable;
use crate::model::rbac::{Binding, Part, RbacKind, Role, Rule, Subject, SubjectKind, Unread, Why};
use crate::model::text::clean;
use crate::model::{Name, Uid};
use futures::StreamExt;
use serde::Deserialize;

/// Objects on a page.
const LIMIT: usize = 500;
/// Objects of a list that are read.
const MOST: usize = 20_000;
/// Lists that are on their way at once.
const AT_ONCE: usize = 4;

/// What is read of a role or a binding.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Raw {
    #[serde(deserialize_with = "nullable")]
    metadata: RawMeta,
    #[serde(deserialize_with = "nullable")]
    rules: Vec<RawRule>,
    #[serde(deserialize_with = "nullable")]
    role_ref: RawRef,
    #[serde(deserialize_with = "nullable")]
    subjects: Vec<RawSubject>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RawMeta {
    name: String,
    #[serde(deserialize_with = "nullable")]
    namespace: String,
    #[serde(deserialize_with = "nullable")]
    uid: String,
}

/// A rule, of a role or of the server's answer about the user.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RawRule {
    #[serde(deserialize_with = "nullable")]
    verbs: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    api_groups: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    resources: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    resource_names: Vec<String>,
    #[serde(rename = "nonResourceURLs", deserialize_with = "nullable")]
    urls: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RawRef {
    kind: String,
    name: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RawSubject {
    kind: String,
    name: String,
    #[serde(deserialize_with = "nullable")]
    namespace: String,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default, deserialize_with = "nullable")]
    metadata: Head,
    #[serde(default, deserialize_with = "nullable")]
    items: Vec<Raw>,
}

#[derive(Deserialize, Default)]
struct Head {
    #[serde(default, rename = "continue", deserialize_with = "nullable")]
    next: String,
}

fn name(text: &str) -> Name {
    clean(text).into()
}

impl RawRule {
    pub(super) fn rule(&self) -> Rule {
        let names = |list: &[String]| list.iter().map(|x| name(x)).collect();
        Rule {
            verbs: names(&self.verbs),
            groups: names(&self.api_groups),
            resources: names(&self.resources),
            names: names(&self.resource_names),
            urls: names(&self.urls),
        }
    }
}

impl Raw {
    fn part(&self, kind: RbacKind) -> Part {
        let RawMeta { name: own, namespace, uid } = &self.metadata;
        Part { kind, namespace: name(namespace), name: name(own), uid: Uid::new(uid) }
    }

    fn role(&self, kind: RbacKind) -> Role {
        Role { part: self.part(kind), rules: self.rules.iter().map(RawRule::rule).collect() }
    }

    fn binding(&self, kind: RbacKind) -> Binding {
        let of = if self.role_ref.kind == RbacKind::Role.word() { RbacKind::Role } else { RbacKind::ClusterRole };
        let subject = |s: &RawSubject| {
            let kind = SubjectKind::of(&s.kind)?;
            // Only accounts have a namespace; one that names none means none.
            let namespace = if kind == SubjectKind::ServiceAccount { name(&s.namespace) } else { "".into() };
            Some(Subject { kind, namespace, name: name(&s.name) })
        };
        let subjects = self.subjects.iter().filter_map(subject).collect();
        Binding { part: self.part(kind), role: (of, name(&self.role_ref.name)), subjects }
    }
}

/// One list, and how it ended.
pub(super) type Listed = (RbacKind, Option<Name>, Vec<Found>, Result<bool, ApiError>);

/// A role or a binding, as it was read.
pub(super) enum Found {
    Role(Role),
    Binding(Binding),
}

/// All that was read.
#[derive(Default)]
pub(super) struct Read {
    pub(super) roles: Vec<Role>,
    pub(super) bindings: Vec<Binding>,
    pub(super) unread: Vec<Unread>,
}

impl Read {
    /// Takes a list in, as far as it came.
    pub(super) fn take(&mut self, (kind, namespace, found, end): Listed) {
        let many = found.len();
        for one in found {
            match one {
                Found::Role(role) => self.roles.push(role),
                Found::Binding(binding) => self.bindings.push(binding),
            }
        }
        let why = match end {
            Ok(true) => return,
            Ok(false) => Why::TooMany(many),
            Err(e) if e.is_forbidden() => Why::NotAllowed(name(&e.to_string())),
            Err(e) => Why::NoAnswer(e.trouble().into()),
        };
        self.unread.push(Unread { kind, namespace: namespace.unwrap_or_else(|| "".into()), why });
    }
}

/// Reads these lists, in their order.
pub(super) async fn all(session: &Session, lists: Vec<(RbacKind, Option<Name>)>) -> Vec<Listed> {
    let read = |(kind, namespace): (RbacKind, Option<Name>)| async move {
        let mut found = Vec::new();
        let end = pages(session, kind, namespace.as_deref(), &mut found).await;
        (kind, namespace, found, end)
    };
    futures::stream::iter(lists).map(read).buffered(AT_ONCE).collect().await
}

/// Gives whether that is all of it.
async fn pages(session: &Session, kind: RbacKind, namespace: Option<&str>, out: &mut Vec<Found>) -> Result<bool, ApiError> {
    let collection = kind.resource().path(namespace);
    let mut token = String::new();
    loop {
        let next = if token.is_empty() { String::new() } else { format!("&continue={}", encode(&token)) };
        let body = session.get_within(&format!("{collection}?limit={LIMIT}{next}"), PAGE, READ_DEADLINE).await?;
        let page: Page = serde_json::from_slice(&body).map_err(ApiError::unread)?;
        out.extend(page.items.iter().map(|raw| match kind {
            RbacKind::Role | RbacKind::ClusterRole => Found::Role(raw.role(kind)),
            RbacKind::RoleBinding | RbacKind::ClusterRoleBinding => Found::Binding(raw.binding(kind)),
        }));
        token = page.metadata.next;
        if token.is_empty() {
            return Ok(true);
        }
        if out.len() >= MOST {
            return Ok(false);
        }
    }
}
