//! Why a text that somebody wrote asks for nothing that can be done.

use crate::model::Name;
use std::fmt;

/// Why a text that somebody wrote asks for nothing that can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DocumentReason {
    /// It is no YAML, and why.
    NotYaml(String),
    /// There is no object in it.
    Empty,
    /// What stands under this key of a Secret is no text.
    NoText(Name),
    /// What stands under this key is no text, so that no editor can have it.
    Binary(Name),
    /// The value of one key is edited, and another key stands beside it: this one, and that.
    Beside(Name, Name),
    /// What it holds can never be changed again.
    Immutable,
    /// The object that it is of is not remembered any more.
    OpenedLongAgo,
    /// By this field it would be another object.
    Another(&'static str),
    /// What is wrong with one of several documents.
    In(usize, Box<Self>),
    /// A document has no such field.
    Lacks(&'static str),
    /// A document is no map.
    NoObject,
    /// The server knows no such kind; of which version.
    UnknownKind(String, String),
    /// It stands in no namespace, and none is meant: kind and name.
    NoNamespace(Name, String),
    /// A document stands before the one that makes its namespace.
    Before(usize, usize),
    /// Two documents are the same object: which, its kind and name.
    Twice(usize, usize, Name, Name),
    /// There is no such namespace in this context, and nothing makes it.
    NamespaceMissing(Name, Name),
}

/// In English.
impl fmt::Display for DocumentReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYaml(why) => write!(f, "not valid YAML: {why}"),
            Self::Empty => f.write_str("the text has no object in it"),
            Self::NoText(key) => write!(f, "what stands under {key} is no text: put it in quotes"),
            Self::Binary(key) => write!(f, "what stands under {key} is no text: no editor can have it"),
            Self::Beside(other, key) => write!(f, "{other} stands beside {key}, and {key} alone is edited here"),
            Self::Immutable => {
                f.write_str("it is immutable: what it holds can never be changed; delete it and create it anew, or create another")
            }
            Self::OpenedLongAgo => f.write_str("opened too long ago; edit it again"),
            Self::Another(what) => write!(f, "the {what} cannot be changed: it would be another object"),
            Self::In(number, what) => write!(f, "document {number}: {what}"),
            Self::Lacks(what) => write!(f, "it has no {what}"),
            Self::NoObject => f.write_str("it is not an object"),
            Self::UnknownKind(kind, version) => write!(f, "the server knows no {kind} of {version}"),
            Self::NoNamespace(kind, name) => write!(f, "{kind} {name} names no namespace, and none is in view"),
            Self::Before(document, later) => {
                write!(f, "document {document}: its namespace comes after it, in document {later}: put that first")
            }
            Self::Twice(one, other, kind, name) => write!(f, "documents {one} and {other} are both {kind} {name}"),
            Self::NamespaceMissing(namespace, context) => {
                let advice = "create it first, or put it before this in the text";
                write!(f, "namespace {namespace} does not exist in {context}: {advice}")
            }
        }
    }
}
