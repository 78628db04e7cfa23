//! What k9s means by its keys, by view: for the preset that gives them, and to tell a hand that is used to them what does it here.
//!
//! As of k9s 0.51: its global keys, and those of each view; sorting keys are one line. A key that means the same in both is left out
//! where nothing here could shadow it.

use super::{Command, Key, Pane, Row, Spot};
use Command as C;
use Row as R;
use std::sync::LazyLock;

/// What dogwatch has for a key of k9s.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// This command does it, and this is what it does: `deletes`.
    Does(Command, &'static str),
    /// It has nothing of the kind yet: `a shell`.
    Lacks(&'static str),
}

/// In which of k9s's views.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// In all but logs.
    Lists,
    /// In the lists of the dashboard itself.
    Panes,
    /// In lists of any kind.
    Browser,
    /// On rows of these kinds, wherever they stand.
    On(&'static [Row]),
    /// In logs.
    Logs,
}

impl View {
    /// Whether it is there.
    pub fn covers(self, spot: Spot) -> bool {
        match self {
            Self::Lists => spot.pane != Pane::Logs,
            Self::Panes => !matches!(spot.pane, Pane::Logs | Pane::Browser),
            Self::Browser => spot.pane == Pane::Browser,
            Self::On(rows) => rows.contains(&spot.row),
            Self::Logs => spot.pane == Pane::Logs,
        }
    }
}

/// A key of k9s.
pub type Entry = (View, &'static str, Meaning);

const WORKLOADS: &[Row] = &[R::Deployment, R::StatefulSet, R::DaemonSet];
const WITH_LOGS: &[Row] = &[R::Deployment, R::StatefulSet, R::DaemonSet, R::Pod, R::Container, R::Job, R::Service];
const WITH_PORTS: &[Row] = &[R::Deployment, R::StatefulSet, R::DaemonSet, R::Pod, R::Container, R::Service];
const OWNED: &[Row] =
    &[R::Deployment, R::StatefulSet, R::DaemonSet, R::ReplicaSet, R::Pod, R::Job, R::CronJob, R::Service, R::Other];

/// The keys. Those of a kind of row come before those of a view: they shadow them, as in k9s.
pub const KEYS: &[Entry] = &[
    (View::On(WITH_LOGS), "l", Meaning::Does(C::Logs, "follows the logs")),
    (View::On(WITH_LOGS), "p", Meaning::Does(C::Previous, "shows the logs of the previous run")),
    (View::On(&[R::Deployment, R::StatefulSet]), "s", Meaning::Does(C::Scale, "scales")),
    (View::On(WORKLOADS), "r", Meaning::Does(C::Restart, "restarts")),
    (View::On(WORKLOADS), "i", Meaning::Does(C::Image, "swaps an image")),
    (View::On(&[R::Deployment]), "z", Meaning::Does(C::RollBack, "lists the revisions")),
    (
        View::On(&[R::ReplicaSet]),
        "Ctrl-l",
        Meaning::Lacks("a rollback from the ReplicaSet: that of its Deployment lists the revisions"),
    ),
    (View::On(&[R::Pod, R::Container]), "s", Meaning::Does(C::Shell, "opens a shell")),
    (View::On(&[R::Node]), "s", Meaning::Lacks("a shell on the node")),
    (View::On(&[R::Pod, R::Container]), "a", Meaning::Does(C::Attach, "attaches")),
    (View::On(&[R::Pod, R::Container]), "t", Meaning::Does(C::CopyFiles, "copies files")),
    (View::On(&[R::Pod]), "z", Meaning::Lacks("sanitizing")),
    (View::On(&[R::Pod]), "o", Meaning::Lacks("a way to the pod's node")),
    (View::On(&[R::Pod]), "Ctrl-k", Meaning::Does(C::Delete, "deletes")),
    (View::On(&[R::Pod]), "T", Meaning::Does(C::SortRestarts, "sorts by restarts")),
    (View::On(&[R::Pod]), "C", Meaning::Does(C::SortCpu, "sorts by CPU")),
    (View::On(&[R::Pod]), "M", Meaning::Does(C::SortMemory, "sorts by memory")),
    (View::On(&[R::Node]), "c", Meaning::Does(C::Cordon, "cordons")),
    (View::On(&[R::Node]), "u", Meaning::Does(C::Uncordon, "uncordons")),
    (View::On(&[R::Node]), "r", Meaning::Does(C::Drain, "drains")),
    (View::On(&[R::CronJob]), "t", Meaning::Does(C::Trigger, "triggers")),
    (View::On(&[R::CronJob]), "s", Meaning::Does(C::SuspendCron, "suspends and resumes")),
    (View::On(&[R::Namespace]), "u", Meaning::Does(C::UseNamespace, "switches to it")),
    (View::On(&[R::Used, R::Secret]), "u", Meaning::Lacks("a list of what uses it")),
    (View::On(&[R::Secret]), "x", Meaning::Lacks("decoding from the list; in the description of a Secret x decodes its values")),
    (View::On(&[R::Service]), "b", Meaning::Lacks("benchmarks")),
    (View::On(WITH_PORTS), "f", Meaning::Does(C::Forwards, "lists the port-forwards")),
    (View::On(WITH_PORTS), "F", Meaning::Does(C::Forward, "forwards a port")),
    (View::On(OWNED), "J", Meaning::Lacks("a way to the owner")),
    (View::Lists, "Ctrl-a", Meaning::Does(C::Browse, "lists the kinds")),
    (View::Lists, "Ctrl-w", Meaning::Does(C::Wide, "shows more columns")),
    (View::Panes, "Ctrl-z", Meaning::Does(C::Unwell, "shows only what is unwell")),
    (View::Browser, "Ctrl-z", Meaning::Lacks("a list of the faulty rows alone")),
    (View::Lists, "Ctrl-\\", Meaning::Does(C::Unmark, "takes all marks away")),
    (View::Lists, "Ctrl-Space", Meaning::Lacks("marking of a range")),
    (View::Lists, "Ctrl-s", Meaning::Lacks("saving of a list")),
    (View::Lists, "Ctrl-p", Meaning::Lacks("saving of the context's settings")),
    (View::Lists, "Ctrl-e", Meaning::Lacks("hiding of the header")),
    (View::Lists, "Ctrl-g", Meaning::Lacks("crumbs")),
    (View::Lists, "[", Meaning::Lacks("a history of views")),
    (View::Lists, "]", Meaning::Lacks("a history of views")),
    (View::Lists, "-", Meaning::Lacks("a history of views")),
    (View::Lists, "N", Meaning::Does(C::SortName, "sorts by name")),
    (View::Lists, "A", Meaning::Does(C::SortAge, "sorts by age")),
    (View::Lists, "S", Meaning::Does(C::SortHealth, "sorts by state")),
    (View::Lists, "P", Meaning::Lacks("sorting by namespace")),
    (View::Lists, "O", Meaning::Lacks("sorting by that column")),
    (View::Lists, "R", Meaning::Lacks("sorting by that column")),
    (View::Lists, "C", Meaning::Lacks("sorting by that column")),
    (View::Lists, "M", Meaning::Lacks("sorting by that column")),
    (View::Lists, "X", Meaning::Lacks("sorting by that column")),
    (View::Lists, "Z", Meaning::Lacks("sorting by that column")),
    (View::Lists, "I", Meaning::Lacks("sorting by that column")),
    (View::Lists, "U", Meaning::Lacks("sorting by that column")),
    (View::Lists, "c", Meaning::Does(C::Copy, "copies the name")),
    (View::Lists, "n", Meaning::Does(C::CopyNamespace, "copies the namespace")),
    (View::Lists, "w", Meaning::Does(C::UseNamespace, "shows the row's namespace alone")),
    (View::Logs, "m", Meaning::Does(C::MarkLine, "bookmarks the line")),
    (View::Logs, "s", Meaning::Does(C::Pause, "holds the lines still")),
    (View::Logs, "f", Meaning::Does(C::Zoom, "takes the whole screen")),
    (View::Logs, "C", Meaning::Lacks("clearing of the lines")),
    (View::Logs, "L", Meaning::Lacks("locking of columns")),
    (View::Logs, "a", Meaning::Lacks("a choice of containers: all are followed, and container= filters")),
];

/// The keys of commands that have others beside those of k9s: what they are on without the preset is k9s's for something else.
pub const INSTEAD: &[(Command, &[&str])] = &[
    (C::Namespace, &["Ctrl-n"]),
    (C::Track, &["Ctrl-t"]),
    (C::Zoom, &["Ctrl-o"]),
    (C::Wide, &["Ctrl-w"]),
    (C::Suspend, &[]),
    (C::Journal, &[]),
    (C::SignIn, &[]),
    (C::Columns, &["K"]),
];

/// The keys, read once.
static READ: LazyLock<Vec<(View, Key, Meaning)>> =
    LazyLock::new(|| KEYS.iter().filter_map(|(view, key, meaning)| Some((*view, key.parse().ok()?, *meaning))).collect());

/// What k9s means by a key there.
pub fn meaning(key: Key, spot: Spot) -> Option<Meaning> {
    READ.iter().find(|(view, k, _)| *k == key && view.covers(spot)).map(|(.., meaning)| *meaning)
}

/// The keys with which k9s means a command there.
pub fn keys_of(command: Command, spot: Spot) -> impl Iterator<Item = Key> {
    let here = READ.iter().filter(move |(view, ..)| view.covers(spot));
    here.filter(move |(.., m)| matches!(m, Meaning::Does(c, _) if *c == command)).map(|(_, key, _)| *key)
}
