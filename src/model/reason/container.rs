//! Why a container could not be made or started: the kubelet's errors of its configuration, and what runc and crun say through containerd,
//! CRI-O or dockershim.

use super::{Errno, Why, quoted};
use crate::model::Name;
use std::fmt;

/// Why a container could not be made or started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ContainerWhy {
    /// There is no object of this kind with this name.
    Missing(Name, Name),
    /// An object of this kind, with this name, has no such key.
    NoKey(Name, Name, Name),
    /// It may not run as root, and why it would, in the kubelet's words.
    NonRoot(Name),
    /// Its program cannot be run.
    Program(Name, Errno),
    /// Its working folder cannot be had.
    WorkingDir(Name, Errno),
    /// Nothing can be mounted there.
    Mount(Name, Errno),
    /// It has no command.
    NoCommand,
}

impl fmt::Display for ContainerWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(kind, name) => write!(f, "{kind} \"{name}\" not found"),
            Self::NoKey(kind, name, key) => write!(f, "{kind} \"{name}\" has no key \"{key}\""),
            Self::NonRoot(why) => write!(f, "runAsNonRoot: {why}"),
            Self::Program(name, why) => write!(f, "exec: \"{name}\": {why}"),
            Self::WorkingDir(path, why) => write!(f, "workingDir {path}: {why}"),
            Self::Mount(path, why) => write!(f, "mount \"{path}\" failed: {why}"),
            Self::NoCommand => f.write_str("no command specified"),
        }
    }
}

/// What such messages begin with, from the outermost: none of it tells the cause.
const LEADS: &[&str] = &[
    "rpc error: code = ",
    " desc = ",
    "Error response from daemon: ",
    "failed to create containerd task: ",
    "failed to create task: ",
    "failed to create shim task: ",
    "failed to create shim: ",
    "failed to generate spec: ",
    "OCI runtime create failed: ",
    "OCI runtime error: ",
    "container create failed: ",
    "runc create failed: ",
    "starting container process caused: ",
    "unable to start container process: ",
    "error during container init: ",
    "container init caused: ",
    "process_linux.go:",
    "container_linux.go:",
    "rootfs_linux.go:",
];

/// The end of a runtime's message, where the cause stands: what such messages begin with is left out.
pub fn core(message: &str) -> &str {
    let mut text = message.trim();
    for lead in LEADS {
        if let Some(i) = text.rfind(lead) {
            text = &text[i + lead.len()..];
            // "container_linux.go:380: …"
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            if lead.ends_with(".go:") && text[digits..].starts_with(": ") {
                text = &text[digits + 2..];
            }
        }
    }
    text.trim_end_matches(": unknown").trim()
}

/// What a container's wait or end says that could not be made or started.
pub fn unmade(message: &str) -> Option<Why> {
    // Older runtimes quote what the one below them said.
    let message = message.replace("\\\"", "\"");
    let text = core(&message);
    let plain = |why: ContainerWhy| Some(why.into());
    for kind in ["secret", "configmap"] {
        // `secret "x" not found`, also where it is quoted with a namespace.
        if let Some(rest) = text.strip_prefix(kind)
            && let Some(name) = quoted(rest).filter(|_| text.ends_with("not found"))
        {
            return plain(ContainerWhy::Missing(kind.into(), name.into()));
        }
    }
    if let Some((key, place)) = text.strip_prefix("couldn't find key ").and_then(|t| t.split_once(" in ")) {
        let (kind, name) = place.split_once(' ').unwrap_or((place, ""));
        let name = name.rsplit('/').next().unwrap_or(name);
        return plain(ContainerWhy::NoKey(kind.to_lowercase().into(), name.into(), key.into()));
    }
    if let Some(why) = text.strip_prefix("container has runAsNonRoot and ") {
        let why = why.split_once(" (pod: ").map_or(why, |(why, _)| why);
        return plain(ContainerWhy::NonRoot(why.into()));
    }
    if let Some(at) = text.find("exec: \"").or_else(|| text.find("exec: '")) {
        return executable(&text[at + "exec: ".len()..]);
    }
    if let Some(rest) = text.strip_prefix("executable file `") {
        let name = rest.split('`').next().unwrap_or_default();
        return plain(ContainerWhy::Program(name.into(), Errno::NoProgram));
    }
    if let Some((path, why)) = text.strip_prefix("chdir to cwd (").and_then(|t| t.split_once(") set in config.json failed: ")) {
        return plain(ContainerWhy::WorkingDir(path.into(), Errno::of(why)));
    }
    if let Some((_, target)) = text.split_once("to rootfs at \"") {
        let (path, why) = target.split_once('"')?;
        let known = [Errno::NotFolder, Errno::NotThere, Errno::NotAllowed, Errno::ReadOnly, Errno::Invalid];
        let known = Errno::among(&known, &why.to_lowercase());
        let why = known.unwrap_or_else(|| Errno::Words(why.trim_start_matches(':').trim().into()));
        return plain(ContainerWhy::Mount(path.into(), why));
    }
    if text.to_lowercase().ends_with("no command specified") {
        return plain(ContainerWhy::NoCommand);
    }
    text.starts_with("failed to prepare subPath for volumeMount").then(|| text.into())
}

/// `"foo": executable file not found in $PATH`, `"/x": stat /x: no such file or directory`, `"/x": permission denied`.
fn executable(text: &str) -> Option<Why> {
    let name = text.trim_start_matches(['"', '\'']).split(['"', '\'']).next()?;
    let known = [Errno::NoProgram, Errno::NotThere, Errno::NotAllowed, Errno::Format, Errno::Folder];
    let why = Errno::among(&known, text.get(name.len()..)?)?;
    Some(ContainerWhy::Program(name.into(), why).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kubelets_and_runtimes_say_of_a_container() {
        for (message, want) in [
            ("secret \"creds\" not found", "secret \"creds\" not found"),
            ("configmap \"app-conf\" not found", "configmap \"app-conf\" not found"),
            ("couldn't find key password in Secret iot-dev/creds", "secret \"creds\" has no key \"password\""),
            ("couldn't find key mode in ConfigMap iot-dev/conf", "configmap \"conf\" has no key \"mode\""),
            (
                "container has runAsNonRoot and image will run as root (pod: \"web-1_iot-dev(aa)\", container: web)",
                "runAsNonRoot: image will run as root",
            ),
            (
                "container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root (pod: \"x\", container: web)",
                "runAsNonRoot: image has non-numeric user (app), cannot verify user is non-root",
            ),
            (
                "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"foo\": executable file not found in $PATH: unknown",
                "exec: \"foo\": executable file not found",
            ),
            (
                "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: \"foo\": executable file not found in $PATH",
                "exec: \"foo\": executable file not found",
            ),
            (
                "rpc error: code = Unknown desc = failed to create containerd task: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: \"/app/run\": stat /app/run: no such file or directory: unknown",
                "exec: \"/app/run\": no such file or directory",
            ),
            (
                "failed to start container \"web\": Error response from daemon: OCI runtime create failed: container_linux.go:345: starting container process caused \"exec: \\\"foo\\\": executable file not found in $PATH\": unknown",
                "exec: \"foo\": executable file not found",
            ),
            (
                "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/etc/hosts\": permission denied: unknown",
                "exec: \"/etc/hosts\": permission denied",
            ),
            (
                "container create failed: executable file `foo` not found in $PATH: No such file or directory",
                "exec: \"foo\": executable file not found",
            ),
            (
                "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting \"/var/lib/kubelet/pods/a/volume-subpaths/c/web/0\" to rootfs at \"/etc/app.conf\": mount src=/x, dst=/etc/app.conf, flags=MS_BIND: not a directory: Are you trying to mount a directory onto a file (or vice-versa)?",
                "mount \"/etc/app.conf\" failed: not a directory",
            ),
            (
                "OCI runtime create failed: runc create failed: unable to start container process: error during container init: chdir to cwd (\"/srv\") set in config.json failed: no such file or directory: unknown",
                "workingDir \"/srv\": no such file or directory",
            ),
            ("failed to generate container \"abc\" spec: failed to generate spec: no command specified", "no command specified"),
            ("Error: No command specified", "no command specified"),
            (
                "failed to prepare subPath for volumeMount \"conf\" of container \"web\"",
                "failed to prepare subPath for volumeMount \"conf\" of container \"web\"",
            ),
        ] {
            assert_eq!(unmade(message).map(|why| why.to_string()).as_deref(), Some(want), "{message}");
        }
    }

    #[test]
    fn the_words_of_containerd_on_1_36() {
        let lead = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";
        for (message, want) in [
            ("exec: \"/no/such\": stat /no/such: no such file or directory", Some("exec: \"/no/such\": no such file or directory")),
            ("exec: \"/etc\": permission denied", Some("exec: \"/etc\": permission denied")),
            ("unable to setup user: unable to find user 0: read /etc/passwd: is a directory", None),
        ] {
            let whole = format!("{lead}{message}");
            assert_eq!((unmade(&whole).map(|why| why.to_string()).as_deref(), core(&whole)), (want, message));
        }
    }

    #[test]
    fn of_what_is_not_known_the_end_is_kept() {
        let message = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: the moon is full: unknown";
        assert_eq!((unmade(message), core(message)), (None, "the moon is full"));
        assert_eq!(core("the moon is full"), "the moon is full");
        assert_eq!(core(""), "");
    }
}
