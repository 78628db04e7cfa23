//! Helm's releases.

use crate::model::helm::{Fault, Unlisted};

/// Helm's releases.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HelmText {
    /// There are none in the namespaces in view.
    None,
    /// They are being listed.
    Listing,
    /// In how many places they could not be listed.
    NotListed(usize),
    /// Why they could not be.
    Unlisted(Unlisted),
    /// Why what is packed in a record cannot be read.
    Fault(Fault),
    /// The revision that serves while the newest one does not.
    Serves(u64),
    /// An operation is pending for so long: Helm refuses others.
    Stuck(String),
    /// What would be typed was copied.
    Copied(String),
    /// This revision is the newest: there is nothing to go back to.
    IsNewest(u64),
    /// There is no other revision to compare with.
    NoOther,
    /// Which two are compared.
    Between(u64, u64),
    /// Nothing differs in what is compared.
    Same,
    /// The row has no release.
    NoRelease,
    /// What stood in the row has gone.
    Gone,
}
