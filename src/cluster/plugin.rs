//! An exec plugin: the program that signs in for the kubeconfig's user. In the background it has no terminal at all, neither by its
//! standard streams nor by `/dev/tty`; on the terminal it runs only when the user asks for that.

use kube::config::{ExecConfig, ExecInteractiveMode};
use serde_json::json;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

/// The hidden command of the program that [`apart`] is behind.
pub const COMMAND: &str = "exec-plugin";

/// What a shell exits with where a program is not there, and where it may not be run.
const NOT_FOUND: u8 = 127;
const NOT_RUN: u8 = 126;

/// A context's plugin, to be run on the terminal.
pub struct Plugin {
    /// The program.
    pub command: String,
    config: ExecConfig,
}

// Written by hand: arguments and variables may be secrets.
impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin").field("command", &self.command).finish_non_exhaustive()
    }
}

impl Plugin {
    pub(super) fn new(config: ExecConfig) -> Option<Self> {
        Some(Self { command: config.command.clone().filter(|c| !c.is_empty())?, config })
    }

    /// Runs it with the terminal, so that it can ask what it must and keep what it was told for the next time. What it prints on
    /// standard output is a credential: nobody reads it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(&self) -> std::io::Result<ExitStatus> {
        let variable =
            |pair: &std::collections::HashMap<String, String>| Some((pair.get("name")?.clone(), pair.get("value")?.clone()));
        let cluster = self.config.cluster.as_ref().filter(|_| self.config.provide_cluster_info);
        let info = json!({ "apiVersion": self.config.api_version, "kind": "ExecCredential",
            "spec": { "interactive": true, "cluster": cluster } });
        Command::new(&self.command)
            .args(self.config.args.iter().flatten())
            .envs(self.config.env.iter().flatten().filter_map(variable))
            .env("KUBERNETES_EXEC_INFO", info.to_string())
            .stdout(Stdio::null())
            .status()
    }
}

/// Has a plugin started by `launcher`, which takes the terminal away from it first. Without one its standard streams are taken alone.
pub(super) fn set_apart(exec: &mut ExecConfig, launcher: Option<&Path>) {
    exec.interactive_mode = Some(ExecInteractiveMode::Never);
    let Some(launcher) = launcher.and_then(Path::to_str) else { return };
    let Some(command) = exec.command.take() else { return };
    let args = exec.args.take().unwrap_or_default();
    exec.command = Some(launcher.to_owned());
    exec.args = Some([COMMAND.to_owned(), "--".to_owned(), command].into_iter().chain(args).collect());
}

/// Becomes the plugin, in a session of its own: such a one has no terminal, so that `/dev/tty` cannot be opened. Gives an exit code
/// where that failed.
pub fn apart(command: &[OsString]) -> u8 {
    let Some((program, args)) = command.split_first() else { return NOT_FOUND };
    // It fails for the head of a process group alone, and this one was just started by another.
    if rustix::process::setsid().is_err() {
        return NOT_RUN;
    }
    let failed = Command::new(program).args(args).exec();
    if failed.kind() == std::io::ErrorKind::NotFound { NOT_FOUND } else { NOT_RUN }
}

/// What an exit code says beside its number.
pub(super) fn meaning(status: ExitStatus) -> &'static str {
    match status.code() {
        Some(code) if code == i32::from(NOT_FOUND) => ": it is not there",
        Some(code) if code == i32::from(NOT_RUN) => ": it may not be run",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exec() -> ExecConfig {
        let args = ["--flag", "s3cret", "--", "-x"].map(String::from).to_vec();
        serde_json::from_value(json!({ "apiVersion": "client.authentication.k8s.io/v1", "command": "login", "args": args,
            "env": [{ "name": "PASSWORD", "value": "s3cret" }] }))
        .unwrap()
    }

    #[test]
    fn arguments_and_variables_are_in_no_line() {
        let plugin = Plugin::new(exec()).unwrap();
        assert_eq!(format!("{plugin:?}"), "Plugin { command: \"login\", .. }");
    }

    #[test]
    fn a_plugin_is_set_apart_with_all_its_arguments() {
        let mut one = exec();
        set_apart(&mut one, Some(Path::new("/bin/dogwatch")));
        assert_eq!(one.command.as_deref(), Some("/bin/dogwatch"));
        assert_eq!(one.args.unwrap(), ["exec-plugin", "--", "login", "--flag", "s3cret", "--", "-x"]);
        let mut other = exec();
        set_apart(&mut other, None);
        assert_eq!((other.command.as_deref(), other.interactive_mode), (Some("login"), Some(ExecInteractiveMode::Never)));
    }
}
