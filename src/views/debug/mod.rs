//! A container for debugging: its image, whose processes it sees, and what it may.

pub mod draw;
mod keys;

pub use keys::DebugKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::processes::words;
use crate::app::room::Room;
use crate::app::text::{FormText, Text, Word};
use crate::app::wish::Wish;
use crate::command::Over;
use crate::model::Lang;
use crate::model::change::{Change, Profile, Target};
use crate::model::image::ImageRef;

/// A line of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    /// The image.
    Image,
    /// Its program.
    Command,
    /// The container whose processes it sees.
    Beside,
    /// What it may.
    Profile,
    /// The namespace of the pod for a node.
    Namespace,
}

/// The form.
#[derive(Clone, Debug)]
pub struct View {
    /// The pod or node.
    target: Target,
    /// The pod's containers; empty for a node.
    containers: Vec<String>,
    image: Field,
    command: Field,
    /// Which of the containers; as many as there are for none.
    beside: usize,
    profile: Profile,
    namespace: Field,
    at: At,
    /// What is wrong.
    error: Option<Text>,
}

impl View {
    fn lines(&self) -> &'static [At] {
        if self.target.resource.is_node() {
            &[At::Image, At::Command, At::Profile, At::Namespace]
        } else {
            &[At::Image, At::Command, At::Beside, At::Profile]
        }
    }

    fn step(&mut self, by: usize) {
        let lines = self.lines();
        let at = lines.iter().position(|l| *l == self.at).unwrap_or(0);
        self.at = lines[(at + by) % lines.len()];
    }

    fn turn(&mut self) {
        match self.at {
            At::Beside => self.beside = (self.beside + 1) % (self.containers.len() + 1),
            At::Profile => self.profile = self.profile.next(),
            At::Image | At::Command | At::Namespace => {}
        }
    }

    /// The field of the line, where one types in it.
    fn field(&mut self) -> Option<&mut Field> {
        match self.at {
            At::Image => Some(&mut self.image),
            At::Command => Some(&mut self.command),
            At::Namespace => Some(&mut self.namespace),
            At::Beside | At::Profile => None,
        }
    }

    /// The change that the form asks for.
    fn change(&mut self) -> Result<Change, Text> {
        let (image, profile) = (self.image.text().trim().to_owned(), self.profile);
        if let Err(why) = ImageRef::parse(&image) {
            self.at = At::Image;
            return Err(FormText::Image(why).into());
        }
        let command = match self.command.text().trim() {
            "" => Vec::new(),
            typed => words::split(typed).inspect_err(|_| self.at = At::Command).map_err(Text::from)?,
        };
        if self.target.resource.is_node() {
            let namespace = self.namespace.text().trim().to_owned();
            if namespace.is_empty() {
                self.at = At::Namespace;
                return Err(FormText::Namespace.into());
            }
            return Ok(Change::DebugNode { image, command, profile, namespace, pod: String::new() });
        }
        let container = self.containers.get(self.beside).cloned().unwrap_or_default();
        Ok(Change::Debug { image, command, container, profile, name: String::new() })
    }
}

/// What is to be debugged is told by the wish.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Debug(target, containers, tool) = wish else { return None };
    Some(Box::new(View {
        target: target.clone(),
        containers: containers.clone(),
        image: Field::offered(&tool.image),
        command: Field::new(&tool.command),
        beside: 0,
        profile: tool.profile,
        namespace: Field::offered("default"),
        at: At::Image,
        error: None,
    }))
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        Word::DebugTitle.of(lang).into()
    }

    fn types(&self) -> bool {
        matches!(self.at, At::Image | At::Command | At::Namespace)
    }

    fn over(&self) -> Over {
        Over::Form
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        if let Some(field) = self.field() {
            field.paste(text.trim());
            self.error = None;
        }
    }
}
