//! Deleting: how it goes, what becomes of what it owns, and how long its processes are given.

pub mod draw;
mod keys;

pub use keys::DeleteKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::Room;
use crate::app::text::{FormText, Text, Word};
use crate::app::wish::Wish;
use crate::command::Over;
use crate::model::Lang;
use crate::model::change::{Change, Propagation, Target};

/// The most seconds of grace that make sense: a day.
const GRACE_MOST: u32 = 86_400;

/// A line of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named as the form's lines")]
pub enum DeleteLine {
    How,
    Owned,
    Grace,
}

/// The form.
#[derive(Clone, Debug)]
pub struct View {
    /// What is to go.
    pub targets: Vec<Target>,
    /// Whether all of them are pods, which can also be evicted.
    pub pods: bool,
    /// By the Eviction API, which heeds PodDisruptionBudgets.
    pub evict: bool,
    /// What becomes of what they own.
    pub propagation: Propagation,
    /// Seconds that their processes are given; empty for their own.
    pub grace: Field,
    /// The line under the cursor.
    pub line: DeleteLine,
    /// What is wrong.
    pub error: Option<Text>,
}

impl View {
    fn new(targets: Vec<Target>) -> Self {
        let pods = targets.iter().all(|t| t.resource.is_pod());
        Self {
            pods,
            targets,
            evict: false,
            propagation: Propagation::default(),
            grace: Field::default(),
            line: if pods { DeleteLine::How } else { DeleteLine::Owned },
            error: None,
        }
    }

    /// The lines that there are.
    pub fn lines(&self) -> &'static [DeleteLine] {
        match (self.pods, self.evict) {
            (true, true) => &[DeleteLine::How],
            (true, false) => &[DeleteLine::How, DeleteLine::Grace],
            (false, _) => &[DeleteLine::Owned, DeleteLine::Grace],
        }
    }

    fn step(&mut self, by: usize) {
        let lines = self.lines();
        let at = lines.iter().position(|l| *l == self.line).unwrap_or(0);
        self.line = lines[(at + by) % lines.len()];
    }

    fn turn(&mut self) {
        match self.line {
            DeleteLine::How => self.evict = !self.evict,
            DeleteLine::Owned => {
                let at = Propagation::ALL.iter().position(|p| *p == self.propagation).unwrap_or(0);
                self.propagation = Propagation::ALL[(at + 1) % Propagation::ALL.len()];
            }
            DeleteLine::Grace => {}
        }
    }

    /// The change that the form asks for.
    fn change(&self) -> Result<Change, FormText> {
        if self.evict {
            return Ok(Change::Evict);
        }
        let grace = match self.grace.text().trim() {
            "" => None,
            text => match text.parse::<u32>() {
                Ok(n) if n <= GRACE_MOST => Some(n),
                _ => return Err(FormText::Grace(GRACE_MOST)),
            },
        };
        Ok(Change::Delete { propagation: self.propagation, grace })
    }
}

/// What is to go is told by the wish.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Delete(targets) = wish else { return None };
    Some(Box::new(View::new(targets.clone())))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Delete.of(lang).into()
    }

    fn types(&self) -> bool {
        self.line == DeleteLine::Grace
    }

    fn over(&self) -> Over {
        Over::Form
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Uid};

    fn form(kind: Kind) -> View {
        let target =
            Target { context: "c".into(), resource: kind.into(), namespace: "iot".into(), name: "x".into(), uid: Uid::new("u") };
        View::new(vec![target])
    }

    #[test]
    fn the_form_says_what_it_asks_for() {
        let mut f = form(Kind::Deployment);
        assert_eq!(f.change(), Ok(Change::Delete { propagation: Propagation::Background, grace: None }));
        f.turn();
        f.turn();
        f.grace = Field::new("0");
        assert_eq!(f.change(), Ok(Change::Delete { propagation: Propagation::Orphan, grace: Some(0) }));
        f.grace = Field::new("99999999");
        assert!(f.change().is_err());
        let mut f = form(Kind::Pod);
        assert_eq!(f.lines().len(), 2);
        f.turn();
        assert_eq!((f.change(), f.lines().len()), (Ok(Change::Evict), 1));
    }
}
