//! Port-forwards.

use super::Text;
use crate::model::Name;
use crate::model::change::Target;
use crate::model::filed::FileFault;
use crate::model::forward::ForwardFault;

/// Port-forwards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ForwardText {
    /// None is saved by this name in this context.
    NotSaved(String, Name),
    /// One that is saved is open already, at this URL.
    OpenAlready(String, String),
    /// Why the object of one that is saved was not found.
    NotFound(Name, Box<Text>),
    /// It listens: URL, port and target.
    LeadsTo(String, String, Box<Target>),
    /// Why it cannot be.
    Cannot(Box<Text>, Box<Target>),
    /// It has ended, with what went over it.
    Ended(Box<Text>, Box<Target>),
    /// It has ended.
    Closed(Box<Target>),
    /// It has no URL yet.
    NotYet,
    /// There is none; the key that opens one.
    None(String),
    /// What a name may have.
    BadName,
    /// It is saved by this name in this context.
    Saved(Name, Name),
    /// Why it is not.
    NotKept(FileFault),
    /// What is wrong with the form: its local port.
    BadLocal,
    /// What the form lacks: a port.
    WhichPort,
    /// What is wrong with the form: one local port for several ports.
    OneLocal,
    /// It has ended while its row was under the cursor.
    Gone,
    /// Its end was asked for already.
    Closing,
    /// How many connections are open, how many there were in all, and since how long it is there.
    Connections(u32, u64, String),
    /// How much was received and sent.
    Traffic(String, String),
    /// It waits for a ready pod, for how long.
    Waits(String),
    /// Its pod is gone, for how long.
    PodGone(String),
    /// What last went wrong with it.
    Fault(Box<ForwardFault>),
}
