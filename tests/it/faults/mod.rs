//! Whatever fails, lies or is hostile: servers, links, clocks, texts.

pub mod access;
pub mod answers;
pub mod bounded;
pub mod clocks;
pub mod content;
pub mod fault_table;
pub mod fuzz;
pub mod hostile;
pub mod hostile_forms;
pub mod hostile_views;
pub mod logs;
pub mod model_walk;
pub mod oidc;
pub mod resume;
pub mod sick;
pub mod slow_link;
pub mod soak;
pub mod streamed;
pub mod usage;
