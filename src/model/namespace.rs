//! A namespace: what its users call an environment.

use super::labels::Labels;
use super::{Name, Time, Uid};

/// One row of the namespaces pane.
#[derive(Clone, PartialEq, Debug)]
pub struct Namespace {
    /// Its UID.
    pub uid: Uid,
    /// Its name.
    pub name: Name,
    /// `status.phase`: `Active` or `Terminating`.
    pub phase: Name,
    /// Its labels.
    pub labels: Labels,
    /// When it was made.
    pub created: Time,
}
