//! Several files as one kubeconfig, by kubectl's rules: the first file to name a thing wins, an empty `current-context` says nothing, and
//! two things of one name in one file are refused.

use super::entry::{self, Entry, say};
use super::node::{Node, Wrong};
use super::proxy::ProxyVariables;
use super::{ContextInfo, NoTarget};
use crate::cluster::target::Target;
use crate::files;
use crate::model::naming;
use crate::model::text::clean;
use crate::model::trouble::{Fault, Kubeconfig, Os};
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
    pub(super) fn read(paths: &[PathBuf]) -> Result<Self, Kubeconfig> {
        let mut merged = Self::default();
        for path in paths {
            let file = clean(&path.to_string_lossy()).into_owned();
            let failed = |e: std::io::Error| Kubeconfig::File(file.clone(), Os::of(&files::words(&e)));
            let opened = match File::open(path) {
                Ok(opened) => opened,
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                Err(e) => return Err(failed(e)),
            };
            let mut bytes = Vec::new();
            opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
            if bytes.len() as u64 > LARGEST {
                return Err(Kubeconfig::Larger(file, LARGEST >> 20));
            }
            let text = String::from_utf8(bytes).map_err(|_| Kubeconfig::NoText(file))?;
            merged.add(path, &text)?;
        }
        Ok(merged)
    }

    /// Adds a file's text.
    pub(super) fn add(&mut self, file: &Path, text: &str) -> Result<(), Kubeconfig> {
        self.take(file, text).map_err(|wrong| say(file, wrong))?;
        self.files.push(file.to_owned());
        Ok(())
    }

    fn take(&mut self, file: &Path, text: &str) -> Result<(), Wrong> {
        let root = Node::read(text)?;
        if !root.is_map() {
            return Err(Wrong::of(root.line, Fault::NoKubeconfig));
        }
        for (field, want) in [("kind", "Config"), ("apiVersion", "v1")] {
            if root.string(field)?.is_some_and(|found| found != want) {
                return Err(root.fault(field, Fault::MustBe(want)));
            }
        }
        let clusters = named(&root, "clusters", "cluster", file)?;
        let users = named(&root, "users", "user", file)?;
        let contexts = named(&root, "contexts", "context", file)?;
        let current = root.string("current-context")?.map(str::to_owned);
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
            let text = |field: &str| entry.node.string(field).ok().flatten();
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
            return Err(NoTarget::Gone(
                Kubeconfig::NoContext(clean(&super::list(&self.files)).into_owned(), context.to_owned()).into(),
            ));
        };
        let said = |wrong: Wrong| NoTarget::Wrong(entry.say(wrong).into());
        if let Some(Err(why)) = entry.node.string("namespace").map_err(said)?.map(naming::dns_label) {
            return Err(said(entry.node.fault("namespace", Fault::NoNamespace(why))));
        }
        let name = entry.node.string("cluster").map_err(said)?.unwrap_or_default();
        let Some(cluster) = find(&self.clusters, name) else {
            return Err(said(entry.node.fault("cluster", Fault::NoCluster(name.to_owned()))));
        };
        // As kubectl: a user who is not there is nobody.
        let user = entry.node.string("user").map_err(said)?.and_then(|name| find(&self.users, name));
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
    for item in root.elements(list)? {
        let Ok(name) = item.string("name") else { continue };
        if !item.is_map() {
            continue;
        }
        let name = name.unwrap_or_default();
        if let Some(first) = out.iter().position(|(known, _)| known == name) {
            let fault = Fault::Two(name.to_owned(), lines[first]);
            return Err(Wrong { line: item.line, field: list.to_owned(), fault });
        }
        let node = item.get(field).cloned().unwrap_or_else(|| Node { line: item.line, ..Node::default() });
        out.push((name.to_owned(), Entry { node, file: file.to_owned() }));
        lines.push(item.line);
    }
    Ok(out)
}
