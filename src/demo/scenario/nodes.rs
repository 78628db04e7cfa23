//! The nodes.

use crate::demo::control::World;
use crate::demo::resources::Res;
use crate::model::time::Time;
use serde_json::json;

const DAY_MS: i64 = 86_400_000;

/// Makes `n` nodes, after those that are there.
pub fn make(w: &mut World, now: Time, n: usize) {
    let first = w.store.count(Res::Nodes);
    for i in first + 1..=first + n {
        let name = format!("demo-node-{i}");
        let age = 40 * DAY_MS + i as i64 * 3_600_000;
        w.store.now = now.plus(-age);
        let (born, beat) = (w.now().rfc3339(), now.rfc3339());
        let condition = |kind: &str, status: &str, reason: &str, message: &str| json!({ "type": kind, "status": status, "lastHeartbeatTime": beat, "lastTransitionTime": born, "reason": reason, "message": message });
        let resources = json!({ "cpu": "8", "memory": "32768000Ki", "pods": "250", "ephemeral-storage": "102687672Ki" });
        let node = json!({
            "metadata": { "name": name, "labels": {
                "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
                "topology.kubernetes.io/zone": format!("zone-{}", (b'a' + ((i - 1) % 3) as u8) as char),
                "node.kubernetes.io/instance-type": "demo.large",
            } },
            "spec": { "podCIDR": format!("10.244.{}.0/24", i % 250), "providerID": format!("demo://{name}") },
            "status": {
                "capacity": resources, "allocatable": resources,
                "addresses": [
                    { "type": "InternalIP", "address": format!("10.0.{}.{}", i / 200, 10 + i % 200) },
                    { "type": "Hostname", "address": name },
                ],
                "conditions": [
                    condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                    condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                    condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                    condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
                ],
                "nodeInfo": {
                    "architecture": "amd64", "operatingSystem": "linux", "osImage": "Debian GNU/Linux 13 (trixie)",
                    "kernelVersion": "6.12.48-amd64", "containerRuntimeVersion": "containerd://2.1.4",
                    "kubeletVersion": crate::demo::VERSION, "kubeProxyVersion": "", "machineID": format!("{:032x}", i),
                    "systemUUID": format!("{i:08x}-0000-4000-8000-000000000000"), "bootID": format!("{i:08x}-1111-4111-8111-111111111111"),
                },
                "images": [],
            },
        });
        // The names are fresh, so that this cannot fail.
        let _ = w.store.create(Res::Nodes, node);
    }
}
