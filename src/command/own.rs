//! Commands of the settings: their names, keys, and the rows that they are for.

use super::{COMMANDS, Command, Key, Keymap, Pane, Row, Spot};
use crate::model::Name;
use crate::model::guard::{Glob, KindGlob};
use crate::model::own::{Argument, Runs};

/// A command of the settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Own {
    /// The word after `:`.
    pub name: Name,
    /// What it does, as its writer says it, else what it runs.
    pub words: Name,
    /// Its key.
    pub key: Option<Key>,
    /// Whether its key is its own where it would mean something else.
    pub overrides: bool,
    /// The kinds of its rows; none for all.
    pub kinds: Vec<KindGlob>,
    /// The same as they are written.
    pub kind_words: Name,
    /// The contexts that it is for; none for all.
    pub contexts: Vec<Glob>,
    /// What it runs.
    pub runs: Runs,
    /// Whether it has the terminal; else what it writes is in a view.
    pub terminal: bool,
    /// Whether it is asked about wherever it is begun.
    pub confirm: bool,
    /// Whether it changes nothing, so that read-only mode has it as well.
    pub harmless: bool,
}

/// All of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Owns {
    /// In the order of the settings.
    pub all: Vec<Own>,
    /// The one file that the contexts come from; none where there are several, or none.
    pub kubeconfig: Option<Name>,
}

impl Own {
    /// A command that does nothing yet but be called so.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            words: name.into(),
            key: None,
            overrides: false,
            kinds: Vec::new(),
            kind_words: "*".into(),
            contexts: Vec::new(),
            runs: Runs::Program(vec![Argument::text(name)]),
            terminal: true,
            confirm: true,
            harmless: false,
        }
    }

    /// Whether it is for objects of a kind, given as the API names it: `Deployment`.
    pub fn is_for(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|k| k.matches(kind))
    }

    /// Whether there is such a command in a context.
    pub fn is_in(&self, context: &str) -> bool {
        self.contexts.is_empty() || self.contexts.iter().any(|c| c.matches(context))
    }

    /// Whether a key means it there, as far as that depends on the sort of row.
    fn covers(&self, spot: Spot) -> bool {
        let rows = matches!(spot.pane, Pane::Workloads | Pane::Pods | Pane::Browser);
        // Of a kind that has no sort of its own only its name tells.
        rows && match names(spot.row) {
            Some(kinds) => kinds.iter().any(|kind| self.is_for(kind)),
            None => spot.row == Row::Other && (self.kinds.is_empty() || self.kinds.iter().any(|k| !is_named(k))),
        }
    }

    /// What its key means already, where it is not to be taken from that: its name.
    pub fn clash(&self, keymap: &Keymap) -> Option<&'static str> {
        let key = self.key.filter(|_| !self.overrides)?;
        let spots = || Spot::all().filter(|spot| self.covers(*spot));
        if matches!(key.typed(), Some('1'..='9')) && spots().next().is_some() {
            return Some(Command::AllNamespaces.entry().name);
        }
        spots().find_map(|spot| keymap.command(key, spot)).map(|command| command.entry().name)
    }

    /// Whether both may be meant by a key on one row.
    pub fn meets(&self, other: &Self) -> bool {
        self.key.is_some() && self.key == other.key && Spot::all().any(|spot| self.covers(spot) && other.covers(spot))
    }
}

impl Owns {
    /// The one of a name.
    pub fn named(&self, name: &str) -> Option<&Own> {
        self.all.iter().find(|own| *own.name == *name)
    }

    /// The one that a key means on rows of a kind in a context.
    pub fn of_key(&self, key: Key, kind: &str, context: &str) -> Option<&Own> {
        self.all.iter().find(|own| own.key == Some(key) && own.is_for(kind) && own.is_in(context))
    }
}

/// Whether a word is a command's of ours.
pub fn is_ours(name: &str) -> bool {
    COMMANDS.iter().any(|entry| entry.name == name)
}

/// The kinds of a sort of row; `None` for those that have none of their own.
const fn names(row: Row) -> Option<&'static [&'static str]> {
    Some(match row {
        Row::None | Row::Line | Row::Other => return None,
        Row::Namespace => &["Namespace"],
        Row::Deployment => &["Deployment"],
        Row::StatefulSet => &["StatefulSet"],
        Row::DaemonSet => &["DaemonSet"],
        Row::ReplicaSet => &["ReplicaSet"],
        Row::Job => &["Job"],
        Row::CronJob => &["CronJob"],
        Row::Pod | Row::Container => &["Pod"],
        Row::Node => &["Node"],
        Row::Service => &["Service"],
        Row::Secret => &["Secret"],
        Row::Used => &["ConfigMap", "PersistentVolumeClaim", "ServiceAccount", "PriorityClass"],
    })
}

/// Whether it may be one of those that have a sort of row of their own, and no glob for others as well.
fn is_named(kind: &KindGlob) -> bool {
    !kind.is_glob() && Row::ALL.into_iter().filter_map(names).flatten().any(|name| kind.matches(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Preset;

    fn own(name: &str, key: &str, kinds: &[&str]) -> Own {
        let kinds = kinds.iter().map(|k| KindGlob::parse(k).unwrap()).collect();
        Own { key: Some(key.parse().unwrap()), kinds, ..Own::new(name) }
    }

    #[test]
    fn a_key_that_means_something_there_is_not_taken() {
        let keymap = Keymap::default();
        for (key, kinds, clash) in [
            ("l", &["pods"][..], Some("logs")),
            ("c", &["nodes"], Some("cordon")),
            ("b", &["pods"], Some("roll-back")),
            ("5", &["pods"], Some("all-namespaces")),
            ("Ctrl-o", &[], None),
            ("s", &["nodes"], Some("scale")),
            ("t", &["pods"], Some("copy-files")),
            ("t", &["deployments"], None),
            ("t", &["gadgets"], None),
            ("t", &["cronjob*"], Some("trigger")),
        ] {
            let own = own("x", key, kinds);
            assert_eq!(own.clash(&keymap), clash, "{key} on {kinds:?}");
            assert_eq!(Own { overrides: true, ..own }.clash(&keymap), None);
        }
        assert_eq!(own("x", "Ctrl-k", &[]).clash(&Keymap::of(Preset::K9s)), Some("delete"));
    }

    #[test]
    fn two_may_have_one_key_on_rows_of_different_kinds() {
        let (pods, nodes, all, gadgets) = (
            own("a", "Ctrl-o", &["po"]),
            own("b", "Ctrl-o", &["nodes"]),
            own("c", "Ctrl-o", &[]),
            own("d", "Ctrl-o", &["gadgets"]),
        );
        assert!(!pods.meets(&nodes) && !pods.meets(&gadgets) && pods.meets(&all) && all.meets(&gadgets));
        assert!(!pods.meets(&own("e", "Ctrl-x", &[])) && !Own::new("f").meets(&Own::new("g")));
        let owns = Owns { all: vec![pods, nodes], kubeconfig: None };
        let of = |kind: &str| owns.of_key("Ctrl-o".parse().unwrap(), kind, "lab").map(|o| o.name.to_string());
        assert_eq!((of("Pod"), of("Node"), of("Service")), (Some("a".into()), Some("b".into()), None));
    }
}
