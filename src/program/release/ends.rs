//! How it ended: the exit code, and what the journal is told.

use super::super::Failure;
use super::follow::Followed;
use super::words;
use crate::model::change::reason::Refusal;
use crate::model::change::{Outcome, Reason, Target};
use crate::model::soak::Ended;

/// How a change ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Ending {
    /// It came about, and nothing speaks against it.
    Good,
    /// It did not, or something does, and it stays.
    Failed,
    /// The same, and what was before is there again.
    TakenBack,
    /// Somebody changed the same again.
    Replaced,
    /// The server could not be asked.
    Unknown,
    /// It may not be.
    Denied,
    /// This signal ended it, and it stays as it stood.
    Left(i32),
}

impl Ending {
    /// The exit code.
    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Failed | Self::Replaced | Self::Unknown => 1,
            Self::TakenBack => 3,
            Self::Denied => 4,
            Self::Left(signal) => u8::try_from(128 + signal).unwrap_or(1),
        }
    }

    /// Its word in the document.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Failed => "failed",
            Self::TakenBack => "taken-back",
            Self::Replaced => "replaced",
            Self::Unknown => "unknown",
            Self::Denied => "denied",
            Self::Left(_) => "left",
        }
    }
}

/// The word of an exit code whose change did not come about at all.
pub(super) const fn word_of(code: u8) -> &'static str {
    match code {
        2 => "usage",
        4 => Ending::Denied.word(),
        _ => Ending::Failed.word(),
    }
}

/// `iot-test deploy/web`.
pub(super) fn place(target: &Target) -> String {
    format!("{} {}/{}", target.namespace, short(&target.resource.kind), target.name)
}

/// kubectl's short word for a kind.
pub(super) fn short(kind: &str) -> String {
    match kind {
        "Deployment" => "deploy".to_owned(),
        "StatefulSet" => "sts".to_owned(),
        "DaemonSet" => "ds".to_owned(),
        other => other.to_lowercase(),
    }
}

/// Why a change could not be looked at: the code says whose turn it is.
pub(super) fn unsent(why: &Reason) -> Failure {
    let words = why.to_string();
    if is_denied(why) {
        return Failure::denied(words);
    }
    let usage = matches!(
        why,
        Reason::Refusal(
            Refusal::Unfit(..) | Refusal::Kind(_) | Refusal::NoContainer(..) | Refusal::NoImage | Refusal::BadImage(..)
        )
    );
    if usage { Failure::usage(words) } else { Failure::failed(words) }
}

/// Whether somebody, or a rule, does not let it be.
pub(super) const fn is_denied(why: &Reason) -> bool {
    matches!(
        why,
        Reason::Refusal(Refusal::ReadOnly | Refusal::Denied(_) | Refusal::Forbidden(_) | Refusal::Unconfirmed | Refusal::Rule(_))
    )
}

impl Followed {
    /// The ending, and why where it is not good.
    pub(super) fn ending(&self) -> (Ending, Option<String>) {
        match &self.end {
            Ok(Ended::Good) => (Ending::Good, None),
            Ok(Ended::Bad(findings)) => (Ending::Failed, Some(words::findings(findings))),
            Ok(Ended::Replaced) => (Ending::Replaced, Some("somebody changed it again, or deleted it".into())),
            Ok(Ended::Unknown(trouble)) => (Ending::Unknown, Some(format!("not known: {trouble}"))),
            Err(signal) => (Ending::Left(*signal), Some(format!("left by {}: {}", words::signal(*signal), self.stands))),
        }
    }

    /// What the journal is told.
    pub(super) fn outcome(&self, took: &str) -> Outcome {
        let (ending, why) = self.ending();
        let reason = Reason::Words(why.unwrap_or_default());
        match ending {
            Ending::Good => Outcome::Done { note: Some(Reason::Words(format!("{}, after {took}", self.stands))) },
            Ending::Failed | Ending::TakenBack | Ending::Denied => Outcome::Failed { reason },
            Ending::Replaced => Outcome::Undone { reason },
            Ending::Unknown => Outcome::Unknown { reason },
            Ending::Left(_) => Outcome::Held { reason },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::reason::Nothing;

    #[test]
    fn the_exit_code_says_whose_turn_it_is() {
        for (ending, code) in [
            (Ending::Good, 0),
            (Ending::Failed, 1),
            (Ending::Replaced, 1),
            (Ending::Unknown, 1),
            (Ending::TakenBack, 3),
            (Ending::Denied, 4),
            (Ending::Left(2), 130),
            (Ending::Left(15), 143),
        ] {
            assert_eq!(ending.code(), code, "{ending:?}");
        }
        let of = |refusal: Refusal| unsent(&refusal.into()).0;
        assert_eq!(of(Refusal::ReadOnly), 4);
        assert_eq!(of(Refusal::Forbidden("no".into())), 4);
        assert_eq!(of(Refusal::NoImage), 2);
        assert_eq!(of(Refusal::Stale), 1);
        assert_eq!(of(Refusal::Nothing(Nothing::Images)), 1);
    }
}
