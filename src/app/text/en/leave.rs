//! Leaving the program.

use super::act;
use crate::app::text::{LeaveText, UnderWay};

pub(super) fn text(text: &LeaveText) -> String {
    match text {
        LeaveText::Again(key) => format!("Press {key} again to quit"),
        LeaveText::AgainAllTheSame(what, key) => format!("{}: {key} again quits all the same", all(what)),
        LeaveText::Close(what, tab, command) => format!("{tab}: {}: :{command} again closes it all the same", all(what)),
        LeaveText::AllTheSame(what) => format!("{}: :q! quits all the same", all(what)),
    }
}

fn all(what: &[UnderWay]) -> String {
    what.iter().map(under_way).collect::<Vec<_>>().join("; ")
}

fn under_way(what: &UnderWay) -> String {
    match what {
        UnderWay::HalfDone(what) => {
            format!("the {} of {} is under way, and would end half done", what.verb, what.target)
        }
        UnderWay::Unanswered(what) => format!("{} was sent and has not been answered yet", act(what)),
        UnderWay::Followed(what) => format!("{} is under way, and is followed", act(what)),
        UnderWay::Watched(n, 0) => format!("{}, and would be no more", watched(*n)),
        UnderWay::Watched(n, back) if n == back => format!("{}, and would not go back by itself any more", watched(*n)),
        UnderWay::Watched(n, back) => format!("{}, and {back} of them would not go back by themselves any more", watched(*n)),
        UnderWay::Promotion(route, done, of) => {
            format!("the promotion {route} is under way, {done} of {of} done, and would send no further step (:promotion)")
        }
        UnderWay::InPods(1) => "what runs in a pod would be ended (:sessions)".to_owned(),
        UnderWay::InPods(n) => format!("{n} sessions in pods would be ended (:sessions)"),
        UnderWay::Commands(1) => "a command of yours would be ended (:sessions)".to_owned(),
        UnderWay::Commands(n) => format!("{n} commands of yours would be ended (:sessions)"),
        UnderWay::Copies(1) => "files are being copied, and that would end".to_owned(),
        UnderWay::Copies(n) => format!("{n} copies are on their way, and would end"),
        UnderWay::Forwards(1) => "a port-forward is open, and would end".to_owned(),
        UnderWay::Forwards(n) => format!("{n} port-forwards are open, and would end"),
        UnderWay::Written => "what you wrote for a new workload would be lost".to_owned(),
    }
}

fn watched(n: usize) -> String {
    if n == 1 { "a release is watched".to_owned() } else { format!("{n} releases are watched") }
}
