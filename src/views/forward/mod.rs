//! The form of a port-forward: which port of the object, and which port of this machine.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::ForwardKey;

use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::msg::Effect;
use crate::app::room::{News, Room};
use crate::app::text::{Text, Word};
use crate::app::wish::{Next, Wish};
use crate::command::Over;
use crate::model::Lang;
use crate::model::change::Target;
use crate::model::forward::{LOOPBACK, PortOffer};

/// `F` opens it on a row.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Forward(target) = wish else { return None };
    let id = desk.fresh_id();
    desk.effects.push(Effect::Ports(desk.cluster.session, id, target.clone()));
    Some(Box::new(View::new(id, target.clone())))
}

/// A line of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    /// A port that is offered.
    Offer(usize),
    /// A port that is typed.
    Port,
    /// The local port.
    Local,
    /// Where it listens.
    Address,
}

/// The form.
#[derive(Clone, Debug)]
pub struct View {
    /// The number that the answer has.
    id: u64,
    /// The object.
    target: Target,
    /// Its ports, once they are known.
    ports: Option<Vec<PortOffer>>,
    /// Those that are marked to be forwarded together.
    marked: Vec<bool>,
    at: At,
    /// The offered one that the cursor was on last: it is meant where none is marked and none is typed.
    last: usize,
    /// A port that is not offered.
    port: Field,
    /// The local port; empty for any that is free.
    local: Field,
    address: Field,
    /// What is wrong.
    error: Option<Text>,
}

impl View {
    fn new(id: u64, target: Target) -> Self {
        let (port, local, address) = (Field::default(), Field::default(), Field::offered(LOOPBACK));
        Self { id, target, ports: None, marked: Vec::new(), at: At::Port, last: 0, port, local, address, error: None }
    }

    fn lines(&self) -> Vec<At> {
        let offers = (0..self.ports.as_ref().map_or(0, Vec::len)).map(At::Offer);
        offers.chain([At::Port, At::Local, At::Address]).collect()
    }

    fn step(&mut self, by: isize) {
        let lines = self.lines();
        let now = lines.iter().position(|l| *l == self.at).unwrap_or(0);
        if let Some(at) = lines.get(now.saturating_add_signed(by).min(lines.len().saturating_sub(1))) {
            self.at = *at;
        }
        if let At::Offer(i) = self.at {
            self.last = i;
        }
    }

    /// The ports that are meant: those that are marked and the one that was typed beside them; where none is marked, the one under the
    /// cursor, else the one that was typed, else the one that the cursor was on last.
    fn wanted(&self) -> Vec<String> {
        let ports = self.ports.as_deref().unwrap_or_default();
        let word = |p: &PortOffer| p.port.to_string();
        let marked: Vec<&PortOffer> = ports.iter().zip(&self.marked).filter(|(_, m)| **m).map(|(p, _)| p).collect();
        let typed = Some(self.port.text().trim()).filter(|typed| !typed.is_empty());
        if !marked.is_empty() {
            let another = typed.filter(|typed| !marked.iter().any(|p| word(p) == *typed || *p.name == **typed));
            return marked.into_iter().map(word).chain(another.map(ToOwned::to_owned)).collect();
        }
        match (self.at, typed) {
            (At::Port | At::Local | At::Address, Some(typed)) => vec![typed.to_owned()],
            (At::Offer(i), _) => ports.get(i).map(word).into_iter().collect(),
            (At::Port | At::Local | At::Address, None) => ports.get(self.last).map(word).into_iter().collect(),
        }
    }

    /// The offered port that is forwarded though the cursor is on another line.
    fn meant(&self) -> Option<usize> {
        let away = !matches!(self.at, At::Offer(_));
        (away && self.port.text().trim().is_empty() && !self.marked.contains(&true)).then_some(self.last)
    }

    fn field(&mut self) -> Option<&mut Field> {
        match self.at {
            At::Offer(_) => None,
            At::Port => Some(&mut self.port),
            At::Local => Some(&mut self.local),
            At::Address => Some(&mut self.address),
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
        Word::ForwardPort.of(lang).into()
    }

    fn types(&self) -> bool {
        true
    }

    fn over(&self) -> Over {
        Over::Form
    }

    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        let News::Ports(id, answer) = news else { return Next::Stay };
        if *id != self.id {
            return Next::Stay;
        }
        match answer {
            Ok(offers) => {
                self.marked = vec![false; offers.ports.len()];
                if !offers.ports.is_empty() && self.at == At::Port && self.port.text().is_empty() {
                    self.at = At::Offer(0);
                }
                self.last = 0;
                self.ports = Some(offers.ports.clone());
            }
            Err(why) => {
                self.ports = Some(Vec::new());
                self.error = Some(why.clone().into());
            }
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
