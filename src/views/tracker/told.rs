//! What the view of a rollout shows, told from what is known now.

use super::View;
use super::reasons::{Reason, of, reasons};
use crate::app::i18n::said;
use crate::app::moment::Moment;
use crate::app::text;
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
    pub head: String,
    /// The deadline in words, and whether it has passed.
    pub deadline: Option<(String, bool)>,
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
    pub name: String,
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
    /// What it does or what is wrong, in words.
    pub words: String,
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
    pub fn lines(&self, width: usize) -> usize {
        let rows = |text: &str| 1 + text.chars().count() * 2 / width.saturating_sub(8).max(8);
        let reasons = self.reasons.iter().map(|r| rows(&r.text) + r.lines.len() + 1);
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
            let head = format!("{} is gone, or no longer in view", self.target);
            return TrackerView {
                mood: Mood::Unknown,
                head: said(now.lang, &head).into_owned(),
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
        let view = TrackerView {
            mood: health.state.mood(),
            head: head(now, w, &health),
            deadline: deadline(now.time, w),
            scale: w.desired.max(there),
            templates,
            reasons: reasons(now, self, w, &pods),
            pods: pod_lines(now, self, w, pods),
        };
        if now.lang == Lang::En { view } else { view.translated(now.lang) }
    }
}

impl TrackerView {
    /// Its sentences in a language: they are broken over rows before they are drawn. What its containers wrote stays as it is.
    fn translated(mut self, lang: Lang) -> Self {
        let say = |text: &mut String| *text = said(lang, text).into_owned();
        say(&mut self.head);
        self.deadline.iter_mut().for_each(|(words, _)| say(words));
        self.templates.iter_mut().for_each(|t| say(&mut t.name));
        for reason in &mut self.reasons {
            say(&mut reason.text);
            reason.lines.iter_mut().take(1).for_each(say);
        }
        self
    }
}

fn head(now: Moment<'_>, w: &Workload, health: &WorkloadHealth) -> String {
    let what = match w.revision {
        0 => "the newest template".to_owned(),
        n => format!("rev {n}"),
    };
    let old = w.replicas.saturating_sub(w.updated);
    let mut figures = format!("{} of {} updated, {} ready", w.updated, w.updated_wanted(), w.ready);
    if old > 0 {
        figures = format!("{figures}, {old} old {} left", if old == 1 { "pod" } else { "pods" });
    }
    let since = health.since.map(|t| format!(" for {}", t.age(now.time))).unwrap_or_default();
    match health.state {
        _ if w.observed < w.generation => format!("{what}: a change its controller has not seen yet"),
        Health::Stuck => format!("{what} is stuck{since}: {figures}"),
        Health::Failed => format!("{what} has failed: {figures}"),
        Health::BadRelease => {
            let (came, before) = health.blame.map(|b| (b.came.age(now.time), b.predecessor())).unwrap_or_default();
            format!("{what} is at fault: it came {came} ago, {}/{} ready{before}", w.ready, w.desired)
        }
        Health::Paused => format!("the rollout is paused: {figures}"),
        Health::Idle => "no rollout: 0 replicas wanted".to_owned(),
        _ if rolling(w) => format!("{what} rolls out: {figures}"),
        Health::Healthy if w.on_delete && w.updated < w.desired => {
            format!("no automatic rollout (OnDelete): {} of {} updated, {} ready", w.updated, w.desired, w.ready)
        }
        Health::Healthy => format!("no rollout: {what} is complete, {}/{} ready", w.ready, w.desired),
        Health::Degraded
        | Health::Progressing
        | Health::Missed
        | Health::Running
        | Health::Suspended
        | Health::Active
        | Health::Complete
        | Health::FailedLongAgo => match w.kind {
            WorkloadKind::Deployment => format!("no rollout, {}/{} ready", w.ready, w.desired),
            // Their status does not tell whether the last pods of a rollout get ready, or have ceased to be.
            WorkloadKind::StatefulSet | WorkloadKind::DaemonSet | WorkloadKind::Job | WorkloadKind::CronJob => {
                format!("all pods updated, {}/{} ready", w.ready, w.desired)
            }
        },
    }
}

fn deadline(now: Time, w: &Workload) -> Option<(String, bool)> {
    let short = w.ready < w.desired;
    match (w.progress, w.deadline) {
        (Progress::DeadlineExceeded, _) if rolling(w) || short => Some(("the deadline has passed".into(), true)),
        (Progress::Ongoing, Some(at)) if rolling(w) => match at.since(now) {
            left if left > 0 => Some((format!("deadline in {}", countdown(left)), false)),
            _ => Some(("the deadline has passed".into(), true)),
        },
        _ => None,
    }
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
            name: if r.revision == 0 { r.name.to_string() } else { format!("rev {}", r.revision) },
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
            name: String::new(),
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
            name: if w.kind == WorkloadKind::StatefulSet { ordinals(w, &pods) } else { nodes(pods.len()) },
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

fn nodes(count: usize) -> String {
    if count == 1 { "1 node".into() } else { format!("{count} nodes") }
}

/// The number of a StatefulSet's pod.
pub(super) fn ordinal(w: &Workload, pod: &Pod) -> Option<u32> {
    pod.name.strip_prefix(&*w.name)?.strip_prefix('-')?.parse().ok()
}

/// `ordinals 0–2, 4`.
fn ordinals(w: &Workload, pods: &[&TrackedPod<'_>]) -> String {
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
    match (words.as_slice(), pods.len()) {
        ([], _) => String::new(),
        (words, 1) => format!("ordinal {}", words.join(", ")),
        (words, _) => format!("ordinals {}", words.join(", ")),
    }
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
        words: pod_words(now.time, now.lang, tracker, &p),
        node: p.pod.node.clone(),
        created: p.pod.created,
    };
    pods.into_iter().map(line).collect()
}

fn pod_words(now: Time, lang: Lang, tracker: &View, p: &TrackedPod<'_>) -> String {
    use crate::model::health::PodHealth;
    if let Some(sick) = p.pod.health.sick(now) {
        return text::health(lang, &sick.why());
    }
    let words = p.step.words();
    match (p.step, &p.pod.health) {
        (Step::Ending, PodHealth::Ending { by, .. }) if by.since(now) >= 1000 => {
            format!("{words}, {} of its grace left", human_duration(by.since(now)))
        }
        (Step::Pulling, _) => {
            let image = p.pod.containers.iter().find(|c| !c.started).map(|c| image::short(&c.image)).unwrap_or_default();
            let since = p.pulling.map(|t| format!(" for {}", t.age(now))).unwrap_or_default();
            format!("{words} {image}{since}")
        }
        (Step::Probing, health) => {
            let since =
                if let PodHealth::Unready { since, .. } = health { format!(" for {}", since.age(now)) } else { String::new() };
            match super::reasons::probe(tracker, p.pod) {
                Some(said) => format!("{words}{since}: {said}"),
                None => format!("{words}{since}"),
            }
        }
        (Step::Preparing | Step::Unscheduled, _) => match tracker.hindrance(p.pod) {
            Some(e) => of(lang, words, &text::health(lang, &hindered(&e.reason, &e.message))),
            None => words.to_owned(),
        },
        (Step::Init, _) => p.pod.status.to_string(),
        (Step::Starting | Step::Ready | Step::Ending | Step::Ended, _) => words.to_owned(),
    }
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
