//! What is meant to differ between environments, as the settings say it.

use crate::model::guard::Glob;
use std::sync::Arc;

/// Something that is left out where two environments are compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// As it is written.
    text: Arc<str>,
    /// The steps of its path, each a pattern.
    steps: Arc<[Glob]>,
}

/// The parts of a path. Names of variables and keys of labels may have dots of their own.
fn split(path: &str) -> Vec<&str> {
    for (written, field) in [("label:", "labels"), ("annotation:", "annotations")] {
        if let Some(key) = path.strip_prefix(written) {
            return vec![field, key];
        }
    }
    match path.split_once('.') {
        Some((field @ ("env" | "labels" | "annotations"), key)) => vec![field, key],
        Some(_) | None => path.split('.').collect(),
    }
}

impl Rule {
    /// Reads one: `replicas`, `env.JAVA_OPTS`, `env.SPRING_*`, `label:stage`, `annotation:team`, `resources.limits`, `containers.app.args`.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let steps: Result<Vec<Glob>, String> = split(text)
            .into_iter()
            .map(|step| Glob::parse(step).map_err(|_| step))
            .map(|step| {
                step.map_err(|step| {
                    format!("{text:?} is no path: {step:?} is none of its steps; such as replicas, env.NAME, label:KEY")
                })
            })
            .collect();
        Ok(Self { text: text.into(), steps: steps?.into() })
    }

    /// As it is written.
    pub fn words(&self) -> &str {
        &self.text
    }

    /// The steps of its path.
    pub fn steps(&self) -> &[Glob] {
        &self.steps
    }

    /// Whether what stands at a path is left out, or the whole that it is a part of.
    pub fn covers(&self, path: &str) -> bool {
        let path = split(path);
        self.steps.len() <= path.len() && self.steps.iter().zip(path).all(|(glob, step)| glob.matches(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_covers_its_path_and_what_is_below() {
        for (rule, path, want) in [
            ("env.JAVA_OPTS", "env.JAVA_OPTS", true),
            ("env.JAVA_OPTS", "env.JAVA", false),
            ("env.spring.*", "env.spring.profiles.active", true),
            ("env", "env.A", true),
            ("env", "envFrom", false),
            ("label:stage", "labels.stage", true),
            ("label:app.kubernetes.io/part-of", "labels.app.kubernetes.io/part-of", true),
            ("resources", "resources", true),
            ("resources.limits", "resources", false),
        ] {
            assert_eq!(Rule::parse(rule).unwrap().covers(path), want, "{rule} {path}");
        }
        for text in ["", " ", "env.", "a..b", "label:", "x[0]"] {
            assert!(Rule::parse(text).is_err(), "{text:?}");
        }
    }
}
