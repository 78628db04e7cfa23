//! Picking from a list by typing: namespaces, contexts, kinds, commands. What stands in it and what is done with it is not known here.

pub mod draw;
mod keys;

pub use keys::PickerKey;

use crate::app::catalogue::{Choice, Chosen, Item, What};
use crate::app::desk::Desk;
use crate::app::field::Field;
use crate::app::room::{MessageLine, News, Room};
use crate::app::text::{PlaceText, Text, Word};
use crate::app::wish::{Next, Wish};
use crate::command::alias::{self, Alias};
use crate::command::{Command, Over, palette};
use crate::model::Lang;

/// A list that is picked from by typing.
#[derive(Clone, Debug)]
pub struct View {
    /// What is picked.
    pub what: What,
    /// What is typed.
    pub field: Field,
    /// All there is, and at the end what is typed as a command with its words.
    items: Vec<Item>,
    /// How many there are without that.
    all: usize,
    /// The indices of those that match, best first.
    found: Vec<usize>,
    /// Which of the found ones the cursor is on.
    pub cursor: usize,
    /// Whether the user moved it there.
    moved: bool,
    /// Whether the first of them is called just as was typed.
    exact: bool,
}

impl View {
    /// The things that match what is typed, best first.
    pub fn found(&self) -> impl Iterator<Item = &Item> {
        self.found.iter().filter_map(|i| self.items.get(*i))
    }

    /// How many things there are in all: the box keeps its size while the user types.
    pub const fn count(&self) -> usize {
        self.all
    }

    fn search(&mut self) {
        self.items.truncate(self.all);
        let word = self.field.text().trim();
        self.found = palette::search(word, self.items.iter().map(|i| i.label.as_str()));
        self.exact = false;
        if !word.is_empty() {
            let called = |i: &usize| self.items.get(*i).and_then(|item| item.choice.is_called(&item.label, word));
            let mut first: Vec<usize> = (0..self.items.len()).filter(|i| called(i).is_some()).collect();
            first.sort_by_key(called);
            self.exact = !first.is_empty();
            self.found.retain(|i| !first.contains(i));
            self.found.splice(0..0, first);
        }
        (self.cursor, self.moved) = (0, false);
        self.add_alias();
        if self.what == What::Command
            && let Some(command) = rest(self.field.text(), "exec ")
        {
            self.items.push(Item {
                label: format!("exec {command}"),
                detail: Word::InPods.into(),
                mood: None,
                denied: None,
                choice: Choice::Exec(command.into()),
            });
            self.found.insert(0, self.items.len() - 1);
        }
        if self.what == What::Command
            && let Some(asked) = rest(self.field.text(), "who-can ")
        {
            self.items.push(Item {
                label: format!("who-can {asked}"),
                detail: Text::Term(Command::WhoCan.entry().words),
                mood: None,
                denied: None,
                choice: Choice::WhoCan(asked.into()),
            });
            self.found.insert(0, self.items.len() - 1);
        }
        if self.what == What::Command
            && let Some(labels) = labels(self.field.text())
        {
            self.items.push(Item {
                label: format!("logs {labels}"),
                detail: Word::LogsOfLabels.into(),
                mood: None,
                denied: None,
                choice: Choice::Logs(labels.into()),
            });
            // A word alone may be meant for another command.
            let at = if labels.contains(['=', '!', '(', ',']) { 0 } else { self.found.len() };
            self.found.insert(at, self.items.len() - 1);
        }
    }

    /// What k9s calls so comes first, also where a command's name begins so, or the server has another kind of that name.
    fn add_alias(&mut self) {
        let first = self.found.first().and_then(|i| self.items.get(*i)).filter(|_| self.exact);
        let item = |detail: Text, choice| Item { label: self.word().to_owned(), detail, mood: None, denied: None, choice };
        let item = match alias::find(self.word()) {
            Some(Alias::Kind(full)) if first.is_none_or(|i| !i.choice.is_kind(full)) => {
                item(Text::Server(full.to_owned()), Choice::Alias(full))
            }
            Some(Alias::Command(command)) if self.what == What::Command && first.is_none() => {
                item(Text::Term(command.entry().words), Choice::Command(command))
            }
            Some(Alias::Lacks(what)) if self.what == What::Command && first.is_none() => {
                item(Text::Term(what), Choice::Lacks(what))
            }
            Some(Alias::Kind(_) | Alias::Command(_) | Alias::Lacks(_)) | None => return,
        };
        self.items.push(item);
        self.found.insert(0, self.items.len() - 1);
        self.exact = true;
    }

    /// What is typed.
    fn word(&self) -> &str {
        self.field.text().trim()
    }

    /// What Enter means; an error is why it means nothing yet. `open` says that the cluster's kinds are not known.
    fn chosen(&self, open: bool) -> Result<Chosen, PlaceText> {
        let typed = self.word();
        let of = |choice| Ok(Chosen { typed: typed.to_owned(), choice });
        if self.what == What::Command {
            if alias::leaves_at_once(typed) {
                return of(Choice::Leave);
            }
            // Nothing is meant by nothing.
            if typed.is_empty() && !self.moved {
                return of(Choice::Nothing);
            }
        }
        let exact = self.items.iter().any(|i| i.label == typed);
        let nothing = self.what == What::Command && self.found.is_empty();
        if nothing && let Some(name) = place(typed, "ctx") {
            return Err(PlaceText::NoContext(name.to_owned()));
        }
        if nothing && let Some(name) = place(typed, "forward") {
            return of(Choice::Forward(name.into()));
        }
        if nothing && let Some(name) = place(typed, "ns") {
            return of(Choice::Typed(name.into()));
        }
        let choice = match (self.what, self.found().nth(self.cursor).map(|i| i.choice.clone())) {
            // A kind can be typed while it is not known which there are.
            (What::Command | What::Kind, None) if !typed.is_empty() && open => Choice::Word(typed.to_owned()),
            // A namespace that cannot be listed can be typed: it is taken as it stands where nothing matches.
            (What::Namespace, None) if !typed.is_empty() && !exact => Choice::Typed(typed.into()),
            (What::Namespace | What::Context | What::Command | What::Kind, chosen) => chosen.unwrap_or(Choice::Nothing),
        };
        if let Choice::Command(command) = &choice
            && command.is_weighty()
            && !self.is_meant()
        {
            // Half a word is no word for what cannot be looked away from again.
            return Err(PlaceText::NotACommand(typed.to_owned(), command.entry().name));
        }
        of(choice)
    }

    /// Whether the choice under the cursor was meant: named whole, or gone to.
    const fn is_meant(&self) -> bool {
        self.moved || self.exact && self.cursor == 0
    }
}

/// What can be picked is told by the wish.
pub(super) fn open(wish: &Wish, _: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Pick(what, items) = wish else { return None };
    let all = items.len();
    let (what, items) = (*what, items.clone());
    let mut view = View { what, field: Field::default(), items, all, found: Vec::new(), cursor: 0, moved: false, exact: false };
    view.search();
    Some(Box::new(view))
}

impl View {
    /// The items are made anew, and the cursor stays on its own.
    fn renew(&mut self, items: Vec<Item>) {
        let held = self.found().nth(self.cursor).map(|i| i.label.clone()).filter(|_| self.moved);
        self.all = items.len();
        self.items = items;
        self.search();
        if let Some(at) = held.and_then(|label| self.found().position(|i| i.label == label)) {
            (self.cursor, self.moved) = (at, true);
        }
    }
}

impl Room for View {
    fn name(&self, lang: Lang) -> String {
        let name = match self.what {
            What::Namespace => Word::Namespace,
            What::Context => Word::Context,
            What::Kind => Word::Kind,
            What::Command => Word::CommandTitle,
        };
        name.of(lang).into()
    }

    fn line(&self) -> MessageLine {
        MessageLine::Hints
    }

    /// It goes before what was picked begins.
    fn over(&self) -> Over {
        Over::Panes
    }

    fn picks(&self) -> Option<What> {
        Some(self.what)
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        self.field.paste(text);
        self.search();
    }

    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        if let News::Items(what, items) = news
            && *what == self.what
        {
            self.renew(items.clone());
        }
        Next::Stay
    }
}

/// The name of `ns NAME` or `ctx NAME`: namespaces may not be listed yet, or not for this user.
fn place<'a>(typed: &'a str, word: &str) -> Option<&'a str> {
    let name = typed.strip_prefix(word)?.strip_prefix(' ')?.trim();
    (!name.is_empty()).then_some(name)
}

/// The labels of `logs app=web,tier!=x`.
fn labels(typed: &str) -> Option<&str> {
    rest(typed, "logs ")
}

/// What is typed after a word.
fn rest<'a>(typed: &'a str, word: &str) -> Option<&'a str> {
    let rest = typed.trim_start().strip_prefix(word)?.trim();
    (!rest.is_empty()).then_some(rest)
}
