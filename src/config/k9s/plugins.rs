//! `plugins.yaml`: commands of one's own.

use super::out::{CommandOut, Out};
use super::shell::{Text, argument, names_containers, shell, word};
use super::words::{kind, slug};
use crate::model::own::{Runs, is_shell, is_text_flag};
use crate::yaml::{Entry, Node};
use std::borrow::Cow;

/// k9s's short words for kinds, which are not the server's.
const SHORT: [(&str, &str); 8] = [
    ("dp", "deployments"),
    ("sec", "secrets"),
    ("jo", "jobs"),
    ("np", "networkpolicies"),
    ("cr", "clusterroles"),
    ("crb", "clusterrolebindings"),
    ("ro", "roles"),
    ("rb", "rolebindings"),
];

/// Rows of containers are those of their pods.
const CONTAINERS: [&str; 3] = ["containers", "container", "co"];

/// k9s's name of a key as ours.
fn key(text: &str) -> String {
    let shifted = ")!@#$%^&*(";
    let (modifier, rest) = text.rsplit_once('-').unwrap_or(("", text));
    let mut chars = rest.chars();
    match (modifier.to_ascii_lowercase().as_str(), chars.next(), chars.next()) {
        ("shift", Some(c), None) if c.is_ascii_digit() => {
            let at = c.to_digit(10).and_then(|n| shifted.chars().nth(n as usize));
            at.map_or_else(|| text.to_owned(), String::from)
        }
        ("shift", Some(c), None) => c.to_uppercase().collect(),
        ("", Some(c), None) => c.to_string(),
        ("ctrl" | "alt", Some(c), None) => format!("{modifier}-{}", c.to_lowercase()),
        _ => text.to_owned(),
    }
}

/// The kinds of a plugin's scopes, none for all; why it has no place here.
fn kinds(out: &mut Out, name: &str, node: &Node) -> Result<Vec<String>, String> {
    let mut kinds: Vec<String> = Vec::new();
    let mut lost = Vec::new();
    for scope in node.list("scopes") {
        let text = scope.text().unwrap_or_default();
        let lower = text.to_ascii_lowercase();
        let plain = SHORT.iter().find(|(short, _)| *short == lower).map_or(&*lower, |(_, full)| *full);
        let found = match plain {
            "all" => return Ok(Vec::new()),
            _ if CONTAINERS.contains(&plain) => Ok("pods".to_owned()),
            "helm" => Ok("releases".to_owned()),
            "workloads" | "workload" | "wk" => {
                for one in ["deployments", "statefulsets", "daemonsets"] {
                    if !kinds.iter().any(|k| k == one) {
                        kinds.push(one.to_owned());
                    }
                }
                continue;
            }
            // A group is not part of a kind here.
            word => kind(word).map(|k| k.split('.').next().unwrap_or(&k).to_owned()),
        };
        match found {
            Ok(kind) if kinds.contains(&kind) => {}
            Ok(kind) => kinds.push(kind),
            Err(why) => lost.push((scope.line, why)),
        }
    }
    if kinds.is_empty() {
        return Err(lost.into_iter().next().map_or_else(|| "it has no scopes".into(), |(_, why)| why));
    }
    for (line, why) in lost {
        out.note(line, format!("{name}: {why}"));
    }
    Ok(kinds)
}

fn plugin(out: &mut Out, name: &str, line: u64, node: &Node) -> Result<(), String> {
    if node.get("inputs").is_some() || node.get("variables").is_some() {
        return Err("commands do not ask for values".into());
    }
    let of_containers = node.list("scopes").iter().all(|s| CONTAINERS.contains(&&*s.text().unwrap_or_default()));
    let kinds = kinds(out, name, node)?;
    let command = node.field("command");
    let command = command.trim();
    if command.is_empty() || command.contains('$') {
        return Err("which program it runs is not known".into());
    }
    let texts = |field: &str| -> Vec<Cow<'_, str>> { node.list(field).iter().map(|n| n.text().unwrap_or_default()).collect() };
    let (args, pipes) = (texts("args"), texts("pipes"));
    let args: Vec<&str> = args.iter().map(|a| &**a).collect();
    let (run, through) = if !pipes.is_empty() {
        let words = std::iter::once(command).chain(args.iter().copied()).map(|a| word(a, of_containers));
        let mut all = words.collect::<Result<Vec<_>, _>>()?.join(" ");
        for pipe in &pipes {
            let Text { text, arguments } = shell(pipe, 0, of_containers)?;
            if !arguments.is_empty() {
                return Err("a column in what it is piped through".into());
            }
            all = format!("{all} | {text}");
        }
        (vec![all], Some("sh"))
    } else if let ([flags, text, rest @ ..], true) = (&args[..], is_shell(command))
        && is_text_flag(flags)
    {
        // The first after the text is the shell's own name.
        let rest = rest.get(1..).unwrap_or_default();
        let Text { text, mut arguments } = shell(text, rest.len(), of_containers)?;
        let flags = flags.trim_start_matches('-').trim_end_matches('c');
        let set: String = flags.chars().filter(|f| "eux".contains(*f)).collect();
        if flags.len() > set.len() {
            out.note(line, format!("{name}: -{flags}c: the shell is no login shell here, and asks nothing"));
        }
        let text = if set.is_empty() { text } else { format!("set -{set}; {text}") };
        let mut all = rest.iter().map(|a| argument(a, of_containers)).collect::<Result<Vec<_>, _>>()?;
        all.append(&mut arguments);
        (std::iter::once(text).chain(all).collect(), Some(command))
    } else {
        let args = args.iter().map(|a| argument(a, of_containers));
        (std::iter::once(Ok(command.to_owned())).chain(args).collect::<Result<_, _>>()?, None)
    };
    // What the settings would not take stops no start.
    through.map_or_else(|| Runs::program(&run), |shell| Runs::shell(shell, &run))?;
    let of_both = !of_containers && node.list("scopes").iter().any(|s| CONTAINERS.contains(&&*s.text().unwrap_or_default()));
    if of_both && args.iter().copied().chain(pipes.iter().map(|p| &**p)).any(names_containers) {
        out.note(line, format!("{name}: on a container its $NAME and columns are those of the pod here"));
    }
    let flag = |name: &str| node.field(name) == "true";
    let command = CommandOut {
        name: slug(name),
        words: node.field("description").into_owned(),
        key: key(&node.field("shortCut")),
        overrides: flag("override"),
        kinds,
        run,
        shell: through.map(str::to_owned),
        terminal: !flag("background"),
        confirm: flag("confirm") || flag("dangerous"),
    };
    out.command(line, name, command);
    Ok(())
}

/// The plugins of a file: in a map of their own, each at the top, or one alone.
pub(super) fn read(out: &mut Out, root: &Node) {
    if root.get("shortCut").is_some() {
        let file = out.file.clone();
        let stem = file.rsplit('/').next().unwrap_or(&file);
        let name = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        return one(out, name, root.line, root);
    }
    let plugins = root.get("plugins").or_else(|| root.get("plugin")).unwrap_or(root);
    for Entry { line, key, node } in plugins.entries() {
        one(out, key, *line, node);
    }
}

fn one(out: &mut Out, name: &str, line: u64, node: &Node) {
    if let Err(why) = plugin(out, name, line, node) {
        out.note(line, format!("{name}: {why}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_called_as_here() {
        for (k9s, ours) in
            [("Ctrl-L", "Ctrl-l"), ("Shift-K", "K"), ("d", "d"), ("F3", "F3"), ("Shift-0", ")"), ("Ctrl-Space", "Ctrl-Space")]
        {
            assert_eq!(key(k9s), ours);
        }
    }
}
