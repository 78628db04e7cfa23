//! The way to an API server: address, proxy, TLS and credentials, put together to a client.

mod client;
mod credential;
pub(super) mod der;
mod oidc;
#[cfg(test)]
mod own_tests;
mod sign_in;
mod tls;
mod verify;
mod way;

pub(super) use way::{Own, Way};
