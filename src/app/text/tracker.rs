//! The view of a rollout that is followed: how it stands, what it waits for, and how far its pods have come.

use super::Text;
use crate::model::change::Target;
use crate::model::reason::Why;
use crate::model::step::Step;
use crate::model::{Name, WorkloadKind};

/// Of what pods something is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whose {
    /// One of them.
    Pod(String),
    /// So many of the newest template.
    New(usize),
    /// So many.
    All(usize),
}

/// How far a rollout has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Figures {
    /// Pods of the newest template, and how many there are to be.
    pub updated: (u32, u32),
    /// Pods that are ready.
    pub ready: u32,
    /// Pods of an older template.
    pub old: u32,
}

/// How a rollout stands. Its revision is 0 where it has no number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stands {
    /// Its controller has not seen the change to it yet.
    Unseen(u64),
    /// It is stuck, and for how long.
    Stuck(u64, Option<String>, Figures),
    /// It has failed.
    Failed(u64, Figures),
    /// It was complete, and does not do its work.
    AtFault {
        /// The revision.
        revision: u64,
        /// How long ago it came.
        came: String,
        /// Pods that are ready and that are wanted.
        ready: (u32, u32),
        /// The revision before it and for how long it served, where that is known.
        before: Option<(u64, String)>,
    },
    /// It is paused.
    Paused(Figures),
    /// Nothing is wanted.
    Idle,
    /// It is under way.
    Rolls(u64, Figures),
    /// Its controller replaces no pods: so many are of the newest template, of so many, and so many are ready.
    OnDelete(u32, u32, u32),
    /// It is complete, with so many ready pods of so many.
    Complete(u64, u32, u32),
    /// A Deployment that rolls nothing out has so many ready pods of so many; of the other kinds it is known that all are updated.
    Other(WorkloadKind, u32, u32),
}

/// What is wrong with pods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ails {
    /// Nothing needs to be told beside it.
    Only(Why),
    /// They have used up their memory.
    Memory(Why),
    /// They crash.
    Crash(Why),
    /// They were ended since a probe failed; what was said of it.
    Killed(Why, String),
    /// A container was not started.
    Config(Why),
    /// They have failed.
    Failed(Why),
    /// They are not ready; what was said of their probe.
    Unready(Why, Option<String>),
    /// They do not come up; what is in their way.
    Slow(Why, Option<Why>),
}

/// What pods that are on their way wait for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Awaited {
    /// A node, or volumes, network and image, and what is in their way.
    Made(Step, Option<Why>),
    /// An image, for so long.
    Image(Option<String>),
    /// Init containers, by the pod's status.
    Init(Name),
    /// A probe, by Kubernetes' word for it: for how long, and what was said of it.
    Probe(&'static str, Option<String>, Option<String>),
    /// What the step itself says.
    Step(Step),
}

/// What a run has written last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LastLines {
    /// That is asked for.
    Asked,
    /// It cannot be read.
    Unread(Box<Text>),
    /// Nothing; how it ended.
    None(Why),
    /// What stands below; how it ended.
    Below(Why),
}

/// What a pod does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PodDoes {
    /// It is at this step.
    Step(Step),
    /// It ends, with so much of its grace left.
    Ends(String),
    /// It fetches an image, for so long.
    Pulls(String, Option<String>),
    /// It waits for a probe, for how long; what was said of it.
    Probes(Option<String>, Option<String>),
    /// It is at this step, and something is in its way.
    Hindered(Step, Why),
    /// It is unwell.
    Sick(Why),
}

/// What the view of a rollout tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TrackerText {
    /// The workload is not known any more.
    Gone(Box<Target>),
    /// How it stands.
    Stands(Stands),
    /// How long until its deadline; `None` where it has passed.
    Deadline(Option<String>),
    /// A revision.
    Revision(u64),
    /// So many nodes.
    Nodes(usize),
    /// The numbers of pods, and of how many pods they are.
    Ordinals(String, usize),
    /// Its pods are not known; why, where it is not that they are still loading.
    PodsUnknown(Option<Box<Text>>),
    /// Events cannot be read.
    NoEvents(Box<Text>),
    /// Its controller is to see the change.
    Unseen,
    /// It is paused.
    Paused,
    /// No pods can be made, and why.
    NoPods(Why),
    /// So many pods are ready, and have not been so for long enough.
    NotYetAvailable(u32),
    /// What is wrong with pods.
    Ails(Whose, Ails),
    /// What pods wait for.
    Awaits(Whose, Awaited),
    /// What a run has written last: container, where there are several, and pod.
    Last(Option<Name>, Name, LastLines),
    /// Below this ordinal nothing is replaced.
    Partition(u32),
    /// A pod of an older template holds it up.
    HeldUp(Name),
    /// A pod is to go.
    ToGo(Name),
    /// This one is the next.
    Next(Name, u32),
    /// So many old pods are to go, the last of them within so long.
    OldToGo(usize, Option<String>),
    /// So many of those that are there are ready, where others are wanted so many.
    Ready {
        /// How many are ready.
        ready: u32,
        /// How many are there.
        there: u32,
        /// How many are wanted, where it is another number.
        wanted: Option<u32>,
    },
    /// The next pods are to be made.
    ToCome,
    /// What a pod does.
    Pod(PodDoes),
}
