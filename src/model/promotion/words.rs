//! What a plan says, in English; the screen's Chinese stands with its other texts.

use super::{Notice, Wanted, WhyLeft};
use std::fmt;

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Some(kind) => write!(f, "{kind} {}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// In English.
impl fmt::Display for WhyLeft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotInSource => "not where the images come from",
            Self::NotInTarget => "not where the images go to",
            Self::Same => "has the same images there",
            Self::NoContainer => "has no container of the same name there",
            Self::NoRollout => "Jobs and CronJobs have no rollout",
        })
    }
}

/// In English.
impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registries { from, to } => {
                write!(f, "all images here come from {to} so far, and those that are moved from {from}: their whole names are kept")
            }
        }
    }
}
