//! An exec plugin: the program that signs in for the kubeconfig's user. In the background it has no terminal at all, neither by its
//! standard streams nor by `/dev/tty`; on the terminal it runs only when the user asks for that.

use crate::model::text::clean;
use crate::model::trouble::{Credentials, Plugin as Fault};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

/// The hidden command of the program that [`apart`] is behind.
pub const COMMAND: &str = "exec-plugin";

/// What a shell exits with where a program is not there, and where it may not be run.
const NOT_FOUND: u8 = 127;
const NOT_RUN: u8 = 126;

/// What a kubeconfig says of a plugin.
#[derive(Clone, PartialEq)]
pub(super) struct Exec {
    /// The program: a path, or a name that is looked for in `PATH`.
    pub command: String,
    pub args: Vec<String>,
    /// Variables that it has beside ours.
    pub env: Vec<(String, String)>,
    /// The version of the API that it is to answer in.
    pub version: String,
    /// How to install it, for whoever does not have it.
    pub hint: Option<String>,
    pub provide_cluster_info: bool,
    /// What it is told of the cluster, where it wants that.
    pub cluster: Option<Value>,
}

impl Exec {
    /// Its command, without streams.
    fn command(&self, program: &OsString, before: &[&str], interactive: bool) -> Command {
        let mut spec = serde_json::Map::from_iter([("interactive".to_owned(), json!(interactive))]);
        if let Some(cluster) = &self.cluster {
            spec.insert("cluster".into(), cluster.clone());
        }
        let info = json!({ "apiVersion": self.version, "kind": "ExecCredential", "spec": spec });
        let mut command = Command::new(program);
        command
            .args(before)
            .args(&self.args)
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .env("KUBERNETES_EXEC_INFO", info.to_string());
        command
    }

    /// It is not there.
    pub(super) fn missing(&self) -> Fault {
        let hint = self.hint.as_deref().map(|h| h.split_whitespace().collect::<Vec<_>>().join(" "));
        Fault::Missing(hint.filter(|h| !h.is_empty()).map(|hint| clean(&hint).into_owned()))
    }

    /// That something is wrong with it.
    pub(super) fn wrong(&self, fault: Fault) -> Credentials {
        Credentials::Plugin(clean(&self.command).into_owned(), fault)
    }

    /// It ended with a failure.
    pub(super) fn failed(&self, status: ExitStatus) -> Fault {
        match status.code() {
            Some(code) if code == i32::from(NOT_FOUND) => self.missing(),
            Some(code) if code == i32::from(NOT_RUN) => Fault::NotRun,
            _ => Fault::Failed(status.to_string()),
        }
    }
}

/// A context's plugin, to be run on the terminal.
pub struct Plugin {
    /// The program.
    pub command: String,
    exec: Exec,
}

// Written by hand: arguments and variables may be secrets.
impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin").field("command", &self.command).finish_non_exhaustive()
    }
}

impl Plugin {
    pub(super) fn new(exec: Exec) -> Self {
        Self { command: exec.command.clone(), exec }
    }

    /// What it is run by.
    pub(super) const fn exec(&self) -> &Exec {
        &self.exec
    }

    /// Runs it with the terminal, so that it can ask what it must and keep what it was told for the next time. What it prints on
    /// standard output is a credential: nobody reads it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(&self) -> std::io::Result<ExitStatus> {
        self.exec.command(&(&self.command).into(), &[], true).stdout(Stdio::null()).status()
    }
}

/// A plugin in the background: started by `launcher`, which takes the terminal away from it first. Without one its standard streams are
/// taken alone. Either way it heads a process group of its own.
pub(super) fn background(exec: &Exec, launcher: Option<&Path>) -> Command {
    let mut command = match launcher {
        Some(launcher) => exec.command(&launcher.into(), &[COMMAND, "--", &exec.command], false),
        None => exec.command(&(&exec.command).into(), &[], false),
    };
    if launcher.is_none() {
        command.process_group(0);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Becomes the plugin, in a session of its own: such a one has no terminal, so that `/dev/tty` cannot be opened. It ends with the program
/// that started it. Gives an exit code where that failed.
pub fn apart(command: &[OsString]) -> u8 {
    let Some((program, args)) = command.split_first() else { return NOT_FOUND };
    // It fails for the head of a process group alone, and this one was just started by another.
    if rustix::process::setsid().is_err() {
        return NOT_RUN;
    }
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM));
    let failed = Command::new(program).args(args).exec();
    if failed.kind() == std::io::ErrorKind::NotFound { NOT_FOUND } else { NOT_RUN }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exec() -> Exec {
        Exec {
            command: "login".into(),
            args: ["--flag", "s3cret", "--", "-x"].map(String::from).to_vec(),
            env: vec![("PASSWORD".into(), "s3cret".into())],
            version: "client.authentication.k8s.io/v1".into(),
            hint: Some("install it\n  with  care\n".into()),
            provide_cluster_info: false,
            cluster: None,
        }
    }

    #[test]
    fn arguments_and_variables_are_in_no_line() {
        assert_eq!(format!("{:?}", Plugin::new(exec())), "Plugin { command: \"login\", .. }");
    }

    #[test]
    fn a_plugin_is_set_apart_with_all_its_arguments() {
        let command = background(&exec(), Some(Path::new("/bin/dogwatch")));
        assert_eq!(command.get_program(), "/bin/dogwatch");
        assert_eq!(command.get_args().collect::<Vec<_>>(), ["exec-plugin", "--", "login", "--flag", "s3cret", "--", "-x"]);
        let command = background(&exec(), None);
        assert_eq!((command.get_program().to_str(), command.get_args().count()), (Some("login"), 4));
    }

    #[test]
    fn one_that_is_not_there_says_how_to_have_it() {
        use std::os::unix::process::ExitStatusExt;
        let failed = |code: i32| exec().wrong(exec().failed(ExitStatus::from_raw(code << 8))).to_string();
        assert_eq!(failed(127), "exec plugin login is not there: install it with care");
        assert_eq!(failed(126), "exec plugin login may not be run");
        assert_eq!(failed(3), "exec plugin login failed (exit status: 3); :sign-in runs it on the terminal");
    }
}
