//! Why a change cannot be looked at or sent: one line each, with what to do where something can be done.

use crate::cluster::error::ApiError;
use crate::model::change::Reason;
use crate::model::change::reason::{CopyReason, DocumentReason, ForwardReason, InsideReason, Refusal};

/// Why there is no preview, or no list of revisions.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ChangeError {
    /// It cannot be done.
    #[error("{0}")]
    No(Reason),
    /// The server does not say whether it can.
    #[error("{0}")]
    Api(#[from] ApiError),
}

impl ChangeError {
    /// Whether the object is not there any more: it is gone, or another one has its name.
    pub const fn is_gone(&self) -> bool {
        matches!(self, Self::No(Reason::Refusal(Refusal::Gone(_) | Refusal::Replaced(_))))
    }

    /// Whether the user may not.
    pub const fn is_denied(&self) -> bool {
        matches!(self, Self::No(Reason::Refusal(Refusal::Denied(_) | Refusal::Forbidden(_))))
    }
}

impl From<ChangeError> for Reason {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::No(reason) => reason,
            ChangeError::Api(error) => Self::from(&error),
        }
    }
}

macro_rules! reasons {
    ($($reason:ident),*) => {
        $(impl From<$reason> for ChangeError {
            fn from(reason: $reason) -> Self {
                Self::No(reason.into())
            }
        })*
    };
}

reasons!(Reason, Refusal, DocumentReason, InsideReason, ForwardReason, CopyReason);
