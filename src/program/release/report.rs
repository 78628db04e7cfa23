//! What is told at the end: one line, or one document.

use super::super::Failure;
use super::ends::{Ending, place, short, word_of};
use crate::cli::Told;
use crate::model::change::Target;
use crate::terminal::{complain, print};
use serde::Serialize;
use serde_json::Value;

/// An object by its names.
#[derive(Clone, Serialize, PartialEq, Debug, Default)]
pub(super) struct Place {
    pub(super) context: String,
    pub(super) namespace: String,
    pub(super) kind: String,
    pub(super) name: String,
}

impl From<&Target> for Place {
    fn from(target: &Target) -> Self {
        Self {
            context: target.context.to_string(),
            namespace: target.namespace.to_string(),
            kind: target.resource.kind.to_string(),
            name: target.name.to_string(),
        }
    }
}

/// What was taken back, or could not be.
#[derive(Clone, Serialize, PartialEq, Debug)]
pub(super) struct Back {
    /// The revision that it went back to.
    pub(super) to_revision: u64,
    pub(super) outcome: &'static str,
    pub(super) reason: Option<String>,
    pub(super) journal: Option<String>,
    pub(super) seconds: f64,
}

/// The document of one change. Its names are what pipelines rely on.
#[derive(Clone, Serialize, PartialEq, Debug)]
pub(super) struct Report {
    pub(super) what: &'static str,
    pub(super) target: Place,
    pub(super) from: Value,
    pub(super) to: Value,
    pub(super) outcome: &'static str,
    pub(super) reason: Option<String>,
    /// Whether anything was sent: not where it was so already.
    pub(super) sent: bool,
    pub(super) findings: Vec<Value>,
    pub(super) unread: Vec<String>,
    pub(super) taken_back: Option<Back>,
    pub(super) journal: Option<String>,
    pub(super) seconds: f64,
    #[serde(skip)]
    pub(super) code: u8,
    /// Whether the server took it.
    #[serde(skip)]
    pub(super) moved: bool,
    /// Where it stood last.
    #[serde(skip)]
    pub(super) stands: String,
}

impl Report {
    /// One that has not begun.
    pub(super) fn new(what: &'static str, target: Place) -> Self {
        Self {
            what,
            target,
            from: Value::Null,
            to: Value::Null,
            outcome: "",
            reason: None,
            sent: false,
            findings: Vec::new(),
            unread: Vec::new(),
            taken_back: None,
            journal: None,
            seconds: 0.0,
            code: 0,
            moved: false,
            stands: String::new(),
        }
    }

    /// How it ended.
    pub(super) fn ended(&mut self, ending: &Ending, reason: Option<String>) {
        (self.outcome, self.code, self.reason) = (ending.word(), ending.code(), reason);
    }

    /// It did not come to a change.
    pub(super) fn stopped(&mut self, failure: &Failure) {
        (self.outcome, self.code, self.reason) = (word_of(failure.0), failure.0, Some(failure.1.clone()));
    }

    /// The one line.
    pub(super) fn line(&self) -> String {
        let Place { namespace, kind, name, .. } = &self.target;
        let place = format!("{namespace} {}/{name}", short(kind));
        let reason =
            because(self.outcome, self.reason.as_deref().or(Some(&self.stands).filter(|s| !s.is_empty()).map(String::as_str)));
        let back = match &self.taken_back {
            Some(back) if back.outcome == Ending::Good.word() => format!("; revision {} is there again", back.to_revision),
            Some(back) => format!("; NOT taken back: {}", back.reason.clone().unwrap_or_default()),
            None => String::new(),
        };
        let same = if self.sent || self.code != 0 { "" } else { ", it was so already" };
        format!("{place}: {}{same}{reason}{back}, after {:.0} s\n", self.outcome, self.seconds)
    }
}

/// A reason behind an outcome that it may begin with itself.
pub(super) fn because(outcome: &str, reason: Option<&str>) -> String {
    let Some(reason) = reason else { return String::new() };
    let reason = reason.strip_prefix(outcome).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(reason);
    format!(": {reason}")
}

/// Tells the end: a good one on stdout, any other on stderr, where both are told when stdout has the document.
pub(super) fn tell(told: Told, code: u8, line: &str, document: &impl Serialize) -> Result<(), Failure> {
    match told {
        Told::Text if code == 0 => print(line).map_err(Failure::failed),
        Told::Text => {
            complain(line.trim_end());
            Ok(())
        }
        Told::Json => {
            complain(line.trim_end());
            let text = serde_json::to_string_pretty(document).map_err(Failure::failed)?;
            print(&(text + "\n")).map_err(Failure::failed)
        }
    }
}

/// What could not be taken back, said so that it is not overlooked.
pub(super) fn alarm(target: &Target, why: &str) {
    complain(&format!("!!! {} is NOT taken back: {why}", place(target)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_its_names_and_the_line_says_the_same() {
        let target = Place { context: "lab".into(), namespace: "iot".into(), kind: "Deployment".into(), name: "web".into() };
        let mut report = Report::new("release", target);
        report.sent = true;
        report.ended(&Ending::TakenBack, Some("1 of 3 ready".into()));
        report.taken_back = Some(Back { to_revision: 7, outcome: "good", reason: None, journal: Some("j".into()), seconds: 1.0 });
        let json = serde_json::to_value(&report).unwrap();
        let mut names: Vec<&String> = json.as_object().unwrap().keys().collect();
        names.sort();
        let want =
            ["findings", "from", "journal", "outcome", "reason", "seconds", "sent", "taken_back", "target", "to", "unread", "what"];
        assert_eq!(names, want);
        assert_eq!((json["outcome"].as_str(), report.code), (Some("taken-back"), 3));
        assert_eq!(report.line(), "iot deploy/web: taken-back: 1 of 3 ready; revision 7 is there again, after 0 s\n");
        report.taken_back =
            Some(Back { to_revision: 7, outcome: "failed", reason: Some("denied".into()), journal: None, seconds: 1.0 });
        report.ended(&Ending::Failed, Some("1 of 3 ready".into()));
        assert!(report.line().contains("NOT taken back: denied"), "{}", report.line());
        report.stopped(&Failure::denied("no"));
        assert_eq!((report.code, report.outcome), (4, "denied"));
    }
}
