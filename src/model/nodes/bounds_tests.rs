//! Cases of what rules about other pods leave, as kube-scheduler decides them.

use super::fit::{Fit, fits};
use super::samples::{labels, node, pod};
use super::{Holds, LabelsOf, Node, NodePod, Operator, Placement, PodTerm, Rule, Selector, Unfit, Unseen};
use std::slice::from_ref;
use std::sync::Arc;

/// Two in one zone, one in another, one in none.
pub(super) fn nodes() -> Vec<Node> {
    [("a1", Some("a")), ("a2", Some("a")), ("b1", Some("b")), ("x1", None)]
        .map(|(name, zone)| {
            let host = Some(("host", name));
            node(name, &host.into_iter().chain(zone.map(|z| ("zone", z))).collect::<Vec<_>>())
        })
        .to_vec()
}

pub(super) fn selector(app: &str) -> Selector {
    Selector(Some(vec![Rule { key: Some("app".into()), operator: Operator::In, values: vec![app.into()] }]))
}

pub(super) fn term(app: &str, topology: &str) -> PodTerm {
    PodTerm { selector: selector(app), namespaces: vec!["iot".into()], among: Selector(None), topology: topology.into() }
}

fn apart(pod: NodePod, terms: &[PodTerm]) -> NodePod {
    NodePod { holds: Some(Arc::new(Holds { apart: terms.to_vec(), ..Holds::default() })), ..pod }
}

fn together(terms: &[PodTerm]) -> Placement {
    Placement { together: terms.to_vec(), ..Placement::default() }
}

/// What stands against each node, by the nodes' names, and what was not looked at.
pub(super) fn told(placement: &Placement, waits: &NodePod, pods: &[NodePod]) -> (Vec<(String, Unfit)>, Vec<Unseen>) {
    told_with(placement, waits, pods, &|_| None)
}

fn told_with(placement: &Placement, waits: &NodePod, pods: &[NodePod], of: LabelsOf<'_>) -> (Vec<(String, Unfit)>, Vec<Unseen>) {
    let (found, unseen) = fits(placement, waits, (&nodes(), pods), of);
    (by_name(found), unseen)
}

fn by_name(found: Vec<Fit>) -> Vec<(String, Unfit)> {
    let mut all: Vec<_> = found.into_iter().filter_map(|f| Some((f.node.to_string(), f.unfit?))).collect();
    all.sort();
    all
}

/// The same among other nodes.
pub(super) fn told_on(nodes: &[Node], placement: &Placement, waits: &NodePod, pods: &[NodePod]) -> Vec<(String, Unfit)> {
    by_name(fits(placement, waits, (nodes, pods), &|_| None).0)
}

/// These nodes, each for this.
pub(super) fn each(nodes: &[&str], unfit: &Unfit) -> Vec<(String, Unfit)> {
    nodes.iter().map(|n| ((*n).to_owned(), unfit.clone())).collect()
}

#[test]
fn a_pod_is_kept_from_those_that_it_may_not_be_beside() {
    let by = |key: &str| Unfit::Apart(key.into());
    let none = Placement::default();
    let db = || [pod("db", "a1")];
    let web = |terms: &[PodTerm]| apart(pod("web", ""), terms);
    for (terms, pods, want) in [
        (&[term("db", "host")][..], db().to_vec(), each(&["a1"], &by("host"))),
        (&[term("db", "zone")], db().to_vec(), each(&["a1", "a2"], &by("zone"))),
        (&[term("api", "zone")], db().to_vec(), vec![]),
        // Where the label is not, nothing is in the same place.
        (&[term("db", "zone")], vec![pod("db", "x1")], vec![]),
        (&[term("db", "rack")], db().to_vec(), vec![]),
        // Its own like.
        (&[term("web", "host")], vec![pod("web", "a1"), pod("web", "b1")], each(&["a1", "b1"], &by("host"))),
        (
            &[term("db", "host"), term("api", "zone")],
            vec![pod("db", "a1"), pod("api", "b1")],
            [each(&["a1"], &by("host")), each(&["b1"], &by("zone"))].concat(),
        ),
        // One that goes is still there, one that has ended is not, nor is one of another namespace.
        (&[term("db", "host")], vec![NodePod { going: true, ..pod("db", "a1") }], each(&["a1"], &by("host"))),
        (&[term("db", "host")], vec![NodePod { ended: true, ..pod("db", "a1") }], vec![]),
        (&[term("db", "host")], vec![NodePod { namespace: "shop".into(), ..pod("db", "a1") }], vec![]),
        (&[term("db", "host")], vec![pod("db", "")], vec![]),
    ] {
        assert_eq!(told(&none, &web(terms), &pods), (want, vec![]), "{terms:?} {pods:?}");
    }
}

#[test]
fn those_that_are_there_keep_a_pod_away() {
    let by = |key: &str| Unfit::Kept(key.into());
    let keeper = |node: &str, key: &str| apart(pod("db", node), &[term("web", key)]);
    let none = Placement::default();
    assert_eq!(told(&none, &pod("web", ""), &[keeper("a1", "zone")]).0, each(&["a1", "a2"], &by("zone")));
    assert_eq!(told(&none, &pod("web", ""), &[keeper("a1", "host"), keeper("b1", "host")]).0, each(&["a1", "b1"], &by("host")));
    assert_eq!(told(&none, &pod("web", ""), &[keeper("x1", "zone")]).0, []);
    assert_eq!(told(&none, &pod("api", ""), &[keeper("a1", "zone")]).0, []);
    // What the pod itself says is named first.
    let both = apart(pod("web", ""), &[term("db", "host")]);
    let want = [each(&["a1"], &Unfit::Apart("host".into())), each(&["a2"], &by("zone"))].concat();
    assert_eq!(told(&none, &both, &[keeper("a1", "zone")]).0, want);
}

#[test]
fn a_pod_is_put_beside_those_that_it_must_be_beside() {
    let by = |key: &str| Unfit::Together(key.into());
    let web = pod("web", "");
    for (terms, pods, want) in [
        (&[term("db", "zone")][..], vec![pod("db", "a1")], each(&["b1", "x1"], &by("zone"))),
        (&[term("db", "host")], vec![pod("db", "a1")], each(&["a2", "b1", "x1"], &by("host"))),
        (&[term("db", "zone")], vec![], each(&["a1", "a2", "b1", "x1"], &by("zone"))),
        // All terms must mean the same pod.
        (
            &[term("db", "zone"), term("api", "zone")],
            vec![pod("db", "a1"), pod("api", "a1")],
            each(&["a1", "a2", "b1", "x1"], &by("zone")),
        ),
        // The first of its own like goes wherever the label is, the next to it.
        (&[term("web", "zone")], vec![pod("db", "a1")], each(&["x1"], &by("zone"))),
        (&[term("web", "zone")], vec![pod("web", "b1")], each(&["a1", "a2", "x1"], &by("zone"))),
        (&[term("web", "zone")], vec![pod("web", "x1")], each(&["x1"], &by("zone"))),
        (
            &[term("web", "zone"), term("web", "host")],
            vec![pod("web", "a1")],
            [each(&["a2"], &by("host")), each(&["b1", "x1"], &by("zone"))].concat(),
        ),
    ] {
        assert_eq!(told(&together(terms), &web, &pods).0, want, "{terms:?} {pods:?}");
    }
}

#[test]
fn labels_of_namespaces_are_asked_where_a_term_goes_by_them_and_never_guessed() {
    let prod = Selector(Some(vec![Rule { key: Some("env".into()), operator: Operator::In, values: vec!["prod".into()] }]));
    let term = PodTerm { among: prod, namespaces: vec![], ..term("db", "host") };
    let far = NodePod { namespace: "shop".into(), ..pod("db", "a1") };
    let dark = (vec![], vec![Unseen::Namespaces]);
    let known = |name: &str| (name == "shop").then(|| labels(&[("env", "prod")]));
    let web = apart(pod("web", ""), from_ref(&term));
    assert_eq!(told(&Placement::default(), &web, from_ref(&far)), dark);
    let want = (each(&["a1"], &Unfit::Apart("host".into())), vec![]);
    assert_eq!(told_with(&Placement::default(), &web, from_ref(&far), &known), want);
    assert_eq!(
        told(&Placement::default(), &web, &[pod("api", "a1")]),
        (vec![], vec![]),
        "what it selects nowhere needs no namespace"
    );
    let beside = together(from_ref(&term));
    assert_eq!(told(&beside, &pod("web", ""), from_ref(&far)), dark);
    let want = (each(&["a2", "b1", "x1"], &Unfit::Together("host".into())), vec![]);
    assert_eq!(told_with(&beside, &pod("web", ""), &[far], &known), want);
    // The first of its like, in a namespace whose labels are not known.
    let first = NodePod { namespace: "shop".into(), ..pod("db", "") };
    assert_eq!(told(&beside, &first, &[]), dark);
    assert_eq!(told_with(&beside, &first, &[], &known), (vec![], vec![]));
    let keeper = apart(pod("api", "b1"), &[term]);
    let waits = NodePod { namespace: "shop".into(), ..pod("db", "") };
    assert_eq!(told(&Placement::default(), &waits, from_ref(&keeper)), dark);
    let want = (each(&["b1"], &Unfit::Kept("host".into())), vec![]);
    assert_eq!(told_with(&Placement::default(), &waits, &[keeper], &known), want);
}
