//! What can be picked by typing: namespaces, contexts, kinds, commands.

use super::place::View;
use super::text::Text;
use crate::command::{Command, Key, Lack};
use crate::model::health::Mood;
use crate::model::kinds::Served;
use crate::model::{Name, Words};

/// What is picked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// A namespace.
    Namespace,
    /// A context.
    Context,
    /// A command, the name of a kind, or `ns NAME`, `ctx NAME`.
    Command,
    /// The name of a kind.
    Kind,
}

/// One thing to pick.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// What it is called, and what typing is compared with.
    pub label: String,
    /// More about it.
    pub detail: Text,
    /// Its glyph, where it has one.
    pub mood: Option<Mood>,
    /// Why it cannot be picked.
    pub denied: Option<Lack>,
    /// What it stands for.
    pub choice: Choice,
}

/// What something that can be picked stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Namespaces to look at.
    View(View),
    /// A namespace as it was typed.
    Typed(Name),
    /// A context.
    Context(Name),
    /// A context, in a tab of its own.
    Tab(Name),
    /// A command.
    Command(Command),
    /// The logs of all pods with these labels.
    Logs(Name),
    /// A command to run in pods.
    Exec(Name),
    /// Who can do something, as it was typed.
    WhoCan(Name),
    /// A forward that is saved.
    Forward(Name),
    /// A command of the settings.
    Run(Name),
    /// A kind, and the word that finds it.
    Kind(Box<Served>, String),
    /// A kind that every cluster has, while those of this one are not known.
    Common(&'static [&'static str]),
    /// A kind that k9s calls so.
    Alias(&'static str),
    /// A kind that the settings call so, by the word that finds it.
    Own(Name),
    /// A saved view.
    Saved(Name),
    /// Something of k9s that dogwatch has not got.
    Lacks(Words),
    /// A command of the view below, by its key there.
    Key(Key),
    /// A kind by a name that may be none, while those of the cluster are not known.
    Word(String),
    /// To leave the program at once.
    Leave,
    /// Nothing.
    Nothing,
}

/// What was chosen, and what was typed for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chosen {
    /// What was typed.
    pub typed: String,
    /// What it stands for.
    pub choice: Choice,
}

impl Choice {
    /// Whether it is called just so: then it comes first, and among those a command first of all.
    pub fn is_called(&self, label: &str, word: &str) -> Option<u8> {
        match self {
            Self::Command(_) | Self::Forward(_) | Self::Run(_) | Self::Own(_) | Self::Saved(_) => (label == word).then_some(0),
            Self::Kind(served, _) => served.is_called(word).then_some(1),
            Self::Common(names) => names.contains(&word).then_some(1),
            Self::View(_)
            | Self::Typed(_)
            | Self::Context(_)
            | Self::Tab(_)
            | Self::Logs(_)
            | Self::Exec(_)
            | Self::WhoCan(_)
            | Self::Alias(_)
            | Self::Lacks(_)
            | Self::Key(_)
            | Self::Word(_)
            | Self::Leave
            | Self::Nothing => None,
        }
    }

    /// Whether it is another place in the panes.
    pub const fn goes_elsewhere(&self) -> bool {
        match self {
            Self::View(_)
            | Self::Typed(_)
            | Self::Context(_)
            | Self::Tab(_)
            | Self::Logs(_)
            | Self::Kind(..)
            | Self::Common(_)
            | Self::Alias(_)
            | Self::Own(_)
            | Self::Saved(_)
            | Self::Word(_) => true,
            Self::Exec(_)
            | Self::WhoCan(_)
            | Self::Command(_)
            | Self::Forward(_)
            | Self::Run(_)
            | Self::Key(_)
            | Self::Lacks(_)
            | Self::Leave
            | Self::Nothing => false,
        }
    }

    /// Whether it is this kind, by its plural with its group.
    pub fn is_kind(&self, full: &str) -> bool {
        match self {
            Self::Kind(served, _) => served.full_name() == full,
            Self::Common(names) => names.first().copied() == full.split('.').next(),
            Self::View(_)
            | Self::Typed(_)
            | Self::Context(_)
            | Self::Tab(_)
            | Self::Command(_)
            | Self::Logs(_)
            | Self::Exec(_)
            | Self::WhoCan(_)
            | Self::Forward(_)
            | Self::Run(_)
            | Self::Alias(_)
            | Self::Own(_)
            | Self::Saved(_)
            | Self::Lacks(_)
            | Self::Key(_)
            | Self::Word(_)
            | Self::Leave
            | Self::Nothing => false,
        }
    }
}
