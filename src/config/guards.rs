//! Guard rules as the settings write them, read into those of the model. What a rule does is told in [`crate::model::guard`].

use crate::model::Name;
use crate::model::change::spec;
use crate::model::freeze::Freeze;
use crate::model::guard::{Glob, Guards, KindGlob, Rule};
use crate::model::text::clean;
use serde::Deserialize;
use toml::Spanned;

type List = Option<Spanned<Vec<Spanned<String>>>>;

/// One `[[guard]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleText {
    contexts: List,
    namespaces: List,
    kinds: List,
    changes: List,
    ask: Option<Spanned<String>>,
    bulk: Option<Spanned<i64>>,
    prod: Option<Spanned<bool>>,
    freeze: List,
    reason: Option<String>,
}

/// Reads the rules of the file called `name`. A mistake is told as `line 5: guard[2].freeze: …`.
pub(super) fn read(rules: Vec<Spanned<RuleText>>, name: &str, line: impl Fn(usize) -> usize) -> Result<Guards, String> {
    let mut out = Vec::with_capacity(rules.len());
    for (i, rule) in rules.into_iter().enumerate() {
        let (at, number) = (line(rule.span().start), i + 1);
        let wrong = |byte: usize, field: &str, what: String| format!("line {}: guard[{number}].{field}: {what}", line(byte));
        let text = rule.into_inner();
        let speaks_of_less = text.kinds.is_some() || text.changes.is_some();
        if text.ask.is_none() && text.bulk.is_none() && text.prod.is_none() && text.freeze.is_none() {
            return Err(format!("line {at}: guard[{number}]: the rule asks for nothing: give it ask, bulk, prod or freeze"));
        }
        if let Some(prod) = text.prod.as_ref().filter(|p| !p.as_ref() && speaks_of_less) {
            let what =
                "false takes the word from whole places, so kinds and changes cannot stand beside it: give it a rule of its own";
            return Err(wrong(prod.span().start, "prod", what.into()));
        }
        out.push(Rule {
            place: format!("guard[{number}], {name} line {at}").into(),
            contexts: each(text.contexts, Glob::parse, |b, e| wrong(b, "contexts", e))?,
            namespaces: each(text.namespaces, Glob::namespace, |b, e| wrong(b, "namespaces", e))?,
            kinds: each(text.kinds, KindGlob::parse, |b, e| wrong(b, "kinds", e))?,
            changes: each(text.changes, spec::word, |b, e| wrong(b, "changes", e))?,
            ask: text.ask.map(|ask| ask.as_ref().parse().map_err(|e| wrong(ask.span().start, "ask", e))).transpose()?,
            bulk: text
                .bulk
                .map(|bulk| match usize::try_from(*bulk.as_ref()) {
                    Ok(most @ 1..) => Ok(most),
                    _ => {
                        let what =
                            format!("{} is no number of objects: at least 1; to allow none, write ask = \"deny\"", bulk.as_ref());
                        Err(wrong(bulk.span().start, "bulk", what))
                    }
                })
                .transpose()?,
            prod: text.prod.map(Spanned::into_inner),
            freeze: each(text.freeze, str::parse::<Freeze>, |b, e| wrong(b, "freeze", e))?.unwrap_or_default(),
            reason: text.reason.map(|reason| Name::from(clean(reason.trim()))).filter(|reason| !reason.is_empty()),
        });
    }
    Ok(Guards::new(out))
}

/// Reads each of a list. An empty one would match nothing, and so make a rule that guards nothing.
fn each<T>(
    list: List,
    read: impl Fn(&str) -> Result<T, String>,
    wrong: impl Fn(usize, String) -> String,
) -> Result<Option<Vec<T>>, String> {
    let Some(list) = list else { return Ok(None) };
    if list.as_ref().is_empty() {
        return Err(wrong(list.span().start, "the list is empty: say something in it, or leave it out".into()));
    }
    let all = list.into_inner().into_iter().map(|text| read(text.as_ref()).map_err(|e| wrong(text.span().start, e)));
    all.collect::<Result<Vec<T>, String>>().map(Some)
}

#[cfg(test)]
mod tests {
    use crate::config::Settings;
    use crate::model::Time;
    use crate::model::guard::{Ask, Decision, Subject};
    use std::path::Path;

    fn parse(text: &str) -> Result<Settings, String> {
        Settings::parse(text, Path::new("/etc/dogwatch/config.toml")).map_err(|e| e.to_string())
    }

    fn decide(settings: &Settings, subject: Subject<'_>, count: usize, now: &str) -> Decision {
        settings.guards.decide(&subject, count, Time::parse(now).unwrap(), chrono::FixedOffset::east_opt(0).unwrap())
    }

    #[test]
    fn rules_are_read() {
        let settings = parse(
            r#"
theme = "light"

[[guard]]
contexts = ["lab*"]
namespaces = ["iot-live", "pay-*"]
kinds = ["Deployment", "sts"]
changes = ["delete", "scale"]
ask = "name"
bulk = 3
prod = true
freeze = ["Fri 16:00 - Mon 08:00", "2026-12-24 - 2026-12-27", "22:00 - 06:00"]
reason = "payments: ask\nthe owner"

[[guard]]
namespaces = ["iot-dev"]
ask = "none"
"#,
        )
        .unwrap();
        let subject = Subject { context: "lab-admin", namespace: "pay-eu", kind: "StatefulSet", change: "scale" };
        let noon = "2026-10-06T12:00:00Z";
        let d = decide(&settings, subject, 3, noon);
        assert_eq!((d.ask, d.prod), (Ask::Name, true));
        assert_eq!(d.why.unwrap().to_string(), "confirmation by guard[1], config.toml line 4: payments: ask the owner");
        assert_eq!(decide(&settings, subject, 4, noon).ask, Ask::Deny);
        for frozen in ["2026-10-10T12:00:00Z", "2026-10-06T23:00:00Z", "2026-12-24T12:00:00Z"] {
            assert_eq!(decide(&settings, subject, 1, frozen).ask, Ask::Deny, "{frozen}");
        }
        assert_eq!(decide(&settings, Subject { namespace: "iot-dev", ..subject }, 9, noon).ask, Ask::None);
        let default = decide(&parse("").unwrap(), Subject { namespace: "iot-prod", ..subject }, 1, noon);
        assert_eq!((default.ask, default.prod), (Ask::Name, true));
    }

    #[test]
    fn the_example_that_is_given_does_what_is_said() {
        let readme = include_str!("../../README.md");
        let (_, section) = readme.split_once("### Guard rules").unwrap();
        let (_, example) = section.split_once("```toml\n").unwrap();
        let settings = parse(example.split_once("```").unwrap().0).unwrap();
        let base = Subject { context: "eks-prod", namespace: "pay-eu", kind: "Deployment", change: "scale" };
        let noon = "2026-10-06T12:00:00Z";
        for (subject, ask, prod) in [
            (base, Ask::Name, true),
            (Subject { context: "lab", ..base }, Ask::Yes, false),
            (Subject { context: "lab", namespace: "prod-tools", ..base }, Ask::Yes, false),
            (Subject { context: "lab", namespace: "iot-dev", change: "restart", ..base }, Ask::None, false),
        ] {
            let d = decide(&settings, subject, 3, noon);
            assert_eq!((d.ask, d.prod), (ask, prod), "{subject:?}");
        }
        assert_eq!(decide(&settings, base, 4, noon).ask, Ask::Deny);
        assert_eq!(decide(&settings, base, 1, "2026-12-27T12:00:00Z").ask, Ask::Deny);
    }

    #[test]
    fn mistakes_are_named_with_line_and_field_and_what_would_be_right() {
        let second = "[[guard]]\nask = \"y\"\n\n[[guard]]\n";
        for (text, want) in [
            ("ask = \"yes\"", "config.toml: line 5: guard[2].ask: \"yes\" can not be asked: deny, name, y or none"),
            (
                "changes = [\n  \"scale\",\n  \"rollback\",\n]\nask = \"y\"",
                "line 7: guard[2].changes: \"rollback\" is not a change; they are scale,",
            ),
            (
                "kinds = [\"Deploymnet\"]\nask = \"y\"",
                "line 5: guard[2].kinds: \"Deploymnet\" is no kind of Kubernetes; Deployment is",
            ),
            ("contexts = [\"[a-z]*\"]\nask = \"y\"", "line 5: guard[2].contexts: \"[a-z]*\": '[' has no meaning here"),
            ("namespaces = [\"iot_prod\"]\nask = \"y\"", "line 5: guard[2].namespaces: \"iot_prod\" matches no namespace"),
            ("namespaces = []\nask = \"y\"", "line 5: guard[2].namespaces: the list is empty"),
            ("ask = \"y\"\nfreeze = [\"Fri 16:00 - 08:00\"]", "line 6: guard[2].freeze: \"Fri 16:00 - 08:00\" mixes"),
            ("bulk = 0", "line 5: guard[2].bulk: 0 is no number of objects"),
            ("bulk = -1", "line 5: guard[2].bulk: -1"),
            ("kinds = [\"po\"]\nprod = false", "line 6: guard[2].prod: false takes the word from whole places"),
            ("kinds = [\"po\"]", "line 4: guard[2]: the rule asks for nothing: give it ask, bulk, prod or freeze"),
            ("asks = \"y\"", "line 5: unknown field `asks`, expected one of `contexts`"),
            ("namespaces = \"iot\"", "line 5: invalid type: string \"iot\", expected a list: [\"…\"]"),
            ("ask = \"y\"\nbulk = \"3\"", "line 6: invalid type: string \"3\", expected"),
        ] {
            let got = parse(&format!("{second}{text}\n")).unwrap_err();
            assert!(got.contains(want), "{text:?}: {got}");
        }
        let table = parse("[guard]\nask = \"y\"\n").unwrap_err();
        assert!(table.ends_with("line 1: a guard rule begins with [[guard]], in two brackets: there can be several"), "{table}");
    }
}
