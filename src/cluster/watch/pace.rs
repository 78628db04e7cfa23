//! The times that all that watches keeps to: of kinds, of tables, of events, of the pods that labels select.

use std::time::Duration;

/// A server that knows bookmarks sends one a minute. A stream that has been silent for longer is opened anew, without a word: it costs
/// one request, and one that was dropped on its way is found even while the heartbeat's own connection is well.
pub(in crate::cluster) const QUIET: Duration = Duration::from_secs(90);
/// How long a stream may be silent while the server does not answer the heartbeat. One that still speaks is left alone: the heartbeat
/// may have been crowded out by what it brings.
pub(in crate::cluster) const SEVERED: Duration = Duration::from_secs(4);
/// How long a stream must have lived for its end to be no sign of lasting trouble.
pub(in crate::cluster) const TRUSTED: Duration = Duration::from_secs(5);
/// How long it must have lived for another to be opened at once.
pub(in crate::cluster) const TOO_SHORT: Duration = Duration::from_secs(1);
/// How long the first event of a batch waits for others.
pub(in crate::cluster) const GATHER: Duration = Duration::from_millis(50);
