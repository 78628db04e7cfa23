//! A theme file read into what it says, before the palette and the parent are known.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use ratatui::style::{Color, Modifier};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::depth::NAMED;
use super::error::{ThemeError, nearest};
use super::role::Role;

/// A place in a theme file.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub file: Arc<str>,
    pub line: usize,
}

impl At {
    pub fn wrong(&self, field: &str, problem: impl Into<String>, remedy: impl Into<String>) -> ThemeError {
        ThemeError::Field {
            file: self.file.to_string(),
            line: self.line,
            field: field.to_owned(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }
}

/// A colour as written: itself, or a name that the palette must know.
#[derive(Debug, Clone)]
pub(super) enum RawColor {
    Literal(Color),
    Named(String),
}

/// A style as written.
#[derive(Debug, Clone)]
pub(super) struct RawStyle {
    pub at: At,
    pub field: String,
    pub fg: Option<RawColor>,
    pub bg: Option<RawColor>,
    pub modifier: Modifier,
}

/// What a file says.
#[derive(Debug, Clone, Default)]
pub(super) struct Doc {
    pub name: Option<String>,
    pub inherits: Option<(String, Option<At>)>,
    pub palette: BTreeMap<String, Color>,
    pub roles: BTreeMap<Role, RawStyle>,
    pub prefixes: Option<Vec<RawStyle>>,
}

const MODIFIERS: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
    ("strike", Modifier::CROSSED_OUT),
];
const COLOR_NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "dark_gray",
    "light_red",
    "light_green",
    "light_yellow",
    "light_blue",
    "light_magenta",
    "light_cyan",
    "white",
];
const HOW_COLOR: &str = "write \"#rrggbb\", an index from 0 to 255, \"default\", or a name such as \"light_blue\"";
const HOW_STYLE: &str = "write a colour, or a table such as { fg = \"green\", bold = true }";

/// Reads a theme file.
///
/// # Errors
/// When the text is not TOML, or a field is unknown or means nothing.
pub(super) fn parse(text: &str, file: &str) -> Result<Doc, ThemeError> {
    let root = DeTable::parse(text).map_err(|error| ThemeError::Syntax {
        file: file.to_owned(),
        line: line_of(text, error.span().unwrap_or_default()),
        message: error.message().to_owned(),
    })?;
    let reader = Reader { text, file: file.into() };
    let mut doc = Doc::default();
    for (key, value) in root.get_ref() {
        let at = reader.at(value.span());
        match key.get_ref().as_ref() {
            "name" => doc.name = Some(reader.string("name", value)?),
            "inherits" => doc.inherits = Some((reader.string("inherits", value)?, Some(at))),
            "palette" => {
                for (name, value) in reader.table("palette", value)? {
                    doc.palette.insert(name.get_ref().to_string(), reader.palette_color(name.get_ref(), value)?);
                }
            }
            "roles" => {
                for (name, value) in reader.table("roles", value)? {
                    reader.role(&mut doc, name, value)?;
                }
            }
            other => {
                let known = ["name", "inherits", "palette", "roles"];
                return Err(reader.at(key.span()).wrong(other, "no such field", instead(other, &known)));
            }
        }
    }
    Ok(doc)
}

struct Reader<'a> {
    text: &'a str,
    file: Arc<str>,
}

impl Reader<'_> {
    fn at(&self, span: Range<usize>) -> At {
        At { file: self.file.clone(), line: line_of(self.text, span) }
    }

    fn string(&self, field: &str, value: &Spanned<DeValue<'_>>) -> Result<String, ThemeError> {
        let text = value.get_ref().as_str().filter(|text| !text.is_empty());
        let said = || self.at(value.span()).wrong(field, "is not a name", format!("write {field} = \"…\""));
        text.map(str::to_owned).ok_or_else(said)
    }

    fn table<'t, 'i>(&self, field: &str, value: &'t Spanned<DeValue<'i>>) -> Result<&'t DeTable<'i>, ThemeError> {
        let said = || self.at(value.span()).wrong(field, "is not a table", format!("write [{field}] with a line for each"));
        value.get_ref().as_table().ok_or_else(said)
    }

    fn palette_color(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<Color, ThemeError> {
        let field = format!("palette.{name}");
        if name == "default" {
            return Err(self.at(value.span()).wrong(&field, "is the terminal's own colour", "choose another name"));
        }
        match self.color(&field, value)? {
            RawColor::Literal(color) => Ok(color),
            RawColor::Named(other) => match named(&other) {
                Some(color) => Ok(color),
                None => Err(self.at(value.span()).wrong(&field, format!("{other:?} is not a colour"), HOW_COLOR)),
            },
        }
    }

    fn role(&self, doc: &mut Doc, name: &Spanned<impl AsRef<str>>, value: &Spanned<DeValue<'_>>) -> Result<(), ThemeError> {
        let word = name.get_ref().as_ref();
        let field = format!("roles.{word}");
        if word == "log_prefix" {
            let list = value.get_ref().as_array().filter(|list| !list.is_empty());
            let said =
                || self.at(value.span()).wrong(&field, "is not a list of styles", "write log_prefix = [\"blue\", \"cyan\", …]");
            let styles = list.ok_or_else(said)?.iter().map(|item| self.style(&field, item));
            doc.prefixes = Some(styles.collect::<Result<_, _>>()?);
            return Ok(());
        }
        let Some(role) = Role::from_name(word) else {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.name()).chain(["log_prefix"]).collect();
            return Err(self.at(name.span()).wrong(&field, "no such role", instead(word, &known)));
        };
        doc.roles.insert(role, self.style(&field, value)?);
        Ok(())
    }

    fn style(&self, field: &str, value: &Spanned<DeValue<'_>>) -> Result<RawStyle, ThemeError> {
        let at = self.at(value.span());
        let mut style = RawStyle { at, field: field.to_owned(), fg: None, bg: None, modifier: Modifier::empty() };
        let table = match value.get_ref() {
            DeValue::String(_) | DeValue::Integer(_) => {
                style.fg = Some(self.color(field, value)?);
                return Ok(style);
            }
            DeValue::Table(table) => table,
            other => return Err(style.at.wrong(field, format!("is {}", a(other.type_str())), HOW_STYLE)),
        };
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            let path = format!("{field}.{word}");
            match (word, MODIFIERS.iter().find(|(name, _)| *name == word)) {
                ("fg", _) => style.fg = Some(self.color(&path, value)?),
                ("bg", _) => style.bg = Some(self.color(&path, value)?),
                (_, Some((_, modifier))) => {
                    let said = || self.at(value.span()).wrong(&path, "is neither true nor false", format!("write {word} = true"));
                    style.modifier.set(*modifier, value.get_ref().as_bool().ok_or_else(said)?);
                }
                _ => {
                    let known: Vec<&str> = ["fg", "bg"].into_iter().chain(MODIFIERS.iter().map(|(name, _)| *name)).collect();
                    return Err(self.at(key.span()).wrong(&path, "no such field", instead(word, &known)));
                }
            }
        }
        Ok(style)
    }

    fn color(&self, field: &str, value: &Spanned<DeValue<'_>>) -> Result<RawColor, ThemeError> {
        let wrong = |problem: String| Err(self.at(value.span()).wrong(field, problem, HOW_COLOR));
        match value.get_ref() {
            DeValue::Integer(number) => match u8::from_str_radix(number.as_str(), number.radix()) {
                Ok(index) => Ok(RawColor::Literal(indexed(index))),
                Err(_) => wrong(format!("{number} is not an index of a colour")),
            },
            DeValue::String(text) if text.starts_with('#') => match hex(text) {
                Some(color) => Ok(RawColor::Literal(color)),
                None => wrong(format!("{text:?} is not a colour")),
            },
            DeValue::String(text) if text == "default" => Ok(RawColor::Literal(Color::Reset)),
            DeValue::String(text) => Ok(RawColor::Named(text.to_string())),
            other => wrong(format!("{} is not a colour", a(other.type_str()))),
        }
    }
}

/// A colour by the name that every theme knows.
pub(super) fn named(name: &str) -> Option<Color> {
    let plain = name.to_ascii_lowercase().replace(['-', ' '], "_").replace("grey", "gray").replace("bright_", "light_");
    COLOR_NAMES.iter().position(|known| *known == plain).map(|index| NAMED[index])
}

/// The names that every theme knows.
pub(super) fn color_names<'a>() -> impl Iterator<Item = &'a str> {
    COLOR_NAMES.into_iter().chain(["default"])
}

fn indexed(index: u8) -> Color {
    NAMED.get(usize::from(index)).copied().unwrap_or(Color::Indexed(index))
}

fn hex(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    Some(Color::from_u32(value))
}

fn line_of(text: &str, span: Range<usize>) -> usize {
    let end = span.start.min(text.len());
    1 + text.as_bytes()[..end].iter().filter(|b| **b == b'\n').count()
}

fn instead(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(other) => format!("did you mean {other}?"),
        None => format!("there are {}", known.join(", ")),
    }
}

fn a(kind: &str) -> String {
    let an = kind.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {kind}", if an { "an" } else { "a" })
}
