//! The scheduler: puts a pod on the node with the most room, or says why it cannot.

use super::pods::{milli, requests};
use super::{World, events, kubelet};
use crate::demo::json;
use crate::demo::resources::Res;
use crate::demo::store::Key;
use serde_json::Value;
use std::collections::BTreeMap;

/// Tries to place a pod.
pub fn place(w: &mut World, key: &Key) {
    let Some(pod) = w.store.get(Res::Pods, key).cloned() else {
        w.unscheduled.remove(key);
        return;
    };
    if !json::text(&pod.value, "/spec/nodeName").is_empty() || json::deleting(&pod.value) {
        w.unscheduled.remove(key);
        return;
    }
    let now = w.now();
    match choose(w, &pod.value) {
        Ok(node) => {
            w.unscheduled.remove(key);
            w.store.update(Res::Pods, key, |p| {
                json::set(p, "/spec/nodeName", node.as_str().into());
                json::set_condition(p, "PodScheduled", "True", "", "", now);
            });
            take(w, &node, &pod.value, 1);
            let message = format!("Successfully assigned {}/{} to {node}", key.ns, key.name);
            events::record(
                w,
                Res::Pods,
                &pod.value,
                events::Said { from: "default-scheduler", field: "", normal: true, reason: "Scheduled", message: &message },
            );
            kubelet::admit(w, key);
        }
        Err(message) => {
            w.unscheduled.insert(key.clone());
            w.store.update(Res::Pods, key, |p| {
                json::set_condition(p, "PodScheduled", "False", "Unschedulable", &message, now);
            });
            events::record(
                w,
                Res::Pods,
                &pod.value,
                events::Said { from: "default-scheduler", field: "", normal: false, reason: "FailedScheduling", message: &message },
            );
            w.retry_after(300_000);
        }
    }
}

/// Tries all that did not fit once more.
pub fn retry(w: &mut World) {
    for key in w.unscheduled.clone() {
        place(w, &key);
    }
}

/// Books what a pod requests on a node (`sign` 1) or gives it back (-1).
pub fn take(w: &mut World, node: &str, pod: &Value, sign: i64) {
    let (cpu, memory) = requests(pod);
    let used = w.used.entry(node.to_owned()).or_default();
    used.0 += sign * cpu;
    used.1 += sign * memory;
}

/// The node for a pod, or the scheduler's message.
fn choose(w: &World, pod: &Value) -> Result<String, String> {
    let (cpu, memory) = requests(pod);
    let mut why: BTreeMap<&str, usize> = BTreeMap::new();
    let mut best: Option<(i64, String)> = None;
    let (mut all, mut hopeless) = (0, 0);
    for (key, node) in w.store.range(Res::Nodes, "", None) {
        all += 1;
        let (have_cpu, have_memory) =
            (milli(node.value.pointer("/status/allocatable/cpu")), milli(node.value.pointer("/status/allocatable/memory")) / 1000);
        let used = w.used.get(&key.name).copied().unwrap_or_default();
        if json::flag(&node.value, "/spec/unschedulable") {
            *why.entry("node(s) were unschedulable").or_default() += 1;
            hopeless += 1;
        } else if used.0 + cpu > have_cpu {
            *why.entry("Insufficient cpu").or_default() += 1;
            hopeless += usize::from(cpu > have_cpu);
        } else if used.1 + memory > have_memory {
            *why.entry("Insufficient memory").or_default() += 1;
            hopeless += usize::from(memory > have_memory);
        } else {
            let room = (have_cpu - used.0) * 1000 / have_cpu.max(1);
            if best.as_ref().is_none_or(|(b, _)| room > *b) {
                best = Some((room, key.name.clone()));
            }
        }
    }
    if let Some((_, node)) = best {
        return Ok(node);
    }
    let reasons = why.iter().map(|(r, n)| format!("{n} {r}")).collect::<Vec<_>>().join(", ");
    let preempt = if hopeless == all {
        format!("{all} Preemption is not helpful for scheduling")
    } else {
        format!("{all} No preemption victims found for incoming pod")
    };
    Err(format!("0/{all} nodes are available: {reasons}. preemption: 0/{all} nodes are available: {preempt}."))
}
