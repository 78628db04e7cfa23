//! All that speaks to a Kubernetes API: kubeconfig, session, watches, wire types, log bytes, and `change`, the one gate for writes.

mod access;
mod attach;
mod body;
mod browse;
pub mod change;
mod clock;
mod connect;
pub mod describe;
pub mod discovery;
pub mod error;
pub mod events;
mod exec;
mod foreign;
pub mod heartbeat;
mod id_token;
pub mod kubeconfig;
mod link;
pub mod logs;
mod mask;
mod outlet;
mod path;
mod pem;
pub mod plugin;
mod reflector;
pub mod replicas;
pub mod rights;
pub mod session;
mod target;
mod throttle;
mod upgrade;
mod warning;
pub mod watch;
pub mod wire;
pub mod yaml;

pub use error::ApiError;
pub use session::Session;
