//! Settings, folders, the environment, and what is remembered from one run to the next.

mod columns;
pub mod env;
pub mod forwards;
mod guards;
pub mod k9s;
pub mod memory;
mod own;
pub mod owned;
pub mod paths;
mod promote;
mod saved;
pub mod settings;

pub use env::Environment;
pub use paths::Paths;
pub use settings::{Settings, SettingsError};
