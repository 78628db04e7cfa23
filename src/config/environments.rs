//! Environments as they are written: `[[environments]]`.

use crate::model::environments::group::Environment;
use crate::model::environments::named::{Members, Named, place};
use crate::model::environments::rules::Rule;
use crate::model::naming;
use crate::model::text::clean;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// One `[[environments]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupText {
    name: Option<Spanned<String>>,
    members: Option<Spanned<BTreeMap<String, Spanned<String>>>>,
    label: Option<Spanned<String>>,
    ignore: Option<Vec<Spanned<String>>>,
}

/// The environments in the order in which they are written, which is that of promotion.
fn members(all: BTreeMap<String, Spanned<String>>) -> Result<Vec<Environment>, (usize, String)> {
    let mut all: Vec<(String, Spanned<String>)> = all.into_iter().collect();
    all.sort_by_key(|(_, at)| at.span().start);
    let mut out: Vec<Environment> = Vec::with_capacity(all.len());
    for (name, at) in all {
        let start = at.span().start;
        let place = place(at.as_ref()).map_err(|e| (start, format!("{name}: {e}")))?;
        if out.iter().any(|e| e.place == place) {
            return Err((start, format!("{name}: {:?} is named twice", at.as_ref())));
        }
        out.push(Environment { name: (*clean(&name)).into(), place });
    }
    Ok(out)
}

/// Reads them; an error names line and field.
pub(super) fn read(groups: Vec<Spanned<GroupText>>, line: impl Fn(usize) -> usize) -> Result<Vec<Named>, String> {
    let mut out: Vec<Named> = Vec::with_capacity(groups.len());
    for text in groups {
        let begins = text.span().start;
        let text = text.into_inner();
        let wrong = |byte: usize, field: &str, what: String| format!("line {}: environments.{field}: {what}", line(byte));
        let label = text.label.as_ref().map(|l| (l.span().start, l.as_ref().clone()));
        let found = match (text.members, &label) {
            (Some(members), Some(_)) => {
                return Err(wrong(
                    members.span().start,
                    "members",
                    "either these or a label finds the environments, not both".into(),
                ));
            }
            (Some(all), None) => {
                let start = all.span().start;
                let all = members(all.into_inner()).map_err(|(byte, e)| wrong(byte, "members", e))?;
                if all.len() < 2 {
                    return Err(wrong(start, "members", "name at least two, in the order of promotion".into()));
                }
                Members::These(all)
            }
            (None, Some((start, key))) => {
                naming::label_key(key).map_err(|e| wrong(*start, "label", format!("{key:?} is no key of a label: {e}")))?;
                Members::Label(key.as_str().into())
            }
            (None, None) => Members::Found,
        };
        let name = match (&text.name, &label) {
            (Some(name), _) if name.as_ref().trim().is_empty() => {
                return Err(wrong(name.span().start, "name", "it is empty".into()));
            }
            (Some(name), _) => clean(name.as_ref()).into_owned(),
            (None, Some((_, key))) => key.clone(),
            (None, None) if found == Members::Found => "*".to_owned(),
            (None, None) => return Err(wrong(begins, "name", "a group of members has a name".into())),
        };
        if out.iter().any(|other| *other.name == *name) {
            let byte = text.name.as_ref().map_or(begins, |name| name.span().start);
            return Err(wrong(byte, "name", format!("{name:?} is the name of another group")));
        }
        let rule = |text: &Spanned<String>| Rule::parse(text.as_ref()).map_err(|e| wrong(text.span().start, "ignore", e));
        let ignore = text.ignore.iter().flatten().map(rule).collect::<Result<Vec<Rule>, String>>()?;
        if found == Members::Found && ignore.is_empty() {
            return Err(wrong(
                begins,
                "ignore",
                "a group that is found by names has nothing else to be said: members, a label, or this".into(),
            ));
        }
        out.push(Named { name: name.as_str().into(), members: found, ignore: ignore.into() });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use std::path::Path;

    fn parse(text: &str) -> Result<Vec<Named>, String> {
        Settings::parse(text, Path::new("config.toml")).map(|s| s.environments).map_err(|e| e.to_string())
    }

    #[test]
    fn groups_are_read_in_the_order_of_promotion() {
        let text = "[[environments]]\nname = \"shop\"\nmembers = { dev = \"shop-dev\", abnahme = \"ns:shop-uat\", prod = \"ctx:shop-prod/ns:shop\" }\nignore = [\"env.JAVA_OPTS\", \"replicas\", \"label:stage\"]\n[[environments]]\nlabel = \"example.com/stage\"\n[[environments]]\nname = \"iot-*\"\nignore = [\"resources\"]\n[[environments]]\nname = \"table\"\n[environments.members]\nzeta = \"z\"\nalpha = \"a\"\n";
        let all = parse(text).unwrap();
        let told = |named: &Named| match &named.members {
            Members::These(all) => all
                .iter()
                .map(|e| {
                    format!(
                        "{}={}{}",
                        e.name,
                        e.place.context.as_deref().map(|c| format!("{c}:")).unwrap_or_default(),
                        e.place.namespace
                    )
                })
                .collect::<Vec<_>>()
                .join(" "),
            Members::Label(key) => format!("by {key}"),
            Members::Found => "found".into(),
        };
        let got: Vec<String> = all.iter().map(|n| format!("{}: {}", n.name, told(n))).collect();
        assert_eq!(
            got,
            [
                "shop: dev=shop-dev abnahme=shop-uat prod=shop-prod:shop",
                "example.com/stage: by example.com/stage",
                "iot-*: found",
                "table: zeta=z alpha=a",
            ]
        );
        assert_eq!(all[0].ignore.iter().map(Rule::words).collect::<Vec<_>>(), ["env.JAVA_OPTS", "replicas", "label:stage"]);
        assert!(parse("").unwrap().is_empty());
    }

    #[test]
    fn mistakes_are_named() {
        for (text, want) in [
            ("[environments]\nname = \"a\"", "line 1: a group begins with [[environments]]"),
            ("[[environments]]\nname = \"a\"\nmembers = { dev = \"a\" }", "line 3: environments.members: name at least two"),
            (
                "[[environments]]\nname = \"a\"\nmembers = { dev = \"a\",\n prod = \"B\" }",
                "line 4: environments.members: prod: \"B\" is not a valid",
            ),
            (
                "[[environments]]\nname = \"a\"\nmembers = { dev = \"a\", prod = \"ns:a\" }",
                "environments.members: prod: \"ns:a\" is named twice",
            ),
            (
                "[[environments]]\nmembers = { dev = \"a\", prod = \"b\" }",
                "line 1: environments.name: a group of members has a name",
            ),
            (
                "[[environments]]\nlabel = \"s\"\nmembers = { dev = \"a\", prod = \"b\" }",
                "environments.members: either these or a label",
            ),
            ("[[environments]]\nlabel = \"a b\"", "line 2: environments.label: \"a b\" is no key of a label"),
            ("[[environments]]\nname = \"x\"", "line 1: environments.ignore: a group that is found"),
            ("[[environments]]\nignore = [\"replicas\", \"a..b\"]", "line 2: environments.ignore: \"a..b\" is no path"),
            (
                "[[environments]]\nlabel = \"s\"\n[[environments]]\nlabel = \"s\"",
                "line 3: environments.name: \"s\" is the name of another group",
            ),
            ("[[environments]]\nstages = 1", "unknown field `stages`"),
        ] {
            let got = parse(text).unwrap_err();
            assert!(got.contains(want), "{text:?}: {got}");
        }
    }
}
