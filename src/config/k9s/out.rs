//! What is taken over, as our settings. Every piece is read as settings before it is kept: what is printed always can be.

use crate::config::Settings;
use std::fmt;
use std::fmt::Write;
use std::path::Path;

/// What could not be taken over, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// The file, as it is called in the folder.
    pub file: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What, and why.
    pub words: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.words),
            line => write!(f, "{}:{line}: {}", self.file, self.words),
        }
    }
}

/// A saved view to be.
#[derive(Clone, Debug, Default)]
pub(super) struct ViewOut {
    pub(super) name: String,
    pub(super) comment: String,
    pub(super) show: String,
    pub(super) namespace: String,
    pub(super) filter: String,
    pub(super) sort: &'static str,
    pub(super) columns: Vec<String>,
}

/// A command of one's own to be.
#[derive(Clone, Debug, Default)]
pub(super) struct CommandOut {
    pub(super) name: String,
    pub(super) words: String,
    pub(super) key: String,
    pub(super) overrides: bool,
    pub(super) kinds: Vec<String>,
    pub(super) run: Vec<String>,
    pub(super) shell: Option<String>,
    pub(super) terminal: bool,
    pub(super) confirm: bool,
}

impl CommandOut {
    fn toml(&self, name: &str, key: &str) -> String {
        let texts = |all: &[String]| list(&all.iter().map(|a| quoted(a)).collect::<Vec<_>>());
        let mut out = format!("[[command]]\nname = {}\n", quoted(name));
        for (field, value) in [("words", &*self.words), ("key", key)].into_iter().filter(|(_, v)| !v.is_empty()) {
            _ = writeln!(out, "{field} = {}", quoted(value));
        }
        if self.overrides && !key.is_empty() {
            out.push_str("override = true\n");
        }
        if !self.kinds.is_empty() {
            _ = writeln!(out, "kinds = {}", texts(&self.kinds));
        }
        _ = writeln!(out, "run = {}", texts(&self.run));
        match self.shell.as_deref() {
            Some("sh") => out.push_str("shell = true\n"),
            Some(other) => _ = writeln!(out, "shell = {}", quoted(other)),
            None => {}
        }
        if !self.terminal {
            out.push_str("terminal = false\n");
        }
        if !self.confirm {
            out.push_str("confirm = false\n");
        }
        out
    }
}

/// What has been taken over so far.
#[derive(Debug, Default)]
pub(super) struct Out {
    /// The file that is being read.
    pub(super) file: String,
    pub(super) notes: Vec<Note>,
    aliases: Vec<(String, String)>,
    columns: Vec<(String, String)>,
    views: Vec<(String, String)>,
    commands: Vec<(String, String)>,
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

impl Out {
    pub(super) fn note(&mut self, line: u64, words: impl Into<String>) {
        self.notes.push(Note { file: self.file.clone(), line, words: words.into() });
    }

    /// Whether a piece can be read as settings; where not, that is said.
    fn holds(&mut self, line: u64, what: &str, piece: &str) -> bool {
        match Settings::parse(piece, Path::new("")) {
            Ok(_) => true,
            Err(e) => {
                self.note(line, format!("{what}: {}", e.bare()));
                false
            }
        }
    }

    pub(super) fn alias(&mut self, line: u64, name: &str, of: &str) {
        let entry = format!("{} = {}\n", quoted(name), quoted(of));
        if self.aliases.iter().any(|(other, _)| other == name) {
            self.note(line, format!("{name}: it is there already"));
        } else if self.holds(line, name, &format!("[alias]\n{entry}")) {
            self.aliases.push((name.to_owned(), entry));
        }
    }

    /// The columns of a kind; whether they were taken.
    pub(super) fn columns(&mut self, line: u64, kind: &str, columns: &[String]) -> bool {
        let entry = format!("{} = {}\n", quoted(kind), list(columns));
        if self.columns.iter().any(|(other, _)| other == kind) {
            self.note(line, format!("{kind}: its columns are there already"));
            return false;
        }
        let holds = self.holds(line, kind, &format!("[columns]\n{entry}"));
        if holds {
            self.columns.push((kind.to_owned(), entry));
        }
        holds
    }

    /// A saved view; gives the name that it has got.
    pub(super) fn view(&mut self, line: u64, view: ViewOut) -> Option<String> {
        let mut name = view.name.clone();
        for n in 2.. {
            if !self.views.iter().any(|(other, _)| *other == name) {
                break;
            }
            name = format!("{}-{n}", view.name);
        }
        let mut entry = String::new();
        if !view.comment.is_empty() {
            _ = writeln!(entry, "# {}", view.comment.replace(|c: char| c.is_control(), " ").replace("{name}", &name));
        }
        _ = writeln!(entry, "[view.{}]\nshow = {}", quoted(&name), quoted(&view.show));
        let fields = [("namespace", &*view.namespace), ("filter", &*view.filter), ("sort", view.sort)];
        for (field, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            _ = writeln!(entry, "{field} = {}", quoted(value));
        }
        if !view.columns.is_empty() {
            _ = writeln!(entry, "columns = {}", list(&view.columns));
        }
        if !self.holds(line, &name, &entry) {
            return None;
        }
        self.views.push((name.clone(), entry));
        Some(name)
    }

    /// A command. It must go with all that there is: names and keys are for one thing only. Without its key it may.
    pub(super) fn command(&mut self, line: u64, called: &str, command: CommandOut) {
        let all = self.toml();
        let read =
            |entry: &str| Settings::parse(&format!("{all}\n{entry}"), Path::new("")).map(|_| ()).map_err(|e| e.bare().to_owned());
        let (mut name, mut key) = (command.name.clone(), &*command.key);
        let mut entry = command.toml(&name, key);
        let mut answer = read(&entry);
        let mut notes = Vec::new();
        // A name that means something here already, or is that of another; then a key.
        if let Err(why) = answer.clone()
            && why.contains(".name: ")
        {
            name = format!("k9s-{name}");
            if self.commands.iter().any(|(other, _)| *other == name) {
                name = format!("{name}-{}", self.commands.len() + 1);
            }
            notes.push(format!("{called}: its name is {name} here: {why}"));
            entry = command.toml(&name, key);
            answer = read(&entry);
        }
        if let Err(why) = answer.clone()
            && why.contains(".key: ")
        {
            key = "";
            notes.push(format!("{called}: it has no key, `:{name}` runs it: {why}"));
            entry = command.toml(&name, key);
            answer = read(&entry);
        }
        if answer.is_ok() {
            notes.into_iter().for_each(|words| self.note(line, words));
        }
        match answer {
            Ok(()) => self.commands.push((name, entry)),
            Err(why) => self.note(line, format!("{called}: {why}")),
        }
    }

    /// All of it.
    pub(super) fn toml(&self) -> String {
        let table = |title: &str, entries: &[(String, String)]| {
            let all: String = entries.iter().map(|(_, entry)| &**entry).collect();
            if all.is_empty() { String::new() } else { format!("\n[{title}]\n{all}") }
        };
        let views: String = self.views.iter().map(|(_, entry)| format!("\n{entry}")).collect();
        let commands: String = self.commands.iter().map(|(_, entry)| format!("\n{entry}")).collect();
        let told = "\n# k9s does not say which of these change something: with harmless = true --readonly has a command as well.\n";
        let told = if commands.is_empty() { "" } else { told };
        [&*table("alias", &self.aliases), &table("columns", &self.columns), &views, told, &commands].concat()
    }
}

/// A list, over several lines where it is long.
fn list(items: &[String]) -> String {
    let line = format!("[{}]", items.join(", "));
    if line.len() <= 100 { line } else { format!("[\n{}]", items.iter().map(|i| format!("    {i},\n")).collect::<String>()) }
}
