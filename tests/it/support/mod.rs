//! What the tests are made of: the program in a pseudo-terminal, the demo, a proxy with faults, a world in plain values.

pub mod browsing;
pub mod demo_same;
pub mod demo_support;
pub mod desk;
pub mod ground;
pub mod key_world;
#[allow(dead_code, reason = "a helper for tests to come as well")]
pub mod lab;
pub mod node_support;
#[allow(dead_code, reason = "a helper for tests to come as well")]
pub mod proxy;
pub mod proxy_tests;
#[allow(dead_code, reason = "a helper for tests to come as well")]
pub mod pty;
pub mod real;
pub mod rollout;
pub mod tls;
pub mod trial;
pub mod truth;
#[allow(dead_code, reason = "a helper for tests to come as well")]
pub mod world;
