//! Typing the number of replicas. The field starts at the present number.

use crate::app::field::Field;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::state::State;
use crate::command::{Code, Key};
use crate::model::change::{Change, Target};

/// More replicas than this are asked about twice: it is a slip far more often than a wish.
pub const MANY: u32 = 100;

/// The form.
#[derive(Clone, Debug)]
pub struct ScaleForm {
    /// Whose.
    pub target: Target,
    /// The number now.
    pub from: u32,
    /// What is typed.
    pub field: Field,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl State {
    pub(in crate::app) fn open_scale(&mut self) {
        let Some(w) = self.workload() else { return };
        let form = ScaleForm { target: self.target(w), from: w.desired, field: Field::new(w.desired.to_string()), error: None };
        self.mode = super::Mode::Scale(form);
    }

    pub(in crate::app) fn scale_key(&mut self, mut form: ScaleForm, key: Key, effects: &mut Vec<Effect>) {
        let number = form.field.text().trim().parse::<u32>();
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => return,
            (Code::Enter, _) => match number {
                Ok(to) if to == form.from => {
                    self.messages.say(self.now, Level::Info, format!("{} has {to} replicas already", form.target.name));
                    return;
                }
                Ok(to) if to <= 100_000 => {
                    let change = Change::Scale { from: form.from, to };
                    return self.look_at_change(form.target, change, effects);
                }
                _ => form.error = Some("a whole number of replicas, 0 to 100000".into()),
            },
            // Up and down count, as a number's keys do elsewhere.
            (Code::Up, _) => form.field = Field::new(number.unwrap_or(form.from).saturating_add(1).to_string()),
            (Code::Down, _) => form.field = Field::new(number.unwrap_or(form.from).saturating_sub(1).to_string()),
            _ => {
                let digit = key.typed().is_none_or(|c| c.is_ascii_digit());
                if digit {
                    form.field.key(key);
                    form.error = None;
                }
            }
        }
        self.mode = super::Mode::Scale(form);
    }
}
