//! `aliases.yaml` and `hotkeys.yaml`: words and keys for kinds and for what is typed after `:`.

use super::out::{Out, ViewOut};
use super::words::{Command, command, slug};
use crate::yaml::{Entry, Node};

fn view_of(name: &str, comment: String, command: &Command) -> ViewOut {
    ViewOut {
        name: slug(name),
        comment,
        show: command.kind.clone(),
        namespace: command.namespace.clone(),
        filter: command.filter.clone(),
        ..ViewOut::default()
    }
}

/// Words for kinds; those for more than a kind are saved views.
pub(super) fn aliases(out: &mut Out, root: &Node) {
    let Some(aliases) = root.get("aliases").or_else(|| root.get("alias")) else { return out.note(0, "there are no aliases in it") };
    for Entry { key: name, line, node } in aliases.entries() {
        let line = *line;
        let command = match command(&node.text().unwrap_or_default()) {
            Ok(command) => command,
            Err(why) => {
                out.note(line, format!("{name}: {why}"));
                continue;
            }
        };
        for lost in &command.lost {
            out.note(line, format!("{name}: {lost}"));
        }
        if command.is_plain() && command.kind != "workloads" {
            out.alias(line, name, &command.kind);
        } else if let Some(got) = out.view(line, view_of(name, String::new(), &command)) {
            out.note(line, format!("{name}: it is more than a kind: `:view {got}` opens it"));
        }
    }
}

/// Keys for views: the views are saved, a key they have not got.
pub(super) fn hotkeys(out: &mut Out, root: &Node) {
    let Some(keys) = root.get("hotKeys").or_else(|| root.get("hotKey")) else { return out.note(0, "there are no hot keys in it") };
    for Entry { key: name, line, node } in keys.entries() {
        let line = *line;
        let (key, says) = (node.field("shortCut"), node.field("description"));
        let command = match command(&node.field("command")) {
            Ok(command) => command,
            Err(why) => {
                out.note(line, format!("{name}: {why}"));
                continue;
            }
        };
        for lost in &command.lost {
            out.note(line, format!("{name}: {lost}"));
        }
        // Most are called as their key is, which says nothing.
        let lower = name.to_lowercase();
        let is_key = ["shift", "ctrl", "alt"].iter().any(|m| lower.starts_with(m)) || name.eq_ignore_ascii_case(&key);
        let called = if is_key && !says.is_empty() { &*says } else { name };
        let comment = format!("k9s: {key} {says}; a view has no key here: type \":view {{name}}\"");
        if let Some(got) = out.view(line, view_of(called, comment, &command)) {
            out.note(line, format!("{name}: views have no keys, {key} is left out: `:view {got}` opens it"));
        }
    }
}
