//! On a real cluster, with kubectl as witness.

pub mod access;
pub mod canary;
pub mod changes;
pub mod columns;
pub mod compare;
pub mod copies;
pub mod demo_lab;
pub mod demo_rollouts;
pub mod describe;
pub mod docker;
#[cfg(target_os = "linux")]
pub mod entries;
pub mod environments;
pub mod fits;
pub mod forwards;
pub mod gate;
pub mod helm;
pub mod inside;
pub mod kubectl_pods;
pub mod logs;
pub mod nodes;
pub mod promotion;
pub mod relations;
mod relations_seed;
pub mod release_away;
pub mod soak;
pub mod soon;
pub mod tabs;
pub mod two_labs;
pub mod two_minutes;
pub mod views;
pub mod why;
