//! kubectl's words for a pod: STATUS, READY and RESTARTS, by the rules of `printPod` in kubernetes/pkg/printers/internalversion.

use super::Time;
use super::pod::{Container, ContainerRole, ContainerState, Ended};
use std::borrow::Cow;

/// The facts that kubectl's words are made from.
#[derive(Clone, Debug, Default)]
pub struct StatusFacts<'a> {
    /// `status.phase`.
    pub phase: &'a str,
    /// `status.reason`.
    pub reason: &'a str,
    /// Whether it has a deletionTimestamp.
    pub deleting: bool,
    /// The `PodScheduled` condition's reason is `SchedulingGated`.
    pub gated: bool,
    /// The `Initialized` condition is True.
    pub initialized: bool,
    /// The `Ready` condition is True.
    pub ready: bool,
}

/// kubectl's three columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatusWords<'a> {
    /// STATUS.
    pub status: Cow<'a, str>,
    /// Containers ready, the first number of READY.
    pub ready: u16,
    /// Containers counted, the second number of READY.
    pub total: u16,
    /// RESTARTS, the number.
    pub restarts: u32,
    /// RESTARTS, the time of the last one.
    pub last_restart: Option<Time>,
}

/// The words for a pod with these facts and containers. `inits` and `apps` are those of them of which a status has come, in the order
/// of the statuses: the kubelet sorts those of the app containers by name, and where several are in trouble kubectl's word is that of
/// the first in that order, not of the first in the spec.
pub fn status_words<'a>(
    facts: &StatusFacts<'a>,
    containers: &[Container],
    inits: &[&'a Container],
    apps: &[&'a Container],
) -> StatusWords<'a> {
    let init_total = containers.iter().filter(|c| matches!(c.role, ContainerRole::Init | ContainerRole::Sidecar)).count();
    let mut status: Cow<'a, str> = if facts.reason.is_empty() { facts.phase.into() } else { facts.reason.into() };
    if facts.gated {
        status = "SchedulingGated".into();
    }
    let total = containers.iter().filter(|c| matches!(c.role, ContainerRole::App | ContainerRole::Sidecar)).count() as u16;
    let (mut ready, mut restarts, mut last) = (0u16, 0u32, None::<Time>);
    let (mut sidecar_restarts, mut sidecar_last) = (0u32, None::<Time>);
    let mut initializing = false;
    let later = |last: Option<Time>, c: &Container| last.max(c.last.as_ref().and_then(|e| e.finished));

    for (i, c) in inits.iter().copied().enumerate() {
        restarts = c.restarts.saturating_add(restarts);
        last = later(last, c);
        let sidecar = c.role == ContainerRole::Sidecar;
        if sidecar {
            sidecar_restarts = c.restarts.saturating_add(sidecar_restarts);
            sidecar_last = later(sidecar_last, c);
        }
        match &c.state {
            ContainerState::Terminated(e) if e.exit_code == 0 => continue,
            _ if sidecar && c.started => {
                ready += u16::from(c.ready);
                continue;
            }
            ContainerState::Terminated(e) => status = format!("Init:{}", ended_word(e)).into(),
            ContainerState::Waiting { reason, .. } if !reason.is_empty() && &**reason != "PodInitializing" => {
                status = format!("Init:{reason}").into()
            }
            _ => status = format!("Init:{i}/{init_total}").into(),
        }
        initializing = true;
        break;
    }

    if !initializing || facts.initialized {
        (restarts, last) = (sidecar_restarts, sidecar_last);
        let mut running = false;
        for c in apps.iter().rev().copied() {
            restarts = c.restarts.saturating_add(restarts);
            last = later(last, c);
            match &c.state {
                ContainerState::Waiting { reason, .. } if !reason.is_empty() => status = Cow::Borrowed(reason),
                ContainerState::Terminated(e) => status = ended_word(e),
                ContainerState::Running { .. } if c.ready => {
                    running = true;
                    ready += 1;
                }
                _ => {}
            }
        }
        if status == "Completed" && running {
            status = if facts.ready { "Running" } else { "NotReady" }.into();
        }
    }

    let terminal = matches!(facts.phase, "Succeeded" | "Failed");
    if facts.deleting && facts.reason == "NodeLost" {
        status = "Unknown".into();
    } else if facts.deleting && !terminal {
        status = "Terminating".into();
    }
    StatusWords { status, ready, total, restarts, last_restart: last }
}

fn ended_word(e: &Ended) -> Cow<'_, str> {
    match (&*e.reason, e.signal) {
        ("", 0) => format!("ExitCode:{}", e.exit_code).into(),
        ("", signal) => format!("Signal:{signal}").into(),
        (reason, _) => reason.into(),
    }
}
