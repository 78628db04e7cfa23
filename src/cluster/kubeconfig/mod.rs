//! The kubeconfig: which files, which contexts, and what one of them leads to. It is read again when it changes.

mod entry;
mod merged;
mod node;
mod proxy;
mod server;
#[cfg(test)]
mod tests;

use super::exec::Turns;
use super::id_token::Kept;
use super::plugin::Plugin;
use super::target::{Credential, Target, Trust};
use crate::model::Name;
use crate::model::text::clean;
use crate::model::trouble::{Credentials, Kubeconfig};
pub(super) use entry::read as read_file;
use http::Uri;
use merged::Merged;
pub use proxy::ProxyVariables;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use tokio::sync::mpsc::UnboundedSender;

/// The cluster extension by which the demo's own servers are known.
pub const DEMO: &str = entry::DEMO;

/// Why there is no cluster to speak to. The program ends with exit code 2 on it.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum KubeconfigError {
    #[error("no kubeconfig: looked at {}\nName one with --kubeconfig PATH or KUBECONFIG, or try the embedded demo cluster: dogwatch --demo", list(.0))]
    Missing(Vec<PathBuf>),
    /// A file, with the line where that is known.
    #[error("{0}")]
    Unreadable(Kubeconfig),
    #[error("{}: no context named {name:?}; there are: {}", list(files), known.join(", "))]
    NoContext { name: String, files: Vec<PathBuf>, known: Vec<String> },
    #[error("--context {asked:?} names several contexts: `dogwatch get` and `dogwatch check` look at one; name one of {}. The dashboard (`dogwatch` without a subcommand) opens several in tabs", known.join(", "))]
    Several { asked: String, known: Vec<String> },
    #[error("{}: no current-context; name one with --context: {}", list(files), known.join(", "))]
    NoCurrent { files: Vec<PathBuf>, known: Vec<String> },
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// A context of the kubeconfig, as the switcher lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContextInfo {
    /// The context's name.
    pub name: Name,
    /// Its cluster's name.
    pub cluster: Name,
    /// Its user's name.
    pub user: Name,
    /// Its namespace, where it names one.
    pub namespace: Option<Name>,
    /// Whether its cluster says `insecure-skip-tls-verify`: the server may be anybody.
    pub insecure: bool,
}

/// What became of the kubeconfig while it was used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// The contexts are these now.
    Contexts(Vec<ContextInfo>),
    /// It can no longer be used as it stands; what was read before goes on.
    Trouble(Credentials),
}

/// What a context leads to cannot be had.
pub(super) enum NoTarget {
    /// The context is there no more.
    Gone(Credentials),
    /// What stands there cannot be used.
    Wrong(Credentials),
}

/// The merged kubeconfig files, or the pod's own service account when there is none. All copies share what was read last.
#[derive(Clone)]
pub struct Contexts {
    source: Arc<Source>,
    known: Arc<Mutex<Known>>,
    variables: ProxyVariables,
    /// The program that takes the terminal away from exec plugins.
    pub(super) launcher: Option<PathBuf>,
    /// The exec plugins that run.
    pub(super) turns: Turns,
    /// Tokens that identity providers have given.
    pub(super) tokens: Kept,
}

enum Source {
    Files(Vec<PathBuf>),
    Text,
    Pod,
}

struct Known {
    merged: Arc<Merged>,
    stamps: Stamps,
    /// What was said last to be wrong.
    trouble: Option<Credentials>,
    told: Option<UnboundedSender<Told>>,
}

/// By what it is seen that files changed: their times, sizes and numbers; `None` for one that is not there.
pub(super) type Stamps = Vec<Option<(SystemTime, u64, u64)>>;

// Written by hand: a kubeconfig holds keys and tokens, which no debug line may carry.
impl std::fmt::Debug for Contexts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let files = &self.known().merged.files;
        f.debug_struct("Contexts").field("files", files).finish_non_exhaustive()
    }
}

fn stamps(files: &[PathBuf]) -> Stamps {
    use std::os::unix::fs::MetadataExt;
    let stamp = |path: &PathBuf| std::fs::metadata(path).ok().and_then(|m| Some((m.modified().ok()?, m.len(), m.ino())));
    files.iter().map(stamp).collect()
}

impl Contexts {
    /// Reads `explicit`, else the paths of `KUBECONFIG` (given as `variable`), else `home/.kube/config`, else the service account
    /// of the pod it runs in. As kubectl does, paths of `KUBECONFIG` that do not exist are passed over, and the first file to name
    /// a thing wins.
    ///
    /// # Errors
    /// There is none, or one cannot be read: kubectl would refuse it as well.
    pub fn read(
        explicit: Option<&Path>,
        variable: Option<&std::ffi::OsStr>,
        home: Option<&Path>,
        pod: bool,
    ) -> Result<Self, KubeconfigError> {
        let paths: Vec<PathBuf> = match (explicit, variable) {
            (Some(path), _) => vec![path.to_owned()],
            (None, Some(list)) if !list.is_empty() => std::env::split_paths(list).filter(|p| !p.as_os_str().is_empty()).collect(),
            _ => home.map(|h| h.join(".kube/config")).into_iter().collect(),
        };
        let before = stamps(&paths);
        let merged = Merged::read(&paths).map_err(KubeconfigError::Unreadable)?;
        if !merged.files.is_empty() {
            Ok(Self::new(Source::Files(paths), merged, before))
        } else if pod && explicit.is_none() {
            Ok(Self::new(Source::Pod, merged, Vec::new()))
        } else {
            Err(KubeconfigError::Missing(paths))
        }
    }

    /// Reads a kubeconfig's text, as the demo cluster writes it.
    ///
    /// # Errors
    /// As [`Contexts::read`].
    pub fn from_text(text: &str) -> Result<Self, KubeconfigError> {
        let mut merged = Merged::default();
        merged.add(Path::new("demo"), text).map_err(KubeconfigError::Unreadable)?;
        Ok(Self::new(Source::Text, merged, Vec::new()))
    }

    fn new(source: Source, merged: Merged, stamps: Stamps) -> Self {
        let known = Known { merged: Arc::new(merged), stamps, trouble: None, told: None };
        let known = Arc::new(Mutex::new(known));
        let (variables, turns, tokens) = (ProxyVariables::default(), Turns::default(), Kept::default());
        Self { source: Arc::new(source), known, variables, launcher: None, turns, tokens }
    }

    /// The files, as `KUBECONFIG` has them, for a program that is to speak to the same clusters; none where they come from no files.
    pub fn files(&self) -> &[PathBuf] {
        match &*self.source {
            Source::Files(paths) => paths,
            Source::Text | Source::Pod => &[],
        }
    }

    /// Has exec plugins started by this program: the one that knows the command [`plugin::COMMAND`](super::plugin::COMMAND).
    #[must_use]
    pub fn launched_by(self, program: Option<PathBuf>) -> Self {
        Self { launcher: program, ..self }
    }

    /// Goes by these proxy variables where the kubeconfig names no proxy.
    #[must_use]
    pub fn through(self, variables: ProxyVariables) -> Self {
        Self { variables, ..self }
    }

    /// The proxy to a server that no cluster names.
    ///
    /// # Errors
    /// The environment's variable, and what is wrong with it.
    pub(super) fn proxy(&self, server: &Uri) -> Result<Option<Uri>, Credentials> {
        proxy::of_environment(&self.variables, server)
    }

    /// Tells of changes from now on.
    pub fn tell(&self, told: UnboundedSender<Told>) {
        self.known().told = Some(told);
    }

    /// Ends an exec plugin that runs in the background: it is to run on the terminal.
    pub fn stop_plugin(&self, plugin: &Plugin) {
        self.turns.stop(plugin.exec());
    }

    /// Ends the exec plugin that runs in the background for a context: nobody waits for it.
    pub fn stop_plugin_for(&self, context: &str) {
        self.turns.stop_for(context);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn merged(&self) -> Arc<Merged> {
        self.known().merged.clone()
    }

    /// Reads the files again where they changed. What cannot be read is told, and what was read before goes on. It waits for the disk.
    pub fn refresh(&self) {
        let Source::Files(paths) = &*self.source else { return };
        let now = stamps(paths);
        if now == self.known().stamps {
            return;
        }
        // A pipe, such as a shell's <(…), can be read but once.
        let pipe = paths.iter().any(|p| std::fs::metadata(p).is_ok_and(|m| !m.is_file()));
        let read = (!pipe).then(|| match Merged::read(paths) {
            Ok(merged) if merged.files.is_empty() => Err(Kubeconfig::Gone(clean(&list(paths)).into_owned())),
            read => read,
        });
        let mut known = self.known();
        known.stamps = now;
        match read {
            None => {}
            Some(Ok(merged)) => {
                let before = std::mem::replace(&mut known.merged, Arc::new(merged));
                known.trouble = None;
                let contexts = known.merged.list();
                if before.list() != contexts {
                    known.say(Told::Contexts(contexts));
                }
            }
            Some(Err(why)) => known.trouble(why.into()),
        }
    }

    /// Tells that something is wrong, once.
    pub(super) fn trouble(&self, why: Credentials) {
        self.known().trouble(why);
    }

    /// A context's exec plugin, where its user has one.
    pub fn plugin(&self, context: &str) -> Option<Plugin> {
        match self.target(context).ok()?.credential {
            Credential::Exec(exec) => Some(Plugin::new(*exec)),
            Credential::None
            | Credential::Basic(..)
            | Credential::Token(_)
            | Credential::TokenFile { .. }
            | Credential::Oidc(_) => None,
        }
    }

    /// Every context, in the files' order.
    pub fn list(&self) -> Vec<ContextInfo> {
        match *self.source {
            Source::Pod => vec![ContextInfo {
                name: "in-cluster".into(),
                cluster: "in-cluster".into(),
                user: "serviceaccount".into(),
                namespace: None,
                insecure: false,
            }],
            Source::Files(_) | Source::Text => self.merged().list(),
        }
    }

    /// The context to begin with: the one asked for, else the current one.
    ///
    /// # Errors
    /// There is none of that name, or no current one.
    pub fn pick(&self, asked: Option<&str>) -> Result<ContextInfo, KubeconfigError> {
        let all = self.list();
        let merged = self.merged();
        let known = || all.iter().map(|c| c.name.to_string()).collect();
        if matches!(*self.source, Source::Pod) && asked.is_none() {
            return all.into_iter().next().ok_or_else(|| KubeconfigError::Missing(merged.files.clone()));
        }
        let Some(name) = asked.or(merged.current.as_deref()) else {
            return Err(KubeconfigError::NoCurrent { files: merged.files.clone(), known: known() });
        };
        let found = all.iter().find(|c| &*c.name == name).cloned();
        found.ok_or_else(|| KubeconfigError::NoContext { name: name.into(), files: merged.files.clone(), known: known() })
    }

    /// As [`Contexts::pick`], for what looks at one context alone.
    ///
    /// # Errors
    /// As [`Contexts::pick`]; and where several are named, which the dashboard alone opens.
    pub fn pick_one(&self, asked: Option<&str>) -> Result<ContextInfo, KubeconfigError> {
        match (self.pick(asked), asked) {
            (Err(KubeconfigError::NoContext { known, .. }), Some(asked)) if asked.contains(',') => {
                Err(KubeconfigError::Several { asked: asked.into(), known })
            }
            (picked, _) => picked,
        }
    }

    /// The contexts to begin with, each once: those asked for, with commas between them, else the current one. A name may hold a comma itself:
    /// of what could be read as one name or as several the longest name is meant.
    ///
    /// # Errors
    /// As [`Contexts::pick`]; it names the one that there is not.
    pub fn pick_all(&self, asked: Option<&str>) -> Result<Vec<ContextInfo>, KubeconfigError> {
        let Some(mut rest) = asked else { return Ok(vec![self.pick(None)?]) };
        let all = self.list();
        let mut picked: Vec<ContextInfo> = Vec::new();
        loop {
            let ends = rest.match_indices(',').map(|(at, _)| at).chain([rest.len()]).collect::<Vec<_>>();
            let longest = ends.iter().rev().find_map(|end| Some((*end, all.iter().find(|c| *c.name == rest[..*end])?)));
            let (end, context) = match longest {
                Some((end, context)) => (end, context.clone()),
                None => (ends[0], self.pick(Some(&rest[..ends[0]]))?),
            };
            if !picked.contains(&context) {
                picked.push(context);
            }
            match rest.get(end + 1..) {
                Some(more) => rest = more,
                None => return Ok(picked),
            }
        }
    }

    /// What a context leads to, with the files that it names read anew. It waits for the disk.
    pub(super) fn target(&self, context: &str) -> Result<Target, NoTarget> {
        match *self.source {
            Source::Pod => self.in_cluster().map_err(NoTarget::Wrong),
            Source::Files(_) | Source::Text => self.merged().target(context, &self.variables),
        }
    }

    fn in_cluster(&self) -> Result<Target, Credentials> {
        let config = kube::Config::incluster().map_err(|e| Credentials::Words(super::error::cause_first(&e)))?;
        let mut target = Target::new(config.cluster_url);
        target.trust = Trust::Anchors(config.root_cert.into_iter().flatten().map(Into::into).collect());
        target.files = config.root_cert_file.into_iter().collect();
        target.proxy = proxy::of_environment(&self.variables, &target.server)?;
        if let Some(path) = config.auth_info.token_file.map(PathBuf::from) {
            let first = read_file(&path).map_err(|why| Credentials::TokenFile(clean(&path.to_string_lossy()).into_owned(), why))?;
            target.credential = Credential::TokenFile { first: String::from_utf8_lossy(&first).trim().to_owned(), path };
        }
        Ok(target)
    }

    /// The state of the kubeconfig's files and of those that a target names.
    pub(super) fn stamps(&self, target: &Target) -> Stamps {
        let mut all = match &*self.source {
            Source::Files(paths) => stamps(paths),
            Source::Text | Source::Pod => Vec::new(),
        };
        all.extend(stamps(&target.files));
        all
    }
}

impl Known {
    fn say(&self, told: Told) {
        if let Some(tell) = &self.told {
            let _ = tell.send(told);
        }
    }

    fn trouble(&mut self, why: Credentials) {
        if self.trouble.as_ref() != Some(&why) {
            self.say(Told::Trouble(why.clone()));
            self.trouble = Some(why);
        }
    }
}
