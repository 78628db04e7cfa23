//! Where one looks: a context, and namespaces of its cluster.

use crate::model::Name;

/// The namespaces in view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum View {
    /// All of them.
    All,
    /// These.
    These(Vec<Name>),
}

impl View {
    /// Whether a namespace is in view.
    pub fn covers(&self, namespace: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(names) => names.iter().any(|n| &**n == namespace),
        }
    }

    /// The one namespace in view, where it is one.
    pub fn one(&self) -> Option<&Name> {
        match self {
            Self::These(names) if names.len() == 1 => names.first(),
            Self::All | Self::These(_) => None,
        }
    }

    /// In words: `all namespaces`, `iot-dev`, `iot-dev + iot-test`.
    pub fn words(&self) -> String {
        match self {
            Self::All => "all namespaces".into(),
            Self::These(names) => names.iter().map(|n| &**n).collect::<Vec<_>>().join(" + "),
        }
    }
}

/// A context of the kubeconfig.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Context {
    /// Its name.
    pub name: Name,
    /// Its cluster's name.
    pub cluster: Name,
    /// Its user's name.
    pub user: Name,
    /// Its namespace, where it names one.
    pub namespace: Option<Name>,
    /// Whether the server's certificate is not looked at (`insecure-skip-tls-verify`).
    pub insecure: bool,
}
