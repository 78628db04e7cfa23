//! Several files as one kubeconfig, by kubectl's rules: the first file to name a thing wins, an empty `current-context` says nothing, and
//! two things of one name in one file are refused.

use super::entry::{self, Entry, say};
use super::node::{Node, Wrong};
use super::proxy::ProxyVariables;
use super::{ContextInfo, NoTarget};
use crate::cluster::target::Target;
use crate::model::naming;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest kubeconfig, in bytes; the contexts of thousands of clusters are less.
const LARGEST: u64 = 16 << 20;

/// What all files say. Clusters and users are looked into when they are used.
#[derive(Default)]
pub(super) struct Merged {
    /// The files that are there.
    pub files: Vec<PathBuf>,
    pub current: Option<String>,
    clusters: Vec<(String, Entry)>,
    users: Vec<(String, Entry)>,
    contexts: Vec<(String, Entry)>,
}

impl Merged {
    /// Reads the files that are there. Errors name the file, and the line where there is one.
    pub(super) fn read(paths: &[PathBuf]) -> Result<Self, String> {
        let mut merged = Self::default();
        for path in paths {
            let failed =
                |e: std::io::Error| format!("{}: {}", path.display(), e.to_string().split(" (os error").next().unwrap_or_default());
            let file = match File::open(path) {
                Ok(file) => file,
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                Err(e) => return Err(failed(e)),
            };
            let mut bytes = Vec::new();
            file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
            if bytes.len() as u64 > LARGEST {
                return Err(format!("{}: is larger than {} MiB", path.display(), LARGEST >> 20));
            }
            let text = String::from_utf8(bytes).map_err(|_| format!("{}: is not UTF-8 text", path.display()))?;
            merged.add(path, &text)?;
        }
        Ok(merged)
    }

    /// Adds a file's text.
    pub(super) fn add(&mut self, file: &Path, text: &str) -> Result<(), String> {
        self.take(file, text).map_err(|wrong| say(file, &wrong))?;
        self.files.push(file.to_owned());
        Ok(())
    }

    fn take(&mut self, file: &Path, text: &str) -> Result<(), Wrong> {
        let root = Node::read(text)?;
        if !root.is_map() {
            return Err(Wrong { line: root.line, words: "is not a kubeconfig".into() });
        }
        for (field, want) in [("kind", "Config"), ("apiVersion", "v1")] {
            if root.text(field)?.is_some_and(|found| found != want) {
                return Err(root.fault(field, format!("must be {want}")));
            }
        }
        let clusters = named(&root, "clusters", "cluster", file)?;
        let users = named(&root, "users", "user", file)?;
        let contexts = named(&root, "contexts", "context", file)?;
        let current = root.text("current-context")?.map(str::to_owned);
        for (into, from) in [(&mut self.clusters, clusters), (&mut self.users, users), (&mut self.contexts, contexts)] {
            for (name, entry) in from {
                if !into.iter().any(|(known, _)| *known == name) {
                    into.push((name, entry));
                }
            }
        }
        self.current = self.current.take().or(current);
        Ok(())
    }

    /// Every context, in the files' order. One whose fields cannot be read is listed, and says why when it is chosen.
    pub(super) fn list(&self) -> Vec<ContextInfo> {
        let info = |(name, entry): &(String, Entry)| {
            let text = |field: &str| entry.node.text(field).ok().flatten();
            let cluster = self.clusters.iter().find(|(name, _)| Some(name.as_str()) == text("cluster"));
            ContextInfo {
                name: name.as_str().into(),
                cluster: text("cluster").unwrap_or_default().into(),
                user: text("user").unwrap_or_default().into(),
                namespace: text("namespace").filter(|ns| naming::dns_label(ns).is_ok()).map(Into::into),
                insecure: cluster.is_some_and(|(_, c)| matches!(c.node.flag("insecure-skip-tls-verify"), Ok(true))),
            }
        };
        self.contexts.iter().filter(|(name, _)| !name.is_empty()).map(info).collect()
    }

    /// What a context leads to.
    pub(super) fn target(&self, context: &str, variables: &ProxyVariables) -> Result<Target, NoTarget> {
        let Some(entry) = find(&self.contexts, context) else {
            return Err(NoTarget::Gone(format!("{}: no context named {context:?} any more", super::list(&self.files))));
        };
        let said = |wrong: Wrong| NoTarget::Wrong(entry.say(&wrong));
        if let Some(Err(why)) = entry.node.text("namespace").map_err(said)?.map(naming::dns_label) {
            return Err(said(entry.node.fault("namespace", format!("is not a valid namespace name: {why}"))));
        }
        let name = entry.node.text("cluster").map_err(said)?.unwrap_or_default();
        let Some(cluster) = find(&self.clusters, name) else {
            return Err(said(entry.node.fault("cluster", format!("no cluster named {name:?}"))));
        };
        // As kubectl: a user who is not there is nobody.
        let user = entry.node.text("user").map_err(said)?.and_then(|name| find(&self.users, name));
        entry::target(cluster, user, variables).map_err(NoTarget::Wrong)
    }
}

fn find<'a>(all: &'a [(String, Entry)], name: &str) -> Option<&'a Entry> {
    all.iter().find(|(known, _)| known == name).map(|(_, entry)| entry)
}

/// The named things of a list. What is no such thing is passed over: it can be nobody's.
fn named(root: &Node, list: &str, field: &str, file: &Path) -> Result<Vec<(String, Entry)>, Wrong> {
    let mut out: Vec<(String, Entry)> = Vec::new();
    let mut lines: Vec<u64> = Vec::new();
    for item in root.list(list)? {
        let Ok(name) = item.text("name") else { continue };
        if !item.is_map() {
            continue;
        }
        let name = name.unwrap_or_default();
        if let Some(first) = out.iter().position(|(known, _)| known == name) {
            let words = format!("{list}: two of the name {name:?}; the first stands in line {}", lines[first]);
            return Err(Wrong { line: item.line, words });
        }
        let node = item.get(field).cloned().unwrap_or_else(|| Node { line: item.line, ..Node::default() });
        out.push((name.to_owned(), Entry { node, file: file.to_owned() }));
        lines.push(item.line);
    }
    Ok(out)
}
