//! Who may do what: three users, as a team would have them.

use super::failure::Failure;

/// Somebody who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    /// All rights.
    Admin,
    /// Works in iot-dev and iot-test, sees nothing else.
    Dev,
    /// Reads everything but Secrets.
    Viewer,
}

/// By what its users are known: one token for each. Whoever has one may do what its user may.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Of the administrator.
    pub admin: String,
    /// Of the developer.
    pub dev: String,
    /// Of who only reads.
    pub viewer: String,
}

impl Tokens {
    /// New ones that nobody can guess: 128 random bits each.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn draw() -> std::io::Result<Self> {
        let random = rustls::crypto::ring::default_provider().secure_random;
        let draw = || {
            let mut bytes = [0; 16];
            random.fill(&mut bytes).map_err(|_| std::io::Error::other("the system gives no random numbers"))?;
            Ok::<_, std::io::Error>(bytes.iter().map(|b| format!("{b:02x}")).collect())
        };
        Ok(Self { admin: draw()?, dev: draw()?, viewer: draw()? })
    }

    /// A user's token.
    pub(super) fn of(&self, user: User) -> &str {
        match user {
            User::Admin => &self.admin,
            User::Dev => &self.dev,
            User::Viewer => &self.viewer,
        }
    }

    /// The user whose token this is.
    pub(super) fn user(&self, token: &str) -> Option<User> {
        [User::Admin, User::Dev, User::Viewer].into_iter().find(|u| !token.is_empty() && self.of(*u) == token)
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(…)")
    }
}

/// A request as the authorizer sees it.
#[derive(Debug, Clone, Default)]
pub struct Attributes<'a> {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`.
    pub verb: &'a str,
    /// API group.
    pub group: &'a str,
    /// Resource, with its subresource apart.
    pub resource: &'a str,
    /// Subresource; empty for none.
    pub sub: &'a str,
    /// Namespace; empty for the cluster scope.
    pub ns: &'a str,
    /// Name; empty for all.
    pub name: &'a str,
}

/// A rule as SelfSubjectRulesReview shows it.
#[derive(Debug)]
pub struct Rule {
    /// Verbs.
    pub verbs: &'static [&'static str],
    /// Groups.
    pub groups: &'static [&'static str],
    /// Resources.
    pub resources: &'static [&'static str],
}

pub(super) const DEV_NAMESPACES: [&str; 2] = ["iot-dev", "iot-test"];
const DEV_GROUPS: &[&str] =
    &["", "apps", "networking.k8s.io", "autoscaling", "batch", "events.k8s.io", "discovery.k8s.io", "policy", "metrics.k8s.io"];
const READ: &[&str] = &["get", "list", "watch"];

impl User {
    /// The user's name.
    pub fn name(self) -> &'static str {
        match self {
            User::Admin => "admin",
            User::Dev => "dev",
            User::Viewer => "viewer",
        }
    }

    /// The user of a name.
    pub fn of_name(name: &str) -> Option<User> {
        [User::Admin, User::Dev, User::Viewer].into_iter().find(|u| u.name() == name)
    }

    /// The rules that hold in a namespace.
    pub fn rules(self, ns: &str) -> Vec<Rule> {
        let reviews = Rule {
            verbs: &["create"],
            groups: &["authorization.k8s.io"],
            resources: &["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
        };
        match self {
            User::Admin => vec![Rule { verbs: &["*"], groups: &["*"], resources: &["*"] }, reviews],
            User::Dev if DEV_NAMESPACES.contains(&ns) => {
                vec![Rule { verbs: &["*"], groups: DEV_GROUPS, resources: &["*"] }, reviews]
            }
            User::Dev => vec![reviews],
            User::Viewer => vec![
                Rule {
                    verbs: READ,
                    groups: &[""],
                    resources: &[
                        "namespaces",
                        "nodes",
                        "pods",
                        "pods/log",
                        "pods/status",
                        "services",
                        "configmaps",
                        "serviceaccounts",
                        "events",
                        "resourcequotas",
                        "persistentvolumeclaims",
                    ],
                },
                Rule {
                    verbs: READ,
                    groups: &[
                        "apps",
                        "networking.k8s.io",
                        "autoscaling",
                        "batch",
                        "policy",
                        "discovery.k8s.io",
                        "events.k8s.io",
                        "metrics.k8s.io",
                    ],
                    resources: &["*"],
                },
                reviews,
            ],
        }
    }

    /// Whether a request is allowed.
    pub fn may(self, a: &Attributes) -> bool {
        let has = |all: &[&str], one: &str| all.iter().any(|x| *x == "*" || *x == one);
        let full = if a.sub.is_empty() { a.resource.to_owned() } else { format!("{}/{}", a.resource, a.sub) };
        self.rules(a.ns).iter().any(|r| has(r.verbs, a.verb) && has(r.groups, a.group) && has(r.resources, &full))
    }

    /// The 403 for a request, in the authorizer's words.
    pub fn check(self, a: &Attributes) -> Result<(), Failure> {
        if self.may(a) {
            return Ok(());
        }
        let qualified = if a.group.is_empty() { a.resource.to_owned() } else { format!("{}.{}", a.resource, a.group) };
        let full = if a.sub.is_empty() { a.resource.to_owned() } else { format!("{}/{}", a.resource, a.sub) };
        let named = if a.name.is_empty() { String::new() } else { format!(" {:?}", a.name) };
        let scope = if a.ns.is_empty() { "at the cluster scope".into() } else { format!("in the namespace {:?}", a.ns) };
        let message = format!(
            "{qualified}{named} is forbidden: User {:?} cannot {} resource {full:?} in API group {:?} {scope}",
            self.name(),
            a.verb,
            a.group
        );
        Err(Failure::forbidden(message, a.resource, a.group, a.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask<'a>(verb: &'a str, group: &'a str, resource: &'a str, ns: &'a str) -> Attributes<'a> {
        Attributes { verb, group, resource, ns, ..Attributes::default() }
    }

    #[test]
    fn rights_are_those_of_the_team() {
        for (user, a, want) in [
            (User::Admin, ask("delete", "", "secrets", "iot-prod"), true),
            (User::Dev, ask("patch", "apps", "deployments", "iot-dev"), true),
            (User::Dev, ask("list", "apps", "deployments", ""), false),
            (User::Dev, ask("list", "", "namespaces", ""), false),
            (User::Dev, ask("list", "", "pods", "iot-prod"), false),
            (User::Viewer, ask("list", "", "pods", ""), true),
            (User::Viewer, ask("get", "", "secrets", "iot-prod"), false),
            (User::Viewer, ask("patch", "apps", "deployments", "iot-dev"), false),
        ] {
            assert_eq!(user.may(&a), want, "{user:?} {a:?}");
        }
        assert_eq!(
            User::Dev.check(&ask("list", "apps", "deployments", "")).unwrap_err().message,
            r#"deployments.apps is forbidden: User "dev" cannot list resource "deployments" in API group "apps" at the cluster scope"#
        );
    }
}
