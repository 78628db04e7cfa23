//! What k9s's words mean here: kinds as it names them, and what is typed after its `:`.

use crate::command::alias::{self, Alias};
use crate::model::naming;

/// The word for a kind that k9s calls `apps/v1/deployments`, `v1/pods` or just `pods`: `deployments.apps`, `pods`.
pub(super) fn kind(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('/').collect();
    let plain = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    if !parts.iter().all(plain) {
        return Err(format!("{text:?} is no kind"));
    }
    let lower = |part: &str| part.to_ascii_lowercase();
    match parts[..] {
        [word] => match alias::find(&lower(word)) {
            Some(Alias::Command(command)) => {
                let entry = command.entry();
                Err(format!("{word:?} is no kind: `:{}` is here for it: {}", entry.name, entry.words.en))
            }
            Some(Alias::Lacks(what)) => Err(format!("{word:?}: dogwatch does not have this: {}", what.en)),
            Some(Alias::Kind(_)) => Ok(lower(word)),
            None if matches!(&*lower(word), "workload" | "wk") => Ok("workloads".into()),
            None => Ok(lower(word)),
        },
        ["v1", plural] => Ok(lower(plural)),
        // k9s's own, such as a port-forward's, are no kinds of a server.
        [group, _, plural]
            if group.contains('.') || matches!(group, "apps" | "batch" | "autoscaling" | "policy" | "extensions") =>
        {
            Ok(format!("{}.{}", lower(plural), lower(group)))
        }
        _ => Err(format!("{text:?} is no kind of the API")),
    }
}

/// What is typed after k9s's `:`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Command {
    pub(super) kind: String,
    /// `*` for all; empty for those in view.
    pub(super) namespace: String,
    pub(super) filter: String,
    /// What of it cannot be said here.
    pub(super) lost: Vec<String>,
}

impl Command {
    /// Whether it is a kind and nothing else.
    pub(super) fn is_plain(&self) -> bool {
        self.namespace.is_empty() && self.filter.is_empty()
    }
}

/// `pods kube-system /web`, `deploy app=web`, `po @other`.
pub(super) fn command(text: &str) -> Result<Command, String> {
    let mut words = text.split_whitespace();
    let first = words.next().ok_or("it is empty")?.trim_start_matches(':');
    let mut command = Command { kind: kind(first)?, ..Command::default() };
    let mut filters: Vec<String> = Vec::new();
    while let Some(word) = words.next() {
        match word {
            "-f" => {
                filters.extend(words.next().map(str::to_owned));
                command.lost.push("what is fuzzy is looked for as it is written".into());
            }
            "-l" => {}
            _ if word.starts_with('$') => {
                if word != "$NAMESPACE" {
                    command.lost.push(format!("{word} has no value in a view"));
                }
            }
            _ if word.starts_with('@') => command.lost.push(format!("a view is of the context in front; {word} is left out")),
            _ if word.starts_with('/') => {
                // The rest of the line.
                let rest: Vec<&str> = std::iter::once(&word[1..]).chain(words.by_ref()).collect();
                filters.push(expression(&rest.join(" ")));
            }
            _ if word.contains('=') => filters.extend(word.split(',').map(|l| l.trim_matches('\'').replacen("==", "=", 1))),
            "all" | "-" | "*" => command.namespace = "*".into(),
            _ if naming::dns_label(word).is_ok() => command.namespace = word.to_owned(),
            _ => command.lost.push(format!("{word:?} is not understood")),
        }
    }
    filters.retain(|f| !f.is_empty());
    command.filter = filters.join(" ");
    Ok(command)
}

/// Its filters are expressions; a plain text is one here too.
fn expression(text: &str) -> String {
    let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    match text.strip_prefix('!') {
        _ if text.is_empty() => String::new(),
        Some(rest) if plain(rest) => text.to_owned(),
        Some(rest) => format!("!/{rest}/"),
        None if plain(text) => text.to_owned(),
        None => format!("/{text}/"),
    }
}

/// A name for a view: small letters, digits and dashes.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    out.truncate(out.char_indices().nth(40).map_or(out.len(), |(at, _)| at));
    let out = out.trim_end_matches('-');
    if out.is_empty() { "view".into() } else { out.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_called_as_after_the_colon() {
        for (text, want) in [
            ("apps/v1/deployments", Ok("deployments.apps")),
            ("v1/pods", Ok("pods")),
            ("Pods", Ok("pods")),
            ("cert-manager.io/v1/certificates", Ok("certificates.cert-manager.io")),
            ("workloads", Ok("workloads")),
            ("wk", Ok("workloads")),
            ("xray", Err("`:relations`")),
            ("hm", Err("`:helm`")),
            ("ctx", Err("`:context`")),
            ("k9s/v1/thing", Err("no kind of the API")),
            ("v1/", Err("is no kind")),
            ("a b", Err("is no kind")),
        ] {
            match (kind(text), want) {
                (Ok(got), Ok(want)) => assert_eq!(got, want),
                (Err(got), Err(want)) => assert!(got.contains(want), "{text}: {got}"),
                (got, want) => panic!("{text}: {got:?}, not {want:?}"),
            }
        }
    }

    #[test]
    fn commands_are_taken_apart() {
        for (text, kind, namespace, filter, lost) in [
            ("pods", "pods", "", "", 0),
            (":pods kube-system", "pods", "kube-system", "", 0),
            ("v1/pods all /web", "pods", "*", "web", 0),
            ("po /web|api", "po", "", "/web|api/", 0),
            ("po /!web", "po", "", "!web", 0),
            ("deploy app=web,tier=x iot-dev", "deploy", "iot-dev", "app=web tier=x", 0),
            ("po -l app=web", "po", "", "app=web", 0),
            ("po $NAMESPACE -f we", "po", "", "we", 1),
            ("po iot @other", "po", "iot", "", 1),
        ] {
            let got = command(text).unwrap();
            assert_eq!((&*got.kind, &*got.namespace, &*got.filter, got.lost.len()), (kind, namespace, filter, lost), "{text}");
        }
        assert!(command("").is_err() && command("xray deploy").is_err());
        assert_eq!((slug("Viewing Pods!").as_str(), slug("…").as_str()), ("viewing-pods", "view"));
    }
}
