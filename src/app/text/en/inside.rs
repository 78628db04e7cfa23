//! What runs in pods.

use super::act;
use crate::app::text::{Ending, InsideText};

pub(super) fn text(text: &InsideText) -> String {
    match text {
        InsideText::Waits(why) => format!("waiting for the container: {why}"),
        InsideText::PressEnter => "where no prompt is seen, press Enter".to_owned(),
        InsideText::Runs(took) => took.clone(),
        InsideText::Ended(Ending::NotStarted, _, Some(why)) => why.to_string(),
        InsideText::Ended(ending, took, why) => {
            let why = why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            format!("{} after {took}{why}", self::ending(*ending))
        }
        InsideText::EndOf(what, how) => format!("{}: {how} ({})", what.target.name, act(what)),
        InsideText::Counted(0, ends) if matches!(ends[..], [(_, 1)]) => ends.iter().map(|(how, _)| ending(*how)).collect(),
        InsideText::Counted(going, ends) => {
            let going = (*going > 0).then(|| format!("{going} running"));
            let ends = ends.iter().map(|(how, count)| format!("{count} × {}", ending(*how)));
            going.into_iter().chain(ends).collect::<Vec<_>>().join(", ")
        }
        InsideText::EndOfCommand(command, how) => format!("{command}: {how}"),
        InsideText::ScrolledUp(1) => "1 row further up".to_owned(),
        InsideText::ScrolledUp(rows) => format!("{rows} rows further up"),
        InsideText::Dropped(1) => "1 earlier line is not kept".to_owned(),
        InsideText::Dropped(lines) => format!("{lines} earlier lines are not kept"),
        InsideText::NotListed => "it is not listed any more: choose another".to_owned(),
        InsideText::NothingRuns(key) => format!("nothing runs; {key} on a pod opens a shell, :exec runs a command"),
        InsideText::ReadsNoInput(key) => {
            let leaves = if key.is_empty() { String::new() } else { format!(": {key} leaves") };
            format!("its program reads no input{leaves}")
        }
        InsideText::HandedOver(place) => format!("{place}\nits end leads back to dogwatch (exit, Ctrl-d); no other key does"),
        InsideText::InputDropped => "the pod does not take what is typed; some of it was dropped".to_owned(),
        InsideText::ScreenLost => "what the program wrote could not be read; its screen was begun anew".to_owned(),
        InsideText::NoContainer => "no container is selected".to_owned(),
        InsideText::ChooseContainer(key) => format!("the pod has several containers: choose one, then {key}"),
        InsideText::TypeCommand => "type the command after it: :exec COMMAND ARGUMENTS".to_owned(),
        InsideText::OpenQuote(quote) => format!("the quote {quote} has no end"),
    }
}

fn ending(ending: Ending) -> String {
    match ending {
        Ending::Exited(code) => format!("exit code {code}"),
        Ending::Closed => "closed by dogwatch".to_owned(),
        Ending::Lost => "connection lost".to_owned(),
        Ending::NotStarted => "not started".to_owned(),
        Ending::Failed => "failed".to_owned(),
    }
}
