//! The look at a container for debugging before it is begun: its object as it is now, whether the user may, and whether the server would take it.

use super::Door;
use crate::cluster::change::error::ChangeError;
use crate::cluster::change::object::Object;
use crate::cluster::change::reads::{self, permission};
use crate::cluster::change::verbs::debug;
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::change::reason::{InsideReason, Reason, Refusal};
use crate::model::change::{Change, Intent, Preview, Target, Warning};
use crate::model::image::ImageRef;
use crate::model::text::clean;
use serde_json::Value;

/// Looks at it, and fills in what was left open.
pub(crate) async fn look(session: &Session, door: &impl Door, mut intent: Intent) -> Result<Preview, ChangeError> {
    if let Err(why) = intent.change.spec().kinds.check(&intent.target.resource) {
        return Err(Refusal::Kind(why).into());
    }
    // The pod for a node is created in a namespace of its own, and the right to do so is asked about there.
    let asked = debug::pod(&intent.target, &intent.change);
    let whose = if let Change::DebugNode { .. } = intent.change { &asked } else { &intent.target };
    let (object, permitted) =
        futures::join!(reads::fetch(session, &intent.target, READ_DEADLINE), permission::check(session, whose, &intent.change));
    let object = object?;
    permitted?;
    debug::fill_in(&mut intent.change, &intent.target, fastrand::u32(..));
    check(&intent.target, &object, &intent.change)?;
    let request = debug::request(&intent.target, &object, &intent.change)?;
    let warned = match door.dry_run(&request).await {
        Ok((_, warned)) => warned.into_iter().map(Warning::Server).collect(),
        Err(ApiError::Status { code: 400, message, .. }) if message.contains("dry run") || message.contains("dryRun") => {
            vec![Warning::NoDryRun(message)]
        }
        // The pod was just read: what is not there is the subresource.
        Err(e) if e.code() == Some(404) => {
            let target = Box::new(intent.target.clone());
            return Err(if matches!(intent.change, Change::Debug { .. }) {
                InsideReason::NoEphemeral(target).into()
            } else {
                InsideReason::NotDebugged(target, Box::new(Reason::from(&e))).into()
            });
        }
        Err(e @ ApiError::Status { code: 400 | 409 | 422, .. }) => {
            return Err(Refusal::Server(Box::new(Reason::from(&e))).into());
        }
        Err(e) => return Err(reads::said(e, &intent.target)),
    };
    let stays = if matches!(intent.change, Change::DebugNode { .. }) { Warning::PodGoes } else { Warning::ContainerStays };
    let mut warnings = vec![stays];
    warnings.extend(intent.notes.iter().cloned());
    warnings.extend(warned);
    Ok(Preview {
        resource_version: object.resource_version().to_owned(),
        generation: object.generation(),
        differences: Vec::new(),
        touches: None,
        warnings,
        reaches: if let Change::DebugNode { namespace, .. } = &intent.change {
            vec![namespace.as_str().into()]
        } else {
            Vec::new()
        },
        unwritten: None,
        intent,
    })
}

/// Whether the container can be begun there at all.
fn check(target: &Target, object: &Object, change: &Change) -> Result<(), ChangeError> {
    if let Change::Debug { image, .. } | Change::DebugNode { image, .. } = change {
        ImageRef::parse(image).map_err(|why| Refusal::BadImage(image.clone(), why))?;
    }
    let Change::Debug { container, .. } = change else { return Ok(()) };
    let phase = object.text("/status/phase");
    if matches!(phase, "Succeeded" | "Failed") {
        return Err(InsideReason::DebugEnded(Box::new(target.clone()), phase.to_owned()).into());
    }
    let containers = object.json.pointer("/spec/containers").and_then(Value::as_array);
    let there = |name: &str| containers.into_iter().flatten().any(|c| c.get("name").and_then(Value::as_str) == Some(name));
    if !container.is_empty() && !there(container) {
        return Err(Refusal::NoContainer(Box::new(target.clone()), clean(container).into_owned()).into());
    }
    Ok(())
}
