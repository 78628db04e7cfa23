//! Columns of kinds as they are written: `[columns]`, and `columns` of a saved view.

use crate::model::columns::{Chosen, ColumnSort, KindColumns, OwnColumn};
use crate::model::json_path::JsonPath;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use toml::Spanned;

/// The longest title.
const LONGEST: usize = 40;

/// `"Name"`, or `{ name = "Class", path = ".status.qosClass" }`.
pub(super) enum ColumnText {
    Name(String),
    Own(OwnText),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnText {
    name: String,
    path: String,
    #[serde(default)]
    wide: bool,
    #[serde(default)]
    age: bool,
    sort: Option<String>,
}

/// The columns of one kind, each with its line.
pub(super) type Texts = Vec<Spanned<ColumnText>>;

impl<'de> Deserialize<'de> for ColumnText {
    // By hand: a choice that serde makes by itself tells nothing of what is wrong.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = ColumnText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a column, or { name = …, path = … }")
            }

            fn visit_str<E>(self, name: &str) -> Result<ColumnText, E> {
                Ok(ColumnText::Name(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ColumnText, A::Error> {
                OwnText::deserialize(MapAccessDeserializer::new(map)).map(ColumnText::Own)
            }
        }
        from.deserialize_any(Read)
    }
}

fn title(name: &str) -> Result<(), String> {
    if name.trim().is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
        return Err(format!("{name:?} is no title of a column: it has 1 to {LONGEST} characters"));
    }
    Ok(())
}

fn own(text: OwnText) -> Result<OwnColumn, String> {
    title(&text.name)?;
    let named = |why: String| format!("{:?}: {why}", text.name);
    let path = JsonPath::parse(&text.path).map_err(|why| named(format!("path: {why}")))?;
    let sort = |word: String| {
        let all = || ColumnSort::ALL.map(|(word, _)| word).join(", ");
        let found = ColumnSort::ALL.into_iter().find(|(name, _)| *name == word);
        found.map(|(_, sort)| sort).ok_or_else(|| named(format!("sort: {word:?} is none of {}", all())))
    };
    Ok(OwnColumn { name: text.name.as_str().into(), path, wide: text.wide, age: text.age, sort: text.sort.map(sort).transpose()? })
}

/// Reads the columns of one kind; the error names the line where a column stands.
pub(super) fn chosen(texts: Texts, line: &impl Fn(usize) -> usize) -> Result<Vec<Chosen>, (usize, String)> {
    let mut out: Vec<Chosen> = Vec::new();
    for text in texts {
        let at = line(text.span().start);
        let wrong = |why| (at, why);
        let column = match text.into_inner() {
            ColumnText::Name(name) => title(&name).map(|()| Chosen::Server(name.as_str().into())),
            ColumnText::Own(text) => own(text).map(Chosen::Own),
        };
        let column = column.map_err(wrong)?;
        if out.iter().any(|other| name_of(other).eq_ignore_ascii_case(name_of(&column))) {
            return Err(wrong(format!("{:?} is named twice", name_of(&column))));
        }
        out.push(column);
    }
    Ok(out)
}

fn name_of(column: &Chosen) -> &str {
    match column {
        Chosen::Server(name) | Chosen::Own(OwnColumn { name, .. }) => name,
    }
}

/// Reads `[columns]`; an error names line, kind and column.
pub(super) fn read(kinds: BTreeMap<String, Spanned<Texts>>, line: impl Fn(usize) -> usize) -> Result<Vec<KindColumns>, String> {
    let mut out = Vec::new();
    for (kind, texts) in kinds {
        let at = line(texts.span().start);
        let wrong = |at: usize, why: String| format!("line {at}: columns.{kind}: {why}");
        super::saved::word(&kind).map_err(|why| wrong(at, why))?;
        let chosen = chosen(texts.into_inner(), &line).map_err(|(at, why)| wrong(at, why))?;
        if chosen.is_empty() {
            return Err(wrong(at, "name at least one column, such as [\"Name\", \"Age\"]".into()));
        }
        out.push(KindColumns { kind: kind.as_str().into(), chosen });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use std::path::Path;

    fn parse(text: &str) -> Result<Vec<KindColumns>, String> {
        Settings::parse(text, Path::new("config.toml")).map(|s| s.saved.columns).map_err(|e| e.to_string())
    }

    #[test]
    fn columns_are_read() {
        let text = "[columns]\nservices = [\"Name\", \"Port(s)\", { name = \"Selector\", path = \".spec.selector\" }]\n\"certificates.cert-manager.io\" = [\n  \"Name\",\n  { name = \"Until\", path = \".status.notAfter\", sort = \"time\", wide = true, age = true },\n]\n";
        let columns = parse(text).unwrap();
        assert_eq!(columns.iter().map(|c| &*c.kind).collect::<Vec<_>>(), ["certificates.cert-manager.io", "services"]);
        let Chosen::Own(until) = &columns[0].chosen[1] else { panic!("its own") };
        assert_eq!(
            (until.path.to_string().as_str(), until.sort, until.wide, until.age),
            (".status.notAfter", Some(ColumnSort::Time), true, true)
        );
        assert_eq!(columns[1].chosen[1], Chosen::Server("Port(s)".into()));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, want) in [
            ("[columns]\nsvc = []", "config.toml: line 2: columns.svc: name at least one"),
            ("[columns]\n\"a b\" = [\"Name\"]", "line 2: columns.a b: \"a b\" is no word"),
            ("[columns]\nsvc = [\n\"Name\",\n\"name\"]", "line 4: columns.svc: \"name\" is named twice"),
            ("[columns]\nsvc = [\"\"]", "columns.svc: \"\" is no title"),
            ("[columns]\nsvc = [\"Name\",\n{ name = \"X\", path = \".a[\" }]", "line 3: columns.svc: \"X\": path: "),
            (
                "[columns]\nsvc = [{ name = \"X\", path = \".a\", sort = \"size\" }]",
                "\"X\": sort: \"size\" is none of text, number, time",
            ),
            ("[columns]\nsvc = [{ name = \"X\" }]", "line 2: missing field `path`"),
            ("[columns]\nsvc = [{ name = \"X\", path = \".a\", with = 3 }]", "unknown field `with`"),
            ("[columns]\nsvc = [1]", "line 2: invalid type: integer `1`, expected the name of a column"),
            ("[columns]\nsvc = \"Name\"", "line 2: "),
        ] {
            let got = parse(text).unwrap_err();
            assert!(got.contains(want), "{text:?}: {got}");
        }
    }
}
