//! What a command of the settings is made of: text, and values of the row that it is for. A value is filled in as it is: into one argument
//! that stays one, whatever it contains.

mod shells;

pub use shells::{is_shell, is_text_flag};

use super::resource::Resource;
use super::{Name, Uid};
use shells::{SHELLS, is_pasted};
use std::fmt;

/// A value of the row under the cursor, or of where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named by their words")]
pub enum Value {
    Context,
    Cluster,
    User,
    Namespace,
    Kind,
    Plural,
    Group,
    Version,
    Name,
    Uid,
    Container,
    Pod,
    Node,
    Image,
    Filter,
    Kubeconfig,
    /// The value of a label.
    Label(Name),
    /// A cell of the browser, by the name of its column.
    Column(Name),
}

/// A row of a view over the panes, for which commands can be run as for those of the panes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What it is.
    pub resource: Resource,
    /// Its namespace; empty for an object without one.
    pub namespace: Name,
    /// Its name.
    pub name: Name,
    /// Its UID.
    pub uid: Uid,
    /// What it says beside, by the titles of its columns.
    pub cells: Vec<(&'static str, String)>,
}

/// What one has of itself only: by their words in the settings.
const PLAIN: [(&str, Value); 16] = [
    ("context", Value::Context),
    ("cluster", Value::Cluster),
    ("user", Value::User),
    ("namespace", Value::Namespace),
    ("kind", Value::Kind),
    ("plural", Value::Plural),
    ("group", Value::Group),
    ("version", Value::Version),
    ("name", Value::Name),
    ("uid", Value::Uid),
    ("container", Value::Container),
    ("pod", Value::Pod),
    ("node", Value::Node),
    ("image", Value::Image),
    ("filter", Value::Filter),
    ("kubeconfig", Value::Kubeconfig),
];

/// What the variables of a shell begin with: `$DW_NAME`.
const LEAD: &str = "DW_";

impl Value {
    /// Those that are variables of a shell, with their names.
    pub fn variables() -> impl Iterator<Item = (String, Self)> {
        PLAIN.into_iter().map(|(word, value)| (format!("{LEAD}{}", word.to_ascii_uppercase()), value))
    }

    fn parse(word: &str) -> Result<Self, String> {
        let keyed = |rest: &str, what: &str| {
            if rest.is_empty() { Err(format!("{{{word}}}: name the {what} after the colon")) } else { Ok(Name::from(rest)) }
        };
        match (word.split_once(':'), PLAIN.iter().find(|(w, _)| *w == word)) {
            (Some(("label", key)), _) => keyed(key, "label").map(Self::Label),
            (Some(("column", name)), _) => keyed(name, "column").map(Self::Column),
            (_, Some((_, value))) => Ok(value.clone()),
            (_, None) => {
                let all: Vec<&str> = PLAIN.iter().map(|(word, _)| *word).collect();
                Err(format!("{{{word}}} is no value; they are {}, label:KEY, column:NAME; {{{{ is a brace", all.join(", ")))
            }
        }
    }
}

/// As the settings write it, without its braces.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(key) => write!(f, "label:{key}"),
            Self::Column(name) => write!(f, "column:{name}"),
            plain => f.write_str(PLAIN.iter().find(|(_, value)| value == plain).map_or("", |(word, _)| word)),
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    Text(String),
    Value(Value),
}

/// Why an argument cannot be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unfilled {
    /// The row has no such value.
    Lacks(Value),
    /// It has, and an argument of it would be taken for an option.
    Option(Value),
}

/// One argument: text with values in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Argument(Vec<Piece>);

impl Argument {
    /// An argument without values.
    pub fn text(text: &str) -> Self {
        Self(vec![Piece::Text(text.to_owned())])
    }

    /// Reads one: `--context={context}`. `{{` and `}}` are braces.
    ///
    /// # Errors
    /// A value that is none, or a brace without its other.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mut pieces, mut plain) = (Vec::new(), String::new());
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                plain.push_str(&from[..1]);
                rest = after;
                continue;
            }
            let inside = from.strip_prefix('{').and_then(|from| from.split_once('}'));
            let (word, after) = inside.ok_or_else(|| format!("{text:?}: a brace without its other; {{{{ and }}}} are braces"))?;
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Value(Value::parse(word)?));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self(pieces))
    }

    fn is(&self, text: &str) -> bool {
        self.plain() == Some(text)
    }

    /// It, where there is no value in it.
    fn plain(&self) -> Option<&str> {
        if let [Piece::Text(text)] = &self.0[..] { Some(text) } else { None }
    }

    /// Whether it begins with one of these, whatever its values are.
    fn begins_with(&self, chars: [char; 2]) -> bool {
        matches!(self.0.first(), Some(Piece::Text(text)) if text.starts_with(chars))
    }

    fn fill(&self, optional: bool, value: &impl Fn(&Value) -> Option<String>) -> Result<String, Unfilled> {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value(of) => out.push_str(&value(of).ok_or_else(|| Unfilled::Lacks(of.clone()))?),
            }
        }
        match self.0.first() {
            Some(Piece::Value(of)) if !optional && out.starts_with('-') => Err(Unfilled::Option(of.clone())),
            Some(_) | None => Ok(out),
        }
    }
}

/// What is run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Runs {
    /// A program and its arguments.
    Program(Vec<Argument>),
    /// A text for a shell, which has the values as variables and, behind it, arguments of its own: `$1`.
    Shell {
        /// The shell.
        shell: String,
        /// The text.
        text: String,
        /// Its arguments.
        arguments: Vec<Argument>,
        /// The variables that it names.
        names: Vec<(String, Value)>,
    },
}

/// What is run, with a row's values filled in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filled {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// The variables that it is given.
    pub variables: Vec<(String, String)>,
}

impl Runs {
    /// Reads a program and its arguments.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub fn program(run: &[String]) -> Result<Self, String> {
        match run {
            [] => Err("name the program: [\"stern\", \"{name}\"]".into()),
            [first, ..] if first.trim().is_empty() => Err("the program has no name".into()),
            [first, ..] if first.contains(['{', '}']) => Err(format!("{first:?}: which program is run depends on no value")),
            all => {
                let all = all.iter().map(|a| Argument::parse(a)).collect::<Result<Vec<_>, _>>()?;
                if is_pasted(&all) {
                    return Err(
                        "nothing is pasted into a shell's text: values are arguments behind it, \"$1\", or, with shell = true, \
                                variables such as \"$DW_NAME\""
                            .into(),
                    );
                }
                Ok(Self::Program(all))
            }
        }
    }

    /// Reads a text for a shell, and arguments that it is given.
    ///
    /// # Errors
    /// A shell that is not known, a variable of ours that there is not, or a value that would be pasted into the text.
    pub fn shell(shell: &str, run: &[String]) -> Result<Self, String> {
        if !is_shell(shell) {
            return Err(format!("{shell:?} is no shell that is known here; they are {}", SHELLS.join(", ")));
        }
        let Some((text, arguments)) = run.split_first().filter(|(text, _)| !text.trim().is_empty()) else {
            return Err("write what the shell is to run".into());
        };
        for (word, _) in PLAIN {
            let pasted = format!("{{{word}}}");
            if let Some(at) = text.find(&pasted).filter(|at| !text[..*at].ends_with('$')) {
                let variable = format!("${LEAD}{}", word.to_ascii_uppercase());
                return Err(format!(
                    "{:?}: nothing is pasted into a shell's text; write \"{variable}\"",
                    &text[at..at + pasted.len()]
                ));
            }
        }
        let known: Vec<(String, Value)> = Value::variables().collect();
        let mut names = Vec::new();
        for (at, _) in text.match_indices(LEAD) {
            if text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
                continue;
            }
            let end = text[at..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(text.len(), |n| at + n);
            let name = &text[at..end];
            let Some(found) = known.iter().find(|(known, _)| known == name) else {
                let all: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
                return Err(format!("{name} is no variable of ours; they are {}", all.join(", ")));
            };
            if !names.contains(found) {
                names.push(found.clone());
            }
        }
        let arguments = arguments.iter().map(|a| Argument::parse(a)).collect::<Result<_, _>>()?;
        Ok(Self::Shell { shell: shell.to_owned(), text: text.clone(), arguments, names })
    }

    /// It with the values of a row.
    ///
    /// # Errors
    /// The value that the row has not, or that may not stand where it would.
    pub fn fill(&self, value: &impl Fn(&Value) -> Option<String>) -> Result<Filled, Unfilled> {
        match self {
            Self::Program(all) => {
                // Behind `--` nothing is an option any more.
                let mut optional = false;
                let mut argv = Vec::with_capacity(all.len());
                for argument in all {
                    argv.push(argument.fill(optional, value)?);
                    optional |= argument.is("--");
                }
                Ok(Filled { argv, variables: Vec::new() })
            }
            Self::Shell { shell, text, arguments, names } => {
                let mut argv = [shell, "-c", text, shell].map(str::to_owned).to_vec();
                for argument in arguments {
                    argv.push(argument.fill(true, value)?);
                }
                let filled = |(name, of): &(String, Value)| {
                    value(of).map(|value| (name.clone(), value)).ok_or_else(|| Unfilled::Lacks(of.clone()))
                };
                Ok(Filled { argv, variables: names.iter().map(filled).collect::<Result<_, _>>()? })
            }
        }
    }

    /// It as the settings have it, in one line.
    pub fn words(&self) -> String {
        match self {
            Self::Program(all) => {
                let piece = |piece: &Piece| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Value(of) => format!("{{{of}}}"),
                };
                all.iter().map(|a| a.0.iter().map(piece).collect::<String>()).collect::<Vec<_>>().join(" ")
            }
            Self::Shell { text, .. } => text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

impl Filled {
    /// It in one line.
    pub fn line(&self) -> String {
        line(&self.variables, &self.argv)
    }
}

/// Program and arguments in one line with the variables before them, as they would be typed into a shell.
pub fn line(variables: &[(String, String)], argv: &[String]) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,@%+".contains(c);
    let word = |a: &String| {
        if !a.is_empty() && a.chars().all(plain) { a.clone() } else { format!("'{}'", a.replace('\'', "'\\''")) }
    };
    let set = variables.iter().map(|(name, value)| format!("{name}={}", word(value)));
    set.chain(argv.iter().map(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
