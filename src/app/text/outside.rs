//! The terminal, files and programs around.

use super::Text;
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// The terminal, files and programs around.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OutsideText {
    /// Sent to the terminal's clipboard; the first line.
    Copied(String),
    /// It could not be.
    NotCopied(Box<Text>),
    /// The context has no exec plugin.
    NoPlugin(String),
    /// The exec plugin has come to a good end.
    SignedIn(String),
    /// The exec plugin has failed, and how it ended.
    PluginFailed(String, String),
    /// The exec plugin could not be run.
    PluginBroken(String, String),
    /// The kubeconfig cannot be read now.
    OldKubeconfig(Arc<Trouble>),
    /// There is no journal to be read.
    NoJournal,
    /// Favourites cannot be written.
    FavouritesNotKept(Box<Text>),
}
