//! What a kubeconfig wants of its fields: what stands there otherwise is named with file, line and field.

use crate::model::text::clean;
use crate::model::trouble::Fault;
pub(super) use crate::yaml::Node;
use crate::yaml::{Broken, Value};

/// What is wrong with a file, in which line, 0 where that is not known, and with which field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wrong {
    pub line: u64,
    /// Empty where it is none.
    pub field: String,
    pub fault: Fault,
}

impl Wrong {
    /// Of the file as a whole, or what stands in a line.
    pub(super) const fn of(line: u64, fault: Fault) -> Self {
        Self { line, field: String::new(), fault }
    }
}

impl From<Broken> for Wrong {
    fn from(broken: Broken) -> Self {
        Self::of(broken.line, Fault::Words(clean(&broken.words).into_owned()))
    }
}

impl Node {
    /// The elements of a list field; none where it is not there or `null`.
    pub(super) fn elements(&self, field: &str) -> Result<&[Self], Wrong> {
        match self.get(field) {
            None => Ok(&[]),
            Some(Self { value: Value::List(items), .. }) => Ok(items),
            Some(other) => Err(other.wrong(field, Fault::MustBeList)),
        }
    }

    /// A text field; nothing where it is not there, `null` or empty. A number or `true` without quotes is none, as for kubectl.
    pub(super) fn string(&self, field: &str) -> Result<Option<&str>, Wrong> {
        match self.get(field) {
            None => Ok(None),
            Some(Self { value: Value::Text(text), .. }) => Ok(Some(text.as_str()).filter(|t| !t.is_empty())),
            Some(other) => Err(other.wrong(field, Fault::MustBeText)),
        }
    }

    /// A list of texts.
    pub(super) fn strings(&self, field: &str) -> Result<Vec<String>, Wrong> {
        let text = |node: &Self| match &node.value {
            Value::Text(text) => Ok(text.clone()),
            Value::Null => Ok(String::new()),
            Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Map(_) => Err(node.wrong(field, Fault::MustBeTexts)),
        };
        self.elements(field)?.iter().map(text).collect()
    }

    /// A map of texts, such as the settings of an auth-provider.
    pub(super) fn pairs(&self, field: &str) -> Result<Vec<(String, String)>, Wrong> {
        match self.get(field) {
            None => Ok(Vec::new()),
            Some(map) if map.is_map() => {
                map.keys().map(|key| Ok((key.to_owned(), map.string(key)?.unwrap_or_default().to_owned()))).collect()
            }
            Some(other) => Err(other.wrong(field, Fault::MustBeMap)),
        }
    }

    /// A switch; off where it is not there.
    pub(super) fn flag(&self, field: &str) -> Result<bool, Wrong> {
        match self.get(field) {
            None => Ok(false),
            Some(Self { value: Value::Bool(on), .. }) => Ok(*on),
            Some(other) => Err(other.wrong(field, Fault::MustBeBool)),
        }
    }

    /// What is wrong with a field of this node, which is named with its line.
    pub(super) fn fault(&self, field: &str, fault: Fault) -> Wrong {
        Wrong { line: self.line_of(field), field: clean(field).into_owned(), fault }
    }

    fn wrong(&self, field: &str, fault: Fault) -> Wrong {
        Wrong { line: self.line, field: clean(field).into_owned(), fault }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_what_is_wanted_is_named_with_its_line() {
        let Ok(node) = Node::read("a: x\nnumber: 12\nnone: ~\n") else { panic!() };
        assert_eq!((node.string("a"), node.string("none"), node.string("not there")), (Ok(Some("x")), Ok(None), Ok(None)));
        assert_eq!(node.string("number"), Err(Wrong { line: 2, field: "number".into(), fault: Fault::MustBeText }));
        assert_eq!(node.elements("a").err().unwrap().line, 1);
        assert!(node.elements("none").unwrap().is_empty());
    }
}
