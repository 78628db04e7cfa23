//! What cannot be done to a Deployment that is paused.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::Object;
use crate::model::change::Target;
use crate::model::change::reason::{Halted, Refusal};

/// kubectl's rule for restart and undo: what is paused rolls nothing out, so neither would do what it says.
pub(crate) fn refused(object: &Object, target: &Target, done: Halted) -> Result<(), ChangeError> {
    if !object.paused() {
        return Ok(());
    }
    Err(Refusal::Paused(done, Box::new(target.clone())).into())
}
