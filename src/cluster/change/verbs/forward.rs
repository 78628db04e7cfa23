//! Forwarding a port: which ports an object offers, and which pods and port of theirs one of them leads to.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::{Object, selector};
use crate::cluster::forward::{Aim, PodPort, Which};
use crate::model::change::Target;
use crate::model::change::reason::{ForwardReason, Refusal};
use crate::model::forward::{Offers, PortOffer};
use crate::model::text::clean;
use crate::model::{Name, Uid};
use serde_json::Value;

/// What an object offers and how it is reached.
enum Served {
    Pod,
    Workload,
    Service,
}

fn served(target: &Target) -> Result<Served, ChangeError> {
    let resource = &target.resource;
    if resource.is_pod() {
        Ok(Served::Pod)
    } else if resource.is("", "Service") {
        Ok(Served::Service)
    } else if resource.is_served() {
        Ok(Served::Workload)
    } else {
        Err(ForwardReason::NoPorts(Box::new(target.clone()), resource.is_cronjob()).into())
    }
}

fn list<'a>(json: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    json.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(json: &'a Value, field: &str) -> &'a str {
    json.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn number(json: &Value, field: &str) -> Option<u16> {
    json.get(field).and_then(Value::as_u64).and_then(|n| u16::try_from(n).ok()).filter(|n| *n > 0)
}

/// Whether a port's protocol is the one that can be forwarded.
fn is_tcp(port: &Value) -> bool {
    matches!(text(port, "protocol"), "" | "TCP")
}

/// The ports that an object offers, in its own order.
///
/// # Errors
/// Where it has none that could be forwarded, and what to do.
pub(crate) fn offers(target: &Target, object: &Object) -> Result<Offers, ChangeError> {
    if !object.exists() {
        return Err(Refusal::Gone(Box::new(target.clone())).into());
    }
    let json = &object.json;
    let ports = match served(target)? {
        Served::Service => {
            selects(target, json)?;
            let one = |port: &Value| {
                let to = match port.get("targetPort") {
                    Some(Value::String(name)) => clean(name).into_owned(),
                    Some(Value::Number(n)) => n.to_string(),
                    Some(_) | None => port.get("port").map(ToString::to_string).unwrap_or_default(),
                };
                Some(PortOffer { port: number(port, "port")?, name: clean(text(port, "name")).into_owned().into(), of: to })
            };
            list(json, "/spec/ports").filter(|p| is_tcp(p)).filter_map(one).collect()
        }
        Served::Pod => of_containers(json, "/spec"),
        Served::Workload => of_containers(json, "/spec/template/spec"),
    };
    let target = Target { uid: Uid::new(object.uid()), ..target.clone() };
    Ok(Offers { target, ports })
}

fn of_containers(json: &Value, spec: &str) -> Vec<PortOffer> {
    let containers = ["containers", "initContainers"].into_iter().flat_map(|part| list(json, &format!("{spec}/{part}")));
    let ports = containers.flat_map(|c| {
        let of = clean(text(c, "name")).into_owned();
        list(c, "/ports").filter(|p| is_tcp(p)).filter_map(move |p| {
            let name: Name = clean(text(p, "name")).into_owned().into();
            Some(PortOffer { port: number(p, "containerPort")?, name, of: of.clone() })
        })
    });
    let mut ports: Vec<PortOffer> = ports.collect();
    let mut seen = Vec::new();
    ports.retain(|p| {
        !seen.contains(&p.port) && {
            seen.push(p.port);
            true
        }
    });
    ports
}

/// The labels of a Service's pods.
fn selects(target: &Target, json: &Value) -> Result<String, ChangeError> {
    let labels = json.pointer("/spec/selector").and_then(Value::as_object);
    let labels: Vec<String> =
        labels.into_iter().flatten().filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?))).collect();
    if !labels.is_empty() {
        return Ok(labels.join(","));
    }
    let target = Box::new(target.clone());
    Err(match json.pointer("/spec/externalName").and_then(Value::as_str) {
        Some(name) => ForwardReason::OtherName(target, clean(name).into_owned()).into(),
        None => ForwardReason::NoPods(target).into(),
    })
}

/// Where a port leads.
///
/// # Errors
/// Where it leads nowhere.
pub(crate) fn aim(target: &Target, object: &Object, port: &str) -> Result<Aim, ChangeError> {
    let (json, namespace) = (&object.json, target.namespace.clone());
    let (whom, asked) = (|| Box::new(target.clone()), || clean(port).into_owned());
    let named = || match port.parse::<u16>() {
        Ok(number) if number > 0 => Ok(PodPort::Number(number)),
        _ if crate::model::naming::dns_label(port).is_ok() && !port.bytes().all(|b| b.is_ascii_digit()) => {
            Ok(PodPort::Named(port.to_owned()))
        }
        _ => Err(ForwardReason::NoPort(asked())),
    };
    Ok(match served(target)? {
        Served::Pod => {
            // As kubectl has it: nothing listens in it any more, and it will not run again.
            let phase = object.text("/status/phase");
            if matches!(phase, "Succeeded" | "Failed") {
                return Err(ForwardReason::PodEnded(whom(), phase.to_owned()).into());
            }
            Aim { namespace, which: Which::Named(target.name.clone()), port: named()?, ready: false }
        }
        Served::Workload => {
            let labels = json.pointer("/spec/selector").and_then(selector::read).map(|s| s.to_string()).filter(|s| !s.is_empty());
            let Some(labels) = labels else {
                return Err(ForwardReason::NoSelector(whom()).into());
            };
            Aim { namespace, which: Which::Labels(labels), port: named()?, ready: true }
        }
        Served::Service => {
            let labels = selects(target, json)?;
            let its = |p: &&Value| {
                !port.is_empty() && text(p, "name") == port || number(p, "port").is_some_and(|n| n.to_string() == port)
            };
            let Some(found) = list(json, "/spec/ports").find(its) else {
                let there = list(json, "/spec/ports").filter_map(|p| number(p, "port")).collect();
                return Err(ForwardReason::PortUnknown(whom(), asked(), there).into());
            };
            if !is_tcp(found) {
                let protocol = clean(text(found, "protocol")).into_owned();
                return Err(ForwardReason::NotTcp(whom(), asked(), protocol).into());
            }
            let port = match found.get("targetPort") {
                Some(Value::String(name)) => name.parse().map_or_else(|_| PodPort::Named(name.clone()), PodPort::Number),
                _ => match number(found, "targetPort").or_else(|| number(found, "port")) {
                    Some(number) => PodPort::Number(number),
                    None => return Err(ForwardReason::Nowhere(whom(), asked()).into()),
                },
            };
            let ready = json.pointer("/spec/publishNotReadyAddresses").and_then(Value::as_bool) != Some(true);
            Aim { namespace, which: Which::Labels(labels), port, ready }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::change::fixtures::target;
    use crate::model::{Kind, resource::Resource};
    use serde_json::json;

    fn object(spec: &Value) -> Object {
        Object { workload: None, json: json!({"metadata": {"uid": "u-1"}, "spec": spec}) }
    }

    fn service() -> Target {
        Target { resource: Resource::new("", "v1", "services", "Service", true), ..target() }
    }

    fn web() -> Value {
        json!({"selector": {"app": "web", "tier": "front"}, "ports": [
            {"name": "http", "port": 80, "targetPort": "web"},
            {"name": "metrics", "port": 9090, "targetPort": 9091, "protocol": "TCP"},
            {"port": 53, "protocol": "UDP"},
            {"name": "same", "port": 7000},
        ]})
    }

    #[test]
    fn a_service_leads_to_the_ports_of_its_pods() {
        let (target, object) = (service(), object(&web()));
        let aimed = |port: &str| aim(&target, &object, port);
        for (port, want) in [
            ("80", PodPort::Named("web".into())),
            ("http", PodPort::Named("web".into())),
            ("metrics", PodPort::Number(9091)),
            ("7000", PodPort::Number(7000)),
        ] {
            let aim = aimed(port).unwrap();
            assert_eq!((aim.port, aim.which, aim.ready), (want, Which::Labels("app=web,tier=front".into()), true), "{port}");
        }
        for (port, says) in [("81", "has no port 81; it has 80, 9090, 53, 7000"), ("53", "TCP alone"), ("", "has no port")] {
            let said = aimed(port).unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
        let offered = offers(&target, &object).unwrap();
        let all: Vec<_> = offered.ports.iter().map(|p| (p.port, &*p.name, p.of.as_str())).collect();
        assert_eq!(all, [(80, "http", "web"), (9090, "metrics", "9091"), (7000, "same", "7000")]);
        assert_eq!(offered.target.uid, Uid::new("u-1"));
        for (spec, says) in [
            (json!({"externalName": "db.example", "ports": []}), "outside of the cluster"),
            (json!({"selector": {}, "ports": [{"port": 80}]}), "no selector"),
        ] {
            let said = offers(&target, &self::object(&spec)).unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
    }

    #[test]
    fn pods_and_workloads_offer_what_their_containers_declare() {
        let spec = json!({
            "containers": [
                {"name": "web", "ports": [{"name": "http", "containerPort": 8080}, {"containerPort": 8080, "name": "twice"}]},
                {"name": "side", "ports": [{"containerPort": 9000, "protocol": "TCP"}, {"containerPort": 1, "protocol": "SCTP"}]},
                {"name": "none"},
            ],
            "initContainers": [{"name": "mesh", "ports": [{"containerPort": 15000}]}],
        });
        let pod = Target { resource: Kind::Pod.into(), ..target() };
        let whole = object(&json!({"template": {"spec": spec}, "selector": {"matchLabels": {"app": "web"}}}));
        let want = vec![
            (8080, "http".to_owned(), "web".to_owned()),
            (9000, String::new(), "side".into()),
            (15000, String::new(), "mesh".into()),
        ];
        for (target, object) in [(pod.clone(), object(&spec)), (target(), whole.clone())] {
            let offered = offers(&target, &object).unwrap().ports;
            let all: Vec<_> = offered.into_iter().map(|p| (p.port, p.name.to_string(), p.of)).collect();
            assert_eq!(all, want, "{target}");
        }
        let to = aim(&target(), &whole, "http").unwrap();
        assert_eq!((to.which, to.port, to.ready), (Which::Labels("app=web".into()), PodPort::Named("http".into()), true));
        let to = aim(&pod, &object(&spec), "9000").unwrap();
        assert_eq!((to.which, to.port, to.ready), (Which::Named("web".into()), PodPort::Number(9000), false));
        for port in ["0", "65536", "a b", "", "-1", "\u{1b}[2J"] {
            assert!(aim(&pod, &object(&spec), port).is_err(), "{port:?}");
        }
        assert!(aim(&target(), &object(&json!({})), "80").is_err());
        let node = Target { resource: Resource::new("", "v1", "nodes", "Node", false), ..target() };
        assert!(offers(&node, &object(&json!({}))).is_err());
        assert!(offers(&pod, &Object { workload: None, json: Value::Null }).unwrap_err().is_gone());
    }
}
