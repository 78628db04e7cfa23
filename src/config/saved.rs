//! Saved views and aliases as they are written: `[view.NAME]` and `[alias]`.

use super::columns::{self, Texts};
use super::own::TAKEN;
use crate::command::COMMANDS;
use crate::model::columns::Chosen;
use crate::model::filter::Filter;
use crate::model::naming;
use crate::model::saved::{Saved, SavedView, Shows, Sort, Within};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewText {
    show: Option<String>,
    namespace: Option<Namespaces>,
    filter: Option<String>,
    sort: Option<String>,
    columns: Option<Texts>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Namespaces {
    One(String),
    Several(Vec<String>),
}

/// A word that is typed after `:`, or a part of it.
pub(super) fn word(text: &str) -> Result<(), String> {
    if text.is_empty() || text.contains(char::is_whitespace) || text.starts_with(':') {
        return Err(format!("{text:?} is no word to type after `:`"));
    }
    Ok(())
}

pub(super) fn alias(name: &str, stands_for: &str) -> Result<(), String> {
    word(name)?;
    word(stands_for)?;
    if TAKEN.contains(&name) || COMMANDS.iter().any(|entry| entry.name == name) {
        return Err(format!("{name:?} is a command of dogwatch already"));
    }
    Ok(())
}

fn within(text: Option<Namespaces>) -> Result<Within, String> {
    let names = match text {
        None => return Ok(Within::Here),
        Some(Namespaces::One(name)) if name == "*" => return Ok(Within::All),
        Some(Namespaces::One(name)) => vec![name],
        Some(Namespaces::Several(names)) => names,
    };
    if names.is_empty() {
        return Err("namespace: name one, or several, or \"*\" for all".into());
    }
    for name in &names {
        naming::dns_label(name).map_err(|e| format!("namespace: {name:?} is not a valid namespace name: {e}"))?;
    }
    Ok(Within::These(names.iter().map(|n| n.as_str().into()).collect()))
}

fn sort(text: Option<String>, shows: &Shows) -> Result<Option<Sort>, String> {
    let Some(text) = text else { return Ok(None) };
    let all = || Sort::ALL.map(|(word, _)| word).join(", ");
    let found = Sort::ALL.into_iter().find(|(word, _)| *word == text);
    let (_, sort) = found.ok_or_else(|| format!("sort: {text:?} is none of {}", all()))?;
    match (shows, sort) {
        (Shows::Kind(_), Sort::State | Sort::Restarts | Sort::Cpu | Sort::Memory) => {
            Err(format!("sort: rows of other kinds are sorted by name or age, not by {text}"))
        }
        (Shows::Workloads, Sort::Restarts) => Err("sort: only pods are sorted by restarts".into()),
        (Shows::Kind(_), Sort::Name | Sort::Age)
        | (Shows::Workloads, Sort::State | Sort::Name | Sort::Age | Sort::Cpu | Sort::Memory)
        | (Shows::Pods, _) => Ok(Some(sort)),
    }
}

/// What a view shows. The panes keep their columns: with columns, pods are those of the browser.
fn shows(show: &str, columns: &[Chosen]) -> Result<Shows, String> {
    match show {
        "workloads" if columns.is_empty() => Ok(Shows::Workloads),
        "workloads" => Err("columns: the workloads pane keeps its own; show a kind, such as deployments".into()),
        "pods" if columns.is_empty() => Ok(Shows::Pods),
        kind => Ok(Shows::Kind(kind.into())),
    }
}

fn view(name: &str, text: ViewText, line: &impl Fn(usize) -> usize) -> Result<SavedView, String> {
    word(name)?;
    let show = text.show.unwrap_or_else(|| "workloads".into());
    word(&show).map_err(|e| format!("show: {e}"))?;
    let columns = columns::chosen(text.columns.unwrap_or_default(), line);
    let columns = columns.map_err(|(at, why)| format!("columns: {why} (line {at})"))?;
    let shows = shows(&show, &columns)?;
    let filter = text.filter.unwrap_or_default();
    if let Some(why) = Filter::parse(&filter).error() {
        return Err(format!("filter: {why}"));
    }
    Ok(SavedView { name: name.into(), within: within(text.namespace)?, sort: sort(text.sort, &shows)?, filter, shows, columns })
}

/// Reads both tables; an error names line and field.
pub(super) fn read(
    views: BTreeMap<String, Spanned<ViewText>>,
    aliases: BTreeMap<String, Spanned<String>>,
    line: impl Fn(usize) -> usize,
) -> Result<Saved, String> {
    let mut saved = Saved::default();
    for (name, text) in views {
        let at = line(text.span().start);
        saved.views.push(view(&name, text.into_inner(), &line).map_err(|e| format!("line {at}: view.{name}: {e}"))?);
    }
    for (name, stands_for) in aliases {
        let at = line(stands_for.span().start);
        let stands_for = stands_for.into_inner();
        alias(&name, &stands_for).map_err(|e| format!("line {at}: alias.{name}: {e}"))?;
        saved.aliases.push((name.as_str().into(), stands_for.as_str().into()));
    }
    Ok(saved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use std::path::Path;

    fn parse(text: &str) -> Result<Saved, String> {
        Settings::parse(text, Path::new("config.toml")).map(|s| s.saved).map_err(|e| e.to_string())
    }

    #[test]
    fn views_and_aliases_are_read() {
        let text = "[alias]\ndp = \"deployments\"\ncert = \"certificates.cert-manager.io\"\n[view.crashes]\nshow = \"pods\"\nnamespace = \"*\"\nfilter = \"restarts>3\"\nsort = \"restarts\"\n[view.mine]\n[view.edge]\nshow = \"ing\"\nnamespace = [\"iot-dev\", \"iot-prod\"]\nsort = \"age\"\n";
        let saved = parse(text).unwrap();
        let names: Vec<_> = saved.aliases.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(names, [("cert", "certificates.cert-manager.io"), ("dp", "deployments")]);
        let crashes = SavedView {
            name: "crashes".into(),
            shows: Shows::Pods,
            within: Within::All,
            filter: "restarts>3".into(),
            sort: Some(Sort::Restarts),
            columns: Vec::new(),
        };
        assert_eq!(saved.views[0], crashes);
        assert_eq!(crashes.words(), "pods  *  restarts>3");
        assert_eq!((&saved.views[1].shows, saved.views[1].sort), (&Shows::Kind("ing".into()), Some(Sort::Age)));
        assert_eq!(saved.views[1].within, Within::These(vec!["iot-dev".into(), "iot-prod".into()]));
        assert_eq!((&saved.views[2].shows, &saved.views[2].within), (&Shows::Workloads, &Within::Here));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, want) in [
            ("[alias]\nscale = \"pods\"", "config.toml: line 2: alias.scale: \"scale\" is a command of dogwatch already"),
            ("[alias]\nns = \"pods\"", "line 2: alias.ns: \"ns\" is a command"),
            ("[alias]\n\"a b\" = \"pods\"", "line 2: alias.a b: \"a b\" is no word"),
            ("[alias]\ndp = \"\"", "line 2: alias.dp: \"\" is no word"),
            ("[alias]\ndp = 1", "line 2: "),
            ("[view.a]\nshow = \"two words\"", "line 1: view.a: show: \"two words\" is no word"),
            ("[view.a]\nnamespace = \"B\"", "view.a: namespace: \"B\" is not a valid namespace name"),
            ("[view.a]\nnamespace = []", "view.a: namespace: name one"),
            ("[view.a]\nsort = \"size\"", "view.a: sort: \"size\" is none of state, name, age, restarts, cpu, memory"),
            ("[view.a]\nsort = \"restarts\"", "view.a: sort: only pods are sorted by restarts"),
            ("[view.a]\nshow = \"svc\"\nsort = \"cpu\"", "view.a: sort: "),
            ("[view.a]\nfilter = \"/(/\"", "view.a: filter: "),
            (
                "[view.a]\nshow = \"svc\"\ncolumns = [\n\"Name\", \"Name\"]",
                "line 1: view.a: columns: \"Name\" is named twice (line 4)",
            ),
            ("[view.a]\ncolumns = [\"Name\"]", "view.a: columns: the workloads pane keeps its own"),
            ("[view.a]\nshow = \"pods\"\nsort = \"cpu\"\ncolumns = [\"Name\"]", "view.a: sort: "),
            ("[view.a]\ncolours = 1", "unknown field `colours`"),
        ] {
            let got = parse(text).unwrap_err();
            assert!(got.contains(want), "{text:?}: {got}");
        }
    }
}
