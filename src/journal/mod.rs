//! The record of changes: an entry is on disk before the request it tells of is sent.

/// Proof that the journal has written an entry down. Only the journal makes one, and no write can be sent without it.
#[derive(Debug)]
pub struct Receipt(());
