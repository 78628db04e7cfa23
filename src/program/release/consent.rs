//! Who answers for a change: the flags, or whoever sits at the terminal.

use super::super::Failure;
use super::bench::Bench;
use crate::cli::Answers;
use crate::model::Time;
use crate::model::change::{Change, Consent, Intent, Preview};
use crate::model::guard::{Ask, Decision, Subject};
use crate::terminal::ask;

/// What is asked about some changes together, that of going back among them where that may be done by itself.
pub(super) fn decide(bench: &Bench, previews: &[Preview], undo: bool) -> Decision {
    let (now, count) = (Time::system(), previews.len());
    let back = Change::RollBack { from: 0, to: 0 }.word();
    let backs = previews.iter().filter(|_| undo).map(|p| Subject { change: back, ..p.intent.subject() });
    let subjects = previews.iter().flat_map(Preview::subjects).chain(backs);
    bench.guards.decide_all(subjects, count, now, bench.zone)
}

/// The answer to what is asked, as the flags give it; where they do not, and somebody is there, they are asked. `name` is what a rule wants typed.
pub(super) async fn answer(decision: &Decision, answers: &Answers, name: &str, what: &str) -> Result<(), Failure> {
    let why = decision.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
    match decision.ask {
        Ask::None => Ok(()),
        Ask::Deny => Err(Failure::denied(format!("nothing was sent: {}", why.trim_matches([' ', '(', ')'])))),
        Ask::Yes if answers.yes || answers.confirm.as_deref() == Some(name) => Ok(()),
        Ask::Yes => match typed(format!("{what}? y{why}: ")).await.as_deref() {
            Some("y" | "yes") => Ok(()),
            Some(_) => Err(Failure::denied("nothing was sent: it was not confirmed")),
            None => Err(Failure::denied(format!("nothing was sent: it is asked about{why}, and nobody is there: --yes"))),
        },
        Ask::Name => {
            let given = match &answers.confirm {
                Some(given) => Some(given.clone()),
                None => typed(format!("{what}? {name}{why}: ")).await,
            };
            match given {
                Some(given) if given == name => Ok(()),
                Some(given) => {
                    Err(Failure::denied(format!("nothing was sent: {given:?} is not the name that is asked for{why}: {name}")))
                }
                None => Err(Failure::denied(format!("nothing was sent: its name is asked for{why}: --confirm {name}"))),
            }
        }
    }
}

/// What the gate is told of an answer that was given.
pub(super) fn given(intent: &Intent, count: usize) -> Consent {
    Consent { yes: true, typed: Some(intent.phrase(count)), unwritten: false, count }
}

async fn typed(question: String) -> Option<String> {
    let line = tokio::task::spawn_blocking(move || ask(&question)).await.ok()??;
    Some(line.trim().to_owned())
}

/// What cannot be written down is not sent from here: there is nobody who could be told.
pub(super) fn written(preview: &Preview) -> Result<(), Failure> {
    match &preview.unwritten {
        Some(why) => Err(Failure::failed(format!("nothing was sent: {why}"))),
        None => Ok(()),
    }
}
