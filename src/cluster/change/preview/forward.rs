//! The look at a forward before anything is listened on: the object as it is now, where its port leads, whether the user may.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::reads::{self, permission};
use crate::cluster::change::verbs::forward;
use crate::cluster::forward::Aim;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::reason::{Refusal, Without};
use crate::model::change::{Change, Intent, Preview, Target, Warning};
use crate::model::forward::{LOOPBACK, Offers};

/// Looks at it; gives where it leads as well.
pub(crate) async fn look(session: &Session, intent: Intent) -> Result<(Preview, Aim), ChangeError> {
    let Change::Forward { port, address, .. } = &intent.change else {
        return Err(Refusal::Without(intent.change.does(), Box::new(intent.target), Without::Forwarding).into());
    };
    let (object, permitted) = futures::join!(
        reads::fetch(session, &intent.target, READ_DEADLINE),
        permission::check(session, &intent.target, &intent.change)
    );
    let object = object?;
    permitted?;
    let aim = forward::aim(&intent.target, &object, port)?;
    let mut warnings = intent.notes.clone();
    if !matches!(&**address, LOOPBACK | "::1" | "localhost") {
        warnings.push(Warning::Listens(address.to_string()));
    }
    let preview = Preview {
        resource_version: object.resource_version().to_owned(),
        generation: object.generation(),
        differences: Vec::new(),
        touches: None,
        warnings,
        reaches: Vec::new(),
        unwritten: None,
        intent,
    };
    Ok((preview, aim))
}

/// The ports that an object offers.
pub(crate) async fn offers(session: &Session, target: &Target) -> Result<Offers, ChangeError> {
    forward::offers(target, &reads::fetch(session, target, READ_DEADLINE).await?)
}
