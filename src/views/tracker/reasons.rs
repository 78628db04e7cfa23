//! What a rollout waits for, or why it is stuck, in words.

use super::told::{TrackedPod, ordinal};
use super::{Lines, View};
use crate::app::i18n::said;
use crate::app::moment::Moment;
use crate::app::text;
use crate::model::feed::{Scope, WatchState};
use crate::model::health::{Cause, Mood, PodHealth, Sick};
use crate::model::logs::LastRun;
use crate::model::pod::{Container, ContainerRole, ContainerState, Ended, Pod};
use crate::model::reason::{hindered, refused};
use crate::model::step::Step;
use crate::model::workload::Workload;
use crate::model::workload_health::rolling;
use crate::model::{Kind, Lang, Name, Time, WorkloadKind, human_duration};
use std::collections::BTreeMap;

/// One thing that a rollout waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// How bad it is.
    pub mood: Mood,
    /// The sentence.
    pub text: String,
    /// What a crashed container wrote last.
    pub lines: Vec<String>,
}

/// How long before its end a failed probe may have been said that ended a container, in milliseconds.
const PROBE_MS: i64 = 120_000;

fn reason(mood: Mood, text: impl Into<String>) -> Reason {
    Reason { mood, text: text.into(), lines: Vec::new() }
}

/// Of whom or what something of health is said, which is in the language already.
pub(super) fn of(lang: Lang, who: &str, words: &str) -> String {
    match lang {
        Lang::En => format!("{who}: {words}"),
        Lang::Zh => format!("{}:{words}", said(lang, who)),
    }
}

/// What parts two sentences.
const fn stop(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ". ",
        Lang::Zh => "。",
    }
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
        let why = denied.map_or_else(|| "still loading".to_owned(), |e| text::trouble(now.lang, &e));
        out.push(reason(Mood::Unknown, format!("its pods are not known yet: {why}")));
    }
    if let Some(why) = &tracker.deaf {
        let why = text::trouble(now.lang, why);
        out.push(reason(Mood::Unknown, format!("events cannot be read, so probes and quotas may be missing here: {why}")));
    }
    out
}

/// What the workload's own status says, and what its controller says about making pods.
fn of_workload(now: Moment<'_>, tracker: &View, w: &Workload, out: &mut Vec<Reason>) {
    if w.observed < w.generation {
        out.push(reason(Mood::Busy, "waiting for its controller to see the change"));
    }
    if w.paused {
        out.push(reason(Mood::Paused, "paused: nothing rolls out until it is resumed"));
    }
    let short = w.ready < w.desired;
    if let Some(message) = w.failure.as_ref().filter(|_| short || rolling(w)) {
        return out.push(no_pod(now.lang, message));
    }
    // The other kinds have no such condition, and a Deployment's comes a moment later: their controller's own words.
    let (owner, lacks) = match (w.kind, now.cluster.store.newest_replicaset(w)) {
        (WorkloadKind::Deployment, Some(set)) => (set.uid.clone(), set.replicas < set.desired),
        _ => (w.uid.clone(), w.replicas < w.desired),
    };
    if let Some(said) = tracker.said(&owner, "FailedCreate").filter(|_| lacks) {
        out.push(no_pod(now.lang, &said.message));
    }
}

fn no_pod(lang: Lang, message: &str) -> Reason {
    reason(Mood::Unwell, format!("pods cannot be created: {}", text::health(lang, &refused(message).into())))
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
            1 => group.first.pod.name.to_string(),
            n if rolling(w) && w.kind != WorkloadKind::StatefulSet => format!("{n} new pods"),
            n => format!("{n} pods"),
        };
        out.push(match &group.sick {
            Some(sick) => trouble(now, tracker, &who, group.count > 1, group.first.pod, sick),
            None => reason(Mood::Busy, under_way(now, tracker, &who, group)),
        });
    }
    let (ready, wanted) = (w.ready.min(w.desired), w.desired);
    if out.is_empty() && rolling(w) && ready == wanted && w.available < wanted {
        let late = wanted - w.available;
        out.push(reason(Mood::Busy, format!("{late} ready pods count only after minReadySeconds")));
    }
}

/// What is wrong with one pod or several, with what their events and last lines add.
fn trouble(now: Moment<'_>, tracker: &View, who: &str, several: bool, pod: &Pod, sick: &Sick) -> Reason {
    let (its, crash) = if several { ("their", "crash") } else { ("its", "crashes") };
    let lang = now.lang;
    let (said, detail) = (text::health(lang, &sick.why()), text::health(lang, &sick.detail));
    let text = match sick.cause {
        Cause::Image | Cause::Unschedulable => of(lang, who, &said),
        Cause::OutOfMemory => format!("{who}: out of memory. {said}"),
        Cause::Crash => match killed_by_probe(tracker, pod) {
            Some(probe) => format!("{who}: killed after {its} probe failed. {said}. {probe}"),
            None => format!("{who} {crash}. {said}"),
        },
        Cause::Config => format!("{who}: container not started. {said}"),
        Cause::Failed => format!("{who}: failed. {said}"),
        Cause::Unready => match probe(tracker, pod) {
            Some(probe) => of(lang, who, &format!("{detail}{}{probe}", stop(lang))),
            None => of(lang, who, &detail),
        },
        Cause::Slow => match tracker.hindrance(pod) {
            Some(e) => {
                let why = text::health(lang, &hindered(&e.reason, &e.message));
                of(lang, who, &format!("{detail}{}{why}", stop(lang)))
            }
            None => of(lang, who, &detail),
        },
    };
    let mut out = reason(Mood::Unwell, text);
    if let Some((container, ended)) = crashed(pod)
        && let Some((_, lines)) = tracker.runs.get(&(pod.uid.clone(), container.name.clone()))
    {
        out.lines = last_words(now.lang, pod, container, ended, lines);
    }
    out
}

fn last_words(lang: Lang, pod: &Pod, container: &Container, ended: &Ended, lines: &Lines) -> Vec<String> {
    let how = text::health(lang, &container.end(ended).into());
    let whose = if pod.containers.len() > 1 { format!("{} of {}", container.name, pod.name) } else { pod.name.to_string() };
    match lines {
        None => vec![format!("asking for the last lines of {whose} …")],
        Some(Err(why)) => {
            let why = text::trouble(lang, why);
            vec![format!("the last lines of {whose} cannot be read: {why}")]
        }
        Some(Ok(lines)) if lines.is_empty() => {
            vec![format!("{whose} wrote nothing before it ended ({how})")]
        }
        Some(Ok(lines)) => {
            let head = format!("{whose} wrote before it ended ({how}):");
            std::iter::once(head).chain(lines.iter().map(|l| format!("  {l}"))).collect()
        }
    }
}

/// What pods that are on their way wait for.
fn under_way(now: Moment<'_>, tracker: &View, who: &str, group: &Group<'_, '_>) -> String {
    let (p, pod) = (group.first, group.first.pod);
    let said = match p.step {
        Step::Probing => probe(tracker, pod).map(|probe| format!(". {probe}")),
        Step::Unscheduled | Step::Preparing => {
            let why = tracker.hindrance(pod).map(|e| text::health(now.lang, &hindered(&e.reason, &e.message)));
            why.map(|why| format!("{}{why}", stop(now.lang)))
        }
        Step::Pulling | Step::Init | Step::Starting | Step::Ready | Step::Ending | Step::Ended => None,
    };
    let said = said.unwrap_or_default();
    let since = |t: Option<Time>| t.map(|t| format!(" for {}", t.age(now.time))).unwrap_or_default();
    match p.step {
        Step::Unscheduled => format!("{who}: waiting for a node{said}"),
        Step::Preparing => format!("{who}: scheduled; preparing volumes, network and image{said}"),
        Step::Pulling => format!("{who}: pulling the image{}", since(p.pulling)),
        Step::Init => format!("{who}: running init containers ({})", pod.status),
        Step::Starting => format!("{who}: starting containers"),
        Step::Probing => {
            let unstarted = pod.containers.iter().any(|c| matches!(c.state, ContainerState::Running { .. }) && !c.started);
            let which = if unstarted { "startup" } else { "readiness" };
            let from = if let PodHealth::Unready { since, .. } = &pod.health { Some(*since) } else { None };
            format!("{who}: waiting for its {which} probe{}{said}", since(from))
        }
        Step::Ready | Step::Ending | Step::Ended => format!("{who}: {}", p.step.words()),
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
        let words = format!("partition {0}: ordinals below {0} keep the previous template", w.partition);
        out.push(reason(Mood::Idle, words));
    }
    if !rolling(w) || w.observed < w.generation {
        return;
    }
    let old = || pods.iter().filter(|p| p.newest == Some(false) && p.pod.active());
    if let Some(p) = old().find(|p| p.mood == Mood::Unwell) {
        let words = format!(
            "{}: old template and not ready. With OrderedReady the controller waits for it; deleting the pod lets it go on",
            p.pod.name
        );
        return out.push(reason(Mood::Unwell, words));
    }
    if let Some(p) = pods.iter().find(|p| p.pod.deleting) {
        return out.push(reason(Mood::Busy, format!("waiting for {} to terminate", p.pod.name)));
    }
    let next = old().filter_map(|p| ordinal(w, p.pod)).filter(|n| *n >= w.partition).max();
    if let Some(n) = next.filter(|_| !out.iter().any(|r| matches!(r.mood, Mood::Unwell))) {
        out.push(reason(Mood::Busy, format!("updates from the highest ordinal down; next is {}-{n}", w.name)));
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
        let left = if longest >= 1000 { format!(", the last within {}", human_duration(longest)) } else { String::new() };
        out.push(reason(Mood::Busy, format!("waiting for {count} old pods to terminate{left}")));
    } else if w.updated < w.updated_wanted() {
        out.push(reason(Mood::Busy, "waiting for its controller to create the next pods"));
    }
}
