//! Typing the number of replicas. The field starts at the present number; several keep their own numbers unless one is typed.

pub mod draw;
mod keys;

pub use keys::ScaleKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::Room;
use crate::app::text::{Text, Word};
use crate::app::wish::Wish;
use crate::model::Lang;
use crate::model::change::Target;

/// More replicas than this are asked about twice: it is a slip far more often than a wish.
pub const MANY: u32 = 100;
/// More than this the form does not take.
const MOST: u32 = 100_000;

/// The form.
#[derive(Clone, Debug)]
pub struct View {
    /// Whose, each with the number that it has now.
    pub targets: Vec<(Target, u32)>,
    /// What is typed; empty where each of several keeps its own number.
    pub field: Field,
    /// By how much each of several is moved, where nothing is typed.
    pub shift: i32,
    /// What is wrong with it.
    pub error: Option<Text>,
}

impl View {
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

/// Whose number is typed is told by the wish.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Scale(targets) = wish else { return None };
    Some(Box::new(View::new(targets.clone())))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::Scale.of(lang).into()
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        if text.trim().bytes().all(|b| b.is_ascii_digit()) {
            self.field.paste(text.trim());
        }
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
        let mut form = View::new(vec![(target("a"), 1), (target("b"), 5)]);
        let wanted = |form: &View| form.targets.iter().map(|(_, from)| form.wanted(*from)).collect::<Vec<_>>();
        form.count(1);
        form.count(1);
        assert_eq!(wanted(&form), [Some(3), Some(7)]);
        form.shift = -3;
        assert_eq!(wanted(&form), [Some(0), Some(2)]);
        form.field = Field::new("4");
        assert_eq!(wanted(&form), [Some(4), Some(4)]);
        let mut one = View::new(vec![(target("a"), 1)]);
        one.count(-1);
        assert_eq!(wanted(&one), [Some(0)]);
        one.field = Field::new("");
        assert_eq!(wanted(&one), [None]);
        one.field = Field::new("999999");
        assert_eq!(wanted(&one), [None]);
    }
}
