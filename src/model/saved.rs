//! What the settings name: views to come back to, and words of one's own for kinds.

use super::Name;
use super::columns::{Chosen, KindColumns};

/// What a saved view shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shows {
    /// The workloads pane.
    Workloads,
    /// All pods of the namespaces in view, in the pods pane.
    Pods,
    /// A kind in the browser, by a word that finds it after `:`.
    Kind(Name),
}

/// How its rows are sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// The unwell first; in the browser as the server lists them.
    State,
    /// By name.
    Name,
    /// The newest first.
    Age,
    /// Pods with the most restarts first.
    Restarts,
    /// Those first that use most CPU.
    Cpu,
    /// Those first that use most memory.
    Memory,
}

impl Sort {
    /// All of them, by their words in the settings.
    pub const ALL: [(&'static str, Self); 6] = [
        ("state", Self::State),
        ("name", Self::Name),
        ("age", Self::Age),
        ("restarts", Self::Restarts),
        ("cpu", Self::Cpu),
        ("memory", Self::Memory),
    ];
}

/// Which namespaces it is of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Within {
    /// Those in view.
    Here,
    /// All.
    All,
    /// These.
    These(Vec<Name>),
}

/// A saved view: `[view.NAME]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedView {
    /// Its name: `:view NAME` opens it.
    pub name: Name,
    /// What it shows.
    pub shows: Shows,
    /// Of which namespaces.
    pub within: Within,
    /// Its filter; may be empty.
    pub filter: String,
    /// How its rows are sorted; `None` as they are.
    pub sort: Option<Sort>,
    /// The columns of its kind in the browser; none for the usual ones.
    pub columns: Vec<Chosen>,
}

/// All that the settings name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Saved {
    /// The views, by name.
    pub views: Vec<SavedView>,
    /// Words of one's own, and the word that each stands for.
    pub aliases: Vec<(Name, Name)>,
    /// The columns of kinds in the browser.
    pub columns: Vec<KindColumns>,
}

impl SavedView {
    /// In a few words: what it shows, of what, and by which filter.
    pub fn words(&self) -> String {
        let shows = match &self.shows {
            Shows::Workloads => "workloads",
            Shows::Pods => "pods",
            Shows::Kind(word) => word,
        };
        let within = match &self.within {
            Within::Here => String::new(),
            Within::All => "*".to_owned(),
            Within::These(names) => names.iter().map(|n| &**n).collect::<Vec<_>>().join("+"),
        };
        [shows, &within, &self.filter].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("  ")
    }
}
