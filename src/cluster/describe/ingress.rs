//! An Ingress, of `networking.k8s.io/v1` or as 1.20 and before have it: which address leads to which Service, and whether that answers.

use super::beside::{Found, Wanted, What, endpoints};
use super::endpoints::{self, Endpoint};
use super::service::address;
use super::sheet::{Sheet, joined};
use super::{Told, text};
use crate::model::naming::segment;
use serde_json::Value;

/// Endpoints that are shown of a Service.
const SHOWN: usize = 3;

/// Where a path leads: a Service and a port of it, or an object of another kind.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Backend {
    service: String,
    port: String,
    other: String,
}

fn backend(value: &Value) -> Option<Backend> {
    let (v1, port) = (&value["service"], &value["service"]["port"]);
    let resource = &value["resource"];
    let (service, port) = if v1.is_object() {
        (text(&v1["name"]), text(if port["name"].is_string() { &port["name"] } else { &port["number"] }))
    } else {
        (text(&value["serviceName"]), text(&value["servicePort"]))
    };
    let other =
        if resource.is_object() { format!("{}/{}", text(&resource["kind"]), text(&resource["name"])) } else { String::new() };
    (!service.is_empty() || !other.is_empty()).then_some(Backend { service, port, other })
}

/// Of `v1` and of `v1beta1`.
fn default_backend(spec: &Value) -> Option<Backend> {
    backend(&spec["defaultBackend"]).or_else(|| backend(&spec["backend"]))
}

fn paths(spec: &Value) -> Vec<(String, String, Option<Backend>)> {
    let mut out = Vec::new();
    for rule in spec["rules"].as_array().into_iter().flatten() {
        let host = rule["host"].as_str().filter(|h| !h.is_empty()).unwrap_or("*");
        for p in rule["http"]["paths"].as_array().into_iter().flatten() {
            let kind = p["pathType"].as_str().filter(|k| *k != "ImplementationSpecific").map(|k| format!(" ({k})"));
            let path = p["path"].as_str().filter(|p| !p.is_empty()).unwrap_or("/");
            out.push((host.to_owned(), format!("{path}{}", kind.unwrap_or_default()), backend(&p["backend"])));
        }
        if rule["http"]["paths"].as_array().is_none_or(Vec::is_empty) {
            out.push((host.to_owned(), "*".to_owned(), default_backend(spec)));
        }
    }
    out
}

fn services(spec: &Value) -> Vec<String> {
    let all = paths(spec).into_iter().filter_map(|(_, _, b)| b).chain(default_backend(spec));
    let mut names: Vec<String> = all.map(|b| b.service).filter(|s| !s.is_empty()).collect();
    names.sort();
    names.dedup();
    names
}

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    let (namespace, names) = (text(&object["metadata"]["namespace"]), services(&object["spec"]));
    if names.is_empty() {
        return Vec::new();
    }
    let all = format!("/api/v1/namespaces/{}/services?", segment(&namespace));
    vec![endpoints(&namespace, &names), Wanted { what: What::Services, paths: vec![all] }]
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let (spec, status) = (&told.object["spec"], &told.object["status"]);
    let addresses: Vec<String> = status["loadBalancer"]["ingress"].as_array().into_iter().flatten().map(address).collect();
    if addresses.is_empty() {
        sheet.warn("it has no address: no controller has taken it yet");
    }
    sheet.pair("Address", &addresses.join(", "));
    let annotated = &told.object["metadata"]["annotations"]["kubernetes.io/ingress.class"];
    let class = if spec["ingressClassName"].is_string() { &spec["ingressClassName"] } else { annotated };
    sheet.pair("Ingress Class", class.as_str().unwrap_or("<none>"));
    let lookup = Lookup { services: told.beside.of(What::Services), endpoints: endpoints::read(told.beside) };
    match default_backend(spec) {
        Some(b) => {
            let words = lookup.words(sheet, "the default backend", &b).join("  ");
            sheet.pair("Default backend", &words);
        }
        None => sheet.pair("Default backend", "<default>"),
    }
    let tls = spec["tls"].as_array().map_or(&[][..], Vec::as_slice);
    if !tls.is_empty() {
        sheet.title("TLS");
        for entry in tls {
            let secret = entry["secretName"].as_str().unwrap_or("SNI routes");
            let hosts = joined(&entry["hosts"]);
            sheet.line(&format!("{secret} terminates {}", if hosts.is_empty() { "*" } else { &hosts }));
        }
    }
    let mut rows = Vec::new();
    for (host, path, backend) in paths(spec) {
        let mut row = vec![host.clone(), path.clone()];
        match backend {
            Some(b) => row.extend(lookup.words(sheet, &format!("{host} {path}"), &b)),
            None => row.extend(["<default>".to_owned(), String::new()]),
        }
        rows.push(row);
    }
    sheet.title("Rules");
    if rows.is_empty() {
        sheet.line("none: all goes to the default backend");
    }
    sheet.table(&["HOST", "PATH", "BACKEND", "ENDPOINTS"], &rows);
    for (name, why) in [("Services", lookup.services.err()), ("endpoints", lookup.endpoints.err())] {
        if let Some(why) = why.filter(|_| !services(spec).is_empty()) {
            sheet.line(&format!("{name} behind them: {why}"));
        }
    }
}

struct Lookup<'a> {
    services: Result<&'a Found, &'a str>,
    endpoints: Result<(Vec<Endpoint>, bool), &'a str>,
}

impl Lookup<'_> {
    /// The backend and its endpoints. What is wrong with it is said at the head.
    fn words(&self, sheet: &mut Sheet, place: &str, backend: &Backend) -> Vec<String> {
        let Backend { service, port, other } = backend;
        if service.is_empty() {
            return vec![other.clone(), String::new()];
        }
        let name = format!("{service}:{port}");
        let found = match self.services {
            Ok(found) => match found.items.iter().find(|s| s["metadata"]["name"] == **service) {
                Some(service) => Some(service),
                None if found.more => None,
                None => {
                    sheet.wrong(&format!("{place}: there is no Service {service}"));
                    return vec![name, "✗ no such Service".into()];
                }
            },
            Err(_) => None,
        };
        let ports = found.map(|s| s["spec"]["ports"].as_array().map_or(&[][..], Vec::as_slice));
        let port_of = ports.and_then(|all| all.iter().find(|p| p["name"] == **port || text(&p["port"]) == *port));
        let external = found.is_some_and(|s| s["spec"]["type"] == "ExternalName");
        if ports.is_some() && port_of.is_none() && !external {
            sheet.wrong(&format!("{place}: Service {service} has no port {port}"));
            return vec![name, "✗ no such port".into()];
        }
        if let Some(s) = found.filter(|_| external) {
            return vec![name, format!("external: {}", text(&s["spec"]["externalName"]))];
        }
        let Ok((all, more)) = &self.endpoints else { return vec![name, "not known".into()] };
        let own: Vec<&Endpoint> = all.iter().filter(|e| e.service == *service).collect();
        let ready: Vec<&&Endpoint> = own.iter().filter(|e| e.ready).collect();
        if own.is_empty() && *more {
            return vec![name, "not known: too many endpoints".into()];
        }
        if ready.is_empty() {
            let what = if own.is_empty() { "has no endpoints" } else { "has no ready endpoint" };
            sheet.wrong(&format!("{place}: Service {service} {what}"));
        }
        let port_name = port_of.map(|p| text(&p["name"])).unwrap_or_default();
        let at = |e: &&&Endpoint| {
            let number = e.ports.iter().find(|(n, _)| *n == port_name).or(e.ports.first().filter(|_| port_of.is_none()));
            number.map_or_else(|| e.address.clone(), |(_, number)| e.at(*number))
        };
        let mut shown: Vec<String> = ready.iter().take(SHOWN).map(at).collect();
        if ready.len() > SHOWN {
            shown.push(format!("+ {} more", ready.len() - SHOWN));
        }
        let sign = if ready.is_empty() { "✗" } else { "✓" };
        vec![name, format!("{sign} {}/{} ready {}", ready.len(), own.len(), shown.join(","))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::endpoints::slice_of;
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    fn beside() -> Beside {
        let service = |name: &str| json!({"metadata": {"name": name}, "spec": {"ports": [{"name": "http", "port": 80}]}});
        let endpoint = |ready: bool| json!([{"addresses": ["10.0.0.1"], "conditions": {"ready": ready}}]);
        let slices = vec![slice_of("web", &endpoint(true)), slice_of("sick", &endpoint(false))];
        Beside(vec![found(What::Endpoints, slices), found(What::Services, vec![service("web"), service("sick"), service("lone")])])
    }

    fn v1(service: &str, port: Value) -> Value {
        json!({"metadata": {"name": "i", "namespace": "iot"}, "spec": {"ingressClassName": "nginx", "tls": [{"hosts": ["h.example"], "secretName": "t"}],
            "rules": [{"host": "h.example", "http": {"paths": [{"path": "/api", "pathType": "Prefix",
                "backend": {"service": {"name": service, "port": port}}}]}}]},
            "status": {"loadBalancer": {"ingress": [{"ip": "1.2.3.4"}]}}})
    }

    #[test]
    fn each_path_is_told_to_its_endpoints() {
        let beta = json!({"metadata": {"name": "i", "namespace": "iot", "annotations": {"kubernetes.io/ingress.class": "old"}},
            "spec": {"backend": {"serviceName": "web", "servicePort": 80},
                "rules": [{"http": {"paths": [{"backend": {"serviceName": "web", "servicePort": "http"}}]}}]}});
        let resource =
            json!({"metadata": {"name": "i"}, "spec": {"defaultBackend": {"resource": {"kind": "Bucket", "name": "b"}}}});
        for (name, object, want) in [
            (
                "well",
                v1("web", json!({"number": 80})),
                &[
                    "Address: 1.2.3.4",
                    "Ingress Class: nginx",
                    "Default backend: <default>",
                    "t terminates h.example",
                    "h.example /api (Prefix) web:80 ✓ 1/1 ready 10.0.0.1:8080",
                ][..],
            ),
            ("no Service", v1("gone", json!({"number": 80})), &["✗ h.example /api (Prefix): there is no Service gone"]),
            ("no port", v1("web", json!({"name": "grpc"})), &["✗ h.example /api (Prefix): Service web has no port grpc"]),
            (
                "none ready",
                v1("sick", json!({"name": "http"})),
                &["✗ h.example /api (Prefix): Service sick has no ready endpoint", "✗ 0/1 ready"],
            ),
            ("none at all", v1("lone", json!({"number": 80})), &["✗ h.example /api (Prefix): Service lone has no endpoints"]),
            (
                "as 1.20 has it",
                beta,
                &[
                    "⚠ it has no address: no controller has taken it yet",
                    "Ingress Class: old",
                    "Default backend: web:80 ✓ 1/1 ready 10.0.0.1:8080",
                    "* / web:http ✓ 1/1 ready 10.0.0.1:8080",
                ],
            ),
            ("another kind", resource, &["Default backend: Bucket/b", "none: all goes to the default backend"]),
        ] {
            has(name, &tells(tell, &object, beside()), want);
        }
    }

    #[test]
    fn what_may_not_be_read_is_neither_right_nor_wrong() {
        let denied = |what| (what, Err("not allowed: no".to_owned()));
        let text = tells(tell, &v1("web", json!({"number": 80})), Beside(vec![denied(What::Endpoints), denied(What::Services)]));
        has(
            "denied",
            &text,
            &["web:80 not known", "Services behind them: not allowed: no", "endpoints behind them: not allowed: no"],
        );
        assert!(!text.contains('✗'), "{text}");
        assert_eq!(wanted(&v1("web", json!({"number": 80}))).len(), 2);
    }
}
