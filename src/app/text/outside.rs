//! The terminal, files and programs around.

use crate::model::filed::FileFault;
use crate::model::trouble::{Os, Trouble};
use std::sync::Arc;

/// The terminal, files and programs around.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OutsideText {
    /// Sent to the terminal's clipboard; the first line.
    Copied(String),
    /// The same of something that may be secret: how many bytes.
    CopiedHidden(usize),
    /// It could not be.
    NotCopied(Os),
    /// So many bytes are too many for it, which takes so many.
    TooMuchToCopy(usize, usize),
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
    FavouritesNotKept(FileFault),
    /// They cannot be read.
    FavouritesUnread(FileFault),
    /// The same, and what is there will be written over.
    FavouritesAnew(FileFault),
    /// Saved forwards cannot be read.
    ForwardsUnread(FileFault),
    /// Something in a file is passed over.
    PassedOver(FileFault),
    /// A file or folder of ours.
    File(FileFault),
}
