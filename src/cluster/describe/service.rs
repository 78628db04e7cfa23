//! A Service: which pods stand behind it, whether they are ready, and whether its ports lead to a port of theirs.

use super::beside::{Found, Wanted, What, endpoints, labelled};
use super::endpoints::{self, Endpoint};
use super::sheet::{Sheet, count, joined, labels};
use super::{Told, text};
use serde_json::Value;

/// Endpoints that are shown; of more the number is told.
const SHOWN: usize = 50;

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    let namespace = text(&object["metadata"]["namespace"]);
    if object["spec"]["type"] == "ExternalName" {
        return Vec::new();
    }
    let mut all = vec![endpoints(&namespace, &[text(&object["metadata"]["name"])])];
    let selector = labels(&object["spec"]["selector"]);
    if !selector.is_empty() {
        let pods = format!("/api/v1/namespaces/{}/pods", crate::model::naming::segment(&namespace));
        all.push(labelled(What::Pods, &pods, &selector));
    }
    all
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let (spec, status) = (&told.object["spec"], &told.object["status"]);
    facts(sheet, spec, status);
    let selector = labels(&spec["selector"]);
    let pods = (!selector.is_empty()).then(|| told.beside.of(What::Pods));
    let external = spec["type"] == "ExternalName";
    let endpoints = endpoints::read(told.beside);
    ports(sheet, spec, pods);
    if external {
        return;
    }
    match endpoints {
        Ok((all, more)) => {
            judge(sheet, &all, pods);
            shown(sheet, &all, more, pods);
        }
        Err(why) => {
            sheet.title("Endpoints");
            sheet.line(why);
        }
    }
}

fn facts(sheet: &mut Sheet, spec: &Value, status: &Value) {
    let selector = labels(&spec["selector"]);
    let without = if spec["type"] == "ExternalName" { "" } else { "none: its endpoints are set by hand" };
    sheet.pair("Selector", if selector.is_empty() { without } else { &selector });
    sheet.pair("Type", &text(&spec["type"]));
    sheet.pair("IP Family Policy", &text(&spec["ipFamilyPolicy"]));
    sheet.pair("IP Families", &joined(&spec["ipFamilies"]));
    let ip = text(&spec["clusterIP"]);
    sheet.pair("IP", if ip == "None" { "None (headless: its name leads to the pods)" } else { &ip });
    if spec["clusterIPs"].as_array().is_some_and(|ips| ips.len() > 1) || ip != "None" {
        sheet.pair("IPs", &joined(&spec["clusterIPs"]));
    }
    sheet.pair("External Name", &text(&spec["externalName"]));
    sheet.pair("External IPs", &joined(&spec["externalIPs"]));
    sheet.pair("Desired LoadBalancer IP", &text(&spec["loadBalancerIP"]));
    let ingress: Vec<String> = status["loadBalancer"]["ingress"].as_array().into_iter().flatten().map(address).collect();
    sheet.pair("LoadBalancer Ingress", &ingress.join(", "));
    if spec["type"] == "LoadBalancer" && ingress.is_empty() {
        sheet.warn("its load balancer has no address yet");
    }
    sheet.pair("LoadBalancer Class", &text(&spec["loadBalancerClass"]));
    sheet.pair("LoadBalancer Source Ranges", &joined(&spec["loadBalancerSourceRanges"]));
    let timeout = &spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"];
    let affinity = text(&spec["sessionAffinity"]);
    sheet.pair("Session Affinity", &affinity);
    if let Some(seconds) = timeout.as_u64() {
        sheet.pair("Affinity Timeout", &format!("{seconds} s"));
    }
    sheet.pair("External Traffic Policy", &text(&spec["externalTrafficPolicy"]));
    sheet.pair("Internal Traffic Policy", &text(&spec["internalTrafficPolicy"]));
    sheet.pair("Traffic Distribution", &text(&spec["trafficDistribution"]));
    if let Some(port) = spec["healthCheckNodePort"].as_u64().filter(|p| *p > 0) {
        sheet.pair("HealthCheck NodePort", &port.to_string());
    }
    if spec["publishNotReadyAddresses"] == true {
        sheet.pair("Publishes", "addresses that are not ready too");
    }
}

/// The address of a load balancer, by IP or by name; kubectl adds how it is reached.
pub(super) fn address(ingress: &Value) -> String {
    let at = if ingress["ip"].is_string() { &ingress["ip"] } else { &ingress["hostname"] };
    match ingress["ipMode"].as_str() {
        Some(mode) => format!("{} ({mode})", text(at)),
        None => text(at),
    }
}

type Pods<'a> = Option<Result<&'a Found, &'a str>>;

fn ports(sheet: &mut Sheet, spec: &Value, pods: Pods<'_>) {
    let Some(list) = spec["ports"].as_array().filter(|l| !l.is_empty()) else { return };
    let mut rows = Vec::new();
    for port in list {
        let protocol = port["protocol"].as_str().unwrap_or("TCP");
        let with = |value: &Value| format!("{}/{protocol}", text(value));
        let aim = if port["targetPort"].is_null() { &port["port"] } else { &port["targetPort"] };
        let (container, wrong) = match pods {
            Some(Ok(found)) if !found.items.is_empty() => matched(&found.items, aim, protocol),
            // What is behind it is not known, or stands in its place below.
            _ => (String::new(), None),
        };
        if let Some(wrong) = wrong {
            sheet.wrong(&format!("port {}: {wrong}", text(&port["port"])));
        }
        let node = port["nodePort"].as_u64().filter(|p| *p > 0).map(|_| with(&port["nodePort"])).unwrap_or_default();
        rows.push(vec![text(&port["name"]), with(&port["port"]), with(aim), container, node, text(&port["appProtocol"])]);
    }
    sheet.title("Ports");
    sheet.table(&["NAME", "PORT", "TARGETPORT", "CONTAINER", "NODEPORT", "APP PROTOCOL"], &rows);
    if let Some(Err(why)) = pods {
        sheet.line(&format!("the container ports behind them: {why}"));
    }
}

/// The container ports that a target port leads to, and what is wrong with it.
fn matched(pods: &[Value], aim: &Value, protocol: &str) -> (String, Option<String>) {
    let (mut found, mut lacking): (Vec<String>, usize) = (Vec::new(), 0);
    for pod in pods {
        let list = |field: &str| pod["spec"][field].as_array().into_iter().flatten();
        // An init container that stays (a sidecar) serves as others do.
        let containers = list("containers").chain(list("initContainers").filter(|c| c["restartPolicy"] == "Always"));
        let before = found.len();
        let mut has = false;
        for c in containers {
            for p in c["ports"].as_array().into_iter().flatten() {
                let same = p["protocol"].as_str().unwrap_or("TCP") == protocol;
                if same && (p["containerPort"] == *aim || aim.is_string() && p["name"] == *aim) {
                    has = true;
                    found.push(format!("{}:{}", text(&c["name"]), text(&p["containerPort"])));
                }
            }
        }
        if !has && found.len() == before {
            lacking += 1;
        }
    }
    found.sort();
    found.dedup();
    if aim.is_string() && lacking == pods.len() {
        return (String::new(), Some(format!("no container of its pods has a {protocol} port named {:?}", text(aim))));
    }
    if aim.is_string() && lacking > 0 {
        let wrong = format!("{lacking} of its {} have no {protocol} port named {:?}", count(pods.len(), "pod"), text(aim));
        return (found.join(", "), Some(wrong));
    }
    // A number need not be declared to be served.
    (if found.is_empty() { "not declared".to_owned() } else { found.join(", ") }, None)
}

fn judge(sheet: &mut Sheet, all: &[Endpoint], pods: Pods<'_>) {
    let ready = all.iter().filter(|e| e.ready).count();
    let staying = all.iter().filter(|e| !e.terminating).count();
    match pods {
        Some(Ok(found)) if found.items.is_empty() => return sheet.wrong("no pod has the labels of its selector"),
        _ if all.is_empty() => return sheet.wrong("it has no endpoints: nothing answers behind it"),
        _ => {}
    }
    if ready == 0 {
        sheet.wrong(&format!("none of its {} is ready", count(all.len(), "endpoint")));
    } else if ready < staying {
        let (not, are) = (staying - ready, if staying - ready == 1 { "is" } else { "are" });
        sheet.warn(&format!("{not} of its {} {are} not ready", count(staying, "endpoint")));
    }
}

fn shown(sheet: &mut Sheet, all: &[Endpoint], more: bool, pods: Pods<'_>) {
    let ready = all.iter().filter(|e| e.ready).count();
    sheet.title(&format!("Endpoints ({ready} of {}{} ready)", all.len(), if more { " and more" } else { "" }));
    if all.is_empty() {
        sheet.line("none");
    }
    // What is not ready is what one looks for.
    let mut sorted: Vec<&Endpoint> = all.iter().collect();
    sorted.sort_by_key(|e| e.ready);
    let row = |e: &&Endpoint| {
        let ports: Vec<String> = match &e.ports[..] {
            [] => vec![e.address.clone()],
            ports => ports.iter().map(|(_, port)| e.at(*port)).collect(),
        };
        let state = match (e.ready, e.terminating) {
            (_, true) => "✗ terminating".to_owned(),
            (true, false) => "✓ ready".to_owned(),
            (false, false) => format!("✗ not ready{}", why(pods, &e.pod)),
        };
        vec![ports.join(","), e.pod.clone(), e.node.clone(), state]
    };
    sheet.first(&["", "", "", ""], &sorted, SHOWN, row);
    if let Some(Err(why)) = pods {
        sheet.line(&format!("its pods: {why}"));
    }
}

/// Why a pod is not ready: what its first unready container waits for.
fn why(pods: Pods<'_>, name: &str) -> String {
    let Some(Ok(found)) = pods else { return String::new() };
    let Some(pod) = found.items.iter().find(|p| p["metadata"]["name"] == *name) else { return String::new() };
    let statuses = pod["status"]["containerStatuses"].as_array().into_iter().flatten();
    let Some(s) = statuses.into_iter().find(|s| s["ready"] != true) else { return String::new() };
    let reason = [&s["state"]["waiting"]["reason"], &s["state"]["terminated"]["reason"]].into_iter().find(|r| r.is_string());
    format!(": {} {}", text(&s["name"]), reason.map_or_else(|| "is not ready".to_owned(), text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::endpoints::slice_of;
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    fn service(more: Value) -> Value {
        let mut object = json!({"kind": "Service", "metadata": {"name": "web", "namespace": "iot"}, "spec": {
            "type": "ClusterIP", "selector": {"app": "web"}, "clusterIP": "10.96.0.7", "clusterIPs": ["10.96.0.7"], "sessionAffinity": "None",
            "ports": [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": "http"}]}});
        for (k, v) in more.as_object().unwrap() {
            object["spec"][k] = v.clone();
        }
        object
    }

    fn pod(name: &str, port: &str) -> Value {
        json!({"metadata": {"name": name}, "spec": {"containers": [{"name": "app", "ports": [{"name": port, "containerPort": 8080}]}]},
            "status": {"containerStatuses": [{"name": "app", "ready": false, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}})
    }

    fn beside(endpoints: Vec<Value>, pods: Vec<Value>) -> Beside {
        Beside(vec![found(What::Endpoints, endpoints), found(What::Pods, pods)])
    }

    fn one(address: &str, ready: bool, pod: &str) -> Value {
        json!({"addresses": [address], "conditions": {"ready": ready}, "nodeName": "n1", "targetRef": {"name": pod}})
    }

    #[test]
    fn what_stands_behind_it_is_told_wrong_first() {
        let slice = |endpoints: Value| vec![slice_of("web", &endpoints)];
        for (name, object, beside, want) in [
            (
                "well",
                service(json!({})),
                beside(slice(json!([one("10.0.0.1", true, "a")])), vec![pod("a", "http")]),
                &[
                    "Name: web",
                    "Selector: app=web",
                    "Type: ClusterIP",
                    "IP: 10.96.0.7",
                    "Session Affinity: None",
                    "http 80/TCP http/TCP app:8080",
                    "Endpoints (1 of 1 ready):",
                    "10.0.0.1:8080 a n1 ✓ ready",
                ][..],
            ),
            (
                "one not ready",
                service(json!({})),
                beside(slice(json!([one("10.0.0.1", true, "a"), one("10.0.0.2", false, "b")])), vec![pod("b", "http")]),
                &["⚠ 1 of its 2 endpoints is not ready", "10.0.0.2:8080 b n1 ✗ not ready: app CrashLoopBackOff"],
            ),
            (
                "none ready",
                service(json!({})),
                beside(slice(json!([one("10.0.0.2", false, "b")])), vec![pod("b", "http")]),
                &["✗ none of its 1 endpoint is ready"],
            ),
            ("no pods", service(json!({})), beside(vec![], vec![]), &["✗ no pod has the labels of its selector", "none"]),
            (
                "a port that nobody has",
                service(json!({})),
                beside(slice(json!([one("10.0.0.1", true, "a")])), vec![pod("a", "web")]),
                &["✗ port 80: no container of its pods has a TCP port named \"http\""],
            ),
            (
                "a number that is not declared, and a node port",
                service(
                    json!({"type": "NodePort", "externalTrafficPolicy": "Local", "ports": [{"port": 80, "targetPort": 99, "nodePort": 30080}]}),
                ),
                beside(slice(json!([one("10.0.0.1", true, "a")])), vec![pod("a", "web")]),
                &["80/TCP 99/TCP not declared 30080/TCP", "External Traffic Policy: Local"],
            ),
            (
                "not allowed",
                service(json!({})),
                Beside(vec![(What::Endpoints, Err("not allowed: no".into())), (What::Pods, Err("not allowed: nor that".into()))]),
                &["the container ports behind them: not allowed: nor that", "Endpoints:", "not allowed: no"],
            ),
            (
                "headless",
                service(json!({"clusterIP": "None", "clusterIPs": ["None"], "selector": null})),
                beside(slice(json!([one("fd00::1", true, "")])), vec![]),
                &[
                    "IP: None (headless: its name leads to the pods)",
                    "Selector: none: its endpoints are set by hand",
                    "[fd00::1]:8080",
                ],
            ),
            (
                "by name alone",
                service(
                    json!({"type": "ExternalName", "externalName": "db.example", "selector": null, "ports": null, "clusterIP": null, "clusterIPs": null}),
                ),
                Beside::default(),
                &["Type: ExternalName", "External Name: db.example"],
            ),
            (
                "a load balancer",
                service(json!({"type": "LoadBalancer", "loadBalancerIP": "1.2.3.4", "loadBalancerSourceRanges": ["10.0.0.0/8"]})),
                beside(slice(json!([one("10.0.0.1", true, "a")])), vec![pod("a", "http")]),
                &[
                    "⚠ its load balancer has no address yet",
                    "Desired LoadBalancer IP: 1.2.3.4",
                    "LoadBalancer Source Ranges: 10.0.0.0/8",
                ],
            ),
        ] {
            has(name, &tells(tell, &object, beside), want);
        }
    }

    #[test]
    fn what_is_read_depends_on_its_selector() {
        assert_eq!(wanted(&service(json!({"type": "ExternalName"}))).len(), 0);
        assert_eq!(wanted(&service(json!({"selector": null}))).len(), 1);
        let all = wanted(&service(json!({})));
        assert_eq!(all[1].paths, ["/api/v1/namespaces/iot/pods?labelSelector=app%3Dweb&"]);
    }
}
