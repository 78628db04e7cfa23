//! Promotion: the images of workloads, from one environment to the next, as one plan. What it would do is worked out here from what runs on
//! both sides; sending it, step by step, is the screen's and the command line's.

mod depends;
mod plan;
mod registry;
#[cfg(test)]
mod tests;
mod words;

pub use depends::{Circle, Depends};
pub use plan::plan;

use super::change::{Change, ImageSwap};
use super::workload::{Images, Workload};
use super::{Name, Uid, WorkloadKind};

/// A workload of one environment, as far as a plan needs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Running {
    /// Its kind.
    pub kind: WorkloadKind,
    /// Its name.
    pub name: Name,
    /// Its UID: a step is for this object and for no later one of its name.
    pub uid: Uid,
    /// The images of its template.
    pub images: Images,
}

impl From<&Workload> for Running {
    fn from(w: &Workload) -> Self {
        Self { kind: w.kind, name: w.name.clone(), uid: w.uid.clone(), images: w.images.clone() }
    }
}

/// A workload that is to be moved, by its name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Wanted {
    /// Its kind; `None` for whichever there is of the name.
    pub kind: Option<WorkloadKind>,
    /// Its name.
    pub name: Name,
}

/// What is to be done, in this order, and what is not.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// One workload after the other.
    pub steps: Vec<Step>,
    /// What is not moved, and why.
    pub left: Vec<Left>,
    /// What is to be known of it as a whole.
    pub notices: Vec<Notice>,
}

/// New images for one workload of the environment that they go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its kind.
    pub kind: WorkloadKind,
    /// Its name.
    pub name: Name,
    /// Its UID there.
    pub uid: Uid,
    /// The images, container by container: `from` is what it has there, `to` what runs in the environment before.
    pub swaps: Vec<ImageSwap>,
    /// Containers of the environment before that it does not have: their images are not moved.
    pub lacks: Vec<Name>,
    /// The containers that would get an image whose tag is older than what they have.
    pub older: Vec<Name>,
}

impl Step {
    /// The change that it is.
    pub fn change(&self) -> Change {
        Change::SetImages { swaps: self.swaps.clone() }
    }
}

/// A workload that is not moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    /// Which.
    pub what: Wanted,
    /// Why.
    pub why: WhyLeft,
}

/// Why a workload is not moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WhyLeft {
    /// The environment that it would come from does not have it.
    NotInSource,
    /// The environment that it would go to does not have it.
    NotInTarget,
    /// It has the same images there.
    Same,
    /// The two have no container of the same name.
    NoContainer,
    /// Its pods are not replaced by a rollout: a Job or a CronJob.
    NoRollout,
}

/// Something that is to be known before a plan is agreed to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notice {
    /// The two environments take their images from different places, each always from its own: the one that is moved brings its place along.
    Registries {
        /// Where the images of the environment before come from.
        from: String,
        /// Where those of the next one come from so far.
        to: String,
    },
}
