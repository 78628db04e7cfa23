//! The cluster, and what ties us to it.

use crate::app::text::{Broken, ClusterText, NoUse};
use crate::model::human_duration;

pub(super) fn text(text: &ClusterText) -> String {
    match text {
        ClusterText::AnswersAgain => "The API server answers again".to_owned(),
        ClusterText::Down(why) => format!("The API server: {why}"),
        ClusterText::Stale(scope, why) => format!("{}: {why}", scope.words()),
        ClusterText::NotShown(scope, why) => format!("{} are not shown: {why}", scope.words()),
        ClusterText::Skew(ms) => {
            let side = if *ms < 0 { "ahead of" } else { "behind" };
            format!("This machine's clock is {} {side} the cluster's; ages go by the cluster's", human_duration(ms.abs()))
        }
        ClusterText::Reconnecting => "Reconnecting".to_owned(),
        ClusterText::Broken(what, then) => {
            let then = match then {
                Broken::Reconnecting => "connecting again",
                Broken::Left => ":ctx connects again",
            };
            format!("internal error of dogwatch: {what}; {then}")
        }
        ClusterText::Unread(count) => {
            format!("{count} objects or events of the API server could not be read and are not shown; --log-file tells more")
        }
        ClusterText::NoUse(NoUse::Asking) => "Asking for what pods use …".to_owned(),
        ClusterText::NoUse(NoUse::NotServed) => {
            "What pods use is not known: the API server has no metrics.k8s.io (is metrics-server installed?)".to_owned()
        }
        ClusterText::NoUse(NoUse::Denied(why)) => format!("{why} — what pods use is not known"),
        ClusterText::NoUse(NoUse::Failing(why)) => format!("{why} — metrics.k8s.io does not tell what pods use"),
        ClusterText::NoNeedToSignIn(command) => {
            format!("the API server answers: there is no need to sign in; :{command} does it all the same")
        }
        ClusterText::AskingKinds => "Asking the API server for its kinds …".to_owned(),
        ClusterText::NoKind(word) => format!("The API server has no kind {word}"),
        ClusterText::KindsUnread(why) => format!("{why} — cannot list the kinds that the API serves"),
        ClusterText::GroupUnread(group, why, more) => {
            let more = if *more > 0 { format!(" and {more} more") } else { String::new() };
            format!("{why} — cannot list the kinds of {group}{more}")
        }
    }
}
