//! What speaks against a release.

use super::super::health::Cause;
use super::super::workload::Progress;
use super::super::{Name, WorkloadKind};
use super::Finding;
use super::judge::Judge;
use super::lines::Own;
use super::look::{Look, Warning};
use super::pods::{certain_after, is_ready, sick};
use std::collections::BTreeMap;

/// How long it must stay so, in milliseconds, until it is certain: that pods may not be made, that the controller has given up, that a pod is
/// not ready any more.
const REFUSED_MS: i64 = 20_000;
const EXCEEDED_MS: i64 = 5_000;
const UNREADY_MS: i64 = 10_000;
/// How often a new error, and a probe's warning, must come until it is certain before the time is over.
const SURE: u32 = 3;
/// Findings of one sort that are told.
const MOST: usize = 10;
/// Warnings that speak against a pod that was ready. What else is warned of speaks against nodes, volumes and the cluster's DNS.
const SPEAKS: [&str; 6] = ["Unhealthy", "BackOff", "Failed", "Evicted", "FailedPostStartHook", "InspectFailed"];

impl Judge {
    /// What speaks against it by now, and whether any of it is certain.
    pub(super) fn find(&mut self, look: &Look<'_>) {
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
        for (pod, _) in look.pods.unwrap_or_default().iter() {
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

    pub(super) fn not_ready(&self, look: &Look<'_>, why: Name) -> Finding {
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
    pub(super) fn waits(&self, look: &Look<'_>) -> Name {
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
}
