//! What cannot be done to a Deployment that is paused.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::Object;
use crate::model::change::Target;

/// kubectl's rule for restart and undo: what is paused rolls nothing out, so neither would do what it says.
pub(crate) fn refused(object: &Object, target: &Target, done: &'static str) -> Result<(), ChangeError> {
    if !object.paused() {
        return Ok(());
    }
    let (what, namespace, name) = (target.to_string(), target.namespace.to_string(), target.name.to_string());
    Err(ChangeError::Paused { what, done, namespace, name })
}
