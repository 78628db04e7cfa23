//! The way to an API server: address, proxy, TLS and credentials, put together to a client.

mod client;
mod credential;
mod der;
mod tls;
mod verify;
mod way;

pub(super) use way::Way;
