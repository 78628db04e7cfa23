//! The cluster, and what ties us to it.

use super::Text;
use crate::model::Name;
use crate::model::feed::Scope;

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
    /// The user may not read it, in the API server's words.
    Denied(Name),
    /// It is served, and does not come.
    Failing(Name),
}

/// The cluster, and what ties us to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClusterText {
    /// The API server answers again.
    AnswersAgain,
    /// The API server does not, and why.
    Down(Box<Text>),
    /// A watch is stale, and why.
    Stale(Scope, Box<Text>),
    /// What may not be listed is not shown.
    NotShown(Scope, Box<Text>),
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
    KindsUnread(Box<Text>),
    /// Those of a group cannot, and of so many groups besides.
    GroupUnread(String, Box<Text>, usize),
}
