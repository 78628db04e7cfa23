//! Nodes and their pods as the view of the nodes is told of them, and kubectl's word for what they take.

use crate::support::ground::LONG;
use dogwatch::cluster::Session;
use dogwatch::cluster::change::Gate;
use dogwatch::cluster::nodes::NodesWatch;
use dogwatch::cluster::watch::list_once;
use dogwatch::model::change::{Change, Consent, Intent, Outcome, Target};
use dogwatch::model::feed::{Row, Scope};
use dogwatch::model::nodes::foresee::{Fate, Fits, Group, foresee};
use dogwatch::model::nodes::{Amounts, Known, Node, NodePod, NodesNews, percent};
use dogwatch::model::{Kind, Uid};
use dogwatch::views::nodes::told::{Sum, sums};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::channel;
use tokio::time::timeout;

/// Both, once each list has come to its end.
pub async fn known(session: &Session) -> (Known<Node>, Known<NodePod>) {
    let (tx, mut rx) = channel(8);
    let _watch = NodesWatch::start(session, &tx);
    let (mut nodes, mut pods) = (Known::default(), Known::default());
    while !(nodes.is_complete() && pods.is_complete()) {
        match timeout(LONG, rx.recv()).await.expect("nodes and pods in time").expect("the watch goes on") {
            NodesNews::Nodes(deltas) => nodes.apply(deltas, |n: &Node| n.uid.clone()),
            NodesNews::Pods(deltas) => pods.apply(deltas, |p: &NodePod| p.uid.clone()),
            NodesNews::NodesStand(state) => nodes.stands(state),
            NodesNews::PodsStand(state) => pods.stands(state),
        }
    }
    (nodes, pods)
}

/// What `kubectl describe node` prints under `Allocated resources`: requests and limits, each with its percent, of CPU, memory and storage.
fn described(text: &str) -> (Amounts, Amounts, Vec<i64>) {
    let table = text.split("Allocated resources:").nth(1).unwrap_or_else(|| panic!("no table: {text}"));
    let cells = |name: &str| -> Vec<String> {
        let line = table.lines().find(|l| l.split_whitespace().next() == Some(name));
        let line = line.unwrap_or_else(|| panic!("{name}: {table}"));
        line.split_whitespace().skip(1).map(|c| c.trim_matches(['(', ')', '%']).to_owned()).collect()
    };
    let (cpu, memory, storage) = (cells("cpu"), cells("memory"), cells("ephemeral-storage"));
    let at = |i: usize| Amounts::of(&cpu[i], &memory[i], &storage[i]);
    let percents = [&cpu, &memory, &storage].into_iter().flat_map(|c| [c[1].parse().unwrap(), c[3].parse().unwrap()]).collect();
    (at(0), at(2), percents)
}

/// Holds what the view says of a node against kubectl's word, taken before and after: `None` while they are not one.
pub async fn agree(session: &Session, node: &str, describe: impl Fn() -> String) -> Option<Sum> {
    let before = describe();
    let (nodes, pods) = known(session).await;
    if described(&before) != described(&describe()) {
        return None;
    }
    let sum = sums(&pods).get(node).copied().unwrap_or_default();
    let have = nodes.all().find(|n| &*n.name == node)?.allocatable;
    let (requests, limits, percents) = described(&before);
    assert_eq!((sum.requests, sum.limits), (requests, limits), "{node}: {before}");
    let of = |part: i64, limit: i64, whole: i64| [percent(part, whole), percent(limit, whole)];
    let ours: Vec<i64> = [
        of(requests.cpu, limits.cpu, have.cpu),
        of(requests.memory, limits.memory, have.memory),
        of(requests.storage, limits.storage, have.storage),
    ]
    .concat();
    assert_eq!(ours, percents, "{node}: {before}");
    let listed = before.split("Non-terminated Pods:").nth(1).and_then(|t| t.split('(').nth(1)).and_then(|t| t.split(' ').next());
    assert_eq!(listed.and_then(|n| n.parse().ok()), Some(sum.pods), "{before}");
    Some(sum)
}

/// The pods that are on a node now.
async fn on(session: &Session, node: &str) -> Vec<Uid> {
    let rows = list_once(session, &Scope::all(Kind::Pod)).await.unwrap();
    let pods = rows.into_iter().filter_map(|row| if let Row::Pod(pod) = row { Some(pod) } else { None });
    pods.filter(|p| p.node.as_deref() == Some(node)).map(|p| p.uid).collect()
}

/// Says beforehand what a drain does, drains, and holds one against the other, pod by pod. Gives what was said.
pub async fn foreseen_and_drained(gate: &Gate, session: &Session, target: &Target) -> Vec<Group> {
    let (nodes, pods) = known(session).await;
    let forecast = gate.foresee(target).await.unwrap();
    assert_eq!(forecast.unread, []);
    let groups = foresee(&target.name, &forecast, (&nodes, &pods), &|_| None);
    let preview = gate.preview(Intent::new(77, target.clone(), Change::Drain { force: false })).await.unwrap();
    let consent = Consent { yes: true, count: 1, typed: Some(target.name.to_string()), ..Consent::default() };
    let carried = timeout(LONG, gate.carry_out(preview, &consent, &|_| {})).await.expect("the drain ends");
    assert!(matches!(carried.outcome, Outcome::Taken { .. }), "{carried:?}");
    let left = on(session, &target.name).await;
    let told: HashMap<&Uid, (&str, Fate)> = forecast.pods.iter().map(|p| (&p.uid, (&*p.name, p.fate))).collect();
    for (uid, (name, fate)) in &told {
        assert_eq!(left.contains(uid), !fate.goes(), "{name} is {fate:?}");
    }
    assert!(left.iter().all(|uid| told.contains_key(uid)), "nothing has come onto it");
    groups
}

/// Whether each group that was said to fit has found nodes, and no more waits for one.
pub async fn placed(session: &Session, groups: &[Group]) -> bool {
    let by = Instant::now() + LONG;
    loop {
        let (_, pods) = known(session).await;
        let waits =
            |g: &&Group| pods.all().any(|p| p.namespace == g.namespace && p.owner == g.owner && p.node.is_empty() && !p.ended);
        if !groups.iter().filter(|g| matches!(g.fits, Fits::On(..))).any(|g| waits(&g)) {
            return true;
        }
        if Instant::now() > by {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
