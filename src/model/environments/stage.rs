//! What namespaces are called for: the word for the stage in their names, and the order in which a release goes through them.

/// Words for a stage, by the order in which a release goes through them. Those of one line mean the same.
const STAGES: [&[&str]; 8] = [
    &["local", "sandbox", "play"],
    &["dev", "devel", "develop", "development"],
    &["ci", "int", "integration"],
    &["test", "testing", "tst", "qa", "sit", "fat"],
    &["uat", "acc", "acceptance"],
    &["pre", "preprod", "pre-prod", "preview", "stage", "staging", "stg", "beta"],
    &["canary", "gray", "grey"],
    &["prod", "production", "prd", "pro", "live", "online"],
];

/// Where a release comes to such a stage: less is earlier; `None` for a word that is no stage.
pub fn rank(word: &str) -> Option<usize> {
    STAGES.iter().position(|words| words.iter().any(|w| w.eq_ignore_ascii_case(word)))
}

/// A namespace's name, taken apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parts<'a> {
    /// The stage.
    pub stage: &'a str,
    /// What all environments of it have in common; empty where the name is the stage alone.
    pub common: &'a str,
    /// Whether the stage stands before it.
    pub before: bool,
}

/// Takes a namespace's name apart: `iot-prod`, `prod-iot`, `iot-pre-prod`, `dev`. The end is looked at first, and the longer word wins.
pub fn parts(name: &str) -> Option<Parts<'_>> {
    if rank(name).is_some() {
        return Some(Parts { stage: name, common: "", before: false });
    }
    let at_end = || {
        name.match_indices('-').find_map(|(at, _)| {
            let (common, stage) = (&name[..at], &name[at + 1..]);
            (!common.is_empty() && rank(stage).is_some()).then_some(Parts { stage, common, before: false })
        })
    };
    let at_start = || {
        name.rmatch_indices('-').find_map(|(at, _)| {
            let (stage, common) = (&name[..at], &name[at + 1..]);
            (!common.is_empty() && rank(stage).is_some()).then_some(Parts { stage, common, before: true })
        })
    };
    at_end().or_else(at_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (name, want) in [
            ("iot-prod", Some(("prod", "iot", false))),
            ("prod-iot", Some(("prod", "iot", true))),
            ("iot-pre-prod", Some(("pre-prod", "iot", false))),
            ("pre-prod-iot", Some(("pre-prod", "iot", true))),
            ("team-a-shop-qa", Some(("qa", "team-a-shop", false))),
            ("dev", Some(("dev", "", false))),
            ("pre-prod", Some(("pre-prod", "", false))),
            ("default", None),
            ("kube-system", None),
            ("developers", None),
            ("product-search", None),
            ("-dev", None),
        ] {
            assert_eq!(parts(name).map(|p| (p.stage, p.common, p.before)), want, "{name}");
        }
    }

    #[test]
    fn a_release_goes_from_dev_to_prod() {
        let order = ["dev", "test", "uat", "staging", "canary", "production"];
        let ranks: Vec<_> = order.iter().map(|w| rank(w).unwrap()).collect();
        assert!(ranks.is_sorted(), "{ranks:?}");
    }
}
