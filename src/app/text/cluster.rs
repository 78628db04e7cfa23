//! The cluster, and what ties us to it.

use super::Text;
use crate::model::feed::Scope;

/// What follows a fault of ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Broken {
    /// Everything is connected again.
    Reconnecting,
    /// It came again: the user may.
    Left,
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
