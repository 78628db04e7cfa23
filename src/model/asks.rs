//! What containers and pods ask for: requests and limits, and how kubectl and the scheduler put those of the containers together. This is the
//! one place where that is decided: for the panes, the view of the nodes and the description of a node.

use super::pod::ContainerRole;

/// What is summed up: a number, or an amount that remembers how it was written.
pub trait Counted: Copy {
    /// Both together.
    #[must_use]
    fn plus(self, other: Self) -> Self;
    /// The larger one.
    #[must_use]
    fn most(self, other: Self) -> Self;
    /// Whether it is none, which as a limit is no limit.
    fn is_nothing(self) -> bool;
}

impl Counted for u64 {
    fn plus(self, other: Self) -> Self {
        self.saturating_add(other)
    }

    fn most(self, other: Self) -> Self {
        self.max(other)
    }

    fn is_nothing(self) -> bool {
        self == 0
    }
}

/// What is asked for of one resource: billionths of a core, or bytes. What nobody asks for is `None`; what is left of a node, which may be less
/// than nothing, is counted in `nodes::Amounts`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Ask<Q = u64> {
    /// The request.
    pub request: Option<Q>,
    /// The limit.
    pub limit: Option<Q>,
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

/// What a pod's status says of a change of its resources while it runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Resize {
    /// `status.resources`: what it has as a whole.
    pub has: Option<Asks>,
    /// Whether its node can never give what it asks for.
    pub infeasible: bool,
}

impl<Q: Counted> Ask<Q> {
    /// Both together: what only one has is that.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { request: both(self.request, other.request, Q::plus), limit: both(self.limit, other.limit, Q::plus) }
    }

    fn most(self, other: Self) -> Self {
        Self { request: both(self.request, other.request, Q::most), limit: both(self.limit, other.limit, Q::most) }
    }

    /// Both together, of which the limit is none where either has none.
    fn bounded(self, other: Self) -> Self {
        let bound = |limit: Option<Q>| limit.filter(|n| !n.is_nothing());
        let limit = bound(self.limit).zip(bound(other.limit)).map(|(a, b)| a.plus(b));
        Self { request: both(self.request, other.request, Q::plus), limit }
    }

    /// Of other figures those that this names.
    fn named(self, other: Self) -> Self {
        Self { request: self.request.and(other.request), limit: self.limit.and(other.limit) }
    }

    fn or(self, other: Self) -> Self {
        Self { request: self.request.or(other.request), limit: self.limit.or(other.limit) }
    }

    /// What one counts for that asks for this and, by its status, has that. While it is being changed that is the more of both; where its
    /// node can never give what it asks for, it is what it has.
    #[must_use]
    pub fn counted(self, has: Option<Self>, infeasible: bool) -> Self {
        match has {
            None => self,
            Some(has) if infeasible => has,
            Some(has) => self.most(has),
        }
    }

    /// The same with the limit that it is held to now: what its use is measured by.
    #[must_use]
    pub fn held(self, has: Option<Self>, infeasible: bool) -> Self {
        let limit = has.and_then(|has| has.limit);
        let wanted = self.limit.filter(|_| has.is_none() || !infeasible);
        Self { limit: limit.or(wanted), ..self.counted(has, infeasible) }
    }
}

fn both<Q>(a: Option<Q>, b: Option<Q>, join: fn(Q, Q) -> Q) -> Option<Q> {
    match (a, b) {
        (Some(a), Some(b)) => Some(join(a, b)),
        (a, b) => a.or(b),
    }
}

impl Asks {
    fn each(self, other: Self, join: impl Fn(Ask, Ask) -> Ask) -> Self {
        Self { cpu: join(self.cpu, other.cpu), memory: join(self.memory, other.memory), storage: join(self.storage, other.storage) }
    }

    /// The sum, with a limit only where both have one: the most that both together may take.
    #[must_use]
    pub fn bounded(self, other: Self) -> Self {
        self.each(other, Ask::bounded)
    }

    /// The more of each.
    #[must_use]
    pub fn most(self, other: Self) -> Self {
        self.each(other, Ask::most)
    }

    /// As [`Ask::held`], of each.
    #[must_use]
    pub fn held(self, has: Option<Self>, infeasible: bool) -> Self {
        let of = |pick: fn(Self) -> Ask| pick(self).held(has.map(pick), infeasible);
        Self { cpu: of(|a| a.cpu), memory: of(|a| a.memory), storage: of(|a| a.storage) }
    }
}

/// Whether containers of the role run all the time. Their resources alone can be changed while they run, so the status of no other counts.
pub const fn stays(role: ContainerRole) -> bool {
    match role {
        ContainerRole::App | ContainerRole::Sidecar => true,
        ContainerRole::Init | ContainerRole::Ephemeral => false,
    }
}

/// Whether a pod's status says that its node can never give what it asks for: by a condition, of which it has these types and reasons, or, as
/// servers before 1.33 say it, by `status.resize`.
pub fn is_infeasible<'a>(conditions: impl IntoIterator<Item = (&'a str, &'a str)>, resize: &str) -> bool {
    resize == "Infeasible" || conditions.into_iter().any(|c| c == ("PodResizePending", "Infeasible"))
}

/// What the containers of a pod ask for of one resource, as the scheduler and `kubectl describe node` count it (k8s.io/component-helpers/resource):
/// the sum of its containers and of the init containers that go on running; more where an init container, with those of them that were started
/// before it, needs more; and the overhead.
#[derive(Clone, Copy, Debug)]
pub struct Sums<Q = u64> {
    infeasible: bool,
    sum: Ask<Q>,
    sidecars: Ask<Q>,
    first: Ask<Q>,
    running: Option<Ask<Q>>,
}

impl<Q: Counted> Sums<Q> {
    /// Of no container yet; whether the pod's node can never give what it asks for.
    pub const fn new(infeasible: bool) -> Self {
        const fn none<Q: Copy>() -> Ask<Q> {
            Ask { request: None, limit: None }
        }
        Self { infeasible, sum: none(), sidecars: none(), first: none(), running: None }
    }

    /// With the next container, in the order of the spec, and what it has by its status.
    pub fn add(&mut self, role: ContainerRole, wants: Ask<Q>, has: Option<Ask<Q>>) {
        let has = has.filter(|_| stays(role));
        let ask = wants.counted(has, self.infeasible);
        if stays(role) {
            self.sum = self.sum.plus(ask);
            let held = wants.held(has, self.infeasible);
            self.running = Some(self.running.map_or(held, |r| r.bounded(held)));
        }
        match role {
            ContainerRole::Init => self.first = self.first.most(ask.plus(self.sidecars)),
            ContainerRole::Sidecar => {
                self.sidecars = self.sidecars.plus(ask);
                self.first = self.first.most(self.sidecars);
            }
            ContainerRole::App | ContainerRole::Ephemeral => {}
        }
    }

    /// What the pod asks for as a whole, with what it asks for and has itself. Overhead raises a limit only where there is one.
    pub fn whole(&self, level: Ask<Q>, has: Option<Ask<Q>>, overhead: Option<Q>) -> Ask<Q> {
        let level = level.named(level.counted(has, self.infeasible));
        let Ask { request, limit } = level.or(self.sum.most(self.first));
        let over = |limit: Q| overhead.filter(|_| !limit.is_nothing()).map_or(limit, |over| limit.plus(over));
        Ask { request: both(request, overhead, Q::plus), limit: limit.map(over) }
    }

    /// What those ask for that run all the time.
    fn running(&self, level: Ask<Q>, has: Option<Ask<Q>>) -> Ask<Q> {
        let level = level.named(level.held(has, self.infeasible));
        self.running.map_or(level, |running| level.or(running))
    }
}

/// What a pod asks for of each resource that is shown, also while it is being resized: its containers, each with what it has by its status.
pub fn resized(containers: impl Iterator<Item = (ContainerRole, Asks, Option<Asks>)>, own: OwnAsks, resize: Resize) -> PodAsks {
    let none = Sums::new(resize.infeasible);
    let (mut cpu, mut memory, mut storage) = (none, none, none);
    for (role, asks, has) in containers {
        cpu.add(role, asks.cpu, has.map(|h| h.cpu));
        memory.add(role, asks.memory, has.map(|h| h.memory));
        storage.add(role, asks.storage, has.map(|h| h.storage));
    }
    let of = |sums: Sums, pick: fn(Asks) -> Ask| {
        let (level, has) = (pick(own.level), resize.has.map(pick));
        (sums.whole(level, has, pick(own.overhead).request), sums.running(level, has))
    };
    let (cpu, memory, storage) = (of(cpu, |a| a.cpu), of(memory, |a| a.memory), of(storage, |a| a.storage));
    PodAsks {
        whole: Asks { cpu: cpu.0, memory: memory.0, storage: storage.0 },
        running: Asks { cpu: cpu.1, memory: memory.1, storage: storage.1 },
    }
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

    /// By the spec alone.
    fn pod_asks(containers: impl Iterator<Item = (ContainerRole, Asks)>, own: OwnAsks) -> PodAsks {
        resized(containers.map(|(role, asks)| (role, asks, None)), own, Resize::default())
    }

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

    #[test]
    fn what_is_resized_counts_for_the_more_of_what_it_has_and_what_it_is_to_have() {
        for (wants, has, infeasible, whole, running) in [
            (cpu(Some(1), Some(2)), cpu(Some(3), Some(4)), false, cpu(Some(3), Some(4)), cpu(Some(3), Some(4))),
            (cpu(Some(3), Some(4)), cpu(Some(1), Some(2)), false, cpu(Some(3), Some(4)), cpu(Some(3), Some(2))),
            (cpu(Some(3), Some(4)), cpu(Some(1), None), false, cpu(Some(3), Some(4)), cpu(Some(3), Some(4))),
            (cpu(Some(9), Some(9)), cpu(Some(1), None), true, cpu(Some(1), None), cpu(Some(1), None)),
        ] {
            let (none, resize) = (OwnAsks::default(), Resize { has: None, infeasible });
            let what = format!("{wants:?} {has:?}");
            for role in [App, Sidecar] {
                let got = resized([(role, wants, Some(has))].into_iter(), none, resize);
                assert_eq!((got.whole, got.running), (whole, running), "{role:?} {what}");
            }
            let init = resized([(Init, wants, Some(has))].into_iter(), none, resize);
            assert_eq!(init.whole, wants, "one that ends is not resized: {what}");
            // The pod itself, beside a container that says nothing.
            let level = OwnAsks { level: wants, ..none };
            let got = resized([(App, NONE, None)].into_iter(), level, Resize { has: Some(has), infeasible });
            assert_eq!((got.whole, got.running), (whole, running), "the pod: {what}");
        }
        let resize = Resize { has: Some(both(9)), infeasible: false };
        let got = resized([(App, both(3), None)].into_iter(), OwnAsks::default(), resize);
        assert_eq!(got.whole, both(3), "what the pod does not ask for itself");
        assert!(is_infeasible([("Ready", ""), ("PodResizePending", "Infeasible")], ""));
        assert!(is_infeasible([], "Infeasible"));
        assert!(!is_infeasible([("PodResizePending", "Deferred"), ("Other", "Infeasible")], "Deferred"));
    }
}
