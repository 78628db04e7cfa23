//! One service of a compose file, key by key.

use super::app::{App, Ground, Health};
use super::compose::{Beside, line};
use super::mounts::{self, From, Mount, Wanted, is_path};
use super::naming::{key, label};
use super::ports::{self, Port};
use super::remark::{At, Said};
use super::settings as s;
use super::units;
use super::words;
use crate::model::image::ImageRef;
use crate::yaml::{Entry, Node, Value};

/// Its container; `None` where none can be made of it.
pub(super) fn read(g: &mut Ground, beside: &Beside, entry: &Entry) -> Option<App> {
    let (called, node) = (&entry.key, &entry.node);
    let at = At::new(line(entry.line), called.clone());
    if node.get("profiles").is_some_and(|p| matches!(&p.value, Value::List(all) if !all.is_empty())) {
        g.remarks.open(&at, Said::Profile);
        return None;
    }
    let image = node.field("image").into_owned();
    if image.is_empty() {
        g.remarks.open(&at, if node.get("build").is_some() { Said::Build } else { Said::NoImage });
        return None;
    }
    if let Err(why) = ImageRef::parse(&image) {
        g.remarks.open(&At::new(line(node.line_of("image")), format!("{called}.image")), Said::Image(why));
        return None;
    }
    let mut app = App { at: at.clone(), image, called: called.clone(), name: label(called), ..App::default() };
    if app.name != app.called {
        g.remarks.note(&at, Said::Renamed(app.name.clone()));
    }
    for setting in node.entries() {
        let at = At::new(line(setting.line), format!("{called}.{}", setting.key));
        if !matches!(setting.node.value, Value::Null) {
            take(g, beside, &mut app, &at, setting);
        }
    }
    Some(app)
}

/// The texts of a list, or of one text.
fn texts(node: &Node) -> Vec<String> {
    match &node.value {
        Value::List(items) => items.iter().filter_map(|n| n.text().map(std::borrow::Cow::into_owned)).collect(),
        Value::Null | Value::Map(_) => Vec::new(),
        Value::Bool(_) | Value::Number(_) | Value::Text(_) => node.text().map(std::borrow::Cow::into_owned).into_iter().collect(),
    }
}

/// The elements of a list, each with its line; one that is none is its own.
fn items(node: &Node) -> Vec<&Node> {
    if let Value::List(items) = &node.value { items.iter().collect() } else { vec![node] }
}

/// Pairs of a map, or of a list of `key=value`.
fn pairs(node: &Node) -> Vec<(u32, String, Option<String>)> {
    // A whole number is one, however it is written: `1e3` is 1000 for Compose.
    let own = |n: &Node| {
        n.text().map(|t| if matches!(n.value, Value::Number(_)) { t.trim_end_matches(".0").to_owned() } else { t.into_owned() })
    };
    match &node.value {
        Value::Map(entries) => entries.iter().map(|e| (line(e.line), e.key.clone(), own(&e.node))).collect(),
        Value::List(items) => {
            let pair = |n: &Node| {
                let text = own(n)?;
                let (name, value) = text.split_once('=').map_or((&*text, None), |(k, v)| (k, Some(v.to_owned())));
                Some((line(n.line), name.to_owned(), value))
            };
            items.iter().filter_map(pair).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => Vec::new(),
    }
}

/// A command: words, or a line of them.
fn words_of(node: &Node) -> Vec<String> {
    match &node.value {
        Value::List(_) => texts(node),
        Value::Null | Value::Map(_) | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {
            words::split(&node.text().unwrap_or_default())
        }
    }
}

fn take(g: &mut Ground, beside: &Beside, app: &mut App, at: &At, setting: &Entry) {
    let node = &setting.node;
    let text = node.text().unwrap_or_default().into_owned();
    match setting.key.as_str() {
        "image" | "develop" | "annotations" | "attach" => {
            if setting.key == "annotations" {
                pairs(node).into_iter().for_each(|(_, k, v)| s::annotation(g, app, at, &k, &v.unwrap_or_default()));
            }
        }
        "build" => g.remarks.open(at, Said::BuildLeft(app.image.clone())),
        "container_name" => {
            if label(&text) != app.name {
                g.remarks.open(at, Said::OtherName(text));
            }
        }
        "command" => app.args = Some(words_of(node)),
        "entrypoint" => app.command = Some(words_of(node)),
        "environment" => {
            for (line, name, value) in pairs(node) {
                // In a map what has no value comes from the shell, as in a list what has no `=`.
                s::variable(g, app, &At::new(line, at.what.clone()), &name, value);
            }
        }
        "env_file" => {
            for item in items(node) {
                let path = item.get("path").and_then(Node::text).or_else(|| item.text()).unwrap_or_default().into_owned();
                s::env_file(g, app, at, &path);
            }
        }
        "ports" => items(node).into_iter().for_each(|n| port(g, app, &at.what, n)),
        "expose" => texts(node).iter().for_each(|t| s::publish(g, app, at, t, false)),
        "volumes" => items(node).into_iter().for_each(|n| volume(g, app, &at.what, n)),
        "tmpfs" => {
            for text in texts(node) {
                if mounts::memory(app, &text).is_none() {
                    g.unreadable(at, &text);
                }
            }
        }
        "depends_on" => depends(g, app, at, node),
        "links" => texts(node).iter().for_each(|t| s::link(g, app, at, t)),
        "external_links" => texts(node).into_iter().for_each(|t| g.remarks.open(at, Said::OtherName(t))),
        "deploy" => deploy(g, app, node),
        "healthcheck" => healthcheck(g, app, at, node),
        "labels" => {
            for (_, key, value) in pairs(node) {
                s::annotation(g, app, at, &key, &value.unwrap_or_default());
            }
        }
        "networks" => networks(g, app, at, node),
        "extra_hosts" => {
            for (_, name, address) in pairs(node) {
                let text = address.map_or_else(|| name.clone(), |a| format!("{name}={a}"));
                s::host(g, app, at, &text);
            }
        }
        "configs" => items(node).into_iter().for_each(|n| config(g, beside, app, at, n)),
        "secrets" => items(node).into_iter().for_each(|n| secret(g, beside, app, at, n)),
        "cap_add" | "cap_drop" => texts(node).iter().for_each(|t| s::capability(app, setting.key == "cap_add", t)),
        "dns" => texts(node).iter().for_each(|t| s::server(g, app, at, t)),
        "dns_search" => app.net.searches.extend(texts(node)),
        "dns_opt" => app.net.options.extend(texts(node)),
        "security_opt" => texts(node).iter().for_each(|t| s::security(g, app, at, t)),
        "sysctls" => pairs(node).into_iter().for_each(|(_, k, v)| s::sysctl(g, app, at, &k, &v.unwrap_or_default())),
        "group_add" => texts(node).iter().for_each(|t| s::group(g, app, at, t)),
        "gpus" => s::gpus(g, app, at, if text.is_empty() { "all" } else { &text }),
        own if own.starts_with("x-") => {}
        name => {
            if !s::set(g, app, at, name, &text) {
                g.remarks.open(at, Said::Unknown);
            }
        }
    }
}

fn port(g: &mut Ground, app: &mut App, what: &str, node: &Node) {
    let target = node.get("target").and_then(Node::text);
    let Some(target) = target else {
        let text = node.text().unwrap_or_default().into_owned();
        return s::publish(g, app, &At::new(line(node.line), format!("{what} {text}")), &text, true);
    };
    let at = At::new(line(node.line), format!("{what} {target}"));
    let container = target.parse::<u16>().ok().filter(|p| *p > 0);
    match (container, ports::protocol(&node.field("protocol"))) {
        (Some(container), Some(protocol)) => {
            let published = node.field("published").parse().ok();
            s::open_ports(g, app, &at, &[Port { container, published, protocol }], true);
        }
        _ => g.unreadable(&at, &target),
    }
}

fn volume(g: &mut Ground, app: &mut App, what: &str, node: &Node) {
    let at = At::new(line(node.line), format!("{what} {}", node.text().unwrap_or_else(|| node.field("target"))));
    if !matches!(node.value, Value::Map(_)) {
        let text = node.text().unwrap_or_default();
        return match mounts::read(&text) {
            Some(wanted) => mounts::mount(g, app, &at, wanted),
            None => g.unreadable(&at, &text),
        };
    }
    let target = node.field("target").into_owned();
    let read_only = node.field("read_only") == "true";
    let source = Some(node.field("source").into_owned()).filter(|s| !s.is_empty());
    match &*node.field("type") {
        _ if !target.starts_with('/') => g.unreadable(&at, &target),
        kind @ ("volume" | "bind" | "") => {
            let source = source.map(|s| if kind == "bind" && !is_path(&s) { format!("./{s}") } else { s });
            mounts::mount(g, app, &at, Wanted { source, target, read_only });
        }
        "tmpfs" => {
            let size = node.get("tmpfs").and_then(|t| t.get("size")).and_then(Node::text);
            mounts::put(app, Mount { path: target, read_only, from: From::Memory(size.and_then(|s| units::bytes(&s))) });
        }
        _ => g.unreadable(&at, &node.field("type")),
    }
}

fn depends(g: &mut Ground, app: &mut App, at: &At, node: &Node) {
    let names: Vec<String> = match &node.value {
        Value::Map(entries) => entries.iter().map(|e| e.key.clone()).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => texts(node),
    };
    if !names.is_empty() {
        g.remarks.note(at, Said::After(names.clone()));
        app.after.extend(names);
    }
}

/// What Swarm reads, and Compose in part.
fn deploy(g: &mut Ground, app: &mut App, node: &Node) {
    let called = app.called.clone();
    for entry in node.entries() {
        let at = At::new(line(entry.line), format!("{called}.deploy.{}", entry.key));
        match entry.key.as_str() {
            "replicas" => _ = s::set(g, app, &at, "replicas", &entry.node.text().unwrap_or_default()),
            "resources" => resources(g, app, &called, &entry.node),
            "restart_policy" => {
                let condition = entry.node.field("condition").into_owned();
                match &*condition {
                    // Swarm keeps services running; what ends by itself says so with `restart`.
                    "on-failure" => g.remarks.note(&at, Said::Restarts),
                    "" => {}
                    text => _ = s::set(g, app, &at, "restart", text),
                }
            }
            "mode" if entry.node.text().as_deref() == Some("replicated") => {}
            _ => g.remarks.open(&at, Said::DockerOnly),
        }
    }
}

fn resources(g: &mut Ground, app: &mut App, called: &str, node: &Node) {
    for (part, cpus, memory) in [("limits", "cpus", "mem_limit"), ("reservations", "", "mem_reservation")] {
        let Some(node) = node.get(part) else { continue };
        for entry in node.entries() {
            let at = At::new(line(entry.line), format!("{called}.{part}.{}", entry.key));
            let text = entry.node.text().unwrap_or_default().into_owned();
            match entry.key.as_str() {
                "cpus" if cpus.is_empty() => match units::millis(&text) {
                    Some(millis) => app.cpu.request = Some(millis),
                    None => g.unreadable(&at, &text),
                },
                "cpus" => _ = s::set(g, app, &at, cpus, &text),
                "memory" => _ = s::set(g, app, &at, memory, &text),
                "devices" => {
                    let gpu = |n: &&Node| texts(n.get("capabilities").unwrap_or(n)).iter().any(|c| c == "gpu");
                    match items(&entry.node).iter().find(|n| gpu(n)) {
                        Some(device) => {
                            let count = device.get("count").and_then(Node::text).unwrap_or_else(|| "all".into());
                            s::gpus(g, app, &at, &count);
                        }
                        None => g.remarks.open(&at, Said::Device),
                    }
                }
                _ => g.remarks.open(&at, Said::OfNode),
            }
        }
    }
}

fn healthcheck(g: &mut Ground, app: &mut App, at: &At, node: &Node) {
    if node.field("disable") == "true" {
        app.health = Health { off: true, at: at.clone(), ..Health::default() };
        return;
    }
    for entry in node.entries() {
        let own = At::new(line(entry.line), format!("{}.{}", at.what, entry.key));
        match (&*entry.key, &entry.node.value) {
            ("test", Value::List(_)) => s::health(app, at, texts(&entry.node)),
            ("test", _) => s::health(app, at, vec!["CMD-SHELL".into(), entry.node.text().unwrap_or_default().into_owned()]),
            ("disable", _) => {}
            (name, _) => {
                if !s::health_time(g, app, &own, name, &entry.node.text().unwrap_or_default()) {
                    g.remarks.open(&own, Said::Unknown);
                }
            }
        }
    }
    app.health.at = at.clone();
}

fn networks(g: &mut Ground, app: &App, at: &At, node: &Node) {
    for entry in node.entries() {
        for alias in entry.node.get("aliases").map(texts).unwrap_or_default() {
            if label(&alias) != app.name {
                g.remarks.open(at, Said::OtherName(alias));
            }
        }
    }
}

/// Source and target of a config or a secret; the target is a file of that name where it is not said.
fn source(node: &Node, folder: &str) -> (String, String) {
    let source = node.get("source").and_then(Node::text).or_else(|| node.text()).unwrap_or_default().into_owned();
    let target = node.get("target").and_then(Node::text).map_or_else(|| source.clone(), std::borrow::Cow::into_owned);
    let target = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    (source, target)
}

fn config(g: &mut Ground, beside: &Beside, app: &mut App, at: &At, node: &Node) {
    let (name, path) = source(node, "");
    let object = beside.configs.iter().find(|(known, _)| *known == name).map_or_else(|| label(&name), |(_, object)| object.clone());
    let key = key(&name);
    if !g.maps.iter().any(|m| m.name == object) {
        let file = beside.files.iter().find(|(known, _)| *known == name).map_or_else(String::new, |(_, file)| file.clone());
        g.remarks.open(at, Said::NeedsConfigMap(object.clone(), Some(key.clone()), file));
    }
    mounts::put(app, Mount { path, read_only: true, from: From::Map(object, Some(key)) });
}

fn secret(g: &mut Ground, beside: &Beside, app: &mut App, at: &At, node: &Node) {
    let (name, path) = source(node, "/run/secrets");
    let (object, key) = (label(&name), key(&name));
    let file = beside.secrets.iter().find(|(known, _)| *known == name).and_then(|(_, file)| file.clone());
    g.remarks.open(at, Said::NeedsSecret(object.clone(), key.clone(), file));
    mounts::put(app, Mount { path, read_only: true, from: From::Secret(object, key) });
}
