//! Slim domain types: one file a kind. Nothing here does I/O or asks a clock.

pub mod batch;
pub mod batch_health;
pub mod change;
pub mod event;
pub mod feed;
pub mod guard;
pub mod health;
mod health_time;
pub mod id;
pub mod image;
pub mod kind;
pub mod kinds;
pub mod labels;
pub mod lang;
pub mod logs;
pub mod namespace;
pub mod naming;
pub mod pod;
pub mod pod_status;
pub mod quantity;
pub mod replicaset;
pub mod resource;
pub mod revision;
pub mod rights;
pub mod schedule;
pub mod step;
pub mod table;
pub mod terms;
pub mod text;
pub mod time;
pub mod workload;
pub mod workload_health;

pub use id::{Name, Uid};
pub use kind::{Kind, WorkloadKind};
pub use lang::Lang;
pub use time::{Time, human_duration};
