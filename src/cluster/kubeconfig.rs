//! The kubeconfig: which files, which contexts, and the connection's settings for one of them.

use super::error::{ApiError, cause_first};
use super::plugin::{self, Plugin};
use crate::model::Name;
use kube::Config;
use kube::config::{ExecAuthCluster, KubeConfigOptions, Kubeconfig};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why there is no cluster to speak to. The program ends with exit code 2 on it.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum KubeconfigError {
    #[error("no kubeconfig: looked at {}\nName one with --kubeconfig PATH or KUBECONFIG, or try the embedded demo cluster: dogwatch --demo", list(.0))]
    Missing(Vec<PathBuf>),
    #[error("{}: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("{}: no context named {name:?}; there are: {}", list(files), known.join(", "))]
    NoContext { name: String, files: Vec<PathBuf>, known: Vec<String> },
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
}

/// The merged kubeconfig files, or the pod's own service account when there is none.
#[derive(Clone)]
pub struct Contexts {
    merged: Kubeconfig,
    files: Vec<PathBuf>,
    in_cluster: bool,
    /// The program that takes the terminal away from exec plugins.
    launcher: Option<PathBuf>,
}

// Written by hand: a kubeconfig holds keys and tokens, which no debug line may carry.
impl std::fmt::Debug for Contexts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contexts").field("files", &self.files).field("in_cluster", &self.in_cluster).finish_non_exhaustive()
    }
}

impl Contexts {
    /// Reads `explicit`, else the paths of `KUBECONFIG` (given as `variable`), else `home/.kube/config`, else the service account
    /// of the pod it runs in. As kubectl does, paths of `KUBECONFIG` that do not exist are passed over, and the first file to name
    /// a thing wins.
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
        let mut merged: Option<Kubeconfig> = None;
        let mut files = Vec::new();
        for path in &paths {
            if !path.exists() {
                continue;
            }
            let unreadable =
                |e: kube::config::KubeconfigError| KubeconfigError::Unreadable { path: path.clone(), reason: kubeconfig_words(&e) };
            let one = Kubeconfig::read_from(path).map_err(unreadable)?;
            merged = Some(match merged {
                None => one,
                Some(before) => before.merge(one).map_err(unreadable)?,
            });
            files.push(path.clone());
        }
        match merged {
            Some(merged) => Ok(Self { merged, files, in_cluster: false, launcher: None }),
            None if pod && explicit.is_none() => {
                Ok(Self { merged: Kubeconfig::default(), files, in_cluster: true, launcher: None })
            }
            None => Err(KubeconfigError::Missing(paths)),
        }
    }

    /// Reads a kubeconfig's text, as the demo cluster writes it.
    pub fn from_text(text: &str) -> Result<Self, KubeconfigError> {
        let unreadable =
            |e: kube::config::KubeconfigError| KubeconfigError::Unreadable { path: "demo".into(), reason: kubeconfig_words(&e) };
        let merged = Kubeconfig::from_yaml(text).map_err(unreadable)?;
        Ok(Self { merged, files: vec!["demo".into()], in_cluster: false, launcher: None })
    }

    /// Has exec plugins started by this program: the one that knows the command [`plugin::COMMAND`].
    #[must_use]
    pub fn launched_by(self, program: Option<PathBuf>) -> Self {
        Self { launcher: program, ..self }
    }

    /// A context's exec plugin, where its user has one.
    pub fn plugin(&self, context: &str) -> Option<Plugin> {
        let named = self.merged.contexts.iter().find(|c| c.name == context)?.context.as_ref()?;
        let user = self.merged.auth_infos.iter().find(|u| Some(&u.name) == named.user.as_ref())?;
        let mut exec = user.auth_info.as_ref()?.exec.clone()?;
        if exec.provide_cluster_info {
            let cluster = self.merged.clusters.iter().find(|c| c.name == named.cluster).and_then(|c| c.cluster.as_ref());
            exec.cluster = cluster.and_then(|c| ExecAuthCluster::try_from(c).ok());
        }
        Plugin::new(exec)
    }

    /// Every context, in the files' order.
    pub fn list(&self) -> Vec<ContextInfo> {
        if self.in_cluster {
            return vec![ContextInfo {
                name: "in-cluster".into(),
                cluster: "in-cluster".into(),
                user: "serviceaccount".into(),
                namespace: None,
            }];
        }
        let info = |c: &kube::config::NamedContext| {
            let context = c.context.as_ref()?;
            Some(ContextInfo {
                name: c.name.as_str().into(),
                cluster: context.cluster.as_str().into(),
                user: context.user.as_deref().unwrap_or_default().into(),
                namespace: context.namespace.as_deref().filter(|n| !n.is_empty()).map(Into::into),
            })
        };
        self.merged.contexts.iter().filter_map(info).collect()
    }

    /// The context to begin with: the one asked for, else the current one.
    pub fn pick(&self, asked: Option<&str>) -> Result<ContextInfo, KubeconfigError> {
        let all = self.list();
        let known = || all.iter().map(|c| c.name.to_string()).collect();
        if self.in_cluster && asked.is_none() {
            return all.into_iter().next().ok_or_else(|| KubeconfigError::Missing(self.files.clone()));
        }
        let current = self.merged.current_context.as_deref().filter(|c| !c.is_empty());
        let Some(name) = asked.or(current) else {
            return Err(KubeconfigError::NoCurrent { files: self.files.clone(), known: known() });
        };
        let found = all.iter().find(|c| &*c.name == name).cloned();
        found.ok_or_else(|| KubeconfigError::NoContext { name: name.into(), files: self.files.clone(), known: known() })
    }

    /// The connection's settings for a context. Errors name what could not be read: a certificate, a key, a cluster.
    pub async fn config(&self, context: &str) -> Result<Config, ApiError> {
        let mut config = if self.in_cluster {
            Config::incluster().map_err(|e| ApiError::Auth(cause_first(&e)))?
        } else {
            let options = KubeConfigOptions { context: Some(context.to_owned()), ..KubeConfigOptions::default() };
            Config::from_custom_kubeconfig(self.merged.clone(), &options).await.map_err(|e| ApiError::Auth(kubeconfig_words(&e)))?
        };
        // kube's own retries would repeat writes and hide trouble for minutes; reads are retried where they are made.
        config.default_retry = false;
        config.connect_timeout = Some(Duration::from_secs(8));
        if let Some(exec) = &mut config.auth_info.exec {
            // A plugin that inherits the terminal would draw on the screen and eat keys.
            plugin::set_apart(exec, self.launcher.as_deref());
        }
        Ok(config)
    }
}

fn kubeconfig_words(error: &kube::config::KubeconfigError) -> String {
    use kube::config::KubeconfigError as E;
    match error {
        // Their own words name the file or the field; the innermost cause alone would not.
        E::LoadCertificateAuthority(e) => format!("certificate-authority: {e}"),
        E::LoadClientCertificate(e) => format!("client-certificate: {e}"),
        E::LoadClientKey(e) => format!("client-key: {e}"),
        E::Parse(e) => super::yaml::without_values(&e.to_string()),
        other => other.to_string(),
    }
}
