//! The paths of one's own columns, as kubectl's `-o custom-columns` has them: `.a.b`, `['x.y/z']`, `[0]`, `[-1]`, `[1:3]`, `[*]`, `..b`,
//! `[?(@.type=="Ready")].status`. Here they are read; [what lies there](crate::model::json_path::Step) is looked up where objects are.

mod read;

use super::Name;
use read::Reader;
use std::fmt;

/// The longest path, in bytes: it is read by going into it, so its length bounds how deep.
const LONGEST: usize = 400;

/// One step of a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// The field of this name.
    Field(Name),
    /// All fields, or all elements.
    Every,
    /// The element at this place; from the end where it is negative.
    At(i64),
    /// Elements from a place to before another, each so many.
    Range(Option<i64>, Option<i64>, usize),
    /// What several steps lead to, one after the other.
    Either(Vec<Step>),
    /// What is here, and all that lies below it.
    Deep,
    /// The elements that pass.
    Where(Test),
}

/// What an element must pass.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Test {
    /// Something is there.
    Has(Vec<Step>),
    /// Both sides compare so.
    Compares(Side, Comparison, Side),
}

/// One side of a comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Side {
    /// What lies there in the element.
    Path(Vec<Step>),
    /// A text.
    Text(Name),
    /// A number, as it is written.
    Number(Name),
    /// True or false.
    Flag(bool),
}

/// How two sides are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// Equal.
    Is,
    /// Not equal.
    IsNot,
    /// Less.
    Less,
    /// At most.
    AtMost,
    /// More.
    More,
    /// At least.
    AtLeast,
}

/// A path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonPath {
    text: Name,
    steps: Vec<Step>,
}

impl JsonPath {
    /// Reads a path; the error says what cannot be read, and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let inner = text.trim();
        let inner = inner.strip_prefix('{').map_or(Some(inner), |rest| rest.strip_suffix('}'));
        let inner = inner.ok_or_else(|| format!("{text:?} begins with {{ and does not end with }}"))?.trim();
        if inner.is_empty() {
            return Err("it is empty: a path is like .spec.replicas".into());
        }
        if inner.len() > LONGEST {
            return Err(format!("it is longer than {LONGEST} characters"));
        }
        let root = inner.strip_prefix(['$', '@']).unwrap_or(inner);
        // As kubectl's: the first point may be left out.
        let steps = Reader::new(root).steps(true, |_| false)?;
        Ok(Self { text: text.trim().into(), steps })
    }

    /// Its steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
