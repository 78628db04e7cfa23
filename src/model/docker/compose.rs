//! A compose file: its services, and what stands beside them.

use super::app::{App, Claim, Ground};
use super::images;
use super::interpolate;
use super::naming::{key, label};
use super::remark::{At, Said};
use super::run::image_ports;
use super::service;
use crate::yaml::{Entry, Node};

/// What stands beside the services.
#[derive(Default)]
pub(super) struct Beside {
    /// The project's own names of ConfigMaps: the config, its object, and whether its content is there.
    pub configs: Vec<(String, String)>,
    /// Secrets, with their files.
    pub secrets: Vec<(String, Option<String>)>,
    /// Configs that have a file only.
    pub files: Vec<(String, String)>,
}

/// The line of a node.
pub(super) fn line(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(0)
}

/// The services of a text, where it is a compose file: those of today, or of the first version, which had nothing above them.
pub(super) fn of(text: &str) -> Option<Node> {
    let node = Node::read(text).ok()?;
    if node.get("apiVersion").is_some() || node.get("kind").is_some() {
        return None;
    }
    if node.get("services").is_some_and(|s| s.is_map() && !s.entries().is_empty()) {
        return Some(node);
    }
    let entries = node.entries();
    let old = |e: &Entry| e.node.get("image").or_else(|| e.node.get("build")).is_some();
    if entries.is_empty() || !entries.iter().all(old) {
        return None;
    }
    let services = Entry { line: node.line, key: "services".into(), node: node.clone() };
    Some(Node { line: node.line, value: crate::yaml::Value::Map(vec![services]) })
}

/// Reads it.
pub(super) fn read(g: &mut Ground, mut node: Node) {
    interpolate::fill(&mut node, &mut g.remarks);
    g.project = node.get("name").and_then(Node::text).map(|name| label(&name));
    let beside = beside(g, &node);
    let services = node.get("services").cloned().unwrap_or_default();
    let mut apps: Vec<App> = Vec::new();
    for entry in services.entries() {
        apps.extend(service::read(g, &beside, entry));
    }
    let named: Vec<String> = apps.iter().flat_map(|a| a.after.clone()).collect();
    for app in &mut apps {
        let needed = named.contains(&app.called);
        app.task |= completed(&services, &app.called);
        if app.ports.is_empty() && !app.task {
            let known = images::ports(&app.image);
            if known.is_empty() {
                app.wanted = needed;
            } else {
                image_ports(&mut g.remarks, app, &app.at.clone(), known);
            }
        }
    }
    g.apps = apps;
    g.claims.sort_by_key(|c| c.at.line);
}

/// Whether one waits for the end of a service.
fn completed(services: &Node, name: &str) -> bool {
    services.entries().iter().any(|e| {
        let depends = e.node.get("depends_on").and_then(|d| d.get(name));
        depends.is_some_and(|d| d.field("condition") == "service_completed_successfully")
    })
}

fn beside(g: &mut Ground, node: &Node) -> Beside {
    let mut out = Beside::default();
    for top in node.entries() {
        let at = At::new(line(top.line), top.key.clone());
        match top.key.as_str() {
            "services" | "version" | "name" => {}
            "volumes" => top.node.entries().iter().for_each(|e| volume(g, e)),
            "networks" => g.remarks.note(&at, Said::Networks),
            "configs" => top.node.entries().iter().for_each(|e| config(g, &mut out, e)),
            "secrets" => out.secrets.extend(top.node.entries().iter().map(|e| {
                let file = e.node.get("file").and_then(Node::text).map(std::borrow::Cow::into_owned);
                (e.key.clone(), file)
            })),
            "include" | "models" => g.remarks.open(&at, Said::NotFollowed),
            own if own.starts_with("x-") => {}
            _ => g.remarks.open(&at, Said::Unknown),
        }
    }
    out
}

fn volume(g: &mut Ground, entry: &Entry) {
    let at = At::new(line(entry.line), format!("volumes.{}", entry.key));
    let named = entry.node.get("name").and_then(Node::text).unwrap_or_else(|| entry.key.as_str().into());
    let external = entry.node.get("external").is_some_and(|e| e.is_map() || e.text().as_deref() == Some("true"));
    let name = label(&named);
    if external {
        g.remarks.open(&at, Said::ExternalClaim(name.clone()));
    } else {
        g.remarks.note(&at, Said::Claim(name.clone()));
    }
    if entry.node.get("driver_opts").is_some() || entry.node.get("driver").is_some_and(|d| d.text().as_deref() != Some("local")) {
        g.remarks.open(&at, Said::VolumeDriver);
    }
    g.claims.push(Claim { name, of: entry.key.clone(), external, at });
}

fn config(g: &mut Ground, out: &mut Beside, entry: &Entry) {
    let name = label(&entry.key);
    out.configs.push((entry.key.clone(), name.clone()));
    if let Some(content) = entry.node.get("content").and_then(Node::text) {
        g.maps.push(super::app::Map { name, key: key(&entry.key), content: content.into_owned() });
        return;
    }
    let file = entry.node.get("file").and_then(Node::text).map_or_else(String::new, std::borrow::Cow::into_owned);
    out.files.push((entry.key.clone(), file));
}
