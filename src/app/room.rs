//! A view over the panes: what the stack knows of it. Each has a folder of its own under `views`; `app` knows none of them.

use super::catalogue::{Item, What};
use super::desk::{Desk, Way};
use super::draft::DraftMsg;
use super::environments::EnvironmentsWish;
use super::listing::Listed;
use super::msg::Saved;
use super::text::Text;
use super::wish::{Next, Wish};
use crate::command::situation::Over;
use crate::command::{Command, Key, Keymap, MotionCommand, Shared, Table, ViewCommand};
use crate::model::change::{Preview, Reason};
use crate::model::compare::{Compared, Kept};
use crate::model::entries::{Entries, Value};
use crate::model::event::{EventNews, EventWish};
use crate::model::forward::Offers;
use crate::model::helm::HelmNews;
use crate::model::logs::LastRun;
use crate::model::nodes::NodesNews;
use crate::model::nodes::foresee::Forecast;
use crate::model::own;
use crate::model::process::Mouse;
use crate::model::rbac::Access;
use crate::model::relations::Tree;
use crate::model::revision::Revision;
use crate::model::stale::StaleFound;
use crate::model::trouble::Trouble;
use crate::model::{Lang, Name, SessionId, Time};
use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

/// What every view is beside what it does: a plain value.
pub trait Plain {
    /// Itself, for whoever draws it.
    fn as_any(&self) -> &dyn Any;

    /// A copy.
    fn copy(&self) -> Box<dyn Room>;

    /// As [`Keys::TABLE`].
    fn table(&self) -> &'static Table;

    /// As [`Keys::press`].
    fn key(&mut self, key: Key, desk: &mut Desk<'_>) -> Next;
}

impl<T: Room + Keys + Clone + 'static> Plain for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn copy(&self) -> Box<dyn Room> {
        Box::new(self.clone())
    }

    fn table(&self) -> &'static Table {
        T::TABLE
    }

    fn key(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        self.press(key, desk)
    }
}

/// The keys of a view.
pub trait Keys {
    /// The table of its own commands.
    const TABLE: &'static Table;

    /// Takes a key; gives what becomes of the view.
    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next;
}

/// The keys of a view that is a list: those of motions go through it, and what leaves a view leaves it.
pub trait ListKeys: Room {
    /// Its own commands.
    type Own: ViewCommand;

    /// Takes a key before all else, such as a letter that is typed; `false` where it leaves it.
    fn takes(&mut self, key: Key, desk: &mut Desk<'_>) -> bool {
        let _ = (key, desk);
        false
    }

    /// Does what one of them is for.
    fn own(&mut self, key: Self::Own, desk: &mut Desk<'_>) -> Next;

    /// Goes through its list.
    fn moves(&mut self, motion: MotionCommand, desk: &mut Desk<'_>) {
        let _ = desk;
        if let Some(list) = self.listed() {
            list.moves(motion);
        }
    }

    /// Goes back one step in it; `false` where the view itself is left.
    fn back(&mut self, desk: &mut Desk<'_>) -> bool {
        let _ = desk;
        false
    }
}

impl<T: ListKeys> Keys for T {
    const TABLE: &'static Table = T::Own::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        if self.takes(key, desk) {
            return Next::Stay;
        }
        match (desk.keymap.of_view(key), desk.keymap.shared(key)) {
            (Some(own), _) => return self.own(own, desk),
            (None, Some(Shared::Back)) if self.back(desk) => {}
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (None, Some(Shared::Motion(motion))) => self.moves(motion, desk),
            (None, None) => desk.unbound(key, &[Way::Leave, Way::Help]),
        }
        Next::Stay
    }
}

/// A view over the panes.
pub trait Room: Plain + Debug + Send + Sync {
    /// The command that opens it from everywhere, where there is one.
    fn opened_by(&self) -> Option<Command> {
        None
    }

    /// What it is called on the way and in its frame.
    fn name(&self, lang: Lang) -> String;

    /// Whether a text is typed in it: every letter is then a letter.
    fn types(&self) -> bool {
        self.table().typed
    }

    /// Who has the line of messages while it is on top.
    fn line(&self) -> MessageLine {
        match self.over() {
            Over::Form => MessageLine::Hints,
            Over::Panes | Over::View => MessageLine::Free,
        }
    }

    /// What it is to the commands that are asked for over it. Where nothing but a text is typed it is a form.
    fn over(&self) -> Over {
        if self.table().typed { Over::Form } else { Over::View }
    }

    /// Whether it lies over rows: a key that comes after it is meant for those that were seen before.
    fn covers(&self) -> bool {
        true
    }

    /// Whether it is there again when one comes back to its tab. What can be had from everywhere is of no tab, what waits for an answer is not
    /// left open, what may be secret is shown as long as somebody looks, and a program in a pod is found in the list of them.
    fn stays(&self) -> bool {
        let waits = self.over() != Over::View || !self.intents().is_empty();
        !waits && self.opened_by().is_none() && !self.is_secret() && self.process().is_none()
    }

    /// It is left with its tab for a while: what is watched for it ends, and what that has told may be old when it is there again.
    fn rest(&mut self) {}

    /// Whether it shows what may be secret once that is asked for: with the last such view it is hidden again.
    fn reveals(&self) -> bool {
        false
    }

    /// Whether it shows a decoded value: what is on the screen is then not saved.
    fn is_secret(&self) -> bool {
        false
    }

    /// The program in a pod that it shows, where it shows one.
    fn process(&self) -> Option<u64> {
        None
    }

    /// The list that its keys and the mouse go through, where it has one.
    fn listed(&mut self) -> Option<&mut dyn Listed> {
        None
    }

    /// As [`Room::listed`], of what lies at a place of the screen, where it has several; the keys stay where they are.
    fn listed_at(&mut self, column: u16, row: u16) -> Option<&mut dyn Listed> {
        let _ = (column, row);
        self.listed()
    }

    /// As [`Room::listed_at`], of what is clicked on: it gets the keys.
    fn clicked(&mut self, column: u16, row: u16) -> Option<&mut dyn Listed> {
        self.listed_at(column, row)
    }

    /// The row under its cursor, where commands of the settings can be for that.
    fn own_row(&self) -> Option<own::Row> {
        None
    }

    /// The workload whose events it wants watched.
    fn watches(&self) -> Option<EventWish> {
        None
    }

    /// Whether it shows what nodes use, so that this is polled while it is open.
    fn wants_node_use(&self) -> bool {
        false
    }

    /// The contexts that it shows in the overview, so that they are looked at.
    fn overlooks(&self) -> Option<Vec<Name>> {
        None
    }

    /// The environments that it shows side by side, so that they are watched.
    fn environments(&self) -> Option<EnvironmentsWish> {
        None
    }

    /// The number by which it wants the nodes watched, and what their pods take.
    fn watches_nodes(&self) -> Option<u64> {
        None
    }

    /// The changes that it asks or is about to ask about, by their numbers.
    fn intents(&self) -> Vec<u64> {
        Vec::new()
    }

    /// The session of which it waits for answers, where that may not be the one in front.
    fn awaits(&self) -> Option<SessionId> {
        None
    }

    /// What is picked from it, where something is: it is told when more is known of that.
    fn picks(&self) -> Option<What> {
        None
    }

    /// When it changes by itself, besides the seconds.
    fn wakes_at(&self) -> Option<Time> {
        None
    }

    /// It was drawn: on top, or below others.
    fn drawn(&mut self, now: Time, on_top: bool) {
        let _ = (now, on_top);
    }

    /// Lays it into the screen.
    fn lay(&mut self, frame: &Frame<'_>) {
        let _ = frame;
    }

    /// Takes a text that is pasted.
    fn paste(&mut self, text: &str, desk: &mut Desk<'_>) {
        let _ = (text, desk);
    }

    /// Takes what the mouse does, while its program asks for that.
    fn mouse(&mut self, mouse: Mouse, desk: &mut Desk<'_>) {
        let _ = (mouse, desk);
    }

    /// Takes what has come from outside, wherever it stands; gives what becomes of it. What is for another it leaves alone.
    fn hear(&mut self, news: &News, desk: &mut Desk<'_>) -> Next {
        let _ = (news, desk);
        Next::Stay
    }

    /// Asks for what it lacks by what is known now.
    fn settle(&mut self, desk: &mut Desk<'_>) {
        let _ = desk;
    }
}

impl Clone for Box<dyn Room> {
    fn clone(&self) -> Self {
        self.copy()
    }
}

/// Makes the view that is wished for. `None` where the wish is for another, and where there is nothing to show: what there is to say or do
/// then, the door says and does.
pub type Door = fn(&Wish, &mut Desk<'_>) -> Option<Box<dyn Room>>;

/// Who has the line of messages while a view is on top.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MessageLine {
    /// What is said: in several rows where the screen is high enough.
    Free,
    /// What is said, and the panes below keep room for it: the view stands for a moment only.
    Passing,
    /// A word about a key: the rest would lie over a box.
    Hints,
    /// A field of the view; a word about a key has the place of its keys.
    Field,
    /// What is typed to be looked for.
    Typed,
    /// What is looked for, while nothing new is said.
    Found,
}

/// The screen that a view is laid into.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Its columns and rows.
    pub size: (u16, u16),
    /// The way to the view.
    pub before: &'a str,
    /// The language.
    pub lang: Lang,
    /// Whether what may be secret is shown.
    pub revealed: bool,
    /// The keys.
    pub keymap: &'a Keymap,
}

/// What has come from outside, with the number by which it was asked for.
#[derive(Clone, PartialEq, Debug)]
pub enum News {
    /// The revisions of a workload.
    Revisions(u64, Result<Vec<Revision>, Reason>),
    /// A text.
    Fetched(u64, Result<String, Text>),
    /// About what the user has written.
    Draft(DraftMsg),
    /// What became of a file, by its path.
    Saved(String, Saved),
    /// What a look at a change says.
    Previewed(u64, Result<Box<Preview>, Reason>),
    /// What can be picked, by what is known now.
    Items(What, Vec<Item>),
    /// What the cluster's components say.
    Told(u64, EventNews),
    /// What is watched of the nodes.
    Nodes(u64, NodesNews),
    /// What a drain would do.
    Foreseen(u64, Result<Box<Forecast>, Reason>),
    /// What hangs together with an object.
    Related(u64, Result<Box<Tree>, Arc<Trouble>>),
    /// The ports that an object offers.
    Ports(u64, Result<Offers, Reason>),
    /// What Helm keeps in the cluster.
    Helm(u64, HelmNews),
    /// What a folder of a container holds.
    Listed(u64, Result<Vec<String>, Reason>),
    /// What was kept of an object, to be compared with another.
    Kept(u64, Result<Kept, Text>),
    /// What differs between two objects.
    Compared(u64, Result<Compared, Arc<Trouble>>),
    /// Who may do what.
    Access(u64, Result<Access, Arc<Trouble>>),
    /// What a Secret or a ConfigMap holds.
    Entries(u64, Result<Box<Entries>, Arc<Trouble>>),
    /// What stands under one of its keys.
    Value(u64, Result<Value, Arc<Trouble>>),
    /// Stale config.
    Stale(u64, Box<StaleFound>),
    /// The last lines of a run.
    LastRun(u64, LastRun, Result<Vec<String>, Arc<Trouble>>),
}

#[cfg(test)]
impl super::desk::Bench {
    /// Presses keys in a view; gives what becomes of it at last.
    pub fn press(&mut self, view: &mut dyn Room, keys: &str) -> Next {
        self.at(|desk| {
            let mut next = Next::Stay;
            for key in keys.split_whitespace() {
                next = view.key(key.parse().unwrap(), desk);
            }
            next
        })
    }
}
