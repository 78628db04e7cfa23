//! `dogwatch config import-k9s`: k9s's own files as our settings, and line by line what could not be taken over. Nothing is written.

mod named;
mod out;
mod plugins;
mod shell;
mod views;
mod words;

pub use out::Note;

use crate::files;
use crate::model::text::clean;
use crate::yaml::Node;
use out::Out;
use std::path::Path;

/// The largest file that is read.
const LARGEST: u64 = 1 << 20;

/// How deep folders with plugins may lie in each other, and how many files are read of them.
const DEEPEST: usize = 4;
const MOST: usize = 1_000;

/// What is read of a file.
type Read = fn(&mut Out, &Node);

/// The files, as k9s calls them now and as it did.
const FILES: [(&[&str], Read); 4] = [
    (&["aliases.yaml", "aliases.yml", "alias.yaml", "alias.yml"], named::aliases),
    (&["views.yaml", "views.yml"], views::read),
    (&["hotkeys.yaml", "hotkeys.yml", "hotkey.yaml", "hotkey.yml"], named::hotkeys),
    (&["plugins.yaml", "plugins.yml", "plugin.yaml", "plugin.yml"], plugins::read),
];

/// What lies beside them and is not for us.
const OTHERS: [(&str, &str); 7] = [
    ("config.yaml", "k9s's settings are not taken over: the README's section Settings has ours"),
    ("config.yml", "k9s's settings are not taken over: the README's section Settings has ours"),
    ("skins", "skins are not taken over: themes are TOML with named roles, and `dogwatch themes` lists them"),
    ("skin.yml", "skins are not taken over: themes are TOML with named roles, and `dogwatch themes` lists them"),
    ("clusters", "what k9s keeps by cluster and context is not taken over: name such a folder to import it"),
    ("jumps.yaml", "jumps are not taken over"),
    ("benchmarks.yaml", "there are no benchmarks"),
];

/// What was read of a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    /// Our settings.
    pub toml: String,
    /// What could not be taken over.
    pub notes: Vec<Note>,
}

/// Reads a folder of k9s's settings.
pub fn import(folder: &Path) -> Result<Imported, String> {
    let failed = |words: &str| format!("{}: {words}", folder.display());
    std::fs::read_dir(folder).map_err(|e| failed(&files::words(&e)))?;
    let (mut out, mut any) = (Out::default(), false);
    for (names, read) in FILES {
        for name in names {
            any |= file(&mut out, folder, name, read);
        }
    }
    for name in snippets(folder) {
        any |= file(&mut out, folder, &name, plugins::read);
    }
    for (name, why) in OTHERS {
        if folder.join(name).exists() {
            any = true;
            out.file = name.to_owned();
            out.note(0, why);
        }
    }
    if !any {
        return Err(failed("there are no settings of k9s in it: aliases.yaml, views.yaml, hotkeys.yaml, plugins.yaml"));
    }
    let from = clean(&folder.display().to_string()).into_owned();
    let toml = format!("# from {from}, by dogwatch config import-k9s\n{}", out.toml());
    Ok(Imported { toml, notes: out.notes })
}

/// The files of the folder for plugins and of its folders, in the order of their names.
fn snippets(folder: &Path) -> Vec<String> {
    let (mut names, mut folders) = (Vec::new(), vec![("plugins".to_owned(), 0)]);
    while let Some((at, depth)) = folders.pop() {
        for entry in std::fs::read_dir(folder.join(&at)).into_iter().flatten().filter_map(Result::ok) {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = format!("{at}/{name}");
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.extend((depth < DEEPEST).then_some((path, depth + 1)));
            } else if name.ends_with(".yaml") || name.ends_with(".yml") {
                names.push(path);
            }
        }
    }
    names.sort();
    names.truncate(MOST);
    names
}

/// Reads one file, where it is there.
fn file(out: &mut Out, folder: &Path, name: &str, read: Read) -> bool {
    let text = match files::read_text(&folder.join(name), LARGEST) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return false,
        Err(e) => {
            out.file = name.to_owned();
            out.note(0, files::words(&e));
            return true;
        }
    };
    out.file = name.to_owned();
    match Node::read(&text) {
        Ok(root) => read(out, &root),
        Err(e) => out.note(e.line, format!("it is not YAML: {}", e.words)),
    }
    true
}
