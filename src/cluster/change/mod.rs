//! The gate: every change to a cluster goes through here, and nothing else can send one.
//!
//! The path of a change: target, permission, rehearsal (a server-side dry run), its differences and warnings, and, once its user has said
//! yes, journal, send with the UID and resourceVersion that were shown as preconditions, outcome, journal. [`Gate`] is that path, one
//! file for each change has its patch and its rules, and [`Writer`] is the only thing that can send.
//!
//! Called by the runtime for the application's effects. It never asks its user anything and follows no rollout: that is the
//! application's, which sees the same watches as always.

mod apply;
mod around;
mod autoscale;
mod budget;
mod delete;
mod diff;
mod drain;
mod edit;
mod error;
mod flag;
mod gate;
pub(in crate::cluster) mod held;
mod history;
mod image;
mod kept;
mod leave;
mod lines;
mod managers;
mod marks;
mod merge;
mod object;
mod permission;
mod plan;
mod request;
mod restart;
mod rollback;
mod scale;
mod send;
mod step;
mod trigger;
mod undo;
mod warn;
mod who;
mod writer;

#[cfg(test)]
mod consent_tests;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod flow_tests;
#[cfg(test)]
mod secret_tests;

pub use error::ChangeError;
pub use gate::Gate;
pub use leave::Leaving;
pub use plan::Document;
pub use send::Carried;
pub use undo::Memory;
pub use writer::Writer;
