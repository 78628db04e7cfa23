//! Deleting: how it goes, what becomes of what it owns, and how long its processes are given.

use super::{Mode, Next};
use crate::app::field::Field;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::{Code, Key};
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
pub struct DeleteForm {
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
    pub error: Option<String>,
}

impl DeleteForm {
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
    fn change(&self) -> Result<Change, String> {
        if self.evict {
            return Ok(Change::Evict);
        }
        let grace = match self.grace.text().trim() {
            "" => None,
            text => match text.parse::<u32>() {
                Ok(n) if n <= GRACE_MOST => Some(n),
                _ => return Err(format!("seconds, 0 to {GRACE_MOST}; empty for the pods' own")),
            },
        };
        Ok(Change::Delete { propagation: self.propagation, grace })
    }
}

impl State {
    /// Asks how these objects are to be deleted.
    pub(in crate::app) fn begin_delete(&mut self, targets: Vec<Target>) {
        if !targets.is_empty() {
            self.open_view(Mode::Delete(DeleteForm::new(targets)));
        }
    }

    pub(in crate::app) fn delete_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> Next {
        let Some(Mode::Delete(form)) = self.views.top_mut() else { return Next::Stay };
        let lines = form.lines().len();
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => return Next::Close,
            (Code::Down | Code::Tab, _) => form.step(1),
            (Code::Up | Code::BackTab, _) => form.step(lines - 1),
            (Code::Enter, _) => match form.change() {
                Ok(change) => {
                    let changes = form.targets.iter().map(|t| (t.clone(), change.clone())).collect();
                    return Next::to(self.looking_at(changes, effects));
                }
                Err(error) => form.error = Some(error),
            },
            (Code::Left | Code::Right | Code::Char(' '), _) if form.line != DeleteLine::Grace => form.turn(),
            _ if form.line == DeleteLine::Grace && key.typed().is_none_or(|c| c.is_ascii_digit()) => {
                if form.grace.key(key) {
                    form.error = None;
                } else {
                    self.only_these(key, "↑↓ line, Enter continues, Esc leaves");
                }
            }
            _ if form.line == DeleteLine::Grace => self.only_these(key, "a number of seconds; ↑↓ line, Esc leaves"),
            _ => self.only_these(key, "Space changes it, ↑↓ line, Esc leaves"),
        }
        Next::Stay
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Uid};

    fn form(kind: Kind) -> DeleteForm {
        let target =
            Target { context: "c".into(), resource: kind.into(), namespace: "iot".into(), name: "x".into(), uid: Uid::new("u") };
        DeleteForm::new(vec![target])
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
