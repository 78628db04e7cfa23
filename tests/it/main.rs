//! The tests, in one crate so that they link once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod frames;
mod kubectl_pods;
mod lab_changes;
#[allow(dead_code, reason = "a helper for flows to come as well")]
mod pty;
mod walls;
#[allow(dead_code, reason = "a helper for frames to come as well")]
mod world;
