//! The times that all that is listed and watched keeps to.

use std::time::Duration;

pub(super) use crate::cluster::link::LASTS;

/// A server that knows bookmarks sends one a minute. A stream that has been silent for longer is opened anew, without a word: it costs
/// one request, and one that was dropped on its way is found even while the heartbeat's own connection is well.
pub(super) const QUIET: Duration = Duration::from_secs(90);
/// How long a watch is asked to last (seconds) where it is not known whether the server feeds it: the first bookmark comes after one second.
pub(super) const LASTS_IN_DOUBT: u32 = 3;
/// How soon such a watch has its first word: a bookmark, if nothing else.
pub(super) const FIRST_WORD: Duration = Duration::from_millis(1200);
/// How much later than it should a word may come before what is shown is in doubt.
pub(super) const LATE: Duration = Duration::from_millis(1500);
/// How long a stream that is opened after a failure must stay open for its rows to be the newest known state.
pub(in crate::cluster) const SETTLED: Duration = Duration::from_millis(400);
/// How long a stream may be silent while the server does not answer the heartbeat. One that still speaks is left alone: the heartbeat
/// may have been crowded out by what it brings.
pub(super) const SEVERED: Duration = Duration::from_secs(4);
/// How long a stream must have lived for its end to be no sign of lasting trouble.
pub(in crate::cluster) const TRUSTED: Duration = Duration::from_secs(5);
/// How long it must have lived for another to be opened at once.
pub(in crate::cluster) const TOO_SHORT: Duration = Duration::from_secs(1);
/// How long the first event of a batch waits for others.
pub(super) const COALESCE: Duration = Duration::from_millis(50);
/// The longest pause of the one that goes ahead while others are in trouble as well.
pub(super) const AHEAD: Duration = Duration::from_millis(1400);
/// Between two tries of the others where what is shown is in doubt.
pub(super) const OTHERS: Duration = Duration::from_secs(5);
/// How long a stream must stay open for the others to be told that this one is out of trouble.
pub(super) const RECOVERS: Duration = Duration::from_millis(150);
/// Time until a denied list or watch is tried again, at first and at most; in between, a quarter of the time for which it has been denied. So
/// rights that were taken and given back are noticed soon, and who has none asks seldom.
pub(super) const REPROBE: (Duration, Duration) = (Duration::from_millis(1500), Duration::from_secs(30));
/// For how long one that is denied what it had tries as often as the one that goes ahead.
pub(super) const AHEAD_DENIED: Duration = Duration::from_secs(60);
/// How seldom a server forgets a past without anything being wrong.
pub(super) const FORGETS: Duration = Duration::from_secs(30);
/// How old a list must be at least for that.
pub(super) const SETTLES: Duration = Duration::from_secs(2);
