//! Why no node takes a pod, node by node: what is free there, what stands against it, and the least that would have to change.

use super::Why;
use super::pod::text;
use crate::cluster::change::{placement, volumes};
use crate::cluster::nodes;
use crate::cluster::session::Session;
use crate::cluster::watch::list_once;
use crate::model::feed::{Row, Scope};
use crate::model::labels::Labels;
use crate::model::nodes::fit::{Change, Fit, fits};
use crate::model::nodes::{Amounts, PodTerm, Unfit, Unseen, cores, memory};
use crate::model::{Kind, Name};
use serde_json::Value;
use std::collections::HashMap;

/// The most nodes that are listed: the others are counted.
const SHOWN: usize = 20;

/// With the nodes, or why they are not known.
pub(super) async fn with_nodes(session: &Session, pod: &Value, why: Why) -> Why {
    let (nodes, pods) = match nodes::list(session).await {
        Ok(both) => both,
        Err(e) => return why.with("Nodes", format!("not known: {e}")),
    };
    let uid = text(&pod["metadata"]["uid"]);
    // What it asks for is counted as that of all others is.
    let Some(own) = pods.iter().find(|p| p.uid.to_string() == uid) else {
        return why.with("Nodes", "not known: it is not among the pods any more");
    };
    let mut placement = placement::placement(pod);
    let (found, _) = volumes::of(session, &[pod]).await;
    _ = volumes::add(&mut placement, pod, &found, &[]);
    let terms = || pods.iter().flat_map(|p| &p.holds).flat_map(|h| &h.apart).chain(&placement.together);
    let labels = if terms().any(PodTerm::asks_namespaces) { labels(session).await } else { HashMap::new() };
    let (fits, unseen) = fits(&placement, own, (&nodes, &pods), &|name| labels.get(name).cloned());
    with_fits(why, own.requests, &fits, &unseen)
}

/// The labels of all namespaces; none where they cannot be listed.
async fn labels(session: &Session) -> HashMap<Name, Labels> {
    let rows = list_once(session, &Scope::all(Kind::Namespace)).await.unwrap_or_default();
    rows.into_iter().filter_map(|row| if let Row::Namespace(n) = row { Some((n.name, n.labels)) } else { None }).collect()
}

fn with_fits(why: Why, requests: Amounts, fits: &[Fit], unseen: &[Unseen]) -> Why {
    let far = Unseen::not_looked_at(unseen);
    let mut why = why.with("It requests", asked(requests));
    if let Some((fit, change)) = fits.first().and_then(|f| Some((f, f.change.as_ref()?))) {
        why = why.with("It would fit", format!("{}{far}", would(fit, change, requests)));
    } else if let Some(fit) = fits.iter().find(|f| f.unfit.is_none()) {
        why = why.with("It would fit", format!("on {}, by what is known now{far}", fit.node));
    }
    let rows = fits.iter().take(SHOWN).map(|f| {
        let verdict = f.unfit.as_ref().map_or_else(|| "nothing of this stands against it".into(), |u| verdict(u, requests));
        [f.node.to_string(), left(f.free.cpu, cores), left(f.free.memory, memory), f.room.max(0).to_string(), verdict]
    });
    let title = ["NODE", "CPU FREE", "MEMORY FREE", "PODS FREE", "VERDICT"].map(str::to_owned);
    let rows: Vec<[String; 5]> = std::iter::once(title).chain(rows).collect();
    let widths: Vec<usize> = (0..4).map(|i| rows.iter().map(|r| r[i].chars().count()).max().unwrap_or_default()).collect();
    why.table = rows
        .iter()
        .map(|row| {
            let cells = row[..4].iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}  ")).collect::<String>();
            format!("{cells}{}", row[4])
        })
        .collect();
    if fits.len() > SHOWN {
        why.table.push(format!("and {} more nodes", fits.len() - SHOWN));
    }
    why
}

fn left(free: i64, words: fn(i64) -> String) -> String {
    words(free.max(0))
}

/// `cpu 2, memory 1Gi`.
fn asked(requests: Amounts) -> String {
    let mut parts = Vec::new();
    for (name, amount, words) in [
        ("cpu", requests.cpu, cores as fn(i64) -> String),
        ("memory", requests.memory, memory),
        ("ephemeral-storage", requests.storage, memory),
    ] {
        if amount > 0 {
            parts.push(format!("{name} {}", words(amount)));
        }
    }
    if parts.is_empty() { "nothing".into() } else { parts.join(", ") }
}

fn would(fit: &Fit, change: &Change, requests: Amounts) -> String {
    let node = &fit.node;
    match change {
        Change::Less(less) => {
            // Only what has to become less.
            let lowered = requests.with(*less, |want, have| if have < want { have } else { 0 });
            format!("on {node}, if it requested at most {}", asked(lowered))
        }
        Change::Uncordon => format!("on {node}, if it were uncordoned"),
        Change::Tolerate(taints) => format!("on {node}, if it tolerated {}", taints.join(", ")),
        Change::Select => format!("on {node}, if its nodeSelector or affinity allowed it"),
        Change::Spread => format!("on {node}, if its topology spread allowed it"),
        Change::Others => format!("on {node}, if its affinity to other pods allowed it"),
        Change::Port(port) => format!("on {node}, if its host port {port} were free"),
        Change::Pods => format!("on {node}, if it could have more pods"),
    }
}

fn verdict(unfit: &Unfit, requests: Amounts) -> String {
    match unfit {
        Unfit::NotReady => "not ready".into(),
        Unfit::Cordoned => "cordoned".into(),
        Unfit::Taint(taint) => format!("taint {taint} is not tolerated"),
        Unfit::Selected => "not what its nodeSelector or affinity asks for".into(),
        Unfit::Unlabelled(key) => format!("it has no label {key}, by which its topology spread goes"),
        Unfit::Spread(key) => format!("its topology spread allows no more there, by {key}"),
        Unfit::Together(key) => format!("no pod of its pod affinity is there, by {key}"),
        Unfit::Apart(key) => format!("a pod of its pod anti-affinity is there, by {key}"),
        Unfit::Kept(key) => format!("the anti-affinity of a pod that is there keeps it away, by {key}"),
        Unfit::Port(port) => format!("host port {port} is taken"),
        Unfit::Unbound(claim) => format!("claim {claim} is bound to no volume"),
        Unfit::Volume(claim) => format!("a volume for claim {claim} cannot be had there"),
        Unfit::Pods => "no room for one more pod".into(),
        Unfit::Cpu(free) => format!("cpu: {} of {} free", cores((*free).max(0)), cores(requests.cpu)),
        Unfit::Memory(free) => format!("memory: {} of {} free", memory((*free).max(0)), memory(requests.memory)),
        Unfit::Storage(free) => format!("ephemeral-storage: {} of {} free", memory((*free).max(0)), memory(requests.storage)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(node: &str, cpu: i64, unfit: Option<Unfit>, change: Option<Change>) -> Fit {
        Fit { node: node.into(), free: Amounts { cpu, memory: 2 << 30, storage: 0 }, room: 7, unfit, change }
    }

    #[test]
    fn nodes_stand_in_a_table_with_the_least_change_above() {
        let requests = Amounts { cpu: 2000, memory: 1 << 30, storage: 0 };
        let less = Change::Less(Amounts { cpu: 1500, ..requests });
        let fits = [
            fit("n-1", 1500, Some(Unfit::Cpu(1500)), Some(less)),
            fit("edge-2", -200, Some(Unfit::Taint("gpu:NoSchedule".into())), None),
        ];
        let mut out = String::new();
        with_fits(Why::new("no node fits"), requests, &fits, &[]).write(&mut out, "Why it does not run");
        assert_eq!(
            out,
            "\nWhy it does not run:\n  no node fits\n    It requests:    cpu 2, memory 1Gi\n    \
             It would fit:   on n-1, if it requested at most cpu 1.5\n\n    \
             NODE    CPU FREE  MEMORY FREE  PODS FREE  VERDICT\n    \
             n-1     1.5       2Gi          7          cpu: 1.5 of 2 free\n    \
             edge-2  0         2Gi          7          taint gpu:NoSchedule is not tolerated\n\n"
        );
    }

    #[test]
    fn each_change_is_told_in_words() {
        let requests = Amounts { cpu: 100, memory: 0, storage: 0 };
        for (change, want) in [
            (Change::Uncordon, "on n, if it were uncordoned"),
            (
                Change::Tolerate(vec!["a:NoSchedule".into(), "b=c:NoExecute".into()]),
                "on n, if it tolerated a:NoSchedule, b=c:NoExecute",
            ),
            (Change::Select, "on n, if its nodeSelector or affinity allowed it"),
            (Change::Pods, "on n, if it could have more pods"),
        ] {
            assert_eq!(would(&fit("n", 0, None, None), &change, requests), want);
        }
        assert_eq!(asked(Amounts::default()), "nothing");
    }
}
