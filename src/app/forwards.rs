//! Port-forwards of this run: which there are, how they go, and those that are saved by name. They go on whatever is in front.

use super::msg::Effect;
use crate::model::change::{Change, Target};
use crate::model::forward::{ForwardNews, LOOPBACK, SavedForward, url};
use crate::model::{Name, SessionId, Time, Uid};

/// A forward that was asked for, and is open once it listens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Forward {
    /// The number of the intent.
    pub id: u64,
    /// The session that it is in.
    pub session: SessionId,
    /// The object.
    pub target: Target,
    /// Number or name of the port, as it was asked for.
    pub port: String,
    /// The local port that was asked for; 0 for any.
    pub local: u16,
    /// Where it listens.
    pub address: String,
    /// Since when.
    pub since: Time,
    /// How it goes; `None` until it listens.
    pub news: Option<ForwardNews>,
    /// Whether its end was asked for.
    pub(super) ending: bool,
}

impl Forward {
    /// The URL of its local end; `None` until it listens.
    pub fn url(&self) -> Option<String> {
        let news = self.news.as_ref()?;
        let port = news.pod.as_ref().map_or_else(|| self.port.clone(), |(_, _, port)| port.to_string());
        Some(url(&news.local, &port, &self.port))
    }

    /// Whether its end was asked for.
    pub const fn is_ending(&self) -> bool {
        self.ending
    }

    /// It as it is saved by a name: with the local port that it has, wherever that was left open.
    pub fn saved_as(&self, name: Name) -> SavedForward {
        let target = Target { uid: Target::unborn(), ..self.target.clone() };
        let local = self.news.as_ref().and_then(|n| n.local.rsplit_once(':')?.1.parse().ok()).unwrap_or(self.local);
        SavedForward { name, target, port: self.port.clone(), local, address: self.address.clone() }
    }

    /// Whether it is what this saved one would open.
    pub fn is_as(&self, saved: &SavedForward) -> bool {
        let mut own = self.saved_as(saved.name.clone());
        if saved.local == 0 {
            own.local = 0;
        }
        Target { uid: own.target.uid.clone(), ..saved.target.clone() } == own.target
            && (&own.port, own.local, &own.address) == (&saved.port, saved.local, &saved.address)
    }

    /// Whether it leads to this object, by itself or at this moment.
    fn leads_to(&self, uid: &Uid) -> bool {
        self.target.uid == *uid || self.news.as_ref().and_then(|n| n.pod.as_ref()).is_some_and(|(_, pod, _)| pod == uid)
    }
}

/// All forwards.
#[derive(Clone, Debug, Default)]
pub struct Forwards {
    pub(super) list: Vec<Forward>,
    /// Those that are saved, of all contexts.
    pub saved: Vec<SavedForward>,
    /// A saved one whose object is looked for, by the number that the answer has.
    pub(super) opening: Option<(u64, SavedForward)>,
}

impl Forwards {
    /// Those that there are, in the order in which they were opened.
    pub fn all(&self) -> &[Forward] {
        &self.list
    }

    /// The one of this number.
    pub fn of(&self, id: u64) -> Option<&Forward> {
        self.list.iter().find(|f| f.id == id)
    }

    /// The numbers of all, in the same order.
    pub fn ids(&self) -> Vec<u64> {
        self.list.iter().map(|f| f.id).collect()
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether one leads to this object.
    pub fn leads_to(&self, uid: &Uid) -> bool {
        self.list.iter().any(|f| f.leads_to(uid))
    }

    /// Those that are saved in a context.
    pub fn saved_in<'a>(&'a self, context: &'a Name) -> impl Iterator<Item = &'a SavedForward> {
        self.saved.iter().filter(move |s| s.target.context == *context)
    }

    /// Ends one: it is gone from the list when the word of its end has come.
    pub fn end(&mut self, id: u64, effects: &mut Vec<Effect>) {
        if let Some(forward) = self.list.iter_mut().find(|f| f.id == id && !f.ending) {
            forward.ending = true;
            effects.push(Effect::EndForward(forward.session, id));
        }
    }

    /// Saves one by a name, in the place of one that has it. Gives whether there is that one.
    pub fn save(&mut self, id: u64, name: &str, effects: &mut Vec<Effect>) -> bool {
        let Some(saved) = self.of(id).map(|f| f.saved_as(Name::from(name))) else { return false };
        self.saved.retain(|s| s.name != saved.name || s.target.context != saved.target.context);
        self.saved.push(saved.clone());
        effects.push(Effect::SaveForward(saved));
        true
    }
}

/// The change that the form asks for.
pub fn change(port: String, local: u16, address: &str) -> Change {
    let address = if address.is_empty() { LOOPBACK } else { address };
    Change::Forward { port, local, address: address.to_owned() }
}
