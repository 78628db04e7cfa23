//! The cluster, and what ties us to it.

use crate::model::feed::Scope;
use crate::model::trouble::Trouble;
use std::sync::Arc;

/// What follows a fault of ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Broken {
    /// Everything is connected again.
    Reconnecting,
    /// It came again: the user may.
    Left,
}

/// Why it is not known what is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoUse {
    /// It was asked for, and has not come.
    Asking,
    /// The API server has no metrics.k8s.io.
    NotServed,
    /// The user may not read it, and what the API server says.
    Denied(Arc<Trouble>),
    /// It is served, and does not come.
    Failing(Arc<Trouble>),
}

/// The cluster, and what ties us to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClusterText {
    /// The API server answers again.
    AnswersAgain,
    /// The API server does not, and why.
    Down(Arc<Trouble>),
    /// A watch is stale, and why.
    Stale(Scope, Arc<Trouble>),
    /// What may not be listed is not shown.
    NotShown(Scope, Arc<Trouble>),
    /// This machine's clock differs from the cluster's by so many milliseconds; less than nothing where it is ahead.
    Skew(i64),
    /// The connection is made anew.
    Reconnecting,
    /// A fault of ours.
    Broken(String, Broken),
    /// Objects could not be read.
    Unread(u64),
    /// It is not known what pods use, and why.
    NoUse(NoUse),
    /// There is no need to sign in; the command does it all the same.
    NoNeedToSignIn(&'static str),
    /// The kinds are being asked for.
    AskingKinds,
    /// The API server has no such kind.
    NoKind(String),
    /// The kinds cannot be listed.
    KindsUnread(Arc<Trouble>),
    /// Those of a group cannot, and of so many groups besides.
    GroupUnread(String, Arc<Trouble>, usize),
}
