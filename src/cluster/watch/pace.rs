//! The times that all that watches keeps to: of kinds, of tables, of events, of the pods that labels select.

use std::time::Duration;

/// A server that knows bookmarks sends one a minute. A stream that has been silent for longer is opened anew, without a word: it costs
/// one request, and one that was dropped on its way is found even while the heartbeat's own connection is well.
pub(in crate::cluster) const QUIET: Duration = Duration::from_secs(90);
/// How long a watch is asked to last (seconds): so often the server says by itself that it still feeds the watch, with a bookmark two seconds
/// before its end (nextBookmarkTime in kubernetes' cacher) and with the end.
pub(in crate::cluster) const LASTS: u32 = 8;
/// The same where it is not known whether the server feeds it: the first bookmark comes after one second.
pub(in crate::cluster) const LASTS_IN_DOUBT: u32 = 3;
/// How much later than it should a word may come before what a pane shows is in doubt.
pub(in crate::cluster) const LATE: Duration = Duration::from_millis(1500);
/// How long a stream that is opened after a failure must stay open for its rows to be the newest known state.
pub(in crate::cluster) const SETTLED: Duration = Duration::from_millis(400);
/// How long a stream may be silent while the server does not answer the heartbeat. One that still speaks is left alone: the heartbeat
/// may have been crowded out by what it brings.
pub(in crate::cluster) const SEVERED: Duration = Duration::from_secs(4);
/// How long a stream must have lived for its end to be no sign of lasting trouble.
pub(in crate::cluster) const TRUSTED: Duration = Duration::from_secs(5);
/// How long it must have lived for another to be opened at once.
pub(in crate::cluster) const TOO_SHORT: Duration = Duration::from_secs(1);
/// How long the first event of a batch waits for others.
pub(in crate::cluster) const GATHER: Duration = Duration::from_millis(50);
