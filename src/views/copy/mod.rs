//! The form of a copy: into the container or out of it, the path there and the path here.

mod complete;
pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::CopyKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::{News, Room};
use crate::app::text::{CopyText, Word};
use crate::app::wish::{Next, Wish};
use crate::command::Over;
use crate::model::Lang;
use crate::model::change::Target;
use complete::Completion;

/// Its key opens it on a pod or container.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::CopyFiles(target, container) = wish else { return None };
    Some(Box::new(View::new(target.clone(), container.clone())))
}

/// A line of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    /// Into the container or out of it.
    Way,
    /// The path in the container.
    There,
    /// The path on this machine.
    Here,
    /// Whether a file that is there may be replaced.
    Replace,
}

impl At {
    const ALL: [At; 4] = [Self::Way, Self::There, Self::Here, Self::Replace];
}

/// The form.
#[derive(Clone, Debug)]
pub struct View {
    target: Target,
    /// Empty for the one that is the pod's default.
    container: String,
    at: At,
    /// Whether it goes into the container.
    into: bool,
    there: Field,
    here: Field,
    replace: bool,
    completion: Completion,
    /// What is wrong.
    error: Option<CopyText>,
}

impl View {
    fn new(target: Target, container: String) -> Self {
        let (there, here) = (Field::default(), Field::offered("."));
        Self {
            target,
            container,
            at: At::There,
            into: false,
            there,
            here,
            replace: false,
            completion: Completion::default(),
            error: None,
        }
    }

    fn step(&mut self, by: isize) {
        let now = At::ALL.iter().position(|l| *l == self.at).unwrap_or(0);
        if let Some(at) = At::ALL.get(now.saturating_add_signed(by).min(At::ALL.len() - 1)) {
            self.at = *at;
        }
    }

    const fn field(&mut self) -> Option<&mut Field> {
        match self.at {
            At::Way | At::Replace => None,
            At::There => Some(&mut self.there),
            At::Here => Some(&mut self.here),
        }
    }
}

impl View {
    /// The object that it is about.
    pub const fn target(&self) -> &Target {
        &self.target
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::CopyFiles.of(lang).into()
    }

    fn types(&self) -> bool {
        matches!(self.at, At::There | At::Here)
    }

    fn over(&self) -> Over {
        Over::Form
    }

    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        if let News::Listed(id, answer) = news {
            self.listed(*id, answer);
        }
        Next::Stay
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        if let Some(field) = self.field() {
            field.paste(text.trim());
            self.error = None;
        }
    }
}
