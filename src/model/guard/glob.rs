//! Globs: `*` stands for any text, `?` for any one character.

use super::words;
use crate::model::Name;

/// A pattern for a context or a namespace. Case does not count: production is production however it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Glob(Name);

impl Glob {
    /// Reads one. What another tool would take for a class, an alternative or a negation is refused: a rule that guards nothing
    /// because its pattern means itself is worse than none.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("an empty pattern matches nothing; leave the field out for all, or write \"*\"".into());
        }
        if text != text.trim() {
            return Err(format!("{text:?} begins or ends with a blank, so it would match nothing"));
        }
        if let Some(c) = text.chars().find(|c| matches!(c, '[' | ']' | '{' | '}' | '!' | '^' | '\\')) {
            return Err(format!("{text:?}: {c:?} has no meaning here; a pattern knows * (any text) and ? (any one character)"));
        }
        Ok(Self(text.into()))
    }

    /// Reads one for namespaces, whose names are known to be of small letters, digits and `-`.
    pub fn namespace(text: &str) -> Result<Self, String> {
        let glob = Self::parse(text)?;
        match text.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '*' | '?')) {
            Some(c) => Err(format!("{text:?} matches no namespace: their names have letters, digits and -, no {c:?}")),
            None => Ok(glob),
        }
    }

    /// Whether it matches a name as a whole.
    pub fn matches(&self, name: &str) -> bool {
        let (mut pattern, mut text) = (self.0.chars(), name.chars());
        // Behind the last `*`, and where in the name what follows it is tried next.
        let mut again = None;
        loop {
            let (mut next_pattern, mut next_text) = (pattern.clone(), text.clone());
            match (next_pattern.next(), next_text.next()) {
                (None, None) => return true,
                (Some('*'), _) => {
                    again = Some((next_pattern.clone(), text.clone()));
                    pattern = next_pattern;
                }
                (Some(p), Some(t)) if p == '?' || p.to_lowercase().eq(t.to_lowercase()) => {
                    (pattern, text) = (next_pattern, next_text);
                }
                _ => {
                    let Some((behind, from)) = &mut again else { return false };
                    if from.next().is_none() {
                        return false;
                    }
                    (pattern, text) = (behind.clone(), from.clone());
                }
            }
        }
    }
}

/// A pattern for a kind: its name, its plural or its short name in any case, or a glob of the name or the plural.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KindGlob(Glob);

impl KindGlob {
    /// Reads one. A word that is nearly, but not quite, a kind of Kubernetes is refused.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(kind) = words::kind(text) {
            return Ok(Self(Glob(kind.into())));
        }
        let glob = Glob::parse(text)?;
        if text.contains(['*', '?']) {
            return Ok(Self(glob));
        }
        if let Some(c) = text.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(format!("{text:?} matches no kind: write its name alone, without group or version, so no {c:?}"));
        }
        match words::nearly(text) {
            Some(kind) => {
                Err(format!("{text:?} is no kind of Kubernetes; {kind} is. A custom kind of this name: put ? for a letter"))
            }
            None => Ok(Self(glob)),
        }
    }

    /// Whether it may match several.
    pub fn is_glob(&self) -> bool {
        self.0.0.contains(['*', '?'])
    }

    /// Whether it matches a kind, given as the API names it: `Deployment`.
    pub fn matches(&self, kind: &str) -> bool {
        self.0.matches(kind) || self.0.matches(&words::plural(kind))
    }
}
