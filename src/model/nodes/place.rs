//! Whether a pod may be on a node, as the scheduler decides it: room, taints, what its template and its volumes select.

use super::{Amounts, HostPort, Node, PodTerm, Spread, Taint, Unseen, Volume};
use crate::model::Name;

/// The taint of a node that is cordoned.
const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

/// What a pod says of where it may be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Placement {
    /// The taints that it bears.
    pub tolerations: Vec<Toleration>,
    /// Labels that the node must have (`nodeSelector`).
    pub selector: Vec<(Name, Name)>,
    /// Of these terms one must hold (`requiredDuringSchedulingIgnoredDuringExecution`); all nodes will do where there are none.
    pub affinity: Vec<Term>,
    /// Where its volumes can be had.
    pub volumes: Vec<Volume>,
    /// Beside which pods it must be.
    pub together: Vec<PodTerm>,
    /// How it and its like are to be spread.
    pub spread: Vec<Spread>,
    /// What it says beside that is not looked at.
    pub unseen: Vec<Unseen>,
}

/// A taint that is borne. What is empty stands for all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Toleration {
    /// The taint's key.
    pub key: Name,
    /// The taint's value, where it must be that one.
    pub value: Option<Name>,
    /// The taint's effect.
    pub effect: Name,
}

/// Rules that must all hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Term(pub Vec<Rule>);

/// A rule for a label, or for the name of a node.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rule {
    /// The label's key; `None` for the node's name.
    pub key: Option<Name>,
    /// How its value is held against those of the rule.
    pub operator: Operator,
    /// The rule's values.
    pub values: Vec<Name>,
}

/// How a value is held against those of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs, reason = "named as the API's")]
pub enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
    Gt,
    Lt,
    /// One that is not known: it holds nowhere.
    Other,
}

/// Why a pod may not be on a node.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Unfit {
    /// It is not ready.
    NotReady,
    /// It is cordoned.
    Cordoned,
    /// A taint that the pod does not bear.
    Taint(String),
    /// The pod selects other nodes.
    Selected,
    /// This port of it is taken.
    Port(HostPort),
    /// This claim has no volume yet, and has to have one before.
    Unbound(Name),
    /// A volume of this claim is elsewhere.
    Volume(Name),
    /// It has no such label, by which its like are to be spread.
    Unlabelled(Name),
    /// More of its like would be in the same place than may be, by this label.
    Spread(Name),
    /// No pod beside which it must be is in the same place, by this label.
    Together(Name),
    /// A pod beside which it may not be is, by this label.
    Apart(Name),
    /// A pod that is there lets none such be beside it, by this label.
    Kept(Name),
    /// There is no room for so many pods.
    Pods,
    /// Too little CPU: so many thousandths of a core are free.
    Cpu(i64),
    /// Too little memory: so many bytes are free.
    Memory(i64),
    /// Too little ephemeral storage: so many bytes are free.
    Storage(i64),
}

impl Unfit {
    /// Whether other pods that find their places may do away with it.
    pub(super) const fn may_pass(&self) -> bool {
        match self {
            Self::Together(_) | Self::Spread(_) => true,
            Self::NotReady
            | Self::Cordoned
            | Self::Taint(_)
            | Self::Selected
            | Self::Port(_)
            | Self::Unbound(_)
            | Self::Volume(_)
            | Self::Unlabelled(_)
            | Self::Apart(_)
            | Self::Kept(_)
            | Self::Pods
            | Self::Cpu(_)
            | Self::Memory(_)
            | Self::Storage(_) => false,
        }
    }
}

impl Toleration {
    fn bears(&self, taint: &Taint) -> bool {
        (self.key.is_empty() || self.key == taint.key)
            && self.value.as_ref().is_none_or(|v| *v == taint.value)
            && (self.effect.is_empty() || self.effect == taint.effect)
    }
}

impl Rule {
    fn holds(&self, node: &Node) -> bool {
        match &self.key {
            Some(key) => self.allows(node.labels.get(key)),
            None => self.allows(Some(&*node.name)),
        }
    }

    /// Whether it holds where this is the value; `None` for none.
    pub(super) fn allows(&self, value: Option<&str>) -> bool {
        let among = |value: &str| self.values.iter().any(|v| **v == *value);
        let number = |text: &str| text.parse::<i64>().ok();
        let bound = self.values.first().and_then(|v| number(v));
        match self.operator {
            Operator::In => value.is_some_and(among),
            Operator::NotIn => !value.is_some_and(among),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::Gt => value.and_then(number).zip(bound).is_some_and(|(v, b)| v > b),
            Operator::Lt => value.and_then(number).zip(bound).is_some_and(|(v, b)| v < b),
            Operator::Other => false,
        }
    }
}

pub(super) fn one_holds(terms: &[Term], node: &Node) -> bool {
    // A term without a rule selects no node.
    terms.is_empty() || terms.iter().any(|t| !t.0.is_empty() && t.0.iter().all(|r| r.holds(node)))
}

impl Placement {
    fn bears(&self, taint: &Taint) -> bool {
        self.tolerations.iter().any(|own| own.bears(taint))
    }

    /// The taints of a node that keep it away. What is cordoned is held as a taint, whether or not the node carries that yet.
    fn hindered<'s>(&'s self, node: &'s Node) -> impl Iterator<Item = &'s Taint> + use<'s> {
        node.taints.iter().filter(|t| matches!(&*t.effect, "NoSchedule" | "NoExecute") && !self.bears(t))
    }

    fn bears_cordon(&self) -> bool {
        self.bears(&Taint { key: UNSCHEDULABLE.into(), value: "".into(), effect: "NoSchedule".into() })
    }

    /// Whether it bears all that keeps pods from a node, which may be being cordoned.
    pub(super) fn bears_all(&self, node: &Node, shut: bool) -> bool {
        self.hindered(node).next().is_none() && (!(shut || node.cordoned) || self.bears_cordon())
    }

    /// Whether it selects a node.
    pub(super) fn selects(&self, node: &Node) -> bool {
        one_holds(&self.affinity, node) && self.selector.iter().all(|(k, v)| node.labels.get(k) == Some(&**v))
    }

    /// What stands against a node by what it is.
    pub(super) fn unsuited<'s>(&'s self, node: &'s Node) -> impl Iterator<Item = Unfit> + use<'s> {
        let cordoned = node.cordoned && !self.bears_cordon();
        let taints = self.hindered(node).filter(move |t| !(cordoned && &*t.key == UNSCHEDULABLE));
        cordoned
            .then_some(Unfit::Cordoned)
            .into_iter()
            .chain((!node.is_ready()).then_some(Unfit::NotReady))
            .chain(taints.map(|t| Unfit::Taint(t.to_string())))
            .chain((!self.selects(node)).then_some(Unfit::Selected))
    }

    /// What stands against every node.
    pub(super) fn unbound(&self) -> impl Iterator<Item = Unfit> + use<'_> {
        self.volumes.iter().filter(|v| v.unbound).map(|v| Unfit::Unbound(v.claim.clone()))
    }

    /// What stands against a node by the volumes that cannot be had there.
    pub(super) fn unreached<'s>(&'s self, node: &'s Node) -> impl Iterator<Item = Unfit> + use<'s> {
        self.volumes.iter().filter(|v| !v.is_near(node)).map(|v| Unfit::Volume(v.claim.clone()))
    }
}

/// What stands against a node of which so much is left, for so many pods.
pub(super) fn lacks(requests: Amounts, free: Amounts, room: i64) -> impl Iterator<Item = Unfit> {
    let less = |want: i64, have: i64| want > 0 && want > have;
    [
        (room < 1).then_some(Unfit::Pods),
        less(requests.cpu, free.cpu).then_some(Unfit::Cpu(free.cpu)),
        less(requests.memory, free.memory).then_some(Unfit::Memory(free.memory)),
        less(requests.storage, free.storage).then_some(Unfit::Storage(free.storage)),
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn node() -> Node {
        let taint = Taint { key: "gpu".into(), value: "yes".into(), effect: "NoSchedule".into() };
        Node { name: "n-1".into(), taints: Box::new([taint]), ..samples::node("n", &[("zone", "a"), ("cores", "8")]) }
    }

    fn rule(key: &str, operator: Operator, values: &[&str]) -> Term {
        Term(vec![Rule { key: Some(key.into()), operator, values: values.iter().map(|v| Name::from(*v)).collect() }])
    }

    #[test]
    fn it_is_decided_as_the_scheduler_does() {
        let bears = Toleration { key: "gpu".into(), value: None, effect: "".into() };
        let placed = Placement { tolerations: vec![bears.clone()], ..Placement::default() };
        let (small, free) = (Amounts { cpu: 100, memory: 1 << 20, storage: 0 }, Amounts { cpu: 200, memory: 1 << 25, storage: 0 });
        let refused = |p: &Placement, node: &Node, requests: Amounts, free: Amounts, room: i64| {
            p.unsuited(node).chain(lacks(requests, free, room)).chain(p.unreached(node)).next()
        };
        let at = |p: &Placement| refused(p, &node(), small, free, 3);
        assert_eq!(at(&placed), None);
        assert_eq!(at(&Placement::default()), Some(Unfit::Taint("gpu=yes:NoSchedule".into())));
        for (value, effect, bears) in
            [(Some("yes"), "NoSchedule", true), (Some("no"), "", false), (None, "NoExecute", false), (Some("yes"), "", true)]
        {
            let own = Toleration { key: "gpu".into(), value: value.map(Name::from), effect: effect.into() };
            assert_eq!(at(&Placement { tolerations: vec![own], ..Placement::default() }).is_none(), bears, "{value:?} {effect}");
        }
        for (term, fits) in [
            (rule("zone", Operator::In, &["a", "b"]), true),
            (rule("zone", Operator::NotIn, &["a"]), false),
            (rule("rack", Operator::NotIn, &["a"]), true),
            (rule("rack", Operator::Exists, &[]), false),
            (rule("rack", Operator::DoesNotExist, &[]), true),
            (rule("cores", Operator::Gt, &["4"]), true),
            (rule("cores", Operator::Lt, &["8"]), false),
            (Term(vec![Rule { key: None, operator: Operator::In, values: vec!["n-1".into()] }]), true),
            (Term::default(), false),
        ] {
            let p = Placement { affinity: vec![term.clone()], ..placed.clone() };
            assert_eq!(at(&p).is_none(), fits, "{term:?}");
            let p = Placement {
                volumes: vec![Volume { claim: "data".into(), terms: vec![term], zones: Vec::new(), unbound: false }],
                ..placed.clone()
            };
            assert_eq!(at(&p), (!fits).then(|| Unfit::Volume("data".into())));
        }
        let p = Placement { selector: vec![("zone".into(), "b".into())], ..placed.clone() };
        assert_eq!(at(&p), Some(Unfit::Selected));
        assert_eq!(refused(&placed, &node(), small, free, 0), Some(Unfit::Pods));
        assert_eq!(refused(&placed, &node(), Amounts { cpu: 300, ..small }, free, 1), Some(Unfit::Cpu(200)));
        assert_eq!(refused(&placed, &Node { cordoned: true, ..node() }, small, free, 1), Some(Unfit::Cordoned));
        for (key, effect, borne) in
            [(UNSCHEDULABLE, "NoSchedule", true), (UNSCHEDULABLE, "", true), ("", "", true), (UNSCHEDULABLE, "NoExecute", false)]
        {
            let own = Toleration { key: key.into(), value: None, effect: effect.into() };
            let p = Placement { tolerations: vec![bears.clone(), own], ..Placement::default() };
            let refused = refused(&p, &Node { cordoned: true, ..node() }, small, free, 1);
            assert_eq!(refused, (!borne).then_some(Unfit::Cordoned), "{key} {effect}");
        }
        assert_eq!(refused(&placed, &Node { ready: "Unknown".into(), ..node() }, small, free, 1), Some(Unfit::NotReady));
        // Who requests nothing needs nothing, even where there is less than nothing.
        assert_eq!(refused(&placed, &node(), Amounts::default(), Amounts { cpu: -1, memory: -1, storage: -1 }, 1), None);
    }
}
