//! What is not looked at where a pod is placed, and its English, which describe and the view of the nodes share.

use std::fmt;

/// What is not looked at where a pod is placed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Unseen {
    /// Devices, huge pages and other resources that it requests.
    Devices,
    /// Where its volumes can be had.
    Volumes,
    /// Whether there is space for volumes that would be made.
    Space,
    /// Whether its volumes can be attached: a node can have so many, and some are one pod's alone.
    Attaching,
    /// Labels of namespaces, by which other pods are meant.
    Namespaces,
}

/// In English, as describe and the view of the nodes say it.
impl fmt::Display for Unseen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Devices => "devices",
            Self::Volumes => "volumes",
            Self::Space => "space for new volumes",
            Self::Attaching => "whether its volumes can be attached",
            Self::Namespaces => "labels of namespaces",
        })
    }
}

impl Unseen {
    /// ` (not looked at: devices, volumes)`; empty where there is nothing.
    pub fn not_looked_at(all: &[Self]) -> String {
        let words: Vec<String> = all.iter().map(ToString::to_string).collect();
        if words.is_empty() { String::new() } else { format!(" (not looked at: {})", words.join(", ")) }
    }
}
