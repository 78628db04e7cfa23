//! What is in pods: why nobody goes into a container, and how what ran there ended.

use super::Reason;
use crate::model::change::Target;
use std::fmt;

/// How something in a pod ended, as far as that is known here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// It ended by itself, with this exit code.
    Exited(i32),
    /// It was not begun, and why, with what to do; or the server has told a failure and no exit code while it ran.
    Failed(Reason),
    /// The connection broke; whether it goes on is not known.
    Lost(Reason),
    /// It was left from here.
    Closed,
}

/// What is in pods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InsideReason {
    /// How it ended.
    End(Box<End>),
    /// How a program ended, and after how long; it may have no name.
    After(String, Box<End>, String),
    /// None of these programs is in the container.
    NoneOf(Vec<String>, String),
    /// The program is not in the container.
    Missing(String, String),
    /// It has ended, and nobody knows how.
    NoExitCode,
    /// There is no program.
    NoProgram,
    /// The pod has no such container.
    NoContainer(String),
    /// The container has ended with this code.
    Ended(String, i64),
    /// The pod has come to this phase.
    PodEnded(String),
    /// The container does not run, and why; may be empty.
    DoesNotRun(String, String),
    /// A container of Windows, for which the settings name no shell.
    NoShell(String),
    /// There is no command.
    NoCommand,
    /// The pod that was created may be there.
    MayBeLeft(Box<Target>),
    /// The pod that was created is there, and why.
    NotDeleted(Box<Target>, Box<Reason>),
    /// The server has no ephemeral containers.
    NoEphemeral(Box<Target>),
    /// It cannot be debugged, and why.
    NotDebugged(Box<Target>, Box<Reason>),
    /// It cannot be debugged: the pod has come to this phase.
    DebugEnded(Box<Target>, String),
    /// The pod has ended, and why.
    PodGone(String),
}

/// In English: `exit code 0`.
impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exit code {code}"),
            Self::Failed(why) => why.fmt(f),
            Self::Lost(why) => write!(f, "connection lost: {why}"),
            Self::Closed => f.write_str("closed by dogwatch"),
        }
    }
}

impl From<End> for Reason {
    fn from(end: End) -> Self {
        match end {
            End::Failed(why) => why,
            end @ (End::Exited(_) | End::Lost(_) | End::Closed) => InsideReason::End(Box::new(end)).into(),
        }
    }
}

/// In English.
impl fmt::Display for InsideReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End(end) => end.fmt(f),
            Self::After(program, end, took) if program.is_empty() => write!(f, "{end} after {took}"),
            Self::After(program, end, took) => write!(f, "{program}: {end} after {took}"),
            Self::NoneOf(programs, container) => {
                let advice = ":exec runs a program that is, :debug brings one";
                write!(f, "none of {} is in container {container}; {advice}", programs.join(", "))
            }
            Self::Missing(program, container) => write!(f, "{program} is not in container {container}"),
            Self::NoExitCode => f.write_str("the server did not tell its exit code"),
            Self::NoProgram => f.write_str("there is nothing to begin"),
            Self::NoContainer(name) => write!(f, "the pod has no container named {name:?}"),
            Self::Ended(name, code) => {
                write!(f, "container {name} has ended with exit code {code}: nobody can go into it; :logs shows its logs")
            }
            Self::PodEnded(phase) => {
                write!(f, "the pod has ended ({phase}): nobody can go into it; :logs shows its logs")
            }
            Self::DoesNotRun(name, why) => {
                let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
                let advice = ":describe says what holds it, :previous-logs what it wrote before";
                write!(f, "container {name} does not run{why}: wait until it does; {advice}")
            }
            Self::NoShell(container) => {
                let advice = "add powershell or cmd to shells";
                write!(f, "container {container} is of Windows, and the settings name no shell for it: {advice}")
            }
            Self::NoCommand => f.write_str("no command was given: :exec COMMAND ARGUMENTS"),
            Self::MayBeLeft(pod) => write!(f, "{pod} may be left"),
            Self::NotDeleted(pod, why) => write!(f, "{pod} was not deleted: {why}"),
            Self::NoEphemeral(target) => {
                let since = "Kubernetes has them from 1.23 on";
                write!(f, "cannot debug {target}: this server has no ephemeral containers; {since}")
            }
            Self::NotDebugged(target, why) => write!(f, "cannot debug {target}: {why}"),
            Self::DebugEnded(target, phase) => {
                write!(f, "cannot debug {target}: the pod has ended ({phase}); :logs shows its logs")
            }
            Self::PodGone(why) => write!(f, "the pod has ended: {why}"),
        }
    }
}
