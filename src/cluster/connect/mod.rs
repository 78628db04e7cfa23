//! The way to an API server: address, proxy, TLS and credentials, put together to a client.

mod client;
mod credential;
mod der;
mod exec;
pub(super) mod target;
pub(super) mod tls;
mod verify;
mod way;

pub(super) use exec::Turn;
pub(super) use way::Way;
