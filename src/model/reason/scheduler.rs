//! Why no node takes a pod: the scheduler's sentence (`FitError` of kubernetes/pkg/scheduler/framework) with its reasons and counts.

use super::{NodesWhy, Obstacle, Obstacles, Plain, Told, others};

/// What a `PodScheduled` condition that is False says. What preemption says of itself is left out.
pub fn unscheduled(message: &str) -> Option<Told> {
    let message = message.trim();
    if message == "no nodes available to schedule pods" {
        return Some(Told::new(NodesWhy::NoneFits, NodesWhy::None));
    }
    let Some((total, body)) = message.strip_prefix("0/").and_then(|m| m.split_once(" nodes are available:")) else {
        return of_the_pod(message);
    };
    let total: u32 = total.parse().ok()?;
    let body = body.trim_start();
    // The sentences behind are what the plugins say that would make room.
    let body = body.split_once(". ").map_or(body, |(first, _)| first).trim_end_matches('.');
    let parts = parts(body);
    let mut all = Vec::new();
    for part in parts {
        let counted = part.split_once(' ').and_then(|(n, text)| Some((n.parse::<u32>().ok()?, text)));
        let (count, text) = counted.unwrap_or((total, part));
        if let Some(told) = of_the_pod(text) {
            return Some(told);
        }
        // A reason without a number is of a plugin that refused the pod before any node was looked at.
        if counted.is_none() {
            return (!text.is_empty()).then(|| Told::new(NodesWhy::NotScheduled, text));
        }
        all.push((obstacle(text), count));
    }
    if all.is_empty() {
        return None;
    }
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Some(Told::new(NodesWhy::NoneFits, NodesWhy::Obstacles(Box::new(Obstacles { total, all: all.into() }))))
}

/// The reasons of a sentence. Taints have commas of their own, so a reason begins with a number.
fn parts(body: &str) -> Vec<&str> {
    let (mut out, mut from) = (Vec::new(), 0);
    for (i, _) in body.match_indices(", ") {
        let next = &body[i + 2..];
        let digits = next.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && next[digits..].starts_with(' ') {
            out.push(&body[from..i]);
            from = i + 2;
        }
    }
    out.push(&body[from..]);
    out
}

/// A reason that is the pod's own, of which the number of nodes says nothing.
fn of_the_pod(text: &str) -> Option<Told> {
    let text = text.trim_end_matches('.');
    if text == "pod has unbound immediate PersistentVolumeClaims" {
        return Some(Told::new(NodesWhy::Unbound, ""));
    }
    let known =
        ["persistentvolumeclaim ", "waiting for ephemeral volume controller", "waiting for resource claim", "resourceclaim "];
    known.iter().any(|k| text.starts_with(k)).then(|| Told::new(others(text), ""))
}

fn obstacle(text: &str) -> Obstacle {
    if let Some(resource) = text.strip_prefix("Insufficient ") {
        return Obstacle::Short(resource.into());
    }
    let rest = text.strip_prefix("node(s) ").unwrap_or(text);
    if let Some(taint) = rest.split_once("taint {").and_then(|(_, t)| t.split_once('}')).map(|(t, _)| t) {
        return of_taint(taint);
    }
    Obstacle::Plain(match rest {
        "Too many pods" => Plain::Pods,
        "had untolerated taint(s)" | "had taints that the pod didn't tolerate" => Plain::Taints,
        "were unschedulable" => Plain::Cordoned,
        "were not ready" => Plain::NotReady,
        "didn't match Pod's node affinity/selector" => Plain::AffinityOrSelector,
        "didn't match Pod's node affinity" => Plain::Affinity,
        "didn't match node selector" => Plain::Selector,
        "didn't match the requested node name" | "didn't match the requested hostname" => Plain::NodeName,
        "didn't have free ports for the requested pod ports" => Plain::HostPort,
        "had volume node affinity conflict" | "didn't match PersistentVolume's node affinity" => Plain::VolumeNode,
        "didn't find available persistent volumes to bind" => Plain::VolumeToBind,
        "exceed max volume count" => Plain::VolumeCount,
        "had no available volume zone" => Plain::VolumeZone,
        "did not have enough free storage" => Plain::Storage,
        "had no available disk" => Plain::Disk,
        "unavailable due to one or more pvc(s) bound to non-existent pv(s)" => Plain::VolumeGone,
        "unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod" => {
            Plain::VolumeInUse
        }
        "didn't match pod affinity rules" => Plain::PodAffinity,
        "didn't match pod anti-affinity rules" => Plain::PodAntiAffinity,
        "didn't match pod affinity/anti-affinity rules" | "didn't match pod affinity/anti-affinity" => Plain::PodAffinities,
        "didn't satisfy existing pods anti-affinity rules" => Plain::OthersAntiAffinity,
        "didn't match pod topology spread constraints" => Plain::Spread,
        "didn't match pod topology spread constraints (missing required label)" => Plain::SpreadLabel,
        other => return Obstacle::Words(other.into()),
    })
}

/// `dedicated: gpu` as `taint dedicated=gpu`; what the node controllers set, in their meaning.
fn of_taint(taint: &str) -> Obstacle {
    let (key, value) = taint.split_once(": ").unwrap_or((taint.trim_end_matches(':'), ""));
    Obstacle::Plain(match key {
        "node.kubernetes.io/not-ready" => Plain::NotReady,
        "node.kubernetes.io/unreachable" => Plain::Unreachable,
        "node.kubernetes.io/unschedulable" => Plain::Cordoned,
        "node.kubernetes.io/disk-pressure" => Plain::DiskPressure,
        "node.kubernetes.io/memory-pressure" => Plain::MemoryPressure,
        "node.kubernetes.io/pid-pressure" => Plain::PidPressure,
        "node.kubernetes.io/network-unavailable" => Plain::NoNetwork,
        "node.cloudprovider.kubernetes.io/uninitialized" => Plain::NotInitialised,
        "node-role.kubernetes.io/control-plane" | "node-role.kubernetes.io/master" => Plain::ControlPlane,
        _ => return Obstacle::Taint(key.into(), value.trim().into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedulers_sentences_of_all_versions() {
        for (message, want) in [
            ("0/3 nodes are available: 3 Insufficient cpu.", "no node fits: cpu 0 of 3"),
            ("0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory.", "no node fits: cpu, memory 0 of 3"),
            (
                "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
                "no node fits: cpu 0 of 1",
            ),
            (
                "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
                "no node fits: nvidia.com/gpu 0 of 1",
            ),
            // Three of 1.36.
            (
                "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
                "no node fits: cpu, memory 0 of 1",
            ),
            (
                "0/1 nodes are available: persistentvolumeclaim \"data\" not found. not found",
                "persistentvolumeclaim \"data\" not found",
            ),
            (
                "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
                "PersistentVolumeClaim not bound",
            ),
            (
                "0/5 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {dedicated: gpu}. preemption: 0/5 nodes are available: 2 No preemption victims found for incoming pod, 3 Preemption is not helpful for scheduling.",
                "no node fits: taint dedicated=gpu 3 of 5, cpu short 2 of 5",
            ),
            (
                "0/4 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, 3 Insufficient memory.",
                "no node fits: memory short 3 of 4, control plane 1 of 4",
            ),
            (
                "0/1 nodes are available: 1 node(s) had taint {node.kubernetes.io/not-ready: }, that the pod didn't tolerate.",
                "no node fits: not ready 1 of 1",
            ),
            (
                "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling..",
                "no node fits: unreachable 1 of 1",
            ),
            (
                "0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
                "no node fits: untolerated taint 1 of 1",
            ),
            ("0/2 nodes are available: 2 node(s) were unschedulable.", "no node fits: cordoned 2 of 2"),
            (
                "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
                "no node fits: node affinity/selector 0 of 1",
            ),
            ("0/1 nodes are available: 1 node(s) didn't match node selector.", "no node fits: node selector 0 of 1"),
            ("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity.", "no node fits: node affinity 0 of 1"),
            (
                "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match pod anti-affinity rules.",
                "no node fits: pod anti-affinity not met 2 of 3, cordoned 1 of 3",
            ),
            (
                "0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints (missing required label).",
                "no node fits: topology spread label 0 of 2",
            ),
            (
                "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
                "no node fits: free host port 0 of 1",
            ),
            ("0/1 nodes are available: 1 Too many pods.", "no node fits: room for a pod 0 of 1"),
            ("0/3 nodes are available: 3 node(s) had volume node affinity conflict.", "no node fits: the volume's node 0 of 3"),
            (
                "0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind.",
                "no node fits: PersistentVolume to bind 0 of 1",
            ),
            ("0/1 nodes are available: 1 pod has unbound immediate PersistentVolumeClaims.", "PersistentVolumeClaim not bound"),
            (
                "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
                "PersistentVolumeClaim not bound",
            ),
            (
                "0/1 nodes are available: persistentvolumeclaim \"data\" not found. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
                "persistentvolumeclaim \"data\" not found",
            ),
            ("persistentvolumeclaim \"data\" not found", "persistentvolumeclaim \"data\" not found"),
            (
                "0/1 nodes are available: waiting for ephemeral volume controller to create the persistentvolumeclaim \"x\".",
                "waiting for ephemeral volume controller to create the persistentvolumeclaim \"x\"",
            ),
            ("0/2 nodes are available: something that a plugin says.", "not scheduled: something that a plugin says"),
            ("0/2 nodes are available: 2 node(s) had a bad day.", "no node fits: had a bad day 2 of 2"),
            ("no nodes available to schedule pods", "no node fits: the cluster has no nodes"),
        ] {
            assert_eq!(unscheduled(message).map(|told| told.to_string()).as_deref(), Some(want), "{message}");
        }
    }

    #[test]
    fn what_is_no_such_sentence_stays_unread() {
        for message in [
            "",
            "0/",
            "0/x nodes are available: 1 Insufficient cpu.",
            "running \"x\" filter plugin: context canceled",
            "0/3 nodes are available:",
        ] {
            assert_eq!(unscheduled(message), None, "{message}");
        }
    }

    #[test]
    fn no_count_of_nodes_is_lost() {
        for a in 1..4 {
            for b in 1..4 {
                let message = format!("0/{} nodes are available: {a} Insufficient cpu, {b} node(s) were unschedulable.", a + b);
                let words = unscheduled(&message).unwrap().to_string();
                assert!(
                    words.contains(&format!("cpu short {a} of {}", a + b)) && words.contains(&format!("cordoned {b} of {}", a + b)),
                    "{words}"
                );
            }
        }
    }
}
