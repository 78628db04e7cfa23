//! Themes found by name, with their parents, and made ready for use.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::files;
use ratatui::style::{Color, Style};

use super::Theme;
use super::depth::Depth;
use super::error::{ThemeError, nearest};
use super::parse::{self, Doc, RawColor, RawStyle, color_names, named};
use super::role::Role;

const BUILTIN: [(&str, &str); 2] =
    [("dark", include_str!("../../themes/dark.toml")), ("light", include_str!("../../themes/light.toml"))];

/// The largest file of a theme, in bytes.
const LARGEST: u64 = 1 << 20;

/// How many parents a theme may have; more are a loop.
const DEEPEST: usize = 8;

/// The themes that are part of the program: name and text.
pub fn builtin() -> &'static [(&'static str, &'static str)] {
    &BUILTIN
}

/// A theme that could be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name to ask for.
    pub name: String,
    /// Its file, or nothing for one that is part of the program.
    pub file: Option<PathBuf>,
}

/// The themes there are: those in the folders, then those that are part of the program and not hidden by one of the same name.
pub fn list(dirs: &[PathBuf]) -> Vec<Listed> {
    let mut found: Vec<Listed> = Vec::new();
    for dir in dirs {
        let files = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
        files.sort();
        for file in files {
            let Some(name) = file.file_stem().and_then(|stem| stem.to_str()) else { continue };
            if found.iter().all(|other| other.name != name) {
                found.push(Listed { name: name.to_owned(), file: Some(file) });
            }
        }
    }
    for (name, _) in BUILTIN {
        if found.iter().all(|other| other.name != name) {
            found.push(Listed { name: name.to_owned(), file: None });
        }
    }
    found
}

/// Finds the theme of this name, a file in one of the folders first, and all its parents.
pub(super) fn load(name: &str, dirs: &[PathBuf]) -> Result<Theme, ThemeError> {
    let doc = find(name, dirs, false)?.ok_or_else(|| unknown(name, dirs))?;
    finish(doc, name, dirs)
}

/// Makes a theme of what a file says; what it leaves out comes from its parent, or from `dark`.
pub(super) fn finish(doc: Doc, name: &str, dirs: &[PathBuf]) -> Result<Theme, ThemeError> {
    let shown = doc.name.clone().unwrap_or_else(|| name.to_owned());
    let mut whole = doc;
    let mut child = name.to_owned();
    let mut steps = 0;
    while let Some((parent, at)) = whole.inherits.take() {
        steps += 1;
        // A file that bears the name of one of ours and builds upon it means ours, not itself.
        let doc = find(&parent, dirs, parent == child)?;
        let wrong = |problem: &str, remedy: String| match &at {
            Some(at) => at.wrong("inherits", problem, remedy),
            None => unknown(&parent, dirs),
        };
        let doc = match doc {
            Some(_) if steps > DEEPEST => return Err(wrong("goes round in a circle", "inherit from dark or light".to_owned())),
            Some(doc) => doc,
            None => return Err(wrong(&format!("no theme is called {parent:?}"), format!("there are {}", names(dirs)))),
        };
        whole = over(doc, whole);
        child = parent;
    }
    // The last of the line: what even the eldest leaves out is as in dark.
    let ground = parse::parse(BUILTIN[0].1, "dark.toml")?;
    resolve(shown, &over(ground, whole))
}

fn find(name: &str, dirs: &[PathBuf], own_only: bool) -> Result<Option<Doc>, ThemeError> {
    // A name is never a way out of the folders.
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
        return Ok(None);
    }
    for dir in dirs.iter().filter(|_| !own_only) {
        let file = dir.join(format!("{name}.toml"));
        if let Some(text) = read(&file)? {
            return parse::parse(&text, &file.display().to_string()).map(Some);
        }
    }
    match BUILTIN.iter().find(|(known, _)| *known == name) {
        Some((name, text)) => parse::parse(text, &format!("{name}.toml")).map(Some),
        None => Ok(None),
    }
}

fn read(file: &Path) -> Result<Option<String>, ThemeError> {
    match files::read_text(file, LARGEST) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(source) => Err(ThemeError::Read { file: file.to_owned(), source }),
    }
}

/// The parent with what the child says laid over it.
fn over(mut parent: Doc, child: Doc) -> Doc {
    parent.palette.extend(child.palette);
    parent.roles.extend(child.roles);
    parent.prefixes = child.prefixes.or(parent.prefixes);
    parent
}

fn resolve(name: String, doc: &Doc) -> Result<Theme, ThemeError> {
    let mut styles = [Style::new(); Role::COUNT];
    for (role, raw) in &doc.roles {
        styles[*role as usize] = style(doc, raw)?;
    }
    let prefixes = doc.prefixes.iter().flatten().map(|raw| style(doc, raw)).collect::<Result<Vec<_>, _>>()?;
    Ok(Theme { name, styles, prefixes, depth: Depth::True })
}

fn style(doc: &Doc, raw: &RawStyle) -> Result<Style, ThemeError> {
    let mut style = Style::new().add_modifier(raw.modifier);
    style.fg = raw.fg.as_ref().map(|color| lookup(doc, raw, color)).transpose()?;
    style.bg = raw.bg.as_ref().map(|color| lookup(doc, raw, color)).transpose()?;
    Ok(style)
}

fn lookup(doc: &Doc, raw: &RawStyle, color: &RawColor) -> Result<Color, ThemeError> {
    let name = match color {
        RawColor::Literal(color) => return Ok(*color),
        RawColor::Named(name) => name,
    };
    doc.palette.get(name).copied().or_else(|| named(name)).ok_or_else(|| {
        let known = doc.palette.keys().map(String::as_str).chain(color_names());
        let remedy = match nearest(name, known) {
            Some(other) => format!("did you mean {other}?"),
            None => "add it to [palette] or write \"#rrggbb\"".to_owned(),
        };
        raw.at.wrong(&raw.field, format!("the palette has no {name:?}"), remedy)
    })
}

fn unknown(name: &str, dirs: &[PathBuf]) -> ThemeError {
    ThemeError::Unknown { name: name.to_owned(), known: names(dirs), dirs: dirs.to_vec() }
}

fn names(dirs: &[PathBuf]) -> String {
    list(dirs).into_iter().map(|listed| listed.name).collect::<Vec<_>>().join(", ")
}
