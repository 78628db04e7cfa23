//! The judge of a release: what was seen comes in, where it stands comes out. It asks nobody and has no clock.

use super::super::health::{Cause, PodHealth, Sick};
use super::super::pod::{Container, ContainerRole, Ended as Run, Pod};
use super::super::reason::{ImageWhy, Why};
use super::super::trouble::Trouble;
use super::super::usage::Used;
use super::super::workload::{Progress, Workload};
use super::super::{Name, Time, Uid, WorkloadKind};
use super::lines::{Lines, Own};
use super::{Ended, Finding, Side, Soak, SoakNews, Stage, Unread};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How long a rollout is given where nobody says, in milliseconds.
const READY_MS: i64 = 600_000;
/// How long the controller may take beyond its own deadline to say that it gave up, in milliseconds.
const CONTROLLER_MS: i64 = 60_000;
/// How long a server that does not answer is waited for once the time is over, in milliseconds: what it says then is known for the whole time.
const SILENT_MS: i64 = 60_000;
/// How long it must stay so, in milliseconds, until it is certain: an image that its registry does not have, which the kubelet has tried
/// twice by then; one that cannot be had for another reason; a container that cannot be made; pods that may not be made; a controller that
/// has given up; a pod that is not ready any more.
const NO_IMAGE_MS: i64 = 20_000;
const IMAGE_MS: i64 = 60_000;
const CONFIG_MS: i64 = 10_000;
const REFUSED_MS: i64 = 20_000;
const EXCEEDED_MS: i64 = 5_000;
const UNREADY_MS: i64 = 10_000;
/// Pods older than this when the watch begins were not made by the release that is watched, in milliseconds.
const OLDER_MS: i64 = 600_000;
/// Restarts on the way to being ready that are let pass: what it waits for may not have been there.
const LET_PASS: u32 = 1;
/// How often a new error, and a probe's warning, must come until it is certain before the time is over.
const SURE: u32 = 3;
/// The least time over which a rate is told, in milliseconds.
const RATE_MS: i64 = 15_000;
/// Findings of one sort, and patterns of a side, that are told.
const MOST: usize = 10;
/// Warnings that speak against a pod that was ready. What else is warned of speaks against nodes, volumes and the cluster's DNS.
const SPEAKS: [&str; 6] = ["Unhealthy", "BackOff", "Failed", "Evicted", "FailedPostStartHook", "InspectFailed"];

/// A warning event, by its own UID.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// The event's own UID.
    pub uid: Uid,
    /// The object that it is about.
    pub about: Uid,
    /// Its reason.
    pub reason: Name,
    /// Its sentence.
    pub message: Name,
    /// When it was last said.
    pub last: Time,
    /// How often it was said.
    pub times: u32,
}

/// What was seen in one look.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// When, by the server's clock.
    pub now: Time,
    /// The workload.
    pub workload: &'a Workload,
    /// What stands for its pod template: another one is another release.
    pub template: u64,
    /// Its pods, and whether each is of the new template; `None` where they cannot be read.
    pub pods: Option<&'a [(Pod, bool)]>,
    /// Of a Deployment the UID of its newest ReplicaSet, where it is known.
    pub revision: Option<&'a Uid>,
    /// Warnings about any of it.
    pub warnings: &'a [Warning],
    /// What the pods have written.
    pub lines: &'a Lines,
    /// What pods use, by name; `None` where it is not known.
    pub used: Option<&'a HashMap<Box<str>, Used>>,
}

/// What is remembered of a pod.
#[derive(Clone, Debug, Default)]
struct Known {
    name: Name,
    new: bool,
    created: Time,
    /// Restarts that were there before, by container, and those that were let pass.
    before: HashMap<Name, u32>,
    passed: HashMap<Name, u32>,
    /// Restarts since.
    restarts: u32,
    ready: bool,
    was_ready: bool,
    /// How often each event about it had been said when it got ready.
    heard: HashMap<Uid, u32>,
    unready: Option<Time>,
    /// Since when it cannot get ready, and whether its image was said not to be there.
    stuck: Option<Time>,
    no_image: bool,
}

/// The judge.
#[derive(Clone, Debug)]
pub struct Judge {
    soak: Soak,
    begun: Time,
    template: Option<u64>,
    /// Since when it is rolled out.
    ready: Option<Time>,
    /// Whether it is held with a new pod that is ready.
    held: bool,
    /// Until when it must be.
    limit: Time,
    pods: HashMap<Uid, Known>,
    restarted: BTreeMap<(Name, Name), (u32, Name)>,
    refused: Option<Time>,
    exceeded: Option<Time>,
    findings: Vec<Finding>,
    /// Whether one of them is certain.
    certain: bool,
    sides: (Side, Side),
    compared: bool,
    silent: Option<(Time, Arc<Trouble>)>,
    ended: Option<Ended>,
}

/// Whether a rollout is over and all of it can be used, as `kubectl rollout status` means it. With `OnDelete` that is when somebody has
/// deleted the last old pod.
pub const fn rolled_out(w: &Workload) -> bool {
    if w.observed < w.generation {
        return false;
    }
    match w.kind {
        WorkloadKind::Deployment => w.updated >= w.desired && w.replicas <= w.updated && w.available >= w.updated && !w.paused,
        WorkloadKind::StatefulSet => {
            w.ready >= w.desired && w.updated >= w.desired.saturating_sub(w.partition) && !matches!(w.progress, Progress::Ongoing)
        }
        WorkloadKind::DaemonSet => w.updated >= w.desired && w.available >= w.desired,
        WorkloadKind::Job | WorkloadKind::CronJob => false,
    }
}

const fn is_ready(pod: &Pod) -> bool {
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

fn sick(pod: &Pod) -> Option<&Sick> {
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
const fn certain_after(cause: Cause, no_image: bool) -> Option<i64> {
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
    /// One that begins now, by the server's clock.
    pub fn new(soak: &Soak, now: Time) -> Self {
        Self {
            soak: soak.clone(),
            begun: now,
            template: None,
            ready: None,
            held: false,
            limit: now.plus(soak.ready_within.unwrap_or(READY_MS)),
            pods: HashMap::new(),
            restarted: BTreeMap::new(),
            refused: None,
            exceeded: None,
            findings: Vec::new(),
            certain: false,
            sides: Default::default(),
            compared: false,
            silent: None,
            ended: None,
        }
    }

    /// How it ended; `None` while it goes on.
    pub const fn ended(&self) -> Option<&Ended> {
        self.ended.as_ref()
    }

    /// The workload is not there any more.
    pub fn gone(&mut self) {
        self.ended.get_or_insert(Ended::Replaced);
    }

    /// The server did not answer, or not with what was asked for.
    pub fn silent(&mut self, now: Time, why: &Arc<Trouble>) {
        let since = self.silent.as_ref().map_or(now, |(since, _)| *since);
        self.silent = Some((since, why.clone()));
        let over = self.ready.map_or(self.limit, |ready| ready.plus(self.soak.watch));
        if self.ended.is_none() && !self.soak.canary && now > over.plus(SILENT_MS) {
            self.ended = Some(Ended::Unknown(why.clone()));
        }
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        match (&self.ended, self.ready) {
            (Some(ended), _) => Stage::Ended(ended.clone()),
            (None, _) if self.soak.canary && self.held => Stage::Watching(None),
            (None, Some(ready)) => Stage::Watching(Some(ready.plus(self.soak.watch))),
            (None, None) => Stage::Rolling,
        }
    }

    /// What is told of it.
    pub fn news(&self, unread: Vec<(Unread, Arc<Trouble>)>) -> SoakNews {
        SoakNews {
            id: self.soak.id,
            stage: self.stage(),
            findings: self.findings.clone(),
            old: self.sides.0.clone(),
            new: self.sides.1.clone(),
            compared: self.compared,
            unread,
            silent: self.silent.clone(),
        }
    }

    /// Takes in a look.
    pub fn look(&mut self, look: &Look<'_>) {
        if self.ended.is_some() {
            return;
        }
        self.silent = None;
        let w = look.workload;
        let another = !self.soak.target.is_unborn() && w.uid != self.soak.target.uid;
        // A server may still tell of what was before the change.
        let seen = w.generation >= self.soak.generation;
        if another || w.leaving.is_some() || (seen && *self.template.get_or_insert(look.template) != look.template) {
            self.ended = Some(Ended::Replaced);
            return;
        }
        self.pods(look);
        self.sides = (self.side(look, false), self.side(look, true));
        let olds = || self.pods.iter().filter(|(_, k)| !k.new).map(|(uid, _)| uid);
        self.compared = look.lines.any_read(olds());
        if !seen {
            return;
        }
        self.held |= self.sides.1.ready > 0;
        if self.ready.is_none() && !self.soak.canary && rolled_out(w) {
            self.ready = Some(look.now);
        }
        self.find(look);
        self.end(look);
    }

    /// What became of the pods since the last look.
    fn pods(&mut self, look: &Look<'_>) {
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

    fn side(&self, look: &Look<'_>, new: bool) -> Side {
        let ours = || self.pods.iter().filter(move |(_, k)| k.new == new);
        let uids = |of: bool| self.pods.iter().filter(move |(_, k)| k.new == of).map(|(uid, _)| uid);
        let pods: Vec<&Pod> =
            look.pods.unwrap_or_default().iter().filter(|(p, n)| *n == new && p.active()).map(|(p, _)| p).collect();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        // All that a new pod wrote it wrote since the release.
        let errors = look.lines.errors(uids(new), new);
        let since = match ours().map(|(_, k)| k.created).min().filter(|_| new) {
            Some(first) => self.begun.min(first).max(self.begun.plus(-OLDER_MS)),
            None => self.begun,
        };
        let read = look.lines.any_read(uids(new));
        let over = look.now.since(since);
        #[allow(clippy::cast_precision_loss, reason = "a rate has few digits")]
        let rate = (read && over >= RATE_MS).then(|| (errors as f64 * 600_000.0 / over as f64).round() / 10.0);
        let own = if look.lines.any_read(uids(!new)) { look.lines.own(uids(new), uids(!new), new) } else { Vec::new() };
        let used = |of: fn(&Used) -> u64| {
            let used = look.used?;
            let each: Vec<u64> = pods.iter().filter_map(|p| used.get(&p.name)).map(of).collect();
            (!each.is_empty()).then(|| each.iter().sum())
        };
        Side {
            pods: count(pods.len()),
            ready: count(pods.iter().filter(|p| is_ready(p)).count()),
            restarts: ours().map(|(_, k)| k.restarts).fold(0, u32::saturating_add),
            errors,
            errors_a_minute: rate,
            own_patterns: own.into_iter().take(MOST).map(|o| (o.pattern, o.times)).collect(),
            partial: look.lines.any_cut(uids(new)),
            cpu: used(|u| u.millicores()),
            memory: used(|u| u.memory),
        }
    }

    /// What speaks against it by now, and whether any of it is certain.
    fn find(&mut self, look: &Look<'_>) {
        let (mut found, mut certain) = (Vec::new(), false);
        self.failed(look, &mut found, &mut certain);
        let stuck = self.stuck(look);
        if let Some((why, sure)) = stuck {
            found.push(self.not_ready(look, why));
            certain |= sure;
        }
        for ((pod, container), (times, why)) in self.restarted.iter().take(MOST) {
            let (pod, container) = (pod.clone(), container.clone());
            found.push(Finding::Restarted { pod, container, times: *times, why: why.clone() });
            certain = true;
        }
        for (pod, _) in look.pods.unwrap_or_default().iter().take(1000) {
            let Some(known) = self.pods.get(&pod.uid) else { continue };
            let told = self.restarted.keys().any(|(name, _)| *name == known.name);
            let Some(since) = known.unready.filter(|_| !told) else { continue };
            certain |= look.now.since(since) >= UNREADY_MS;
            let why = if &*pod.status == "Running" { "NotReady".into() } else { pod.status.clone() };
            found.push(Finding::Unready { pod: known.name.clone(), why });
        }
        self.warned(look, &mut found, &mut certain);
        if self.compared {
            let of = |new: bool| self.pods.iter().filter(move |(_, k)| k.new == new).map(|(uid, _)| uid);
            for Own { pattern, line, times } in look.lines.own(of(true), of(false), true).into_iter().take(MOST) {
                certain |= self.ready.is_some() && times >= u64::from(SURE);
                found.push(Finding::NewError { pattern, line, times });
            }
        }
        (self.findings, self.certain) = (found, certain);
    }

    /// That the controller gave up, or that no pods can be made.
    fn failed(&mut self, look: &Look<'_>, found: &mut Vec<Finding>, certain: &mut bool) {
        let w = look.workload;
        let current = w.observed >= w.generation && self.ready.is_none();
        let exceeded = current && w.progress == Progress::DeadlineExceeded;
        self.exceeded = if exceeded { self.exceeded.or(Some(look.now)) } else { None };
        if let Some(since) = self.exceeded {
            found.push(Finding::Failed("ProgressDeadlineExceeded".into()));
            *certain |= look.now.since(since) >= EXCEEDED_MS;
        }
        let about = |e: &&Warning| e.about == w.uid || look.revision.is_some_and(|uid| e.about == *uid);
        let said = look.warnings.iter().filter(about).filter(|e| &*e.reason == "FailedCreate" && e.last >= self.begun);
        let said = said.max_by_key(|e| e.last).filter(|_| w.kind != WorkloadKind::Deployment && w.updated < w.desired);
        let refused = w.failure.clone().or_else(|| said.map(|e| e.message.clone())).filter(|_| current);
        self.refused = refused.as_ref().and_then(|_| self.refused.or(Some(look.now)));
        if let (Some(message), Some(since)) = (refused, self.refused) {
            let words: Name = if message.is_empty() { "FailedCreate".into() } else { format!("FailedCreate: {message}").into() };
            found.push(Finding::Failed(words));
            *certain |= look.now.since(since) >= REFUSED_MS;
        }
    }

    /// What the worst of the new pods that cannot get ready waits for, and whether it is certain that it cannot.
    fn stuck(&self, look: &Look<'_>) -> Option<(Name, bool)> {
        let stuck = look.pods.unwrap_or_default().iter().filter(|(_, new)| *new).filter_map(|(pod, _)| {
            let known = self.pods.get(&pod.uid)?;
            let (since, sick) = (known.stuck?, sick(pod)?);
            let told = self.restarted.keys().any(|(name, _)| *name == known.name);
            let after = certain_after(sick.cause, known.no_image);
            // That no node takes a pod, and that it is slow, is told once the time is over.
            let speaks = after.is_some() || matches!(sick.cause, Cause::Crash | Cause::OutOfMemory) && !told;
            let sure = after.is_some_and(|ms| look.now.since(since) >= ms);
            speaks.then(|| (sick.cause, pod.status.clone(), sure))
        });
        let all: Vec<(Cause, Name, bool)> = stuck.collect();
        let sure = all.iter().any(|(.., sure)| *sure);
        all.into_iter().min_by_key(|(cause, ..)| *cause).map(|(_, why, _)| (why, sure))
    }

    fn not_ready(&self, look: &Look<'_>, why: Name) -> Finding {
        let w = look.workload;
        let of = if w.on_delete { w.desired } else { w.updated_wanted() };
        let ready = if look.pods.is_some() { self.sides.1.ready } else { w.ready.min(w.updated) };
        Finding::NotReady { ready, of, why }
    }

    /// Warnings about new pods since each was ready.
    fn warned(&self, look: &Look<'_>, found: &mut Vec<Finding>, certain: &mut bool) {
        let mut by_reason: BTreeMap<&Name, (u32, &Warning)> = BTreeMap::new();
        for event in look.warnings.iter().filter(|e| SPEAKS.contains(&&*e.reason)) {
            let Some(known) = self.pods.get(&event.about).filter(|k| k.new && k.was_ready) else { continue };
            // What is said of a pod that is asked to go is said of its end.
            if !look.pods.unwrap_or_default().iter().any(|(p, _)| p.uid == event.about && !p.deleting) {
                continue;
            }
            let times = event.times.max(1).saturating_sub(known.heard.get(&event.uid).copied().unwrap_or(0));
            if times == 0 {
                continue;
            }
            let (sum, newest) = by_reason.entry(&event.reason).or_insert((0, event));
            *sum = sum.saturating_add(times);
            if event.last > newest.last {
                *newest = event;
            }
        }
        for (reason, (times, event)) in by_reason {
            // One probe that failed once is what probes are tried again for.
            if &**reason == "Unhealthy" && times < 2 {
                continue;
            }
            *certain |= times >= SURE;
            found.push(Finding::Warned { reason: reason.clone(), message: event.message.clone(), times });
        }
    }

    /// What the worst new pod waits for where nothing of it speaks against the release.
    fn waits(&self, look: &Look<'_>) -> Name {
        let w = look.workload;
        if w.paused {
            return "Paused".into();
        }
        if w.on_delete {
            return "OnDelete".into();
        }
        let waiting = look.pods.unwrap_or_default().iter().filter(|(pod, new)| *new && pod.active() && !is_ready(pod));
        let worst = waiting.map(|(pod, _)| (sick(pod).map_or(Cause::Slow, |s| s.cause), pod)).min_by_key(|(cause, _)| *cause);
        match worst {
            Some((Cause::Unschedulable, _)) => "Unschedulable".into(),
            Some((_, pod)) if &*pod.status == "Running" => "NotReady".into(),
            Some((_, pod)) => pod.status.clone(),
            None => Name::default(),
        }
    }

    /// Whether it is over.
    fn end(&mut self, look: &Look<'_>) {
        if self.soak.canary {
            return;
        }
        if self.certain {
            self.ended = Some(Ended::Bad(self.findings.clone()));
            return;
        }
        if let Some(ready) = self.ready {
            let over = look.now.since(ready) >= self.soak.watch;
            let good = self.findings.is_empty() || self.soak.watch <= 0;
            self.ended = over.then(|| if good { Ended::Good } else { Ended::Bad(self.findings.clone()) });
            return;
        }
        if self.soak.ready_within.is_none() {
            // The controller says itself when it gives up, and counts anew whenever it got on.
            let own = self.begun.plus(READY_MS);
            self.limit = look.workload.deadline.map_or(own, |d| d.plus(CONTROLLER_MS).max(self.begun));
        }
        if look.now >= self.limit {
            let told = self.findings.iter().any(|f| matches!(f, Finding::NotReady { .. }));
            if !told {
                let finding = self.not_ready(look, self.waits(look));
                let at = self.findings.iter().position(|f| !matches!(f, Finding::Failed(_))).unwrap_or(self.findings.len());
                self.findings.insert(at, finding);
            }
            self.ended = Some(Ended::Bad(self.findings.clone()));
        }
    }
}
