//! What a rollout waits for, or why it is stuck, in words.

use super::told::{TrackedPod, ordinal};
use super::{Lines, View};
use crate::app::moment::Moment;
use crate::app::text::{Ails, Awaited, LastLines, Text, TrackerText, Whose};
use crate::model::feed::{Scope, WatchState};
use crate::model::health::{Cause, Mood, PodHealth, Sick};
use crate::model::logs::LastRun;
use crate::model::pod::{Container, ContainerRole, ContainerState, Ended, Pod};
use crate::model::reason::{hindered, refused};
use crate::model::step::Step;
use crate::model::workload::Workload;
use crate::model::workload_health::rolling;
use crate::model::{Kind, Name, Time, WorkloadKind, human_duration};
use std::collections::BTreeMap;

/// One thing that a rollout waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// How bad it is.
    pub mood: Mood,
    /// The sentence.
    pub text: Text,
    /// What there is to tell of the last lines of a crashed container.
    pub last: Option<Text>,
    /// These lines.
    pub lines: Vec<String>,
}

/// How long before its end a failed probe may have been said that ended a container, in milliseconds.
const PROBE_MS: i64 = 120_000;

fn reason(mood: Mood, text: TrackerText) -> Reason {
    Reason { mood, text: text.into(), last: None, lines: Vec::new() }
}

/// Everything that it waits for, the worst first.
pub(super) fn reasons(now: Moment<'_>, tracker: &View, w: &Workload, pods: &[TrackedPod<'_>]) -> Vec<Reason> {
    let mut out = Vec::new();
    of_workload(now, tracker, w, &mut out);
    of_pods(now, tracker, w, pods, &mut out);
    if w.kind == WorkloadKind::StatefulSet {
        of_ordinals(w, pods, &mut out);
    }
    if out.is_empty() && rolling(w) {
        of_the_old(now, w, pods, &mut out);
    }
    out.sort_by_key(|r| r.mood);
    if !now.cluster.store.pods_known(&w.namespace) {
        let scopes = [Scope::of(Kind::Pod, &w.namespace), Scope::all(Kind::Pod)];
        let denied = scopes.iter().find_map(|s| match now.cluster.store.watch(s) {
            WatchState::Denied { error } => Some(error.clone()),
            WatchState::Waiting
            | WatchState::Starting { .. }
            | WatchState::Live
            | WatchState::Polling { .. }
            | WatchState::Stale { .. } => None,
        });
        out.push(reason(Mood::Unknown, TrackerText::PodsUnknown(denied.map(Into::into))));
    }
    if let Some(why) = &tracker.deaf {
        out.push(reason(Mood::Unknown, TrackerText::NoEvents(why.clone().into())));
    }
    out
}

/// What the workload's own status says, and what its controller says about making pods.
fn of_workload(now: Moment<'_>, tracker: &View, w: &Workload, out: &mut Vec<Reason>) {
    if w.observed < w.generation {
        out.push(reason(Mood::Busy, TrackerText::Unseen));
    }
    if w.paused {
        out.push(reason(Mood::Paused, TrackerText::Paused));
    }
    let short = w.ready < w.desired;
    if let Some(message) = w.failure.as_ref().filter(|_| short || rolling(w)) {
        return out.push(no_pod(message));
    }
    // The other kinds have no such condition, and a Deployment's comes a moment later: their controller's own words.
    let (owner, lacks) = match (w.kind, now.cluster.store.newest_replicaset(w)) {
        (WorkloadKind::Deployment, Some(set)) => (set.uid.clone(), set.replicas < set.desired),
        _ => (w.uid.clone(), w.replicas < w.desired),
    };
    if let Some(said) = tracker.said(&owner, "FailedCreate").filter(|_| lacks) {
        out.push(no_pod(&said.message));
    }
}

fn no_pod(message: &str) -> Reason {
    reason(Mood::Unwell, TrackerText::NoPods(refused(message).into()))
}

/// The pods that tell why it does not get on: those of the newest template; without a rollout all of them.
fn subjects<'p, 'a>(w: &'p Workload, pods: &'p [TrackedPod<'a>]) -> impl Iterator<Item = &'p TrackedPod<'a>> {
    let rolling = rolling(w);
    pods.iter().filter(move |p| {
        let waits = p.step != Step::Ready || p.mood == Mood::Unwell;
        waits && p.pod.active() && (p.newest != Some(false) || !rolling)
    })
}

/// Pods for which the same stands in the way, and one of them as their example.
struct Group<'p, 'a> {
    count: usize,
    first: &'p TrackedPod<'a>,
    sick: Option<Sick>,
}

fn of_pods(now: Moment<'_>, tracker: &View, w: &Workload, pods: &[TrackedPod<'_>], out: &mut Vec<Reason>) {
    let mut groups: BTreeMap<(Option<Cause>, Step, String), Group<'_, '_>> = BTreeMap::new();
    for p in subjects(w, pods) {
        let sick = p.pod.health.sick(now.time);
        let detail = match &sick {
            // What stands in these differs from pod to pod and says the same.
            Some(s) if !matches!(s.cause, Cause::Crash | Cause::OutOfMemory | Cause::Unready | Cause::Slow) => s.detail.to_string(),
            _ => String::new(),
        };
        // Pulled once and backed off the next time: one trouble.
        let step = if sick.is_some() { Step::Ended } else { p.step };
        let key = (sick.as_ref().map(|s| s.cause), step, detail);
        match groups.get_mut(&key) {
            Some(group) => {
                group.count += 1;
                if p.pod.name < group.first.pod.name {
                    (group.first, group.sick) = (p, sick);
                }
            }
            None => _ = groups.insert(key, Group { count: 1, first: p, sick }),
        }
    }
    for group in groups.values() {
        let who = match group.count {
            1 => Whose::Pod(group.first.pod.name.to_string()),
            n if rolling(w) && w.kind != WorkloadKind::StatefulSet => Whose::New(n),
            n => Whose::All(n),
        };
        out.push(match &group.sick {
            Some(sick) => trouble(tracker, who, group.first.pod, sick),
            None => reason(Mood::Busy, TrackerText::Awaits(who, awaited(now.time, tracker, group))),
        });
    }
    let (ready, wanted) = (w.ready.min(w.desired), w.desired);
    if out.is_empty() && rolling(w) && ready == wanted && w.available < wanted {
        let late = wanted - w.available;
        out.push(reason(Mood::Busy, TrackerText::NotYetAvailable(late)));
    }
}

/// What is wrong with one pod or several, with what their events and last lines add.
fn trouble(tracker: &View, who: Whose, pod: &Pod, sick: &Sick) -> Reason {
    let said = sick.why();
    let ails = match sick.cause {
        Cause::Image | Cause::Unschedulable => Ails::Only(said),
        Cause::OutOfMemory => Ails::Memory(said),
        Cause::Crash => match killed_by_probe(tracker, pod) {
            Some(probe) => Ails::Killed(said, probe),
            None => Ails::Crash(said),
        },
        Cause::Config => Ails::Config(said),
        Cause::Failed => Ails::Failed(said),
        Cause::Unready => Ails::Unready(sick.detail.clone(), probe(tracker, pod)),
        Cause::Slow => {
            let hindrance = tracker.hindrance(pod).map(|e| hindered(&e.reason, &e.message));
            Ails::Slow(sick.detail.clone(), hindrance)
        }
    };
    let mut out = reason(Mood::Unwell, TrackerText::Ails(who, ails));
    if let Some((container, ended)) = crashed(pod)
        && let Some((_, lines)) = tracker.runs.get(&(pod.uid.clone(), container.name.clone()))
    {
        let of = (pod.containers.len() > 1).then(|| container.name.clone());
        let last = TrackerText::Last(of, (&*pod.name).into(), last_lines(container, ended, lines));
        out.last = Some(last.into());
        if let Some(Ok(lines)) = lines {
            out.lines.clone_from(lines);
        }
    }
    out
}

fn last_lines(container: &Container, ended: &Ended, lines: &Lines) -> LastLines {
    match lines {
        None => LastLines::Asked,
        Some(Err(why)) => LastLines::Unread(why.clone().into()),
        Some(Ok(lines)) if lines.is_empty() => LastLines::None(container.end(ended).into()),
        Some(Ok(_)) => LastLines::Below(container.end(ended).into()),
    }
}

/// What pods that are on their way wait for.
fn awaited(now: Time, tracker: &View, group: &Group<'_, '_>) -> Awaited {
    let (p, pod) = (group.first, group.first.pod);
    match p.step {
        Step::Unscheduled | Step::Preparing => {
            Awaited::Made(p.step, tracker.hindrance(pod).map(|e| hindered(&e.reason, &e.message)))
        }
        Step::Pulling => Awaited::Image(p.pulling.map(|t| t.age(now))),
        Step::Init => Awaited::Init(pod.status.clone()),
        Step::Probing => {
            let unstarted = pod.containers.iter().any(|c| matches!(c.state, ContainerState::Running { .. }) && !c.started);
            let from = if let PodHealth::Unready { since, .. } = &pod.health { Some(since.age(now)) } else { None };
            Awaited::Probe(if unstarted { "startup" } else { "readiness" }, from, probe(tracker, pod))
        }
        Step::Starting | Step::Ready | Step::Ending | Step::Ended => Awaited::Step(p.step),
    }
}

/// What was said about a probe of the present run of a pod that is not ready.
pub(super) fn probe(tracker: &View, pod: &Pod) -> Option<String> {
    let said = tracker.said(&pod.uid, "Unhealthy")?;
    let since = pod.containers.iter().filter(|c| !c.ready).find_map(|c| match &c.state {
        ContainerState::Running { since } => *since,
        _ => None,
    });
    (since.is_none_or(|t| said.last >= t)).then(|| said.message.to_string())
}

/// What was said about the probe that made the kubelet end a container.
fn killed_by_probe(tracker: &View, pod: &Pod) -> Option<String> {
    let said = tracker.said(&pod.uid, "Unhealthy").filter(|e| !e.message.starts_with("Readiness"))?;
    let (_, ended) = crashed(pod)?;
    let near = ended.finished.is_none_or(|t| t.since(said.last).abs() <= PROBE_MS);
    near.then(|| said.message.to_string())
}

/// The container of a pod that has ended badly, and how.
fn crashed(pod: &Pod) -> Option<(&Container, &Ended)> {
    let badly = |e: &&Ended| e.exit_code != 0 || e.signal != 0;
    pod.containers.iter().filter(|c| c.role != ContainerRole::Ephemeral).find_map(|c| {
        let ended = match &c.state {
            ContainerState::Terminated(ended) => Some(ended),
            ContainerState::Waiting { reason, .. } if &**reason != "CrashLoopBackOff" => None,
            _ => c.last.as_ref(),
        };
        ended.filter(badly).map(|e| (c, e))
    })
}

/// The runs whose last lines would tell something: of each cause that of the first pod, so that they do not change with the weather.
pub(super) fn crashes(pods: &[TrackedPod<'_>]) -> Vec<LastRun> {
    let mut firsts: BTreeMap<Name, &Pod> = BTreeMap::new();
    for p in pods.iter().filter(|p| p.newest != Some(false) && p.mood == Mood::Unwell && p.pod.active()) {
        if let Some((container, _)) = crashed(p.pod) {
            let first = firsts.entry(container.name.clone()).or_insert(p.pod);
            if p.pod.name < first.name {
                *first = p.pod;
            }
        }
    }
    let run = |pod: &&Pod| {
        let (container, _) = crashed(pod)?;
        Some(LastRun {
            namespace: pod.namespace.clone(),
            pod: (&*pod.name).into(),
            uid: pod.uid.clone(),
            container: container.name.clone(),
            restarts: container.restarts,
            previous: !matches!(container.state, ContainerState::Terminated(_)),
        })
    };
    firsts.values().filter_map(run).collect()
}

/// Where a StatefulSet has come to, and the pod of an older template that holds it up.
fn of_ordinals(w: &Workload, pods: &[TrackedPod<'_>], out: &mut Vec<Reason>) {
    if w.partition > 0 {
        out.push(reason(Mood::Idle, TrackerText::Partition(w.partition)));
    }
    if !rolling(w) || w.observed < w.generation {
        return;
    }
    let old = || pods.iter().filter(|p| p.newest == Some(false) && p.pod.active());
    if let Some(p) = old().find(|p| p.mood == Mood::Unwell) {
        return out.push(reason(Mood::Unwell, TrackerText::HeldUp((&*p.pod.name).into())));
    }
    if let Some(p) = pods.iter().find(|p| p.pod.deleting) {
        return out.push(reason(Mood::Busy, TrackerText::ToGo((&*p.pod.name).into())));
    }
    let next = old().filter_map(|p| ordinal(w, p.pod)).filter(|n| *n >= w.partition).max();
    if let Some(n) = next.filter(|_| !out.iter().any(|r| matches!(r.mood, Mood::Unwell))) {
        out.push(reason(Mood::Busy, TrackerText::Next(w.name.clone(), n)));
    }
}

/// All new pods are ready: what is left is that the old ones go.
fn of_the_old(now: Moment<'_>, w: &Workload, pods: &[TrackedPod<'_>], out: &mut Vec<Reason>) {
    let graces = pods.iter().filter_map(|p| match &p.pod.health {
        PodHealth::Ending { by, .. } if p.pod.deleting => Some(by.since(now.time)),
        _ => None,
    });
    let (count, longest) = graces.fold((0usize, 0i64), |(n, most), left| (n + 1, most.max(left)));
    if count > 0 {
        let within = (longest >= 1000).then(|| human_duration(longest));
        out.push(reason(Mood::Busy, TrackerText::OldToGo(count, within)));
    } else if w.updated < w.updated_wanted() {
        out.push(reason(Mood::Busy, TrackerText::ToCome));
    }
}
