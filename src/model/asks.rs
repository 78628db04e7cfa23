//! What containers and pods ask for: requests and limits, and how kubectl and the scheduler put those of the containers together.

use super::pod::ContainerRole;

/// What is asked for of one resource: billionths of a core, or bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Ask {
    /// The request.
    pub request: Option<u64>,
    /// The limit.
    pub limit: Option<u64>,
}

/// What is asked for of each resource that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Asks {
    /// Of CPU, in billionths of a core.
    pub cpu: Ask,
    /// Of memory, in bytes.
    pub memory: Ask,
    /// Of ephemeral storage, in bytes.
    pub storage: Ask,
}

/// What a pod asks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct PodAsks {
    /// What is kept free for it on its node, and what it may take there at most, as `kubectl describe node` sums it up: a limit is that of the
    /// containers that have one.
    pub whole: Asks,
    /// What those of its containers ask for that run all the time: what their use is held against. There is a limit only where each has one.
    pub running: Asks,
}

/// What a pod's own fields ask for, beside its containers.
#[derive(Clone, Copy, Debug, Default)]
pub struct OwnAsks {
    /// `spec.resources`: it stands in place of the sum of the containers.
    pub level: Asks,
    /// `spec.overhead`, as a request.
    pub overhead: Asks,
}

type Join = fn(u64, u64) -> u64;

impl Ask {
    /// Both together: what only one has is that.
    fn with(self, other: Self, join: Join) -> Self {
        Self { request: both(self.request, other.request, join), limit: both(self.limit, other.limit, join) }
    }

    /// Both together, of which the limit is none where either has none.
    fn bounded(self, other: Self) -> Self {
        let bound = |limit: Option<u64>| limit.filter(|n| *n > 0);
        let limit = bound(self.limit).zip(bound(other.limit)).map(|(a, b)| a.saturating_add(b));
        Self { request: both(self.request, other.request, u64::saturating_add), limit }
    }

    fn or(self, other: Self) -> Self {
        Self { request: self.request.or(other.request), limit: self.limit.or(other.limit) }
    }
}

fn both(a: Option<u64>, b: Option<u64>, join: Join) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(join(a, b)),
        (a, b) => a.or(b),
    }
}

impl Asks {
    fn each(self, other: Self, join: impl Fn(Ask, Ask) -> Ask) -> Self {
        Self { cpu: join(self.cpu, other.cpu), memory: join(self.memory, other.memory), storage: join(self.storage, other.storage) }
    }

    /// The sum: what only one asks for is that.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.each(other, |a, b| a.with(b, u64::saturating_add))
    }

    /// The sum, with a limit only where both have one: the most that both together may take.
    #[must_use]
    pub fn bounded(self, other: Self) -> Self {
        self.each(other, Ask::bounded)
    }

    /// The more of each.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        self.each(other, |a, b| a.with(b, u64::max))
    }
}

/// What a pod asks for, by `PodRequestsAndLimits` of k8s.io/kubectl/pkg/util/resource: the sum of its containers and of the init containers
/// that go on running; more where an init container, with those of them that were started before it, needs more; and the overhead.
pub fn pod_asks(containers: impl Iterator<Item = (ContainerRole, Asks)>, own: OwnAsks) -> PodAsks {
    let (mut sum, mut sidecars, mut first) = (Asks::default(), Asks::default(), Asks::default());
    let mut running: Option<Asks> = None;
    for (role, asks) in containers {
        let runs = matches!(role, ContainerRole::App | ContainerRole::Sidecar);
        if runs {
            sum = sum.plus(asks);
            running = Some(running.map_or(asks, |r| r.bounded(asks)));
        }
        match role {
            ContainerRole::Init => first = first.max(asks.plus(sidecars)),
            ContainerRole::Sidecar => {
                sidecars = sidecars.plus(asks);
                first = first.max(sidecars);
            }
            ContainerRole::App | ContainerRole::Ephemeral => {}
        }
    }
    let level = |asks: Asks| own.level.each(asks, Ask::or);
    let mut whole = level(sum.max(first));
    let over = |ask: Ask, more: Ask| Ask {
        request: both(ask.request, more.request, u64::saturating_add),
        limit: ask.limit.map(|limit| if limit == 0 { 0 } else { limit.saturating_add(more.request.unwrap_or(0)) }),
    };
    whole = whole.each(own.overhead, over);
    PodAsks { whole, running: level(running.unwrap_or_default()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ContainerRole::{App, Ephemeral, Init, Sidecar};

    const fn cpu(request: Option<u64>, limit: Option<u64>) -> Asks {
        const NONE: Ask = Ask { request: None, limit: None };
        Asks { cpu: Ask { request, limit }, memory: NONE, storage: NONE }
    }

    const fn both(n: u64) -> Asks {
        cpu(Some(n), Some(n))
    }

    const NONE: Asks = cpu(None, None);

    #[test]
    fn a_pod_asks_for_what_kubectl_sums_up() {
        for (what, containers, whole, running) in [
            ("none", vec![], NONE, NONE),
            ("nothing asked", vec![(App, NONE)], NONE, NONE),
            ("two", vec![(App, both(1)), (App, both(2))], both(3), both(3)),
            ("one without a limit", vec![(App, both(1)), (App, cpu(Some(2), None))], cpu(Some(3), Some(1)), cpu(Some(3), None)),
            ("a small init", vec![(Init, both(2)), (App, both(3))], both(3), both(3)),
            ("a large init", vec![(Init, both(9)), (App, both(3))], both(9), both(3)),
            ("inits one after another", vec![(Init, both(4)), (Init, both(5)), (App, both(3))], both(5), both(3)),
            ("a sidecar", vec![(Sidecar, both(2)), (App, both(3))], both(5), both(5)),
            ("an init beside a sidecar", vec![(Sidecar, both(2)), (Init, both(9)), (App, both(3))], both(11), both(5)),
            ("an init before a sidecar", vec![(Init, both(9)), (Sidecar, both(2)), (App, both(3))], both(9), both(5)),
            ("a debugger", vec![(App, both(3)), (Ephemeral, both(7))], both(3), both(3)),
        ] {
            let got = pod_asks(containers.into_iter(), OwnAsks::default());
            assert_eq!((got.whole, got.running), (whole, running), "{what}");
        }
    }

    #[test]
    fn the_pod_s_own_fields_stand_beside_its_containers() {
        let containers = || [(App, both(3)), (App, cpu(Some(1), None))].into_iter();
        let level = OwnAsks { level: cpu(None, Some(8)), ..OwnAsks::default() };
        let got = pod_asks(containers(), level);
        assert_eq!((got.whole, got.running), (cpu(Some(4), Some(8)), cpu(Some(4), Some(8))));
        let overhead = OwnAsks { overhead: cpu(Some(2), None), ..OwnAsks::default() };
        assert_eq!(pod_asks(containers(), overhead).whole, cpu(Some(6), Some(5)));
        assert_eq!(pod_asks([(App, NONE)].into_iter(), overhead).whole, cpu(Some(2), None));
    }
}
