//! How pods are, by the rules of the design: pure, and with `now` as an argument, since some states are only a matter of time.

use super::pod::{Container, ContainerRole, ContainerState, Ended, Pod};
use super::reason::{self, By, EndWhy, ImageWhy, PodWhy, Told, Why};
use super::{Name, Time};

/// How long a running pod may be unready before it counts as unwell, in milliseconds: most services start in less.
pub const UNREADY_GRACE_MS: i64 = 30_000;
/// How long a pod may be on its way (pulling, creating, initialising) before it counts as unwell, in milliseconds.
pub const STARTING_GRACE_MS: i64 = 180_000;
/// How long after its grace a pod may still be there before it counts as unwell, in milliseconds: a node that is gone, a finalizer.
pub const ENDING_GRACE_MS: i64 = 60_000;
/// How long a container that has crashed before must run to be trusted again, in milliseconds.
pub const SHAKY_MS: i64 = 60_000;

/// The glyph's meaning: what the eye needs first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Mood {
    /// Needs somebody.
    Unwell,
    /// Under way.
    Busy,
    /// Held by somebody.
    Paused,
    /// As it should be.
    Well,
    /// Nothing is wanted of it.
    Idle,
    /// Not known.
    Unknown,
}

impl Mood {
    /// Its glyph, of one column in every terminal.
    pub const fn glyph(self) -> &'static str {
        match self {
            Self::Unwell => "✗",
            Self::Busy => "◐",
            Self::Paused => "‖",
            Self::Well => "✓",
            Self::Idle => "○",
            Self::Unknown => "?",
        }
    }
}

/// Why a pod is unwell; the order is that of how much it tells about the cause, most first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Cause {
    /// A container was killed for its memory.
    OutOfMemory,
    /// A container ends again and again.
    Crash,
    /// The image cannot be had.
    Image,
    /// The container cannot be made: a missing ConfigMap, a bad command.
    Config,
    /// No node takes it.
    Unschedulable,
    /// The pod failed as a whole: evicted, lost with its node, its job's end.
    Failed,
    /// It runs and does not get ready.
    Unready,
    /// It does not come to run.
    Slow,
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sick {
    /// The class of it.
    pub cause: Cause,
    /// What is wrong: the cause where the message tells it (`image not found`), else kubectl's word (`ErrImagePull`).
    pub word: Why,
    /// The rest: `exit 1`, `app:1.9`; may be nothing.
    pub detail: Why,
}

impl Sick {
    /// In one line, the cause first.
    pub fn why(&self) -> Why {
        // How it ended tells more than that it did.
        let tells = matches!(self.detail, Why::End(EndWhy::By(_)));
        if tells && self.word.is("Error") { self.detail.clone() } else { Why::told(self.word.clone(), self.detail.clone()) }
    }

    /// The same in words.
    pub fn words(&self) -> String {
        self.why().to_string()
    }

    /// Of what is told.
    pub fn told(cause: Cause, told: Told) -> Self {
        Self { cause, word: told.what, detail: told.detail }
    }
}

/// How a pod is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PodHealth {
    /// Runs and is ready.
    Well,
    /// Came to its end as it should.
    Done,
    /// Is being taken away.
    Ending {
        /// When its grace is over (`metadata.deletionTimestamp`): by then it should be gone.
        by: Time,
        /// Its finalizers, which hold it until they are taken off; empty for none.
        held: Name,
    },
    /// On its way since then.
    Starting {
        /// Since when.
        since: Time,
    },
    /// Runs and is not ready since then.
    Unready {
        /// Since when.
        since: Time,
        /// Which containers are not ready, in words.
        who: Name,
    },
    /// Runs again after it had ended badly more than once; believed after [`SHAKY_MS`].
    Shaky {
        /// Since when it runs.
        since: Time,
        /// Whether it is ready at the moment.
        ready: bool,
        /// How it ended last.
        sick: Box<Sick>,
    },
    /// Unwell.
    Sick(Box<Sick>),
    /// Ended in phase Failed: evicted, preempted, lost or shut down with its node. Its controller counts it no more.
    Failed(Box<Sick>),
}

impl PodHealth {
    /// What the eye needs.
    pub fn mood(&self, now: Time) -> Mood {
        match self {
            Self::Well | Self::Done => Mood::Well,
            Self::Ending { by, .. } => {
                if now.since(*by) > ENDING_GRACE_MS {
                    Mood::Unwell
                } else {
                    Mood::Busy
                }
            }
            Self::Starting { since } => {
                if now.since(*since) > STARTING_GRACE_MS {
                    Mood::Unwell
                } else {
                    Mood::Busy
                }
            }
            Self::Unready { since, .. } => {
                if now.since(*since) > UNREADY_GRACE_MS {
                    Mood::Unwell
                } else {
                    Mood::Busy
                }
            }
            Self::Shaky { since, ready, .. } => match (now.since(*since) > SHAKY_MS, ready) {
                (false, _) | (true, false) => Mood::Unwell,
                (true, true) => Mood::Well,
            },
            Self::Sick(_) | Self::Failed(_) => Mood::Unwell,
        }
    }

    /// Keeps the cause that was said with a try to pull an image, while a kubelet before 1.31 says only that it waits for the next.
    pub fn keep_cause(&mut self, before: &Self) {
        if let (Self::Sick(now), Self::Sick(then)) = (self, before)
            && now.word == Why::from(ImageWhy::Unpulled)
            && then.cause == Cause::Image
            && then.detail.to_string().starts_with(&now.detail.to_string())
        {
            now.clone_from(then);
        }
    }

    /// What is wrong at `now`; `None` while nothing is.
    pub fn sick(&self, now: Time) -> Option<Sick> {
        if self.mood(now) != Mood::Unwell {
            return None;
        }
        Some(match self {
            Self::Sick(sick) | Self::Failed(sick) | Self::Shaky { sick, .. } => (**sick).clone(),
            Self::Unready { since, who } => Sick {
                cause: Cause::Unready,
                word: "NotReady".into(),
                detail: PodWhy::NotReady(who.clone(), since.age(now).into()).into(),
            },
            Self::Starting { since } => {
                let detail = PodWhy::NotRunning(since.age(now).into()).into();
                Sick { cause: Cause::Slow, word: "Starting".into(), detail }
            }
            Self::Ending { by, held } => {
                let late = super::human_duration(now.since(*by)).into();
                let detail = if held.is_empty() { PodWhy::StillThere(late) } else { PodWhy::HeldFor(held.clone(), late) };
                Sick { cause: Cause::Slow, word: "Terminating".into(), detail: detail.into() }
            }
            Self::Well | Self::Done => return None,
        })
    }
}

/// A pod's phase and conditions, as far as its health needs them.
#[derive(Clone, Debug, Default)]
pub struct PodFacts<'a> {
    /// `status.phase`.
    pub phase: &'a str,
    /// `status.reason`, such as `Evicted`.
    pub reason: &'a str,
    /// `status.message`.
    pub message: &'a str,
    /// Its deletionTimestamp, where it has one.
    pub deleting: Option<Time>,
    /// Its finalizers, where it is going.
    pub held: Name,
    /// The `PodScheduled` condition's message, where it is False.
    pub unschedulable: Option<&'a str>,
    /// The `Ready` condition: its status and since when.
    pub ready: Option<(bool, Time)>,
    /// When the pod was made.
    pub created: Time,
}

/// How a pod is, from its facts, its containers and kubectl's word for it.
pub fn pod_health(facts: &PodFacts<'_>, pod: &Pod) -> PodHealth {
    let sick = |cause, word: &str, detail: Why| PodHealth::Sick(Box::new(Sick { cause, word: word.into(), detail }));
    // What has come to its end and is held by a finalizer is not on its way any more, but it is Terminating all the same.
    if let Some(by) = facts.deleting.filter(|_| !facts.held.is_empty()) {
        return PodHealth::Ending { by, held: facts.held.clone() };
    }
    match facts.phase {
        "Succeeded" => return PodHealth::Done,
        "Failed" => {
            let ended = pod.containers.iter().find_map(|c| match &c.state {
                ContainerState::Terminated(e) if e.exit_code != 0 || e.signal != 0 => Some((c, e)),
                _ => None,
            });
            let cause = if ended.is_some_and(|(_, e)| &*e.reason == "OOMKilled") { Cause::OutOfMemory } else { Cause::Failed };
            let detail = match (facts.message, ended) {
                ("", Some((c, e))) => c.end(e).into(),
                (message, _) => message.into(),
            };
            return PodHealth::Failed(Box::new(Sick { cause, word: pod.status.clone().into(), detail }));
        }
        _ => {}
    }
    if let Some(by) = facts.deleting {
        return PodHealth::Ending { by, held: Name::default() };
    }
    // How a debug container ends says nothing of the pod: nothing waits for it and nothing starts it again.
    let counted = || pod.containers.iter().filter(|c| c.role != ContainerRole::Ephemeral);
    // The container that tells most: one that ended badly or cannot be made.
    let worst = counted().filter_map(|c| container_sick(c).map(|s| (s.cause, c, s))).min_by_key(|(cause, ..)| *cause);
    if let Some((_, container, mut s)) = worst {
        // An image tells by itself whose it is.
        let named = || s.cause == Cause::Image && s.detail.to_string().starts_with(&super::image::last_part(&container.image));
        if counted().count() > 1 && !named() {
            s.detail = Why::told(container.name.clone(), s.detail);
        }
        return PodHealth::Sick(Box::new(s));
    }
    if let Some(message) = facts.unschedulable {
        return match reason::unscheduled(message) {
            Some(told) => PodHealth::Sick(Box::new(Sick::told(Cause::Unschedulable, told))),
            None => sick(Cause::Unschedulable, "Unschedulable", message.into()),
        };
    }
    if facts.phase == "Unknown" || &*pod.status == "Unknown" {
        let detail = if facts.message.is_empty() { PodWhy::NodeSilent.into() } else { facts.message.into() };
        return sick(Cause::Failed, "Unknown", detail);
    }
    let ready = pod.total > 0 && pod.ready >= pod.total;
    let shaky = counted().find_map(|c| match (&c.state, &c.last) {
        (ContainerState::Running { since: Some(since) }, Some(last)) if c.restarts >= 2 && ended_badly(last) => {
            Some((*since, c, last))
        }
        _ => None,
    });
    if let Some((since, c, last)) = shaky {
        let cause = if &*last.reason == "OOMKilled" { Cause::OutOfMemory } else { Cause::Crash };
        // The limit stands with the word, and not once more with how it ended.
        let word = if cause == Cause::OutOfMemory { c.end_reason(last) } else { "Crashing".into() };
        let detail = EndWhy::Again(Box::new(last.how(None)), c.restarts).into();
        return PodHealth::Shaky { since, ready, sick: Box::new(Sick { cause, word, detail }) };
    }
    if facts.phase != "Running" {
        return PodHealth::Starting { since: facts.created };
    }
    match facts.ready {
        _ if ready && facts.ready.is_none_or(|(ok, _)| ok) => PodHealth::Well,
        Some((_, since)) => PodHealth::Unready { since, who: unready_names(pod) },
        None => PodHealth::Starting { since: facts.created },
    }
}

fn unready_names(pod: &Pod) -> Name {
    let names = |of: fn(&Container) -> bool| -> Vec<&str> {
        let counted = |c: &&Container| matches!(c.role, ContainerRole::App | ContainerRole::Sidecar);
        pod.containers.iter().filter(counted).filter(|c| !c.ready && of(c)).map(|c| &*c.name).collect()
    };
    let running = names(|c| matches!(c.state, ContainerState::Running { .. }));
    let any = if running.is_empty() { names(|_| true) } else { running };
    // Containers that are all ready leave a readiness gate, which is the pod's own.
    if any.is_empty() { "pod".into() } else { any.join(", ").into() }
}

const fn ended_badly(ended: &Ended) -> bool {
    ended.exit_code != 0 || ended.signal != 0
}

/// What is wrong with one container, by its waiting reason or its end.
fn container_sick(c: &Container) -> Option<Sick> {
    match &c.state {
        ContainerState::Waiting { reason, message } => waiting_sick(reason, message, c),
        ContainerState::Terminated(ended) if ended_badly(ended) => {
            if let Some(told) = unstarted(ended) {
                return Some(Sick::told(Cause::Config, told));
            }
            let cause = if &*ended.reason == "OOMKilled" { Cause::OutOfMemory } else { Cause::Crash };
            let word = if ended.reason.is_empty() { "Error".into() } else { c.end_reason(ended) };
            Some(Sick { cause, word, detail: EndWhy::By(ended.by()).into() })
        }
        _ => None,
    }
}

fn waiting_sick(reason: &Name, message: &Name, c: &Container) -> Option<Sick> {
    let plain = |cause, detail: Why| Some(Sick { cause, word: reason.clone().into(), detail });
    match &**reason {
        "CrashLoopBackOff" => match &c.last {
            Some(last) if &*last.reason == "OOMKilled" => {
                let detail = EndWhy::For(reason.clone(), By::Exit(last.exit_code)).into();
                Some(Sick { cause: Cause::OutOfMemory, word: c.end_reason(last), detail })
            }
            Some(last) => match unstarted(last) {
                Some(told) => Some(Sick::told(Cause::Config, told)),
                None => plain(Cause::Crash, last.how(None).into()),
            },
            None => plain(Cause::Crash, message.clone().into()),
        },
        of if reason::is_of_image(of) => match reason::unpulled(reason, message, &c.image) {
            Some(told) => Some(Sick::told(Cause::Image, told)),
            None => plain(Cause::Image, image_words(message).into()),
        },
        of if reason::is_of_configuration(of) => match reason::unmade(message) {
            Some(why) => Some(Sick { cause: Cause::Config, word: why, detail: Why::Nothing }),
            None => plain(Cause::Config, reason::core(message).into()),
        },
        _ => None,
    }
}

/// Why a container that "ended" was never started, where the runtime says so.
fn unstarted(ended: &Ended) -> Option<Told> {
    let message = (!ended.message.is_empty()).then_some(&*ended.message)?;
    let plain = || Told::new(ended.reason.clone(), reason::core(message));
    Some(reason::unmade(message).map_or_else(plain, |why| Told::new(why, "")))
}

/// The kubelet's sentence about an image without what every such sentence begins with, so that what is wrong stands first.
fn image_words(message: &str) -> &str {
    // "Back-off pulling image \"x\": ErrImagePull: rpc error: code = NotFound desc = failed to …: x: not found"
    let text = reason::core(message);
    text.strip_prefix("failed to pull and unpack image ").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Time = Time::from_secs(1_000_000);

    fn sick() -> Box<Sick> {
        Box::new(Sick { cause: Cause::Crash, word: "Crashing".into(), detail: "exit 1".into() })
    }

    #[test]
    fn the_cause_of_a_failed_pull_outlives_the_wait_for_the_next_try() {
        let image = |word: &str, detail: &str| {
            PodHealth::Sick(Box::new(Sick { cause: Cause::Image, word: word.into(), detail: detail.into() }))
        };
        let wait =
            || PodHealth::Sick(Box::new(Sick { cause: Cause::Image, word: ImageWhy::Unpulled.into(), detail: "web:9".into() }));
        let crash = PodHealth::Sick(sick());
        for (before, now, want) in [
            (image("image not found", "web:9"), wait(), image("image not found", "web:9")),
            (
                image("image registry unreachable", "web:9 (no such host)"),
                wait(),
                image("image registry unreachable", "web:9 (no such host)"),
            ),
            (image("image not found", "web:8"), wait(), wait()),
            (crash.clone(), wait(), wait()),
            (PodHealth::Well, wait(), wait()),
            (image("image not found", "web:9"), image("image access denied", "web:9"), image("image access denied", "web:9")),
            (image("image not found", "web:9"), PodHealth::Well, PodHealth::Well),
            (image("image not found", "web:9"), crash.clone(), crash.clone()),
        ] {
            let mut got = now;
            got.keep_cause(&before);
            assert_eq!(got, want, "after {before:?}");
        }
    }

    #[test]
    fn what_is_only_a_matter_of_time_turns_when_its_time_has_come() {
        use Mood::{Busy, Unwell, Well};
        for (health, seconds, mood) in [
            (PodHealth::Well, 0, Well),
            (PodHealth::Done, 1_000_000, Well),
            (PodHealth::Ending { by: T0, held: "".into() }, 60, Busy),
            (PodHealth::Ending { by: T0, held: "".into() }, 61, Unwell),
            (PodHealth::Starting { since: T0 }, 180, Busy),
            (PodHealth::Starting { since: T0 }, 181, Unwell),
            (PodHealth::Unready { since: T0, who: "web".into() }, 30, Busy),
            (PodHealth::Unready { since: T0, who: "web".into() }, 31, Unwell),
            (PodHealth::Shaky { since: T0, ready: true, sick: sick() }, 60, Unwell),
            (PodHealth::Shaky { since: T0, ready: true, sick: sick() }, 61, Well),
            (PodHealth::Shaky { since: T0, ready: false, sick: sick() }, 61, Unwell),
            (PodHealth::Sick(sick()), 0, Unwell),
            (PodHealth::Failed(sick()), 0, Unwell),
        ] {
            let now = T0.plus(seconds * 1000);
            assert_eq!(health.mood(now), mood, "{health:?} after {seconds} s");
            // No state may be unwell without a reason, nor have one while it is not.
            assert_eq!(health.sick(now).is_some(), mood == Unwell, "{health:?} after {seconds} s");
        }
        let unready = PodHealth::Unready { since: T0, who: "web".into() };
        assert_eq!(unready.sick(T0.plus(90_000)).unwrap().detail.to_string(), "web not ready for 90s");
    }
}
