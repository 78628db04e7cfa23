//! A view that has a folder of its own under `views`: what the stack knows of it, and what it may touch. `app` knows no view: they are told to
//! it by a list of doors.

use super::commands::Way;
use super::messages::{Level, Messages};
use super::modes::{Mode, Next};
use super::msg::Effect;
use super::state::State;
use crate::command::{Command, Key, Keymap, Table};
use crate::model::change::Target;
use crate::model::{Lang, Time};
use chrono::FixedOffset;
use std::any::Any;
use std::fmt::Debug;

/// A view over the panes.
pub trait Room: Debug + Send + Sync {
    /// Itself, for whoever draws it.
    fn as_any(&self) -> &dyn Any;

    /// A copy: a state is a plain value.
    fn copy(&self) -> Box<dyn Room>;

    /// The command that opens it from everywhere, where there is one.
    fn opened_by(&self) -> Option<Command>;

    /// What it is called on the way and in its frame.
    fn name(&self, lang: Lang) -> String;

    /// The table of its own commands.
    fn table(&self) -> &'static Table;

    /// Whether a text is typed in it: every letter is then a letter.
    fn types(&self) -> bool {
        false
    }

    /// Whether something is looked for in it, which has the line of messages while nothing new is said.
    fn searches(&self) -> bool {
        false
    }

    /// Takes a key; gives what becomes of the view.
    fn key(&mut self, key: Key, desk: &mut Desk<'_>) -> Next;

    /// Takes a text that is pasted.
    fn paste(&mut self, text: &str, desk: &mut Desk<'_>) {
        let _ = (text, desk);
    }
}

impl Clone for Box<dyn Room> {
    fn clone(&self) -> Self {
        self.copy()
    }
}

/// What a view may look at and do while it takes a key.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The time.
    pub now: Time,
    /// The user's time zone.
    pub zone: FixedOffset,
    /// The language of the screen.
    pub lang: Lang,
    /// The screen's columns and rows.
    pub size: (u16, u16),
    /// The keys.
    pub keymap: &'a Keymap,
    /// What was said.
    pub messages: &'a mut Messages,
    /// What is to be done outside.
    pub effects: &'a mut Vec<Effect>,
    /// The object that the panes are to show, once the view has said what becomes of it.
    pub goes_to: Option<Target>,
    /// Whether the key means nothing in the view.
    pub unbound: bool,
}

/// How a view is opened from everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// By which command.
    pub command: Command,
    /// Makes it.
    pub open: fn(&State) -> Box<dyn Room>,
}

impl State {
    /// Opens the view that a command is the door to.
    pub(super) fn open_room(&mut self, command: Command) {
        if let Some(door) = self.doors.iter().find(|door| door.command == command) {
            let room = (door.open)(self);
            self.open_view(Mode::Room(room));
        }
    }

    /// Has the view on top do something at its desk.
    fn at_desk<T>(&mut self, effects: &mut Vec<Effect>, act: impl FnOnce(&mut dyn Room, &mut Desk<'_>) -> T) -> Option<(T, Asks)> {
        let Some(Mode::Room(room)) = self.views.top_mut() else { return None };
        let mut desk = Desk {
            now: self.now,
            zone: self.zone,
            lang: self.lang,
            size: self.size,
            keymap: &self.keymap,
            messages: &mut self.messages,
            effects,
            goes_to: None,
            unbound: false,
        };
        let out = act(&mut **room, &mut desk);
        let asks = Asks { goes_to: desk.goes_to.take(), unbound: desk.unbound };
        Some((out, asks))
    }

    /// A key for the view on top.
    pub(super) fn room_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> Next {
        let Some((next, asks)) = self.at_desk(effects, |room, desk| room.key(key, desk)) else { return Next::Stay };
        if asks.unbound {
            self.not_here(key, &[Way::Leave, Way::Help]);
        }
        if let Some(target) = asks.goes_to {
            self.go_to(&target, effects);
        }
        next
    }

    /// A text that is pasted while a view is on top.
    pub(super) fn room_paste(&mut self, text: &str) {
        let mut effects = Vec::new();
        self.at_desk(&mut effects, |room, desk| room.paste(text, desk));
    }

    /// Shows an object in the panes: what lies over them is left. Says why not where that cannot be.
    fn go_to(&mut self, target: &Target, effects: &mut Vec<Effect>) {
        if target.context != self.cluster.context.name {
            let text = format!("{target} is in another context: switch there first (:ctx)");
            return self.messages.say(self.now, Level::Warn, text);
        }
        if !self.go_elsewhere() {
            return;
        }
        self.show_object(target, effects);
    }
}

/// What a view has asked for at its desk.
struct Asks {
    goes_to: Option<Target>,
    unbound: bool,
}
