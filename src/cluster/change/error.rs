//! Why a change cannot be looked at or sent: one line each, with what to do where something can be done.

use crate::cluster::error::ApiError;
use crate::model::image::ImageError;

/// Why there is no preview, or no list of revisions.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs, reason = "their sentences say it")]
pub enum ChangeError {
    #[error("read-only: started with --readonly, nothing can be changed")]
    ReadOnly,
    #[error("{0}")]
    Denied(String),
    #[error("{0} is gone: it was deleted since it was shown")]
    Gone(String),
    #[error("{0} is another object now: it was deleted and created again since it was shown; look again")]
    Replaced(String),
    #[error("{what} is paused, so it cannot be {done}: resume it first (kubectl -n {namespace} rollout resume deployment/{name})")]
    Paused { what: String, done: &'static str, namespace: String, name: String },
    #[error("{what} has no revision {number} any more; there are: {known}")]
    NoRevision { what: String, number: u64, known: String },
    #[error("{what} has no container named {container:?}")]
    NoContainer { what: String, container: String },
    #[error("{0} is of another context than {1}: go to its context first")]
    Elsewhere(String, String),
    #[error("no image was chosen")]
    NoImage,
    #[error("{image:?} is not a valid image reference: {reason}")]
    BadImage { image: String, reason: ImageError },
    #[error("{0}")]
    NotPossible(String),
    #[error("this was not done in this run of dogwatch, so how it was before is not known")]
    NothingToUndo,
    #[error("{0}")]
    NotUndone(String),
    #[error("it changed since you looked{0}: look again")]
    Moved(String),
    #[error("not valid YAML: {0}")]
    NotYaml(String),
    #[error("the server refuses it: {0}")]
    Refused(String),
    #[error("{0}")]
    Api(#[from] ApiError),
}
