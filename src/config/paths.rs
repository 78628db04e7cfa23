//! The XDG folders. Nothing is written outside them.

use etcetera::base_strategy::{BaseStrategy, Xdg};
use std::path::PathBuf;

/// Where settings are read and what is kept is written.
#[derive(Clone, Debug)]
pub struct Paths {
    /// `$XDG_CONFIG_HOME/dogwatch`.
    pub config: PathBuf,
    /// `$XDG_STATE_HOME/dogwatch`: the journal, what is remembered, the log file.
    pub state: PathBuf,
    /// `$XDG_CONFIG_HOME/k9s`: what is read of k9s's settings where somebody asks for it.
    pub k9s: PathBuf,
}

impl Paths {
    /// The folders of the user; `None` where there is no home.
    pub fn find() -> Option<Self> {
        let xdg = Xdg::new().ok()?;
        let state = xdg.state_dir().unwrap_or_else(|| xdg.home_dir().join(".local/state"));
        let config = xdg.config_dir();
        Some(Self { config: config.join("dogwatch"), state: state.join("dogwatch"), k9s: config.join("k9s") })
    }

    /// The settings.
    pub fn settings(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The port-forwards that are saved by name.
    pub fn forwards(&self) -> PathBuf {
        self.config.join("forwards.toml")
    }

    /// The texts that are being edited, and those that were refused.
    pub fn edits(&self) -> PathBuf {
        self.state.join("edit")
    }

    /// The user's themes.
    pub fn themes(&self) -> PathBuf {
        self.config.join("themes")
    }
}
