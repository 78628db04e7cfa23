//! What k9s and vi call things after `:`, beside the commands' own names and those that the API server gives its kinds: for the palette, for
//! columns and views of the settings, and for what is taken over from k9s.

use super::Command;
use crate::model::Words;

/// What an alias stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alias {
    /// A command.
    Command(Command),
    /// A kind, by its plural with its group.
    Kind(&'static str),
    /// Something of k9s that dogwatch has not got.
    Lacks(Words),
}

const fn lacks(en: &'static str, zh: &'static str) -> Alias {
    Alias::Lacks(Words::new(en, zh))
}

/// The aliases. Those of kinds are k9s's, and kubectl's for the time until it is known which kinds there are.
const ALIASES: &[(&[&str], Alias)] = &[
    (&["q", "qa", "Q", "exit", "quit"], Alias::Command(Command::Quit)),
    (&["h", "?", "help"], Alias::Command(Command::Help)),
    (&["ctx", "contexts", "context"], Alias::Command(Command::Context)),
    (&["a", "alias", "aliases"], Alias::Command(Command::Browse)),
    (&["dp", "deploy"], Alias::Kind("deployments.apps")),
    (&["sts"], Alias::Kind("statefulsets.apps")),
    (&["ds"], Alias::Kind("daemonsets.apps")),
    (&["rs"], Alias::Kind("replicasets.apps")),
    (&["po"], Alias::Kind("pods")),
    (&["no"], Alias::Kind("nodes")),
    (&["ns"], Alias::Kind("namespaces")),
    (&["svc"], Alias::Kind("services")),
    (&["cm"], Alias::Kind("configmaps")),
    (&["sec"], Alias::Kind("secrets")),
    (&["sa"], Alias::Kind("serviceaccounts")),
    (&["ep"], Alias::Kind("endpoints")),
    (&["ev"], Alias::Kind("events")),
    (&["pv"], Alias::Kind("persistentvolumes")),
    (&["pvc"], Alias::Kind("persistentvolumeclaims")),
    (&["quota"], Alias::Kind("resourcequotas")),
    (&["jo"], Alias::Kind("jobs.batch")),
    (&["cj"], Alias::Kind("cronjobs.batch")),
    (&["hpa"], Alias::Kind("horizontalpodautoscalers.autoscaling")),
    (&["pdb"], Alias::Kind("poddisruptionbudgets.policy")),
    (&["ing"], Alias::Kind("ingresses.networking.k8s.io")),
    (&["np", "netpol"], Alias::Kind("networkpolicies.networking.k8s.io")),
    (&["ro"], Alias::Kind("roles.rbac.authorization.k8s.io")),
    (&["rb"], Alias::Kind("rolebindings.rbac.authorization.k8s.io")),
    (&["cr"], Alias::Kind("clusterroles.rbac.authorization.k8s.io")),
    (&["crb"], Alias::Kind("clusterrolebindings.rbac.authorization.k8s.io")),
    (&["sc"], Alias::Kind("storageclasses.storage.k8s.io")),
    (&["pc"], Alias::Kind("priorityclasses.scheduling.k8s.io")),
    (&["crd", "crds"], Alias::Kind("customresourcedefinitions.apiextensions.k8s.io")),
    (&["pf", "portforward", "portforwards"], Alias::Command(Command::Forwards)),
    (&["cp", "transfer"], Alias::Command(Command::CopyFiles)),
    (&["x", "xr", "xray", "xrays", "used-by"], Alias::Command(Command::Relations)),
    (&["pu", "hz", "pulse", "pulses"], lacks("pulses", "集群概况")),
    (&["be", "bench", "benchmark", "benchmarks"], lacks("benchmarks", "性能测试")),
    (&["sd", "screendump", "screendumps"], lacks("screen dumps", "屏幕转储")),
    (&["hm", "helm", "charts"], Alias::Command(Command::Helm)),
    (&["can", "policy"], Alias::Command(Command::Can)),
    (&["dir", "ls"], lacks("a directory of manifests: + makes objects from a file", "清单目录;用 + 可从文件创建对象")),
    (&["usr", "user", "users"], lacks("users: :who-can tells who may do something", "用户;用 :who-can 可查看谁能执行某操作")),
    (&["grp", "group", "groups"], lacks("groups: :who-can tells who may do something", "用户组;用 :who-can 可查看谁能执行某操作")),
    (
        &["container", "containers"],
        lacks("containers by themselves: Enter on a pod lists its own", "单独的容器列表;在 Pod 上按 Enter 可查看其容器"),
    ),
    (&["scan", "scans"], lacks("scans of images", "镜像扫描")),
    (&["popeye"], lacks("popeye, which lints a cluster", "popeye(集群检查)")),
];

/// What a word stands for after `:`. A trailing `!` is vi's: it leaves whatever runs.
pub fn find(word: &str) -> Option<Alias> {
    ALIASES.iter().find(|(words, _)| words.contains(&word)).map(|(_, alias)| *alias)
}

/// Whether a word leaves the program whatever runs.
pub fn leaves_at_once(word: &str) -> bool {
    matches!(word, "q!" | "qa!" | "quit!" | "exit!")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::COMMANDS;

    #[test]
    fn aliases_are_k9s_own_and_stand_in_no_commands_way() {
        for (word, want) in [
            ("dp", Alias::Kind("deployments.apps")),
            ("sec", Alias::Kind("secrets")),
            ("jo", Alias::Kind("jobs.batch")),
            ("cr", Alias::Kind("clusterroles.rbac.authorization.k8s.io")),
            ("crb", Alias::Kind("clusterrolebindings.rbac.authorization.k8s.io")),
            ("ro", Alias::Kind("roles.rbac.authorization.k8s.io")),
            ("rb", Alias::Kind("rolebindings.rbac.authorization.k8s.io")),
            ("np", Alias::Kind("networkpolicies.networking.k8s.io")),
            ("po", Alias::Kind("pods")),
            ("no", Alias::Kind("nodes")),
            ("svc", Alias::Kind("services")),
            ("ing", Alias::Kind("ingresses.networking.k8s.io")),
            ("cm", Alias::Kind("configmaps")),
            ("ns", Alias::Kind("namespaces")),
            ("ctx", Alias::Command(Command::Context)),
            ("q", Alias::Command(Command::Quit)),
        ] {
            assert_eq!(find(word), Some(want), "{word}");
        }
        let words: Vec<&str> = ALIASES.iter().flat_map(|(words, _)| words.iter().copied()).collect();
        for (i, word) in words.iter().enumerate() {
            assert!(!words[..i].contains(word), "{word} stands twice");
            if let Some(command) = Command::named(word) {
                assert_eq!(find(word), Some(Alias::Command(command)), "{word} is a command");
            }
        }
        assert!(COMMANDS.iter().all(|e| !leaves_at_once(e.name)));
    }
}
