//! A Node: what is wrong with it, what keeps pods away from it, what it is made of, its pods and what they ask for.

use super::amounts::Amount;
use super::beside::{Wanted, What};
use super::sheet::{Sheet, since};
use super::{Told, age, conditions, text};
use crate::cluster::path::encode;
use crate::model::naming::segment;
use serde_json::Value;

/// Pods that are shown.
const SHOWN: usize = 250;

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    let name = text(&object["metadata"]["name"]);
    let fields = format!("spec.nodeName={name},status.phase!=Succeeded,status.phase!=Failed");
    let pods = format!("/api/v1/pods?fieldSelector={}&", encode(&fields));
    let lease = format!("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{}", segment(&name));
    vec![Wanted { what: What::Pods, paths: vec![pods] }, Wanted { what: What::Lease, paths: vec![lease] }]
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let (spec, status) = (&told.object["spec"], &told.object["status"]);
    conditions::judge(sheet, &status["conditions"]);
    let unschedulable = spec["unschedulable"] == true;
    if unschedulable {
        sheet.warn("it is cordoned: it takes no new pods");
    }
    sheet.pair("Roles", &roles(&told.object["metadata"]["labels"]));
    let taint = |t: &Value| {
        let value = t["value"].as_str().filter(|v| !v.is_empty()).map(|v| format!("={v}")).unwrap_or_default();
        let added = if t["timeAdded"].is_null() { String::new() } else { format!("  since {}", age(&t["timeAdded"], told.now)) };
        format!("{}{value}:{}{added}", text(&t["key"]), text(&t["effect"]))
    };
    let taints: Vec<String> = spec["taints"].as_array().into_iter().flatten().map(taint).collect();
    sheet.several(0, "Taints", &taints);
    sheet.pair("Unschedulable", if unschedulable { "true" } else { "false" });
    conditions::table(sheet, &status["conditions"], told.now);
    sheet.title("Addresses");
    for address in status["addresses"].as_array().into_iter().flatten() {
        sheet.inner(&text(&address["type"]), &text(&address["address"]));
    }
    sheet.inner("PodCIDR", &text(&spec["podCIDR"]));
    let cidrs: Vec<String> = spec["podCIDRs"].as_array().into_iter().flatten().map(text).collect();
    sheet.inner("PodCIDRs", &cidrs.join(","));
    sheet.inner("ProviderID", &text(&spec["providerID"]));
    lease(sheet, told);
    let info = &status["nodeInfo"];
    sheet.title("System Info");
    for (label, field) in [
        ("Kubelet Version", "kubeletVersion"),
        ("Kube-Proxy Version", "kubeProxyVersion"),
        ("Container Runtime Version", "containerRuntimeVersion"),
        ("OS Image", "osImage"),
        ("Kernel Version", "kernelVersion"),
        ("Operating System", "operatingSystem"),
        ("Architecture", "architecture"),
        ("Machine ID", "machineID"),
        ("System UUID", "systemUUID"),
        ("Boot ID", "bootID"),
    ] {
        sheet.inner(label, &text(&info[field]));
    }
    resources(sheet, told);
    pods(sheet, told);
}

/// As kubectl tells them by the labels.
fn roles(labels: &Value) -> String {
    let role = |(k, v): (&String, &Value)| match k.strip_prefix("node-role.kubernetes.io/") {
        Some(role) if !role.is_empty() => Some(role.to_owned()),
        _ => (k == "kubernetes.io/role").then(|| text(v)).filter(|v| !v.is_empty()),
    };
    let mut roles: Vec<String> = labels.as_object().into_iter().flatten().filter_map(role).collect();
    roles.sort();
    roles.dedup();
    if roles.is_empty() { "<none>".into() } else { roles.join(",") }
}

/// When its kubelet was last heard.
fn lease(sheet: &mut Sheet, told: Told<'_>) {
    sheet.title("Kubelet");
    let list = told.object["status"]["conditions"].as_array().into_iter().flatten();
    let last = list.map(|c| &c["lastHeartbeatTime"]).max_by_key(|t| text(t));
    sheet.inner("Last heartbeat", &since(last.unwrap_or(&Value::Null), told.now));
    match told.beside.of(What::Lease) {
        Ok(found) => match found.items.first() {
            Some(lease) => {
                sheet.inner("Lease renewed", &since(&lease["spec"]["renewTime"], told.now));
                sheet.inner("Lease holder", &text(&lease["spec"]["holderIdentity"]));
            }
            None => sheet.inner("Lease renewed", "it has no lease"),
        },
        Err(why) => sheet.inner("Lease renewed", why),
    }
}

/// What a pod asks for of a resource: its containers together, or the most that an init container wants beside those that stay.
fn asks(pod: &Value, part: &str, resource: &str) -> Amount {
    let spec = &pod["spec"];
    let of = |c: &Value| Amount::of(&c["resources"][part][resource]);
    let list = |field: &str| spec[field].as_array().into_iter().flatten();
    let mut sum = list("containers").map(of).fold(Amount::default(), Amount::plus);
    let (mut stay, mut first) = (Amount::default(), Amount::default());
    for c in list("initContainers") {
        if c["restartPolicy"] == "Always" {
            sum = sum.plus(of(c));
            stay = stay.plus(of(c));
            first = first.most(stay);
        } else {
            first = first.most(of(c).plus(stay));
        }
    }
    let whole = &spec["resources"][part][resource];
    let own = if whole.is_null() { sum.most(first) } else { Amount::of(whole) };
    let overhead = &spec["overhead"][resource];
    // Overhead raises a limit only where there is one.
    if overhead.is_null() || part == "limits" && own == Amount::default() { own } else { own.plus(Amount::of(overhead)) }
}

fn resources(sheet: &mut Sheet, told: Told<'_>) {
    let status = &told.object["status"];
    let found = told.beside.of(What::Pods);
    let mut rows = Vec::new();
    for (name, allocatable) in status["allocatable"].as_object().into_iter().flatten() {
        let whole = Amount::of(allocatable);
        let sum = |part: &str| match found {
            Ok(found) if !found.more => {
                found.items.iter().map(|p| asks(p, part, name)).fold(Amount::default(), Amount::plus).with_share(whole)
            }
            Ok(_) | Err(_) => "not known".to_owned(),
        };
        let (requests, limits) = match (name.as_str(), found) {
            ("pods", Ok(found)) => (format!("{}{}", found.items.len(), if found.more { " and more" } else { "" }), String::new()),
            _ => (sum("requests"), sum("limits")),
        };
        rows.push(vec![name.clone(), text(&status["capacity"][name]), text(allocatable), requests, limits]);
    }
    sheet.title("Resources");
    sheet.table(&["RESOURCE", "CAPACITY", "ALLOCATABLE", "REQUESTS", "LIMITS"], &rows);
}

fn pods(sheet: &mut Sheet, told: Told<'_>) {
    let found = match told.beside.of(What::Pods) {
        Ok(found) => found,
        Err(why) => {
            sheet.title("Non-terminated Pods");
            return sheet.line(why);
        }
    };
    let more = if found.more { " and more" } else { "" };
    sheet.title(&format!("Non-terminated Pods ({}{more})", found.items.len()));
    let row = |p: &Value| {
        let cell = |part: &str, resource: &str| asks(p, part, resource).to_string();
        vec![
            text(&p["metadata"]["namespace"]),
            text(&p["metadata"]["name"]),
            cell("requests", "cpu"),
            cell("limits", "cpu"),
            cell("requests", "memory"),
            cell("limits", "memory"),
            age(&p["metadata"]["creationTimestamp"], told.now),
        ]
    };
    let rows: Vec<Vec<String>> = found.items.iter().take(SHOWN).map(row).collect();
    sheet.table(&["NAMESPACE", "NAME", "CPU REQ", "CPU LIM", "MEM REQ", "MEM LIM", "AGE"], &rows);
    if found.items.len() > SHOWN {
        sheet.line(&format!("and {} more", found.items.len() - SHOWN));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::{Beside, Found};
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    fn node() -> Value {
        json!({"kind": "Node", "metadata": {"name": "n1", "labels": {"node-role.kubernetes.io/control-plane": "", "kubernetes.io/role": "edge"}},
            "spec": {"unschedulable": true, "podCIDR": "10.0.0.0/24", "podCIDRs": ["10.0.0.0/24"], "providerID": "x://1",
                "taints": [{"key": "k", "value": "v", "effect": "NoSchedule"}, {"key": "gone", "effect": "NoExecute"}]},
            "status": {"addresses": [{"type": "InternalIP", "address": "1.2.3.4"}], "capacity": {"cpu": "4", "memory": "8Gi", "pods": "110"},
                "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"}, "nodeInfo": {"kubeletVersion": "v1.36.0", "bootID": "b"},
                "conditions": [{"type": "MemoryPressure", "status": "True", "reason": "Low", "message": "m"}, {"type": "Ready", "status": "True"}]}})
    }

    fn pod(containers: Value, init: Value) -> Value {
        json!({"metadata": {"namespace": "iot", "name": "web"}, "spec": {"containers": containers, "initContainers": init}})
    }

    fn wants(cpu: &str, memory: &str) -> Value {
        json!({"resources": {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": memory}}})
    }

    #[test]
    fn what_is_wrong_and_what_it_is_made_of_are_told() {
        let pods = vec![pod(json!([wants("850m", "1Gi"), wants("150m", "1Gi")]), json!([wants("3", "1Gi")]))];
        let lease = json!({"spec": {"holderIdentity": "n1", "renewTime": "2026-07-24T11:59:55Z"}});
        let text = tells(tell, &node(), Beside(vec![found(What::Pods, pods), found(What::Lease, vec![lease])]));
        has(
            "node",
            &text,
            &[
                "✗ MemoryPressure: Low: m\n⚠ it is cordoned: it takes no new pods",
                "Roles: control-plane,edge",
                "Taints: k=v:NoSchedule\ngone:NoExecute",
                "Unschedulable: true",
                "InternalIP: 1.2.3.4",
                "PodCIDR: 10.0.0.0/24",
                "ProviderID: x://1",
                "Lease renewed: 2026-07-24T11:59:55Z (5s ago)",
                "✗ MemoryPressure True Low m\nReady True",
                "Kubelet Version: v1.36.0",
                "Boot ID: b",
                "cpu 4 4 3 (75%) 0 (0%)",
                "memory 8Gi 8Gi 2Gi (25%) 2Gi (25%)",
                "pods 110 110 1 –",
                "Non-terminated Pods (1):",
                "iot web 3 0 2Gi 2Gi",
            ],
        );
    }

    #[test]
    fn what_is_not_known_is_never_nothing() {
        let denied = |what| (what, Err("not allowed: no".to_owned()));
        let text = tells(tell, &node(), Beside(vec![denied(What::Pods), denied(What::Lease)]));
        has(
            "denied",
            &text,
            &["Lease renewed: not allowed: no", "cpu 4 4 not known not known", "Non-terminated Pods:\nnot allowed: no"],
        );
        let some = Beside(vec![
            (What::Pods, Ok(Found { items: vec![pod(json!([]), json!(null))], more: true })),
            found(What::Lease, vec![]),
        ]);
        let want = [
            "cpu 4 4 not known not known",
            "pods 110 110 1 and more",
            "Lease renewed: it has no lease",
            "Non-terminated Pods (1 and more):",
        ];
        has("some", &tells(tell, &node(), some), &want);
    }

    #[test]
    fn a_pod_asks_for_what_its_containers_want_at_once() {
        let sidecar = json!({"restartPolicy": "Always", "resources": {"requests": {"cpu": "100m"}}});
        for (containers, init, want) in [
            (json!([wants("1", "1"), wants("1", "1")]), json!(null), "2"),
            (json!([wants("1", "1")]), json!([wants("3", "1")]), "3"),
            (json!([wants("1", "1")]), json!([sidecar, wants("3", "1")]), "3100m"),
            (json!([wants("1", "1")]), json!([wants("1", "1"), sidecar]), "1100m"),
        ] {
            assert_eq!(asks(&pod(containers.clone(), init.clone()), "requests", "cpu").to_string(), want, "{containers} {init}");
        }
    }
}
