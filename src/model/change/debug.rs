//! Looking into what has no shell of its own: with which powers.

use serde::{Deserialize, Serialize};

/// The powers that a container for debugging has, by the names and meanings of `kubectl debug --profile`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// May trace processes; on a node it sees the node's namespaces and file system.
    #[default]
    General,
    /// May change the network.
    Netadmin,
    /// Privileged.
    Sysadmin,
}

impl Profile {
    /// All, in the order in which the form offers them.
    pub const ALL: [Profile; 3] = [Self::General, Self::Netadmin, Self::Sysadmin];

    /// Its name for kubectl and the settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Netadmin => "netadmin",
            Self::Sysadmin => "sysadmin",
        }
    }

    /// The one of this name.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.word() == text)
    }

    /// The one after it, round.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|p| *p == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }
}

/// What a container for debugging is, where the form is not changed: a setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tool {
    /// Its image.
    pub image: String,
    /// Its program and arguments, as they are typed; empty for the image's own.
    pub command: String,
    /// What it may.
    pub profile: Profile,
}

impl Default for Tool {
    fn default() -> Self {
        Self { image: "busybox:1.37".into(), command: String::new(), profile: Profile::General }
    }
}
