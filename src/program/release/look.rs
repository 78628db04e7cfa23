//! The look at a change before it is sent, as lines on stderr.

use super::super::Failure;
use super::bench::{Bench, number};
use super::ends;
use crate::model::change::reason::{Nothing, Reason, Refusal};
use crate::model::change::{Change, Intent, Part, Preview, Target, Warning};
use crate::terminal::complain;

/// Looks at a change: the server tries it, and what it would do is printed.
pub(super) async fn look(bench: &Bench, target: &Target, change: Change) -> Result<Preview, Failure> {
    let intent = Intent::new(number(), target.clone(), change);
    let preview = bench.gate.preview(intent).await.map_err(|e| ends::unsent(&e.into()))?;
    tell(&preview);
    Ok(preview)
}

/// Looks at a step of a plan again before it is sent, as the part that it is: it may do nothing else than what was agreed to.
pub(super) async fn again(bench: &Bench, agreed: &Preview, part: Part) -> Result<Preview, Failure> {
    bench.gate.forget(agreed.intent.id);
    let mut intent = Intent::new(number(), agreed.intent.target.clone(), agreed.intent.change.clone());
    intent.part = Some(part);
    let preview = bench.gate.preview(intent).await.map_err(|e| ends::unsent(&e.into()))?;
    // What has got there meanwhile is not sent.
    if preview.differences == agreed.differences || nothing(&preview).is_some() {
        return Ok(preview);
    }
    tell(&preview);
    bench.gate.forget(preview.intent.id);
    Err(Failure::failed("not sent: it would now do something else than was agreed to"))
}

/// Why there is nothing to do, where there is nothing.
pub(super) fn nothing(preview: &Preview) -> Option<&Nothing> {
    preview.warnings.iter().find_map(|warning| {
        let Warning::Reason(Reason::Refusal(Refusal::Nothing(nothing))) = warning else { return None };
        Some(nothing)
    })
}

fn tell(preview: &Preview) {
    let Intent { target, change, .. } = &preview.intent;
    complain(&format!("{} {target}", change.verb().en));
    for difference in &preview.differences {
        let difference = difference.masked();
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".into());
        complain(&format!("  {}: {} → {}", difference.path, side(&difference.old), side(&difference.new)));
    }
    if let Some(touches) = &preview.touches {
        complain(&format!("  {touches}"));
    }
    for warning in &preview.warnings {
        complain(&format!("  ! {warning}"));
    }
}
