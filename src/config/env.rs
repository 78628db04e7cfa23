//! The environment, read in this one place.

use crate::cluster::kubeconfig::ProxyVariables;
use std::ffi::OsString;
use std::path::PathBuf;

/// The variables that dogwatch looks at.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `KUBECONFIG`.
    pub kubeconfig: Option<OsString>,
    /// `HOME`.
    pub home: Option<PathBuf>,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `COLORTERM`.
    pub colorterm: Option<String>,
    /// `TERM`.
    pub term: Option<String>,
    /// `TMUX` is set.
    pub tmux: bool,
    /// `STY` is set: GNU screen.
    pub screen: bool,
    /// `KUBERNETES_SERVICE_HOST` is set: it runs in a pod.
    pub pod: bool,
    /// The variables that name proxies.
    pub proxies: ProxyVariables,
    /// `K9S_CONFIG_DIR`: where k9s's settings lie.
    pub k9s: Option<PathBuf>,
    /// The user's editor: `KUBE_EDITOR`, `VISUAL`, `EDITOR`, else `vi`.
    pub editor: String,
    /// `DOGWATCH_PANIC`, in a debug build: it panics once the first frame is drawn, so that tests can see the terminal given back; with
    /// `worker` on a thread of the tasks, which must end nothing; with `memory` it is as if there were none left.
    pub panic: Option<String>,
}

impl Environment {
    /// Reads it.
    pub fn read() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let first = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, text(name)?)));
        Self {
            kubeconfig: std::env::var_os("KUBECONFIG").filter(|v| !v.is_empty()),
            home: std::env::home_dir(),
            no_color: text("NO_COLOR").is_some(),
            colorterm: text("COLORTERM"),
            term: text("TERM"),
            tmux: text("TMUX").is_some(),
            screen: text("STY").is_some(),
            pod: text("KUBERNETES_SERVICE_HOST").is_some(),
            proxies: ProxyVariables {
                https: first(&["HTTPS_PROXY", "https_proxy"]),
                http: first(&["HTTP_PROXY", "http_proxy"]),
                none: first(&["NO_PROXY", "no_proxy"]).map(|(_, value)| value),
            },
            k9s: std::env::var_os("K9S_CONFIG_DIR").filter(|v| !v.is_empty()).map(PathBuf::from),
            editor: ["KUBE_EDITOR", "VISUAL", "EDITOR"].into_iter().find_map(text).unwrap_or_else(|| "vi".into()),
            panic: text("DOGWATCH_PANIC").filter(|_| cfg!(debug_assertions)),
        }
    }
}
