//! What is remembered of the pods of a release from look to look.

use super::super::health::{Cause, PodHealth, Sick};
use super::super::pod::{Container, ContainerRole, Ended as Run, Pod};
use super::super::reason::{ImageWhy, Why};
use super::super::{Name, Time, Uid};
use super::judge::Judge;
use super::look::Look;
use std::collections::HashMap;

/// Pods older than this when the watch begins were not made by the release that is watched, in milliseconds.
pub(super) const OLDER_MS: i64 = 600_000;
/// Restarts on the way to being ready that are let pass: what it waits for may not have been there.
const LET_PASS: u32 = 1;
/// For how long a pod must be stuck, in milliseconds, until it is certain that it is: for an image that its registry does not have, which the
/// kubelet has tried twice by then; for one that cannot be had for another reason; for what it is configured with.
const NO_IMAGE_MS: i64 = 20_000;
const IMAGE_MS: i64 = 60_000;
const CONFIG_MS: i64 = 10_000;

/// What is remembered of a pod.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) name: Name,
    pub(super) new: bool,
    pub(super) created: Time,
    /// Restarts that were there before, by container, and those that were let pass.
    pub(super) before: HashMap<Name, u32>,
    pub(super) passed: HashMap<Name, u32>,
    /// Restarts since.
    pub(super) restarts: u32,
    pub(super) ready: bool,
    pub(super) was_ready: bool,
    /// How often each event about it had been said when it got ready.
    pub(super) heard: HashMap<Uid, u32>,
    pub(super) unready: Option<Time>,
    /// Since when it cannot get ready, and whether its image was said not to be there.
    pub(super) stuck: Option<Time>,
    pub(super) no_image: bool,
}

pub(super) const fn is_ready(pod: &Pod) -> bool {
    matches!(pod.health, PodHealth::Well | PodHealth::Shaky { ready: true, .. })
}

/// `OOMKilled`, `Error (exit 1)`, `exit 1`.
fn end_words(ended: Option<&Run>) -> Name {
    let Some(ended) = ended else { return Name::default() };
    let by = if ended.signal != 0 { format!("signal {}", ended.signal) } else { format!("exit {}", ended.exit_code) };
    match &*ended.reason {
        "" => by.into(),
        "OOMKilled" => ended.reason.clone(),
        reason => format!("{reason} ({by})").into(),
    }
}

pub(super) fn sick(pod: &Pod) -> Option<&Sick> {
    match &pod.health {
        PodHealth::Sick(sick) | PodHealth::Failed(sick) => Some(sick),
        PodHealth::Shaky { .. }
        | PodHealth::Well
        | PodHealth::Done
        | PodHealth::Ending { .. }
        | PodHealth::Starting { .. }
        | PodHealth::Unready { .. } => None,
    }
}

/// Whether an image is not there, by what is said of it: no later try finds it by itself.
fn no_image(word: &Why) -> bool {
    match word {
        Why::Image(why) => match why {
            ImageWhy::NotOnNode
            | ImageWhy::BadName
            | ImageWhy::Signature
            | ImageWhy::Platform
            | ImageWhy::NoRegistry
            | ImageWhy::Denied
            | ImageWhy::NotFound
            | ImageWhy::OrNoRepository(_) => true,
            ImageWhy::RateLimit
            | ImageWhy::Certificate
            | ImageWhy::Http
            | ImageWhy::NoSpace
            | ImageWhy::Unreachable
            | ImageWhy::Failed
            | ImageWhy::Unpulled => false,
        },
        Why::Told(told) => no_image(&told.what),
        Why::Nothing
        | Why::Words(_)
        | Why::End(_)
        | Why::Container(_)
        | Why::Nodes(_)
        | Why::Admission(_)
        | Why::Volume(_)
        | Why::Pod(_)
        | Why::Workload(_)
        | Why::Batch(_) => false,
    }
}

/// For how long a pod must be stuck until that is certain; `None` where it may mend at any time.
pub(super) const fn certain_after(cause: Cause, no_image: bool) -> Option<i64> {
    match cause {
        Cause::Image if no_image => Some(NO_IMAGE_MS),
        Cause::Image => Some(IMAGE_MS),
        Cause::Config => Some(CONFIG_MS),
        // Restarts tell of it.
        Cause::Crash | Cause::OutOfMemory => None,
        Cause::Unschedulable | Cause::Failed | Cause::Unready | Cause::Slow => None,
    }
}

impl Known {
    fn new(pod: &Pod, new: bool, all: bool) -> Self {
        let before = |c: &Container| (c.name.clone(), if all { 0 } else { c.restarts });
        Self {
            name: pod.name.as_ref().into(),
            new,
            created: pod.created,
            before: pod.containers.iter().map(before).collect(),
            ..Self::default()
        }
    }

    fn since(&self, container: &Container) -> u32 {
        container.restarts.saturating_sub(self.before.get(&container.name).copied().unwrap_or(0))
    }
}

fn counted(pod: &Pod) -> impl Iterator<Item = &Container> {
    pod.containers.iter().filter(|c| c.role != ContainerRole::Ephemeral)
}

impl Judge {
    /// What became of the pods since the last look.
    pub(super) fn follow(&mut self, look: &Look<'_>) {
        let Some(pods) = look.pods else { return };
        for (pod, new) in pods {
            let all = self.soak.generation > 0 && *new && look.now.since(pod.created) < OLDER_MS + look.now.since(self.begun);
            let known = self.pods.entry(pod.uid.clone()).or_insert_with(|| Known::new(pod, *new, all));
            (known.new, known.ready) = (*new, is_ready(pod) && !pod.deleting);
            known.restarts = counted(pod).map(|c| known.since(c)).sum();
            if pod.deleting || !new {
                continue;
            }
            let first = known.ready && !known.was_ready;
            for container in counted(pod) {
                let times = known.since(container);
                if first && times <= LET_PASS {
                    known.passed.insert(container.name.clone(), times);
                }
                let looping = &*pod.status == "CrashLoopBackOff" || &*pod.status == "Init:CrashLoopBackOff";
                let passed = known.passed.get(&container.name).copied().unwrap_or(0);
                if times > passed && (known.was_ready || times > LET_PASS || looping) {
                    let why = end_words(container.last.as_ref());
                    self.restarted.insert((known.name.clone(), container.name.clone()), (times, why));
                }
            }
            if first {
                known.was_ready = true;
                let about = look.warnings.iter().filter(|e| e.about == pod.uid);
                known.heard = about.map(|e| (e.uid.clone(), e.times)).collect();
            }
            known.unready = if known.was_ready && !known.ready { known.unready.or(Some(look.now)) } else { None };
            let stuck = sick(pod).filter(|_| pod.active() && !known.ready);
            known.stuck = stuck.and_then(|_| known.stuck.or(Some(look.now)));
            known.no_image |= stuck.is_some_and(|s| s.cause == Cause::Image && no_image(&s.word));
        }
        let there = |uid: &Uid| pods.iter().any(|(pod, _)| pod.uid == *uid);
        for (uid, known) in &mut self.pods {
            if !there(uid) {
                (known.ready, known.unready, known.stuck) = (false, None, None);
            }
        }
    }
}
