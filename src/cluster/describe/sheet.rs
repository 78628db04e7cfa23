//! What a description is written on: what is wrong first, then pairs of a label and a value, tables and lines. Each value is cleaned here,
//! and is one line, so that no text of the cluster can pass for a line of ours.

use super::{created, text};
use crate::model::Time;
use crate::model::text::clean;
use serde_json::Value;
use std::fmt::Write;

/// What stands before what is wrong.
pub const WRONG: &str = "✗ ";
/// What stands before what may be.
pub const WARNS: &str = "⚠ ";
/// How far values of short labels stand from the edge.
const LEAST: usize = 18;
/// Longer labels than this do not move the values of the others.
const MOST: usize = 34;

#[derive(Debug)]
enum Row {
    Pair(usize, String, String),
    Line(String),
}

/// A description on its way.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    wrong: Vec<String>,
    warns: Vec<String>,
    why: String,
    rows: Vec<Row>,
}

impl Sheet {
    /// Something that is wrong: it stands before all else.
    pub(super) fn wrong(&mut self, text: &str) {
        self.wrong.push(clean(text).into_owned());
    }

    /// Something that may be wrong, or soon will.
    pub(super) fn warn(&mut self, text: &str) {
        self.warns.push(clean(text).into_owned());
    }

    /// Why it does not run, as that was written: below what is wrong, above what it is.
    pub(super) fn why(&mut self, written: &str) {
        written.trim_start().clone_into(&mut self.why);
    }

    /// A label and its value; nothing where that is empty.
    pub(super) fn pair(&mut self, label: &str, value: &str) {
        self.put(0, label, value);
    }

    /// A pair below a title.
    pub(super) fn inner(&mut self, label: &str, value: &str) {
        self.put(2, label, value);
    }

    /// A pair below something that stands below a title.
    pub(super) fn inmost(&mut self, label: &str, value: &str) {
        self.put(4, label, value);
    }

    fn put(&mut self, indent: usize, label: &str, value: &str) {
        let value = clean(value.trim_end()).into_owned();
        if !value.is_empty() {
            self.rows.push(Row::Pair(indent, format!("{}:", clean(label)), value));
        }
    }

    /// A title with what follows it below.
    pub(super) fn title(&mut self, title: &str) {
        self.rows.push(Row::Line(String::new()));
        self.rows.push(Row::Line(format!("{}:", clean(title))));
    }

    /// A line below a title.
    pub(super) fn line(&mut self, line: &str) {
        self.rows.push(Row::Line(format!("  {}", clean(line).trim_end())));
    }

    /// A text of several lines, further in than whatever may stand below a title.
    pub(super) fn block(&mut self, text: &str) {
        for line in text.lines() {
            self.rows.push(Row::Line(format!("    {}", clean(line)).trim_end().to_owned()));
        }
    }

    /// What was written elsewhere, line by line.
    pub(super) fn written(&mut self, text: &str) {
        self.rows.extend(text.lines().map(|l| Row::Line(l.to_owned())));
    }

    /// A table below a title, its columns as wide as what stands in them. A column without a value is left out.
    pub(super) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let cleaned: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|c| clean(c).into_owned()).collect()).collect();
        let used: Vec<usize> =
            (0..head.len()).filter(|i| cleaned.iter().any(|r| r.get(*i).is_some_and(|c| !c.is_empty()))).collect();
        let width =
            |i: usize| cleaned.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).chain([head[i].len()]).max().unwrap_or(0);
        let widths: Vec<usize> = used.iter().map(|i| width(*i)).collect();
        let row = |cell: &dyn Fn(usize) -> String| {
            let cells = used.iter().zip(&widths).map(|(i, w)| format!("{:<w$}", cell(*i), w = *w));
            cells.collect::<Vec<_>>().join("  ")
        };
        if !head.iter().all(|h| h.is_empty()) {
            self.line(&row(&|i| head[i].to_owned()));
        }
        for cells in &cleaned {
            let filled = |i: usize| cells.get(i).filter(|c| !c.is_empty()).map_or_else(|| "–".to_owned(), Clone::clone);
            self.line(&row(&filled));
        }
    }

    /// The first of many as a table, and how many more there are.
    pub(super) fn first<T>(&mut self, head: &[&str], all: &[T], shown: usize, row: impl Fn(&T) -> Vec<String>) {
        let rows: Vec<Vec<String>> = all.iter().take(shown).map(row).collect();
        self.table(head, &rows);
        if all.len() > shown {
            self.line(&format!("and {} more", all.len() - shown));
        }
    }

    /// Who it is: name, namespace, age, what holds it while it goes, and by whom it was made.
    pub(super) fn identity(&mut self, object: &Value, now: Time) {
        let meta = &object["metadata"];
        self.pair("Name", &text(&meta["name"]));
        self.pair("Namespace", &text(&meta["namespace"]));
        self.pair("Created", &since(&meta["creationTimestamp"], now));
        if !meta["deletionTimestamp"].is_null() {
            self.pair("Terminating", &text(&meta["deletionTimestamp"]));
            let held = super::held::now(object, &[], now).to_string();
            self.pair("Held", &held);
            self.warn(&format!("it is being deleted: {held}"));
        }
        let owner = meta["ownerReferences"].as_array().into_iter().flatten().find(|o| o["controller"] == true);
        if let Some(owner) = owner {
            self.pair("Controlled By", &format!("{}/{}", text(&owner["kind"]), text(&owner["name"])));
        }
    }

    /// What others have written on it, which may be long and so stands after what it is.
    pub(super) fn notes(&mut self, object: &Value) {
        let meta = &object["metadata"];
        let finalizers: Vec<String> = meta["finalizers"].as_array().into_iter().flatten().map(text).collect();
        let pairs = |field: &str| -> Vec<String> {
            let all = meta[field].as_object().into_iter().flatten();
            let told = all.filter(|(k, _)| *k != "kubectl.kubernetes.io/last-applied-configuration");
            told.map(|(k, v)| format!("{k}={}", text(v))).collect()
        };
        let (labels, annotations) = (pairs("labels"), pairs("annotations"));
        if finalizers.is_empty() && labels.is_empty() && annotations.is_empty() {
            return;
        }
        self.rows.push(Row::Line(String::new()));
        self.pair("Finalizers", &finalizers.join(", "));
        self.several(0, "Labels", &labels);
        self.several(0, "Annotations", &annotations);
    }

    /// A label with several values, each on a line of its own.
    pub(super) fn several(&mut self, indent: usize, label: &str, values: &[String]) {
        for (i, value) in values.iter().enumerate() {
            let value = clean(value).into_owned();
            self.rows.push(Row::Pair(indent, if i == 0 { format!("{label}:") } else { String::new() }, value));
        }
    }

    /// The whole text.
    pub(super) fn text(self) -> String {
        let mut out = String::new();
        for (sign, list) in [(WRONG, &self.wrong), (WARNS, &self.warns)] {
            list.iter().for_each(|text| _ = writeln!(out, "{sign}{text}"));
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&self.why);
        let mut at = 0;
        while let Some(row) = self.rows.get(at) {
            match row {
                Row::Line(line) => {
                    _ = writeln!(out, "{line}");
                    at += 1;
                }
                Row::Pair(indent, ..) => at = self.pairs(at, *indent, &mut out),
            }
        }
        out
    }

    /// Writes the pairs that follow each other, their values below each other. Gives where they end.
    fn pairs(&self, from: usize, indent: usize, out: &mut String) -> usize {
        let run: Vec<(&String, &String)> = self.rows[from..]
            .iter()
            .map_while(|r| match r {
                Row::Pair(i, label, value) if *i == indent => Some((label, value)),
                Row::Pair(..) | Row::Line(_) => None,
            })
            .collect();
        let longest = run.iter().map(|(l, _)| l.chars().count() + 2).max().unwrap_or(0);
        let width = longest.clamp(LEAST - indent, MOST);
        for (label, value) in &run {
            _ = writeln!(out, "{:indent$}{label:<width$}{value}", "");
        }
        from + run.len()
    }
}

/// A time and how long ago it was; nothing of one that nobody has set.
pub(super) fn since(value: &Value, now: Time) -> String {
    if value.is_null() { String::new() } else { created(value, now) }
}

/// `a=b,c=d` of a map of texts, as kubectl writes a selector.
pub(super) fn labels(map: &Value) -> String {
    map.as_object().into_iter().flatten().map(|(k, v)| format!("{k}={}", text(v))).collect::<Vec<_>>().join(",")
}

/// A LabelSelector as kubectl writes one.
pub(super) fn selector(json: &Value) -> String {
    super::selector::read(json).map(|s| s.to_string()).unwrap_or_default()
}

/// The texts of a list, with a comma between them.
pub(super) fn joined(list: &Value) -> String {
    list.as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(", ")
}

/// `1 pod`, `2 pods`.
pub(super) fn count(n: usize, one: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {one}{s}")
}

/// With its first letter large.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
