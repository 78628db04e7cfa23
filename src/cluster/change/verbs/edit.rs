//! An edit: what was typed into an object's YAML, as a JSON merge patch.

use crate::cluster::change::error::ChangeError;
use crate::model::change::Hidden;
use crate::model::change::reason::Refusal;
use serde_json::Value;

/// What is hidden in a change is JSON that was made here.
pub(crate) fn parsed(text: &Hidden) -> Result<Value, ChangeError> {
    serde_json::from_str(text.reveal()).map_err(|_| Refusal::Stale.into())
}
