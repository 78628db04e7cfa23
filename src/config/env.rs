//! The environment, read in this one place.

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
    /// The user's editor: `KUBE_EDITOR`, `VISUAL`, `EDITOR`, else `vi`.
    pub editor: String,
    /// `DOGWATCH_PANIC` is set, in a debug build: it panics once the first frame is drawn, so that tests can see the terminal given back.
    pub panic: bool,
}

impl Environment {
    /// Reads it.
    pub fn read() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        Self {
            kubeconfig: std::env::var_os("KUBECONFIG").filter(|v| !v.is_empty()),
            home: std::env::home_dir(),
            no_color: text("NO_COLOR").is_some(),
            colorterm: text("COLORTERM"),
            term: text("TERM"),
            tmux: text("TMUX").is_some(),
            screen: text("STY").is_some(),
            pod: text("KUBERNETES_SERVICE_HOST").is_some(),
            editor: ["KUBE_EDITOR", "VISUAL", "EDITOR"].into_iter().find_map(text).unwrap_or_else(|| "vi".into()),
            panic: cfg!(debug_assertions) && text("DOGWATCH_PANIC").is_some(),
        }
    }
}
