//! The look at a stream into a pod before it is opened: the pod as it is now, whether its container runs, whether the user may. No server can
//! try it without doing it.

use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::Object;
use crate::cluster::change::object::inside::{self, Inside};
use crate::cluster::change::reads::{self, permission};
use crate::cluster::change::verbs::enter;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::reason::Refusal;
use crate::model::change::{Intent, Preview};

/// The pod as it is now, and the container in it that is meant, which runs.
pub(super) async fn seen(session: &Session, intent: &Intent) -> Result<(Object, Inside), ChangeError> {
    if let Err(why) = intent.change.spec().kinds.check(&intent.target.resource) {
        return Err(Refusal::Kind(why).into());
    }
    let (object, permitted) = futures::join!(
        reads::fetch(session, &intent.target, READ_DEADLINE),
        permission::check(session, &intent.target, &intent.change)
    );
    let object = object?;
    permitted?;
    let wanted = intent.change.container().unwrap_or_default();
    let inside = inside::look(&object.json, wanted)?;
    Ok((object, inside))
}

/// Looks at it, and fills in what was left open.
pub(crate) async fn look(session: &Session, mut intent: Intent) -> Result<Preview, ChangeError> {
    let (object, inside) = seen(session, &intent).await?;
    enter::fill_in(&mut intent.change, &inside);
    enter::tries(&intent.target, &intent.change)?;
    let mut warnings = enter::warnings(&intent.change);
    warnings.extend(intent.notes.iter().cloned());
    Ok(Preview {
        resource_version: object.resource_version().to_owned(),
        generation: object.generation(),
        differences: Vec::new(),
        touches: enter::touches(&intent.change),
        warnings,
        reaches: Vec::new(),
        unwritten: None,
        intent,
    })
}
