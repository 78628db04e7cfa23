//! The gate: every change to a cluster goes through here, and nothing else can send one.
//!
//! The path of a change: target, permission, dry run (`dryRun=All`), its differences and warnings, and, once its user has said
//! yes, journal, send with the UID and resourceVersion that were shown as preconditions, outcome, journal.
//!
//! It is built in floors, each of which uses only those below it:
//! - [`gate`] alone journals and sends: [`Gate`] is the path, and its writer the only thing that can send;
//! - [`preview`] looks at a change, and plans those of a text. It sends nothing but dry runs, through the door that the gate hands it;
//! - [`verbs`] has a file for each verb: its patch, what it leaves, what it touches, what speaks against it. They send nothing;
//! - [`reads`] asks the server for what a change needs to know, and writes nothing;
//! - [`object`] knows JSON, and asks nothing of a server.
//!
//! What depends on the verb alone is in its row: [`crate::model::change::spec`].
//!
//! Called by the runtime for the application's effects. It never asks its user anything and follows no rollout: that is the
//! application's, which sees the same watches as always.

mod error;
mod gate;
mod lock;
mod object;
mod preview;
mod reads;
mod verbs;

#[cfg(test)]
mod fixtures;

pub use error::ChangeError;
pub use gate::{Carried, Copied, Entered, Form, Forwarded, Gate, Here, Leaving, Memory};
pub(in crate::cluster) use object::{held, placement, selector, template_diff};
pub use preview::plan::Document;
pub(in crate::cluster) use reads::{history, volumes};
