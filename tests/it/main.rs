//! The tests, in one crate so that they link once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod faults;
mod flows;
mod frames;
mod house;
mod lab;
mod support;

// The benches share `pods` with the tests, and there is no `support` there.
use support::world;
