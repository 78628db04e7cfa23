//! The one list-and-watch. A [`Reflector`] keeps a collection of the API known: pages, then a watch that is resumed from where it was; fresh lists
//! where the past is gone, streamed ones where the server has them; doubt where a word is due and does not come, and a second stream beside the
//! first; lists at a slow pace where there is no watch; few requests to a server that fails. What it asks for and reads, and where that goes, are
//! its parameters ([`Source`], [`Sink`]): it knows no kind.

pub(in crate::cluster) mod backoff;
mod batch;
mod fetch;
mod halt;
mod listing;
mod once;
pub(in crate::cluster) mod pace;
mod page;
pub(in crate::cluster) mod request;
mod standing;
mod stream;
mod task;
#[cfg(test)]
pub(in crate::cluster) mod tests;

pub(super) use once::list_once;
pub(super) use task::Reflector;

use halt::Halt;

use super::error::ApiError;
use super::session::JSON;
use super::wire::{Event, Page};
use crate::model::Uid;
use crate::model::feed::{Delta, WatchState};

/// The receiver of what is told is gone: nothing is left to be done.
#[derive(Debug)]
pub(in crate::cluster) struct Closed;

/// What is asked of the API, and how the answers are read.
pub(in crate::cluster) trait Source: Send + Sync + 'static {
    /// What is kept of an object.
    type Object: Send + 'static;

    /// The form in which lists are asked for, and then objects of a watch, as an Accept header says it.
    const FORM: (&'static str, &'static str) = (JSON, JSON);
    /// Seconds between two lists where it is not watched.
    const POLL: u32 = 15;
    /// Whether its list may come as a stream, where the server has that.
    const STREAMS: bool = false;
    /// Whether its objects lie where the heartbeat looks: then their versions tell whether the server has been given another past, and its list
    /// whether it reaches what it keeps. An aggregated API, or events, may have a storage of their own.
    const MAIN: bool = false;

    /// The path of the collection with what selects among it, up to where more can be asked: it ends with `?` or `&`.
    fn collection(&self) -> String;

    /// By what an object is told apart from others.
    fn uid(object: &Self::Object) -> &Uid;

    /// Whether the API has a watch of it.
    fn watches(&self) -> bool {
        true
    }

    /// A page of a list.
    fn page(&mut self, body: &[u8]) -> Result<Page<Self::Object>, ApiError>;

    /// One line of a watch, without its newline.
    fn event(&mut self, line: &[u8]) -> Result<Event<Self::Object>, ApiError>;

    /// The server does not know the collection.
    fn unknown(&mut self) -> Unknown {
        Unknown::Failed
    }
}

/// What follows where the server does not know a collection.
pub(in crate::cluster) enum Unknown {
    /// It may have it at another path, which is the source's from now on.
    Elsewhere,
    /// It has none of these, which is no failure: of what, in many.
    None(&'static str),
    /// It should have it.
    Failed,
}

/// Where goes what is known of a source. It is told with the source as it is by then.
pub(in crate::cluster) trait Sink<S: Source>: Send + 'static {
    /// Objects that came and went, in this order, coalesced, among them where a list begins and ends.
    fn told(&mut self, of: &mut S, deltas: Vec<Delta<S::Object>>) -> impl Future<Output = Result<(), Closed>> + Send;

    /// How the list or watch stands, whenever that changes, and the failure that it stands so for.
    fn stands(&mut self, of: &S, state: &WatchState, why: Option<&ApiError>) -> impl Future<Output = Result<(), Closed>> + Send;
}
