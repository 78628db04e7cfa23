//! How far a pod has come on its way: from a node to being ready, and out again.

use super::health::{Cause, PodHealth};
use super::pod::{ContainerRole, ContainerState, Pod};

/// The steps of a pod, in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Step {
    /// No node has been found for it yet.
    Unscheduled,
    /// It has a node; its volumes and network are made.
    Preparing,
    /// An image is fetched.
    Pulling,
    /// Its init containers run.
    Init,
    /// Its containers are started, or wait to be started again.
    Starting,
    /// It runs; a probe has not passed yet.
    Probing,
    /// It is ready.
    Ready,
    /// It is being taken away.
    Ending,
    /// It has come to its end.
    Ended,
}

impl Step {
    /// How many stages of the way there are: a node, its images, its start, its probes.
    pub const STAGES: usize = 4;

    /// How many stages lie behind it.
    pub const fn done(self) -> usize {
        match self {
            Self::Unscheduled => 0,
            Self::Preparing | Self::Pulling => 1,
            Self::Init | Self::Starting => 2,
            Self::Probing => 3,
            Self::Ready | Self::Ending | Self::Ended => 4,
        }
    }
}

/// The step that a pod is at. Its status does not tell when an image is fetched: `pulling` says that an event does.
pub fn step(pod: &Pod, pulling: bool) -> Step {
    if pod.deleting {
        return Step::Ending;
    }
    match &pod.health {
        PodHealth::Done | PodHealth::Failed(_) => return Step::Ended,
        PodHealth::Sick(sick) if sick.cause == Cause::Image => return Step::Pulling,
        _ => {}
    }
    if pod.node.is_none() {
        return Step::Unscheduled;
    }
    let unmade = if pulling { Step::Pulling } else { Step::Preparing };
    let inits = pod.containers.iter().filter(|c| matches!(c.role, ContainerRole::Init | ContainerRole::Sidecar));
    for (i, c) in inits.enumerate() {
        match &c.state {
            ContainerState::Terminated(e) if e.exit_code == 0 && e.signal == 0 => {}
            _ if c.role == ContainerRole::Sidecar && c.started => {}
            state if to_be_made(state) && i == 0 => return unmade,
            _ => return Step::Init,
        }
    }
    let apps = || pod.containers.iter().filter(|c| c.role == ContainerRole::App);
    if apps().any(|c| to_be_made(&c.state)) {
        return unmade;
    }
    if apps().any(|c| !matches!(c.state, ContainerState::Running { .. })) {
        return Step::Starting;
    }
    if matches!(pod.health, PodHealth::Unready { .. }) || pod.ready < pod.total { Step::Probing } else { Step::Ready }
}

/// Whether a container has not been made yet, and nothing is wrong with that.
fn to_be_made(state: &ContainerState) -> bool {
    match state {
        ContainerState::Unknown => true,
        ContainerState::Waiting { reason, .. } => matches!(&**reason, "" | "ContainerCreating" | "PodInitializing"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::health::Sick;
    use crate::model::pod::{Container, Ended};
    use crate::model::{Time, Uid};

    fn container(role: ContainerRole, state: ContainerState) -> Container {
        let ready = matches!(state, ContainerState::Running { .. });
        Container {
            name: "c".into(),
            image: "i".into(),
            digest: None,
            role,
            asks: Default::default(),
            ready,
            started: ready,
            restarts: 0,
            state,
            last: None,
        }
    }

    fn app(state: ContainerState) -> Container {
        container(ContainerRole::App, state)
    }

    fn waiting(reason: &str) -> ContainerState {
        ContainerState::Waiting { reason: reason.into(), message: "".into() }
    }

    fn ended(exit_code: i32) -> ContainerState {
        ContainerState::Terminated(Ended { reason: "".into(), exit_code, signal: 0, finished: None, message: "".into() })
    }

    const RUNNING: ContainerState = ContainerState::Running { since: None };

    fn pod(containers: Vec<Container>) -> Pod {
        let ready = containers.iter().filter(|c| c.role == ContainerRole::App && c.ready).count() as u16;
        let total = containers.iter().filter(|c| c.role == ContainerRole::App).count() as u16;
        Pod {
            uid: Uid::new("p"),
            namespace: "ns".into(),
            name: "p".into(),
            owner: None,
            node: Some("n".into()),
            labels: Default::default(),
            created: Time::default(),
            deleting: false,
            status: "x".into(),
            ready,
            total,
            restarts: 0,
            last_restart: None,
            health: PodHealth::Well,
            asks: Default::default(),
            containers: containers.into(),
        }
    }

    fn sick(mut pod: Pod, cause: Cause) -> Pod {
        pod.health = PodHealth::Sick(Box::new(Sick { cause, word: "x".into(), detail: "".into() }));
        pod
    }

    fn failed(pod: Pod) -> Pod {
        let sick = Sick { cause: Cause::Failed, word: "Evicted".into(), detail: "".into() };
        Pod { health: PodHealth::Failed(Box::new(sick)), ..pod }
    }

    #[test]
    fn every_step_of_the_way() {
        use ContainerRole::{Init, Sidecar};
        let init = |state| container(Init, state);
        let nowhere = Pod { node: None, ..pod(vec![app(ContainerState::Unknown)]) };
        let mut unready = pod(vec![app(RUNNING)]);
        unready.health = PodHealth::Unready { since: Time::default(), who: "c".into() };
        for (what, pod, pulling, want) in [
            ("no node", sick(nowhere, Cause::Unschedulable), false, Step::Unscheduled),
            ("volumes", pod(vec![app(waiting("ContainerCreating"))]), false, Step::Preparing),
            ("image", pod(vec![app(waiting("ContainerCreating"))]), true, Step::Pulling),
            ("no image", sick(pod(vec![app(waiting("ErrImagePull"))]), Cause::Image), false, Step::Pulling),
            (
                "before the first init",
                pod(vec![init(waiting("PodInitializing")), app(waiting("PodInitializing"))]),
                false,
                Step::Preparing,
            ),
            ("init", pod(vec![init(RUNNING), app(waiting("PodInitializing"))]), false, Step::Init),
            (
                "between two inits",
                pod(vec![init(ended(0)), init(waiting("PodInitializing")), app(waiting("PodInitializing"))]),
                false,
                Step::Init,
            ),
            (
                "init fails",
                sick(pod(vec![init(waiting("CrashLoopBackOff")), app(waiting("PodInitializing"))]), Cause::Crash),
                false,
                Step::Init,
            ),
            ("after the inits", pod(vec![init(ended(0)), app(waiting("PodInitializing"))]), true, Step::Pulling),
            ("a sidecar runs", pod(vec![container(Sidecar, RUNNING), app(RUNNING)]), false, Step::Ready),
            ("crash", sick(pod(vec![app(waiting("CrashLoopBackOff"))]), Cause::Crash), false, Step::Starting),
            ("bad config", sick(pod(vec![app(waiting("CreateContainerConfigError"))]), Cause::Config), false, Step::Starting),
            ("one of two", pod(vec![app(RUNNING), app(ended(1))]), false, Step::Starting),
            ("probe", unready, false, Step::Probing),
            ("ready", pod(vec![app(RUNNING)]), false, Step::Ready),
            ("going", Pod { deleting: true, ..pod(vec![app(RUNNING)]) }, false, Step::Ending),
            ("evicted", failed(pod(vec![app(ended(137))])), false, Step::Ended),
            ("done", Pod { health: PodHealth::Done, ..pod(vec![app(ended(0))]) }, false, Step::Ended),
        ] {
            assert_eq!(step(&pod, pulling), want, "{what}");
        }
    }
}
