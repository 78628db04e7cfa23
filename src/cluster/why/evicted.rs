//! Pods that a kubelet has evicted: its sentences are those of kubernetes/pkg/kubelet/eviction (`nodeLowMessageFmt` and the like).

use super::Why;
use super::pod::{Facts, text};

/// What a kubelet says of an eviction.
struct Told<'a> {
    /// What the node was short of.
    resource: &'a str,
    /// Container, use and request of those that took more than they asked for.
    over: Vec<(&'a str, &'a str, &'a str)>,
    /// From when on it evicts, and what was left.
    threshold: Option<(&'a str, &'a str)>,
}

/// `The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container app was using 200Mi, request is 100Mi, has
/// larger consumption of memory. `
fn read(message: &str) -> Option<Told<'_>> {
    let rest = message.split_once("low on resource: ")?.1;
    let (resource, mut rest) = rest.split_once(". ").unwrap_or((rest.trim_end_matches('.'), ""));
    let threshold = rest.split_once("Threshold quantity: ").and_then(|(_, t)| {
        let (wanted, t) = t.split_once(", available: ")?;
        Some((wanted, t.split_once(". ").map_or(t, |(left, _)| left).trim_end_matches('.')))
    });
    let mut over = Vec::new();
    while let Some((_, tail)) = rest.split_once("ontainer ") {
        let Some((name, tail)) = tail.split_once(" was using ") else { break };
        let (used, tail) = tail.split_once(", ").unwrap_or((tail, ""));
        let request = tail.split_once("request is ").map_or("", |(_, r)| r.split([',', ' ']).next().unwrap_or_default());
        over.push((name, used.trim_end_matches(['.', ' ']), request.trim_end_matches('.')));
        rest = tail;
    }
    Some(Told { resource, over, threshold })
}

/// Why it was evicted; `None` where it was not.
pub(super) fn why(facts: Facts<'_>) -> Option<Why> {
    let status = &facts.pod["status"];
    if text(&status["reason"]) != "Evicted" {
        return None;
    }
    let (message, node) = (text(&status["message"]).trim(), text(&facts.pod["spec"]["nodeName"]));
    let on = if node.is_empty() { "its node".to_owned() } else { format!("node {node}") };
    let Some(told) = read(message) else {
        // What it has used beyond its own limits is the pod's own doing.
        let said = if message.is_empty() { "evicted".to_owned() } else { format!("evicted: {}", message.trim_end_matches('.')) };
        return Some(Why::new(said).with("Node", node));
    };
    let used: Vec<String> = told
        .over
        .iter()
        .map(|(name, used, request)| match *request {
            "" => format!("container {name} used {used}"),
            request => format!("container {name} used {used}, its request is {request}"),
        })
        .collect();
    let also = used.first().map_or_else(String::new, |first| format!("; {first}"));
    let mut why = Why::new(format!("evicted: {on} was low on {}{also}", told.resource));
    if let Some((wanted, left)) = told.threshold {
        why = why.with("Node had", format!("{left} left, and evicts below {wanted}"));
    }
    Some(why.with("Used", used.join("; ")).with("Kubelet", message))
}
