//! Changes to a cluster as values: what is wanted, what it would do, how it ended.

mod debug;
mod ends;
mod hidden;
mod intent;
mod part;
pub mod reason;
pub mod spec;
mod target;
mod then;
mod touches;
mod unfit;
pub mod warning;

pub use debug::{Profile, Tool};
pub use ends::Ends;
pub use hidden::Hidden;
pub use intent::{Consent, Intent, Outcome, Preview, Progress, Touched};
pub use part::Part;
pub use reason::Reason;
pub use spec::{Stream, Verb};
pub use target::{Piece, Target};
pub use then::{Onward, Then};
pub use touches::{Pace, Touches};
pub use unfit::WrongKind;
pub use warning::{Field, Keeps, Owner, Protects, Scales, Warning};

use serde::{Deserialize, Serialize};

/// A new image for one container.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ImageSwap {
    /// The container's name.
    pub container: String,
    /// Whether it is an init container.
    pub init: bool,
    /// The image that was shown.
    pub from: String,
    /// The image wanted.
    pub to: String,
}

/// A label or annotation, set or taken away.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MetadataEdit {
    /// Its key.
    pub key: String,
    /// Its value before; `None` where there was none, or it was not known.
    pub from: Option<String>,
    /// Its value wanted; `None` where it is to go.
    pub to: Option<String>,
}

/// What becomes of what a deleted object owns (`propagationPolicy`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Propagation {
    /// The object goes at once, what it owns after it: kubectl's default.
    #[default]
    Background,
    /// What it owns goes first.
    Foreground,
    /// What it owns stays.
    Orphan,
}

impl Propagation {
    /// All three, in the order in which the form offers them.
    pub const ALL: [Propagation; 3] = [Self::Background, Self::Foreground, Self::Orphan];

    /// As the API writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Background => "Background",
            Self::Foreground => "Foreground",
            Self::Orphan => "Orphan",
        }
    }
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Set the number of replicas.
    Scale {
        /// The number that was shown.
        from: u32,
        /// The number wanted.
        to: u32,
    },
    /// Make all pods anew, as `kubectl rollout restart`.
    Restart,
    /// Go back to a revision, as `kubectl rollout undo --to-revision`.
    RollBack {
        /// The revision that was shown as the present one; 0 where unknown.
        from: u64,
        /// The revision wanted; 0 for the last one that was whole, which the look fills in.
        to: u64,
    },
    /// Give containers new images.
    SetImages {
        /// Container by container.
        swaps: Vec<ImageSwap>,
    },
    /// Hold the rollouts of a Deployment, as `kubectl rollout pause`.
    Pause,
    /// Let them go on, as `kubectl rollout resume`.
    Resume,
    /// Delete the object.
    Delete {
        /// What becomes of what it owns.
        propagation: Propagation,
        /// Seconds that its pods are given to end; `None` for their own, 0 for at once.
        grace: Option<u32>,
    },
    /// Ask a pod to go elsewhere by the Eviction API, which heeds PodDisruptionBudgets.
    Evict,
    /// A change that was typed into the object's YAML, as a JSON merge patch.
    Edit {
        /// The resourceVersion of the text that was edited.
        base: String,
        /// The paths of the fields that differ: their values may be secrets.
        paths: Vec<String>,
        /// The patch.
        #[serde(skip)]
        patch: Hidden,
    },
    /// Make or change an object by server-side apply.
    Apply {
        /// The object as JSON.
        #[serde(skip)]
        manifest: Hidden,
    },
    /// Let a CronJob start no jobs.
    Suspend,
    /// Let it start jobs again.
    Unsuspend,
    /// Start a job of a CronJob now, as `kubectl create job --from`.
    Trigger {
        /// The job's name; empty until the look has made one.
        job: String,
    },
    /// Let no new pods onto a node.
    Cordon,
    /// Let them onto it again.
    Uncordon,
    /// Cordon a node and evict its pods, as `kubectl drain --ignore-daemonsets --delete-emptydir-data`.
    Drain {
        /// Also pods that nothing makes anew (`--force`).
        force: bool,
    },
    /// Open a shell in a container, as `kubectl exec -it`.
    Shell {
        /// Which; empty for the one that is the pod's default, which the look fills in.
        container: String,
        /// The shells that are looked for; the first that is there is begun.
        shells: Vec<String>,
    },
    /// Run a command in a container, as `kubectl exec`.
    Exec {
        /// Which; empty for the one that is the pod's default, which the look fills in.
        container: String,
        /// Program and arguments.
        command: Vec<String>,
    },
    /// Go to the program that runs in a container, as `kubectl attach`.
    Attach {
        /// Which; empty for the one that is the pod's default, which the look fills in.
        container: String,
        /// Whether it reads what is typed, which the look fills in.
        stdin: bool,
        /// Whether it has a terminal, which the look fills in.
        tty: bool,
    },
    /// Add a container for debugging to a pod and go into it, as `kubectl debug POD`. It stays until the pod goes.
    Debug {
        /// Its image.
        image: String,
        /// Its program and arguments; none for the image's own.
        command: Vec<String>,
        /// The container whose processes it sees; empty for none.
        container: String,
        /// What it may.
        profile: Profile,
        /// Its own name, which the look fills in.
        name: String,
    },
    /// Create a pod for debugging on a node and go into it, as `kubectl debug node/NAME`. It is deleted when it is left.
    DebugNode {
        /// Its image.
        image: String,
        /// Its program and arguments; none for the image's own.
        command: Vec<String>,
        /// What it may.
        profile: Profile,
        /// Where the pod is created.
        namespace: String,
        /// The pod's name, which the look fills in.
        pod: String,
    },
    /// Listen on this machine, and hand what comes there on to a port of the object's pods, as `kubectl port-forward`.
    Forward {
        /// Number or name of the port, of a Service its own.
        port: String,
        /// The local port; 0 for any that is free, which is filled in once it is listened on.
        local: u16,
        /// Where it listens.
        address: String,
    },
    /// Copy a file or folder of this machine into a container, as `kubectl cp`.
    CopyIn {
        /// Which; empty for the one that is the pod's default, which the look fills in.
        container: String,
        /// The path on this machine, as it was typed.
        from: String,
        /// The path in the container.
        to: String,
        /// Whether a file that is there may be replaced.
        replace: bool,
    },
    /// Copy a file or folder out of a container, as `kubectl cp`.
    CopyOut {
        /// Which; empty for the one that is the pod's default, which the look fills in.
        container: String,
        /// The path in the container.
        from: String,
        /// The path on this machine, as it was typed.
        to: String,
        /// Whether a file that is there may be replaced.
        replace: bool,
    },
    /// Run a program of the settings on this machine, with the object's values.
    Command {
        /// Its name in the settings.
        name: String,
        /// Program and arguments.
        argv: Vec<String>,
        /// The variables that it is given: a shell's.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        variables: Vec<(String, String)>,
        /// Whether it has the terminal.
        terminal: bool,
        /// Whether it is asked about wherever it is begun.
        confirm: bool,
        /// Whether it changes nothing, as the settings say.
        harmless: bool,
    },
    /// Set or take away labels.
    Label {
        /// One by one.
        marks: Vec<MetadataEdit>,
    },
    /// Set or take away annotations.
    Annotate {
        /// One by one. Their values may hold anything, so that they are in no journal.
        #[serde(serialize_with = "keys_alone")]
        marks: Vec<MetadataEdit>,
    },
}

/// Marks as they are written down where their values must not be.
fn keys_alone<S: serde::Serializer>(marks: &[MetadataEdit], serializer: S) -> Result<S::Ok, S::Error> {
    let hidden = |value: &Option<String>| value.as_ref().map(|_| super::hide::HIDDEN.to_owned());
    serializer.collect_seq(marks.iter().map(|m| MetadataEdit { key: m.key.clone(), from: hidden(&m.from), to: hidden(&m.to) }))
}

impl Change {
    /// Of a copy from where to where it goes: `logs → web: /var/log`; of all else nothing.
    pub fn paths(&self) -> String {
        if let Self::CopyIn { container, from, to, .. } = self {
            return format!("{from} → {container}: {to}");
        }
        let Self::CopyOut { container, from, to, .. } = self else { return String::new() };
        format!("{container}: {from} → {to}")
    }

    /// Of a command of the settings its name.
    pub fn own_name(&self) -> Option<&str> {
        if let Self::Command { name, .. } = self { Some(name) } else { None }
    }

    /// The container that it goes into, where it goes into one: empty where that is yet to be filled in.
    pub fn container(&self) -> Option<&str> {
        if let Self::Shell { container: of, .. }
        | Self::Exec { container: of, .. }
        | Self::Attach { container: of, .. }
        | Self::Debug { name: of, .. }
        | Self::CopyIn { container: of, .. }
        | Self::CopyOut { container: of, .. } = self
        {
            return Some(of);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_taken_back_by_its_reverse() {
        let scale = Change::Scale { from: 2, to: 5 };
        assert_eq!(scale.reverse(), Ok(Change::Scale { from: 5, to: 2 }));
        let mark = MetadataEdit { key: "team".into(), from: None, to: Some("iot".into()) };
        let label = Change::Label { marks: vec![mark] };
        let back = MetadataEdit { key: "team".into(), from: Some("iot".into()), to: None };
        assert_eq!(label.reverse(), Ok(Change::Label { marks: vec![back] }));
        assert_eq!(Change::RollBack { from: 8, to: 7 }.reverse(), Ok(Change::RollBack { from: 0, to: 8 }));
        for change in [scale, label, Change::Pause, Change::Suspend, Change::Cordon] {
            assert_eq!(change.reverse().and_then(|c| c.reverse()), Ok(change));
        }
        assert!(Change::Restart.reverse().is_err());
    }

    #[test]
    fn what_may_be_secret_is_in_no_line() {
        let change = Change::Edit { base: "1".into(), paths: vec!["data[password]".into()], patch: Hidden::new("hunter2".into()) };
        let (debug, json) = (format!("{change:?}"), serde_json::to_string(&change).unwrap());
        assert!(!debug.contains("hunter2") && !json.contains("hunter2"), "{debug} {json}");
        assert!(serde_json::from_str::<Change>(&json).is_ok());
    }
}
