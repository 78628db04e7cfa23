//! A cluster as it is now: by which clock the screen tells times, and what is told of it.

use super::cluster::Cluster;
use crate::model::feed::LinkState;
use crate::model::health::{Mood, PodHealth};
use crate::model::pod::Pod;
use crate::model::{Lang, Time};

/// A cluster at a moment: what a view tells is told from it.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The cluster.
    pub cluster: &'a Cluster,
    /// The time on its clock.
    pub time: Time,
    /// The language of the screen.
    pub lang: Lang,
}

impl Cluster {
    /// The time on its clock, as far as it is known: while the API server does not answer it is that of its last answer.
    pub fn time(&self, now: Time) -> Time {
        let known = match self.store.link() {
            LinkState::Down { since, .. } => now.min(*since),
            LinkState::Connecting | LinkState::Up { .. } => now,
        };
        known.plus(self.store.skew())
    }

    /// How a pod is, as its row shows it. What is left of one that its workload counts no more needs nobody: another has taken its place.
    pub fn pod_mood(&self, pod: &Pod, time: Time) -> Mood {
        match pod.health {
            PodHealth::Failed(_) if self.store.workload_of(pod).is_some_and(|w| w.batch.is_none()) => Mood::Idle,
            _ => pod.health.mood(time),
        }
    }
}
