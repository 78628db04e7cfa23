//! The look at a change before its user is asked: what the server makes of it, what would differ, what speaks against it. This floor sends
//! nothing but dry runs, through the door that it is handed.

pub(crate) mod copy;
pub(crate) mod debug;
pub(crate) mod drain;
pub(crate) mod edits;
pub(crate) mod enter;
pub(crate) mod forward;
pub(crate) mod plan;
pub(crate) mod undo;
pub(crate) mod warn;

use super::error::ChangeError;
use super::object::request::Request;
use super::object::{self, Object, diff, dropped};
use super::reads::{self, permission, related};
use super::verbs::{self, Answer, Step, apply};
use crate::cluster::error::ApiError;
use crate::cluster::session::{READ_DEADLINE, Session};
use crate::model::Time;
use crate::model::change::reason::{Reason, Refusal};
use crate::model::change::{Intent, Preview, Warning};
use crate::model::text::clean;
use bytes::Bytes;
use edits::Edits;
use plan::Coming;
use serde_json::Value;
use undo::Done;

/// How often a dry run or a change is written anew because the object's status moved in between.
pub(crate) const TRIES: u32 = 6;

/// What has the server try a request (a dry run) and keeps nothing of it.
pub(crate) trait Door: Sync {
    /// The answer that the request would get, and what the server warns of.
    fn dry_run(&self, request: &Request) -> impl Future<Output = Result<(Bytes, Vec<String>), ApiError>> + Send;
}

/// A preview with what it was made from. Only what was looked at can be sent, and it is sent as it was looked at.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(crate) preview: Preview,
    pub(crate) object: Object,
    pub(crate) step: Step,
}

/// What is known of this run beside the object.
pub(crate) struct Known<'a> {
    /// The texts that were handed out to be edited.
    pub(crate) edits: &'a Edits,
    /// The namespaces that are to come.
    pub(crate) coming: &'a Coming,
    /// What the intent takes back.
    pub(crate) done: Option<Done>,
}

/// Looks at a change without making it: reads the object afresh, asks for permission, has the server try the very request, and says
/// what would differ and what speaks against it.
pub(crate) async fn look(
    session: &Session,
    door: &impl Door,
    mut intent: Intent,
    known: Known<'_>,
) -> Result<Prepared, ChangeError> {
    if let Some(done) = &known.done {
        undo::aim(&mut intent, done);
    }
    let (object, permitted) = futures::join!(
        reads::fetch(session, &intent.target, READ_DEADLINE),
        permission::check(session, &intent.target, &intent.change)
    );
    let mut object = object?;
    permitted?;
    if let Some(done) = &known.done {
        undo::check(&mut intent, done, &object)?;
    }
    known.edits.check(&intent, &object)?;
    let related = related::read(session, &intent.target, &intent.change, &object).await?;
    verbs::fill_in(&mut intent.change, &intent.target, &object, &related)?;
    let (target, change) = (&intent.target, &intent.change);
    let mut tries = 1;
    let (step, after, said) = loop {
        let step = Step::new(target, change, &object, &related, Time::system())?;
        let answer = match door.dry_run(&step.request(target, &object)).await {
            Ok((answer, warned)) => object::parse(&answer).map(|answer| (answer, warned)),
            Err(e) => Err(e),
        };
        match answer {
            Ok((answer, warned)) => {
                let mut said: Vec<Warning> = warned.into_iter().map(Warning::Server).collect();
                said.extend(not_kept(&step, &answer));
                let after = left_by(&step, &object, answer);
                break (step, after, said);
            }
            // Some admission webhooks cannot take part in a dry run, and the server then refuses it: no reason not to change it.
            Err(ApiError::Status { code: 400, message, .. }) if message.contains("dry run") || message.contains("dryRun") => {
                let after = step.applied(&object);
                break (step, after, vec![Warning::NoDryRun(message)]);
            }
            // A budget that lets no pod go now may let one go later: said as a warning.
            Err(e) if matches!(step, Step::Evict(_)) && e.code() == Some(429) => {
                break (step, object.clone(), vec![Warning::RefusedNow(e.to_string())]);
            }
            Err(e) if e.is_conflict() && tries < TRIES && !matches!(step, Step::Apply(_)) => {
                tries += 1;
                object = reads::fetch(session, target, READ_DEADLINE).await?;
            }
            Err(e) if matches!(step, Step::Apply(_)) && apply::lacks_namespace(&object, &e) => {
                let after = step.applied(&object);
                break (step, after, vec![known.coming.of(target)?]);
            }
            Err(e @ ApiError::Status { code: 400 | 409 | 422, .. }) => {
                return Err(Refusal::Server(Box::new(Reason::from(&e))).into());
            }
            Err(e) => return Err(reads::said(e, target)),
        }
    };
    let mut warnings = warn::warnings(&object, &step, &related);
    warnings.extend(intent.notes.iter().cloned());
    warnings.extend(said);
    let preview = Preview {
        resource_version: object.resource_version().to_owned(),
        generation: object.generation(),
        differences: diff::objects(&object, &after),
        touches: step.touches(&object),
        warnings,
        reaches: step.reaches(),
        unwritten: None,
        intent,
    };
    Ok(Prepared { preview, object, step })
}

/// What of a text that somebody wrote the answer does not have.
fn not_kept(step: &Step, answer: &Value) -> Option<Warning> {
    let dropped = dropped::dropped(step.text()?, answer);
    let named = || clean(&dropped.join(", ")).into_owned();
    (!dropped.is_empty()).then(|| Warning::NotKept(named()))
}

/// The object as the dry run left it.
fn left_by(step: &Step, object: &Object, answer: Value) -> Object {
    let mut after = object.clone();
    match step.answer() {
        Answer::Object => after.json = answer,
        Answer::Scale => {
            if let Some(replicas) = answer.pointer("/spec/replicas") {
                object::set(&mut after.json, &["spec", "replicas"], replicas.clone());
            }
        }
        Answer::Other => {}
    }
    after
}
