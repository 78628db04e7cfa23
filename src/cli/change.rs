//! The flags of what changes a cluster without a screen.

use crate::model::naming;
use crate::model::{Name, WorkloadKind};
use clap::{Args, ValueEnum};

/// `dogwatch release`.
#[derive(Args, Debug)]
pub struct Release {
    /// The workload: deploy/NAME, sts/NAME or ds/NAME.
    #[arg(value_name = "KIND/NAME", value_parser = workload)]
    pub workload: Named,
    /// The image; where the workload has several containers, with the name of the one that it is for (`*` for all but init containers).
    #[arg(value_name = "[CONTAINER=]IMAGE", required = true)]
    pub images: Vec<String>,
    /// How long it is watched once it is ready, before it is called good: 90s, 5m; 0 for not at all.
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "5m")]
    pub watch: i64,
    /// Go back to the revision before where it fails.
    #[arg(long)]
    pub undo_on_failure: bool,
    /// How it is answered for, and told.
    #[command(flatten)]
    pub answers: Answers,
}

/// `dogwatch promote`.
#[derive(Args, Debug)]
pub struct Promote {
    /// Where the images come from: a namespace, the name of an environment (test), or ctx:CONTEXT/ns:NAMESPACE.
    pub from: String,
    /// Where they go to.
    pub to: String,
    /// The workloads that are moved, in this order: NAME or KIND/NAME; else all that both have.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// How long each is watched once it is ready, before the next is begun; 0 for not at all.
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "0")]
    pub watch: i64,
    /// Stop at the first that fails, and take back all that was moved, the last first.
    #[arg(long)]
    pub undo_on_failure: bool,
    /// How it is answered for, and told. The name that --confirm gives is the namespace's that they go to.
    #[command(flatten)]
    pub answers: Answers,
}

/// `dogwatch rollback`.
#[derive(Args, Debug)]
pub struct Rollback {
    /// The workload: deploy/NAME, sts/NAME or ds/NAME.
    #[arg(value_name = "KIND/NAME", value_parser = workload)]
    pub workload: Named,
    /// The revision to go back to; else the last one that was whole.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub to_revision: u64,
    /// How long it is watched once it is ready, before it is called good; 0 for not at all.
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "0")]
    pub watch: i64,
    /// How it is answered for, and told.
    #[command(flatten)]
    pub answers: Answers,
}

/// `dogwatch scale`.
#[derive(Args, Debug)]
pub struct Scale {
    /// The workload: deploy/NAME or sts/NAME.
    #[arg(value_name = "KIND/NAME", value_parser = workload)]
    pub workload: Named,
    /// How many replicas are wanted.
    #[arg(long, value_name = "N")]
    pub replicas: u32,
    /// Only where it has so many now.
    #[arg(long, value_name = "N")]
    pub current_replicas: Option<u32>,
    /// How it is answered for, and told.
    #[command(flatten)]
    pub answers: Answers,
}

/// `dogwatch restart`.
#[derive(Args, Debug)]
pub struct Restart {
    /// The workload: deploy/NAME, sts/NAME or ds/NAME.
    #[arg(value_name = "KIND/NAME", value_parser = workload)]
    pub workload: Named,
    /// How long it is watched once it is ready, before it is called good; 0 for not at all.
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "0")]
    pub watch: i64,
    /// How it is answered for, and told.
    #[command(flatten)]
    pub answers: Answers,
}

/// How a change is answered for, and told.
#[derive(Args, Debug)]
pub struct Answers {
    /// How long it may take until it is ready; else as long as its progressDeadlineSeconds say, and ten minutes where it has none.
    #[arg(long, value_name = "SPAN", value_parser = some_span)]
    pub timeout: Option<i64>,
    /// Yes where a guard rule asks for y.
    #[arg(short, long)]
    pub yes: bool,
    /// The name where a guard rule asks for one, as in production.
    #[arg(long, value_name = "NAME")]
    pub confirm: Option<String>,
    /// What is told at the end: a line, or one JSON document on stdout, whatever the end is.
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub output: Told,
}

/// How the end is told.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as they are typed")]
pub enum Told {
    Text,
    Json,
}

/// A workload as it was named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// Its kind.
    pub kind: WorkloadKind,
    /// Its name.
    pub name: Name,
}

/// The kinds with a rollout by kubectl's words.
const WORDS: [(WorkloadKind, [&str; 3]); 3] = [
    (WorkloadKind::Deployment, ["deploy", "deployment", "deployments"]),
    (WorkloadKind::StatefulSet, ["sts", "statefulset", "statefulsets"]),
    (WorkloadKind::DaemonSet, ["ds", "daemonset", "daemonsets"]),
];

/// Reads `deploy/web`, `deployments.apps/web`, `sts/db`.
///
/// # Errors
/// When the kind is none of those with a rollout, or the name can be none.
pub fn workload(text: &str) -> Result<Named, String> {
    let (kind, name) = text.split_once('/').ok_or("write KIND/NAME, such as deploy/web")?;
    let word = kind.to_lowercase();
    let bare = word.strip_suffix(".apps").unwrap_or(&word);
    let bare = bare.strip_suffix(".v1").unwrap_or(bare);
    let found = WORDS.iter().find(|(_, words)| words.contains(&bare));
    let (kind, _) = found.ok_or_else(|| format!("{kind:?} has no rollouts: deploy, sts or ds"))?;
    // A name is a DNS subdomain: labels with dots between them.
    for label in name.split('.') {
        naming::dns_label(label).map_err(|e| format!("{name:?} is no name: {e}"))?;
    }
    Ok(Named { kind: *kind, name: name.into() })
}

fn span(text: &str) -> Result<i64, String> {
    let read = if text == "0" { Some(0) } else { crate::model::filter::duration(text) };
    read.ok_or_else(|| "a number and s, m, h or d, such as 5m".into())
}

fn some_span(text: &str) -> Result<i64, String> {
    match span(text)? {
        0 => Err("more than 0".into()),
        ms => Ok(ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Sub};
    use clap::Parser;

    #[test]
    fn workloads_are_named_in_kubectls_words() {
        use WorkloadKind::{DaemonSet, Deployment, StatefulSet};
        for (text, want) in [
            ("deploy/web", Some((Deployment, "web"))),
            ("Deployment/web", Some((Deployment, "web"))),
            ("deployments.apps/web", Some((Deployment, "web"))),
            ("deployments.v1.apps/web", Some((Deployment, "web"))),
            ("sts/db.v2", Some((StatefulSet, "db.v2"))),
            ("daemonsets/agent", Some((DaemonSet, "agent"))),
            ("web", None),
            ("pod/web", None),
            ("job/web", None),
            ("deployments.extensions/web", None),
            ("deploy/", None),
            ("deploy/../secrets/x", None),
            ("deploy/We b", None),
            ("deploy/a..b", None),
        ] {
            let got = workload(text).ok().map(|w| (w.kind, w.name.to_string()));
            assert_eq!(got, want.map(|(kind, name)| (kind, name.to_owned())), "{text}");
        }
    }

    #[test]
    fn flags_are_read_or_are_wrong_usage() {
        let read = |line: &str| Cli::try_parse_from(line.split(' '));
        let Some(Sub::Release(release)) =
            read("dogwatch release -n iot-test deploy/web app=lab/app:2 --watch 90s --yes").unwrap().command
        else {
            panic!("a release")
        };
        assert_eq!((release.watch, release.images.len(), release.undo_on_failure), (90_000, 1, false));
        assert!(release.answers.yes && release.answers.confirm.is_none() && release.answers.output == Told::Text);
        for good in [
            "dogwatch release deploy/web a=x:1 b=y:2 --undo-on-failure -o json --confirm web --timeout 2m",
            "dogwatch promote iot-dev iot-test",
            "dogwatch promote ctx:a/ns:x prod web sts/db --undo-on-failure --confirm shop",
            "dogwatch rollback deploy/web",
            "dogwatch rollback deploy/web --to-revision 3 --watch 0",
            "dogwatch scale sts/db --replicas 0 --current-replicas 3 -y",
            "dogwatch restart ds/agent --watch 1m",
        ] {
            assert!(read(good).is_ok(), "{good}");
        }
        for bad in [
            "dogwatch release deploy/web",
            "dogwatch release web lab/app:2",
            "dogwatch release deploy/web lab/app:2 --watch soon",
            "dogwatch release deploy/web lab/app:2 --timeout 0",
            "dogwatch release deploy/web lab/app:2 -o yaml",
            "dogwatch promote iot-dev",
            "dogwatch scale deploy/web",
            "dogwatch scale deploy/web --replicas -1",
            "dogwatch scale deploy/web --replicas many",
            "dogwatch rollback deploy/web --to-revision x",
            "dogwatch restart cronjob/x",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
