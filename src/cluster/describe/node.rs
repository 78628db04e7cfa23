//! A Node: what is wrong with it, what keeps pods away from it, what it is made of, its pods and what they ask for.

use super::amounts::Amount;
use super::beside::{Wanted, What};
use super::sheet::{Sheet, since};
use super::{Told, age, conditions, text};
use crate::cluster::path::encode;
use crate::model::asks::{Ask, Counted, Sums, is_infeasible};
use crate::model::naming::segment;
use crate::model::pod::ContainerRole;
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
    conditions::judge(sheet, &status["conditions"], conditions::unwell_of_node);
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
    // In kubectl's order: what drives pods away comes first.
    let mut taints: Vec<&Value> = spec["taints"].as_array().into_iter().flatten().collect();
    taints.sort_by_key(|t| (text(&t["effect"]), text(&t["key"])));
    sheet.several(0, "Taints", &taints.into_iter().map(taint).collect::<Vec<_>>());
    sheet.pair("Unschedulable", if unschedulable { "true" } else { "false" });
    conditions::table_by(sheet, &status["conditions"], told.now, conditions::unwell_of_node);
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

/// What a pod asks for of a resource.
fn asks(pod: &Value, resource: &str) -> Ask<Amount> {
    let (spec, status) = (&pod["spec"], &pod["status"]);
    let amount = |value: &Value| (!value.is_null()).then(|| Amount::of(value));
    let ask = |r: &Value| Ask { request: amount(&r["requests"][resource]), limit: amount(&r["limits"][resource]) };
    let conditions = status["conditions"].as_array().into_iter().flatten();
    let conditions = conditions.filter_map(|c| Some((c["type"].as_str()?, c["reason"].as_str()?)));
    let infeasible = is_infeasible(conditions, status["resize"].as_str().unwrap_or_default());
    // What is allocated counts as asked for.
    let has = |s: &Value| {
        let Ask { request, limit } = ask(s.get("resources").filter(|r| !r.is_null())?);
        let allocated = amount(&s["allocatedResources"][resource]);
        Some(Ask { request: request.into_iter().chain(allocated).reduce(Amount::most), limit })
    };
    let mut sums = Sums::new(infeasible);
    for (list, statuses, init) in [("initContainers", "initContainerStatuses", true), ("containers", "containerStatuses", false)] {
        for c in spec[list].as_array().into_iter().flatten() {
            let role = match (init, c["restartPolicy"] == "Always") {
                (false, _) => ContainerRole::App,
                (true, true) => ContainerRole::Sidecar,
                (true, false) => ContainerRole::Init,
            };
            let own = status[statuses].as_array().into_iter().flatten().find(|s| s["name"] == c["name"]);
            sums.add(role, ask(&c["resources"]), own.and_then(has));
        }
    }
    sums.whole(ask(&spec["resources"]), has(status), amount(&spec["overhead"][resource]))
}

fn request(ask: Ask<Amount>) -> Amount {
    ask.request.unwrap_or_default()
}

fn limit(ask: Ask<Amount>) -> Amount {
    ask.limit.unwrap_or_default()
}

fn resources(sheet: &mut Sheet, told: Told<'_>) {
    let status = &told.object["status"];
    let found = told.beside.of(What::Pods);
    let mut rows = Vec::new();
    for (name, allocatable) in status["allocatable"].as_object().into_iter().flatten() {
        let whole = Amount::of(allocatable);
        let sum = |part: fn(Ask<Amount>) -> Amount| match found {
            Ok(found) if !found.more => {
                found.items.iter().map(|p| part(asks(p, name))).fold(Amount::default(), Amount::plus).with_share(whole)
            }
            Ok(_) | Err(_) => "not known".to_owned(),
        };
        let (requests, limits) = match (name.as_str(), found) {
            ("pods", Ok(found)) => (format!("{}{}", found.items.len(), if found.more { " and more" } else { "" }), String::new()),
            _ => (sum(request), sum(limit)),
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
        let (cpu, memory) = (asks(p, "cpu"), asks(p, "memory"));
        vec![
            text(&p["metadata"]["namespace"]),
            text(&p["metadata"]["name"]),
            request(cpu).to_string(),
            limit(cpu).to_string(),
            request(memory).to_string(),
            limit(memory).to_string(),
            age(&p["metadata"]["creationTimestamp"], told.now),
        ]
    };
    sheet.first(&["NAMESPACE", "NAME", "CPU REQ", "CPU LIM", "MEM REQ", "MEM LIM", "AGE"], &found.items, SHOWN, row);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::{Beside, Found};
    use crate::cluster::describe::tests::{found, has, tells};
    use crate::cluster::wire::resized;
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
                "Taints: gone:NoExecute\nk=v:NoSchedule",
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
            assert_eq!(request(asks(&pod(containers.clone(), init.clone()), "cpu")).to_string(), want, "{containers} {init}");
        }
    }

    #[test]
    fn what_is_resized_is_counted_as_the_view_of_the_nodes_counts_it() {
        for (spec, status, [cpu, memory, most]) in resized() {
            let pod = json!({"spec": spec, "status": status});
            let got = [request(asks(&pod, "cpu")), request(asks(&pod, "memory")), limit(asks(&pod, "cpu"))].map(|a| a.to_string());
            let want = [format!("{cpu}m"), format!("{memory}Mi"), format!("{most}m")].map(|w| Amount::of(&json!(w)).to_string());
            assert_eq!(got, want, "{spec} {status}");
        }
    }
}
