//! All that speaks to a Kubernetes API: kubeconfig, session, watches, wire types, log bytes, and `change`, the one gate for writes.

pub mod change;
pub mod error;
pub mod kubeconfig;
pub mod logs;
pub mod session;

pub use error::ApiError;
pub use session::Session;
