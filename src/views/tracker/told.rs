//! What the view of a rollout shows, told from what is known now.

use super::View;
use super::reasons::{Reason, reasons};
use crate::app::moment::Moment;
use crate::app::text::{Figures, PodDoes, Stands, Text, TrackerText};
use crate::model::health::Mood;
use crate::model::pod::Pod;
use crate::model::reason::hindered;
use crate::model::step::{Step, step};
use crate::model::workload::{Images, Progress, Workload};
use crate::model::workload_health::{State as Health, WorkloadHealth, rolling};
use crate::model::{Lang, Name, Time, WorkloadKind, human_duration, image};
use std::collections::HashMap;

/// A rollout as it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct TrackerView {
    /// How it is.
    pub mood: Mood,
    /// What is under way, in figures.
    pub head: Text,
    /// The deadline in words, and whether it has passed.
    pub deadline: Option<(Text, bool)>,
    /// Its templates, the newest first.
    pub templates: Vec<TemplateLine>,
    /// How many pods a full bar stands for.
    pub scale: u32,
    /// What it waits for, or why it is stuck.
    pub reasons: Vec<Reason>,
    /// Its pods, those first that matter most.
    pub pods: Vec<PodLine>,
}

/// A template of a workload and its pods: a ReplicaSet, or the pods of one revision.
#[derive(Clone, PartialEq, Debug)]
pub struct TemplateLine {
    /// Whether it is the newest one; `None` where that is not known.
    pub newest: Option<bool>,
    /// `rev 8`, `ordinals 2–4`.
    pub name: Text,
    /// Pods that are ready and that there are.
    pub pods: (u32, u32),
    /// Pods that are wanted of it, where that is told.
    pub wanted: Option<u32>,
    /// Its images, in short.
    pub images: String,
    /// When it came into force, where that is known; else when it was made.
    pub created: Option<Time>,
}

/// A pod and how far it has come.
#[derive(Clone, PartialEq, Debug)]
pub struct PodLine {
    /// How it is.
    pub mood: Mood,
    /// Its name without what all share.
    pub name: String,
    /// Whether it is of the newest template; `None` where that is not known.
    pub newest: Option<bool>,
    /// How far it has come.
    pub step: Step,
    /// What it does or what is wrong.
    pub words: Text,
    /// Its node.
    pub node: Option<Name>,
    /// When it was made.
    pub created: Time,
}

/// A pod with what is told about it.
#[derive(Clone, Debug)]
pub struct TrackedPod<'a> {
    /// The pod.
    pub pod: &'a Pod,
    /// Whether it is of the newest template; `None` where that is not known.
    pub newest: Option<bool>,
    /// How it is.
    pub mood: Mood,
    /// How far it has come.
    pub step: Step,
    /// Since when an image is fetched for it.
    pub pulling: Option<Time>,
}

impl TrackerView {
    /// How many lines reasons and pods take at most on a screen of this width.
    pub fn lines(&self, lang: Lang, width: usize) -> usize {
        let rows = |text: &Text| 1 + text.words(lang).chars().count() * 2 / width.saturating_sub(8).max(8);
        let reasons = self.reasons.iter().map(|r| rows(&r.text) + usize::from(r.last.is_some()) + r.lines.len() + 1);
        reasons.sum::<usize>() + self.pods.len() + rows(&self.head) + self.templates.len() + 2
    }
}

/// A countdown to the second: `7m 12s`, `1h 0m 5s`.
fn countdown(ms: i64) -> String {
    let seconds = (ms.max(0) + 999) / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{s}s"),
        (0, m, s) => format!("{m}m {s}s"),
        (h, m, s) => format!("{h}h {m}m {s}s"),
    }
}

/// The pods of a workload, each with how far it has come.
pub(super) fn tracked_pods<'a>(now: Moment<'a>, tracker: &View, w: &Workload) -> Vec<TrackedPod<'a>> {
    let pods = now.cluster.store.pods_of(w);
    let daemon = if w.kind == WorkloadKind::DaemonSet { daemon_hash(w, &pods) } else { DaemonHash::All };
    let tracked = |(pod, newest): (&'a Pod, bool)| {
        let newest = match (&daemon, pod.hash()) {
            (DaemonHash::All, _) => Some(newest),
            (DaemonHash::None, _) => Some(false),
            (DaemonHash::Of(hash), of) => Some(of == Some(hash)),
            (DaemonHash::Unknown, _) => None,
        };
        let pulling = tracker.pulling(&pod.uid);
        let step = step(pod, pulling.is_some());
        TrackedPod {
            pod,
            newest,
            mood: now.cluster.pod_mood(pod, now.time),
            step,
            pulling: pulling.filter(|_| step == Step::Pulling),
        }
    };
    pods.into_iter().map(tracked).collect()
}

/// Which pods of a DaemonSet are of its newest template. Its status counts them and does not name the template's hash.
enum DaemonHash<'a> {
    All,
    None,
    Of(&'a str),
    Unknown,
}

/// Told from the count: the pods of the hash that came last, where they are as many as the status says. A guess that does not
/// fit the count is none.
fn daemon_hash<'a>(w: &Workload, pods: &[(&'a Pod, bool)]) -> DaemonHash<'a> {
    let there = || pods.iter().map(|(p, _)| *p).filter(|p| p.active());
    let last = there().max_by_key(|p| p.created).and_then(|p| p.hash());
    let count = |hash| there().filter(|p| p.hash() == Some(hash)).count() as u32;
    match last {
        _ if w.observed < w.generation => DaemonHash::Unknown,
        _ if w.updated >= w.desired => DaemonHash::All,
        _ if w.updated == 0 => DaemonHash::None,
        Some(hash) if count(hash) == w.updated => DaemonHash::Of(hash),
        _ => DaemonHash::Unknown,
    }
}

impl View {
    /// The rollout that is followed, as it stands now.
    pub fn told(&self, now: Moment<'_>) -> TrackerView {
        let Some(w) = now.cluster.store.workload(&self.target.uid) else {
            return TrackerView {
                mood: Mood::Unknown,
                head: TrackerText::Gone(Box::new(self.target.clone())).into(),
                deadline: None,
                templates: Vec::new(),
                scale: 0,
                reasons: Vec::new(),
                pods: Vec::new(),
            };
        };
        let health = now.cluster.store.health(w, now.time);
        let pods = tracked_pods(now, self, w);
        let templates = templates(now, w, &pods);
        let there = templates.iter().map(|t| t.pods.1.max(t.wanted.unwrap_or(0))).max().unwrap_or(0);
        TrackerView {
            mood: health.state.mood(),
            head: head(now.time, w, &health).into(),
            deadline: deadline(now.time, w),
            scale: w.desired.max(there),
            templates,
            reasons: reasons(now, self, w, &pods),
            pods: pod_lines(now, self, w, pods),
        }
    }
}

fn head(now: Time, w: &Workload, health: &WorkloadHealth) -> TrackerText {
    let figures = Figures { updated: (w.updated, w.updated_wanted()), ready: w.ready, old: w.replicas.saturating_sub(w.updated) };
    TrackerText::Stands(match health.state {
        _ if w.observed < w.generation => Stands::Unseen(w.revision),
        Health::Stuck => Stands::Stuck(w.revision, health.since.map(|t| t.age(now)), figures),
        Health::Failed => Stands::Failed(w.revision, figures),
        Health::BadRelease => Stands::AtFault {
            revision: w.revision,
            came: health.blame.map(|b| b.came.age(now)).unwrap_or_default(),
            ready: (w.ready, w.desired),
            before: health.blame.and_then(|b| b.predecessor()).map(|(number, served)| (number, human_duration(served))),
        },
        Health::Paused => Stands::Paused(figures),
        Health::Idle => Stands::Idle,
        _ if rolling(w) => Stands::Rolls(w.revision, figures),
        Health::Healthy if w.on_delete && w.updated < w.desired => Stands::OnDelete(w.updated, w.desired, w.ready),
        Health::Healthy => Stands::Complete(w.revision, w.ready, w.desired),
        // The status of other kinds does not tell whether the last pods of a rollout get ready, or have ceased to be.
        Health::Degraded
        | Health::Progressing
        | Health::Missed
        | Health::Running
        | Health::Suspended
        | Health::Active
        | Health::Complete
        | Health::FailedLongAgo => Stands::Other(w.kind, w.ready, w.desired),
    })
}

fn deadline(now: Time, w: &Workload) -> Option<(Text, bool)> {
    let short = w.ready < w.desired;
    let left = match (w.progress, w.deadline) {
        (Progress::DeadlineExceeded, _) if rolling(w) || short => None,
        (Progress::Ongoing, Some(at)) if rolling(w) => Some(at.since(now)).filter(|left| *left > 0),
        _ => return None,
    };
    Some((TrackerText::Deadline(left.map(countdown)).into(), left.is_none()))
}

fn templates(now: Moment<'_>, w: &Workload, pods: &[TrackedPod<'_>]) -> Vec<TemplateLine> {
    if w.kind == WorkloadKind::Deployment {
        let newest = now.cluster.store.newest_replicaset(w).map(|r| r.uid.clone());
        let mut sets: Vec<_> = now
            .cluster
            .store
            .replicasets_of(&w.uid)
            .filter(|r| newest.as_ref() == Some(&r.uid) || r.replicas > 0 || r.desired > 0)
            .collect();
        sets.sort_by_key(|r| std::cmp::Reverse(r.revision));
        let line = |r: &&crate::model::replicaset::ReplicaSet| TemplateLine {
            newest: Some(newest.as_ref() == Some(&r.uid)),
            name: if r.revision == 0 { named(&r.name) } else { TrackerText::Revision(r.revision).into() },
            pods: (r.ready, r.replicas),
            // The newest one grows to all that is wanted, as the others make room.
            wanted: Some(if newest.as_ref() == Some(&r.uid) { w.desired } else { r.desired }),
            images: short_images(&r.images),
            created: now.cluster.store.in_force(w, r.revision, now.time).or(Some(r.created)),
        };
        return sets.iter().map(line).collect();
    }
    if !now.cluster.store.pods_known(&w.namespace) {
        // What the status tells: how many, and not which.
        let line = |newest, count, images| TemplateLine {
            newest: Some(newest),
            name: named(""),
            pods: (count, count),
            wanted: None,
            images,
            created: None,
        };
        return vec![
            line(true, w.updated, short_images(&w.images)),
            line(false, w.replicas.saturating_sub(w.updated), String::new()),
        ];
    }
    let mut groups: HashMap<Option<bool>, Vec<&TrackedPod<'_>>> = HashMap::new();
    for pod in pods {
        groups.entry(pod.newest).or_default().push(pod);
    }
    groups.entry(if pods.iter().any(|p| p.newest.is_none()) { None } else { Some(true) }).or_default();
    let mut lines: Vec<TemplateLine> = groups
        .into_iter()
        .map(|(newest, pods)| TemplateLine {
            newest,
            name: if w.kind == WorkloadKind::StatefulSet { ordinals(w, &pods) } else { TrackerText::Nodes(pods.len()).into() },
            pods: (pods.iter().filter(|p| p.step == Step::Ready).count() as u32, pods.len() as u32),
            wanted: (newest == Some(true)).then(|| w.updated_wanted()),
            images: match newest {
                Some(true) => short_images(&w.images),
                _ => pods.first().map_or_else(String::new, |p| pod_images(p.pod)),
            },
            created: None,
        })
        .collect();
    lines.sort_by_key(|l| std::cmp::Reverse(l.newest));
    lines
}

/// What others have named.
fn named(name: &str) -> Text {
    Text::Server(name.to_owned())
}

/// The number of a StatefulSet's pod.
pub(super) fn ordinal(w: &Workload, pod: &Pod) -> Option<u32> {
    pod.name.strip_prefix(&*w.name)?.strip_prefix('-')?.parse().ok()
}

/// `ordinals 0–2, 4`.
fn ordinals(w: &Workload, pods: &[&TrackedPod<'_>]) -> Text {
    let mut all: Vec<u32> = pods.iter().filter_map(|p| ordinal(w, p.pod)).collect();
    all.sort_unstable();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for n in all {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == n => *last = n,
            _ => ranges.push((n, n)),
        }
    }
    let words: Vec<String> = ranges.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}–{b}") }).collect();
    if words.is_empty() { named("") } else { TrackerText::Ordinals(words.join(", "), pods.len()).into() }
}

fn short_images(images: &Images) -> String {
    images.iter().filter(|i| !i.init).map(|i| image::short(&i.image)).collect::<Vec<_>>().join(", ")
}

fn pod_images(pod: &Pod) -> String {
    let apps = pod.containers.iter().filter(|c| c.role == crate::model::pod::ContainerRole::App);
    apps.map(|c| image::short(&c.image)).collect::<Vec<_>>().join(", ")
}

fn pod_lines(now: Moment<'_>, tracker: &View, w: &Workload, mut pods: Vec<TrackedPod<'_>>) -> Vec<PodLine> {
    if w.kind == WorkloadKind::StatefulSet {
        // From the highest ordinal down, as its controller goes.
        pods.sort_by_key(|p| std::cmp::Reverse((ordinal(w, p.pod), p.pod.name.clone())));
    } else {
        let rank = |p: &TrackedPod<'_>| match p.step {
            _ if p.mood == Mood::Unwell => 0,
            Step::Ready => 3,
            Step::Ending | Step::Ended => 2,
            Step::Unscheduled | Step::Preparing | Step::Pulling | Step::Init | Step::Starting | Step::Probing => 1,
        };
        pods.sort_by(|a, b| {
            let key = |p: &TrackedPod<'_>| (p.newest == Some(false), rank(p), p.step);
            key(a).cmp(&key(b)).then_with(|| a.pod.name.cmp(&b.pod.name))
        });
    }
    // The pods of a StatefulSet are known by their whole names, which are short.
    let shared = if w.kind == WorkloadKind::StatefulSet { String::new() } else { format!("{}-", w.name) };
    let line = |p: TrackedPod<'_>| PodLine {
        mood: p.mood,
        name: p.pod.name.strip_prefix(&shared).unwrap_or(&p.pod.name).to_owned(),
        newest: p.newest,
        step: p.step,
        words: pod_words(now.time, tracker, &p),
        node: p.pod.node.clone(),
        created: p.pod.created,
    };
    pods.into_iter().map(line).collect()
}

fn pod_words(now: Time, tracker: &View, p: &TrackedPod<'_>) -> Text {
    use crate::model::health::PodHealth;
    if let Some(sick) = p.pod.health.sick(now) {
        return TrackerText::Pod(PodDoes::Sick(sick.why())).into();
    }
    let does = match (p.step, &p.pod.health) {
        (Step::Ending, PodHealth::Ending { by, .. }) if by.since(now) >= 1000 => PodDoes::Ends(human_duration(by.since(now))),
        (Step::Pulling, _) => {
            let image = p.pod.containers.iter().find(|c| !c.started).map(|c| image::short(&c.image)).unwrap_or_default();
            PodDoes::Pulls(image, p.pulling.map(|t| t.age(now)))
        }
        (Step::Probing, health) => {
            let since = if let PodHealth::Unready { since, .. } = health { Some(since.age(now)) } else { None };
            PodDoes::Probes(since, super::reasons::probe(tracker, p.pod))
        }
        (Step::Preparing | Step::Unscheduled, _) => match tracker.hindrance(p.pod) {
            Some(e) => PodDoes::Hindered(p.step, hindered(&e.reason, &e.message)),
            None => PodDoes::Step(p.step),
        },
        (Step::Init, _) => return named(&p.pod.status),
        (Step::Starting | Step::Ready | Step::Ending | Step::Ended, _) => PodDoes::Step(p.step),
    };
    TrackerText::Pod(does).into()
}

#[cfg(test)]
mod tests {
    use super::countdown;

    #[test]
    fn a_countdown_is_told_to_the_second_and_ends_at_nought() {
        for (ms, want) in [(432_000, "7m 12s"), (59_001, "1m 0s"), (1, "1s"), (0, "0s"), (-5, "0s"), (3_605_000, "1h 0m 5s")] {
            assert_eq!(countdown(ms), want);
        }
    }
}
