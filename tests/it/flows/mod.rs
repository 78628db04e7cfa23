//! The real program, in a pseudo-terminal or as a command.

pub mod browse_flows;
pub mod browse_lists;
pub mod change_flows;
pub mod commands;
pub mod connections;
pub mod copies;
pub mod demo_entry;
pub mod demo_kubectl;
pub mod demo_served;
pub mod draft_flows;
pub mod forwards;
pub mod idle;
pub mod incident;
pub mod inside;
pub mod journal_kill;
pub mod kubeconfigs;
pub mod long_life;
pub mod measure;
pub mod measure_flood;
pub mod refusals;
pub mod screens;
pub mod screenshots;
pub mod secrets;
pub mod sign_in;
pub mod strange_files;
pub mod terminal;
