//! Who may do what by RBAC: the rules of roles, and the bindings that give them to somebody. What other authorizers allow or deny beside is
//! not known here, and is said where it may matter.

pub mod mine;
pub mod rules;
#[cfg(test)]
mod tests;
pub mod who;

use super::kinds::Kinds;
use super::resource::Resource;
use super::trouble::Trouble;
use super::{Name, Uid};
use mine::Mine;
use std::fmt;
use std::sync::Arc;
use who::Who;

/// The API group of roles and bindings.
pub const GROUP: &str = "rbac.authorization.k8s.io";

/// A rule of a role. What it does not name it does not allow.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rule {
    /// Verbs; `*` is any.
    pub verbs: Vec<Name>,
    /// API groups; empty is the core's, `*` is any.
    pub groups: Vec<Name>,
    /// Plurals, with subresources such as `pods/exec`, `*` or `*/scale`.
    pub resources: Vec<Name>,
    /// Only the objects of these names; none for all.
    pub names: Vec<Name>,
    /// Paths that are no objects, such as `/healthz` or `/metrics/*`.
    pub urls: Vec<Name>,
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Such as `get`.
    pub verb: Name,
    /// To what.
    pub thing: Thing,
}

/// What something is to be done to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Thing {
    /// Objects.
    Objects {
        /// The API group; empty for the core's.
        group: Name,
        /// The plural.
        plural: Name,
        /// Such as `exec`; empty for the objects themselves.
        sub: Name,
        /// One object; empty for any.
        name: Name,
    },
    /// A path that is no object.
    Url(Name),
}

/// Whether a request for one namespace is a request in that namespace to the API server: then a RoleBinding in it counts, though namespaces
/// are in none themselves. Lists name none, and neither does what is made new.
pub fn is_in_itself(group: &str, plural: &str, sub: &str, verb: &str) -> bool {
    group.is_empty()
        && plural == "namespaces"
        && matches!(sub, "" | "status" | "finalize")
        && !matches!(verb, "list" | "watch" | "create" | "deletecollection")
}

impl Asked {
    /// As [`is_in_itself`].
    pub fn is_in_itself(&self) -> bool {
        match &self.thing {
            Thing::Objects { group, plural, sub, .. } => is_in_itself(group, plural, sub, &self.verb),
            Thing::Url(_) => false,
        }
    }

    /// The one object; empty for any.
    pub fn name(&self) -> &str {
        match &self.thing {
            Thing::Objects { name, .. } => name,
            Thing::Url(_) => "",
        }
    }

    /// The same of one object.
    #[must_use]
    pub fn of(&self, one: &Name) -> Self {
        let mut of = self.clone();
        match &mut of.thing {
            Thing::Objects { name, .. } => *name = one.clone(),
            Thing::Url(_) => {}
        }
        of
    }
}

/// Which of the objects that were asked about are meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All of them.
    All,
    /// Only those of these names.
    Only(Vec<Name>),
}

/// The kinds that RBAC is written in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RbacKind {
    /// Rules that a binding anywhere may give.
    ClusterRole,
    /// Rules that a binding of its namespace may give.
    Role,
    /// Gives a ClusterRole everywhere.
    ClusterRoleBinding,
    /// Gives a role in its namespace.
    RoleBinding,
}

impl RbacKind {
    /// All of them, in the order in which they are read.
    pub const ALL: [Self; 4] = [Self::ClusterRoleBinding, Self::RoleBinding, Self::ClusterRole, Self::Role];

    /// The API's name of it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ClusterRole => "ClusterRole",
            Self::Role => "Role",
            Self::ClusterRoleBinding => "ClusterRoleBinding",
            Self::RoleBinding => "RoleBinding",
        }
    }

    /// Where it is served.
    pub fn resource(self) -> Resource {
        let (plural, namespaced) = match self {
            Self::ClusterRole => ("clusterroles", false),
            Self::Role => ("roles", true),
            Self::ClusterRoleBinding => ("clusterrolebindings", false),
            Self::RoleBinding => ("rolebindings", true),
        };
        Resource::new(GROUP, "v1", plural, self.word(), namespaced)
    }
}

/// A role or a binding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// Which of the four.
    pub kind: RbacKind,
    /// Its namespace; empty where it has none.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its UID.
    pub uid: Uid,
}

/// A role with its rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// Which.
    pub part: Part,
    /// What it allows; of a ClusterRole that others are aggregated into, theirs as well.
    pub rules: Vec<Rule>,
}

/// A binding: to whom it gives which role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    /// Which.
    pub part: Part,
    /// The role that it gives: a ClusterRole, or a Role of its namespace.
    pub role: (RbacKind, Name),
    /// To whom.
    pub subjects: Vec<Subject>,
}

/// What sort of somebody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SubjectKind {
    /// Everybody whom the authenticators count to it.
    Group,
    /// One user, as the authenticators name them.
    User,
    /// The account of pods.
    ServiceAccount,
}

impl SubjectKind {
    /// The API's name of it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Group => "Group",
            Self::User => "User",
            Self::ServiceAccount => "ServiceAccount",
        }
    }

    /// The one of a name.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Group, Self::User, Self::ServiceAccount].into_iter().find(|k| k.word() == word)
    }
}

/// Somebody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Subject {
    /// What sort.
    pub kind: SubjectKind,
    /// The namespace of a service account; empty for others.
    pub namespace: Name,
    /// The name.
    pub name: Name,
}

/// The group that the API server lets do everything, whatever the roles say.
pub const MASTERS: &str = "system:masters";

/// Roles and bindings that were not seen, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    /// Which.
    pub kind: RbacKind,
    /// In which namespace; empty for everywhere.
    pub namespace: Name,
    /// Why.
    pub why: Why,
}

/// Why something was not seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// The user may not list it, in the server's words.
    NotAllowed(Name),
    /// There was no answer.
    NoAnswer(Arc<Trouble>),
    /// There are more than so many.
    TooMany(usize),
}

/// Who is meant by the name of a subject, where Kubernetes itself gives it a meaning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// Whoever has a certificate or token of the group that may do everything.
    Masters,
    /// Everybody who is signed in.
    SignedIn,
    /// Whoever is not.
    NotSignedIn,
    /// The service accounts of all namespaces.
    Accounts,
    /// Those of one.
    AccountsOf(Name),
    /// The kubelets.
    Kubelets,
    /// It is somebody's own name.
    Own,
}

impl Subject {
    /// Who is meant by it.
    pub fn meaning(&self) -> Meaning {
        match (self.kind, &*self.name) {
            (SubjectKind::Group, MASTERS) => Meaning::Masters,
            (SubjectKind::Group, "system:authenticated") => Meaning::SignedIn,
            (SubjectKind::Group, "system:unauthenticated") | (SubjectKind::User, "system:anonymous") => Meaning::NotSignedIn,
            (SubjectKind::Group, "system:serviceaccounts") => Meaning::Accounts,
            (SubjectKind::Group, "system:nodes") => Meaning::Kubelets,
            (SubjectKind::Group, group) => match group.strip_prefix("system:serviceaccounts:") {
                Some(namespace) => Meaning::AccountsOf(namespace.into()),
                None => Meaning::Own,
            },
            (SubjectKind::User | SubjectKind::ServiceAccount, _) => Meaning::Own,
        }
    }
}

/// As kubectl is asked: `create pods/exec web`.
impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.thing {
            Thing::Url(path) => write!(f, "{} {path}", self.verb),
            Thing::Objects { group, plural, sub, name } => {
                write!(f, "{} {plural}", self.verb)?;
                for (sign, part) in [(".", group), ("/", sub), (" ", name)] {
                    if !part.is_empty() {
                        write!(f, "{sign}{part}")?;
                    }
                }
                Ok(())
            }
        }
    }
}

/// What is asked of a cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AccessWish {
    /// What the user may do in a namespace, or everywhere where none is named.
    Mine {
        /// The namespace.
        namespace: Option<Name>,
        /// The kinds that are served, where they are known.
        kinds: Option<Kinds>,
    },
    /// Who may do something.
    Who {
        /// As it was typed.
        typed: Typed,
        /// In which namespaces; none for all.
        namespaces: Vec<Name>,
        /// The kinds that are served, where they are known.
        kinds: Option<Kinds>,
    },
}

/// A question as it was typed: a verb, a kind or path, and a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Typed {
    /// The verb.
    pub verb: Name,
    /// The kind by whatever it is called, with its subresource, or a path.
    pub what: Name,
    /// One object's name; empty for any.
    pub name: Name,
}

impl Typed {
    /// Reads `VERB KIND[/SUBRESOURCE] [NAME]`; `None` where it is not that.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let (verb, what) = (words.next()?, words.next()?);
        let name = words.next().unwrap_or_default();
        words.next().is_none().then(|| Self { verb: verb.to_lowercase().into(), what: what.into(), name: name.into() })
    }

    /// What is asked by it, whether objects of that kind live in namespaces, and whether the server serves such a kind. What it does not serve
    /// is taken as it was typed.
    pub fn asked(&self, kinds: &Kinds) -> (Asked, bool, bool) {
        let verb = self.verb.clone();
        if self.what.starts_with('/') {
            return (Asked { verb, thing: Thing::Url(self.what.clone()) }, false, true);
        }
        let (word, sub) = self.what.split_once('/').unwrap_or((&self.what, ""));
        let found = kinds.find(word);
        let (group, plural, namespaced) = match found {
            Some(s) => (s.resource.group.clone(), s.resource.plural.clone(), s.resource.namespaced),
            None => {
                let (plural, group) = word.split_once('.').unwrap_or((word, ""));
                (group.into(), plural.into(), true)
            }
        };
        let thing = Thing::Objects { group, plural, sub: sub.into(), name: self.name.clone() };
        (Asked { verb, thing }, namespaced, found.is_some() || word == "*")
    }
}

/// What a cluster answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Access {
    /// What the user may do.
    Mine(Mine),
    /// Who may do something.
    Who(Who),
}
