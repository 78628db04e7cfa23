//! A NetworkPolicy: whom it is for, and who may talk with them.

use super::beside::{Wanted, What, labelled};
use super::sheet::{Sheet, count, joined, selector};
use super::{Told, text};
use crate::model::naming::segment;
use serde_json::Value;

pub(super) fn wanted(object: &Value) -> Vec<Wanted> {
    let namespace = text(&object["metadata"]["namespace"]);
    let pods = format!("/api/v1/namespaces/{}/pods", segment(&namespace));
    let chosen = selector(&object["spec"]["podSelector"]);
    if chosen.is_empty() {
        return vec![Wanted { what: What::Pods, paths: vec![format!("{pods}?")] }];
    }
    vec![labelled(What::Pods, &pods, &chosen)]
}

pub(super) fn tell(sheet: &mut Sheet, told: Told<'_>) {
    let spec = &told.object["spec"];
    let chosen = selector(&spec["podSelector"]);
    sheet.pair("PodSelector", if chosen.is_empty() { "<none> (all pods of the namespace)" } else { &chosen });
    match told.beside.of(What::Pods) {
        Ok(found) => {
            if found.items.is_empty() {
                sheet.warn("it is for no pod: none has the labels of its selector");
            }
            let more = if found.more { " and more" } else { "" };
            sheet.pair("Selects now", &format!("{}{more}", count(found.items.len(), "pod")));
        }
        Err(why) => sheet.pair("Selects now", why),
    }
    let types: Vec<String> = spec["policyTypes"].as_array().into_iter().flatten().map(text).collect();
    // Where none are named, ingress is one, and egress where it has rules.
    let has = |kind: &str, field: &str| {
        types.iter().any(|t| t == kind) || types.is_empty() && (kind == "Ingress" || !spec[field].is_null())
    };
    let named = if types.is_empty() {
        ["Ingress", "Egress"].into_iter().zip(["ingress", "egress"]).filter(|(k, f)| has(k, f)).map(|(k, _)| k.to_owned()).collect()
    } else {
        types.clone()
    };
    sheet.pair("Policy Types", &named.join(", "));
    for (kind, field, way, peers) in [("Ingress", "ingress", "From", "from"), ("Egress", "egress", "To", "to")] {
        sheet.title(&format!("{kind} traffic"));
        if !has(kind, field) {
            sheet.line(&format!("not affected: all {field} traffic is allowed as far as this policy goes"));
            continue;
        }
        let rules = spec[field].as_array().map_or(&[][..], Vec::as_slice);
        if rules.is_empty() {
            sheet.line(&format!("none is allowed: its pods are isolated for {field} connectivity"));
        }
        for (i, rule) in rules.iter().enumerate() {
            if i > 0 {
                sheet.line("or");
            }
            sheet.several(2, "Ports", &ports(&rule["ports"]));
            sheet.several(2, way, &who(&rule[peers]));
        }
    }
}

fn ports(list: &Value) -> Vec<String> {
    let port = |p: &Value| {
        let number = if p["port"].is_null() { "any port".to_owned() } else { text(&p["port"]) };
        let end = p["endPort"].as_u64().map(|n| format!("-{n}")).unwrap_or_default();
        format!("{number}{end}/{}", p["protocol"].as_str().unwrap_or("TCP"))
    };
    let all: Vec<String> = list.as_array().into_iter().flatten().map(port).collect();
    if all.is_empty() { vec!["any".into()] } else { all }
}

fn who(list: &Value) -> Vec<String> {
    let chosen = |v: &Value, all: &str, of: &str| match selector(v) {
        none if none.is_empty() => all.to_owned(),
        some => format!("{of} {some}"),
    };
    let peer = |p: &Value| {
        let block = &p["ipBlock"];
        if block.is_object() {
            let except = joined(&block["except"]);
            return format!("{}{}", text(&block["cidr"]), if except.is_empty() { except } else { format!(" but not {except}") });
        }
        let (pods, namespaces) = (&p["podSelector"], &p["namespaceSelector"]);
        match (pods.is_object(), namespaces.is_object()) {
            (true, true) => {
                format!("{} in {}", chosen(pods, "all pods", "pods"), chosen(namespaces, "all namespaces", "namespaces"))
            }
            (false, true) => format!("all pods in {}", chosen(namespaces, "all namespaces", "namespaces")),
            (_, false) => chosen(pods, "all pods of the namespace", "pods"),
        }
    };
    let all: Vec<String> = list.as_array().into_iter().flatten().map(peer).collect();
    if all.is_empty() { vec!["anywhere".into()] } else { all }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::describe::beside::Beside;
    use crate::cluster::describe::tests::{found, has, tells};
    use serde_json::json;

    #[test]
    fn who_may_talk_with_whom_is_told() {
        let label = |v: &str| json!({"matchLabels": {"app": v}});
        let policy = |spec: Value| json!({"metadata": {"name": "p", "namespace": "iot"}, "spec": spec});
        let pods = |n: usize| Beside(vec![found(What::Pods, vec![json!({}); n])]);
        for (name, spec, beside, want) in [
            (
                "rules",
                json!({"podSelector": label("web"), "policyTypes": ["Ingress", "Egress"], "egress": [{}], "ingress": [
                    {"ports": [{"port": 80}, {"port": 1000, "endPort": 2000, "protocol": "UDP"}], "from": [{"podSelector": label("api")},
                        {"namespaceSelector": label("x"), "podSelector": label("y")}, {"namespaceSelector": {}},
                        {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}]}]}),
                pods(2),
                &[
                    "PodSelector: app=web",
                    "Selects now: 2 pods",
                    "Policy Types: Ingress, Egress",
                    "Ports: 80/TCP\n1000-2000/UDP",
                    "From: pods app=api\npods app=y in namespaces app=x\nall pods in all namespaces\n10.0.0.0/8 but not 10.1.0.0/16",
                    "Ports: any\nTo: anywhere",
                ][..],
            ),
            (
                "isolated",
                json!({"podSelector": {}, "policyTypes": ["Ingress"]}),
                pods(0),
                &[
                    "⚠ it is for no pod",
                    "PodSelector: <none> (all pods of the namespace)",
                    "none is allowed: its pods are isolated for ingress connectivity",
                    "Egress traffic:\nnot affected",
                ],
            ),
            ("no types", json!({"podSelector": {}, "egress": []}), pods(1), &["Policy Types: Ingress, Egress"]),
            (
                "denied",
                json!({"podSelector": {}}),
                Beside(vec![(What::Pods, Err("not allowed: no".into()))]),
                &["Selects now: not allowed: no"],
            ),
        ] {
            has(name, &tells(tell, &policy(spec), beside), want);
        }
    }
}
