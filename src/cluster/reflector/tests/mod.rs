//! All users of the reflector against a server on loopback whose every answer the test gives itself. No test sleeps: each waits for a request or
//! for what is told, with a deadline.

pub(in crate::cluster) mod server;
mod user;
mod waits;
mod ways;
