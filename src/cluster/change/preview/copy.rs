//! The look at a copy before anything is sent: the pod as it is now, whether its container runs, whether the user may.

use super::enter::seen;
use crate::cluster::change::error::ChangeError;
use crate::cluster::change::verbs::copy;
use crate::cluster::session::Session;
use crate::model::change::{Intent, Preview};

/// Looks at it, and fills in what was left open.
pub(crate) async fn look(session: &Session, mut intent: Intent) -> Result<Preview, ChangeError> {
    let (object, inside) = seen(session, &intent).await?;
    copy::fill_in(&mut intent.change, &inside)?;
    Ok(Preview {
        resource_version: object.resource_version().to_owned(),
        generation: object.generation(),
        differences: Vec::new(),
        touches: None,
        warnings: intent.notes.clone(),
        reaches: Vec::new(),
        unwritten: None,
        intent,
    })
}
