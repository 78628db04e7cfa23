//! Commands of the user's own as they are written: `[[command]]`.

use crate::command::alias::{self, Alias};
use crate::command::own::is_ours;
use crate::command::{Key, Keymap, Own, Owns};
use crate::model::guard::{Glob, KindGlob};
use crate::model::helm::ROLL_BACK;
use crate::model::own::{Runs, is_shell};
use crate::model::text::clean;
use serde::Deserialize;
use toml::Spanned;

/// Words after `:` that something follows.
pub(super) const TAKEN: [&str; 6] = ["ns", "ctx", "logs", "exec", "forward", "view"];

type List = Option<Spanned<Vec<Spanned<String>>>>;

/// One `[[command]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommandText {
    name: Spanned<String>,
    words: Option<String>,
    key: Option<Spanned<String>>,
    #[serde(default, rename = "override")]
    overrides: bool,
    kinds: List,
    contexts: List,
    run: Spanned<Run>,
    shell: Option<Spanned<Shell>>,
    terminal: Option<bool>,
    confirm: Option<bool>,
    #[serde(default)]
    harmless: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Run {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Shell {
    Switch(bool),
    Named(String),
}

impl Shell {
    /// The shell, where one is to read the text.
    fn program(&self) -> Option<&str> {
        match self {
            Self::Switch(on) => on.then_some("sh"),
            Self::Named(name) => Some(name),
        }
    }
}

fn name(text: &str, before: &[Own], aliases: &[impl AsRef<str>]) -> Result<(), String> {
    if text.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control()) || text.starts_with(':') {
        return Err(format!("{text:?} is no word to type after `:`"));
    }
    // What dogwatch has not got may well be one's own.
    let means = matches!(alias::find(text), Some(Alias::Command(_) | Alias::Kind(_)));
    if means || TAKEN.contains(&text) || text == ROLL_BACK || is_ours(text) || alias::leaves_at_once(text) {
        return Err(format!("{text:?} means something to dogwatch already"));
    }
    if before.iter().any(|own| *own.name == *text) || aliases.iter().any(|alias| alias.as_ref() == text) {
        return Err(format!("{text:?} is the name of another command or alias of the settings"));
    }
    Ok(())
}

fn each<T>(
    list: List,
    read: impl Fn(&str) -> Result<T, String>,
    wrong: impl Fn(usize, String) -> String,
) -> Result<Vec<T>, String> {
    let Some(list) = list else { return Ok(Vec::new()) };
    if list.as_ref().is_empty() {
        return Err(wrong(list.span().start, "name one, or leave it out for all".into()));
    }
    let all = list.into_inner();
    // All of them is no pattern.
    if all.iter().any(|one| one.as_ref() == "*") {
        return Ok(Vec::new());
    }
    all.iter().map(|one| read(one.as_ref()).map_err(|e| wrong(one.span().start, e))).collect()
}

/// Reads them; an error names line and field.
pub(super) fn read(
    commands: Vec<Spanned<CommandText>>,
    aliases: &[impl AsRef<str>],
    keymap: &Keymap,
    line: impl Fn(usize) -> usize,
) -> Result<Owns, String> {
    let mut all: Vec<Own> = Vec::with_capacity(commands.len());
    for text in commands {
        let text = text.into_inner();
        let called = text.name.as_ref().clone();
        let wrong = |byte: usize, field: &str, what: String| format!("line {}: command.{called}.{field}: {what}", line(byte));
        let at = text.run.span().start;
        name(&called, &all, aliases).map_err(|e| wrong(text.name.span().start, "name", e))?;
        let shell = text.shell.as_ref().and_then(|shell| shell.as_ref().program());
        if let (Some(shell), Some(at)) = (shell.filter(|s| !is_shell(s)), text.shell.as_ref().map(|s| s.span().start)) {
            return Err(wrong(at, "shell", format!("{shell:?} is no shell that is known here; true is sh")));
        }
        let runs = match (text.run.into_inner(), shell) {
            (Run::One(one), Some(shell)) => Runs::shell(shell, &[one]),
            (Run::Several(all), Some(shell)) => Runs::shell(shell, &all),
            (Run::Several(all), None) => Runs::program(&all),
            (Run::One(_), None) => {
                Err("write program and arguments as a list: [\"stern\", \"{name}\"]; one text is for shell = true".into())
            }
        }
        .map_err(|e| wrong(at, "run", e))?;
        let written = text
            .kinds
            .as_ref()
            .map_or_else(|| "*".into(), |kinds| kinds.as_ref().iter().map(|k| k.as_ref().as_str()).collect::<Vec<_>>().join(", "));
        let key_at = text.key.as_ref().map_or(0, |key| key.span().start);
        let key = text.key.as_ref().map(|key| key.as_ref().parse::<Key>().map_err(|e| wrong(key_at, "key", e))).transpose()?;
        let words = text.words.filter(|w| !w.trim().is_empty()).unwrap_or_else(|| runs.words());
        let own = Own {
            words: (*clean(&words.split_whitespace().collect::<Vec<_>>().join(" "))).into(),
            key,
            overrides: text.overrides,
            kinds: each(text.kinds, KindGlob::parse, |b, e| wrong(b, "kinds", e))?,
            kind_words: written.into(),
            contexts: each(text.contexts, Glob::parse, |b, e| wrong(b, "contexts", e))?,
            runs,
            terminal: text.terminal.unwrap_or(true),
            confirm: text.confirm.unwrap_or(!text.harmless),
            harmless: text.harmless,
            ..Own::new(&called)
        };
        if let (Some(key), Some(other)) = (own.key, own.clash(keymap)) {
            let what = format!("{key} would mean both {other} and {called}; override = true gives it to {called} on its rows");
            return Err(wrong(key_at, "key", what));
        }
        if let (Some(key), Some(other)) = (own.key, all.iter().find(|other| other.meets(&own))) {
            return Err(wrong(key_at, "key", format!("{key} would mean both {} and {called}", other.name)));
        }
        all.push(own);
    }
    Ok(Owns { all, kubeconfig: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use std::path::Path;

    fn parse(text: &str) -> Result<Owns, String> {
        Settings::parse(text, Path::new("config.toml")).map(|s| s.own).map_err(|e| e.to_string())
    }

    #[test]
    fn commands_are_read() {
        let text = "[[command]]\nname = \"stern\"\nwords = \"logs with  stern\"\nkey = \"Ctrl-o\"\nkinds = [\"po\", \"deployments\"]\ncontexts = [\"lab-*\"]\nrun = [\"stern\", \"-n\", \"{namespace}\", \"{name}\"]\n\
            [[command]]\nname = \"top-cpu\"\nrun = \"kubectl top pod $DW_NAME | head\"\nshell = \"bash\"\nterminal = false\nharmless = true\n\
            [[command]]\nname = \"take\"\nkey = \"l\"\noverride = true\nkinds = [\"*\"]\nrun = [\"echo\"]\nconfirm = false\n";
        let [stern, top, take] = &parse(text).unwrap().all[..] else { panic!() };
        assert_eq!((&*stern.name, &*stern.words, stern.key.unwrap().to_string()), ("stern", "logs with stern", "Ctrl-o".into()));
        assert!(stern.is_for("Pod") && stern.is_for("Deployment") && !stern.is_for("Node"));
        assert!(stern.is_in("lab-dev") && !stern.is_in("prod"));
        assert_eq!((stern.terminal, stern.confirm, stern.harmless), (true, true, false));
        assert_eq!((&*top.words, top.terminal, top.confirm, top.harmless), ("kubectl top pod $DW_NAME | head", false, false, true));
        assert!(take.is_for("Node") && take.is_for("Gadget") && take.is_in("any") && !take.confirm && take.overrides);
        assert!(parse("").unwrap().all.is_empty());
    }

    #[test]
    fn mistakes_are_named() {
        let command = |rest: &str| format!("[[command]]\nname = \"ex\"\n{rest}");
        let named = |name: &str| format!("[[command]]\nname = \"{name}\"\nrun = [\"echo\"]\n");
        for (text, want) in [
            ("[command]\nname = \"ex\"".into(), "a command begins with [[command]], in two brackets"),
            (command(""), "missing field `run`"),
            (command("run = [\"echo\"]\nwords = 1"), "line 4: "),
            (command("run = [\"echo\"]\nkind = [\"pods\"]"), "unknown field `kind`"),
            (command("run = \"echo {name}\""), "line 3: command.ex.run: write program and arguments as a list"),
            (command("run = []"), "line 3: command.ex.run: name the program"),
            (
                command("run = [\"echo\", \"{nmae}\"]"),
                "line 3: command.ex.run: {nmae} is no value; they are context, cluster, user",
            ),
            (command("run = \"echo $DW_NMAE\"\nshell = true"), "line 3: command.ex.run: DW_NMAE is no variable of ours"),
            (command("run = \"echo\"\nshell = \"fish\""), "line 4: command.ex.shell: \"fish\" is no shell that is known here"),
            (command("run = [\"bash\", \"-c\", \"echo {name}\"]"), "line 3: command.ex.run: nothing is pasted into a shell's text"),
            (command("run = \"echo {name}\"\nshell = true"), "nothing is pasted into a shell's text; write \"$DW_NAME\""),
            (
                command("kinds = [\"deploymnets\"]\nrun = [\"echo\"]"),
                "line 3: command.ex.kinds: \"deploymnets\" is no kind of Kubernetes",
            ),
            (command("kinds = []\nrun = [\"echo\"]"), "line 3: command.ex.kinds: name one, or leave it out for all"),
            (command("contexts = [\"a[b]\"]\nrun = [\"echo\"]"), "line 3: command.ex.contexts: \"a[b]\": '[' has no meaning here"),
            (command("key = \"hyper-x\"\nrun = [\"echo\"]"), "line 3: command.ex.key: \"hyper-x\" is no key"),
            (
                command("key = \"l\"\nkinds = [\"pods\"]\nrun = [\"echo\"]"),
                "line 3: command.ex.key: l would mean both logs and ex; override = true gives it to ex on its rows",
            ),
            (named("scale"), "line 2: command.scale.name: \"scale\" means something to dogwatch already"),
            (named("ns"), "command.ns.name: \"ns\" means something"),
            (named("helm-rollback"), "command.helm-rollback.name: \"helm-rollback\" means something"),
            (named("dp"), "command.dp.name: \"dp\" means something"),
            (named("a b"), "command.a b.name: \"a b\" is no word to type"),
            (named("ex") + &named("ex"), "line 5: command.ex.name: \"ex\" is the name of another command"),
            (
                "[alias]\nex = \"pods\"\n".to_owned() + &named("ex"),
                "line 4: command.ex.name: \"ex\" is the name of another command or alias",
            ),
            (
                command(
                    "key = \"Ctrl-o\"\nrun = [\"echo\"]\n[[command]]\nname = \"yo\"\nkey = \"Ctrl-o\"\nkinds = [\"pods\"]\nrun = [\"echo\"]",
                ),
                "line 7: command.yo.key: Ctrl-o would mean both ex and yo",
            ),
        ] {
            let got = parse(&text).unwrap_err();
            assert!(got.contains(want), "{text:?}: {got}");
        }
    }
}
