//! Nodes, and what their pods take.

use crate::app::text::{NodeText, Taken};
use crate::model::Name;
use crate::model::nodes::foresee::{Budget, Fate, Fits, Group, Local, Part};
use crate::model::nodes::{Unfit, Unseen, cores, memory, percent};

pub(super) fn text(text: &NodeText) -> String {
    match text {
        NodeText::Ready { since, cordoned } => {
            let since = since.as_ref().map(|age| format!(" for {age}")).unwrap_or_default();
            format!("ready{since}{}", held(*cordoned))
        }
        NodeText::NotReady { known, since, why, cordoned } => {
            let word = if *known { "not ready" } else { "not known whether it is ready" };
            let since = since.as_ref().map(|age| format!(", for {age}")).unwrap_or_default();
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            format!("{word}{since}{why}{}", held(*cordoned))
        }
        NodeText::Unheard => "its kubelet has not said yet whether it is ready".to_owned(),
        NodeText::Troubles(all) => {
            let one = |(kind, age): &(Name, Option<String>)| match age {
                Some(age) => format!("{kind} for {age}"),
                None => kind.to_string(),
            };
            all.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        NodeText::Uses { part, whole } => {
            let used = [share("CPU", part.cpu, whole.cpu, cores), share("memory", part.memory, whole.memory, memory)];
            used.join("  ")
        }
        NodeText::Went([cpu, memory]) => format!("15 min: CPU {cpu} memory {memory}"),
        NodeText::Takes(taken) => takes(taken),
        NodeText::NotSummed(why) => format!("not known, since pods of all namespaces may not be listed: {why}"),
        NodeText::NotListed(why) => format!("not known: {why}"),
        NodeText::Summing(0) => "the pods of all namespaces are being listed …".to_owned(),
        NodeText::Summing(count) => format!("the pods of all namespaces are being listed: {count} …"),
        NodeText::WouldDrain(node, None) => format!("Draining {node}"),
        NodeText::WouldDrain(node, Some([goes, stays, bare])) => {
            let bare = if *bare > 0 { format!(", {bare} without a controller") } else { String::new() };
            format!("Draining {node}: {goes} go, {stays} stay (DaemonSets, the node's own){bare}")
        }
        NodeText::Would(group) => would(group),
        NodeText::Foreseeing => "what a drain would do is being read …".to_owned(),
        NodeText::NotForeseen(why) => format!("what a drain would do cannot be told: {why}"),
        NodeText::Unread(Part::Budgets, why) => format!("PodDisruptionBudgets cannot be read, so that none is counted: {why}"),
        NodeText::Unread(Part::Volumes, why) => format!("not all claims and volumes can be read: {why}"),
        NodeText::NothingToDrain => "no pods are on it".to_owned(),
        NodeText::AgainToDrain(key) => format!("this is what it would do; {key} again asks whether to drain"),
        NodeText::More(rows) => format!("{rows} more"),
        NodeText::ReadOnly => "read-only mode (--readonly): nothing is changed".to_owned(),
        NodeText::TooLow => "the screen is too low to show the pods here".to_owned(),
        NodeText::NoPods => "no pods of this node are known".to_owned(),
        NodeText::NothingChosen => "there is nothing under the cursor".to_owned(),
    }
}

const fn held(cordoned: bool) -> &'static str {
    if cordoned { "; cordoned: no new pods come onto it" } else { "" }
}

fn share(what: &str, part: i64, whole: i64, write: fn(i64) -> String) -> String {
    format!("{what} {}/{} {}%", write(part), write(whole), percent(part, whole))
}

fn takes(Taken { part, whole, pods }: &Taken) -> String {
    let mut out = vec![
        share("CPU", part.cpu, whole.cpu, cores),
        share("memory", part.memory, whole.memory, memory),
        share("storage", part.storage, whole.storage, memory),
    ];
    out.extend(pods.map(|(pods, room)| format!("pods {pods}/{room}")));
    out.join("  ")
}

fn would(group: &Group) -> String {
    let here = group.pods.len();
    match group.fate {
        Fate::Bare => return "stays: no controller would replace it; :force-drain would delete it".to_owned(),
        Fate::Ended => return format!("{here} ended, and taken away"),
        Fate::Daemon => return format!("{here} here, stays: a DaemonSet's"),
        Fate::Mirror => return "stays: the node's own".to_owned(),
        Fate::Goes => {}
    }
    let mut out = vec![match (here, group.elsewhere) {
        (1, Some(0)) if group.alone => "only replica".to_owned(),
        (_, Some(0)) => format!("{here} here, none ready elsewhere"),
        (_, Some(elsewhere)) => format!("{here} here, {elsewhere} ready elsewhere"),
        (_, None) => format!("{here} here"),
    }];
    match &group.budget {
        Budget::None => {}
        Budget::Allows(name, ..=0) => out.push(format!("held: PDB {name} allows none now")),
        Budget::Allows(name, n) => out.push(format!("PDB {name} allows {n}")),
        Budget::Several(names) => out.push(format!("held: the server evicts no pod of several PDBs ({})", names.join(", "))),
    }
    for local in &group.local {
        out.push(match local {
            Local::EmptyDir => "loses its emptyDir".to_owned(),
            Local::HostPath(path) => format!("{path} stays on this node"),
            Local::Volume(claim) => format!("volume of {claim} is this node's"),
        });
    }
    match &group.fits {
        Fits::Unknown => {}
        Fits::On(nodes, unseen) => out.push(format!("fits on {}{}", some(nodes), Unseen::not_looked_at(unseen))),
        Fits::Nowhere(count, why) => {
            let who = if *count == here { String::new() } else { format!("{count} of them ") };
            let fit = if *count == 1 || who.is_empty() { "fits" } else { "fit" };
            let why: Vec<String> = why.iter().map(|(unfit, nodes)| unfits(unfit, *nodes)).collect();
            let why = if why.is_empty() { "there is no other node".to_owned() } else { why.join(", ") };
            out.push(format!("{who}{fit} nowhere: {why}"));
        }
    }
    out.join(", ")
}

fn some(nodes: &[Name]) -> String {
    let shown = nodes.iter().take(3).map(|n| &**n).collect::<Vec<_>>().join(", ");
    if nodes.len() > 3 { format!("{shown} and {} more", nodes.len() - 3) } else { shown }
}

fn unfits(unfit: &Unfit, nodes: usize) -> String {
    match unfit {
        Unfit::NotReady => format!("{nodes} not ready"),
        Unfit::Cordoned => format!("{nodes} cordoned"),
        Unfit::Taint(taint) => format!("{nodes} tainted {taint}"),
        Unfit::Selected => format!("{nodes} not selected"),
        Unfit::Unlabelled(key) => format!("{nodes} without the label {key} of its topology spread"),
        Unfit::Spread(key) => format!("{nodes} with as many of its like as its topology spread allows ({key})"),
        Unfit::Together(key) => format!("{nodes} without the pods that it must be beside ({key})"),
        Unfit::Apart(key) => format!("{nodes} with pods that it may not be beside ({key})"),
        Unfit::Kept(key) => format!("{nodes} with pods that keep it away ({key})"),
        Unfit::Port(port) => format!("{nodes} with host port {port} taken"),
        Unfit::Unbound(claim) => format!("{nodes} before claim {claim} is bound"),
        Unfit::Volume(claim) => format!("{nodes} without the volume of {claim}"),
        Unfit::Pods => format!("{nodes} full of pods"),
        Unfit::Cpu(free) => format!("{nodes} with {} CPU free", cores(*free.max(&0))),
        Unfit::Memory(free) => format!("{nodes} with {} memory free", memory(*free.max(&0))),
        Unfit::Storage(free) => format!("{nodes} with {} storage free", memory(*free.max(&0))),
    }
}
