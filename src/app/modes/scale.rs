//! Typing the number of replicas. The field starts at the present number; several keep their own numbers unless one is typed.

use super::{Mode, Next};
use crate::app::field::Field;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::{Code, Key};
use crate::model::change::{Change, Target};
use crate::model::workload::Workload;

/// More replicas than this are asked about twice: it is a slip far more often than a wish.
pub const MANY: u32 = 100;
/// More than this the form does not take.
const MOST: u32 = 100_000;

/// The form.
#[derive(Clone, Debug)]
pub struct ScaleForm {
    /// Whose, each with the number that it has now.
    pub targets: Vec<(Target, u32)>,
    /// What is typed; empty where each of several keeps its own number.
    pub field: Field,
    /// By how much each of several is moved, where nothing is typed.
    pub shift: i32,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl ScaleForm {
    /// A form for these.
    pub fn new(targets: Vec<(Target, u32)>) -> Self {
        let field = if let [(_, from)] = &targets[..] { Field::offered(from.to_string()) } else { Field::default() };
        Self { targets, field, shift: 0, error: None }
    }

    /// The number that one with `from` replicas gets; `None` where what is typed is none.
    pub fn wanted(&self, from: u32) -> Option<u32> {
        match self.field.text().trim() {
            "" if self.targets.len() > 1 => Some(from.saturating_add_signed(self.shift).min(MOST)),
            text => text.parse().ok().filter(|n| *n <= MOST),
        }
    }

    fn count(&mut self, by: i32) {
        match self.field.text().trim().parse::<u32>() {
            Ok(n) => self.field = Field::offered(n.saturating_add_signed(by).to_string()),
            Err(_) if self.targets.len() > 1 => self.shift += by,
            Err(_) => {
                let from = self.targets.first().map_or(0, |(_, from)| *from);
                self.field = Field::offered(from.saturating_add_signed(by).to_string());
            }
        }
    }
}

impl State {
    pub(in crate::app) fn open_scale(&mut self, workloads: &[Workload]) {
        // A DaemonSet among the marked has no number to set.
        let targets: Vec<_> = workloads.iter().filter(|w| w.kind.scales()).map(|w| (self.target(w), w.desired)).collect();
        if targets.len() < workloads.len() {
            self.messages.say(self.now, Level::Info, "DaemonSets are skipped: they run one pod on each node");
        }
        if !targets.is_empty() {
            self.open_view(Mode::Scale(ScaleForm::new(targets)));
        }
    }

    pub(in crate::app) fn scale_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> Next {
        let Some(Mode::Scale(form)) = self.views.top_mut() else { return Next::Stay };
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => return Next::Close,
            (Code::Enter, _) => {
                let wanted: Option<Vec<_>> =
                    form.targets.iter().map(|(t, from)| Some((t.clone(), *from, form.wanted(*from)?))).collect();
                match wanted {
                    None => form.error = Some(format!("a whole number of replicas, 0 to {MOST}")),
                    Some(all) => {
                        let same = all.iter().all(|(_, from, to)| from == to);
                        if let (true, Some((target, from, _))) = (same, all.first()) {
                            let what = if all.len() == 1 {
                                format!("{} in {} already has {from} replicas", target.name, target.namespace)
                            } else {
                                "All of them already have that number of replicas".into()
                            };
                            self.messages.say(self.now, Level::Info, what);
                            return Next::Close;
                        }
                        let change = |(target, from, to)| (target, Change::Scale { from, to });
                        let changes = all.into_iter().filter(|(_, from, to)| from != to).map(change).collect();
                        return Next::to(self.looking_at(changes, effects));
                    }
                }
            }
            // Up and down count, as a number's keys do elsewhere.
            (Code::Up, _) => form.count(1),
            (Code::Down, _) => form.count(-1),
            _ => {
                let digit = key.typed().is_none_or(|c| c.is_ascii_digit());
                if digit && form.field.key(key) {
                    form.error = None;
                } else {
                    self.only_these(key, "a number, or ↑↓ to count; Esc leaves");
                }
            }
        }
        Next::Stay
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Uid};

    #[test]
    fn several_keep_their_own_numbers_unless_one_is_typed() {
        let target = |name: &str| Target {
            context: "c".into(),
            resource: Kind::Deployment.into(),
            namespace: "iot".into(),
            name: name.into(),
            uid: Uid::new(name),
        };
        let mut form = ScaleForm::new(vec![(target("a"), 1), (target("b"), 5)]);
        let wanted = |form: &ScaleForm| form.targets.iter().map(|(_, from)| form.wanted(*from)).collect::<Vec<_>>();
        form.count(1);
        form.count(1);
        assert_eq!(wanted(&form), [Some(3), Some(7)]);
        form.shift = -3;
        assert_eq!(wanted(&form), [Some(0), Some(2)]);
        form.field = Field::new("4");
        assert_eq!(wanted(&form), [Some(4), Some(4)]);
        let mut one = ScaleForm::new(vec![(target("a"), 1)]);
        one.count(-1);
        assert_eq!(wanted(&one), [Some(0)]);
        one.field = Field::new("");
        assert_eq!(wanted(&one), [None]);
        one.field = Field::new("999999");
        assert_eq!(wanted(&one), [None]);
    }
}
